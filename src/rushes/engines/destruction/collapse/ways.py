"""Ways of collapse: what is told to fail first, and what is weak; the load decides the rest.

Six are Starossek's types of progressive collapse (Typology of progressive collapse, Eng. Struct. 29, 2007): pancake, zipper,
domino, section, instability, mixed. Soft storey, implosion, overturning and impact are added from earthquakes, demolition
and accidents.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.collapse.load_path import NEVER, Weakness
from rushes.engines.destruction.collapse.structure import CRUSH_PA, STIFFNESS_PA, Structure
from rushes.engines.destruction.spec import CollapseSpec

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

FELLED = 0.7
"""Share of a building's length whose supports are taken for it to tip over; the rest is the hinge."""

LAST_S = 0.9
"""How long [s] per root of the height [m] the supports behind a hinge last at most, when the angle is never reached."""

LEAN = 1.2
"""Speed [m/s] that the top of what tips over starts with: it leaned before it was let go."""

SWAY = 0.9
"""Speed [m/s] sideways at which a storey of buckling columns gives way."""

STIFFER = 2.5
"""How much stronger the rest of a frame is than the storey that gives way: infill stiffens every storey but the open one."""


@dataclass(frozen=True, eq=False, slots=True)
class Turn:
    """A hinge that is wanted: a point of its line [m], the way that what stands on it falls, and the angle [rad]."""

    point: Floats
    toward: Floats
    until_rad: float


@dataclass(eq=False, slots=True)
class Beginning:
    """How a collapse begins.

    Attributes:
        weak: What is told to fail and how strong the rest is.
        loose: When parts that carry nothing else come off [s], shape [parts].
        push: Velocity [m/s] that each piece starts with, shape [n, 3].
        strip: The strip that each node belongs to: blocks never reach across strips, shape [nodes].
        turns: The hinge of each strip that tips over.
        blown: Pieces that are blown out, and when [s].
        stump: Factor on the blow that brings down what stands under or beside a falling part.
    """

    weak: Weakness
    loose: Floats
    push: Floats
    strip: NDArray[np.int64]
    turns: dict[int, Turn] = field(default_factory=dict)
    blown: tuple[Flags, float] | None = None
    stump: float = 1.0


class Outline(Protocol):
    """What a way needs to know of a building, whether it is broken yet or not: ``Pieces`` is one."""

    @property
    def centre(self) -> Floats:
        """Of each piece or member [m], shape [n, 3]."""

    @property
    def extent(self) -> Floats:
        """Lowest and highest corner [m], shape [2, 3]."""

    @property
    def storeys(self) -> int:
        """Their number."""

    @property
    def floor_height(self) -> float:
        """Of an upper storey [m]."""

    @property
    def ground_height(self) -> float:
        """Of the ground floor [m]."""

    def __len__(self) -> int: ...


@dataclass(frozen=True, eq=False)
class Site:
    """What a way works on: the building, what carries it, how it is asked to fall, and its chance."""

    pieces: Outline
    structure: Structure
    spec: CollapseSpec
    rng: np.random.Generator

    def axis(self) -> Floats:
        """Return the direction in which it fails first, in the building's own axes (the front faces -y)."""
        return {
            "left": np.array([-1.0, 0.0]),
            "right": np.array([1.0, 0.0]),
            "camera": np.array([0.0, -1.0]),
            "away": np.array([0.0, 1.0]),
        }[self.spec.toward]

    def along(self, place: Floats) -> Floats:
        """Return where places lie along that direction: 0 fails first, 1 last."""
        reach = self.pieces.centre[:, :2] @ self.axis()
        return np.asarray(np.clip((reach.max() - place[:, :2] @ self.axis()) / max(float(np.ptp(reach)), 1e-6), 0, 1))

    @property
    def heads(self) -> Floats:
        """Where the heads of the supports are [m], shape [s, 3]."""
        return self.structure.place[: len(self.structure.support)]

    def begin(self) -> Beginning:
        """Return a beginning in which nothing is told to fail yet."""
        structure = self.structure
        return Beginning(
            Weakness.of(structure, self.spec.strength),
            np.full(len(structure.parts.mass), NEVER),
            np.zeros((len(self.pieces), 3)),
            np.zeros(len(structure.load), np.int64),
        )

    def tell(self, begin: Beginning, supports: Flags, when: Floats) -> None:
        """Tell supports to fail, each at its time and a little by chance."""
        late = when + self.rng.uniform(0.0, 0.12, len(when))
        begin.weak.at[supports] = np.minimum(begin.weak.at, late)[supports]


def begin(site: Site) -> Beginning:
    """Return how a way of collapse begins. The same spec gives the same beginning."""
    return WAYS[site.spec.way](site)


def _soft_storey(site: Site) -> Beginning:
    """The ground floor gives way, from one side to the other."""
    begin = site.begin()
    ground = site.structure.storey == 0
    site.tell(begin, ground, site.spec.start_s + 0.38 * site.along(site.heads))
    _stiff(begin, ~ground)
    return begin


