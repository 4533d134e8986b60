"""The flash of an explosion, for a few frames, where it is seen."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath

Floats = NDArray[np.float32]

LASTS_S: Final = 0.09
"""Time in which a flash falls to a third [s]."""

BALL_M: Final = 1.3
COLOUR: Final = (1.0, 0.62, 0.26)
STRENGTH: Final = 26.0


@dataclass(frozen=True)
class Flash:
    """When [s] and where [m]."""

    time: float
    place: tuple[float, float, float]


def flashes_of(beats: Path) -> tuple[Flash, ...]:
    """Return the flashes of a simulation's explosions."""
    record = json.loads(beats.read_text(encoding="utf-8"))
    return tuple(
        Flash(float(beat["time"]), tuple(beat["place"])) for beat in record["beats"] if beat["event"] == "explosion"
    )


def flashing(
    flashes: tuple[Flash, ...],
    camera: CameraPath,
    frame: int,
    rate: float,
    shape: tuple[int, int],
    depth: Floats,
    level: float,
) -> Floats | None:
    """Return what flashes add to a picture, shape [height, width, 3]; None when there is none.

    Args:
        flashes: All of the clip.
        camera: That looks.
        frame: Which.
        rate: Frames per second.
        shape: Of the picture [px].
        depth: Of the picture [m].
        level: What a grey card shines with in this light.
    """
    time = (frame - camera.frames.first) / rate
    added: Floats | None = None
    for flash in flashes:
        age = time - flash.time
        if not -0.5 / rate <= age < 8 * LASTS_S:
            continue
        x, y, away = camera.project(np.array([flash.place]), frame)[0] * [
            shape[1] / camera.width,
            shape[1] / camera.width,
            1.0,
        ]
        if away <= 0.2:
            continue
        radius = (
            camera.focal_px(frame) * shape[1] / camera.width * BALL_M * (0.7 + 1.6 * math.sqrt(max(age, 0.0))) / away
        )
        rows, columns = np.mgrid[0 : shape[0], 0 : shape[1]]
        off = np.hypot(columns - x, rows - y) / radius
        near = np.clip((depth - away + BALL_M) / BALL_M, 0.15, 1.0)
        shape_of = np.exp(-((off) ** 2) * 1.4) * near + 0.10 * np.exp(-off * 0.5)
        fade = math.exp(-max(age, 0.0) / LASTS_S)
        now = (STRENGTH * level * fade * shape_of)[..., None] * np.asarray(COLOUR) ** (
            0.4 + 2.2 * min(max(age, 0.0) * 6, 1.0)
        )
        added = now.astype(np.float32) if added is None else added + now.astype(np.float32)
    return added
