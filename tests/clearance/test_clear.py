"""Nobody is made who has not signed: every way of being shown has its outcome, and a clearance says what it rests on."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.clearance import Action, Clearance, Question, Reason, Registry, Seen, Shown, Verdict, clear
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.performer import Performer
from rushes.errors import EscalatedError, RefusedError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
REFUSED, ESCALATE, CLEARED = Verdict.REFUSED, Verdict.ESCALATE, Verdict.CLEARED


def judge(known: Registry | None = None, *packs: str, **fields: Any) -> Clearance:
    question = Question(**{"production": "SHOW", "shot": "010_0010", "brief_sha256": "b" * 64, **fields})
    return clear(question, known or Registry(), packs or ("house",), now=NOW)


def shown(how: Any, words: str = "somebody", **fields: Any) -> tuple[Shown, ...]:
    return (Shown(words=words, how=how, **fields),)


def test_what_shows_nobody_is_cleared() -> None:
    clearance = judge(actions=(Action.GENERATE, Action.ALTER))
    assert clearance.verdict is CLEARED
    assert clearance.actions == {"generate", "alter"}
    assert clearance.people == ()
    assert [reason.rule for reason in clearance.reasons] == ["house/nobody-shown"]


@pytest.mark.parametrize(
    ("how", "verdict", "rule"),
    [
        ("named", REFUSED, "house/consent-covers"),
        ("disguised", REFUSED, "house/consent-covers"),
        ("public", REFUSED, "house/consent-covers"),
        ("face", REFUSED, "house/consent-covers"),
        ("unnamed", REFUSED, "house/people-need-names"),
        ("described", ESCALATE, "house/described-person"),
        ("voice", ESCALATE, "house/voice-of-somebody"),
        ("style", ESCALATE, "house/style-of-an-artist"),
        ("protected_work", ESCALATE, "house/protected-work"),
        ("fictional", CLEARED, "house/fictional"),
    ],
)
def test_every_way_of_being_shown_has_its_outcome(how: str, verdict: Verdict, rule: str) -> None:
    clearance = judge(shown=shown(how))
    assert clearance.verdict is verdict
    assert [reason.rule for reason in clearance.reasons] == [rule]


@pytest.mark.parametrize("how", ["named", "disguised", "public", "face"])
def test_whoever_it_may_be_is_asked_about(how: str) -> None:
    clearance = judge(shown=shown(how, sure=False, performer="performer-1"))
    assert clearance.verdict is ESCALATE
    assert [reason.rule for reason in clearance.reasons] == ["house/unsure-who"]


def test_a_first_name_alone_is_a_character_unless_a_character_is_played() -> None:
    assert judge(shown=shown("fictional", "Will", sure=False)).verdict is CLEARED
    known = Registry(performers={"p": Performer(id="p", name="Will Ames", enrolled_at=NOW)})
    for sure in (True, False):
        clearance = judge(known, shown=shown("fictional", "Will", sure=sure, performer="p"))
        assert [reason.rule for reason in clearance.reasons] == ["house/unsure-who"]
    assert judge(shown=shown("fictional", "Will"), actions=(Action.REAGE,)).verdict is ESCALATE
    assert judge(shown=shown("fictional", "Will"), actions=(Action.REAGE,), age_to=12).verdict is REFUSED


@pytest.mark.parametrize("action", [Action.REAGE, Action.DUB, Action.TRAIN])
def test_what_is_done_to_somebody_needs_a_name(action: Action) -> None:
    clearance = judge(actions=(action,))
    assert clearance.verdict is REFUSED
    assert "is done to somebody" in clearance.reasons[0].required


@pytest.mark.parametrize(
    ("seen", "verdict", "rule"),
    [
        ({"plate": Seen(faces=1)}, REFUSED, "house/plates-show-nobody"),
        ({"plate": Seen(faces=1, unknown=1)}, REFUSED, "house/plates-show-nobody"),
        ({"plate": Seen(looked=False, trouble="no model")}, ESCALATE, "house/unsure-is-no"),
        ({"plate": Seen(faces=1, matched=("performer-1",))}, REFUSED, "house/consent-covers"),
        ({"plate": Seen(faces=1, uncertain=("performer-1",))}, ESCALATE, "house/unsure-who"),
        ({"references": (Seen(), Seen(faces=1, unknown=1))}, ESCALATE, "house/unknown-face-in-reference"),
        ({"references": (Seen(looked=False),)}, ESCALATE, "house/unsure-is-no"),
        ({"references": (Seen(faces=1, matched=("performer-1",)),)}, REFUSED, "house/consent-covers"),
        ({"references": (Seen(faces=1, uncertain=("performer-1",)),)}, ESCALATE, "house/unsure-who"),
    ],
)
def test_what_was_seen_has_its_outcome(seen: dict[str, Any], verdict: Verdict, rule: str) -> None:
    clearance = judge(**seen)
    assert clearance.verdict is verdict
    assert rule in [reason.rule for reason in clearance.reasons]


def test_one_stranger_refuses_the_whole() -> None:
    clearance = judge(
        shown=(*shown("fictional", "Orla"), *shown("described", "the actor who"), *shown("public", "A. Star"))
    )
    assert clearance.verdict is REFUSED
    assert [reason.outcome for reason in clearance.reasons] == [REFUSED, ESCALATE]


def test_news_with_a_real_person_is_refused_even_when_nobody_names_them() -> None:
    clearance = judge(shown=shown("described", "a real anchor"), sensitive=("news",))
    assert clearance.verdict is REFUSED
    assert "house/no-false-news" in [reason.rule for reason in clearance.reasons]


def test_a_minor_in_a_sexual_scene_is_refused_whoever_is_shown() -> None:
    for who in ((), shown("fictional", "Tim"), shown("unnamed", "a boy")):
        clearance = judge(shown=who, sensitive=("minor", "sexual"))
        assert clearance.verdict is REFUSED
        assert "house/no-sexual-minor" in [reason.rule for reason in clearance.reasons]


def test_the_desk_can_decide_who_a_description_means() -> None:
    approval = Decision(
        id="urn:uuid:d", kind="approval", rules=("house/described-person",), production="SHOW", brief_sha256="b" * 64,
        decided_by="M. Oduya", role="clearance", did="did:key:z", why="It means nobody.", evidence=("note 7",),
        decided_at=NOW - timedelta(days=1), expires_at=NOW + timedelta(days=1),
    )  # fmt: skip
    asked = {"shown": shown("described", "the old captain")}
    assert judge(Registry(decisions=(approval,)), **asked).verdict is CLEARED
    for change in ({"brief_sha256": ""}, {"brief_sha256": "c" * 64}, {"role": "client"}, {"expires_at": NOW}):
        assert judge(Registry(decisions=(approval.model_copy(update=change),)), **asked).verdict is ESCALATE


WAYS = ["named", "disguised", "described", "voice", "style", "unnamed", "public", "face", "fictional", "protected_work"]


@given(
    st.lists(
        st.builds(Shown, words=st.text(max_size=20), how=st.sampled_from(WAYS), performer=st.sampled_from(["", "p"]))
    ),
    st.sets(st.sampled_from(sorted(Action)), min_size=1),
    st.sets(st.sampled_from(["nudity", "sexual", "minor", "news", "real_event", "degrading"])),
)
@settings(max_examples=60, deadline=None)
def test_any_question_gets_a_verdict_with_sources(who: list[Shown], actions: set[Action], sensitive: set[str]) -> None:
    clearance = judge(None, "netflix-2025-11", shown=tuple(who), actions=tuple(actions), sensitive=tuple(sensitive))
    assert clearance.reasons
    assert all(reason.source and reason.required and reason.found for reason in clearance.reasons)
    assert clearance.verdict is not CLEARED
    assert clearance.verdict is min(
        (reason.outcome for reason in clearance.reasons), key=[REFUSED, ESCALATE, CLEARED].index
    )


def test_a_clearance_is_read_back_and_one_that_was_changed_is_not() -> None:
    clearance = judge(shown=shown("public", "A. Star"))
    record = json.loads(json.dumps(clearance.to_json()))
    assert Clearance.from_json(record) == clearance
    assert record["reasons"][0]["confirmed"] is True
    assert record["reasons"][0]["outcome"] == "refused"
    assert record["question_sha256"] == clearance.question_sha256 != ""
    for change in (
        {"verdict": "cleared"},
        {"production": "OTHER"},
        {"consents": [["urn:uuid:c", "d" * 64]]},
        {"decisions": ["d"]},
    ):
        with pytest.raises(RefusedError, match="was changed after it was written"):
            Clearance.from_json({**record, **change})
    for broken in (
        {"reasons": [{}]},
        {"judged_at": "soon"},
        {"verdict": "perhaps"},
        {"reasons": [{"outcome": "fine"}]},
    ):
        with pytest.raises(RefusedError, match="is not whole"):
            Clearance.from_json({**record, **broken})


def test_a_clearance_covers_what_it_says_and_nothing_else() -> None:
    clearance = judge()
    clearance.require("generate", brief_sha256="b" * 64)
    with pytest.raises(RefusedError, match='not "alter"'):
        clearance.require("alter", brief_sha256="b" * 64)
    with pytest.raises(RefusedError, match="another brief"):
        clearance.require("generate", brief_sha256="c" * 64)
    with pytest.raises(EscalatedError, match="house/described-person"):
        judge(shown=shown("described")).require("generate", brief_sha256="b" * 64)
    with pytest.raises(RefusedError, match="Source: Rushes house rules"):
        judge(shown=shown("unnamed")).require("generate", brief_sha256="b" * 64)


def test_a_reason_that_is_another_is_another_clearance() -> None:
    clearance = judge()
    other = replace(clearance, reasons=(Reason("house/x", "f", "r", "f", "s", ""),))
    assert other.id != clearance.id
