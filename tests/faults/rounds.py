"""Rounds of the fault run: a copy of a show, a few attacks one after the other, and then the same command until all is made."""

from __future__ import annotations

import contextlib
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import attacks  # noqa: F401 - each of these puts its own on the list
import attacks_floor  # noqa: F401
import attacks_queue  # noqa: F401
import attacks_storage  # noqa: F401
from attacked import Attacked, copy_of, remove
from listed import ATTACKS, KINDS, TIMES
from studios import Services, equipped

A_ROUND = 6
"""Attacks on one show, each going on from what the one before left."""


class Round(NamedTuple):
    """Some attacks on one show.

    Attributes:
        number: Its number in the whole run.
        kind: Of its show, from ``KINDS``.
        names: Of its attacks, in order.
    """

    number: int
    kind: str
    names: Sequence[str]


def planned(seed: int, only: Sequence[str] = ()) -> list[Round]:
    """Return the rounds of a whole run, in an order that a seed gives.

    Args:
        seed: Of the order, and of every attack's own chance.
        only: Attacks that are made, all by default.
    """
    chance = random.Random(seed)  # noqa: S311 - where to attack is no secret
    rounds: list[Round] = []
    for kind in KINDS:
        names = [
            name for name, times in sorted(TIMES.items()) for _ in range(times.get(kind, 0)) if not only or name in only
        ]
        chance.shuffle(names)
        for start in range(0, len(names), A_ROUND):
            rounds.append(Round(len(rounds), kind, names[start : start + A_ROUND]))
    return rounds


def attack_round(
    template: Attacked,
    one: Round,
    seed: int,
    folder: Path,
    services: Services,
    tell: Callable[[dict[str, Any]], None] = lambda _: None,
) -> list[dict[str, Any]]:
    """Attack a copy of a show and have it finished; return a record of each attack. A show that did not survive is kept.

    Args:
        template: The show.
        one: The round.
        seed: Of every attack's own chance.
        folder: Where the copy lies.
        services: Servers that its kind needs.
        tell: Handed a record when its attack is over, before the show is finished.
    """
    place = folder / f"round-{one.number}"
    if place.exists():
        remove(Attacked(place))  # a run that was stopped in the middle of it left that
    attacked = copy_of(template, place)
    attacked.env, attacked.forks = dict(template.env), template.forks
    records: list[dict[str, Any]] = []
    with equipped(attacked, one.kind, services):
        for at, name in enumerate(one.names):
            about = {"round": one.number, "place": at, "seed": seed, "kind": one.kind, "attack": name}
            record = about | _attacked(attacked, name, random.Random(f"{seed} {one.number} {at} {name}"))  # noqa: S311
            tell(record)
            records.append(record)
            if record["wrong"]:
                break
        begun = _cpu_s()
        if not any(record["wrong"] for record in records):
            left = attacked.finish()
            for record in records:
                record["wrong"] = [*record["wrong"], *left]
        records[-1]["cpu_s"] = round(records[-1]["cpu_s"] + _cpu_s() - begun, 2)
    template.seconds = attacked.seconds
    if not any(record["wrong"] for record in records):
        remove(attacked)
    return records


def _attacked(attacked: Attacked, name: str, chance: random.Random) -> dict[str, Any]:
    begun, cpu = time.monotonic(), _cpu_s()
    record: dict[str, Any] = {"said": "", "wrong": []}
    attacked.measured.clear()
    try:
        record["said"] = ATTACKS[name](attacked, chance)
        record["wrong"] = attacked.troubles()
    except Exception as error:  # noqa: BLE001 - whatever it is belongs on the record
        record["wrong"] = [f"{type(error).__name__}: {error}"]
    _reap(attacked.started)
    spent = {"seconds": round(time.monotonic() - begun, 2), "cpu_s": round(_cpu_s() - cpu, 2)}
    return record | spent | {"measured": dict(attacked.measured)}


def adopt() -> None:
    """Become the parent of what killed processes leave behind, so that its time is counted; Linux only."""
    import ctypes

    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(36, 1, 0, 0, 0)  # PR_SET_CHILD_SUBREAPER


def _reap(ours: Iterable[int]) -> None:
    """Wait for what was adopted and has ended; not for what is waited for by its number."""
    mine, known = str(os.getpid()), set(ours)
    for pid, parent, state in _processes():
        if parent == mine and state == "Z" and pid not in known:
            with contextlib.suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)


def _processes() -> Iterator[tuple[int, str, str]]:
    for entry in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            state, parent = (entry / "stat").read_text(errors="replace").rpartition(") ")[2].split()[:2]
            yield int(entry.name), parent, state


def _cpu_s() -> float:
    """Return the processor time [s] of this process and of all of its children that were waited for."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def work(template: Attacked, rounds: Iterable[Round], seed: int, folder: Path, out: Path, services: Services) -> None:
    """Do some rounds in this process, one after the other, and write each round's records down at once."""
    for one in rounds:
        for record in attack_round(template, one, seed, folder, services, _tell):
            with out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(record) + "\n")


def _tell(record: dict[str, Any]) -> None:
    state = f"NOT SURVIVED {record['wrong']}" if record["wrong"] else "survived"
    sys.stdout.write(
        f"[{os.getpid()}] {record['round']}.{record['place']} {record['attack']} ({record['kind']}) {record['seconds']} s, {record['cpu_s']} CPU s, "
        f"{state}: {record['said'][:100]}\n"
    )
    sys.stdout.flush()
