"""Notes on disk: nobody's change is lost, nothing is half written, and no name leads out of the show."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest

from rushes.errors import BadInputError
from rushes.review.notes import Note, add_note, find_note, notes_folder, read_notes, read_one, reply, set_state
from rushes.show import FrameRange

SHOT = "020_0150"


def note(**given):
    fields = {"shot": SHOT, "version": "v001", "frames": FrameRange(1012, 1030), "author": "ida", "role": "supervisor"}
    return Note(**(fields | {"text": "More dust."} | given))


def test_a_note_lies_in_a_file_of_its_own(show):
    added = add_note(show, note(region=(0.2, 0.3, 0.5, 0.6)))
    record = json.loads((show.folder / "shots" / SHOT / "notes" / f"{added.id}.json").read_text())
    assert record["schema"] == "rushes/note/1"
    assert record["frames"] == [1012, 1030]
    assert read_notes(show, SHOT) == (added,)
    assert find_note(show, added.id) == added


def test_notes_come_oldest_first_and_by_version(show):
    late = add_note(show, note(created="2026-11-27T12:00:00Z", version="v002"))
    early = add_note(show, note(created="2026-11-27T11:00:00Z"))
    assert read_notes(show, SHOT) == (early, late)
    assert read_notes(show, SHOT, "v002") == (late,)
    assert read_notes(show, "030_0010") == ()


def test_states_and_their_history(show):
    one = add_note(show, note())
    with pytest.raises(BadInputError, match="is open: nothing answers it yet"):
        set_state(show, SHOT, one.id, "verified", "ida")
    at = datetime(2026, 11, 27, 10, tzinfo=UTC)
    set_state(show, SHOT, one.id, "addressed", "bo", "v002", now=at)
    with pytest.raises(BadInputError, match="is addressed already"):
        set_state(show, SHOT, one.id, "addressed", "bo", "v002")
    assert set_state(show, SHOT, one.id, "addressed", "bo", "v003", now=at).answered_by == "v003"
    verified = set_state(show, SHOT, one.id, "verified", "ida", now=at)
    assert (verified.state, verified.answered_by) == ("verified", "v003")
    opened = set_state(show, SHOT, one.id, "open", "ida", now=at)
    assert opened == read_one(show, SHOT, one.id)
    assert opened.answered_by == ""
    said = [(change.state, change.by, change.at, change.version) for change in opened.history]
    at = "2026-11-27T10:00:00Z"
    assert said == [
        ("addressed", "bo", at, "v002"),
        ("addressed", "bo", at, "v003"),
        ("verified", "ida", at, ""),
        ("open", "ida", at, ""),
    ]


@pytest.mark.parametrize(("version", "said"), [("v009", "has no version v009"), ("v001", "so v001 can't answer it")])
def test_only_a_later_version_answers(show, version, said):
    one = add_note(show, note())
    with pytest.raises(BadInputError, match=said):
        set_state(show, SHOT, one.id, "addressed", "bo", version)
    assert read_one(show, SHOT, one.id) == one


def test_replies_stand_in_one_thread(show):
    one = add_note(show, note())
    first = reply(show, SHOT, one.id, "How much?", "bo")
    second = reply(show, SHOT, first.id, "Twice.", "ida", "supervisor")
    assert (first.thread, second.thread) == (one.id, one.id)
    assert second.frames == one.frames
    with pytest.raises(BadInputError, match=f"is a reply. The state is that of .*: {one.id}"):
        set_state(show, SHOT, second.id, "addressed", "bo")
    with pytest.raises(BadInputError, match="is a reply itself"):
        add_note(show, note(thread=first.id))


def test_fields_of_others_outlive_a_change_of_state(show):
    one = add_note(show, note(extra={"ticket": "A-17"}))
    set_state(show, SHOT, one.id, "addressed", "bo", "v002")
    record = json.loads((notes_folder(show, SHOT) / f"{one.id}.json").read_text())
    assert record["ticket"] == "A-17"


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"version": "v009"}, "no version v009. There is: v001, v002, v003"),
        ({"frames": FrameRange(1000, 1001)}, "frames 1001-1096, and the note is on 1000-1001"),
        ({"shot": "030_0010"}, "Shot 030_0010 has no version v001. There is: none yet"),
        ({"text": ""}, "says nothing"),
        ({"state": "verified"}, "a new note is open"),
        ({"thread": "n-000000000000"}, "has no note n-000000000000"),
    ],
)
def test_what_is_no_note_of_the_shot_is_not_written(show, wrong, said):
    with pytest.raises(BadInputError, match=said):
        add_note(show, note(**wrong))
    assert read_notes(show, SHOT) == ()


def test_an_id_is_given_once(show):
    one = add_note(show, note())
    with pytest.raises(BadInputError, match="already"):
        add_note(show, note(id=one.id, text="Another."))
    assert read_one(show, SHOT, one.id) == one


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{", "is damaged"),
        ("[" * 100_000, "is damaged"),
        ("[]", "has to be a JSON object"),
        ('{"schema": "rushes/note/2"}', "newer Rushes"),
        (" " * (4 * 1024 * 1024 + 1), "larger than 4 MiB"),
    ],
)
def test_a_damaged_file_is_named_and_left_alone(show, content, said):
    one = add_note(show, note())
    path = notes_folder(show, SHOT) / f"{one.id}.json"
    path.write_text(content)
    for ask in (lambda: read_notes(show, SHOT), lambda: set_state(show, SHOT, one.id, "addressed", "bo")):
        with pytest.raises(BadInputError, match=said) as told:
            ask()
        assert str(path) in str(told.value)
    assert path.read_text() == content


def test_a_note_under_anothers_name_is_told(show):
    one = add_note(show, note())
    path = notes_folder(show, SHOT) / f"{one.id}.json"
    path.rename(path.with_name("n-000000000000.json"))
    with pytest.raises(BadInputError, match=f"holds note {one.id} of shot {SHOT}"):
        read_notes(show, SHOT)


@pytest.mark.parametrize("name", ["../../x", "n-1", "n-zzzzzzzzzzzz", "", "n-3f2a9c1b7d20/../.."])
def test_no_id_leads_elsewhere(show, name):
    for ask in (lambda: read_one(show, SHOT, name), lambda: find_note(show, name)):
        with pytest.raises(BadInputError, match="is no note's id"):
            ask()


def test_many_at_once_lose_nothing(show):
    one = add_note(show, note())

    def work(number):
        add_note(show, note(text=f"Note {number}"))
        try:
            set_state(show, SHOT, one.id, "addressed" if number % 2 else "open", f"p{number}")
        except BadInputError:
            return 0
        return 1

    with ThreadPoolExecutor(8) as pool:
        changed = sum(pool.map(work, range(24)))
    assert len(read_notes(show, SHOT)) == 25
    assert len(read_one(show, SHOT, one.id).history) == changed
    assert not list(notes_folder(show, SHOT).glob("*.part"))
