"""Enrolling performers, and the desk's own key."""

from __future__ import annotations

import json

import pytest

from rushes.clearance.records.desk_key import DESK_KEY, desk_did, desk_signer
from rushes.clearance.records.enrolment import enrol, performer_of, read_performer
from rushes.clearance.records.integrity import add_proof
from rushes.errors import BadInputError


def test_a_performers_record_is_signed_by_the_desk(cabinet):
    document = json.loads(json.dumps(enrol(cabinet.performer(), cabinet.desk)))
    assert read_performer(document, desk=cabinet.desk.did) == cabinet.performer()
    with pytest.raises(BadInputError, match="trusts the clearance desk"):
        read_performer(document, desk=cabinet.agent.did)


def test_a_changed_record_counts_for_nothing(cabinet):
    document = enrol(cabinet.performer(), cabinet.desk)
    with pytest.raises(BadInputError, match="does not hold"):
        read_performer({**document, "did": cabinet.stranger.did}, desk=cabinet.desk.did)
    with pytest.raises(BadInputError, match="schema_version"):
        read_performer({}, desk=cabinet.desk.did)
    with pytest.raises(BadInputError, match="not signed"):
        read_performer({name: value for name, value in document.items() if name != "proof"}, desk=cabinet.desk.did)
    strange = add_proof({"schema_version": "rushes/performer/1", "id": "x"}, cabinet.desk, created=cabinet.now)
    with pytest.raises(BadInputError, match="name: is missing"):
        read_performer(strange, desk=cabinet.desk.did)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"did": "did:web:example.org"}, "no did:key"),
        ({"agents": ("did:key:z6MkBad",)}, "did:key"),
        ({"evidence": ""}, "no evidence"),
    ],
)
def test_a_key_needs_to_be_one_and_evidence(cabinet, changes, words):
    with pytest.raises(BadInputError, match=words):
        enrol(cabinet.performer(**changes), cabinet.desk)


def test_a_key_and_a_name_are_one_person_s(cabinet):
    known = [cabinet.performer(id="performer-2")]
    with pytest.raises(BadInputError, match="A key is one person's"):
        enrol(cabinet.performer(), cabinet.desk, known=known)
    with pytest.raises(BadInputError, match="performer-2's already"):
        enrol(cabinet.performer(name="ada  moss", did=cabinet.agent.did), cabinet.desk, known=known)
    assert enrol(cabinet.performer(aliases=("A. Moss",)), cabinet.desk, known=[cabinet.performer()])


def test_somebody_without_a_key_is_protected(cabinet):
    assert enrol(cabinet.performer(did=None, evidence=""), cabinet.desk)


@pytest.mark.parametrize(("fields", "words"), [({"id": "Ada Moss"}, "id: "), ({"id": "a", "born": "soon"}, "born: "), ({"id": "a", "height": 1}, "height: ")])  # fmt: skip
def test_wrong_fields_are_named(fields, words):
    with pytest.raises(BadInputError, match=words):
        performer_of({"name": "Ada Moss", "enrolled_at": "2026-11-26T00:00:00Z", **fields})


def test_the_desk_makes_its_key_once(tmp_path):
    folder = tmp_path / "home"
    assert desk_did(folder) is None
    first = desk_signer(folder).did
    assert desk_signer(folder).did == desk_did(folder) == first
    assert (folder / DESK_KEY).stat().st_mode & 0o777 == 0o600
    assert folder.stat().st_mode & 0o777 == 0o700


def test_a_desk_key_that_others_may_read_proves_nothing(tmp_path):
    desk_signer(tmp_path)
    (tmp_path / DESK_KEY).chmod(0o644)
    with pytest.raises(BadInputError, match="chmod 600"):
        desk_signer(tmp_path)


def test_a_desk_key_that_is_none_is_said_so(tmp_path):
    (tmp_path / DESK_KEY).write_text("-----", encoding="ascii")
    (tmp_path / DESK_KEY).chmod(0o600)
    with pytest.raises(BadInputError, match="damaged"):
        desk_did(tmp_path)
