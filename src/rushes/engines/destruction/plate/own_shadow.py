"""The shadow that a building throws in its own plate: how deep it is there, and what lifts it as the building goes.

Where it lies is traced from the solved geometry and the sun; how deep it is, is read from the plate, from pairs of places on
either side of its edge. Where the plate doesn't agree that there is a shadow, nothing is lifted.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.media.colour import LUMINANCE

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

IN_SHADOW, IN_LIGHT = 0.93, 0.05
"""Share of the traced shadow from which a place counts as within it, and up to which as beside it."""

LEAST_SHADOW: Final = 0.12
"""A traced shadow that takes less of the light than this is none to speak of."""

BESIDE: Final = 0.02
"""How far apart the places of a pair are at most, as a share of the picture's width."""

LEAST_PAIRS: Final = 80
DARKER, MOST_DARKER = 0.9, 0.78
"""A pair says that there is a shadow when its inner place has less than the first of the light; so large a share of all pairs has to."""

SPREAD: Final = 0.4
"""Median deviation of the pairs' ratio [natural logarithm] up to which they are taken to tell the same."""

BELIEVED: Final = (0.06, 0.86)
"""Light in the shadow as a share of that beside it which a picture can show: from a hard sun to a veiled one."""

LOCAL: Final = 0.012
"""Over how much of the width the plate is evened before a place is asked whether it is dark: over a stripe, under a road."""

AGREES, TOO_LIGHT = 0.25, 0.6
"""A place that is lighter than a shadow would leave it by less than the first of the shadow's depth in stops is in it; by more than
the second it is not, and stays as it is."""

UNSTEADY: Final = 0.05
"""Share of a shadow that the tracing's noise may be: what is lifted by less is not lifted."""


