"""A frame's change on disk: one EXR with the deltas by layer, the matte and the regions, that a compositor can dial.

Every layer is light to add to the plate, scene-linear ACEScg, already inside the matte: ``plate + fine + medium + broad + tone + ...`` is the
re-aged picture. Where the matte is 0 all of them are 0.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.window import Window
from rushes.media.exr import read_exr, write_exr
from rushes.media.half import split_half, to_float, to_half

Floats = NDArray[np.float32]

LAYERS: Final[tuple[str, ...]] = ("fine", "medium", "broad", "tone", "form", "hair", "key", "network")
"""What a change may consist of, in the order in which it is added."""


REGION_STEPS: Final = 128
"""Regions are soft and only ever multiply: so many steps say enough, and are packed at a fraction of the time."""


@dataclass(frozen=True, eq=False)
class FrameChange:
    """A frame's change: what is in a window of it, and nothing elsewhere.

    Attributes:
        window: Where in the frame.
        width, height: The frame's size [px].
        deltas: Light to add by layer, shape [h, w, 3], the window's size.
        inner: The matte inside the window, shape [h, w]; 0 is untouched.
        regions: Weights by region, shape [h, w], the window's size.
    """

    window: Window
    width: int
    height: int
    deltas: Mapping[str, Floats]
    inner: Floats
    regions: Mapping[str, Floats]

    @classmethod
    def nothing(cls, width: int, height: int) -> Self:
        """Return a change that changes nothing."""
        return cls(Window(0, 0, 1, 1), width, height, {}, np.zeros((1, 1), np.float32), {})

    @classmethod
    def of_window(
        cls,
        window: Window,
        width: int,
        height: int,
        deltas: Mapping[str, Floats],
        matte: Floats,
        regions: Mapping[str, Floats],
    ) -> Self:
        """Keep what was worked out in a window of a frame."""
        return cls(window, width, height, deltas, matte, regions)

    @property
    def matte(self) -> Floats:
        """The whole frame's matte, shape [height, width]."""
        return self.whole(self.inner)

    def whole(self, inner: Floats) -> Floats:
        """Return the whole frame's sheet of what is inside the window, shape [height, width]; 0 elsewhere."""
        sheet = np.zeros((self.height, self.width), np.float32)
        self.window.cut(sheet)[...] = inner
        return sheet

    @property
    def total(self) -> Floats:
        """All the light that is added inside the window, shape [h, w, 3]."""
        sheet = np.zeros((*self.inner.shape, 3), np.float32)
        for delta in self.deltas.values():
            sheet += delta
        return sheet

    def write(self, path: Path, *, frame: int, rate: Fraction) -> None:
        """Write the layers as half floats, beside and renamed: the file's data window is the change's own, its display window the frame."""
        planes = {"matte.A": to_half(self.inner)}
        for name, delta in self.deltas.items():
            planes |= {f"{name}.{band}": plane for band, plane in zip("RGB", split_half(delta), strict=True)}
        for name, weight in self.regions.items():
            planes[f"region.{name}"] = to_half(np.round(weight * REGION_STEPS) / REGION_STEPS)
        at = self.window
        header = {
            "dataWindow": _box(at.left, at.top, at.right - 1, at.bottom - 1),
            "displayWindow": _box(0, 0, self.width - 1, self.height - 1),
        }
        write_exr(path, planes, frame=frame, rate=rate, header=header)

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read what ``write`` wrote.

        Raises:
            BadInputError: It is missing or no readable EXR.
        """
        exr = read_exr(path)
        names = dict.fromkeys(name.partition(".")[0] for name in exr.channels)
        deltas: dict[str, Floats] = {name: exr.picture(name) for name in LAYERS if name in names}
        regions = {
            name.partition(".")[2]: to_float(plane)
            for name, plane in exr.channels.items()
            if name.startswith("region.")
        }
        (left, top), (right, foot) = ((int(x), int(y)) for x, y in exr.header["dataWindow"])
        (_, _), (wide, tall) = ((int(x), int(y)) for x, y in exr.header["displayWindow"])
        window = Window(left, top, right + 1, foot + 1)
        return cls(window, wide + 1, tall + 1, deltas, to_float(exr.channels["matte.A"]), regions)


def put_together(plate: NDArray[np.float16], change: FrameChange) -> NDArray[np.float16]:
    """Return plate plus change, shape [h, w, 3], half float: the one composite that every method goes through.

    Where the matte is 0 the plate's own bits stay.
    """
    if not change.deltas:
        return plate
    after = plate.copy()
    under = after[change.window.top : change.window.bottom, change.window.left : change.window.right]
    added = to_half(np.maximum(to_float(under) + change.total, 0.0))
    np.copyto(under, added, where=(change.inner > 0)[..., None])
    return after


def _box(left: int, top: int, right: int, foot: int) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    return np.array([left, top], np.int32), np.array([right, foot], np.int32)
