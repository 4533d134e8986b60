"""The collapse as a schedule: what lets go when, before the blows take over.

A way of collapse says what fails first, the artist's direction lies over it, the load path says what follows, and blocks are what comes
of it: groups of pieces that stand still until their time comes.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.blocks import Schedule, divide
from rushes.engines.destruction.building import raise_building
from rushes.engines.destruction.direction import direct, progress_of
from rushes.engines.destruction.forms.ways import form_ways
from rushes.engines.destruction.load_path import DIRECTED, LOST, OVERLOADED, TIPPED, Progress
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec, DestructionSpec
from rushes.engines.destruction.structure import Parts, Structure, parts_of, parts_of_solids, structure_of
from rushes.engines.destruction.ways import Site, begin
from rushes.errors import BadInputError

Floats = NDArray[np.float64]


DIRECTED_BY = ("members", "delays", "stay", "timing", "footprint_m")
"""Fields of a collapse that are an artist's direction and are checked before anything is broken."""


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A collapse before it is simulated: what carries the building, what fails when, and what lets go when.

    Structure and course are None where a schedule was not found by the load path.
    """

    structure: Structure | None
    course: Progress | None
    schedule: Schedule

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
        supports, links = len(structure.support), len(structure.shear)
        intact = structure.solve(np.ones(supports, bool), np.ones(links, bool))
        moments = course.moments
        reasons = ("", DIRECTED, OVERLOADED, TIPPED, LOST)
        stays = np.isinf(self.schedule.withstands)[self.schedule.group]
        part = path.with_name(path.name + ".part")
        with part.open("wb") as stream:
            np.savez_compressed(
                stream,
                place=structure.place[:supports].astype(np.float32),
                storey=structure.storey.astype(np.int16),
                load=intact.support,
                holds=structure.capacity * spec.strength,
                fails=course.fails,
                why=np.array([reasons.index(why) for why in course.why], np.int8),
                reasons=np.array(reasons),
                time=np.array([moment.time for moment in moments]),
                standing=np.array([moment.standing for moment in moments], np.int32),
                weight=np.array([moment.weight for moment in moments]),
                carried=np.array([moment.carried for moment in moments]),
                stays=stays,
                outline=pieces.extent[:, :2],
                footprint=np.array(np.nan if spec.footprint_m is None else spec.footprint_m),
            )
        part.replace(path)


def plan_collapse(pieces: Pieces, spec: CollapseSpec) -> Plan:
    """Return what fails and lets go when. The same pieces and spec give the same plan.

    Raises:
        BadInputError: Nothing falls, or the direction names what is not there or contradicts itself.
    """
    if pieces.form != "block":
        return Plan(None, None, form_ways(pieces.form)[spec.way](pieces, spec, np.random.default_rng([spec.seed, 3])))
    structure = structure_of(parts_of(pieces))
    site = Site(pieces, structure, spec, np.random.default_rng([spec.seed, 3]))
    beginning = begin(site)
    direct(beginning, site)
    course = progress_of(beginning, site)
    return Plan(structure, course, divide(pieces, structure, beginning, course))


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
    given = [name for name in DIRECTED_BY if getattr(asked, name) not in (None, ())]
    if not given:
        return
    if spec.building.form != "block":
        raise BadInputError(
            f"collapse.{given[0]} directs a building of storeys and bays, but building.form is {spec.building.form}, which has "
            "ways of its own. Leave it out, or ask for a block."
        )
    parts = parts_of_solids(raise_building(spec.building))
    site = Site(_Members(parts, spec.building), structure_of(parts), asked, np.random.default_rng([asked.seed, 3]))
    beginning = begin(site)
    direct(beginning, site)
    progress_of(beginning, site)


def schedule(pieces: Pieces, spec: CollapseSpec) -> Schedule:
    """Return what lets go when. The same pieces and spec give the same schedule.

    Raises:
        BadInputError: As ``plan_collapse``.
    """
    return plan_collapse(pieces, spec).schedule
