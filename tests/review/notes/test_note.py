"""A note's record: it reads back as it was written, and what isn't one is said in a sentence."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.review.notes import Change, Note, Stroke, read_note
from rushes.review.notes.note import LETTERS, POINTS, STROKES, moment
from rushes.show import FrameRange

shares = st.floats(0, 1).map(lambda share: round(share, 6))
points = st.tuples(shares, shares)
words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip)
lines = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=30)
versions = st.integers(1, 9999).map(lambda number: f"v{number:03d}")
moments = st.datetimes(datetime(2000, 1, 1), datetime(2200, 1, 1)).map(lambda at: moment(at.replace(tzinfo=UTC)))  # noqa: DTZ001 - made aware in its map
extras = st.dictionaries(
    st.text("xyz", min_size=3, max_size=9), st.none() | st.integers(-9, 9) | st.lists(st.text(max_size=4)), max_size=3
)
ids = st.text("0123456789abcdef", min_size=12, max_size=12).map(lambda digits: f"n-{digits}")
strokes = st.one_of(
    st.builds(
        Stroke,
        st.sampled_from(tools),
        st.sampled_from(["#ffcc00", "#00ff7f"]),
        st.floats(1e-4, 0.1),
        st.lists(points, min_size=least, max_size=most).map(tuple),
        extras,
    )
    for tools, least, most in ((["pen"], 1, 20), (["arrow", "box"], 2, 2))
)
regions = st.builds(
    lambda xs, ys: (min(xs), min(ys), max(xs), max(ys)),
    st.lists(shares, min_size=2, max_size=2, unique=True),
    st.lists(shares, min_size=2, max_size=2, unique=True),
)
states = st.sampled_from(["open", "addressed", "verified"])
notes = st.builds(
    Note,
    shot=st.sampled_from(["020_0150", "A_001B"]),
    version=versions,
    frames=st.lists(st.integers(0, 999_999), min_size=2, max_size=2).map(lambda ends: FrameRange(min(ends), max(ends))),
    author=lines,
    role=st.sampled_from(["artist", "supervisor", "production", "clearance", "representative"]),
    text=words,
    region=st.none() | regions,
    strokes=st.lists(strokes, max_size=5).map(tuple),
    thread=st.just("") | ids,
    id=ids,
    created=moments,
    state=states,
    history=st.lists(st.builds(Change, states, lines, moments, st.just("") | versions, extras), max_size=4).map(tuple),
    answered_by=st.just("") | versions,
    extra=extras,
)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)
RIGHT = {"shot": "020_0150", "version": "v001", "frames": [1012, 1030], "author": "ida", "text": "More dust."}
NAMES = (
    "schema",
    "id",
    "shot",
    "version",
    "frames",
    "author",
    "role",
    "created",
    "text",
    "region",
    "strokes",
    "thread",
    "state",
    "history",
    "answered_by",
)


@given(notes)
def test_reads_back_as_written(note):
    assert read_note(json.loads(json.dumps(note.to_json())), "x") == note


def outcome(record):
    """Return what is read, or the sentence that says why nothing is."""
    try:
        return read_note(record, "The note")
    except BadInputError as error:
        return str(error)


@given(st.sampled_from([*NAMES, "other"]), json_values)
def test_whatever_stands_in_a_field_is_a_note_or_a_sentence(name, value):
    """And what is read is written back as a note."""
    note = outcome({**RIGHT, name: value})
    if isinstance(note, str):
        assert note.startswith("The note")
        assert note.endswith((".", "?"))
    else:
        assert outcome(json.loads(json.dumps(note.to_json(), allow_nan=False))) == note


@given(json_values)
def test_whatever_a_stroke_holds_is_a_stroke_or_a_sentence(value):
    right = {"tool": "pen", "colour": "#ffcc00", "width": 0.004, "points": [[0.1, 0.2]]}
    for name in right:
        note = outcome({**RIGHT, "strokes": [{**right, name: value}]})
        if isinstance(note, str):
            assert note.startswith("The note: stroke 1")
        else:
            assert note.strokes[0].to_json() | {name: 0} == right | {name: 0}


def test_what_is_usual_may_be_left_out():
    note = read_note(RIGHT, "x")
    assert (note.role, note.state, note.region, note.strokes, note.thread, note.history) == (
        "artist",
        "open",
        None,
        (),
        "",
        (),
    )
    assert note.id != read_note(RIGHT, "x").id


def test_unknown_fields_are_kept_at_every_level():
    stroke = {"tool": "pen", "colour": "#ffcc00", "width": 0.004, "points": [[0.1, 0.2]], "pressure": [0.5]}
    change = {"state": "addressed", "by": "ida", "at": "2026-11-27T10:00:00Z", "version": "v002", "from": "web"}
    record = {**RIGHT, "strokes": [stroke], "history": [change], "mood": {"a": 1}}
    written = read_note(record, "x").to_json()
    assert written["mood"] == {"a": 1}
    assert written["strokes"] == [stroke]
    assert written["history"] == [change]


@pytest.mark.parametrize("schema", ["rushes/note/2", "rushes/note/17"])
def test_a_newer_schema_is_refused(schema):
    with pytest.raises(BadInputError, match=rf"newer Rushes \({schema}; this one knows rushes/note/1\)"):
        read_note({**RIGHT, "schema": schema}, "x")


def test_limits_hold_to_the_last_one():
    def pen(count):
        return {"tool": "pen", "colour": "#FFCC00", "width": 0.004, "points": [[0.5, 0.5]] * count}

    fine = {**RIGHT, "text": "a" * LETTERS, "strokes": [pen(POINTS // STROKES)] * STROKES}
    assert len(read_note(fine, "x").strokes) == STROKES
    for over, said in (
        ({"text": "a" * (LETTERS + 1)}, "4,001 letters, and 4,000"),
        ({"strokes": [pen(1)] * (STROKES + 1)}, "201 strokes, and 200"),
        ({"strokes": [pen(POINTS), pen(1)]}, "5,001 points drawn, and 5,000"),
    ):
        with pytest.raises(BadInputError, match=said):
            read_note({**RIGHT, **over}, "x")


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"text": " "}, "says nothing"),
        ({"text": "a\x07"}, "control character"),
        ({"text": "\ud800"}, "control character"),
        ({"region": [0.5, 0.1, 0.4, 0.6]}, "the smaller first"),
        ({"region": [0, 0, 1.01, 1]}, "left, top, right and bottom"),
        ({"frames": [1030, 1012]}, "x: Frame range 1030-1012 ends before it starts"),
        ({"frames": [1012.0, 1030]}, "the first and the last one"),
        ({"shot": "../x"}, 'x: "../x" is no shot'),
        ({"version": "v0"}, 'x: "v0" is no version'),
        ({"author": "a\nb"}, "author has to be one line"),
        ({"author": None}, "author is missing"),
        ({"role": "director"}, "role has to be one of artist"),
        ({"id": "n-../../etc"}, "is no note's id"),
        ({"created": "yesterday"}, "a moment with its time zone"),
        ({"other": float("nan")}, "unknown fields hold what JSON can't"),
        ({"other": "a" * 17_000}, "bytes, and 16,384 are the most"),
        ({"schema": "rushes/take/1"}, "is no note: its schema"),
        (
            {"strokes": [{"tool": "arrow", "colour": "#ffcc00", "width": 0.01, "points": [[0, 0]]}]},
            "an arrow has two points, and 1",
        ),
        ({"strokes": [{"tool": "pen", "colour": "#ffcc00", "width": 0, "points": [[0, 0]]}]}, "stroke 1: width"),
        ({"strokes": [{"tool": "pen", "colour": "yellow", "width": 0.01, "points": [[0, 0]]}]}, "six digits"),
    ],
)
def test_what_is_wrong_is_said(wrong, said):
    with pytest.raises(BadInputError, match=said):
        read_note({**RIGHT, **wrong}, "x")
