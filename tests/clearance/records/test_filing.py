"""Consents in a folder: found by any of their names, never overwritten."""

from __future__ import annotations

import json

import pytest

from rushes.clearance.records.filing import find_consent, read_consent
from rushes.errors import BadInputError


def test_a_consent_is_found_by_file_by_id_and_by_the_beginning_of_it(cabinet):
    path = cabinet.sign()
    for name in (str(path), "ada", "ada.json", cabinet.consent().id, "0d5a1f0e", "0d5a"):
        assert find_consent(cabinet.folder, name) == path
    for name in ("0d5", "performer-1", "bob.json"):
        with pytest.raises(BadInputError, match="No consent"):
            find_consent(cabinet.folder, name)
    (cabinet.folder / "copy.json").write_text(path.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(BadInputError, match="More than one"):
        find_consent(cabinet.folder, "0d5a1f0e")


def test_signing_writes_the_record_the_receipt_and_two_lists(cabinet):
    path = cabinet.sign()
    names = sorted(one.relative_to(cabinet.folder).as_posix() for one in cabinet.folder.rglob("*") if one.is_file())
    assert names[:3] == ["ada.json", "ada.receipt.txt", "performers/performer-1.json"]
    assert len(names) == 5
    assert "RECEIPT" in (cabinet.folder / "ada.receipt.txt").read_text(encoding="utf-8")
    assert read_consent(path).consent == cabinet.consent()


def test_what_was_signed_is_never_overwritten(cabinet):
    path = cabinet.sign()
    before = path.read_bytes()
    with pytest.raises(BadInputError, match="is there already"):
        cabinet.sign(id="urn:uuid:1c2d3e4f-0000-4000-8000-000000000002")
    with pytest.raises(BadInputError, match="is signed already"):
        cabinet.sign(stem="again")
    with pytest.raises(BadInputError, match="takes the place of"):
        cabinet.sign(stem="b", id="urn:uuid:1c2d3e4f-0000-4000-8000-000000000002", supersedes="urn:uuid:0")
    assert path.read_bytes() == before


def test_every_consent_has_a_bit_of_its_own(cabinet):
    places = set()
    for number in range(20):
        path = cabinet.sign(stem=f"c{number}", id=f"urn:uuid:00000000-0000-4000-8000-{number:012d}")
        places |= {(place.list_id, place.index) for place in read_consent(path).credential.places}
    assert len(places) == 40
    assert len(list((cabinet.folder / "status").iterdir())) == 2


def test_a_list_that_was_tampered_with_stops_the_next_signature(cabinet):
    cabinet.sign()
    for issue in (cabinet.folder / "status").glob("*suspension*"):
        document = json.loads(issue.read_text(encoding="utf-8"))
        document["validFrom"] = "2020-01-01T00:00:00Z"
        issue.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(BadInputError):
        cabinet.sign(stem="b", id="urn:uuid:1c2d3e4f-0000-4000-8000-000000000002")
    assert not (cabinet.folder / "b.json").exists()


def test_a_consent_that_does_not_verify_is_named_with_its_file(cabinet):
    path = cabinet.sign()
    path.write_text(path.read_text(encoding="utf-8").replace("at dusk", "at dawn"), encoding="utf-8")
    with pytest.raises(BadInputError, match=r"ada\.json counts for nothing: .* Ask"):
        read_consent(path)


def test_a_signature_that_is_broken_off_leaves_no_consent_and_can_be_given_again(cabinet, monkeypatch):
    from rushes.clearance.records import filing

    cabinet.enrol()
    whole = filing.write_once
    monkeypatch.setattr(filing, "write_once", lambda *_: (_ for _ in ()).throw(OSError(28, "No space left on device")))
    with pytest.raises(OSError, match="No space"):
        cabinet.sign()
    assert cabinet.load().consents == ()
    assert cabinet.load().problems == ()
    monkeypatch.setattr(filing, "write_once", whole)
    cabinet.sign()
    assert cabinet.standing().state == "in_force"
