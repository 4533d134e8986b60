"""A picture of a scene that is known: a room's corner seen by a camera, with a wall straight ahead, one to the right, and a post before them."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.engines.lookdev.controls import VIEW, view_of
from rushes.media.exr import write_exr

WIDTH, HEIGHT = 160, 96
POST = np.s_[20:80, 50:70]
RIGHT = np.s_[:, 120:]


def small_picture(path: Path, *, frame: int = 1001, view: str | None = None, without: tuple[str, ...] = ()) -> Path:
    """Write it: a camera at (0, -6, 1.5) that looks along +Y; the wall ahead faces it, the right one faces -X."""
    depth = np.full((HEIGHT, WIDTH), 6.0, np.float32)
    depth[RIGHT] = 1 / np.linspace(
        1 / 6, 1 / 3, WIDTH - 120, dtype=np.float32
    )  # a flat wall: the inverse of depth is even over it
    depth[POST] = 2.0
    normals = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    normals[...] = (0.0, -1.0, 0.0)
    normals[RIGHT] = (-1.0, 0.0, 0.0)
    light = np.full((HEIGHT, WIDTH, 3), 0.18, np.float16)
    light[POST] = (0.4, 0.08, 0.05)
    light[RIGHT] = (0.05, 0.12, 0.1)
    channels = {band: light[..., at] for at, band in enumerate("RGB")}
    channels |= {"A": np.ones(depth.shape, np.float16), "depth.Z": depth}
    channels |= {f"normal.{band}": normals[..., at] for at, band in enumerate("XYZ")}
    header = {VIEW: view_of((0, -6, 1.5), (0, 0, 1.5)) if view is None else view}
    kept = {name: plane for name, plane in channels.items() if name not in without}
    write_exr(path, kept, frame=frame, rate=Fraction(24), header=header)
    return path
