"""The collapse as a schedule: what lets go when, before the blows take over.

A way of collapse says what fails first, the artist's direction lies over it, the load path says what follows, and blocks are what comes
of it: groups of pieces that stand still until their time comes.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.building import raise_building
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.row import house_of, house_spec
from rushes.engines.destruction.collapse.blocks import Schedule, divide
from rushes.engines.destruction.collapse.cables import cables_of
from rushes.engines.destruction.collapse.direction import direct, progress_of, steers
from rushes.engines.destruction.collapse.form_ways import form_ways
from rushes.engines.destruction.collapse.houses import House, joined, stands
from rushes.engines.destruction.collapse.load_path import DIRECTED, LOST, OVERLOADED, TIPPED, Moment, Progress
from rushes.engines.destruction.collapse.structure import Parts, Structure, parts_of, parts_of_solids, structure_of
from rushes.engines.destruction.collapse.ways import Site, begin
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec, DestructionSpec
from rushes.errors import BadInputError

Floats = NDArray[np.float64]


DIRECTED_BY = ("members", "delays", "stay", "timing", "footprint_m")
"""Fields of a collapse that are an artist's direction and are checked before anything is broken."""


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A collapse before it is simulated: what carries the building, what fails when, and what lets go when.

    Structure and course are None where a schedule was not found by the load path; of a row they are those of the house that
    begins, and ``houses`` are the others.
    """

    structure: Structure | None
    course: Progress | None
    schedule: Schedule
    houses: tuple[House, ...] = ()
    x: float = 0.0

    def save(self, path: Path, pieces: Pieces, spec: CollapseSpec) -> None:
        """Write ``structure.npz``: what every support held and carried, when and why it failed, and what was directed.

        Args:
            path: The file.
            pieces: The building.
            spec: How it was asked to come down.
        """
        structure, course = self.structure, self.course
        if structure is None or course is None:
            return
        carriers = [_Carrier(structure, course, self.x)]
        carriers += [_Carrier(house.structure, house.course, house.x) for house in self.houses]
        moments = sorted((moment for one in carriers for moment in one.moments), key=lambda moment: moment.time)
        stays = np.isinf(self.schedule.withstands)[self.schedule.group]
        part = path.with_name(path.name + ".part")
        with part.open("wb") as stream:
            np.savez_compressed(
                stream,
                place=np.concatenate([one.place for one in carriers]).astype(np.float32),
                storey=np.concatenate([one.structure.storey for one in carriers]).astype(np.int16),
                load=np.concatenate([one.load for one in carriers]),
                holds=np.concatenate([one.structure.capacity for one in carriers]) * spec.strength,
                fails=np.concatenate([one.fails for one in carriers]),
                why=np.concatenate([one.why for one in carriers]),
                reasons=np.array(REASONS),
                time=np.array([moment.time for moment in moments]),
                standing=np.array([moment.standing for moment in moments], np.int32),
                weight=np.array([moment.weight for moment in moments]),
                carried=np.array([moment.carried for moment in moments]),
                stays=stays,
                outline=pieces.extent[:, :2],
                footprint=np.array(np.nan if spec.footprint_m is None else spec.footprint_m),
            )
        part.replace(path)


REASONS = ("", DIRECTED, OVERLOADED, TIPPED, LOST)


@dataclass(frozen=True, eq=False, slots=True)
class _Carrier:
    """What carries a house, what it went through if anything, and how far along the front it stands [m]."""

    structure: Structure
    course: Progress | None
    x: float

    @property
    def place(self) -> Floats:
        return self.structure.place[: len(self.structure.support)] + np.array([self.x, 0.0, 0.0])

    @property
    def load(self) -> Floats:
        whole = (np.ones(len(self.structure.support), bool), np.ones(len(self.structure.shear), bool))
        return self.structure.solve(*whole).support

    @property
    def fails(self) -> Floats:
        return np.full(len(self.structure.support), np.inf) if self.course is None else self.course.fails

    @property
    def why(self) -> NDArray[np.int8]:
        why = [""] * len(self.structure.support) if self.course is None else self.course.why
        return np.array([REASONS.index(one) for one in why], np.int8)

    @property
    def moments(self) -> tuple[Moment, ...]:
        return () if self.course is None else self.course.moments


def plan_collapse(pieces: Pieces, spec: CollapseSpec) -> Plan:
    """Return what fails and lets go when. The same pieces and spec give the same plan.

    Raises:
        BadInputError: Nothing falls, or the direction names what is not there or contradicts itself.
    """
    if pieces.form != "block":
        return Plan(None, None, form_ways(pieces.form)[spec.way](pieces, spec, np.random.default_rng([spec.seed, 3])))
    if pieces.houses > 1:
        return _plan_row(pieces, spec)
    structure = structure_of(parts_of(pieces))
    site = Site(pieces, structure, spec, np.random.default_rng([spec.seed, 3]))
    beginning = begin(site)
    direct(beginning, site)
    course = progress_of(beginning, site)
    schedule = divide(pieces, structure, beginning, course)
    share = steers(spec, float(pieces.extent[1, 2]))
    if share > 0:
        cables = cables_of(pieces, share, np.random.default_rng([spec.seed, 6]))
        schedule = replace(schedule, cables=cables)
    return Plan(structure, course, schedule)


def _plan_row(pieces: Pieces, spec: CollapseSpec) -> Plan:
    """Return what the house of a row that begins does; the others wait to be struck."""
    spec = first_of_row(spec)
    begins = pieces.houses - 1 if spec.toward == "left" else 0
    first, rows, x = house_of(pieces, begins)
    own = plan_collapse(first, spec)
    moved = np.array([x, 0.0, 0.0])
    reach = _reaches(pieces, first)
    hinges = tuple(
        replace(hinge, point=hinge.point + moved, until_rad=max(hinge.until_rad, reach))
        for hinge in own.schedule.hinges
    )
    nothing = np.zeros(0)
    schedule = Schedule(
        np.zeros(len(pieces), np.int64),
        nothing,
        np.zeros(0, bool),
        np.zeros((len(pieces), 3)),
        np.zeros(0, np.int64),
        nothing,
    )
    schedule = joined(schedule, rows, replace(own.schedule, hinges=hinges))
    houses = []
    for number in range(pieces.houses):
        if number == begins:
            continue
        house, rows, x = house_of(pieces, number)
        schedule = joined(schedule, rows, stands(len(rows)))
        houses.append(House(house, rows, x, structure_of(parts_of(house)), spec))
    return Plan(own.structure, own.course, schedule, tuple(houses), float(moved[0]))


def _reaches(pieces: Pieces, house: Pieces) -> float:
    """Return the angle [rad] at which a house that tips over lies well against the next: its hinge holds until then."""
    wide = float(np.ptp(house.extent[:, 0]))
    gap = (float(np.ptp(pieces.extent[:, 0])) - pieces.houses * wide) / (pieces.houses - 1)
    high = float(house.extent[1, 2]) - house.ground_height
    return math.asin(min(gap / max(high, gap), 0.7)) + math.radians(LEANS_ON_DEG)


LEANS_ON_DEG = 6.0
"""How much further [deg] a house of a row turns on its hinge than to where it touches the next one."""


def first_of_row(spec: CollapseSpec) -> CollapseSpec:
    """Return how the house of a row that begins is asked to fall.

    Raises:
        BadInputError: It would fall past the others.
    """
    if spec.toward not in {"left", "right"}:
        raise BadInputError(
            f"collapse.toward is {spec.toward}, but the houses of a row stand side by side: nothing would hit the next one. Let "
            "it be left or right."
        )
    return spec.model_copy(update={"way": "overturning"}) if spec.way == "domino" else spec


@dataclass(frozen=True, eq=False, slots=True)
class _Members:
    """A building that is not broken yet, as a way sees it."""

    parts: Parts
    spec: BuildingSpec

    @property
    def centre(self) -> Floats:
        return self.parts.centre

    @property
    def extent(self) -> Floats:
        return np.array([self.parts.low.min(axis=0), self.parts.high.max(axis=0)])

    @property
    def storeys(self) -> int:
        return self.spec.storeys

    @property
    def floor_height(self) -> float:
        return self.spec.floor_height_m

    @property
    def ground_height(self) -> float:
        return self.spec.ground_height_m

    def __len__(self) -> int:
        return len(self.parts.mass)


@lru_cache(maxsize=16)
def check_direction(spec: DestructionSpec) -> None:
    """Refuse a direction before anything heavy runs: from the building's members, which take a second to put up.

    Raises:
        BadInputError: As ``plan_collapse``.
    """
    asked = spec.collapse
    if spec.building.row > 1:
        first_of_row(asked)
    given = [name for name in DIRECTED_BY if getattr(asked, name) not in (None, ())]
    if not given:
        return
    if spec.building.form != "block":
        raise BadInputError(
            f"collapse.{given[0]} directs a building of storeys and bays, but building.form is {spec.building.form}, which has "
            "ways of its own. Leave it out, or ask for a block."
        )
    building = spec.building
    if building.row > 1:
        asked, building = first_of_row(asked), house_spec(building, 0)
    parts = parts_of_solids(raise_building(building))
    site = Site(_Members(parts, building), structure_of(parts), asked, np.random.default_rng([asked.seed, 3]))
    beginning = begin(site)
    direct(beginning, site)
    progress_of(beginning, site)


def schedule(pieces: Pieces, spec: CollapseSpec) -> Schedule:
    """Return what lets go when. The same pieces and spec give the same schedule.

    Raises:
        BadInputError: As ``plan_collapse``.
    """
    return plan_collapse(pieces, spec).schedule
