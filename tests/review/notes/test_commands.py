"""``rushes note`` and ``rushes make --from-notes``, as a person would run them."""

from __future__ import annotations

import csv
import json
from fractions import Fraction

import pytest

from rushes.brief import brief_from_text
from rushes.engines import Take
from rushes.review.notes import Note, notes_csv, read_notes
from rushes.show import FrameRange, Show

SHOT = "020_0150"


@pytest.fixture
def note(show, rushes):
    """Run ``rushes note`` on the show; return what it printed as JSON."""

    def run(*arguments, code=0):
        left, out, errors = rushes("note", *arguments, "--show", str(show.folder), "--json")
        assert left == code, errors
        return json.loads(out.splitlines()[-1])

    return run


def test_a_note_and_what_becomes_of_it(note, show):
    made = note(
        "add",
        f"{SHOT}/v001",
        "--frames",
        "1012-1030",
        "--text",
        "More dust",
        "--region",
        "0.2,0.3,0.5,0.6",
        "--by",
        "ida",
        "--role",
        "supervisor",
    )["note"]
    assert (made["frames"], made["region"], made["author"], made["role"]) == (
        [1012, 1030],
        [0.2, 0.3, 0.5, 0.6],
        "ida",
        "supervisor",
    )
    answer = note("reply", made["id"], "--text", "How much?", "--by", "bo")["note"]
    assert answer["thread"] == made["id"]
    note("address", made["id"], "--version", "v002", "--by", "bo")
    note("verify", made["id"], "--by", "ida")
    shown = note("show", made["id"])
    assert [change["state"] for change in shown["note"]["history"]] == ["addressed", "verified"]
    assert [one["text"] for one in shown["replies"]] == ["How much?"]
    assert note("reopen", made["id"])["note"]["state"] == "open"
    assert len(read_notes(show, SHOT)) == 2


def test_the_newest_version_is_meant_when_none_is_named(note):
    assert note("add", SHOT, "--frames", "1012", "--text", "Hm.")["note"]["version"] == "v003"


def test_a_drawing_comes_from_a_file(note, tmp_path):
    strokes = [{"tool": "arrow", "colour": "#ffcc00", "width": 0.004, "points": [[0.1, 0.2], [0.3, 0.4]]}]
    (tmp_path / "drawn.json").write_text(json.dumps(strokes))
    assert (
        note("add", SHOT, "--frames", "1012", "--strokes", str(tmp_path / "drawn.json"))["note"]["strokes"] == strokes
    )


def test_the_list_holds_threads_together_and_by_state(note):
    one = note("add", SHOT, "--frames", "1012", "--text", "One")["note"]
    two = note("add", SHOT, "--frames", "1012", "--text", "Two")["note"]
    note("reply", one["id"], "--text", "Reply")
    note("address", two["id"])
    assert sorted(row["text"] for row in note("list", SHOT)["notes"]) == ["One", "Reply", "Two"]
    assert [row["text"] for row in note("list", f"{SHOT}/v003", "--state", "open")["notes"]] == ["One", "Reply"]
    assert note("list", f"{SHOT}/v001")["notes"] == []


def test_the_table_reads_back_and_runs_no_formula(note, tmp_path):
    note("add", SHOT, "--frames", "1012-1030", "--text", '=HYPERLINK("x")\n"quoted", and more')
    note("list", SHOT, "--csv", str(tmp_path / "notes.csv"))
    with (tmp_path / "notes.csv").open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert rows[0]["text"] == '\'=HYPERLINK("x")\n"quoted", and more'
    assert (rows[0]["first frame"], rows[0]["last frame"], rows[0]["timecode"]) == ("1012", "1030", "00:00:42:04")


def test_timecode_counts_as_the_show_does():
    one = Note(SHOT, "v001", FrameRange(1800, 1800), "ida", "artist", text="x")
    assert "00:01:00;02" in notes_csv([one], Fraction(30000, 1001))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", f"{SHOT}/v009", "--frames", "1012", "--text", "x"), "has no version v009"),
        (("add", "nowhere", "--frames", "1012", "--text", "x"), '"nowhere" is no shot'),
        (("add", SHOT, "--frames", "12-8", "--text", "x"), "ends before it starts"),
        (("add", SHOT, "--frames", "2000", "--text", "x"), "Name frames that it has"),
        (
            ("add", SHOT, "--frames", "1012", "--text", "x", "--region", "1,2"),
            "a region is left, top, right and bottom",
        ),
        (("add", SHOT, "--frames", "1012", "--text", "x", "--region", "a"), "is no region"),
        (("add", SHOT, "--frames", "1012", "--strokes", "none.json"), "can't be read"),
        (("add", SHOT, "--frames", "1012"), "says nothing"),
        (("show", "n-1"), "is no note's id"),
        (("verify", "n-000000000000"), "has no note n-000000000000"),
    ],
)
def test_what_is_wrong_is_one_sentence(rushes, show, arguments, said):
    code, _, errors = rushes("note", *arguments, "--show", str(show.folder))
    assert code == 2
    assert said in errors
    assert len(errors.splitlines()) == 1


