"""Where bars lie in concrete: how thick, how far apart and how deep, by member.

Usual detailing after EN 1992-1-1 (Eurocode 2): sections 4.4 (cover), 7.3 and 9.2 to 9.6 (least bars and their spacing).
One layer of each is drawn; links, laps and hooks are left out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

YIELD_MPA = 500.0
"""Yield strength of ribbed bars, B500 (EN 1992-1-1, annex C)."""

BOND_MPA = 2.7
"""Design bond strength of ribbed bars in good conditions, concrete C25/30: 2.25 fctd (EN 1992-1-1, 8.4.2)."""


@dataclass(frozen=True, slots=True)
class Mesh:
    """Bars both ways in a plane: diameter [m], spacing [m], and depth from the face below or behind [m]; None is the middle."""

    diameter: float
    spacing: float
    depth: float | None


@dataclass(frozen=True, slots=True)
class Cage:
    """Bars along a member: diameter [m] and cover [m]; ``across`` are their places in the section, -1 to 1 both ways."""

    diameter: float
    cover: float
    across: tuple[tuple[float, float], ...]


_EIGHT = tuple((a, b) for a in (-1.0, 0.0, 1.0) for b in (-1.0, 0.0, 1.0) if (a, b) != (0.0, 0.0))

RULES: Mapping[str, Mesh | Cage] = {
    "column": Cage(0.020, 0.045, _EIGHT),
    "beam": Cage(0.018, 0.040, ((-1.0, -1.0), (0.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))),
    "slab": Mesh(0.012, 0.20, 0.035),
    "balcony": Mesh(0.010, 0.20, None),
    "stair": Mesh(0.012, 0.20, 0.035),
    "roof": Mesh(0.010, 0.25, None),
    "wall": Mesh(0.010, 0.25, None),
    "facade": Mesh(0.008, 0.25, None),
}
"""Bars by member, for concrete. What is not named has none."""

END_COVER_M = 0.03
THINNEST_M = 0.08
"""Nothing thinner than this [m] holds bars."""


def anchorage_m(diameter: float) -> float:
    """Return the length [m] over which a bar holds as much as it can bear: a quarter of diameter times yield over bond."""
    return diameter * YIELD_MPA / (4.0 * BOND_MPA)


@dataclass(frozen=True, eq=False, slots=True)
class Bars:
    """Straight bars: start and end [m], shape [k, 3] each, and diameter [m], shape [k]."""

    start: Floats
    end: Floats
    diameter: Floats


def bars_in(member: str, low: Floats, high: Floats) -> Bars:
    """Return the bars of a box-shaped concrete member between two corners [m]."""
    rule, size = RULES.get(member), high - low
    if rule is None or size.min() < THINNEST_M:
        return Bars(np.zeros((0, 3)), np.zeros((0, 3)), np.zeros(0))
    if isinstance(rule, Cage):
        axis = int(size.argmax())
        one, two = [other for other in range(3) if other != axis]
        room = 0.5 * size - rule.cover
        places = 0.5 * (low + high) + np.zeros((len(rule.across), 3))
        # The second of the two is the upright one in a beam: the first three places are its underside.
        places[:, one] += np.array([a for a, _ in rule.across]) * max(room[one], 0.0)
        places[:, two] += np.array([b for _, b in rule.across]) * max(room[two], 0.0)
        return _along(places, axis, low, high, rule.diameter)
    thin = int(size.argmin())
    found = []
    for axis in range(3):
        if axis == thin:
            continue
        other = 3 - thin - axis
        count = max(int((size[other] - 2 * END_COVER_M) / rule.spacing) + 1, 1)
        places = 0.5 * (low + high) + np.zeros((count, 3))
        places[:, other] += (np.arange(count) - 0.5 * (count - 1)) * rule.spacing
        if rule.depth is not None:
            places[:, thin] = low[thin] + min(rule.depth, 0.4 * size[thin])
        found.append(_along(places, axis, low, high, rule.diameter))
    return Bars(*(np.concatenate([getattr(part, name) for part in found]) for name in ("start", "end", "diameter")))


def _along(places: Floats, axis: int, low: Floats, high: Floats, diameter: float) -> Bars:
    start, end = places.copy(), places.copy()
    start[:, axis], end[:, axis] = low[axis] + END_COVER_M, high[axis] - END_COVER_M
    return Bars(start, end, np.full(len(places), diameter))
