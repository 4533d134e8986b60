"""What reinforcement holds: where concrete breaks, its bars tie the two pieces together until they pull out or tear.

A bar holds with what bond gives it over its length in the weaker piece, and with no more than it yields at. Pieces hang from
their bars, and swing, until these are drawn out.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.cracks import faces_of
from rushes.engines.destruction.breaks.rebar import Links, links_of
from rushes.engines.destruction.breaks.rebar_rules import BOND_MPA, YIELD_MPA
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MEMBERS

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

HOLDING = ("beam", "slab", "balcony", "stair", "facade", "wall", "roof")
"""Members whose bars hold. Those of a column that bursts are bare at once and buckle."""

LEAST_M = 0.15
"""What would come out by less than this [m] at most holds nothing that is seen to hang."""

MOST = 1500
"""So many of the strongest are kept: each is solved in every step in which it could hold."""


MOST_G = 8.0
"""Bars hold at most so many times the weight of the lighter piece: concrete spalls from round them before they sling it away."""

GRAVITY = 9.81


@dataclass(frozen=True, eq=False, slots=True)
class Bars:
    """What ties each of k bonds together once it is cut.

    Attributes:
        bond: Rows of the bonds, ascending, shape [k].
        point: Where its bars cross, in the rest pose [m], shape [k, 3].
        reach: How far the two sides are apart when they have come out [m], shape [k].
        force: What they hold with, all together [N], shape [k].
    """

    bond: Rows
    point: Floats
    reach: Floats
    force: Floats

    def of(self, bonds: Rows) -> Rows:
        """Return the rows of those that tie some bonds together."""
        return np.flatnonzero(np.isin(self.bond, bonds))


def bars_of(pieces: Pieces) -> Bars:
    """Return the bars that cross each bond between pieces of concrete."""
    faces = faces_of(pieces)
    links = links_of(pieces, faces, np.zeros(len(faces.owner)))
    keep = np.isin(pieces.member[links.piece], [MEMBERS.index(name) for name in HOLDING])
    keep &= np.isin(pieces.member[links.other], [MEMBERS.index(name) for name in HOLDING])
    links = links.only(np.flatnonzero(keep & (links.length >= LEAST_M)))
    one, two = np.minimum(links.piece, links.other), np.maximum(links.piece, links.other)
    a = np.minimum(pieces.bond_a, pieces.bond_b).astype(np.int64)
    b = np.maximum(pieces.bond_a, pieces.bond_b).astype(np.int64)
    keys = a * len(pieces) + b
    order = np.argsort(keys, kind="stable")
    at = np.searchsorted(keys[order], one * len(pieces) + two)
    at = order[np.minimum(at, len(order) - 1)] if len(order) else np.zeros(len(one), np.int64)
    found = np.flatnonzero((a[at] == one) & (b[at] == two)) if len(order) else np.zeros(0, np.int64)
    bond, each = np.unique(at[found], return_inverse=True)
    force = np.bincount(each, strength(links)[found], len(bond)).astype(float)
    lighter = np.minimum(pieces.mass[pieces.bond_a[bond]], pieces.mass[pieces.bond_b[bond]])
    force = np.minimum(force, MOST_G * GRAVITY * lighter)
    count = np.bincount(each, minlength=len(bond)).clip(1)
    reach = np.zeros(len(bond))
    np.maximum.at(reach, each, links.length[found])
    point = np.stack([np.bincount(each, links.place[found, k], len(bond)) / count for k in range(3)], axis=-1)
    strong = np.sort(np.argsort(-force, kind="stable")[:MOST])
    return Bars(bond[strong], point[strong], reach[strong], force[strong])


def strength(links: Links) -> Floats:
    """Return what each bar holds with at most [N]: bond over its length, or its yield.

    Bond is spent as the bar comes out: half of it is what it holds with on its way.
    """
    bond = 0.5 * np.pi * links.diameter * links.length * BOND_MPA * 1e6
    return np.asarray(np.minimum(bond, 0.25 * np.pi * links.diameter**2 * YIELD_MPA * 1e6))
