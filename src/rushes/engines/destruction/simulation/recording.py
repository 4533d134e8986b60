"""What a simulation leaves behind: poses by picture, every contact, and what broke, crushed and flew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.bodies import MOVING, Contacts, Floats, Rows, World

ONSET_GAP_S = 0.06
"""Two bodies that did not touch for this long [s] strike anew when they touch again."""

ONSET_SPEED = 0.4
"""Two bodies strike when they close in on each other faster than this [m/s]; slower is leaning and settling."""

RISE = 3.0
"""A contact that never parted strikes anew when it grows by this factor over its last ``ONSET_GAP_S``."""

BLOW_S = 0.03
"""How long [s] one blow lasts: impulses within it are summed, and what else it sets off around it is part of it."""

BLOW_M = 3.0
"""How far [m] around it one blow is felt as one: a room's width, the size of a chunk."""

FINEST = 1 / 1024
"""Places [m] and closing speeds [m/s] are kept to about a millimetre: a million rows take 15 MB instead of 25."""

BOUNCE = 1.0 + 0.02
"""Change of speed over closing speed, for the restitution that bodies have."""


@dataclass(slots=True)
class Recording:
    """Collects while the simulation runs; ``save`` writes the files of the step ``simulate``."""

    frame: list[int] = field(default_factory=list)
    time: list[float] = field(default_factory=list)
    position: list[NDArray[np.float32]] = field(default_factory=list)
    orientation: list[NDArray[np.float32]] = field(default_factory=list)
    scale: list[NDArray[np.float32]] = field(default_factory=list)
    contacts: list[NDArray[np.float64]] = field(default_factory=list)
    breaks: list[NDArray[np.float64]] = field(default_factory=list)
    crushes: list[NDArray[np.float64]] = field(default_factory=list)
    momentum: list[tuple[float, float]] = field(default_factory=list)
    flight: list[NDArray[np.float64]] = field(default_factory=list)

    def picture(self, frame: int, time: float, position: Floats, orientation: Floats, scale: Floats) -> None:
        """Keep the poses of a picture."""
        if self.orientation:
            flip = (orientation * self.orientation[-1]).sum(axis=1) < 0
            orientation = np.where(flip[:, None], -orientation, orientation)
        self.frame.append(frame)
        self.time.append(time)
        self.position.append(position.astype(np.float32))
        self.orientation.append(orientation.astype(np.float32))
        self.scale.append(scale.astype(np.float32))

    def save(self, folder: Path, released: Floats, more: dict[str, NDArray[Any]] | None = None) -> None:
        """Write ``motion.npz``, ``contacts.npz``, ``events.npz`` and ``flight.npz``."""
        _write(
            folder / "motion.npz",
            frame=np.array(self.frame, np.int32),
            time=np.array(self.time),
            position=np.array(self.position),
            orientation=np.array(self.orientation),
            scale=np.array(self.scale),
            released=released.astype(np.float32),
        )
        _write(folder / "contacts.npz", **self._contacts())
        breaks = np.concatenate(self.breaks) if self.breaks else np.zeros((0, 7))
        crushes = np.concatenate(self.crushes) if self.crushes else np.zeros((0, 6))
        momentum = np.array(self.momentum, float).reshape(-1, 2)
        _write(
            folder / "events.npz",
            break_time=breaks[:, 0],
            break_position=breaks[:, 1:4].astype(np.float32),
            break_area=breaks[:, 4].astype(np.float32),
            break_material=breaks[:, 5].astype(np.uint8),
            break_impulse=breaks[:, 6].astype(np.float32),
            crush_time=crushes[:, 0],
            crush_position=crushes[:, 1:4].astype(np.float32),
            crush_volume=crushes[:, 4].astype(np.float32),
            crush_material=crushes[:, 5].astype(np.uint8),
            momentum_time=momentum[:, 0],
            momentum_change=momentum[:, 1],
            **(more or {}),
        )
        flight = np.concatenate(self.flight) if self.flight else np.zeros((0, 4))
        number, piece = flight[:, :2].astype(np.int32).T
        _write(folder / "flight.npz", flight=number, piece=piece, time=flight[:, 2], z=flight[:, 3])

    def _contacts(self) -> dict[str, NDArray[Any]]:
        rows = np.concatenate(self.contacts) if self.contacts else np.zeros((0, len(COLUMNS)))
        log = dict(zip(COLUMNS, rows.T, strict=True))
        bodies = log["compound_a"].astype(np.int64), log["compound_b"].astype(np.int64)
        place, closing = _kept(rows[:, 3:6]), _kept(log["closing"])
        light = reduced(log["mass_a"], log["mass_b"])
        onset, impulse = onsets(log["time"], bodies, place, log["impulse"], closing, light)
        names = {name: log[name].astype(np.int32) for name in ("body_a", "body_b", "compound_a", "compound_b")}
        weights = {name: log[name].astype(np.float32) for name in ("mass_a", "mass_b")}
        change = np.where(onset, np.minimum(impulse / light, BOUNCE * closing), 0.0)
        return {
            "time": log["time"],
            **names,
            "position": place.astype(np.float32),
            "impulse": impulse.astype(np.float32),
            "onset": onset,
            **weights,
            "closing": closing.astype(np.float32),
            "speed_change": change.astype(np.float32),
        }


