"""Nobody is made who has not signed: words, names, consents and plates."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import Brief
from rushes.clearance import (
    Clearance,
    PlateScan,
    Verdict,
    clear,
    did_of,
    load_registry,
    sign_consent,
)
from rushes.clearance.faces import faces_in

NOW = datetime(2026, 11, 22, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))


def consent(key: Ed25519PrivateKey = KEY, **changes: Any) -> dict[str, Any]:
    record = {
        "consent_id": "c-1",
        "subject": {"id": did_of(key), "name": "Ada Moss"},
        "productions": ["SHOW"],
        "uses": ["generate", "destruction"],
        "valid_from": (NOW - timedelta(days=1)).isoformat(),
        "valid_until": (NOW + timedelta(days=1)).isoformat(),
        **changes,
    }
    return sign_consent(record, key, created=NOW)


def judge(tmp_path: Path | None, text: str, scan: PlateScan | None = None, **fields: Any) -> Clearance:
    registry = load_registry(tmp_path) if tmp_path else load_registry(Path("/nonexistent"))
    return clear(
        Brief(shot="010_0010", text=text, **fields),
        registry,
        ("house",),
        production="SHOW",
        brief_sha256="0" * 64,
        plate_people=scan or PlateScan(),
        now=NOW,
    )


@pytest.mark.parametrize(
    "text",
    [
        "An eight-storey concrete apartment block loses its ground floor and pancakes; dust rolls to camera.",
        "The Flatiron Building topples in the rain.",
        "A brick warehouse on Wilson Street; nobody is there.",
        "A model street collapses, no people.",
        "Late Afternoon, Heavy Dust; a Soft Storey collapse by the Golden Gate in June.",
        "EXTERIOR NIGHT. The camera watches Notre Dame and the Chase Manhattan building.",
        "",
    ],
)
def test_a_brief_with_nobody_in_it_is_cleared(text: str) -> None:
    verdict = judge(None, text)
    assert verdict.verdict is Verdict.CLEARED
    assert verdict.actions == {"generate", "alter"}
    assert [reason.rule for reason in verdict.reasons] == ["house/nobody-shown"]


@pytest.mark.parametrize(
    "text",
    [
        "A man runs from the tower.",
        "A crowd watches a tower fall",
        "Meryl Streep watches the tower.",
        "She survives.",
        "Zendaya watches the tower fall.",
        "MERYL STREEP stands before the tower.",
        "April Smith runs.",
    ],
)
def test_a_brief_that_shows_somebody_is_refused_with_a_way_out(text: str) -> None:
    verdict = judge(None, text)
    assert verdict.verdict is Verdict.REFUSED
    assert verdict.actions == frozenset()
    assert all(reason.remedy and reason.source for reason in verdict.reasons)


@given(st.text(max_size=200))
def test_any_text_gets_a_verdict(text: str) -> None:
    assert judge(None, text).verdict in set(Verdict)


def test_one_name_does_not_speak_for_a_crowd(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps(consent()), encoding="utf-8")
    verdict = judge(tmp_path, "a crowd flees from the tower", people=("Ada Moss",))
    assert verdict.verdict is Verdict.REFUSED
    assert [reason.rule for reason in verdict.reasons] == ["house/people-need-names"]


def test_a_signed_consent_clears_its_person(tmp_path: Path) -> None:
    (tmp_path / "c.json").write_text(json.dumps(consent()), encoding="utf-8")
    verdict = judge(tmp_path, "ada moss stands before the tower", people=("Ada Moss",))
    assert verdict.verdict is Verdict.CLEARED
    assert verdict.people == ("Ada Moss",)


@pytest.mark.parametrize(
    ("changes", "word"),
    [
        ({"productions": ["OTHER"]}, "OTHER"),
        ({"uses": ["generate"]}, "destruction"),
        ({"valid_until": (NOW - timedelta(seconds=1)).isoformat()}, "ended"),
        ({"valid_from": (NOW + timedelta(seconds=1)).isoformat()}, "not valid before"),
        ({"subject": {"id": did_of(KEY), "name": "Ben Moss"}}, "no consent on record"),
    ],
)
def test_a_consent_for_something_else_does_not_count(tmp_path: Path, changes: dict[str, Any], word: str) -> None:
    (tmp_path / "c.json").write_text(json.dumps(consent(**changes)), encoding="utf-8")
    verdict = judge(tmp_path, "the tower falls", people=("Ada Moss",))
    assert verdict.verdict is Verdict.REFUSED
    assert word in " ".join(reason.found for reason in verdict.reasons)


@pytest.mark.parametrize(
    "field", ["consent_id", "productions", "uses", "valid_from", "valid_until", "subject", "proof"]
)
def test_a_consent_changed_after_signing_counts_for_nothing(tmp_path: Path, field: str) -> None:
    record = consent()
    other = consent(Ed25519PrivateKey.generate(), consent_id="c-2", productions=["X"], uses=["y"], valid_from="2020-01-01T00:00:00+00:00", valid_until="2030-01-01T00:00:00+00:00")  # fmt: skip
    record[field] = other[field]
    (tmp_path / "c.json").write_text(json.dumps(record), encoding="utf-8")
    registry = load_registry(tmp_path)
    assert registry.consents == ()
    assert "counts for nothing" in registry.problems[0]


@pytest.mark.parametrize("text", ["", "{", '{"a": 1, "a": 2}', "[]", '{"consent_id": "c"}', "\x00"])
def test_a_file_that_is_no_consent_counts_for_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "c.json").write_text(text, encoding="utf-8")
    registry = load_registry(tmp_path)
    assert registry.consents == ()
    assert len(registry.problems) == 1


def test_a_face_in_the_plate_is_refused_and_a_blind_look_escalates() -> None:
    assert judge(None, "the tower falls", PlateScan(faces=1)).verdict is Verdict.REFUSED
    assert judge(None, "the tower falls", PlateScan(looked=False, trouble="no model")).verdict is Verdict.ESCALATE


def test_no_face_is_found_where_there_is_none() -> None:
    from sklearn.datasets import load_sample_image

    assert faces_in(load_sample_image("china.jpg")) == 0
    assert faces_in(np.zeros((90, 160, 3), np.uint8)) == 0
