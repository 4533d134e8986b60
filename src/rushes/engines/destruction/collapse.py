"""The collapse as a schedule: what lets go when, before the blows take over.

A way of collapse says what fails first, the artist's direction lies over it, the load path says what follows, and blocks are what comes
of it: groups of pieces that stand still until their time comes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rushes.engines.destruction.blocks import Schedule, divide
from rushes.engines.destruction.direction import direct, run
from rushes.engines.destruction.load_path import Progress
from rushes.engines.destruction.pieces import Pieces
from rushes.engines.destruction.spec import CollapseSpec
from rushes.engines.destruction.structure import Structure, parts_of, structure_of
from rushes.engines.destruction.ways import Site, begin


@dataclass(frozen=True, eq=False, slots=True)
class Plan:
    """A collapse before it is simulated: what carries the building, what fails when, and what lets go when."""

    structure: Structure
    course: Progress
    schedule: Schedule


def plan_collapse(pieces: Pieces, spec: CollapseSpec) -> Plan:
    """Return what fails and lets go when. The same pieces and spec give the same plan.

    Raises:
        BadInputError: Nothing falls, or the direction names what is not there or contradicts itself.
    """
    structure = structure_of(parts_of(pieces))
    site = Site(pieces, structure, spec, np.random.default_rng([spec.seed, 3]))
    beginning = begin(site)
    direct(beginning, site)
    course = run(beginning, site)
    return Plan(structure, course, divide(pieces, structure, beginning, course))


def schedule(pieces: Pieces, spec: CollapseSpec) -> Schedule:
    """Return what lets go when. The same pieces and spec give the same schedule.

    Raises:
        BadInputError: As ``plan_collapse``.
    """
    return plan_collapse(pieces, spec).schedule