@dataclass(frozen=True, eq=False)
class OwnShadow:
    """What the plate says of its building's shadow.

    Attributes:
        depth: Light in it as a share of the light beside it, R G B; None when the plate doesn't tell.
        sure: Where it may be lifted, 0 to 1, shape [h, w].
        taken: Share of the shadow that falls on each place while the building stands, shape [h, w].
        deepest: What the traced shadow leaves of the light where it is deepest.
        note: What was found, in a sentence.
        pairs: How many pairs of places told it.
    """

    depth: tuple[float, float, float] | None
    sure: Floats
    taken: Floats
    deepest: float
    note: str
    pairs: int

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON values, pictures apart."""
        return {
            "depth": self.depth,
            "pairs": self.pairs,
            "lifted_share": round(float(self.sure.mean()), 4),
            "note": self.note,
        }

    def lifted(self, now: Floats) -> Floats:
        """Return by how much the plate's light grows where the shadow has gone, at least 1, shape [h, w, 3].

        Args:
            now: What the building as it is leaves of the ground's light, traced, shape [h, w, 3].
        """
        if self.depth is None:
            return np.ones_like(now)
        left = _share(now @ LUMINANCE, self.deepest)
        gone = np.clip((self.taken - left - UNSTEADY) / (1.0 - UNSTEADY), 0.0, self.taken)
        lost = 1.0 - np.asarray(self.depth, np.float32)
        before = 1.0 - self.taken[..., None] * lost
        after = 1.0 - (self.taken - gone)[..., None] * lost
        return np.asarray(1.0 + (after / before - 1.0) * self.sure[..., None], dtype=np.float32)


def own_shadow(plate: Floats, rest: Floats, hidden: Mask) -> OwnShadow:
    """Read from a plate how deep the shadow of the standing building is.

    Args:
        plate: The frame that shows it, scene-linear, shape [h, w, 3].
        rest: What the standing building leaves of the ground's light, traced, 1 where it takes none, shape [h, w, 3].
        hidden: Where the ground is not seen: the building, and what stands before it, shape [h, w].
    """
    import cv2

    seen = cv2.erode((~hidden).astype(np.uint8), np.ones((5, 5), np.uint8)) > 0
    light = rest @ LUMINANCE
    shaded = seen & (light < 1.0 - LEAST_SHADOW)
    none = np.zeros(hidden.shape, np.float32)
    if int(shaded.sum()) < LEAST_PAIRS:
        return OwnShadow(
            None, none, none, 1.0, "The building throws no shadow that the plate shows: nothing is lifted.", 0
        )
    deepest = float(np.percentile(light[shaded], 5))
    taken = _share(light, deepest) * seen
    smooth = cv2.GaussianBlur(plate.astype(np.float32), (0, 0), max(0.001 * plate.shape[1], 0.8))
    inner, outer = _pairs(taken, seen)
    ratios = (smooth[inner] + 1e-5) / (smooth[outer] + 1e-5)
    depth, why = _told(ratios)
    if depth is None:
        note = (
            f"The building's own shadow stays in the plate: {why}. Give the sun, or a clean plate without the shadow."
        )
        return OwnShadow(None, none, taken, deepest, note, len(ratios))
    sure = _dark(plate, taken, seen, outer, float(np.asarray(depth) @ LUMINANCE))
    note = (
        f"The building's own shadow in the plate has {100 * float(np.asarray(depth) @ LUMINANCE):.0f} % of the light beside it, by "
        f"{len(ratios)} pairs of places along its edge; it goes as the building goes. site.lift_shadow: false leaves it."
    )
    return OwnShadow(depth, sure, taken, deepest, note, len(ratios))


def _share(light: Floats, deepest: float) -> Floats:
    """Return the share of a shadow: 0 in the light, 1 where it is deepest."""
    return np.asarray(np.clip((1.0 - light) / max(1.0 - deepest, 1e-3), 0.0, 1.0), dtype=np.float32)


Places = tuple[NDArray[np.int64], NDArray[np.int64]]


def _pairs(taken: Floats, seen: Mask) -> tuple[Places, Places]:
    """Return pairs of places, one in the shadow and the nearest one beside it, both on ground that is seen."""
    from scipy.ndimage import distance_transform_edt

    lit = seen & (taken < IN_LIGHT)
    core = seen & (taken > IN_SHADOW)
    if not lit.any() or not core.any():
        nowhere = (np.zeros(0, np.int64), np.zeros(0, np.int64))
        return nowhere, nowhere
    away, (rows, columns) = distance_transform_edt(~lit, return_indices=True)
    y, x = np.nonzero(core & (away < max(BESIDE * taken.shape[1], 6.0)))
    return (y, x), (rows[y, x].astype(np.int64), columns[y, x].astype(np.int64))


def _told(ratios: Floats) -> tuple[tuple[float, float, float] | None, str]:
    """Return the light in the shadow as the pairs tell it, or why they don't."""
    if len(ratios) < LEAST_PAIRS:
        return None, "too little of its edge is seen"
    luma = ratios @ LUMINANCE
    darker = float((luma < DARKER).mean())
    if darker < MOST_DARKER:
        return None, f"only {100 * darker:.0f} % of its edge is darker on the side where it should lie"
    logs = np.log(np.maximum(luma, 1e-4))
    spread = float(np.median(np.abs(logs - np.median(logs))))
    if spread > SPREAD:
        return None, "along its edge the plate tells a different depth from place to place"
    red, green, blue = (float(part) for part in np.median(ratios, axis=0))
    if not BELIEVED[0] < float(np.median(luma)) < BELIEVED[1]:
        return None, "what the plate shows there is too deep or too faint for a shadow"
    return (round(min(red, 1.0), 4), round(min(green, 1.0), 4), round(min(blue, 1.0), 4)), ""


def _dark(plate: Floats, taken: Floats, seen: Mask, lit: Places, depth: float) -> Floats:
    """Return where the plate is as dark as a shadow of that depth would be, against the nearest ground in the light, 0 to 1."""
    import cv2
    from scipy.ndimage import distance_transform_edt

    size = max(LOCAL * plate.shape[1], 1.5)
    luma = np.log(np.maximum(plate @ LUMINANCE, 1e-5)).astype(np.float32)
    weight = seen.astype(np.float32)
    even = cv2.GaussianBlur(luma * weight, (0, 0), size) / np.maximum(cv2.GaussianBlur(weight, (0, 0), size), 1e-4)
    known = np.ones(taken.shape, bool)
    known[lit] = False
    rows, columns = distance_transform_edt(known, return_distances=False, return_indices=True)
    beside = cv2.GaussianBlur(even[rows, columns], (0, 0), 2.0 * size)
    expected = cv2.GaussianBlur(np.log(1.0 - taken * np.float32(1.0 - depth)), (0, 0), size)
    whole = -np.log(depth)
    fits = np.clip((TOO_LIGHT * whole - (even - beside - expected)) / ((TOO_LIGHT - AGREES) * whole), 0.0, 1.0)
    return np.asarray(fits * seen * (taken > 0), dtype=np.float32)
