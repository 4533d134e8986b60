"""The desk: what waits is kept once, what is answered is signed, and a decision counts only as long as it should."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance import Clearance, Reason, Verdict
from rushes.clearance.question import Guidance, Question
from rushes.clearance.records.consent import Action
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.desk import (
    answer,
    answered,
    decide,
    escalation,
    escalations,
    lift_strike,
    order_strike,
    put_on_desk,
    strikes,
    trusted_desk,
    working_desk,
)
from rushes.clearance.records.escalation import NOTICE, UNION_ANSWER, Answers, clocks, escalation_id
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.loading import load_registry
from rushes.errors import BadInputError
from rushes.show import Show

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
DESK = memory_signer(Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
COUNSEL = memory_signer(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
RULE = "netflix-2025-11/final-deliverable"
QUESTION = Question(production="S", shot="010_0010", brief_sha256="b" * 64)


def judged(*rules: str) -> Clearance:
    reasons = tuple(
        Reason(
            rule,
            "lifecycle",
            "an approval",
            "none",
            "a source",
            "Ask the client.",
            confirmed=False,
            outcome=Verdict.ESCALATE,
        )
        for rule in rules or (RULE,)
    )
    return Clearance(Verdict.ESCALATE, reasons, "b" * 64, frozenset(), (), NOW)


def asked(folder: Path, question: Question = QUESTION, now: datetime = NOW, by: str = "ada") -> Any:
    return put_on_desk(folder, question, judged(), asked_by=by, now=now, signer=DESK)


def decision(**changes: Any) -> Decision:
    return Decision(
        **{
            "id": "urn:uuid:7c2f7f62-4a3f-4a5e-9d1b-0d1f6a0c1a01", "kind": "approval", "rules": (RULE,), "production": "S",
            "shots": ("010_*",), "decided_by": "Ida Quill", "role": "client", "did": COUNSEL.did, "why": "Agreed on the call.",
            "evidence": ("mail 2026-11-20",), "decided_at": NOW, "expires_at": NOW + timedelta(days=30), **changes,
        }
    )  # fmt: skip


def test_the_same_question_has_one_place_and_keeps_who_asked_first(tmp_path: Path) -> None:
    first = asked(tmp_path)
    again = asked(tmp_path, now=NOW + timedelta(days=1), by="ben")
    assert (again.id, again.asked_by, again.asked_at) == (first.id, "ada", NOW)
    assert again.judged_at == NOW + timedelta(days=1)
    assert escalations(tmp_path, desk=DESK.did) == ((again,), ())
    assert first.rules == (RULE,)
    assert not first.grounds[0].confirmed


def test_another_brief_or_act_is_another_question(tmp_path: Path) -> None:
    ids = {
        escalation_id(one)
        for one in (
            QUESTION,
            QUESTION.model_copy(update={"brief_sha256": "c" * 64}),
            QUESTION.model_copy(update={"actions": (Action.EXPORT,)}),
            QUESTION.model_copy(update={"production": "T"}),
        )
    }
    assert len(ids) == 4
    assert escalation_id(QUESTION.model_copy(update={"use_case": "background"})) == escalation_id(QUESTION)


def test_answers_change_the_question_and_earlier_ones_stay(tmp_path: Path) -> None:
    name = asked(tmp_path).id
    assert answered(QUESTION, tmp_path, desk=DESK.did) == QUESTION
    yes = Guidance(no_replication="yes", no_training="yes", secure="yes", temporary="no", no_replacement="yes")
    answer(tmp_path, name, Answers(by="ada", at=NOW), signer=DESK)
    kept = answer(
        tmp_path,
        name[:8],
        Answers(by="ben", at=NOW, guidance=yes, use_case="background", story_relevant=False),
        signer=DESK,
    )
    assert [one.by for one in kept.answers] == ["ada", "ben"]
    now = answered(QUESTION, tmp_path, desk=DESK.did)
    assert (now.guidance, now.use_case, now.story_relevant) == (yes, "background", False)
    assert asked(tmp_path, now).answers == kept.answers, "judged again with the answers, it is the same question"


@pytest.mark.parametrize("change", ["guidance", "proof", "json", "key"])
def test_what_lies_on_the_desk_and_was_changed_counts_for_nothing(tmp_path: Path, change: str) -> None:
    name = asked(tmp_path).id
    answer(tmp_path, name, Answers(by="ada", at=NOW), signer=DESK)
    path = tmp_path / "escalations" / f"{name}.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    desk = DESK.did
    if change == "guidance":
        document["answers"][0]["guidance"]["secure"] = "yes"
    elif change == "proof":
        del document["proof"]
    elif change == "key":
        desk = COUNSEL.did
    path.write_text("{" if change == "json" else json.dumps(document), encoding="utf-8")
    with pytest.raises(BadInputError, match=name):
        answered(QUESTION, tmp_path, desk=desk)
    found, problems = escalations(tmp_path, desk=desk)
    assert found == ()
    assert len(problems) == 1


@pytest.mark.parametrize(("name", "words"), [("esc-0", "is no escalation"), ("esc-", "names more than one")])
def test_an_id_that_is_none_is_a_sentence(tmp_path: Path, name: str, words: str) -> None:
    asked(tmp_path)
    asked(tmp_path, QUESTION.model_copy(update={"brief_sha256": "c" * 64}))
    if name == "esc-0" and any(path.stem.startswith(name) for path in (tmp_path / "escalations").iterdir()):
        name = "esc-x"
    with pytest.raises(BadInputError, match=words):
        escalation(tmp_path, name, desk=DESK.did)


@pytest.mark.parametrize(
    ("hours", "given", "at", "kept", "overdue"),
    [
        (72, None, 0, False, False),
        (40, None, 0, False, True),
        (72, -1, 0, True, False),
        (40, -9, 0, True, False),
        (40, -7, 0, False, True),
    ],
)
def test_the_performer_is_told_48_hours_before(
    tmp_path: Path, hours: int, given: int | None, at: int, kept: bool, overdue: bool
) -> None:
    answers = Answers(
        by="ada",
        at=NOW,
        services_at=NOW + timedelta(hours=hours),
        notice_given_at=None if given is None else NOW + timedelta(hours=given),
    )
    one = answer(tmp_path, asked(tmp_path).id, answers, signer=DESK)
    (clock,) = clocks(one, NOW + timedelta(hours=at))
    assert clock.due == NOW + timedelta(hours=hours) - NOTICE
    assert (clock.kept, clock.overdue) == (kept, overdue)


def test_the_union_has_21_days_to_answer(tmp_path: Path) -> None:
    transfer = QUESTION.model_copy(update={"actions": (Action.TRANSFER,)})
    name = asked(tmp_path, transfer).id
    (clock,) = clocks(answer(tmp_path, name, Answers(by="ada", at=NOW), signer=DESK), NOW)
    assert "not asked" in clock.words
    one = answer(tmp_path, name, Answers(by="ada", at=NOW, transfer_asked_at=NOW), signer=DESK)
    (clock,) = clocks(one, NOW + UNION_ANSWER)
    assert (clock.due, clock.overdue) == (NOW + timedelta(days=21), False)
    assert clocks(one, NOW + UNION_ANSWER + timedelta(seconds=1))[0].overdue


def test_a_decision_is_signed_by_its_decider_and_the_desk_and_counts(tmp_path: Path) -> None:
    path = decide(tmp_path, decision(), signer=COUNSEL, desk=DESK)
    first, second = json.loads(path.read_text(encoding="utf-8"))["proof"]
    assert second["previousProof"] == first["id"]
    assert load_registry(tmp_path, desk=DESK.did, now=NOW).decisions == (decision(),)
    with pytest.raises(BadInputError, match="made once"):
        decide(tmp_path, decision(), signer=COUNSEL, desk=DESK)


@pytest.mark.parametrize("who", ["the decider alone", "the desk alone", "a stranger's desk", "nobody"])
def test_a_decision_without_both_signatures_counts_for_nothing(tmp_path: Path, who: str) -> None:
    path = decide(tmp_path, decision(), signer=COUNSEL, desk=COUNSEL if who == "a stranger's desk" else DESK)
    document = json.loads(path.read_text(encoding="utf-8"))
    if who == "nobody":
        del document["proof"]
    elif who != "a stranger's desk":
        document["proof"] = document["proof"][0 if who == "the decider alone" else 1]
    path.write_text(json.dumps(document), encoding="utf-8")
    registry = load_registry(tmp_path, desk=DESK.did, now=NOW)
    assert registry.decisions == ()
    assert len(registry.problems) == 1


@pytest.mark.parametrize(
    ("changes", "signer", "words"),
    [
        ({}, DESK, "Whoever decides signs"),
        ({"expires_at": NOW}, COUNSEL, "ends before"),
        ({"expires_at": NOW - timedelta(days=1)}, COUNSEL, "ends before"),
    ],
)
def test_a_decision_that_cannot_be_is_not_written(
    tmp_path: Path, changes: dict[str, Any], signer: Any, words: str
) -> None:
    with pytest.raises(BadInputError, match=words):
        decide(tmp_path, decision(**changes), signer=signer, desk=DESK)
    assert not (tmp_path / "decisions").exists()


def test_a_strike_order_is_given_once_and_stays_on_record(tmp_path: Path) -> None:
    asks = {"scope": "union", "name": "sag-aftra"}
    order = order_strike(tmp_path, **asks, ordered_by="Ida", why="a vote", now=NOW, signer=DESK)
    assert order_strike(tmp_path, **asks, ordered_by="Ben", why="", now=NOW + timedelta(days=1), signer=DESK) == order
    assert load_registry(tmp_path, desk=DESK.did, now=NOW).strikes == (order,)
    assert order.holds(NOW)
    (lifted,) = lift_strike(tmp_path, **asks, now=NOW + timedelta(days=2), signer=DESK)
    assert not lifted.holds(NOW + timedelta(days=2))
    assert strikes(tmp_path, desk=DESK.did) == ((lifted,), ())
    with pytest.raises(BadInputError, match="No strike order"):
        lift_strike(tmp_path, **asks, now=NOW, signer=DESK)
    again = order_strike(tmp_path, **asks, ordered_by="Ida", why="", now=NOW + timedelta(days=3), signer=DESK)
    assert again.id != order.id


def test_the_desk_of_another_machine_is_not_this_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    show = Show.init(tmp_path / "S", Fraction(24))
    assert trusted_desk(show) == ""
    show, signer = working_desk(show)
    assert trusted_desk(show) == signer.did == show.clearance_desk
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "other"))
    with pytest.raises(BadInputError, match="machine that holds the desk's key"):
        working_desk(show)