COLUMNS = (
    *("time", "body_a", "body_b", "x", "y", "z", "impulse", "closing"),
    *("mass_a", "mass_b", "compound_a", "compound_b"),
)
"""The columns of a row of ``Recording.contacts``; the log's docs page says what they mean."""


def touches(world: World, now: float, contacts: Contacts) -> Floats:
    """Return one step's contacts as rows of the log: one for each two bodies that met, shape [k, columns].

    A row has the impulse of all their contact points, the strongest point's place and pieces, and the largest closing
    speed. Ground, standing storeys and what lies frozen in the heap are as heavy as the ground.
    """
    count = len(world.rows)
    mass = np.where(world.kind[:count] == MOVING, world.mass[:count], np.inf)
    piece_a, piece_b = contacts.piece_a, contacts.piece_b
    swap = (piece_b >= 0) & (piece_b < piece_a)
    a, b = np.where(swap, contacts.b, contacts.a), np.where(swap, contacts.a, contacts.b)
    piece_a, piece_b = np.where(swap, piece_b, piece_a), np.where(swap, piece_a, piece_b)
    order = np.argsort(-contacts.impulse, kind="stable")
    pair = (np.minimum(a, b) * count + np.maximum(a, b))[order]
    _, first, group = np.unique(pair, return_index=True, return_inverse=True)
    total = np.bincount(group, contacts.impulse[order], len(first))
    fastest = np.full(len(first), -np.inf)
    np.maximum.at(fastest, group, contacts.closing[order])
    rows = order[first]
    a, b = a[rows], b[rows]
    return np.column_stack(
        [
            *(np.full(len(rows), now), piece_a[rows], piece_b[rows], contacts.place[rows], total, fastest),
            *(mass[a], mass[b], world.first[a], world.first[b]),
        ]
    )


def _kept(values: Floats) -> Floats:
    return np.round(values / FINEST) * FINEST


def reduced(mass_a: Floats, mass_b: Floats) -> Floats:
    """Return the reduced mass [kg] of two bodies; infinite masses stand for what does not move."""
    return np.asarray(1.0 / np.maximum(1.0 / mass_a + 1.0 / mass_b, 1e-12))


def onsets(
    time: Floats, bodies: tuple[Rows, Rows], place: Floats, impulse: Floats, closing: Floats, light: Floats
) -> tuple[NDArray[np.bool_], Floats]:
    """Tell blows from resting contacts, and sum each blow's impulse.

    A row is an onset when its two bodies close in on each other faster than ``ONSET_SPEED``, the blow changes their
    speed by as much, and they did not touch for ``ONSET_GAP_S`` or the contact grew by ``RISE``. Of the onsets that a
    moving body has within ``BLOW_S`` and ``BLOW_M`` the strongest stays: a chunk that lands lands once.

    Args:
        time: Shape [rows], in order [s].
        bodies: The two bodies of each row, by their first piece; -1 is the ground.
        place: Where [m], shape [rows, 3].
        impulse: Of one simulation step [N s].
        closing: How fast the two closed in before the step [m/s].
        light: Their reduced mass [kg].

    Returns:
        Which rows are onsets, and the impulse of each row: summed over the blow for onsets, the step's own otherwise.
    """
    count = len(time)
    total = impulse.copy()
    onset = np.zeros(count, bool)
    if not count:
        return onset, total
    low, high = np.minimum(*bodies), np.maximum(*bodies)
    pair = (low + 1) * (int(high.max()) + 2) + high + 1
    order = np.lexsort((time, pair))
    p, t, j = pair[order], time[order], impulse[order]
    span = float(t[-1] if len(t) == 1 else t.max() - t.min()) + 1.0
    key = p * (2 * span) + (t - t.min())
    summed = np.r_[0.0, np.cumsum(j)]
    blow = summed[np.searchsorted(key, key + BLOW_S, side="right")] - summed[np.arange(count)]
    hard = np.flatnonzero((closing[order] > ONSET_SPEED) & (blow / light[order] > ONSET_SPEED))
    since = np.searchsorted(key, key[hard] - ONSET_GAP_S, side="left")
    before = np.array([j[first:row].max(initial=0.0) for first, row in zip(since.tolist(), hard.tolist(), strict=True)])
    fresh = hard[j[hard] > RISE * before]
    found = order[fresh]
    total[found] = blow[fresh]
    onset[_strongest(found, time, bodies, place, total)] = True
    total[~onset] = impulse[~onset]
    return onset, total


def _strongest(rows: Rows, time: Floats, bodies: tuple[Rows, Rows], place: Floats, impulse: Floats) -> Rows:
    """Return those of the rows that no stronger one of the same body within ``BLOW_S`` and ``BLOW_M`` drowns."""
    kept: list[int] = []
    blows: dict[int, list[int]] = {}
    for row in rows[np.argsort(-impulse[rows], kind="stable")].tolist():
        own = [int(side[row]) for side in bodies if side[row] >= 0]
        near = [other for body in own for other in blows.get(body, ()) if abs(time[other] - time[row]) <= BLOW_S]
        if any(float(np.linalg.norm(place[other] - place[row])) <= BLOW_M for other in near):
            continue
        kept.append(row)
        for body in own:
            blows.setdefault(body, []).append(row)
    return np.array(kept, np.int64)


def _write(path: Path, **arrays: NDArray[Any]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, **arrays)
    part.replace(path)
