"""The step ``comp`` of a set: the traced picture, and the dust over it in the light of the room round it."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import LUMINANCE
from rushes.media.exr import HALF_MAX, is_whole, read_exr, write_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

Picture = NDArray[np.float32]

ROUND = 0.09
"""Dust has the light of the picture within about this share of its width."""

REFLECTS = 0.3
"""What a room reflects on the whole: its light is so much more than its surfaces show."""

MOST = 6.0
"""Lamps count as so many times the picture's mean at most: they are seen, and what they light is counted by itself."""

OVERALL = 0.35
"""Share of the dust's light that is the whole room's."""


def set_comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr`` for every frame: R G B A, depth, normals and mattes. Params: ``frames``, ``rate``. Needs ``render`` and ``dust``."""
    frames, rate = FrameRange(*ctx.params["frames"]), Fraction(ctx.params["rate"])
    for done, frame in enumerate(frames):
        path = ctx.out / f"comp.{frame:04d}.exr"
        if not is_whole(path):
            beauty = read_exr(ctx.inputs["render"] / f"beauty.{frame:04d}.exr")
            seen = read_exr(ctx.inputs["dust"] / f"dust.{frame:04d}.exr").picture().astype(np.float32)
            mixed = in_dust(beauty.picture()[..., :3].astype(np.float32), seen)
            planes: dict[str, NDArray[Any]] = dict(beauty.channels)
            planes |= {band: mixed[..., k].astype(np.float16) for k, band in enumerate("RGB")}
            header = {
                key: value for key, value in beauty.header.items() if key.startswith(("rushes:stops", "cryptomatte/"))
            }
            write_exr(path, planes, frame=frame, rate=rate, header=header)
        ctx.report(done + 1, len(frames))


def in_dust(picture: Picture, dust: Picture) -> Picture:
    """Return a picture with dust before it, in the light that the picture has there.

    Args:
        picture: ACEScg, shape [height, width, 3].
        dust: Premultiplied, under a white light of 1 from all sides, shape [height, width, 4].
    """
    if not dust[..., 3].any():
        return picture
    mixed = picture * (1.0 - dust[..., 3:]) + dust[..., :3] * room_light(picture)
    return np.asarray(np.clip(mixed, 0.0, HALF_MAX), np.float32)


def room_light(picture: Picture) -> Picture:
    """Return what light a room has at each place of a picture of it: the picture's own, far and wide, over what it reflects."""
    import cv2

    light = np.maximum(picture @ LUMINANCE.astype(np.float32), 0.0)
    mean = float(light.mean())
    held = picture * np.minimum(1.0, MOST * mean / np.maximum(light, 1e-6))[..., None]
    wide = float(ROUND * picture.shape[1])
    near = cv2.GaussianBlur(held.astype(np.float32), (0, 0), wide, borderType=cv2.BORDER_REFLECT)
    everywhere = held.mean(axis=(0, 1))
    return np.asarray((near * (1.0 - OVERALL) + everywhere * OVERALL) / REFLECTS, np.float32)
