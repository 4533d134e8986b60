"""The houses of a row that wait: what strikes them, what that breaks, and what the load path says comes of it.

Only the house that begins has a schedule. The others stand until something hits them. A blow breaks the supports beside it
that it shears; and what pushes a whole house sideways harder than its frame can sway takes the ground floor's columns, so that the
house turns over about the line of the last ones, with the momentum that it was given and no more.
"""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.collapse.blocks import Schedule, divide
from rushes.engines.destruction.collapse.load_path import NEVER, Progress, progress
from rushes.engines.destruction.collapse.structure import SHEAR_PA, Structure
from rushes.engines.destruction.collapse.ways import Site, begin
from rushes.engines.destruction.rigid.bodies import Contacts
from rushes.engines.destruction.spec import CollapseSpec

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

BLOW_S = 0.1
"""Over how long [s] what strikes a support counts as one blow."""

SWINGS_S = 0.1
"""Period [s] of a frame's first swing for each storey (ATC 3-06). What strikes it within a quarter of it is one blow to the house."""

GIVES_S = 0.02
"""How long [s] the shear that a support holds has to act on it until it is cut: a blow is that much impulse."""

LATERAL = 0.06
"""Share of its weight that a frame holds sideways: one that was built for its weight and a little wind. Chosen by judgement."""

DRIFT = 0.03
"""Share of the ground floor's height that its columns may sway before they fail: a little less than what FEMA 356 has for concrete frames near collapse."""

HELD = 1e9
"""Factor on the blow that brings down a part of a house that waits: the load path says what falls, no blow alone."""

GRAVITY = 9.81
LATEST_S = 30.0
"""For how long [s] a blow is followed."""


@dataclass(eq=False, slots=True)
class Blow:
    """What strikes a house in a step, k contacts.

    Attributes:
        time: [s].
        place: Where [m], in the house's own axes, shape [k, 3].
        impulse: [N s], shape [k].
        sideways: Its part toward the way that the row falls [N s], shape [k].
        closing: How fast it came [m/s], shape [k].
    """

    time: float
    place: Floats
    impulse: Floats
    sideways: Floats
    closing: Floats


