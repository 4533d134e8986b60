"""The Netflix pack: header triggers, five questions, six rows, and the written approvals that answer them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from clearable import (
    NOW,
    Guidance,
    Tool,
    decision,
    held,
    judged,
    nobody,
    performer,
    question,
    registry,
    rules,
    said,
    shown,
)

from rushes.clearance import Action, Question, Seen, Verdict

NETFLIX = "netflix-2025-11"
YES = Guidance(no_replication="yes", no_training="yes", secure="yes", temporary="yes", no_replacement="yes")
REFUSED, ESCALATE, CLEARED = Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED


def quiet(**changes: Any) -> Question:
    """A question that Netflix has nothing against: nobody shown, temporary, five times yes."""
    return nobody(**{"guidance": YES, "lifecycle": "temporary", **changes})


ROWS: list[tuple[dict[str, Any], str, str]] = [
    ({"lifecycle": "final"}, "final-deliverable", "final material"),
    ({"actions": (Action.PROMOTE,)}, "final-deliverable", "written approval"),
    ({"references": (Seen(faces=1, unknown=1),)}, "personal-data", "in the references: 1"),
    ({"shown": shown("protected_work", "the second killer doll")}, "third-party-ip", "killer doll"),
    ({"shown": shown("style", "in the style of")}, "references-to-works-and-figures", "in the style of"),
    ({"guidance": YES.model_copy(update={"no_replication": "unsure"})}, "p1-no-replication", "unsure, which counts as no"),
    ({"guidance": YES.model_copy(update={"no_training": "no"})}, "p2-tools-keep-nothing", "the answer is no"),
    ({"guidance": YES.model_copy(update={"secure": "no"})}, "p3-secured-environment", "the answer is no"),
    ({"guidance": YES.model_copy(update={"temporary": "no"})}, "p4-temporary", "no"),
    ({"guidance": YES.model_copy(update={"no_replacement": "unsure"})}, "p5-no-replacement", "unsure"),
    ({"tool": Tool(name="cloud", local=False, stores_inputs=True)}, "p2-tools-keep-nothing", "keeps inputs"),
    ({"tool": Tool(name="cloud", local=False, trains_on_inputs=True)}, "p2-tools-keep-nothing", "trains on inputs"),
    ({"tool": Tool(name="cloud", local=False, enterprise=False)}, "p3-secured-environment", "without an enterprise agreement"),
    ({"use_case": "background"}, "matrix-background", "nobody said"),
    ({"use_case": "background", "story_relevant": True}, "matrix-background", "it matters to the story"),
    ({"use_case": "final_design"}, "matrix-final-design", "final design"),
    ({"use_case": "talent_replication"}, "matrix-talent-replication", "talent replication"),
    ({"use_case": "unowned_training_data"}, "matrix-unowned-training-data", "unowned training data"),
    ({"training": "unknown"}, "matrix-unowned-training-data", "of a model that is brought: unknown"),
    ({"use_case": "proprietary_material", "tool": Tool(name="cloud", local=False, enterprise=False)}, "matrix-proprietary-material", "cloud"),
    ({"sensitive": ("news",)}, "mistakable-for-real", "news"),
    ({"sensitive": ("real_event",)}, "mistakable-for-real", "real event"),
]  # fmt: skip
"""What is changed, the rule that escalates then, and words that it says."""

BY_THEMSELVES = {rule for _, rule, _ in ROWS} | {"talent-likeness", "matrix-talent-replication"}


def test_nothing_to_ask_is_cleared() -> None:
    assert judged(quiet(), None, NETFLIX).verdict is CLEARED


@pytest.mark.parametrize(("changes", "rule", "words"), ROWS)
def test_each_of_its_rules_escalates_by_itself(changes: dict[str, Any], rule: str, words: str) -> None:
    clearance = judged(quiet(**changes), None, NETFLIX)
    assert clearance.verdict is ESCALATE, clearance.sentence()
    assert f"{NETFLIX}/{rule}" in rules(clearance)
    assert words in said(clearance, f"{NETFLIX}/{rule}")


@pytest.mark.parametrize(
    "changes",
    [
        {"use_case": "ideation"},
        {"use_case": "background", "story_relevant": False},
        {"use_case": "proprietary_material"},
        {"guidance": YES.model_copy(update={"no_training": "unsure"})},
    ],
)
def test_what_its_matrix_lets_pass(changes: dict[str, Any]) -> None:
    assert judged(quiet(**changes), None, NETFLIX).verdict is CLEARED


def test_reageing_escalates_though_it_is_signed_and_is_cleared_by_approvals() -> None:
    asked = question(guidance=YES, lifecycle="temporary")
    clearance = judged(asked, None, NETFLIX)
    assert clearance.verdict is ESCALATE
    stopped = {f"{NETFLIX}/{name}" for name in ("talent-likeness", "matrix-talent-replication", "personal-data")}
    assert set(rules(clearance)) == stopped
    approval = decision(*sorted(stopped))
    cleared = judged(asked, registry(decisions=(approval,)), NETFLIX)
    assert cleared.verdict is CLEARED, cleared.sentence()
    assert cleared.decisions == (approval.id,)
    kept = [reason for reason in cleared.reasons if reason.rule in stopped]
    assert len(kept) >= 3
    assert all(f"answered by approval {approval.id} of the client" in reason.found for reason in kept)
    assert "Mira Oduya" not in cleared.sentence(), "what stays with a take names nobody"
    some = decision(f"{NETFLIX}/talent-likeness")
    (told,) = [one for one in judged(asked, registry(decisions=(some,)), NETFLIX).reasons if one.rule in some.rules]
    assert "of Mira Oduya (client)" in told.found
    assert "mail-2026-117" in told.source


def test_no_approval_takes_the_place_of_a_consent() -> None:
    asked = question(guidance=YES, lifecycle="temporary", shot="020_0010")
    approval = decision(
        *(f"{NETFLIX}/{name}" for name in ("talent-likeness", "matrix-talent-replication", "personal-data"))
    )
    clearance = judged(asked, registry(decisions=(approval,)), NETFLIX)
    assert clearance.verdict is REFUSED
    assert rules(clearance) == ["house/consent-covers"]
    assert clearance.decisions == (approval.id,)
    without = judged(asked, registry(held(), of=performer(id="performer-2")), NETFLIX)
    assert without.verdict is REFUSED
    assert f"{NETFLIX}/explicit-documented-consent" in rules(without)


@pytest.mark.parametrize(
    "changes",
    [
        {"rules": (f"{NETFLIX}/talent-likeness",)},
        {"kind": "waiver"},
        {"kind": "exception", "exception": "as_scripted"},
        {"role": "production"},
        {"production": "OTHER"},
        {"shots": ("020_*",)},
        {"performer": "performer-2"},
        {"brief_sha256": "f" * 64},
        {"decided_at": NOW + timedelta(seconds=1)},
        {"expires_at": NOW},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_decision_about_something_else_answers_nothing(changes: dict[str, Any]) -> None:
    rule = f"{NETFLIX}/final-deliverable"
    asked = quiet(lifecycle="final")
    good = decision(rule, performer="")
    assert judged(asked, registry(decisions=(good,)), NETFLIX).verdict is CLEARED
    other = good.model_copy(update=changes)
    clearance = judged(asked, registry(decisions=(other,)), NETFLIX)
    assert clearance.verdict is ESCALATE
    assert clearance.decisions == ()


def test_a_decision_about_a_person_names_them() -> None:
    rule = f"{NETFLIX}/talent-likeness"
    asked = question(guidance=YES, lifecycle="temporary", actions=(Action.ALTER,), plate=Seen())
    assert judged(asked, registry(decisions=(decision(rule, performer=""),)), NETFLIX).verdict is ESCALATE
    assert judged(asked, registry(decisions=(decision(rule),)), NETFLIX).verdict is CLEARED


def test_a_model_serves_its_own_production() -> None:
    training = {"training": {"allowed": "production_only"}, "actions": ("alter", "reage")}
    asked = question(guidance=YES, lifecycle="temporary", models=("face-7",))
    within = judged(asked, registry(held(**training)), NETFLIX)
    assert within.verdict is ESCALATE
    elsewhere = held(**training, production="OTHER", other_projects=True)
    clearance = judged(asked, registry(elsewhere), NETFLIX)
    assert clearance.verdict is REFUSED
    assert f"{NETFLIX}/m2-no-other-production" in rules(clearance)
    named = held(**{**training, "training": {"allowed": "named_models", "models": ["face-8"]}})
    assert f"{NETFLIX}/m1-model-within-scope" in rules(judged(asked, registry(named), NETFLIX))


def test_a_reason_says_that_its_rule_was_not_confirmed() -> None:
    (reason,) = judged(quiet(lifecycle="final"), None, NETFLIX).reasons
    assert not reason.confirmed
    assert "not confirmed" in reason.source
    assert "partnerhelp.netflixstudios.com" in reason.source
    (first,) = judged(quiet(guidance=YES.model_copy(update={"temporary": "no"})), None, NETFLIX).reasons
    assert first.confirmed
