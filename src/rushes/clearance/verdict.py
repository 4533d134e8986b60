"""The value that leaves the clearance room: a verdict with its reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
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
        confirmed: Whether the rule's text was read in a primary source; the source says so when it was not.
        outcome: What the rule says: a clearance is the worst of them.
    """

    rule: str
    field: str
    required: str
    found: str
    source: str
    remedy: str
    confirmed: bool = True
    outcome: Verdict = Verdict.REFUSED

    def to_json(self) -> dict[str, Any]:
        """Return the reason, ready for ``json.dumps``."""
        return {**asdict(self), "outcome": str(self.outcome)}

    @classmethod
    def from_json(cls, record: Mapping[str, Any]) -> Reason:
        """Read a reason back.

        Raises:
            TypeError: A field is missing, or there is one too many.
            ValueError: The outcome is none.
        """
        return cls(**{**record, "outcome": Verdict(record.get("outcome", Verdict.REFUSED))})


@dataclass(frozen=True, slots=True)
class Clearance:
    """A verdict over one brief: what may be done, for whom, and why.

    Attributes:
        verdict: Cleared, escalate or refused.
        reasons: Every rule that spoke.
        brief_sha256: The brief that was judged.
        actions: What is covered (``generate``, ``alter``, ...); empty unless cleared.
        people: Ids of the performers whose consent was found; empty when nobody is shown.
        judged_at: The moment of judgement, timezone-aware.
        question_sha256: The question that was judged.
        consents: The consents that it rests on, each by its id and the SHA-256 of the signed record; empty unless cleared.
        decisions: Ids of the signed decisions that answered a rule, whatever the verdict.
        production: The show that it is for.
        readers: What looked for names in the words, as in the question.
    """

    verdict: Verdict
    reasons: tuple[Reason, ...]
    brief_sha256: str
    actions: frozenset[str]
    people: tuple[str, ...]
    judged_at: datetime
    question_sha256: str = ""
    consents: tuple[tuple[str, str], ...] = ()
    decisions: tuple[str, ...] = ()
    production: str = ""
    readers: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """The clearance's name: a hash over all of its fields."""
        return f"clr-{sha256_of(self._body())[:32]}"

    def _body(self) -> dict[str, Any]:
        return {
            "verdict": str(self.verdict),
            "reasons": [reason.to_json() for reason in self.reasons],
            "brief_sha256": self.brief_sha256,
            "actions": sorted(self.actions),
            "people": list(self.people),
            "judged_at": self.judged_at.isoformat(),
            "question_sha256": self.question_sha256,
            "consents": [list(consent) for consent in self.consents],
            "decisions": list(self.decisions),
            "production": self.production,
            **({"readers": list(self.readers)} if self.readers else {}),  # older records keep their ids
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
                reasons=tuple(map(Reason.from_json, record["reasons"])),
                brief_sha256=record["brief_sha256"],
                actions=frozenset(record["actions"]),
                people=tuple(record["people"]),
                judged_at=datetime.fromisoformat(record["judged_at"]),
                question_sha256=record.get("question_sha256", ""),
                consents=tuple((consent, sha256) for consent, sha256 in record.get("consents", ())),
                decisions=tuple(record.get("decisions", ())),
                production=record.get("production", ""),
                readers=tuple(record.get("readers", ())),
            )
        except (AttributeError, KeyError, TypeError, ValueError) as error:
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
            f"[{reason.rule}] {reason.field}: required {reason.required}; found {reason.found}. {reason.remedy} "
            f"Source: {reason.source.rstrip('.')}."
            for reason in self.reasons
        )
