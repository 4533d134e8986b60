"""A small simulation of discrete events: things that happen at moments, pools of which a few can be used at a time."""

from __future__ import annotations

import heapq
import itertools
from collections import deque
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

Doing: TypeAlias = Generator["Wish", float, None]
"""Somebody at work: yields what he waits for, and is handed how long [s] he waited."""


@dataclass(eq=False)
class Pool:
    """Some of a kind, each used by one at a time; who asked first gets the first that is free.

    Attributes:
        name: What they are.
        size: How many there are.
        free: How many are free now.
        busy_s: Time [s] that they were used, all together.
        waited_s: Time [s] that was waited for them, all together.
        most: How many were used at once at most.
    """

    name: str
    size: int
    free: int = field(init=False)
    waiting: deque[tuple[Running, float]] = field(default_factory=deque)
    busy_s: float = 0.0
    waited_s: float = 0.0
    most: int = 0
    since: float = 0.0

    def __post_init__(self) -> None:
        if self.size < 1:
            raise ValueError(f"A pool of {self.size} {self.name} serves nobody.")
        self.free = self.size

    def count(self, now: float) -> None:
        """Bring the sums up to a moment [s]."""
        self.busy_s += (self.size - self.free) * (now - self.since)
        self.waited_s += len(self.waiting) * (now - self.since)
        self.since = now


@dataclass(frozen=True)
class Rest:
    """Wait some seconds."""

    seconds: float


@dataclass(frozen=True)
class Take:
    """Wait for one of a pool, and use it."""

    pool: Pool


@dataclass(frozen=True)
class Give:
    """Give one back."""

    pool: Pool


@dataclass(frozen=True)
class Together:
    """Let several work beside one another, and wait for all."""

    doings: Sequence[Doing]


Wish: TypeAlias = Rest | Take | Give | Together


@dataclass(eq=False)
class Running:
    """Somebody at work, and whom to tell when he has ended."""

    doing: Doing
    ended: Callable[[], None] = lambda: None
    begun: bool = False


class Floor:
    """The clock [s], and everybody at work."""

    def __init__(self) -> None:
        """Begin at nought."""
        self.now = 0.0
        self.events = 0
        self._order = itertools.count()
        self._agenda: list[tuple[float, int, Running, float]] = []
        self._pools: list[Pool] = []

    def pool(self, name: str, size: int) -> Pool:
        """Return a new pool."""
        pool = Pool(name, size)
        self._pools.append(pool)
        return pool

    def at(self, moment: float, doing: Doing) -> None:
        """Let somebody begin at a moment [s]."""
        self._later(moment, Running(doing), 0.0)

    def run(self) -> float:
        """Go on until nothing happens any more; return when [s] that is."""
        while self._agenda:
            self.now, _, who, waited = heapq.heappop(self._agenda)
            self.events += 1
            self._go_on(who, waited)
        for pool in self._pools:
            pool.count(self.now)
        return self.now

    def _later(self, moment: float, who: Running, waited: float) -> None:
        heapq.heappush(self._agenda, (moment, next(self._order), who, waited))

    def _go_on(self, who: Running, waited: float) -> None:
        """Let somebody work until he has to wait."""
        while True:
            try:
                wish = who.doing.send(waited) if who.begun else next(who.doing)
                who.begun = True
            except StopIteration:
                who.ended()
                return
            waited = 0.0
            match wish:
                case Rest(seconds):
                    self._later(self.now + seconds, who, seconds)
                    return
                case Give(pool):
                    self._give(pool)
                case Take(pool):
                    pool.count(self.now)
                    if not pool.free:
                        pool.waiting.append((who, self.now))
                        return
                    self._use(pool)
                case Together(doings):
                    if doings:
                        self._together(who, doings)
                        return

    def _use(self, pool: Pool) -> None:
        pool.free -= 1
        pool.most = max(pool.most, pool.size - pool.free)

    def _give(self, pool: Pool) -> None:
        pool.count(self.now)
        pool.free += 1
        if pool.waiting:
            who, since = pool.waiting.popleft()
            self._use(pool)
            self._later(self.now, who, self.now - since)

    def _together(self, who: Running, doings: Sequence[Doing]) -> None:
        left, began = [len(doings)], self.now

        def one_ended() -> None:
            left[0] -= 1
            if not left[0]:
                self._later(self.now, who, self.now - began)

        for doing in doings:
            self._later(self.now, Running(doing, one_ended), 0.0)
