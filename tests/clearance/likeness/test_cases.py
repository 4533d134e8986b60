"""A red-team file stands for enrolled people with consents in force; what is wrong with one is a sentence."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from rushes.clearance import Verdict, clear
from rushes.clearance.likeness.asking import question_of_text
from rushes.clearance.likeness.cases import read_cases, registry_from_cases
from rushes.clearance.records.coverage import gaps
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 22, tzinfo=UTC)
PERSON = {"id": "p-1", "name": "Odalys Brenneke"}


def test_a_consent_in_a_file_is_in_force_for_what_it_names() -> None:
    consent = {"use": ["generate"], "production": "DEMO", "valid_to": "2026-11-22"}
    registry = registry_from_cases([{**PERSON, "consent": consent}], now=NOW)
    (held,) = registry.consents_of("p-1")
    question = question_of_text("Odalys Brenneke at the window", registry, production="DEMO")
    assert gaps(held, registry.performers["p-1"], question, question.actions[0], now=NOW) == ()
    assert clear(question, registry, ("house",), now=NOW).verdict is Verdict.CLEARED


@pytest.mark.parametrize(
    "changes",
    [{"production": "OTHER"}, {"use": ["dub"]}, {"valid_to": "2026-11-21"}, {"valid_from": "2026-12-01"}, {"standing": "revoked"}, {"standing": "suspended"}, {"shots": ["020_*"]}],
)  # fmt: skip
def test_a_consent_for_something_else_does_not_cover(changes: dict[str, object]) -> None:
    consent = {"use": ["generate"], "production": "DEMO", "valid_to": "2027-01-01", **changes}
    registry = registry_from_cases([{**PERSON, "consent": consent}], now=NOW)
    question = question_of_text("Odalys Brenneke at the window", registry, production="DEMO", shot="010_0010")
    assert clear(question, registry, ("house",), now=NOW).verdict is Verdict.REFUSED


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "holds no fields"),
        ("- a", "holds no fields"),
        ("cases: []", "holds no cases"),
        ("cases: [a]", "case 1 is not a list of fields"),
        (f"cases: [{{text: {'a' * 4001}}}]", "at most 4000"),
        ("cases: [{text: 3}]", "text is missing"),
        ("cases: [{text: a, verdict: maybe}]", "maybe"),
        ("cases: [{text: a, colour: red}]", "colour"),
        ("colour: red\ncases: [{text: a}]", "colour"),
        ("registry: {a: b}\ncases: [{text: a}]", "not a list"),
        ("registry: [{id: p-1}]\ncases: [{text: a}]", "name is missing"),
        ("registry: [{id: 'P 1', name: A}]\ncases: [{text: a}]", "id"),
        ("registry: [{id: a, name: A}, {id: a, name: B}]\ncases: [{text: a}]", "twice"),
        ("registry: [{id: a, name: A, consent: yes please}]\ncases: [{text: a}]", "consent is not a list"),
        ("registry: [{id: a, name: A, consent: {use: [reage]}}]\ncases: [{text: a}]", "production is missing"),
        ("registry: [{id: a, name: A, consent: {use: [generate], production: D, valid_to: soon}}]\ncases: [{text: a}]", "no date"),
        ("registry: [{id: a, name: A, consent: {use: [generate], production: D, age_from: 3}}]\ncases: [{text: a}]", "age_from"),
        ("now: yesterday\ncases: [{text: a}]", "no date"),
        ("cases: [", "not YAML"),
        ('cases: [{text: "\\ud800"}]', "YAML"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_a_sentence(tmp_path: Path, content: str, words: str) -> None:
    path = tmp_path / "cases.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BadInputError, match=words):
        read_cases(path, now=NOW)


def test_what_is_no_file_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="does not exist"):
        read_cases(tmp_path / "none.yaml", now=NOW)
    (tmp_path / "cases.yaml").write_bytes(b"\xff\xfe")
    with pytest.raises(BadInputError, match="UTF-8"):
        read_cases(tmp_path / "cases.yaml", now=NOW)
