"""A clearance that clears stays with the take: it calls performers and decisions by their ids."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance import Verdict
from rushes.clearance.clear import clear
from rushes.clearance.question import Guidance, Question, Shown
from rushes.clearance.records.consent import Action, Consent, Signatory
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.did import did_of
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Registry

NOW = datetime(2026, 11, 20, tzinfo=UTC)
DID = did_of(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))).public_key())
TOBIAS = Performer(
    id="p-014", name="Tobias Quillfeather", aliases=("Toby Quill",), did=DID, born=date(1979, 3, 14),
    enrolled_at=datetime(2026, 10, 1, tzinfo=UTC),
)  # fmt: skip
CONSENT = Consent(
    id="urn:uuid:5f0c6a8e-1f0a-4d3e-9a59-0c1d2e3f4a5b",
    performer="p-014",
    subject=DID,
    signatory=Signatory(did=DID),
    description="He stands in front of a house that collapses behind him.",
    actions=(Action.GENERATE,),
    kinds=("destruction",),
    production="SHOW",
    valid_from=datetime(2026, 10, 2, tzinfo=UTC),
    valid_to=datetime(2027, 10, 2, tzinfo=UTC),
    issued_at=datetime(2026, 10, 2, tzinfo=UTC),
)
QUESTION = Question(
    production="SHOW",
    shot="020_0150",
    shown=(Shown(words="Tobias Quillfeather", performer="p-014", how="named"),),
    guidance=Guidance(no_replication="yes", no_training="yes", secure="yes", temporary="no", no_replacement="yes"),
    brief_sha256="b" * 64,
)
SECRETS = ("Tobias", "Quill", "1979-03-14", DID.removeprefix("did:key:"), "Ida Vale", "by mail")


def registry(*decisions: Decision) -> Registry:
    return Registry({"p-014": TOBIAS}, (Held(CONSENT, "a" * 64),), decisions=decisions)


def approval(rules: tuple[str, ...]) -> Decision:
    return Decision(
        id="urn:uuid:0d7e8f00-0000-4000-8000-000000000001", kind="approval", rules=rules, production="SHOW",
        performer="p-014", decided_by="Ida Vale", role="client", did=DID, why="Tobias Quillfeather asked for it by mail",
        evidence=("mail of Toby Quill",), decided_at=NOW, expires_at=datetime(2027, 1, 1, tzinfo=UTC),
    )  # fmt: skip


def test_what_clears_names_nobody() -> None:
    found = clear(QUESTION, registry(), ("house",), now=NOW)
    assert found.verdict is Verdict.CLEARED, found.sentence()
    assert (found.people, found.consents) == (("p-014",), ((CONSENT.id, "a" * 64),))
    for secret in SECRETS:
        assert secret not in json.dumps(found.to_json())


def test_what_a_decision_answered_names_the_decision_and_nobody() -> None:
    packs = ("house", "netflix-2025-11")
    asked = clear(QUESTION, registry(), packs, now=NOW)
    assert asked.verdict is Verdict.ESCALATE, asked.sentence()
    assert "Tobias Quillfeather" in asked.sentence(), "who is asked to decide learns whom it is about"
    rules = tuple(dict.fromkeys(reason.rule for reason in asked.reasons if reason.outcome is Verdict.ESCALATE))
    decision = approval(rules)
    found = clear(QUESTION, registry(decision), packs, now=NOW)
    assert found.verdict is Verdict.CLEARED, found.sentence()
    assert found.decisions == (decision.id,)
    assert decision.id in found.sentence()
    for secret in SECRETS:
        assert secret not in json.dumps(found.to_json())
