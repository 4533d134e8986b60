"""Ways of collapse: what lets go when, before the blows take over.

A way divides the building into groups that stand still until their time comes. Supports crumble when they let go;
blocks come down in one piece and break as they are hit; held storeys wait until something heavy lands on them.
Names after Starossek's types of progressive collapse, and after demolition practice.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.hinge import Hinge
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.solid import MEMBERS
from rushes.engines.destruction.spec import CollapseSpec

Floats = NDArray[np.float64]

FELLED = 0.7
"""Share of a building's length whose supports are taken for it to tip over; the rest is the hinge."""

LAST_S = 0.9
"""How long [s] per root of the height [m] the supports behind a hinge last at most, when the angle is never reached."""

LEAN = 1.2
"""Speed [m/s] that the top of what tips over starts with: it leaned before it was let go."""


@dataclass(frozen=True, eq=False, slots=True)
class Schedule:
    """What lets go when.

    Attributes:
        group: The group of each piece, shape [n].
        release: When each group lets go [s]; inf: only when it is hit. Shape [groups].
        crumbles: Whether a group falls apart as it lets go, shape [groups].
        push: Velocity [m/s] that each piece starts with, shape [n, 3].
        rests_on: The supports under a floor, which go when the floor is hit; -1 for none. Shape [groups].
        withstands: How much harder a blow than brings down a storey that waits a group stands; inf: whatever hits it.
            Shape [groups].
        hinges: The lines that groups turn about as they let go.
    """

    group: NDArray[np.int64]
    release: Floats
    crumbles: NDArray[np.bool_]
    push: Floats
    rests_on: NDArray[np.int64]
    withstands: Floats
    hinges: tuple[Hinge, ...] = ()


class _Groups:
    """Collects groups; later claims win over earlier ones."""

    def __init__(self, count: int) -> None:
        self.group = np.zeros(count, np.int64)
        self.release: list[float] = []
        self.crumbles: list[bool] = []
        self.push = np.zeros((count, 3))
        self.rests_on: list[int] = []
        self.withstands: list[float] = []
        self.hinges: list[Hinge] = []

    def claim(
        self,
        rows: NDArray[np.bool_],
        release: float,
        *,
        crumbles: bool = False,
        rests_on: int = -1,
        withstands: float = 1.0,
    ) -> int:
        self.group[rows] = len(self.release)
        self.release.append(release)
        self.crumbles.append(crumbles)
        self.rests_on.append(rests_on)
        self.withstands.append(withstands)
        return len(self.release) - 1

    def schedule(self) -> Schedule:
        used, group = np.unique(self.group, return_inverse=True)
        place = np.full(len(self.release) + 1, -1, np.int64)
        place[used] = np.arange(len(used))
        rests_on = place[np.array(self.rests_on, np.int64)[used]]
        hinges = tuple(
            replace(
                hinge,
                group=int(place[hinge.group]),
                supports=tuple(int(place[one]) for one in hinge.supports if place[one] >= 0),
            )
            for hinge in self.hinges
            if place[hinge.group] >= 0
        )
        return Schedule(
            group,
            np.array(self.release)[used],
            np.array(self.crumbles)[used],
            self.push,
            rests_on,
            np.array(self.withstands)[used],
            hinges,
        )


def schedule(pieces: Pieces, spec: CollapseSpec) -> Schedule:
    """Return what lets go when for a way of collapse. The same spec gives the same schedule."""
    rng = np.random.default_rng([spec.seed, 3])
    ways = {
        "soft_storey": _soft_storey,
        "pancake": _pancake,
        "implosion": _implosion,
        "overturning": _overturning,
        "zipper": _zipper,
        "impact": _impact,
    }
    return ways[spec.way](pieces, spec, rng)


def _axis(spec: CollapseSpec) -> Floats:
    """Return the direction in which it fails first, in the building's own axes (the front faces -y)."""
    return {
        "left": np.array([-1.0, 0.0]),
        "right": np.array([1.0, 0.0]),
        "camera": np.array([0.0, -1.0]),
        "away": np.array([0.0, 1.0]),
    }[spec.toward]


def _along(pieces: Pieces, spec: CollapseSpec) -> Floats:
    """Return where each piece lies along that direction: 0 fails first, 1 last, shape [n]."""
    reach = pieces.centre[:, :2] @ _axis(spec)
    return np.asarray((reach.max() - reach) / max(float(np.ptp(reach)), 1e-6))


def _floors(pieces: Pieces) -> NDArray[np.bool_]:
    """Return which pieces are floors: they come down with what stands on them, shape [n]."""
    return np.isin(pieces.member, [MEMBERS.index("slab"), MEMBERS.index("beam")])


def _band(pieces: Pieces, storey: int) -> NDArray[np.bool_]:
    """Return what carries the floor over a storey, without that floor, shape [n]."""
    return np.asarray((pieces.storey == storey) & ~_floors(pieces))


def _supports(
    groups: _Groups, pieces: Pieces, band: NDArray[np.bool_], when: Floats, rng: np.random.Generator
) -> tuple[int, ...]:
    """Let a band's columns and walls go bay by bay, each at its time and a little by chance; return their groups."""
    found = []
    for x, y in np.unique(pieces.bay[band], axis=0):
        rows = band & (pieces.bay[:, 0] == x) & (pieces.bay[:, 1] == y)
        found.append(groups.claim(rows, float(when[rows].mean() + rng.uniform(0.0, 0.12)), crumbles=True))
    return tuple(found)


