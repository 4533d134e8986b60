"""A rule as its table describes it: what it says, where it comes from, how well that is known, and what answers it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Annotated, Literal

from pydantic import Field

from rushes.clearance.records.consent import Record
from rushes.clearance.verdict import Verdict

Kind = Literal["exception", "waiver", "approval"]
Role = Literal["clearance", "counsel", "production", "client", "union", "performer", "estate"]
Evidence = Literal["P", "E", "S", "R", "M", "?"]

EVIDENCE: dict[str, str] = {
    "P": "primary text, read",
    "E": "excerpt of the primary text",
    "S": "secondary sources: press, law firms",
    "R": "somebody else's copy or paraphrase",
    "M": "measured",
    "?": "not confirmed by any source",
}
"""What the evidence marks mean."""


class Rule(Record):
    """One row of a pack's table, beside the Cedar policy of the same id.

    Attributes:
        id: ``pack/name``.
        pack: The pack's name.
        text: What it says, in plain words.
        source: The address or the document that it comes from.
        section: Where in it.
        field: The field of the question, the consent or the performer that it looks at.
        required: What it asks for; a template over the facts' words.
        found: What it found; a template over the facts' words.
        remedy: What would clear it; a template, too.
        outcome: What it says when it speaks: ``cleared`` for a permit, else ``refused`` or ``escalate``.
        about: Whether it speaks of the shot as a whole, of one person in it (a decision names the person then), or of words that
            may point at somebody (a decision is about one brief then).
        effective_from, effective_to: First and last day (UTC) on which it speaks; None is open.
        evidence: How well the text is known (``EVIDENCE``).
        confirmed: Whether the text was read in a primary source; a user is told when it was not.
        waivable: Whether any decision of a person answers it.
        answers: Kinds of decision that do.
        exceptions: The rule's own exceptions, by name: a decision of kind ``exception`` names one of them.
        deciders: Who may decide.
    """

    id: str
    pack: str
    text: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
    section: str = ""
    field: Annotated[str, Field(min_length=1)]
    required: Annotated[str, Field(min_length=1)]
    found: Annotated[str, Field(min_length=1)]
    remedy: str
    outcome: Verdict
    about: Literal["shot", "person", "words"] = "shot"
    effective_from: date | None = None
    effective_to: date | None = None
    evidence: Evidence
    confirmed: bool
    waivable: bool = False
    answers: tuple[Kind, ...] = ()
    exceptions: tuple[str, ...] = ()
    deciders: tuple[Role, ...] = ()

    def speaks(self, now: datetime) -> bool:
        """Return whether a moment lies within its days, first and last included."""
        day = now.astimezone(UTC).date()
        return (self.effective_from is None or self.effective_from <= day) and (
            self.effective_to is None or day <= self.effective_to
        )

    @property
    def cited(self) -> str:
        """Its source as a reason gives it, with the warning when it was not confirmed."""
        place = f"{self.source}, {self.section}" if self.section else self.source
        return place if self.confirmed else f"{place} (not confirmed: {EVIDENCE[self.evidence]})"


class NotJudged(Record):
    """What a source asks for and no rule here can judge.

    Attributes:
        text: What, and why not.
        source: Where it stands.
    """

    text: Annotated[str, Field(min_length=1)]
    source: Annotated[str, Field(min_length=1)]
