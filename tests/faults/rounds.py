"""Rounds of the fault run: a copy of a show, a few attacks one after the other, and then the same command until all is made."""

from __future__ import annotations

import json
import os
import random
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from attacked import Attacked, copy_of, remove
from attacks import ATTACKS, of_blender, of_postgresql

A_ROUND = 6
"""Attacks on one show, each going on from what the one before left."""

BOTH = {"kill_supervisor": 12, "kill_one_of_two": 4, "two_supervisors": 2}
"""What is done in a show whose jobs PostgreSQL remembers, besides attacks on PostgreSQL."""

Round = tuple[int, list[str]]


def planned(seed: int, only: Sequence[str] = ()) -> tuple[list[Round], list[Round]]:
    """Return the rounds of a whole run, in an order that a seed gives: those with SQLite, and those with PostgreSQL.

    Args:
        seed: Of the order, and of every attack's own chance.
        only: Attacks that are made, all by default.
    """
    chance = random.Random(seed)  # noqa: S311 - where to attack is no secret
    wanted = {name: times for name, (_, times) in sorted(ATTACKS.items()) if not only or name in only}
    plain = [
        name for name, times in wanted.items() for _ in range(times) if not of_postgresql(name) and not of_blender(name)
    ]
    there = [name for name, times in wanted.items() for _ in range(times) if of_postgresql(name)]
    there += [name for name, times in BOTH.items() for _ in range(times) if name in wanted]
    chance.shuffle(plain)
    chance.shuffle(there)
    rounds = [names[start : start + A_ROUND] for names in (plain, there) for start in range(0, len(names), A_ROUND)]
    first = -(-len(plain) // A_ROUND)
    drawn = [name for name, times in wanted.items() for _ in range(times) if of_blender(name)]
    rounds += [drawn[start : start + A_ROUND] for start in range(0, len(drawn), A_ROUND)]
    numbered = list(enumerate(rounds))
    return [one for one in numbered if one[0] < first or of_blender(one[1][0])], [
        one for one in numbered[first:] if not of_blender(one[1][0])
    ]


def attack_round(template: Attacked, one: Round, seed: int, folder: Path) -> list[dict[str, Any]]:
    """Attack a copy of a show and have it finished; return a record of each attack. A show that did not survive is kept."""
    number, names = one
    attacked = copy_of(template, folder / f"round-{number}")
    attacked.env, attacked.postgres, attacked.forks = dict(template.env), template.postgres, template.forks
    records: list[dict[str, Any]] = []
    for place, name in enumerate(names):
        record = _attacked(attacked, name, random.Random(f"{seed} {number} {place} {name}"))  # noqa: S311
        records.append(
            {"round": number, "place": place, "seed": seed, "postgresql": attacked.postgres is not None, **record}
        )
        if record["wrong"]:
            break
    if not any(record["wrong"] for record in records):
        left = attacked.finish()
        for record in records:
            record["wrong"] = [*record["wrong"], *left]
    template.seconds = attacked.seconds
    if not any(record["wrong"] for record in records):
        remove(attacked)
    return records


def _attacked(attacked: Attacked, name: str, chance: random.Random) -> dict[str, Any]:
    begun = time.monotonic()
    record: dict[str, Any] = {"attack": name, "said": "", "wrong": []}
    try:
        record["said"] = ATTACKS[name][0](attacked, chance)
        record["wrong"] = attacked.troubles()
    except Exception as error:  # noqa: BLE001 - whatever it is belongs on the record
        record["wrong"] = [f"{type(error).__name__}: {error}"]
    return record | {"seconds": round(time.monotonic() - begun, 2)}


def work(template: Attacked, rounds: Sequence[Round], seed: int, folder: Path, out: Path) -> None:
    """Do some rounds in this process, one after the other, and write each attack's record down at once."""
    for one in rounds:
        for record in attack_round(template, one, seed, folder):
            with out.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(record) + "\n")
            state = f"NOT SURVIVED {record['wrong']}" if record["wrong"] else "survived"
            sys.stdout.write(
                f"[{os.getpid()}] {record['round']}.{record['place']} {record['attack']} {record['seconds']} s, {state}: {record['said'][:100]}\n"
            )
            sys.stdout.flush()