def _stiff(begin: Beginning, supports: Flags) -> None:
    """Make the rest of a frame stronger than the storey that gives way: that is what makes it the soft one."""
    begin.weak.support[supports] *= STIFFER
    begin.weak.link *= STIFFER


def _pancake(site: Site) -> Beginning:
    """A storey above the middle gives way; what is above it comes down on the storeys below, one after the other."""
    begin = site.begin()
    failing = max(0, round(site.pieces.storeys * 0.6) - 1)
    fails = site.structure.storey == failing
    site.tell(begin, fails, site.spec.start_s + 0.3 * site.along(site.heads))
    _stiff(begin, ~fails)
    return begin


def _implosion(site: Site) -> Beginning:
    """Charges in the ground floor and the middle go from the middle outward, so that the walls are drawn in."""
    begin = site.begin()
    half = float(np.abs(site.pieces.centre[:, 0]).max())
    outward = np.abs(site.heads[:, 0]) / half
    charged = np.isin(site.structure.storey, charged_storeys(site.pieces.storeys))
    site.tell(begin, charged, site.spec.start_s + 0.75 * outward)
    begin.weak.link *= 0.5  # slabs are cut before the charges go
    begin.push[:, 0] = -np.sign(site.pieces.centre[:, 0]) * 0.7 * np.abs(site.pieces.centre[:, 0]) / half
    return begin


