"""Which contacts are heard, and which of them are heard one by one."""

from __future__ import annotations

from dataclasses import dataclass, fields
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.errors import StepFailedError

Array = NDArray[np.float64]
Indices = NDArray[np.int64]

HEROES = 200
"""Impacts that are heard one by one."""

FOREGROUND = 40
"""So many of the strongest are heard with the whole blow: crack, ground, and everything else stepping back. An ear that
gets fifty edges a second hears a wash, so the others have it only where they are alone."""

CLEAR_S = 0.12
"""A weaker hero has the whole blow if no stronger one with it is nearer than this: outside the reach of ``accents``, and
few enough that an edge still says something (eight a second at most, instead of twenty-five)."""

LEAD_S = 0.04
"""Impacts closer to a stronger one than this are heard as part of it (under one frame at 24 pictures a second)."""

REFRACTORY_S = 0.05
"""Time in which one piece's further contacts belong to the same blow."""

GRAINS_PER_STEP = 26
STEP_S = 0.05
"""At most so many single grains of debris in so much time; weaker ones only feed the granular bed."""


@dataclass(frozen=True, eq=False, slots=True)
class Impacts:
    """Onsets of contacts, in order of time, with what is struck.

    Attributes:
        time: When [s from frame 1001], shape [n].
        position: Where [m], shape [n, 3].
        impulse: How hard [N s], shape [n].
        speed_change: By how much the two changed speed [m/s], shape [n].
        body: The piece that sounds: the lighter of the two, shape [n].
        other: What it struck; -1 is the ground, shape [n].
        mass: Of the piece that sounds [kg], shape [n].
        size: Its box [m], shape [n, 3].
        material: Its material's row in ``materials``, shape [n].
        reinforced: Whether there is steel in it, shape [n].
        materials: Names of materials.
    """

    time: Array
    position: Array
    impulse: Array
    speed_change: Array
    body: Indices
    other: Indices
    mass: Array
    size: Array
    material: Indices
    reinforced: NDArray[np.bool_]
    materials: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.time)

    def rows(self, chosen: NDArray[np.int64] | NDArray[np.bool_]) -> Impacts:
        """Return some of them."""
        arrays = {field.name: getattr(self, field.name)[chosen] for field in fields(self) if field.name != "materials"}
        return Impacts(**arrays, materials=self.materials)


def read_impacts(building: Path, contacts: Path) -> Impacts:
    """Read the onsets of a contact log and what the building's pieces are.

    Args:
        building: ``building.npz`` of the step ``build``.
        contacts: ``contacts.npz`` of the step ``simulate``.

    Raises:
        StepFailedError: A file is missing or lacks an array.
    """
    try:
        with np.load(building) as pieces, np.load(contacts) as log:
            return _impacts(dict(pieces), dict(log))
    except (OSError, KeyError, ValueError, IndexError) as error:
        raise StepFailedError(
            f"The sound can't read {contacts.name} beside {building.name} ({error}). "
            "Delete the steps build and simulate of this recipe and make the take again."
        ) from error


def _impacts(pieces: dict[str, NDArray[np.generic]], log: dict[str, NDArray[np.generic]]) -> Impacts:
    mass = np.asarray(pieces["mass"], float)
    names = tuple(str(name) for name in pieces["materials"])
    members = np.array([str(name) for name in pieces["members"]])
    chosen = np.flatnonzero(np.asarray(log["onset"], bool) & (np.asarray(log["impulse"], float) > 0))
    chosen = chosen[np.argsort(np.asarray(log["time"], float)[chosen], kind="stable")]
    a = np.asarray(log["body_a"], np.int64)[chosen]
    b = np.asarray(log["body_b"], np.int64)[chosen]
    lighter_b = (b >= 0) & (mass[np.maximum(b, 0)] < mass[np.maximum(a, 0)])
    body, other = np.where(lighter_b, b, a), np.where(lighter_b, a, b)
    material = np.asarray(pieces["material"], np.int64)
    cast = np.isin(members[np.asarray(pieces["member"], np.int64)], ["column", "beam", "slab", "balcony", "stair"])
    concrete = np.array([name == "concrete" for name in names])
    return Impacts(
        time=np.asarray(log["time"], float)[chosen],
        position=np.asarray(log["position"], float).reshape(-1, 3)[chosen],
        impulse=np.asarray(log["impulse"], float)[chosen],
        speed_change=np.asarray(log["speed_change"], float)[chosen],
        body=body,
        other=other,
        mass=mass[body],
        size=np.asarray(pieces["size"], float)[body],
        material=material[body],
        reinforced=(cast & concrete[material])[body],
        materials=names,
    )


