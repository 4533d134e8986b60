"""Who may use a cluster's processors and GPUs next, when several jobs want them at once: by priority, and fair between shows.

A show of a higher priority goes first; among equals, the one that holds least of the machines for its weight, and then the one that has had least. Within a
show the job's priority decides, then which was asked for first.

Every driver says again and again what it runs and what it waits for, and is told what of that it may begin. So nothing has to be kept: should this
be lost with its machine, whoever begins anew knows all within a second but how much each show has had.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

FORGET_S: Final = 10.0
"""How long [s] a driver may be silent before what it ran counts no more."""

Gpu = tuple[str, int]
"""A GPU of the cluster: its machine's id, and its number there."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A task that runs, or waits.

    Attributes:
        needs: As ``Resources`` has it.
        turn: As ``Turn`` has it.
        gpu: The GPU that it was given; None without one, or while it waits.
    """

    needs: Mapping[str, Any]
    turn: Mapping[str, Any]
    gpu: Gpu | None = None


@dataclass(slots=True)
class _Driver:
    seen: float
    runs: dict[str, Claim]
    waits: dict[str, Claim]

    def begin(self, name: str, gpu: Gpu | None) -> None:
        """Count what it was told to begin as running before it says so."""
        self.runs[name] = replace(self.waits.pop(name), gpu=gpu)


@dataclass(slots=True)
class _Free:
    """What nobody holds."""

    cpus: int
    gpus: dict[Gpu, float]

    def take(self, claim: Claim, warm: Mapping[Gpu, str]) -> tuple[bool, Gpu | None]:
        """Give a claim what it needs; say whether there was enough, and which GPU it has.

        Of processors that are too few for it, later ones get none: it would never come to its turn otherwise.
        """
        gpu = self._gpu(claim, warm) if claim.needs["gpu"] else None
        if claim.needs["gpu"] and gpu is None:
            return False, None
        if claim.needs["cpus"] > self.cpus:
            self.cpus = 0
            return False, None
        self.cpus -= claim.needs["cpus"]
        if gpu is not None:
            del self.gpus[gpu]
        return True, gpu

    def _gpu(self, claim: Claim, warm: Mapping[Gpu, str]) -> Gpu | None:
        """Return the GPU that has a claim's models already, or else one that has none, or else any that is large enough."""
        fit = [gpu for gpu, vram in self.gpus.items() if vram >= claim.needs["vram_gb"]]
        asked = claim.needs.get("warm") or None
        return min(fit, key=lambda gpu: (warm.get(gpu) != asked, gpu in warm, gpu), default=None)


@dataclass
class Turns:
    """Tells drivers what they may begin.

    Attributes:
        clock: Seconds that go on.
    """

    clock: Callable[[], float] = time.monotonic
    _drivers: dict[str, _Driver] = field(default_factory=dict)
    _had: dict[str, float] = field(default_factory=dict)
    _warm: dict[Gpu, str] = field(default_factory=dict)
    _counted: float | None = None

    def look(
        self,
        driver: str,
        runs: Mapping[str, Claim],
        waits: Mapping[str, Claim],
        machines: Sequence[Mapping[str, Any]],
    ) -> dict[str, Gpu | None]:
        """Hear what a driver runs and waits for; return what of it it may begin, each with its GPU.

        Args:
            driver: Its name.
            runs, waits: By the tasks' names.
            machines: Those that take tasks now: ``id``, ``cpus``, ``gpus`` and ``vram_gb`` of them together, None where nobody said.
        """
        now = self.clock()
        self._count(now)
        self._drivers[driver] = _Driver(now, dict(runs), dict(waits))
        self._drivers = {name: one for name, one in self._drivers.items() if now - one.seen <= FORGET_S}
        self._know_shows()
        free = _Free(sum(one["cpus"] for one in machines), dict(gpus_of(machines)))
        for claim in self._running():
            free.cpus -= claim.needs["cpus"]
            if claim.gpu is not None:
                free.gpus.pop(claim.gpu, None)
        granted: dict[str, Gpu | None] = {}
        for who, name, claim in list(self._in_turn()):
            if free.cpus <= 0:
                break
            has, gpu = free.take(claim, self._warm)
            if has and who == driver:
                granted[name] = gpu
                self._drivers[driver].begin(name, gpu)
                if gpu is not None:
                    self._warm[gpu] = claim.needs.get("warm") or ""
        return granted

    def _running(self) -> Iterator[Claim]:
        for one in self._drivers.values():
            yield from one.runs.values()

    def _held(self) -> dict[str, float]:
        """Return how many processors each show holds, for its weight."""
        held: dict[str, float] = {}
        for claim in self._running():
            held[claim.turn["show"]] = held.get(claim.turn["show"], 0.0) + _share(claim)
        return held

    def _count(self, now: float) -> None:
        """Write down what each show has had since this was last asked."""
        since = now - self._counted if self._counted is not None else 0.0
        self._counted = now
        for show, share in self._held().items():
            self._had[show] = self._had.get(show, 0.0) + share * since

    def _know_shows(self) -> None:
        """Let a show that comes begin where the one is that has had least: it owes nobody, and nobody owes it."""
        here = {
            claim.turn["show"] for one in self._drivers.values() for claim in (*one.runs.values(), *one.waits.values())
        }
        known = {show: had for show, had in self._had.items() if show in here}
        least = min(known.values(), default=0.0)
        self._had = {show: known.get(show, least) for show in here}

    def _in_turn(self) -> Iterator[tuple[str, str, Claim]]:
        """Yield all that waits, with its driver and name, whose turn is first first; each counts as held for those after it."""
        held = self._held()
        lines: dict[tuple[int, str], list[tuple[str, str, Claim]]] = {}
        for who, one in self._drivers.items():
            for name, claim in one.waits.items():
                lines.setdefault((-claim.turn["show_priority"], claim.turn["show"]), []).append((who, name, claim))
        for line in lines.values():
            line.sort(key=lambda waits: (waits[2].turn["priority"], -waits[2].turn["asked_at"]))
        while lines:
            first = min(lines, key=lambda line: (line[0], held.get(line[1], 0.0), self._had[line[1]]))
            waits = lines[first].pop()
            if not lines[first]:
                del lines[first]
            held[first[1]] = held.get(first[1], 0.0) + _share(waits[2])
            yield waits


def _share(claim: Claim) -> float:
    return float(claim.needs["cpus"]) / float(claim.turn["weight"])


def gpus_of(machines: Sequence[Mapping[str, Any]]) -> Iterator[tuple[Gpu, float]]:
    """Yield the GPUs of machines, each with its memory [GB]."""
    for one in machines:
        each = float("inf") if one["vram_gb"] is None else one["vram_gb"] / max(one["gpus"], 1)
        for number in range(one["gpus"]):
            yield (one["id"], number), each
