"""How long a verdict takes with 10,000 consents in force: what the review room waits for, and every step of a job.

Ours is the 95th percentile of verdicts in a process that gave one before, over a register of 10,000 performers who each signed
a consent, with every pack of policies in force; one asks about nobody, the next about a performer who agreed, the next about a
stranger. The other side hands the rules the whole register, as authorisation is usually called: every consent is an entity.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from measuring import Figures, run
from rushes.clearance import Action, Consent, Question, Registry, Seen, Shown, Verdict, clear
from rushes.clearance.policy import BUILT_IN
from rushes.clearance.policy.facts import Facts
from rushes.clearance.policy.judge import rulebook, schema
from rushes.clearance.policy.likenesses import likenesses
from rushes.clearance.records.consent import Conspicuous, Signatory
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held
from rushes.errors import CheckFailedError

LIMIT_MS = 10.0
"""What is promised of a warm verdict [ms], 95th percentile."""

CONSENTS = 10_000
"""Consents in force, one of each performer."""

NOW = datetime(2026, 11, 1, tzinfo=UTC)

COLD = """
import time
started = time.perf_counter()
import clearance
clearance.clear(clearance.NOBODY, clearance.Registry(), clearance.BUILT_IN, now=clearance.NOW)
print(1000 * (time.perf_counter() - started))
"""

NOBODY = Question(production="BENCH", shot="010_0010")


def register(size: int) -> Registry:
    """Return a register of performers, each with a consent to be re-aged."""
    performers = {f"performer-{index}": _performer(index) for index in range(size)}
    return Registry(
        performers=performers,
        consents=tuple(Held(_consent(one, index), f"{index:064x}") for index, one in enumerate(performers.values())),
    )


def _performer(index: int) -> Performer:
    return Performer(
        id=f"performer-{index}",
        name=f"Performer {index}",
        did=f"did:key:z{index}",
        born=datetime(1970, 1, 1, tzinfo=UTC).date(),
        unions=("sag-aftra",),
        enrolled_at=datetime(2026, 1, 1, tzinfo=UTC),
    )


def _consent(performer: Performer, index: int) -> Consent:
    return Consent(
        id=f"urn:uuid:{index}",
        performer=performer.id,
        subject=performer.did or "",
        signatory=Signatory(did=performer.did or ""),
        replica_class="alteration",
        description="A younger face for the scenes in the flat, on their own filmed performance.",
        actions=(Action.ALTER, Action.GENERATE, Action.REAGE),
        kinds=("reage",),
        age_from=58,
        age_to=40,
        production="BENCH",
        conspicuous=Conspicuous(separate_document=True),
        valid_from=datetime(2026, 1, 1, tzinfo=UTC),
        valid_to=datetime(2027, 1, 1, tzinfo=UTC),
        unions=("sag-aftra",),
        disclosure="Digital alteration of performers.",
        issued_at=datetime(2025, 12, 1, tzinfo=UTC),
    )


def asked(name: str, performer: str) -> Question:
    """Return whether somebody may be made younger."""
    return Question(
        production="BENCH",
        shot="010_0010",
        kind="reage",
        actions=(Action.ALTER, Action.REAGE),
        shown=(Shown(words=name, performer=performer, how="named"),),
        age_from=58,
        age_to=45,
        languages=("en",),
        plate=Seen(faces=1, matched=(performer,) if performer else ()),
    )


def measure(options: argparse.Namespace) -> Figures:
    """Judge warm and cold, and once more as if every record mattered."""
    known = register(CONSENTS)
    person = asked("Performer 4711", "performer-4711")
    if clear(person, known, ("house",), now=NOW).verdict is not Verdict.CLEARED:
        raise CheckFailedError("A consent in force does not clear its performer; the time says nothing. Run the tests.")
    questions = (NOBODY, person, asked("Mara Lindqvist", ""))
    for question in questions:
        clear(question, known, BUILT_IN, now=NOW)
    times = [
        [_milliseconds(lambda question=question: clear(question, known, BUILT_IN, now=NOW)) for question in questions]
        for _ in range(1000 if options.full else 200)
    ]
    every = [one for turn in times for one in turn]
    cold = statistics.median(_cold_ms() for _ in range(5 if options.full else 2))
    middles = [statistics.median(one) for one in zip(*times, strict=True)]
    return Figures(
        ours=statistics.quantiles(every, n=20)[-1],
        other=statistics.median(_whole_register(person, known) for _ in range(5 if options.full else 2)),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"95th percentile of {len(every)} warm verdicts with {CONSENTS:,} consents in force and all packs",
        other_is="one verdict of the same rules that are handed every consent",
        limit_is="what was promised",
        notes=(
            (
                f"The middle for nobody is {middles[0]:.2f} ms, for a performer who agreed {middles[1]:.2f} ms (two actions), for a "
                f"stranger {middles[2]:.2f} ms."
            ),
            f"The first verdict of a new process takes {cold:.0f} ms, imports and the reading of all packs included.",
        ),
    )


def _whole_register(question: Question, known: Registry) -> float:
    """Return how long Cedar takes for one request when every consent is an entity [ms]."""
    import json

    import cedarpy

    (likeness,) = likenesses(question, known)
    facts = [Facts(question, Action.REAGE, likeness, held, (), (), NOW) for held in known.consents]
    entities = json.dumps([entity for index, one in enumerate(facts) for entity in one.entities(str(index))])
    request = {
        "principal": {"type": "Studio", "id": "studio"},
        "action": {"type": "Action", "id": "reage"},
        "resource": {"type": "Likeness", "id": "4711"},
        "context": {**facts[0].context, "decided": []},
    }
    rules = rulebook(BUILT_IN, NOW).everything
    return _milliseconds(lambda: cedarpy.is_authorized(request, rules, entities, schema=schema()))


def _milliseconds(work: Callable[[], Any]) -> float:
    started = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - started)


def _cold_ms() -> float:
    folder = __file__.rpartition("/")[0]
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n{COLD}"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    run("clearance", __doc__ or "", measure)
