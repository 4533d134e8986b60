"""What a simulation leaves behind: poses by picture, every contact, and what broke, crushed and flew."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

ONSET_GAP_S = 0.06
"""A pair that did not touch for this long [s] strikes anew when it touches again."""

ONSET_SPEED = 0.4
"""Change of speed [m/s] that makes a contact an onset; less is settling."""

RISE = 3.0
"""A contact that grows by this factor within a touch is a new blow."""

BLOW_S = 0.03
"""How long [s] one blow lasts: impulses within it are summed."""


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
    crushes: list[tuple[float, float, float, float, float, int]] = field(default_factory=list)
    momentum: list[tuple[float, float]] = field(default_factory=list)
    flight: list[tuple[int, float, float]] = field(default_factory=list)

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

    def save(self, folder: Path, mass: Floats, released: Floats) -> None:
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
        _write(folder / "contacts.npz", **self._contacts(mass))
        breaks = np.concatenate(self.breaks) if self.breaks else np.zeros((0, 7))
        crushes = np.array(self.crushes, float).reshape(-1, 6)
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
        )
        flight = np.array(self.flight, float).reshape(-1, 3)
        _write(folder / "flight.npz", piece=flight[:, 0].astype(np.int32), time=flight[:, 1], z=flight[:, 2])

    def _contacts(self, mass: Floats) -> dict[str, NDArray[Any]]:
        rows = np.concatenate(self.contacts) if self.contacts else np.zeros((0, 7))
        a, b = rows[:, 1].astype(np.int32), rows[:, 2].astype(np.int32)
        other = np.where(b < 0, np.inf, mass[np.maximum(b, 0)])
        own = mass[a] if len(a) else np.zeros(0)
        reduced = 1.0 / (1.0 / np.maximum(own, 1e-3) + 1.0 / other)
        onset, impulse = onsets(rows[:, 0], a, b, rows[:, 6], reduced)
        return {
            "time": rows[:, 0],
            "body_a": a,
            "body_b": b,
            "position": rows[:, 3:6].astype(np.float32),
            "impulse": impulse.astype(np.float32),
            "onset": onset,
            "speed_change": (impulse / np.maximum(reduced, 1e-3)).astype(np.float32),
        }


def onsets(
    time: Floats, a: NDArray[np.int32], b: NDArray[np.int32], impulse: Floats, reduced: Floats
) -> tuple[NDArray[np.bool_], Floats]:
    """Tell blows from resting contacts, and sum each blow's impulse.

    A row is an onset when its pair did not touch for ``ONSET_GAP_S``, or when the contact grew by ``RISE``, and
    the blow changes the pair's speed by ``ONSET_SPEED``.

    Args:
        time: Shape [rows], in order.
        a, b: The pair.
        impulse: Of one simulation step [N s].
        reduced: The pair's reduced mass [kg].

    Returns:
        Which rows are onsets, and the impulse of each row: summed over the blow for onsets, the step's own otherwise.
    """
    count = len(time)
    total = impulse.copy()
    onset = np.zeros(count, bool)
    if not count:
        return onset, total
    pair = a.astype(np.int64) * (int(max(a.max(), b.max())) + 2) + b + 1
    order = np.lexsort((time, pair))
    p, t, j = pair[order], time[order], impulse[order]
    same = np.r_[False, p[1:] == p[:-1]]
    gap = np.r_[np.inf, np.diff(t)]
    previous = np.r_[0.0, j[:-1]]
    fresh = ~same | (gap > ONSET_GAP_S) | (j > RISE * previous + 1e-9)
    summed = np.r_[0.0, np.cumsum(j)]
    key = p * (t.max() - t.min() + 1.0) * 4 + (t - t.min())
    last = np.searchsorted(key, key + BLOW_S, side="right")
    blow = summed[last] - summed[np.arange(count)]
    is_onset = fresh & (blow / np.maximum(reduced[order], 1e-3) > ONSET_SPEED)
    onset[order] = is_onset
    total[order[is_onset]] = blow[is_onset]
    return onset, total


def _write(path: Path, **arrays: NDArray[Any]) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as stream:
        np.savez_compressed(stream, **arrays)
    part.replace(path)
