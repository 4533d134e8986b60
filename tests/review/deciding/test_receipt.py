"""A receipt proves a decision and its arrival without the show; one letter of it changed, it proves nothing."""

from __future__ import annotations

import json

import pytest

from rushes.errors import BadInputError, RushesError
from rushes.provenance import trust_root_pem
from rushes.review.deciding import check_receipt, receipt_of


@pytest.fixture
def receipt(floor):
    floor.performer("performer-1")
    agent = floor.person("agent-7", "representative", performers=("performer-1",))
    made = floor.decide(floor.take(people=("performer-1",)), "refuse", agent, why="Not her chin.")
    return receipt_of(floor.show, made.id)


def test_a_receipt_proves_what_was_signed_and_when_it_arrived(receipt, tmp_path, monkeypatch):
    root = trust_root_pem()
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "agency"))
    found = check_receipt(json.loads(json.dumps(receipt)), trust_roots=root)
    assert (found.decision.verdict, found.decision.why, found.trusted) == ("refuse", "Not her chin.", True)
    assert found.entry.event == "take.decided"
    assert not check_receipt(receipt, trust_roots="").trusted
    assert not check_receipt(receipt, trust_roots=trust_root_pem()).trusted, "another's root vouches for nothing"


@pytest.mark.parametrize(
    ("part", "change"),
    [
        ("decision", {"why": "Fine."}),
        ("decision", {"verdict": "approve"}),
        ("entry", {"time": "2026-01-01T00:00:00.000+00:00"}),
        ("entry", {"seq": 99}),
        ("entry", {"data": {"sha256": "a" * 64}}),
    ],
)
def test_a_receipt_that_was_changed_proves_nothing(receipt, part, change):
    with pytest.raises(RushesError, match="does not hold"):
        check_receipt(receipt | {part: receipt[part] | change}, trust_roots=trust_root_pem())


def test_a_receipt_is_about_one_decision(floor, receipt):
    other = floor.decide(floor.take(shot="020_0160", level=2), "circle", floor.person("ida", "supervisor"))
    swapped = receipt | {"entry": receipt_of(floor.show, other.id)["entry"]}
    with pytest.raises(RushesError, match="about another decision"):
        check_receipt(swapped, trust_roots=trust_root_pem())


@pytest.mark.parametrize(
    "change",
    [{"schema_version": "x"}, {"more": 1}, {"decision": []}, {"entry": []}, {"ledger_certificate": "none"}],
)
def test_what_is_no_receipt_is_one_sentence(receipt, change):
    with pytest.raises(BadInputError, match=r"receipt|no certificate of the ledger"):
        check_receipt(receipt | change, trust_roots=trust_root_pem())


def test_a_receipt_is_asked_for_by_a_decisions_id(floor, receipt):
    assert receipt_of(floor.show, receipt["decision"]["id"][9:17]) == receipt
    for name in ("", "zzz"):
        with pytest.raises(BadInputError, match="No decision on record is called"):
            receipt_of(floor.show, name)
    path = next(floor.show.shots.glob("*/decisions/*.json"))
    path.write_text(path.read_text(encoding="utf-8").replace("chin", "nose"), encoding="utf-8")
    with pytest.raises(BadInputError, match="is not the decision that is on record"):
        receipt_of(floor.show, receipt["decision"]["id"])


def test_the_command_writes_a_receipt_and_checks_it(floor, rushes, receipt):
    name = receipt["decision"]["id"]
    assert rushes("decisions", "receipt", name, "--out", "r.json", "--show", "SHOW")[0] == 0
    left, out, _ = rushes("decisions", "check", "r.json")
    assert left == 0
    assert "agent-7 (representative) refuses 020_0150 v001: Not her chin." in out
    assert "The ledger's key is vouched for by a root that you trust." in out
    assert "never overwritten" in rushes("decisions", "receipt", name, "--out", "r.json", "--show", "SHOW")[2]
