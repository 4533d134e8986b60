"""What a show knows when it judges: performers, consents that count, strikes and decisions, each verified."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.false_face import FalseFace
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.work import Leave, Work

State = Literal["in_force", "unsigned", "uncountersigned", "revoked", "suspended", "unknown", "superseded", "used_up"]


@dataclass(frozen=True, slots=True)
class Standing:
    """How a consent stands, apart from its dates, which are judged against a moment.

    Attributes:
        state: In force, or what takes its force away; ``unknown`` when its status list can't be believed.
        since: From when (revoked, suspended); None otherwise. A use that was authorised before stays authorised.
        words: A sentence for a person; empty when it is in force.
    """

    state: State = "in_force"
    since: datetime | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A consent as the register holds it.

    Attributes:
        consent: What was agreed.
        sha256: SHA-256 of the signed record's canonical JSON: what manifests and clearances name it by.
        standing: How it stands.
        file: The file's name, for sentences.
    """

    consent: Consent
    sha256: str
    standing: Standing = Standing()
    file: str = ""


@dataclass(frozen=True)
class Registry:
    """The verified records of a show.

    Attributes:
        performers: Enrolled people, by id.
        consents: Every consent whose signatures hold, whatever its standing.
        strikes: Strike orders, lifted ones included.
        decisions: Exceptions, waivers and written approvals.
        characters: The show's own invented characters, an allow list for names.
        problems: Files that count for nothing, each with its sentence.
        works: Works, characters and artists that the show registered, to be asked about.
        leaves: What whoever holds the rights lets the show use of them.
        withdrawn: SHA-256 of what may not be trained on any more: whose it is took the leave back.
        false_faces: What somebody signed for that it is nobody's face.
    """

    performers: Mapping[str, Performer] = field(default_factory=dict)
    consents: tuple[Held, ...] = ()
    strikes: tuple[StrikeOrder, ...] = ()
    decisions: tuple[Decision, ...] = ()
    characters: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    withdrawn: frozenset[str] = frozenset()
    works: tuple[Work, ...] = ()
    leaves: tuple[Leave, ...] = ()
    false_faces: tuple[FalseFace, ...] = ()

    @cached_property
    def _by_performer(self) -> dict[str, tuple[Held, ...]]:
        found: dict[str, list[Held]] = {}
        for held in self.consents:
            found.setdefault(held.consent.performer, []).append(held)
        return {performer: tuple(group) for performer, group in found.items()}

    def consents_of(self, performer: str) -> tuple[Held, ...]:
        """Return a performer's consents; found without looking at anybody else's."""
        return self._by_performer.get(performer, ())
