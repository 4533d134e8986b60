"""A question that is cleared, with everything that it rests on; each test changes one thing."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from rushes.clearance import Action, Clearance, Consent, Question, Registry, Seen, Shown, clear
from rushes.clearance.policy import BUILT_IN
from rushes.clearance.question import Guidance, Tool
from rushes.clearance.records.consent import (
    Compensation,
    Conspicuous,
    Representation,
    Security,
    Signatory,
    Training,
)
from rushes.clearance.records.decision import Decision, StrikeOrder
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Standing

NOW = datetime(2026, 11, 26, 12, tzinfo=UTC)
DID = "did:key:z6MkuTestPerformerKey"
AGENT = "did:key:z6MkuTestAgentKey"
LAWS = ("sag-aftra-2026", "california-927", "eu-ai-act-50", "new-york-396b", "no-fakes-draft")
"""The packs that a good consent satisfies by itself; Netflix asks for an approval whatever is signed."""

EVERYTHING = tuple(name for name in BUILT_IN if name != "house")

CONSENT: dict[str, Any] = {
    "id": "urn:uuid:0b6c7c6e-0000-4000-8000-000000000001",
    "performer": "performer-1",
    "subject": DID,
    "born": date(1968, 3, 2),
    "signatory": Signatory(did=DID),
    "representation": Representation(kind="union", agreement="SAG-AFTRA TV/Theatrical 2026, section 39"),
    "replica_class": "employment_based",
    "derivation": "on_set_footage",
    "modalities": ("face",),
    "description": "A younger face for the scenes in the flat, on her own filmed performance.",
    "actions": (Action.ALTER, Action.GENERATE, Action.REAGE),
    "kinds": ("reage",),
    "shots": ("010_*",),
    "age_from": 58,
    "age_to": 40,
    "production": "SHOW",
    "company": "Harbour Pictures",
    "languages": ("en",),
    "valid_from": datetime(2026, 1, 1, tzinfo=UTC),
    "valid_to": datetime(2027, 6, 30, tzinfo=UTC),
    "compensation": Compensation(basis="days of digital performance, pro rata", rate=1246.0, floor=1246.0),
    "conspicuous": Conspicuous(
        separate_document=True,
        separately_signed=True,
        notice_given_at=datetime(2025, 12, 20, tzinfo=UTC),
        services_at=datetime(2026, 1, 5, tzinfo=UTC),
    ),
    "business_reason": "The scenes are set in 2013.",
    "security": Security(storage="vault, encrypted", access=("vfx",), transfer="none"),
    "unions": ("sag-aftra",),
    "disclosure": "Digital alteration of performers by generative tools.",
    "issued_at": datetime(2025, 12, 21, tzinfo=UTC),
}

PERFORMER: dict[str, Any] = {
    "id": "performer-1",
    "name": "Odalys Brenneke",
    "did": DID,
    "born": date(1968, 3, 2),
    "unions": ("sag-aftra",),
    "company": "Harbour Pictures",
    "evidence": "passport, in person",
    "enrolled_at": datetime(2025, 12, 1, tzinfo=UTC),
}

QUESTION: dict[str, Any] = {
    "production": "SHOW",
    "shot": "010_0010",
    "kind": "reage",
    "actions": (Action.ALTER, Action.REAGE),
    "shown": (Shown(words="Odalys Brenneke", performer="performer-1", how="named"),),
    "age_from": 58,
    "age_to": 45,
    "languages": ("en",),
    "modalities": ("face",),
    "plate": Seen(faces=1, matched=("performer-1",)),
    "brief_sha256": "b" * 64,
}


def consent(**changes: Any) -> Consent:
    """Return the consent, changed."""
    return Consent(**{**CONSENT, **changes})


def held(standing: Standing | None = None, **changes: Any) -> Held:
    """Return the consent as the register holds it."""
    return Held(consent(**changes), "c" * 64, standing or Standing(), "odalys.json")


def performer(**changes: Any) -> Performer:
    """Return the performer, changed."""
    return Performer(**{**PERFORMER, **changes})


def registry(*consents: Held, of: Performer | None = None, **changes: Any) -> Registry:
    """Return a register of one performer with their consents; with the one consent when none is given."""
    one = of or performer()
    return Registry(performers={one.id: one}, consents=consents or (held(),), **changes)


def question(**changes: Any) -> Question:
    """Return the question, changed."""
    return Question(**{**QUESTION, **changes})


def shown(how: str, words: str = "Odalys Brenneke", **changes: Any) -> tuple[Shown, ...]:
    """Return one likeness."""
    return (Shown(words=words, how=how, **changes),)  # type: ignore[arg-type] # the tests name known ways


def nobody(**changes: Any) -> Question:
    """Return a question that shows nobody."""
    empty = {"kind": "destruction", "actions": (Action.GENERATE,), "shown": (), "age_from": None, "age_to": None}
    return question(**{**empty, "languages": (), "modalities": (), "plate": Seen(), **changes})


def judged(asked: Question | None = None, known: Registry | None = None, *packs: str, now: datetime = NOW) -> Clearance:
    """Judge."""
    return clear(asked or question(), known or registry(), packs, now=now)


def decision(*rules: str, **changes: Any) -> Decision:
    """Return an approval that answers rules for the performer."""
    return Decision(
        **{
            "id": "urn:uuid:0b6c7c6e-0000-4000-8000-00000000d001",
            "kind": "approval",
            "rules": rules,
            "production": "SHOW",
            "performer": "performer-1",
            "decided_by": "Mira Oduya",
            "role": "client",
            "did": AGENT,
            "why": "Approved by mail.",
            "evidence": ("mail-2026-117",),
            "decided_at": NOW - timedelta(days=1),
            "expires_at": NOW + timedelta(days=30),
            **changes,
        }
    )


def strike(scope: str, name: str, **changes: Any) -> StrikeOrder:
    """Return a strike order that holds."""
    return StrikeOrder(
        **{
            "id": "urn:uuid:0b6c7c6e-0000-4000-8000-00000000e001",
            "scope": scope,
            "name": name,
            "ordered_by": "The clearance desk",
            "did": AGENT,
            "starts_at": NOW - timedelta(hours=1),
            "why": "A strike was called.",
            **changes,
        }
    )


def rules(clearance: Clearance) -> list[str]:
    """Return the rules that spoke against it, in order and each once."""
    return list(dict.fromkeys(reason.rule for reason in clearance.reasons if reason.outcome != "cleared"))


def said(clearance: Clearance, rule: str) -> str:
    """Return what a rule said."""
    return " ".join(
        f"{reason.field}: {reason.required}; {reason.found}" for reason in clearance.reasons if reason.rule == rule
    )


__all__ = [
    "AGENT", "CONSENT", "DID", "EVERYTHING", "LAWS", "NOW", "PERFORMER", "QUESTION", "Compensation", "Conspicuous", "Guidance",
    "Representation", "Security", "Signatory", "Tool", "Training", "consent", "decision", "held", "judged", "nobody",
    "performer", "question", "registry", "rules", "said", "shown", "strike",
]  # fmt: skip
