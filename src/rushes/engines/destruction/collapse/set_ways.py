"""How a set comes down: its ceiling falls, a wall is blown in, or what hangs from the ceiling drops.

What stands about waits to be hit: a blow of a walking pace's momentum sets a thing free, and so does what it stood on or hung from
when that goes. Sides are as the shot's camera sees them.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import ABOVE
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.blocks import Groups, Schedule
from rushes.engines.destruction.collapse.blows import HELD_BLOW, built_for
from rushes.engines.destruction.spec import CollapseSpec, SetCollapseSpec
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

LOOSE_MS = 1.2
"""A thing is set free by a blow that would move it at this speed [m/s]."""

SHATTERS_MS = 0.5
"""A pane breaks by a blow that would move all of it at this speed [m/s]."""

AIR_MS, OUTWARD_MS = 340.0, (1.5, 6.0)
"""A blast goes through a room's air so fast, and drives shards out at a speed from and to [m/s]."""

RIM_M = (0.15, 0.5)
"""How far from its edge a ceiling tears, from and to [m]: a ragged rim stays on the walls."""

BEFORE_LENS_M, BEFORE_LENS_SHARE = 2.6, 0.35
"""How far before the camera a ceiling stays [m], at most so much of the room: what fell before its lens would be all that is seen."""

STRIPS, TAKES_S = 4, 0.8
"""A ceiling goes in so many strips, one after the other within this time [s]."""

HOLE_M = 1.25
"""Radius of the hole that a wall is blown in by, about [m]."""

IN_WALL_M, THROWN_MS = 0.25, (2.0, 5.0)
"""What is nearer to a wall's middle than this is in it or hangs on it [m]; where the wall is blown in, it is thrown from and to [m/s]."""

BLAST_MS = (3.0, 9.0)
"""Speed that a wall's pieces are blown in with, from and to [m/s]."""


def ahead_of(spec: CollapseSpec) -> Floats:
    """Return the direction in plan that the camera looks in, shape [2]."""
    turn = math.radians(spec.facing_deg if isinstance(spec, SetCollapseSpec) else 0.0)
    return np.array([-math.sin(turn), math.cos(turn)])


def axis_of(spec: CollapseSpec) -> Floats:
    """Return the direction in plan of the side that fails first, shape [2]."""
    ahead = ahead_of(spec)
    right = np.array([ahead[1], -ahead[0]])
    return {"left": -right, "right": right, "camera": -ahead, "away": ahead}[spec.toward]


