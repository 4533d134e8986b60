"""The value that leaves the clearance room: a verdict with its reasons."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from rushes.canonical import sha256_of
from rushes.errors import EscalatedError, RefusedError


class Verdict(StrEnum):
    """What clearance says of a brief."""

    CLEARED = "cleared"
    ESCALATE = "escalate"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a rule spoke as it did.

    Attributes:
        rule: The rule's id, for example ``house/people-need-consent``.
        field: The field of the brief (or of a record) that it looked at.
        required: What the rule asks for.
        found: What it found.
        source: Where the rule comes from (an address or a document's name).
        remedy: What would clear it.
    """

    rule: str
    field: str
    required: str
    found: str
    source: str
    remedy: str


@dataclass(frozen=True, slots=True)
class Clearance:
    """A verdict over one brief: what may be done, for whom, and why.

    Attributes:
        verdict: Cleared, escalate or refused.
        reasons: Every rule that spoke.
        brief_sha256: The brief that was judged.
        actions: What is covered (``generate``, ``alter``, ...); empty unless cleared.
        people: Performers whose consent was found; empty when nobody is shown.
        judged_at: The moment of judgement, timezone-aware.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    brief_sha256: str
    actions: frozenset[str]
    people: tuple[str, ...]
    judged_at: datetime

    @property
    def id(self) -> str:
        """The clearance's name: a hash over all of its fields."""
        return f"clr-{sha256_of(self._body())[:32]}"

    def _body(self) -> dict[str, Any]:
        return {
            "verdict": str(self.verdict),
            "reasons": [
                {
                    "rule": reason.rule,
                    "field": reason.field,
                    "required": reason.required,
                    "found": reason.found,
                    "source": reason.source,
                    "remedy": reason.remedy,
                }
                for reason in self.reasons
            ],
            "brief_sha256": self.brief_sha256,
            "actions": sorted(self.actions),
            "people": list(self.people),
            "judged_at": self.judged_at.isoformat(),
        }

    def to_json(self) -> dict[str, Any]:
        """Return the clearance with its id, ready for ``json.dumps``."""
        return {"id": self.id, **self._body()}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Clearance:
        """Read a clearance back and check that its id still names its content.

        Raises:
            RefusedError: A field is missing, or the record was changed after it was written.
        """
        try:
            clearance = cls(
                verdict=Verdict(record["verdict"]),
                reasons=tuple(Reason(**reason) for reason in record["reasons"]),
                brief_sha256=record["brief_sha256"],
                actions=frozenset(record["actions"]),
                people=tuple(record["people"]),
                judged_at=datetime.fromisoformat(record["judged_at"]),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise RefusedError(f"The clearance record is not whole ({error}). Clear the brief again.") from error
        if record.get("id") != clearance.id:
            raise RefusedError(
                "The clearance record was changed after it was written: its id does not match its fields. "
                "Clear the brief again."
            )
        return clearance

    def require(self, action: str, *, brief_sha256: str) -> None:
        """Stop unless this clearance covers an action on a brief.

        Raises:
            RefusedError: It was refused, it is for another brief, or it does not cover the action.
            EscalatedError: A person has to decide first.
        """
        if self.verdict is Verdict.ESCALATE:
            raise EscalatedError(f"Clearance {self.id} waits for a person's decision. {self.sentence()}")
        if self.verdict is not Verdict.CLEARED:
            raise RefusedError(f"Clearance {self.id} refused this brief. {self.sentence()}")
        if self.brief_sha256 != brief_sha256:
            raise RefusedError(f"Clearance {self.id} was given for another brief. Clear this one.")
        if action not in self.actions:
            covered = ", ".join(sorted(self.actions)) or "nothing"
            raise RefusedError(f'Clearance {self.id} covers {covered}, not "{action}". Clear the brief for it.')

    def sentence(self) -> str:
        """Return the reasons as one paragraph for a person."""
        return " ".join(
            f"[{reason.rule}] {reason.field}: required {reason.required}; found {reason.found}. {reason.remedy}"
            for reason in self.reasons
        )
