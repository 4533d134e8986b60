"""The floor of an attacked studio: supervisors, a standby, what was asked for, and what must have become of it."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Self

import tiny_floor
from attacked import HERE, Attacked, until

from rushes.studio import queue
from rushes.studio.config import load_studio
from rushes.studio.database import Database
from rushes.studio.queue import Ask

ENOUGH_S = 600.0
"""How long [s] is waited for what has to come."""


class Floor:
    """Supervisors of a studio, each ``rushes studio run`` in a process of its own; they end with the ``with`` block.

    Attributes:
        pids: Those that were started and not waited for.
        asked: The ids of what was asked for, in order.
    """

    def __init__(self, attacked: Attacked) -> None:
        """Take a show whose studio has a queue."""
        self.attacked = attacked
        self.pids: list[int] = []
        self.asked: list[str] = []

    def __enter__(self) -> Self:
        """Begin."""
        return self

    def __exit__(self, *_: object) -> None:
        """Kill what still runs."""
        for pid in self.pids:
            self.attacked.kill(pid)
            self.attacked.wait(pid)
        self.pids.clear()

    @contextmanager
    def database(self) -> Iterator[Database]:
        """Open the studio's database."""
        with self.attacked.entered(), Database(load_studio()) as database:
            yield database

    def ask(self, *shots: str, what: str = "make", priority: int = 0) -> None:
        """Put shots into the queue."""
        if what == "make":
            self.attacked.asked.update(shots)
        with self.database() as database:
            for shot in shots:
                ask = queue.add(
                    database, show="SHOW", folder=self.attacked.place, shot=shot, asked={"brief": None, "flags": [what]},
                    priority=priority,
                )  # fmt: skip
                self.asked.append(ask.id)

    def asks(self) -> list[Ask]:
        """Return what became of what was asked for here."""
        with self.database() as database:
            found = queue.named(database, self.asked)
        return [found[name] for name in self.asked]

    def start(self, *options: str, there: bool = False) -> int:
        """Start a supervisor, on the other machine if asked to."""
        argv = [sys.executable, str(HERE / "tiny_floor.py"), *options]
        argv = self.attacked.machine.argv(*argv) if there else argv
        pid = self.attacked.begin(argv, lambda: tiny_floor.run(*options), apart=there)
        self.pids.append(pid)
        return pid

    def says(self, pid: int, words: str, seconds: float = ENOUGH_S) -> None:
        """Wait until a supervisor has said something."""
        heard = lambda: words in self.attacked.said(pid) or not self.attacked.is_running(pid)  # noqa: E731 - a condition
        until(heard, seconds)
        assert words in self.attacked.said(pid), f'"{words}" was not said, but: {self.attacked.said(pid)[-900:]}'

    def supervises(self, *options: str, there: bool = False) -> int:
        """Start a supervisor, and return it once it has the seat."""
        pid = self.start(*options, there=there)
        self.says(pid, "Supervising")
        return pid

    def waits(self) -> int:
        """Start a standby, and return it once it waits."""
        pid = self.start("--standby")
        self.says(pid, "Waiting to take over")
        return pid

    def at_random(self, chance: random.Random) -> None:
        """Wait for a random moment of what was asked for being made."""
        time.sleep(chance.uniform(0.0, 1.5) * self.attacked.seconds)

    def kill(self, pid: int) -> int:
        """Kill a supervisor, and return its exit code."""
        self.attacked.kill(pid)
        return self.leaves(pid)

    def leaves(self, pid: int) -> int:
        """Wait until a supervisor has left; return its exit code."""
        code = self.attacked.wait(pid)
        self.pids.remove(pid)
        return code

    def taken_over(self, standby: int, since: float) -> float:
        """Wait until a standby supervises; return how long [s] that took, which is measured."""
        self.says(standby, "Supervising")
        seconds = time.monotonic() - since
        self.attacked.measured["taken_over_s"] = round(seconds, 2)
        return seconds

    def ends(self, pid: int, states: tuple[str, ...] = ("done",)) -> None:
        """Wait until nothing that was asked for is open, and have the supervisor leave when it is told to.

        Args:
            pid: It.
            states: How all may have ended.
        """
        all_ended = lambda: all(ask.state not in queue.OPEN for ask in self.asks())  # noqa: E731 - a condition
        until(lambda: _quiet(all_ended) or not self.attacked.is_running(pid), ENOUGH_S)
        wrong = [f"{ask.id} is {ask.state}: {ask.reason}" for ask in self.asks() if ask.state not in states]
        assert not wrong, f"{wrong}; the supervisor said: {self.attacked.said(pid)[-600:]}"
        os.kill(pid, signal.SIGTERM)
        code = self.leaves(pid)
        assert code == 0, f"the supervisor left with {code}: {self.attacked.said(pid)[-900:]}"
        assert self.attacked.until_quiet(), "a job outlived its supervisor"


def _quiet(asked) -> bool:
    with contextlib.suppress(Exception):  # a database that is away at this moment
        return bool(asked())
    return False
