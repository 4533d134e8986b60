"""The consents as their pages tell them: how each stands now, what rests on it, and what the ledger saw last."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from rushes.clearance.policy.likenesses import Likeness
from rushes.clearance.question import Shown
from rushes.clearance.records.consent import Consent
from rushes.clearance.records.decision import StrikeOrder
from rushes.clearance.records.registry import Held, Registry
from rushes.engines import Take
from rushes.errors import RushesError
from rushes.judgement import gate_of
from rushes.provenance import ledger_key
from rushes.provenance.events import EVENTS
from rushes.provenance.ledger import Entry, trusted_entries
from rushes.provenance.manifest import consents_named
from rushes.provenance.standing import Stood, stood_now
from rushes.review.web.takes import ShotLine, TakeLine
from rushes.show import Show

NEWEST = 30
"""Events of the ledger that the page shows."""

TOLD = (
    "consent.",
    "performer.",
    "strike.",
    "decision.",
    "false_face.",
    "take.",
    "gate.",
    "templates.",
    "reviewer.",
    "model.",
)
"""Beginnings of the events that a person of clearance asks about."""


@dataclass(frozen=True, slots=True)
class Line:
    """One consent.

    Attributes:
        consent: What was agreed to.
        stood: How it stands now.
        takes: The takes that rest on it.
        strikes: Strike orders that hold now and reach it, whatever it says.
    """

    consent: Consent
    stood: Stood
    takes: tuple[TakeLine, ...]
    strikes: tuple[StrikeOrder, ...]

    @property
    def short(self) -> str:
        """The end of its id, by which commands find it."""
        return self.consent.id[-12:]


@dataclass(frozen=True, slots=True)
class Event:
    """One entry of the ledger: number, time, what happened, and what it was about, by ids alone."""

    number: int
    time: str
    event: str
    sentence: str
    about: str


@dataclass(frozen=True, slots=True)
class Consents:
    """Everything on the page: consents that are out of force first, strike orders with those that hold first, the ledger's end."""

    lines: tuple[Line, ...]
    strikes: tuple[StrikeOrder, ...]
    events: tuple[Event, ...]
    problems: tuple[str, ...]


def consents_of(show: Show, shots: Iterable[ShotLine], now: datetime) -> Consents:
    """Read a show's consents as they stand now.

    Args:
        show: Whose.
        shots: Every shot of it.
        now: The moment of asking.

    Raises:
        RushesError: The records can't be read, or the ledger was altered.
    """
    registry = gate_of(show).registry(now)
    resting = resting_on(show, shots)
    lines = (line_of(held, registry, show, resting, now) for held in registry.consents)
    strikes = sorted(registry.strikes, key=lambda order: (not order.holds(now), -order.starts_at.timestamp()))
    return Consents(
        tuple(sorted(lines, key=lambda line: (line.stood.in_force, line.consent.performer, line.consent.id))),
        tuple(strikes),
        events_of(show),
        registry.problems,
    )


def consent_of(registry: Registry, name: str) -> Held | None:
    """Return a consent by the end of its id; None when there is none, or more than one."""
    found = [held for held in registry.consents if held.consent.id[-12:] == name]
    return found[0] if len(found) == 1 else None


def line_of(
    held: Held, registry: Registry, show: Show, resting: dict[str, tuple[TakeLine, ...]], now: datetime
) -> Line:
    """Return how a consent stands, what rests on it, and which strike orders reach it, as the rules find them."""
    name = held.consent.performer
    person = Likeness(
        Shown(words=name, performer=name, how="named"), registry.performers.get(name), registry.consents_of(name)
    )
    strikes = person.strikes(registry.strikes, held, show.name, now)
    return Line(held.consent, stood_now(held, now), resting.get(held.consent.id, ()), strikes)


def resting_on(show: Show, shots: Iterable[ShotLine]) -> dict[str, tuple[TakeLine, ...]]:
    """Return the takes that rest on each consent, by its id."""
    found: dict[str, list[TakeLine]] = {}
    for shot in shots:
        for take in shot.takes:
            for name in _named_in(show.version_folder(take.shot, take.version) / "take.json", take.stamp):
                found.setdefault(name, []).append(take)
    return {name: tuple(takes) for name, takes in found.items()}


def events_of(show: Show) -> tuple[Event, ...]:
    """Return the newest events of a show's ledger that are of people's agreement, the newest first.

    Raises:
        CheckFailedError: The ledger was altered.
    """
    entries = trusted_entries(show.ledger, ledger_key()) if show.ledger.exists() else ()
    kept = [entry for entry in entries if entry.event.startswith(TOLD)]
    return tuple(map(_event, reversed(kept[-NEWEST:])))


def _event(entry: Entry) -> Event:
    named = [entry.scope.get("shot", ""), entry.scope.get("version", ""), *_whose(entry)]
    if consent := entry.scope.get("consent", ""):
        named.append(f"consent {consent[-12:]}")
    named += [str(entry.data[field]) for field in ("verdict", "kind", "union", "action") if field in entry.data]
    return Event(entry.seq, entry.time, entry.event, EVENTS.get(entry.event, ""), " ".join(filter(None, named)))


def _whose(entry: Entry) -> list[str]:
    one, several = entry.data.get("performer"), entry.data.get("performers", ())
    return [str(one)] if one else [", ".join(map(str, several))]


@lru_cache(maxsize=20_000)
def _named_in(path: Path, stamp: tuple[int, int]) -> tuple[str, ...]:  # noqa: ARG001 - the stamp is what makes it be read anew
    try:
        return tuple(named.id for named in consents_named(Take.load(path).clearance))
    except RushesError:
        return ()  # what is wrong with a damaged record is said by verification
