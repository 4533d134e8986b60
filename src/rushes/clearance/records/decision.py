"""Decisions of people, as records of their own: exceptions, waivers, written approvals, and strike orders."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record


class Decision(Record):
    """That a named rule does not stop a named piece of work, who decided so, on what evidence, and until when.

    Attributes:
        id: The record's name, a ``urn:uuid:``.
        kind: ``exception`` (the rule itself provides it), ``waiver`` (the one who made the rule lets it go) or
            ``approval`` (the written approval that the rule asks for).
        rules: Ids of the rules that it answers, for example ``netflix-2025-11/final-deliverable``.
        exception: Which of the rule's own exceptions, for example ``as_scripted``; empty otherwise.
        production, shots: Where it holds; patterns such as ``010_*``.
        performer: For whom; empty when nobody is shown.
        brief_sha256: For one brief only; empty for any.
        decided_by, role, did: Who decided, as what, and the key that signs.
        person: The id of whoever signed in a team's room, with the key that the register has of them; empty by command.
        why: In their words.
        evidence: Documents: a letter's address, a script page, a mail's id. An exception without any is refused.
        decided_at, expires_at: When, and until when: every one of them ends.
    """

    id: str
    kind: Literal["exception", "waiver", "approval"]
    rules: Annotated[tuple[str, ...], Field(min_length=1)]
    exception: str = ""
    production: str
    shots: tuple[str, ...] = ("*",)
    performer: str = ""
    brief_sha256: str = ""
    decided_by: Annotated[str, Field(min_length=1)]
    role: Literal["clearance", "counsel", "production", "client", "union", "performer", "estate"]
    did: str
    person: str = ""
    why: Annotated[str, Field(min_length=1)]
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    decided_at: AwareDatetime
    expires_at: AwareDatetime


class StrikeOrder(Record):
    """That replicas rest while a strike lasts. It overrides every permit.

    Attributes:
        id: The record's name.
        scope: What it reaches: a union, a company or a show.
        name: Which one, for example ``sag-aftra``.
        ordered_by, did: Who gave it, and the key that signs.
        starts_at: From when.
        lifted_at: When it was lifted; None while it holds.
        why: In words.
    """

    id: str
    scope: Literal["union", "company", "show"]
    name: Annotated[str, Field(min_length=1)]
    ordered_by: str
    did: str
    starts_at: AwareDatetime
    lifted_at: AwareDatetime | None = None
    why: str = ""

    def holds(self, now: datetime) -> bool:
        """Return whether it holds at a moment."""
        return self.starts_at <= now and (self.lifted_at is None or now < self.lifted_at)
