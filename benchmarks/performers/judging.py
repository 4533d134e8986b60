"""How near a picture comes to the younger twin, beside doing nothing, null copies and a blur of matched strength.

The twin is the reference, and what is judged knows nothing of it: no slider, weight or limit is set by these numbers but those that
docs/twins.md names.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.clearance.likeness.faces import detect, embed
from rushes.clearance.likeness.seen import as_seen
from rushes.engines.reage import measuring
from rushes.engines.reage.comp_step import halves
from rushes.engines.reage.measuring import Look
from rushes.engines.reage.tracks import Tracks
from rushes.engines.reage.window import Window, iod_px
from rushes.media.colour import ACESCG, for_display
from rushes.media.exr import read_exr

Floats = NDArray[np.float32]
Bytes = NDArray[np.uint8]

FACE: Final = ("forehead", "glabella", "crowsfeet", "bags", "nasolabial", "jowl")
"""Regions in which a re-age works on skin, by the twins' own masks."""


@dataclass(frozen=True, eq=False)
class Pair:
    """One frame of a pair: the old plate, its younger twin, and where is what.

    Attributes:
        frame: Its number.
        window: Where the head is in the frame.
        old, young: Scene-linear ACEScg in the window, shape [h, w, 3].
        mesh: The old face's, in the window's pixels.
        face: Skin of both, without lips, brows and what stands before it, shape [h, w].
        regions: Masks of the old one's regions.
        motion: The way to the next frame [px], shape [h, w, 2].
    """

    frame: int
    window: Window
    old: Floats
    young: Floats
    mesh: Floats
    face: NDArray[np.bool_]
    regions: Mapping[str, Floats]
    motion: Floats

    def look(self, after: Floats) -> Look:
        """Return a picture of the window as the re-age's own measures take it."""
        return Look(self.old, after, np.asarray(self.face, np.float32), self.mesh, iod_px(self.mesh))


def pair(folder: Path, tracks: Tracks, frame: int) -> Pair | None:
    """Read a frame of a pair; None where the mesh was not surely found."""
    seen = tracks.of_performer(frame)
    if seen is None:
        return None
    old, young = (halves(folder / age / f"plate.{frame}.exr").astype(np.float32) for age in ("old", "young"))
    window = Window.of(seen[0], old.shape[1], old.shape[0])
    masks = {age: read_exr(folder / age / f"masks.{frame}.exr").channels for age in ("old", "young")}
    skin = np.min([_mask(one, "skin") - _mask(one, "neck") - _mask(one, "ears") for one in masks.values()], axis=0)
    away = np.max(
        [_mask(one, name) for one in masks.values() for name in ("hair", "eyes", "glasses", "hand", "lips")], axis=0
    )
    motion = np.stack([masks["old"][f"motion.{axis}"] for axis in "XY"], axis=-1).astype(np.float32)
    return Pair(
        frame,
        window,
        window.cut(old),
        window.cut(young),
        window.inside(seen[0]),
        window.cut(np.asarray((skin > 0.5) & (away < 0.2))),
        {name: window.cut(_mask(masks["old"], name)) for name in FACE},
        window.cut(motion),
    )


def _mask(channels: Mapping[str, NDArray[np.float16]], name: str) -> Floats:
    return channels[f"mask.{name}"].astype(np.float32)


def error(one: Pair, after: Floats, region: str | None = None) -> float:
    """Return the mean distance from the twin in the face, or in one of its regions [8-bit levels as displayed]."""
    where = one.face.astype(np.float32) * (1.0 if region is None else one.regions[region])
    off = np.abs(for_display(np.maximum(after, 0)) - for_display(one.young)).mean(axis=2)
    return 255 * float((off * where).sum() / max(float(where.sum()), 1e-6))


def towards(one: Pair, after: Floats) -> dict[str, float]:
    """Return what the change of light has of the true one.

    ``done`` is its part along the true change, as a share of it: 1 is the twin. ``alike`` is the cosine between both: 0 is a change that has
    nothing to do with age, whatever its size.
    """
    look = one.look(after)
    made, true = look.edit[one.face], one.look(one.young).edit[one.face]
    along, own = float((made * true).sum()), float((true * true).sum())
    size = float(np.sqrt((made * made).sum()))
    return {"done": along / max(own, 1e-9), "alike": along / max(size * np.sqrt(own), 1e-9)}


def texture(one: Pair, after: Floats) -> float:
    """Return the share of the plate's finest texture that is kept."""
    look = one.look(after)
    return measuring.texture_kept(one.old, after, one.face, look.finest)


def identity(one: Pair, after: Floats) -> dict[str, float]:
    """Return the recogniser's distance from the old plate and from the twin (1 - cosine, SFace); nothing where it sees no face."""
    vectors = [_vector(picture) for picture in (after, one.old, one.young)]
    if any(vector is None for vector in vectors):
        return {}
    own, old, young = vectors
    return {"from_old": 1 - float(own @ old), "from_young": 1 - float(own @ young)}  # type: ignore[operator] # none is None


def _vector(light: Floats) -> Floats | None:
    picture = as_seen(np.maximum(light, 0), ACESCG)
    faces = detect(picture, lying=False)
    return embed(picture, faces[0]) if faces else None


def nulls(one: Pair) -> dict[str, Floats]:
    """Return copies of the old plate that nobody re-aged, in light: shifted by a pixel, and noisy."""
    noise = np.random.default_rng(one.frame).normal(0.0, 0.03, one.old.shape)
    return {
        "shift": np.roll(one.old, (1, 1), axis=(0, 1)),
        "noise": np.asarray(np.maximum(one.old * (1 + noise), 0), np.float32),
    }


def flicker(three: Sequence[Pair], after: Sequence[Floats]) -> float:
    """Return the second difference of the change over three frames on end, carried by the *true* motion, as a share of the change.

    The limit of a take is held against the same number carried by the mesh; this one has no mesh in it.
    """
    import cv2

    first, middle, last = three
    edits = [one.look(picture).edit for one, picture in zip(three, after, strict=True)]
    height, width = middle.face.shape
    grid = np.stack(np.meshgrid(np.arange(width), np.arange(height)), axis=-1).astype(np.float32)
    step = _offset(middle.window, last.window)
    ahead = grid + middle.motion + step
    back = grid - middle.motion + _offset(middle.window, first.window)
    inside = middle.face.copy()
    moved = [edits[1]]
    for edit, place, one in ((edits[0], back, first), (edits[2], ahead, last)):
        moved.append(cv2.remap(edit, place, None, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE))
        inside &= cv2.remap(one.face.astype(np.float32), place, None, cv2.INTER_LINEAR) > 0.5
    if not inside.any():
        return float("nan")
    second = (moved[1] - 2 * moved[0] + moved[2]) / np.sqrt(6.0)
    size = max(float(np.sqrt(np.mean(moved[0][inside] ** 2))), 1e-4)
    return float(np.sqrt(np.mean(second[inside] ** 2))) / size


def _offset(middle: Window, other: Window) -> Floats:
    return np.array([middle.left - other.left, middle.top - other.top], np.float32)