def strongest(impulse: Array, inside: NDArray[np.bool_], count: int = HEROES) -> Indices:
    """Return the rows of the strongest impacts among those inside the clip, strongest first."""
    rows = np.flatnonzero(inside)
    return np.asarray(rows[np.argsort(-impulse[rows], kind="stable")][:count])


def leaders(arrival: Array, strength: Array, gap: float = LEAD_S) -> Indices:
    """Return, for each impact, the row of the one it is heard as part of (its own when it leads).

    The strongest lead; whoever arrives within ``gap`` of a stronger leader follows it.

    Args:
        arrival: When each is heard [s], shape [n].
        strength: Shape [n].
        gap: Seconds.
    """
    lead = np.full(len(arrival), -1, np.int64)
    for row in np.argsort(-strength, kind="stable"):
        if lead[row] < 0:
            near = (np.abs(arrival - arrival[row]) <= gap) & (lead < 0)
            lead[near] = row
    return lead


def foreground(lead: Indices, arrival: Array) -> NDArray[np.bool_]:
    """Return which heroes are heard with the whole blow, shape [n].

    Those that lead among the strongest ``FOREGROUND``, and every weaker one that none of them masks.

    Args:
        lead: Whom each is heard as part of, the strongest first, as ``leaders`` gives it.
        arrival: When each is heard [s].
    """
    leads = lead == np.arange(len(lead))
    front = leads & (np.arange(len(lead)) < FOREGROUND)
    for row in np.flatnonzero(leads & ~front):
        front[row] = bool((np.abs(arrival[front] - arrival[row]) > CLEAR_S).all())
    return front


def accents(arrival: Array, strength: Array, reach: float = 0.12, depth_db: float = 4.0) -> Array:
    """Return how much of each leader is let through beside stronger ones (1 = all), shape [n].

    The ear does the same (temporal masking); doing it in the mix keeps the strong blow's edge clean.
    """
    gap = np.abs(arrival[:, None] - arrival[None, :])
    stronger = strength[None, :] > strength[:, None]
    drop = np.where(stronger & (gap < reach), depth_db * (1 - gap / reach), 0.0)
    return np.asarray(10 ** (-drop.max(axis=1, initial=0.0) / 20))


def distinct(impacts: Impacts) -> Indices:
    """Return the rows that are blows of their own: the strongest contact of each piece in each 50 ms."""
    order = np.argsort(-impacts.impulse, kind="stable")
    slot = np.floor(impacts.time / REFRACTORY_S).astype(np.int64)
    _, first = np.unique(np.column_stack([impacts.body, slot])[order], axis=0, return_index=True)
    return np.sort(order[first])


def loudest_per_step(arrival: Array, strength: Array, count: int = GRAINS_PER_STEP, step_s: float = STEP_S) -> Indices:
    """Return the rows of the strongest few in each twentieth of a second (or ``step_s``), in order of arrival."""
    step = np.floor(arrival / step_s).astype(np.int64)
    order = np.lexsort((-strength, step))
    starts = np.flatnonzero(np.r_[True, np.diff(step[order]) > 0]) if len(order) else np.zeros(0, np.int64)
    rank = np.arange(len(order)) - np.repeat(starts, np.diff(np.r_[starts, len(order)]))
    kept = order[rank < count]
    return np.asarray(kept[np.argsort(arrival[kept], kind="stable")])
