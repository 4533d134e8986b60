"""What the sliders make of one frame: deltas by layer and a matte, before anything is put together."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.reage.bands import NAMES, SIGMAS, Change, added, band_deltas, tone_deltas
from rushes.engines.reage.clothes import clear_of_clothes
from rushes.engines.reage.form import displacement
from rushes.engines.reage.hair import hair_delta
from rushes.engines.reage.head import Head
from rushes.engines.reage.regions import region_weights
from rushes.engines.reage.sliders import REGIONS, Sliders
from rushes.engines.reage.warping import warped_delta
from rushes.engines.reage.window import iod_px

Floats = NDArray[np.float32]

DEEP: Final = {
    "bags": 1.0,
    "nasolabial": 0.9,
    "marionette": 1.0,
    "jowl": 0.7,
    "neck": 0.7,
    "glabella": 0.7,
    "lids": 0.5,
    "cheeks": 0.45,
}
"""How much of a region's share the broad band takes: all of it where age digs hollows, less where the face is round by itself."""

DEEP_ELSEWHERE: Final = 0.12

ROUND_ABOUT: Final = 0.5
"""Share of the mean slider that skin outside every region gets: a face that is smooth in patches reads as painted."""


FAINT: Final = 1e-3
"""Where the skin's matte is less, nothing that is worked out for skin would be seen."""

SURELY_MOVED_PX: Final = 0.5
"""Moved so far [px], the matte of the form is full."""


def propose(light: Floats, mesh: Floats, sliders: Sliders) -> tuple[Change, dict[str, Floats]]:
    """Propose a change for the window of a frame.

    Args:
        light: Scene-linear ACEScg, shape [h, w, 3].
        mesh: In the window's pixels, shape [468, 3].
        sliders: What is asked.

    Returns:
        The change, and the regions' weights by name, shape [h, w] each.
    """
    size = (light.shape[1], light.shape[0])
    iod = iod_px(mesh)
    regions = region_weights(mesh, size)
    head = Head.of(light, mesh)
    deltas = _skin_deltas(light, head.skin, regions, sliders, iod)
    deltas["hair"] = hair_delta(light, head, sliders.hair, sliders.colour, iod)
    regions["hair"] = np.maximum(head.hair, head.brows)
    matte = np.maximum(head.skin, (deltas["hair"][..., 1] != 0) * regions["hair"])
    back = clear_of_clothes(displacement(mesh, size, sliders.form), head, mesh)
    moved = np.asarray(np.maximum(np.abs(back[..., 0]), np.abs(back[..., 1])), np.float32)
    if moved.any():
        deltas["form"] = warped_delta(light + added(deltas), back, head.whole, iod)
    regions["form"] = np.minimum(moved / SURELY_MOVED_PX, 1.0)
    return Change(deltas, np.asarray(np.maximum(matte, regions["form"]), np.float32)), regions


def _skin_deltas(
    light: Floats, skin: Floats, regions: dict[str, Floats], sliders: Sliders, iod: float
) -> dict[str, Floats]:
    """Return what is done to skin, worked out where there is any, shape [h, w, 3] each."""
    import cv2

    left, top, wide, tall = cv2.boundingRect((skin > FAINT).astype(np.uint8))
    room = round(SIGMAS[-1] * iod)
    box = np.s_[max(0, top - room) : top + tall + room, max(0, left - room) : left + wide + room]
    part, own = (np.ascontiguousarray(sheet[box]) for sheet in (light, skin))
    amount, deep = _amounts({name: regions[name][box] for name in REGIONS}, sliders)
    gains = {name: (deep if name == "broad" else amount) * np.float32(sliders.weights[name]) for name in NAMES}
    found = band_deltas(part, own, gains, iod)
    found |= tone_deltas(part + added(found), own, sliders.skin["spots"], sliders.skin["evenness"], iod)
    deltas = {}
    for name, delta in found.items():
        deltas[name] = np.zeros_like(light)
        deltas[name][box] = delta
    return deltas


def _amounts(regions: Mapping[str, Floats], sliders: Sliders) -> tuple[Floats, Floats]:
    """Return the share that is taken at each pixel of lines, and of hollows: the regions' shares by their weights, and a little everywhere else."""
    total = np.maximum(_mixed(regions, dict.fromkeys(REGIONS, 1.0)), np.float32(1e-6))
    covered = np.minimum(total, 1.0)
    shares = {name: sliders.skin[name] for name in REGIONS}
    mean = ROUND_ABOUT * float(np.mean(list(shares.values())))
    found = []
    for factors in ({}, DEEP):
        own = {name: share * factors.get(name, DEEP_ELSEWHERE if factors else 1.0) for name, share in shares.items()}
        inside = _mixed(regions, own) / total
        elsewhere = np.float32(mean * (DEEP_ELSEWHERE if factors else 1.0))
        found.append(elsewhere + (inside - elsewhere) * covered)
    return np.asarray(found[0], np.float32), np.asarray(found[1], np.float32)


def _mixed(regions: Mapping[str, Floats], shares: Mapping[str, float]) -> Floats:
    """Return the sum of regions, each times its share, shape [h, w]."""
    import cv2

    total = np.zeros(regions[REGIONS[0]].shape, np.float32)
    for name in REGIONS:
        total = np.asarray(cv2.scaleAdd(np.ascontiguousarray(regions[name]), shares[name], total), np.float32)
    return total
