"""Approvals that leave the house: a stranger checks them, and learns roles and days, and nobody's name or words."""

from __future__ import annotations

import json

import pytest

from rushes.errors import BadInputError, RushesError
from rushes.provenance import read_ledger, trust_root_pem
from rushes.provenance.approvals import check_approvals
from rushes.provenance.decided import Word
from rushes.review.deciding import approvals_of

PLACE = ("020_0150", "v001")


@pytest.fixture
def decided(floor):
    """A circle and an approval of a take, an older word of the same person, and a circle of another take."""
    floor.performer("performer-1")
    take, other = floor.take(people=("performer-1",)), floor.take(version="v002", level=2)
    ida, agent = (
        floor.person("ida", "supervisor"),
        floor.person("agent-7", "representative", performers=("performer-1",)),
    )
    floor.decide(take, "hold", ida, why="Zebra.")
    last = floor.decide(take, "circle", ida, 1, why="Zebra.")
    floor.decide(take, "approve", agent, 2)
    floor.decide(other, "circle", ida)
    return last


def test_a_stranger_checks_who_approved_these_very_frames(floor, decided, tmp_path, monkeypatch):
    sent = json.loads(json.dumps(approvals_of(floor.show, [PLACE])))
    root = trust_root_pem()
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "client"))
    found = check_approvals(sent, trust_roots=root)
    assert found.trusted
    bound = {"take_sha256": decided.take_sha256, "frames_sha256": decided.frames_sha256}
    said = found.of(*PLACE, **bound)
    assert [(word.role, word.verdict) for word in said] == [("supervisor", "circle"), ("representative", "approve")]
    assert all(isinstance(word, Word) for word in said)
    assert found.of(*PLACE, **bound | {"frames_sha256": "0" * 64}) == (), "other frames, other words"
    assert found.of("020_0150", "v002", **bound) == ()
    assert not check_approvals(sent, trust_roots=trust_root_pem()).trusted
    text = json.dumps(sent)
    assert not any(word in text for word in ("ida", "Ida", "agent-7", "Zebra", "z6Mk", "performer-1"))


@pytest.mark.parametrize("change", [{"role": "production"}, {"verdict": "approve"}, {"frames_sha256": "0" * 64}])
def test_an_entry_that_was_changed_is_noticed(floor, decided, change):
    sent = approvals_of(floor.show, [PLACE])
    sent["entries"][0]["data"] |= change
    with pytest.raises(RushesError, match="does not hold"):
        check_approvals(sent, trust_roots=trust_root_pem())


def test_an_entry_about_something_else_is_no_approval(floor, decided):
    sent = approvals_of(floor.show, [PLACE])
    sealed = next(entry for entry in read_ledger(floor.show.ledger) if entry.event == "take.sealed")
    with pytest.raises(RushesError, match="is about no decision of SHOW"):
        check_approvals(sent | {"entries": [sealed.to_json()]}, trust_roots=trust_root_pem())


@pytest.mark.parametrize(
    "change", [{"schema_version": "2"}, {"more": 1}, {"entries": {}}, {"entries": [1]}, {"ledger_certificate": ""}]
)
def test_what_is_of_another_form_is_one_sentence(floor, decided, change):
    with pytest.raises(BadInputError, match=r"approvals|certificate"):
        check_approvals(approvals_of(floor.show, [PLACE]) | change, trust_roots=trust_root_pem())


def test_a_take_that_nobody_decided_about_has_no_approvals(floor):
    floor.take()
    assert approvals_of(floor.show, [PLACE])["entries"] == []


def test_the_command_checks_a_packages_approvals(floor, decided, rushes, tmp_path, monkeypatch):
    (tmp_path / "approvals.json").write_text(json.dumps(approvals_of(floor.show, [PLACE])), encoding="utf-8")
    (tmp_path / "root.pem").write_text(trust_root_pem(), encoding="ascii")
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "client"))
    left, out, _ = rushes("decisions", "check", "approvals.json", "--trust", "root.pem", "--json")
    assert left == 0
    assert "SHOW 020_0150 v001  supervisor: circle (2026-11-20)  frames " + decided.frames_sha256 in out
    last = json.loads(out.splitlines()[-1])
    assert (last["trusted"], [one["word"]["verdict"] for one in last["approvals"]]) == (True, ["circle", "approve"])
    left, out, _ = rushes("decisions", "check", "approvals.json")
    assert left == 5
    assert "Nobody whom you trust vouches for the ledger's key." in out