@dataclass(eq=False)
class House:
    """A house that waits.

    Attributes:
        pieces: Its own, in the middle.
        rows: Which of the row's pieces they are, shape [n].
        x: How far along the front its middle stands [m].
        structure: What carries it.
        spec: How the row is asked to fall.
    """

    pieces: Pieces
    rows: Rows
    x: float
    structure: Structure
    spec: CollapseSpec
    course: Progress | None = None
    swayed: float = NEVER
    last: float = -NEVER
    blows: list[Blow] = field(default_factory=list)

    def __post_init__(self) -> None:
        supports = len(self.structure.support)
        self.at = np.full(supports, NEVER)
        self.push = 0.0, 0.0
        part = self.structure.support
        area = np.prod(self.structure.parts.size[part, :2], axis=1)
        shear = np.array([SHEAR_PA[name] for name in MATERIALS])[self.structure.parts.material[part]]
        self.withstands = area * shear * GIVES_S * self.spec.strength
        self.mass = float(self.pieces.mass.sum())

    @property
    def sways_at(self) -> float:
        """Impulse sideways [N s] that takes the ground floor: its work on the house is what the frame takes up as it sways."""
        drift = DRIFT * self.pieces.ground_height
        return self.mass * math.sqrt(2 * LATERAL * self.spec.strength * GRAVITY * drift)

    @property
    def toward(self) -> Floats:
        """The way that the row falls, shape [3]."""
        return np.array([-1.0 if self.spec.toward == "left" else 1.0, 0.0, 0.0])

    def blow(self, contacts: Contacts, bodies: Iterable[int], moving: Flags, now: float) -> Blow | None:
        """Return what of a step's contacts strikes the house; None when nothing does.

        Args:
            contacts: Those that were faster than resting.
            bodies: What the house still stands as.
            moving: Whether each body moves.
            now: [s].
        """
        own = list(bodies)
        a, b = np.isin(contacts.a, own), np.isin(contacts.b, own)
        hits = (a & moving[contacts.b]) | (b & moving[contacts.a])
        if self.swayed < NEVER or not hits.any():
            return None
        found = contacts.where(hits)
        sideways = found.impulse * np.abs(found.normal @ self.toward)
        return Blow(now, found.place - [self.x, 0.0, 0.0], found.impulse, sideways, found.closing)

    def strike(self, blow: Blow) -> Schedule | None:
        """Take a blow, and return what lets go when from now on; None when it changes nothing.

        Args:
            blow: What strikes it.
        """
        swing = SWINGS_S * self.pieces.storeys / 4
        self.blows = [one for one in self.blows if one.time > blow.time - max(swing, BLOW_S)] + [blow]
        broken = self._sheared(blow.time - BLOW_S) & (self.at == NEVER)
        sways = self.swayed == NEVER and self._sideways(blow.time - swing) > self.sways_at
        if not broken.any() and not sways:
            return None
        self.at[broken] = blow.time
        if sways:
            self.swayed = blow.time
            self.push = self._momentum()
        return self._plan(blow.time)

    def _sideways(self, since: float) -> float:
        return sum(float(one.sideways.sum()) for one in self.blows if one.time > since)

    def _sheared(self, since: float) -> Flags:
        """Return the supports that the blows of late shear: each blow goes into the support of its height that is nearest."""
        structure, pieces = self.structure, self.pieces
        held = np.zeros(len(structure.support))
        middle = structure.parts.centre[structure.support]
        tall = np.array([1.0, 1.0, 3.0])  # a storey's own supports before those of the next
        for blow in (one for one in self.blows if one.time > since):
            near = (((blow.place[:, None] - middle) * tall) ** 2).sum(axis=2).argmin(axis=1)
            held += np.bincount(near, blow.impulse, len(held))
        return np.asarray((held > self.withstands) & (structure.storey < pieces.storeys))

    def _momentum(self) -> tuple[float, float]:
        """Return the angular momentum about the ground [N m s] that the blows of late gave it, and the fastest [m/s] they came."""
        turned = sum(float((one.sideways * one.place[:, 2]).sum()) for one in self.blows)
        return turned, max(float(one.closing.max()) for one in self.blows)

    def _plan(self, now: float) -> Schedule | None:
        first = min(self.swayed, float(self.at.min()))
        way = "overturning" if self.swayed < NEVER else "mixed"
        spec = self.spec.model_copy(update={"way": way, "start_s": min(first, self.swayed)})
        site = Site(self.pieces, self.structure, spec, np.random.default_rng([spec.seed, 3]))
        beginning = begin(site)
        beginning.push[:] = 0.0
        beginning.stump = HELD
        beginning.weak.at = np.minimum(beginning.weak.at, self.at)
        self.course = progress(self.structure, beginning.weak, start_s=first, until_s=first + LATEST_S)
        return self._pushed(divide(self.pieces, self.structure, beginning, self.course), now)

    def _pushed(self, schedule: Schedule, now: float) -> Schedule:
        """Give what turns over the spin that the blows gave it, and put its hinge where the house stands."""
        spin, push = {}, schedule.push.copy()
        for hinge in schedule.hinges:
            arm = self.pieces.centre - hinge.point
            across = arm - np.outer(arm @ hinge.axis, hinge.axis)
            inertia = float((self.pieces.mass * (across**2).sum(axis=1)).sum())
            turned, closing = self.push
            rate = min(turned / max(inertia, 1.0), closing / max(float(arm[:, 2].max()), 1.0))
            spin[hinge.group] = hinge.axis * rate
            own = schedule.group == hinge.group
            push[own] = np.cross(hinge.axis * rate, arm[own])
        moved = np.array([self.x, 0.0, 0.0])
        hinges = tuple(replace(hinge, point=hinge.point + moved) for hinge in schedule.hinges)
        release = np.where(schedule.release < now, now, schedule.release)
        return replace(schedule, release=release, push=push, spin=spin, hinges=hinges)


def joined(plan: Schedule, rows: Rows, schedule: Schedule) -> Schedule:
    """Return a schedule in which some pieces let go as another one says; groups are numbered on from the first one's.

    Args:
        plan: Of all pieces.
        rows: Which of them the other one is about, shape [n].
        schedule: Of these, its n pieces in the same order.
    """
    first = len(plan.release)
    group, push = plan.group.copy(), plan.push.copy()
    group[rows], push[rows] = schedule.group + first, schedule.push
    rests = np.where(schedule.rests_on >= 0, schedule.rests_on + first, -1)
    hinges = tuple(
        replace(hinge, group=hinge.group + first, supports=tuple(one + first for one in hinge.supports))
        for hinge in schedule.hinges
    )
    return Schedule(
        group,
        np.concatenate([plan.release, schedule.release]),
        np.concatenate([plan.crumbles, schedule.crumbles]),
        push,
        np.concatenate([plan.rests_on, rests]),
        np.concatenate([plan.withstands, schedule.withstands]),
        (*plan.hinges, *hinges),
        {**plan.spin, **{one + first: spin for one, spin in schedule.spin.items()}},
        np.concatenate([plan.cables, rows[schedule.cables]]),
    )


def taken(schedule: Schedule, rows: Rows) -> Schedule:
    """Return a schedule of some of its pieces only: those that still wait when it comes to bear."""
    return replace(schedule, group=schedule.group[rows], push=schedule.push[rows])


def stands(count: int) -> Schedule:
    """Return the schedule of a house of so many pieces that nothing has struck yet: one part, and it stays until then."""
    return Schedule(
        np.zeros(count, np.int64),
        np.array([NEVER]),
        np.zeros(1, bool),
        np.zeros((count, 3)),
        np.array([-1]),
        np.array([HELD]),
    )
