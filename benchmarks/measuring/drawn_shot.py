"""A shot of 1920x1080 with one face of 350 pixels that nobody has: drawn by numbers, moving, with grain."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measuring.workshop import ROOT

Floats = NDArray[np.float32]

WIDE, TALL, FACE = 1920, 1080, 350
PERSON = 9


@dataclass(frozen=True, eq=False)
class DrawnShot:
    """The head as it is drawn once, larger than it is needed.

    Attributes:
        head: Display values, shape [h, w, 3]; its face is 350 pixels high.
    """

    head: Floats

    @classmethod
    def of(cls) -> DrawnShot:
        """Draw the head."""
        import cv2

        from rushes.clearance.likeness.faces import detect
        from rushes.engines.reage.mesh import around, mesh_in

        sys.path.insert(0, str(ROOT / "tests"))
        try:
            from drawn_head import head
        finally:
            sys.path.remove(str(ROOT / "tests"))
        drawn: Any = head(PERSON)
        left, top, wide, tall = detect(drawn, lying=False)[0].box
        mesh = mesh_in(drawn, (left + wide / 2, top + tall / 2), max(wide, tall), 0.0)
        side = round(drawn.shape[0] * FACE / around(mesh.points)[1])
        how = cv2.INTER_AREA if side < drawn.shape[0] else cv2.INTER_CUBIC
        return cls(cv2.resize(drawn, (side, side), interpolation=how).astype(np.float32) / 255)

    def frames(self, count: int) -> Iterator[NDArray[np.float16]]:
        """Return frames of scene-linear light as a plate holds them, shape [1080, 1920, 3]."""
        from rushes.media.colour import SRGB_TEXTURE
        from rushes.media.picture import Picture
        from rushes.media.plate import to_light

        rng = np.random.default_rng(11)
        side = self.head.shape[0]
        for index in range(count):
            picture = np.full((TALL, WIDE, 3), 0.45, np.float32)
            left = round(600 + 60 * np.sin(index / 9))
            top = round((TALL - side) / 2 + 15 * np.sin(index / 5))
            picture[top : top + side, left : left + side] = self.head[: TALL - top]
            picture += rng.normal(0, 0.008, picture.shape).astype(np.float32)
            yield to_light(Picture(np.clip(picture, 0, 1), SRGB_TEXTURE)).astype(np.float16)

    def write(self, folder: Path, first: int, count: int) -> None:
        """Write them as the step ``plate`` does."""
        from rushes.engines.reage.plate_step import plate_file
        from rushes.media.exr import write_picture

        folder.mkdir(parents=True)
        for index, light in enumerate(self.frames(count)):
            write_picture(plate_file(folder, first + index), light, frame=first + index, rate=24)