def _soft_storey(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    groups.claim(np.ones(len(pieces), bool), spec.start_s + 0.18)
    _supports(groups, pieces, _band(pieces, 0), spec.start_s + 0.38 * _along(pieces, spec), rng)
    return groups.schedule()


def _held(groups: _Groups, pieces: Pieces, below: int) -> None:
    """Hold every storey under one until it is hit: its floor then falls, and the supports under it crumble."""
    for level in range(below):
        supports = groups.claim(_band(pieces, level), np.inf, crumbles=True)
        groups.claim(_floors(pieces) & (pieces.storey == level), np.inf, rests_on=supports)


def _pancake(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    failing = max(0, round(pieces.storeys * 0.6) - 1)
    groups.claim(np.ones(len(pieces), bool), spec.start_s + 0.16)
    _held(groups, pieces, failing)
    _supports(groups, pieces, _band(pieces, failing), spec.start_s + 0.3 * _along(pieces, spec), rng)
    return groups.schedule()


def _strips(groups: _Groups, pieces: Pieces, position: Floats, when: Floats, count: int) -> None:
    """Divide the building into upright strips along a position in 0..1; joints follow the jagged clusters."""
    mean = np.zeros(int(pieces.cluster.max()) + 1)
    np.add.at(mean, pieces.cluster, position)
    mean /= np.maximum(np.bincount(pieces.cluster, minlength=len(mean)), 1)
    strip = np.minimum((mean[pieces.cluster] * count).astype(int), count - 1)
    for index in range(count):
        rows = strip == index
        if rows.any():
            groups.claim(rows, float(when[rows].mean()) + 0.12)


def _implosion(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    half = float(np.abs(pieces.centre[:, 0]).max())
    outward = np.abs(pieces.centre[:, 0]) / half
    when = spec.start_s + 0.75 * outward
    _strips(groups, pieces, (pieces.centre[:, 0] / half + 1) / 2 * 0.999, when, max(3, 2 * (pieces.storeys // 4) + 1))
    for storey in {0, pieces.storeys // 2} - {pieces.storeys - 1}:
        _supports(groups, pieces, _band(pieces, storey), when, rng)
    groups.push[:, 0] = -np.sign(pieces.centre[:, 0]) * 0.7 * outward
    return groups.schedule()


def _overturning(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    block = groups.claim(np.ones(len(pieces), bool), spec.start_s + 0.12)
    along = _along(pieces, spec)
    band = _band(pieces, 0)
    _supports(groups, pieces, band & (along < FELLED), spec.start_s + 0.15 * along, rng)
    last = np.full(len(pieces), spec.start_s + LAST_S * math.sqrt(float(pieces.extent[1, 2])))
    supports = _supports(groups, pieces, band & (along >= FELLED), last, rng)
    axis = _axis(spec)
    far = float((pieces.centre[:, :2] @ axis).max())
    reach = far - FELLED * float(np.ptp(pieces.centre[:, :2] @ axis))
    point = np.array([axis[0] * reach, axis[1] * reach, pieces.ground_height])
    turns = np.array([-axis[1], axis[0], 0.0])
    groups.hinges.append(Hinge(block, supports, point, turns, math.radians(spec.hinge_deg)))
    height = pieces.centre[:, 2] / float(pieces.extent[1, 2])
    groups.push[:, 0], groups.push[:, 1] = axis[0] * height * LEAN, axis[1] * height * LEAN
    return groups.schedule()


def _zipper(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    along = _along(pieces, spec)
    when = spec.start_s + 1.4 * along
    _strips(groups, pieces, along * 0.999, when, max(2, int(pieces.bay[:, 0].max()) + 1))
    _supports(groups, pieces, _band(pieces, 0), when, rng)
    return groups.schedule()


def _impact(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = _Groups(len(pieces))
    storey = spec.impact_storey - 1
    low, high = pieces.extent
    x = {"left": 0.25, "centre": 0.5, "right": 0.75}[spec.impact_side] * (high[0] - low[0]) + low[0]
    z = pieces.ground_height + (storey - 0.5) * pieces.floor_height if storey else pieces.ground_height / 2
    point = np.array([x, low[1] + 1.0, z])
    groups.claim(np.ones(len(pieces), bool), spec.start_s + 1.0)
    _held(groups, pieces, storey)
    gap = np.linalg.norm(pieces.centre - point, axis=1)
    wide = float(high[0] - low[0])
    _supports(groups, pieces, _band(pieces, storey), spec.start_s + 0.35 + 0.8 * np.minimum(gap / wide, 1.0), rng)
    near = gap < pieces.floor_height * 1.35
    groups.claim(near, spec.start_s, crumbles=True)
    into = rng.uniform(2.0, 9.0, len(pieces)) * np.where(rng.random(len(pieces)) < 0.3, -0.8, 1.0)
    groups.push[near, 1] = into[near]
    groups.push[near] += rng.normal(0.0, 1.3, (int(near.sum()), 3))
    return groups.schedule()