def ceiling_falls(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let a ceiling come down strip by strip, torn off a ragged rim; what hangs from it goes with it."""
    groups, structure = _standing(pieces)
    slab = structure & _is(pieces, "ceiling", "beam")
    if not slab.any():
        raise BadInputError(
            "The set has no ceiling that could fall: it is open above, or vaulted. Ask for another way."
        )
    low, high = pieces.centre[slab, :2].min(axis=0), pieces.centre[slab, :2].max(axis=0)
    edge = np.minimum(pieces.centre[:, :2] - low, high - pieces.centre[:, :2]).min(axis=1)
    falls = slab & (edge > rng.uniform(*RIM_M, len(pieces)))
    falls &= ~_before_lens(pieces, spec, high - low)
    falls = falls if falls.any() else slab
    reach = pieces.centre[:, :2] @ axis_of(spec) + rng.normal(0.0, 0.25, len(pieces))
    stops = np.quantile(reach[falls], np.linspace(0.0, 1.0, STRIPS + 1)[1:-1])
    strip = STRIPS - 1 - np.searchsorted(stops, reach)
    for number in range(STRIPS):
        rows = falls & (strip == number)
        if rows.any():
            groups.claim(rows, spec.start_s + TAKES_S * number / (STRIPS - 1))
    return groups.schedule()


def wall_bursts_in(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let the wall that the camera looks at be blown in, at the side of it that is asked for."""
    groups, structure = _standing(pieces)
    ahead = ahead_of(spec)
    wall = structure & _is(pieces, "lining")
    reach = [
        float(np.median(pieces.centre[wall & (pieces.bay[:, 1] == one), :2] @ ahead)) for one in _walls(pieces, wall)
    ]
    own = wall & (pieces.bay[:, 1] == _walls(pieces, wall)[int(np.argmax(reach))])
    right = np.array([ahead[1], -ahead[0]])
    along = pieces.centre[:, :2] @ right
    share = {"left": 0.25, "centre": 0.5, "right": 0.75}[spec.impact_side]
    x = float(np.quantile(along[own], share))
    floor = float(pieces.centre[own, 2].min())
    gap = np.hypot(along - x, pieces.centre[:, 2] - (floor + 0.9)) + rng.normal(0.0, 0.15, len(pieces))
    hole = own & (gap < HOLE_M)
    groups.claim(hole, spec.start_s, crumbles=True)
    count = int(hole.sum())
    speed = rng.uniform(*BLAST_MS, count) * np.clip(1.3 - gap[hole] / HOLE_M, 0.3, 1.0)
    groups.push[hole, :2] = -ahead * speed[:, None]
    groups.push[hole] += rng.normal(0.0, 0.7, (count, 3))
    _things_blown_in(pieces, groups, _off_wall(pieces, own), gap, spec, rng)
    over = own & ~hole & (np.abs(along - x) < HOLE_M * 0.8) & (pieces.centre[:, 2] > floor + 0.9)
    groups.claim(over, spec.start_s + 0.12)
    _panes_burst(
        pieces, groups, pieces.centre[hole].mean(axis=0) if hole.any() else pieces.centre[own].mean(axis=0), spec, rng
    )
    return groups.schedule()


def _off_wall(pieces: Pieces, wall: Flags) -> Floats:
    """Return how far every piece's middle is from a wall's middle plane [m]; a camera may look at a wall askew."""
    middle = pieces.centre[wall, :2].mean(axis=0)
    across = np.linalg.eigh(np.cov(pieces.centre[wall, :2].T))[1][:, 0]
    return np.asarray(np.abs((pieces.centre[:, :2] - middle) @ across))


def _things_blown_in(
    pieces: Pieces, groups: Groups, off: Floats, gap: Floats, spec: CollapseSpec, rng: np.random.Generator
) -> None:
    """Let a door's leaf in the hole, and what hung on the wall there, fly in with it, each as one body."""
    caught = (pieces.bay[:, 0] >= 0) & ~_is(pieces, "window") & (off < IN_WALL_M)
    caught &= gap < HOLE_M + 0.4 * pieces.size[:, :2].max(axis=1)  # the hole takes most of it, or tears it by an edge
    for number in np.unique(pieces.bay[caught, 0]):
        rows = pieces.bay[:, 0] == number
        groups.claim(rows, spec.start_s)
        groups.push[rows, :2] = -ahead_of(spec) * rng.uniform(*THROWN_MS)
        groups.push[rows, 2] = rng.uniform(0.0, 0.8)


def _panes_burst(pieces: Pieces, groups: Groups, heart: Floats, spec: CollapseSpec, rng: np.random.Generator) -> None:
    """Let every pane of the room go as the blast reaches it, outwards."""
    panes = _is(pieces, "window")
    middle = pieces.centre[_is(pieces, "lining"), :2].mean(axis=0)
    for number in np.unique(pieces.bay[panes, 0]):
        rows = panes & (pieces.bay[:, 0] == number)
        centre = pieces.centre[rows].mean(axis=0)
        groups.claim(rows, spec.start_s + float(np.linalg.norm(centre - heart)) / AIR_MS, crumbles=True)
        flat = np.cov(pieces.centre[rows, :2].T) if int(rows.sum()) > 2 else np.eye(2)
        out = np.linalg.eigh(flat)[1][:, 0]  # across the sheet
        out = out if out @ (centre[:2] - middle) > 0 else -out
        count = int(rows.sum())
        groups.push[rows, :2] = out * rng.uniform(*OUTWARD_MS, count)[:, None]
        groups.push[rows] += rng.normal(0.0, 0.8, (count, 3))


def fixtures_fall(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let what hangs from the ceiling drop, the largest first."""
    groups, structure = _standing(pieces)
    hangs = ~structure & (pieces.storey == ABOVE)
    if not hangs.any():
        raise BadInputError(
            "Nothing hangs from the set's ceiling. Ask for another way, or for a set with a chandelier."
        )
    numbers = np.unique(pieces.bay[hangs, 0])
    mass = [float(pieces.mass[pieces.bay[:, 0] == number].sum()) for number in numbers]
    for place, number in enumerate(numbers[np.argsort(mass)[::-1]]):
        groups.claim(pieces.bay[:, 0] == number, spec.start_s + 0.25 * place + float(rng.uniform(0.0, 0.1)))
    return groups.schedule()


def _before_lens(pieces: Pieces, spec: CollapseSpec, size: Floats) -> Flags:
    """Return what lies over the camera and just before it."""
    if not isinstance(spec, SetCollapseSpec) or spec.eye is None:
        return np.zeros(len(pieces), bool)
    ahead = ahead_of(spec)
    clear = min(BEFORE_LENS_M, BEFORE_LENS_SHARE * float(np.abs(size @ ahead)))
    return np.asarray((pieces.centre[:, :2] - np.asarray(spec.eye)) @ ahead < clear)


def _standing(pieces: Pieces) -> tuple[Groups, Flags]:
    """Claim everything as it stands: the structure whatever hits it, each thing until it is hit."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    structure = pieces.bay[:, 0] < 0
    groups.claim(structure, np.inf, withstands=np.inf)
    strength = HELD_BLOW * built_for(pieces)
    for number in np.unique(pieces.bay[~structure, 0]):
        rows = pieces.bay[:, 0] == number
        pane = bool(_is(pieces, "window")[rows].all())
        speed = SHATTERS_MS if pane else LOOSE_MS
        groups.claim(rows, np.inf, withstands=speed * float(pieces.mass[rows].sum()) / strength, crumbles=pane)
    return groups, structure


def _walls(pieces: Pieces, wall: Flags) -> list[int]:
    return [int(one) for one in np.unique(pieces.bay[wall, 1]) if one >= 0]


def _is(pieces: Pieces, *members: str) -> Flags:
    return np.isin(pieces.member, [MEMBERS.index(name) for name in members])


SET_WAYS = {"pancake": ceiling_falls, "impact": wall_bursts_in, "fixtures": fixtures_fall}
