"""``rushes likeness`` as a person uses it."""

from __future__ import annotations

import json

import pytest
from PIL import Image

from drawn_head import ADA, BEN, head, scene
from rushes.provenance import read_ledger


@pytest.fixture
def desk(asked):
    """Return the command line of a show with two performers in its register and pictures beside it."""
    for name, picture in {
        "ada.png": head(ADA),
        "ada2.png": head(ADA, gaze=0.5, light=0.8),
        "ben.png": head(BEN),
        "plate.png": scene((head(ADA), 300, 100, 400)),
        "crowd.png": scene((head(ADA), 60, 200, 300), (head(BEN), 700, 200, 300)),
        "empty.png": scene(),
    }.items():
        Image.fromarray(picture).save(asked.folder / name)
    for performer, name in (("p-1", "Ada Moss"), ("p-2", "Ben Moss")):
        code, _, errors = asked.rushes("performer", "enrol", performer, "--name", name, "--show", "S")
        assert code == 0, errors
    return asked


def run(desk, *arguments, code=0):
    left, out, errors = desk.rushes("likeness", *arguments, "--show", "S")
    assert left == code, errors
    assert "Traceback" not in errors
    return out if code != 2 else errors


def enrol(desk, performer="p-1", *pictures, code=0):
    return run(desk, "enrol", performer, *(pictures or ("ada.png",)), "--evidence", "release, drawer 4", code=code)


def test_who_is_enrolled_is_recognised_listed_and_forgotten(desk):
    assert "1 face(s) and 0 voice(s)" in enrol(desk)
    assert ": p-1" in run(desk, "scan", "plate.png")
    listed = run(desk, "list")
    assert "p-1  face" in listed
    assert "release, drawer 4" in listed
    assert "1 template(s) deleted" in run(desk, "forget", "p-1")
    assert "Nobody is enrolled in S." in run(desk, "list")
    assert "like nobody enrolled" in run(desk, "scan", "plate.png", code=4)


def test_several_pictures_of_one_person_are_enrolled_together(desk):
    assert "2 face(s)" in enrol(desk, "p-1", "ada.png", "ada2.png")


def test_a_machine_gets_one_object(desk):
    enrol(desk)
    seen = json.loads(run(desk, "scan", "crowd.png", "--json", code=4).splitlines()[-1])
    assert (seen["faces"], seen["unknown"], seen["matched"], seen["uncertain"]) == (2, 1, ["p-1"], [])
    assert {tuple(face["matched"]) for face in seen["found"]} == {("p-1",), ()}
    assert "vector" not in json.dumps(seen)


def test_a_picture_without_anybody_says_so(desk):
    assert "No face was found in empty.png." in run(desk, "scan", "empty.png")


def test_of_somebody_who_is_not_in_the_register_nothing_is_kept(desk):
    errors = enrol(desk, "p-9", code=2)
    assert '"p-9" is nobody in the register of S' in errors
    assert not (desk.show / "consents" / "templates.vault").exists()


def test_evidence_has_to_be_given_and_has_to_say_something(desk):
    assert "--evidence" in run(desk, "enrol", "p-1", "ada.png", code=2)
    assert "without a ground" in run(desk, "enrol", "p-1", "ada.png", "--evidence", " ", code=2)


@pytest.mark.parametrize(
    ("pictures", "words"),
    [
        (("empty.png",), "no face was found"),
        (("crowd.png",), "2 faces were found"),
        (("none.png",), "There is no picture at none.png"),
    ],
)
def test_a_picture_that_won_t_do_is_one_sentence(desk, pictures, words):
    assert words in enrol(desk, "p-1", *pictures, code=2)


def test_nothing_to_enrol_is_one_sentence(desk):
    assert "Give at least one picture" in run(desk, "enrol", "p-1", "--evidence", "x", code=2)


def test_a_face_under_two_ids_is_said(desk):
    enrol(desk)
    left, _, errors = desk.rushes("likeness", "enrol", "p-2", "ada2.png", "--evidence", "release", "--show", "S")
    assert left == 0
    assert "also like that of p-1" in errors


def test_forgetting_needs_to_know_whom(desk):
    assert "Name the performer to forget" in run(desk, "forget", code=2)
    assert "Nothing of p-2 is enrolled" in run(desk, "forget", "p-2", code=2)


def test_everybody_is_forgotten_at_the_end(desk):
    enrol(desk)
    assert "keys are deleted" in run(desk, "forget", "--everybody")
    assert not (desk.show / "consents" / "templates.vault").exists()
    assert not list((desk.folder / "home" / "templates").glob("*.key"))


def test_a_new_key_is_made(desk):
    enrol(desk)
    before = sorted((desk.folder / "home" / "templates").glob("*.key"))
    run(desk, "rotate")
    assert sorted((desk.folder / "home" / "templates").glob("*.key")) != before
    assert ": p-1" in run(desk, "scan", "plate.png")


def test_the_ledger_says_who_was_looked_at_and_no_name(desk):
    enrol(desk)
    run(desk, "scan", "plate.png")
    run(desk, "forget", "p-1")
    entries = [entry for entry in read_ledger(desk.show / "ledger.jsonl") if entry.event == "templates.accessed"]
    assert [entry.data["purpose"] for entry in entries] == ["added", "read", "forgotten"]
    assert all("p-1" in entry.data["performers"] for entry in entries)
    assert b"Ada" not in (desk.show / "ledger.jsonl").read_bytes()


def test_a_vault_from_elsewhere_is_one_sentence(desk):
    enrol(desk)
    for key in (desk.folder / "home" / "templates").glob("*.key"):
        key.unlink()
    assert "is not on this machine" in run(desk, "scan", "plate.png", code=2)


@pytest.mark.parametrize(
    "arguments", [("enrol", "p-1", "--voice", "v.wav", "--evidence", "release"), ("scan", "v.wav")]
)
def test_voices_without_their_network_are_one_sentence(desk, monkeypatch, arguments):
    from rushes.clearance.likeness import voices

    voices._encoder.cache_clear()
    monkeypatch.setattr(voices.importlib.util, "find_spec", lambda _name: None)
    (desk.folder / "v.wav").write_bytes(b"RIFF")
    assert "pip install --no-deps resemblyzer" in run(desk, *arguments, code=2)