def charged_storeys(storeys: int) -> list[int]:
    """Return the storeys (from 0) that charges are in where nobody says which."""
    return sorted({0, storeys // 2} - ({storeys - 1} if storeys > 1 else set()))


def _overturning(site: Site) -> Beginning:
    """The supports on one side are taken; it turns about a hinge line on those that are left, until they give way."""
    begin = site.begin()
    along = site.along(site.heads)
    ground = site.structure.storey == 0
    start = site.spec.start_s
    site.tell(begin, ground & (along < FELLED), start + 0.15 * along)
    last = start + LAST_S * math.sqrt(float(site.pieces.extent[1, 2]))
    site.tell(begin, ground & (along >= FELLED), np.full(len(along), last))
    _stiff(begin, ~ground)
    begin.weak.support[ground & (along >= FELLED)] *= 50.0  # the hinge is kept: it holds until its angle
    axis, reach = site.axis(), site.pieces.centre[:, :2] @ site.axis()
    line = float(reach.max()) - FELLED * float(np.ptp(reach))
    begin.turns[0] = Turn(
        np.array([*(axis * line), site.pieces.ground_height]), axis, math.radians(site.spec.hinge_deg)
    )
    _lean(begin, site, np.ones(len(site.pieces), bool))
    return begin


def _lean(begin: Beginning, site: Site, rows: Flags) -> None:
    height = site.pieces.centre[:, 2] / float(site.pieces.extent[1, 2])
    begin.push[rows, :2] = (height[:, None] * LEAN * site.axis())[rows]


def _zipper(site: Site) -> Beginning:
    """The row at one side is lost; what it carried goes to the next, which is overloaded in turn."""
    begin = site.begin()
    along = site.along(site.heads)
    ground = site.structure.storey == 0
    site.tell(begin, ground, site.spec.start_s + 1.4 * along)
    begin.weak.link *= 0.6
    return begin


def _domino(site: Site) -> Beginning:
    """Bays that no floor ties together topple one after the other, each into the room that the one before it has left.

    Bays that stand wall to wall can't gather way before they meet: begun at the far end they all lean as one. So the outermost goes
    first, to the side that is free, and its neighbour loses its hold by it.
    """
    begin = site.begin()
    axis = site.axis()
    across = 0 if axis[0] else 1
    lines = np.unique(np.round(site.heads[:, across] / 0.5) * 0.5)
    lines = lines[::-1] if float(axis[across]) > 0 else lines
    each = np.abs(site.structure.place[:, across][:, None] - lines).argmin(axis=1)
    strip = begin.strip = each // 2 if len(lines) > 3 else each
    begin.weak.cut[_crossing(site.structure, strip)] = site.spec.start_s
    ground = site.structure.storey == 0
    _stiff(begin, ~ground)
    root = math.sqrt(float(site.pieces.extent[1, 2]))
    when = site.spec.start_s + DOMINO_S * root * strip[: len(ground)]
    place = site.heads @ np.array([*axis, 0.0])
    for one in np.unique(strip).tolist():
        own = ground & (strip[: len(ground)] == one)
        if not own.any():
            continue
        heel = own & (place <= place[own].min() + 0.6)
        taken = own & ~heel
        site.tell(begin, taken, when)
        site.tell(begin, heel, when + (LAST_S * root if taken.any() else 0.0))
        begin.weak.support[heel] *= 50.0  # the hinge is kept: it holds until its angle
        begin.turns[one] = Turn(
            np.array([*(axis * float(place[own].min())), site.pieces.ground_height]),
            axis,
            math.radians(min(site.spec.hinge_deg, GIVES_DEG)),
        )
    _lean(begin, site, np.ones(len(site.pieces), bool))
    begin.push *= PULLED
    begin.stump = STUMP
    return begin


DOMINO_S = 0.15
"""How long after one strip the next one goes, in seconds per root of the height [m]: the one before it is on its way down by then."""

GIVES_DEG = 6.0
"""The angle [deg] at which the hinge of a strip of bays gives way at most: it is slender, and comes down on its foot as it turns."""

PULLED = 2.0
"""How much faster a strip starts to lean than a whole building: it leaned on the one before."""


def _crossing(structure: Structure, strip: NDArray[np.int64]) -> Flags:
    """Return the links that join two strips, shape [l]."""
    count = len(structure.support)
    edge = structure.edge_of >= count
    found = np.zeros(len(structure.shear), bool)
    found[structure.edge_of[edge] - count] = strip[structure.edge_a[edge]] != strip[structure.edge_b[edge]]
    return found


def _section(site: Site) -> Beginning:
    """A section through the middle parts on every floor at once: the half before it shears off and comes down, the other stands.

    No floor joins the halves from then on, so each has to carry itself by its own frame: the half that goes has lost its
    supports on the ground, and the other is judged by the load path as any frame.
    """
    begin = site.begin()
    goes = site.along(site.structure.place) < HALF
    begin.strip = np.where(goes, 0, 1)
    begin.weak.cut[_crossing(site.structure, begin.strip)] = site.spec.start_s
    supports = goes[: len(site.heads)] & (site.structure.storey == 0)
    site.tell(begin, supports, site.spec.start_s + SHEARS_S * site.along(site.heads))
    _lean(begin, site, site.along(site.pieces.centre) < HALF)
    begin.stump = STUMP
    return begin


HALF = 0.5 - 1e-6
"""Share of the length that shears off; a line of columns in the very middle stays."""

SHEARS_S = 0.3
"""How much longer [s] the supports at the section last than those at the far side: the half leans away from what stands."""


STUMP = 300.0
"""Factor on the blow that brings down what stands beside a half that shears off: it grinds past, and takes the edge along."""


def _instability(site: Site) -> Beginning:
    """The lower columns lose what braced them, and those that are slender buckle sideways.

    A column that is braced at every second floor holds less by the ratio of two buckling factors of its slenderness.
    """
    begin = site.begin()
    lower = site.structure.storey <= min(1, site.pieces.storeys - 1)
    begin.weak.support[lower] *= _braced_twice_as_far(site)[lower]
    along = site.along(site.heads)
    site.tell(begin, site.structure.storey == 0, site.spec.start_s + 0.25 + 0.5 * along)
    begin.push[:, :2] = SWAY * site.axis()
    return begin


def _braced_twice_as_far(site: Site) -> Floats:
    name = [MATERIALS[one] for one in site.structure.parts.material[site.structure.support]]
    stout = np.pi * np.sqrt(np.array([STIFFNESS_PA[one] / CRUSH_PA[one] for one in name]))
    once = 1.0 / (1.0 + (site.spec.slenderness / stout) ** 2)
    twice = 1.0 / (1.0 + (2 * site.spec.slenderness / stout) ** 2)
    return np.asarray(twice / once)


def _impact(site: Site) -> Beginning:
    """Something strikes a storey from the front: what is near is blown in, and the storey's other supports follow."""
    begin = site.begin()
    pieces, spec = site.pieces, site.spec
    storey = spec.impact_storey - 1
    low, high = pieces.extent
    x = {"left": 0.25, "centre": 0.5, "right": 0.75}[spec.impact_side] * (high[0] - low[0]) + low[0]
    z = pieces.ground_height + (storey - 0.5) * pieces.floor_height if storey else pieces.ground_height / 2
    point = np.array([x, low[1] + 1.0, z])
    gap = np.linalg.norm(pieces.centre - point, axis=1)
    wide = float(high[0] - low[0])
    middle = site.structure.parts.centre[site.structure.support]
    away = np.linalg.norm(middle - point, axis=1)
    site.tell(begin, site.structure.storey == storey, spec.start_s + 0.35 + 0.8 * np.minimum(away / wide, 1.0))
    near = gap < pieces.floor_height * 1.35
    begin.weak.at[away < pieces.floor_height * 1.35] = spec.start_s
    begin.blown = near, spec.start_s
    into = site.rng.uniform(2.0, 9.0, len(pieces)) * np.where(site.rng.random(len(pieces)) < 0.3, -0.8, 1.0)
    begin.push[near, 1] = into[near]
    begin.push[near] += site.rng.normal(0.0, 1.3, (int(near.sum()), 3))
    return begin


def _mixed(site: Site) -> Beginning:
    """Nothing is told to fail but what the artist says; the load decides the rest."""
    return site.begin()


WAYS: Mapping[str, Callable[[Site], Beginning]] = {
    "soft_storey": _soft_storey,
    "pancake": _pancake,
    "implosion": _implosion,
    "overturning": _overturning,
    "zipper": _zipper,
    "impact": _impact,
    "domino": _domino,
    "section": _section,
    "instability": _instability,
    "mixed": _mixed,
}
