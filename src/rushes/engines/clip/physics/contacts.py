"""The log of what touches what: every step is looked at, an impact is its whole impulse."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

GAP_S: Final = 0.05
"""What has not touched for so long touches anew."""

WHOLE_S: Final = 0.015
"""An impact's impulse is summed over this."""

LEAST_MS: Final = 0.12
"""A slower change of speed is no impact."""

RISE: Final = 4.0
"""A contact that presses so many times harder than before is a new impact."""


@dataclass(slots=True)
class _Pair:
    last: float = -1.0
    usual: float = 0.0
    began: float = -1.0
    impulse: float = 0.0
    place: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Impact:
    """Something hits something.

    Attributes:
        time: When [s].
        body, other: Who; -1 is the ground or the place.
        place: Where [m].
        impulse: [N s].
        speed: Change of speed of the lighter one [m/s].
    """

    time: float
    body: int
    other: int
    place: tuple[float, float, float]
    impulse: float
    speed: float


@dataclass
class ContactLog:
    """What touched what, step by step.

    Attributes:
        impacts: What hit.
        rubbing: Impulse of all contacts that are no impacts, by body, frame by frame.
    """

    impacts: list[Impact] = field(default_factory=list)
    _pairs: dict[tuple[int, int], _Pair] = field(default_factory=dict)

    def step(
        self,
        time: float,
        span: float,
        rows: Iterable[tuple[int, int, float, tuple[float, float, float]]],
        mass: Callable[[int], float],
    ) -> list[Impact]:
        """Take in one step and return the impacts that are whole now.

        Args:
            time: At its end [s].
            span: Its length [s].
            rows: Of each contact: body, other, force [N], place.
            mass: Gives a body's mass [kg], infinite for what stays.
        """
        pressed: dict[tuple[int, int], tuple[float, tuple[float, float, float]]] = {}
        for body, other, force, place in rows:
            key = (body, other) if body > other else (other, body)
            before = pressed.get(key)
            pressed[key] = (
                force if before is None else before[0] + force,
                place if before is None or force > before[0] else before[1],
            )
        done: list[Impact] = []
        for key, (force, place) in pressed.items():
            pair = self._pairs.setdefault(key, _Pair())
            impulse = force * span
            if pair.began < 0 and (time - pair.last > GAP_S or impulse > RISE * pair.usual):
                pair.began, pair.impulse, pair.place = time, 0.0, place
            if pair.began >= 0:
                pair.impulse += impulse
            pair.usual = impulse if pair.last < 0 else 0.8 * pair.usual + 0.2 * impulse
            pair.last = time
        for key, pair in self._pairs.items():
            if pair.began >= 0 and time - pair.began >= WHOLE_S:
                lighter = min(mass(key[0]), mass(key[1]))
                speed = pair.impulse / lighter
                if speed >= LEAST_MS:
                    body, other = key
                    done.append(Impact(pair.began, body, other, pair.place, pair.impulse, speed))
                pair.began = -1.0
        self.impacts += done
        return done


def columns(impacts: list[Impact]) -> dict[str, NDArray[Any]]:
    """Return impacts as arrays, in order of time."""
    rows = sorted(impacts, key=lambda one: (one.time, one.body, one.other))
    return {
        "time": np.array([one.time for one in rows], float),
        "body": np.array([one.body for one in rows], np.int32),
        "other": np.array([one.other for one in rows], np.int32),
        "position": np.array([one.place for one in rows], float).reshape(-1, 3),
        "impulse": np.array([one.impulse for one in rows], float),
        "speed": np.array([one.speed for one in rows], float),
        "onset": np.ones(len(rows), bool),
    }
