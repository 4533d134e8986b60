"""Attacks on a studio's floor: its supervisor, the standby, their jobs, the database between them, and the network."""

from __future__ import annotations

import os
import random
import signal
import time

import tiny_floor
from attacked import Attacked, until
from floor import Floor
from listed import attack
from studios import TRIES

from rushes.studio.queue import Ask


@attack(floor=10, floor_database=10)
def kill_floor(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of ``rushes studio run`` while it makes takes: the standby takes over, and makes the rest."""
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises()
        standby = floor.waits()
        floor.at_random(chance)
        floor.kill(first)
        seconds = floor.taken_over(standby, time.monotonic())
        floor.ends(standby)
    return f"taken over after {seconds:.2f} s"


@attack(floor=3, floor_database=3)
def kill_standby(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of the standby: the first goes on, and a standby that is started again takes over when it is stopped."""
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises()
        standby = floor.waits()
        floor.at_random(chance)
        floor.kill(standby)
        again = floor.waits()
        assert attacked.is_running(first), f"the supervisor went with its standby: {attacked.said(first)[-600:]}"
        os.kill(first, signal.SIGINT)
        since = time.monotonic()
        assert floor.leaves(first) == 0, attacked.said(first)[-600:]
        seconds = floor.taken_over(again, since)
        floor.ends(again)
    return f"taken over after {seconds:.2f} s, the stop of what ran included"


@attack(floor=2, floor_database=2)
def two_floors(attacked: Attacked, chance: random.Random) -> str:
    """Two ``rushes studio run`` are started at the same moment: one supervises, and the other leaves with a sentence."""
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance, 1))
        both = [floor.start(), floor.start()]
        assert until(lambda: not all(map(attacked.is_running, both)), 300), "both supervise"
        (left,) = [pid for pid in both if not attacked.is_running(pid)]
        (stays,) = [pid for pid in both if pid != left]
        code = floor.leaves(left)
        assert code == 2, f"left with {code}"
        assert "Another supervisor works for the studio" in attacked.said(left), attacked.said(left)[-600:]
        floor.says(stays, "Supervising")
        floor.ends(stays)
    return "one was locked out"


@attack(floor=6, floor_database=6)
def kill_floor_job(attacked: Attacked, chance: random.Random) -> str:
    """kill -9 of a job's process under the supervisor, of its guard, or of a step's: it is begun again, as a try that crashed or without a word."""
    who = chance.choice(("job", "job", "guard", "step"))
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises()
        floor.at_random(chance)
        ended = lambda: all(ask.state == "done" for ask in floor.asks())  # noqa: E731 - a condition
        until(lambda: attacked.steps(who) or ended(), 120)
        for victim in attacked.steps(who)[:1]:
            attacked.kill(victim)
        floor.ends(first)
        tries = [ask.tries for ask in floor.asks()]
    assert max(tries) <= 1, f"one kill, and tries were counted so: {tries}"
    return f"{who}: tries {tries}"


@attack(floor=4, floor_database=4)
def poison_job(attacked: Attacked, chance: random.Random) -> str:
    """A job always crashes: after as many tries as the studio says it is set aside with its reason, and the queue goes on."""
    what = chance.choice(sorted(tiny_floor.POISONS))
    with Floor(attacked) as floor:
        floor.ask("666_0010", what=what, priority=5)
        floor.ask(*attacked.new_shots(chance, 1))
        first = floor.supervises("--jobs=1")
        floor.ends(first, ("done", "aside"))
        poison, *others = floor.asks()
    assert [ask.state for ask in others] == ["done"] * len(others), others
    _is_set_aside(poison, attacked)
    return f"{what}: {poison.reason[:120]}"


def _is_set_aside(poison: Ask, attacked: Attacked) -> None:
    assert (poison.state, poison.tries) == ("aside", TRIES), f"{poison.state} after {poison.tries} tries"
    assert poison.reason, "set aside without a reason"
    log = attacked.place / "work" / "asked" / f"{poison.id}.log"
    assert log.is_file(), "its log is gone"
    log.unlink()  # one of them is large, and the next round's disks are not


@attack(floor_database=5)
def floor_database_away(attacked: Attacked, chance: random.Random) -> str:
    """PostgreSQL is killed under the supervisor and its jobs, and stays away for up to a minute: the same supervisor makes the rest."""
    away = chance.choice((0.0, 2.0, 5.0, 12.0, 60.0))
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises()
        floor.at_random(chance)
        attacked.postgres.kill()
        time.sleep(away)
        attacked.postgres.start()
        floor.ends(first)
        assert attacked.said(first).count("Supervising") == 1
    return f"gone for {away} s"


@attack(network=4)
def cut_off_floor(attacked: Attacked, chance: random.Random) -> str:
    """The supervisor's machine goes off the network, not off the disk: the standby takes over; the one that comes back finds that, and stops."""
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises(there=True)
        standby = floor.waits()
        floor.at_random(chance)
        attacked.machine.pull()
        seconds = floor.taken_over(standby, time.monotonic())
        time.sleep(chance.uniform(0.0, 20.0))
        attacked.machine.plug()
        back = time.monotonic()
        code = floor.leaves(first)
        attacked.measured["noticed_s"] = round(time.monotonic() - back, 2)
        assert code == 2, f"the one that was cut off left with {code}: {attacked.said(first)[-900:]}"
        assert "Another supervisor has taken this studio over" in attacked.said(first), attacked.said(first)[-900:]
        floor.ends(standby)
    return f"taken over after {seconds:.1f} s; the other noticed {attacked.measured['noticed_s']} s after it was back"


@attack(network=4)
def blink_of_network(attacked: Attacked, chance: random.Random) -> str:
    """The supervisor's machine is off the network for a few seconds, with nobody waiting: it goes on, and what ended meanwhile is written down."""
    gone = chance.choice((0.5, 3.0, 8.0, 25.0))
    with Floor(attacked) as floor:
        floor.ask(*attacked.new_shots(chance))
        first = floor.supervises(there=True)
        floor.at_random(chance)
        attacked.machine.pull()
        time.sleep(gone)
        attacked.machine.plug()
        floor.ends(first)
        assert attacked.said(first).count("Supervising") == 1
    return f"gone for {gone} s"