def with_brief(show, version="v001"):
    folder = show.version_folder(SHOT, version)
    brief = brief_from_text("A house of two storeys loses its ground floor.", SHOT, show.rate, quality="draft")
    (folder / "brief.json").write_text(json.dumps(brief.model_dump(mode="json")))
    return folder


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--from-notes", f"{SHOT}/v001"), "There is no open note on 020_0150/v001"),
        (("--from-notes", f"{SHOT}/v009"), "has no version v009"),
        (("--from-notes", "030_0010"), "has no take of shot 030_0010"),
        (("--from-notes", f"{SHOT}/v001", "--text", "x"), "--text has no place beside --from-notes"),
        (("--from-notes", f"{SHOT}/v001", "--engine", "made"), "--engine has no place"),
    ],
)
def test_what_can_not_be_made_from_notes_is_one_sentence(rushes, show, arguments, said):
    with_brief(show)
    code, _, errors = rushes("make", *arguments, "--show", str(show.folder))
    assert code == 2
    assert said in errors.splitlines()[-1]


def test_what_notes_would_change_is_told_and_nothing_is_made(note, show):
    with_brief(show)
    more, less = (
        note("add", f"{SHOT}/v001", "--frames", "1012", "--text", text)["note"]["id"]
        for text in ("More dust", "Less flamingo")
    )
    told = note("preview", f"{SHOT}/v001")
    assert [(one["id"], one["changed"][0]["after"]) for one in told["answered"]] == [(more, "1.6")]
    assert [one["id"] for one in told["not_understood"]] == [less]
    assert {one.state for one in read_notes(show, SHOT)} == {"open"}
    assert show.versions(SHOT) == ("v001", "v002", "v003")


def test_with_no_note_understood_nothing_is_made(note, rushes, show):
    with_brief(show)
    made = note("add", f"{SHOT}/v001", "--frames", "1012", "--text", "Less flamingo")["note"]
    code, _, errors = rushes("make", "--from-notes", f"{SHOT}/v001", "--show", str(show.folder))
    assert code == 2
    assert "Newer      v002, v003: what was changed there since v001 is not carried along." in errors
    assert f'so nothing is made. {made["id"]}: "Less flamingo" was not understood.' in errors
    assert show.versions(SHOT) == ("v001", "v002", "v003")
    assert read_notes(show, SHOT)[0].state == "open"


def test_a_brief_that_knows_nothing_of_earlier_notes_is_refused(note, rushes, show, tmp_path):
    folder = with_brief(show)
    (folder / "notes.json").write_text(json.dumps({"answered": [{"id": "n-000000000000"}]}))
    note("add", f"{SHOT}/v001", "--frames", "1012", "--text", "More dust")
    (tmp_path / "brief.yaml").write_text('shot: "020_0150"\n')
    code, _, errors = rushes("make", "brief.yaml", "--from-notes", f"{SHOT}/v001", "--show", str(show.folder))
    assert code == 2
    assert "was made from notes itself" in errors


@pytest.mark.slow
@pytest.mark.blender
def test_a_second_version_is_made_of_a_note_and_says_so(asked):
    """A red crate is marked with a box, and is to be blue: it is in v002, which says whose note that was, under its seal."""
    brief = asked.brief("kind: clip", "text: A red crate stands in a studio. Close-up, 1 s.")
    code, _, errors = asked.make_apart(brief)
    assert code == 0, errors
    show = Show.load(asked.show)
    first = Take.load(show.version_folder(SHOT, "v001") / "take.json")

    def say(text, *more):
        arguments = ("note", "add", f"{SHOT}/v001", "--frames", "1001-1012", "--text", text, *more)
        return json.loads(asked.rushes(*arguments, "--show", "S", "--json")[1].splitlines()[-1])["note"]["id"]

    done, left = say("Make this blue", "--region", "0.35,0.35,0.65,0.65"), say("Less flamingo")
    code, out, errors = asked.make_apart("--from-notes", f"{SHOT}/v001", "--json")
    assert code == 0, errors
    assert json.loads(out.splitlines()[-1])["answers"] == [done]
    assert f'Left open  {left} "Less flamingo" was not understood.' in errors
    second = Take.load(show.version_folder(SHOT, "v002") / "take.json")
    reds, blues = zip(middle_of(first), middle_of(second), strict=True)
    assert reds[0] > 1.5 * reds[1]
    assert blues[1] > 1.5 * blues[0]
    held = json.loads((second.folder / "notes.json").read_text())
    assert [(one["id"], one["changed"][0]["field"]) for one in held["answered"]] == [(done, "clip.things.crate.colour")]
    assert [file.role for file in second.files if file.path == "notes.json"] == ["notes"]
    states = {one.id: (one.state, one.answered_by) for one in read_notes(show, SHOT)}
    assert states == {done: ("addressed", "v002"), left: ("open", "")}
    assert asked.rushes("verify", str(second.folder))[0] == 0
    (second.folder / "notes.json").write_text(json.dumps(held | {"answered": []}))
    assert asked.rushes("verify", str(second.folder))[0] == 5


def middle_of(take):
    """Return the mean red and blue of the middle of a take's first picture."""
    from rushes.media.exr import read_picture

    picture = read_picture(take.paths("comp")[0])
    height, width = picture.shape[:2]
    middle = picture[height * 2 // 5 : height * 3 // 5, width * 2 // 5 : width * 3 // 5]
    return float(middle[..., 0].mean()), float(middle[..., 2].mean())
