"""A performer in a show's register: which key is whose, under which names, and who saw the proof."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record


class Performer(Record):
    """An enrolled person. The record is signed by the show's clearance desk, which saw the evidence.

    Attributes:
        id: How consents, clearances and takes call them; says nothing of who they are.
        name, aliases: As briefs may write them.
        did: Their own key; None for somebody who is protected but never enrolled one.
        status: Living or deceased.
        born: Date of birth, as attested; None when it was not.
        unions: Unions that they belong to, for example ``sag-aftra``.
        company: Who employs them on this show.
        agents: Keys of agent or guild.
        representatives: Keys that may sign for them: a guardian's, an heir's, an authorised representative's or a
            union's. The desk saw by what right.
        evidence: What the desk saw: "passport, in person, 3 May 2026".
        enrolled_at: When.
    """

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$")]
    name: Annotated[str, Field(min_length=1)]
    aliases: tuple[str, ...] = ()
    did: str | None = None
    status: Literal["living", "deceased"] = "living"
    born: date | None = None
    unions: tuple[str, ...] = ()
    company: str = ""
    agents: tuple[str, ...] = ()
    representatives: tuple[str, ...] = ()
    evidence: str = ""
    enrolled_at: AwareDatetime

    @property
    def names(self) -> tuple[str, ...]:
        """Every name they are known by."""
        return (self.name, *self.aliases)
