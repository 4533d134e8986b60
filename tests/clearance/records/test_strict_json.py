"""Reading records strictly."""

from __future__ import annotations

import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.canonical import canonical_json
from rushes.clearance.records.strict_json import DEEPEST, LARGEST_BYTES, check_text, parse_json, read_json
from rushes.errors import BadInputError

RECORD = {"id": "c-1", "name": "Zoë Çelik", "ages": [24, 31], "rate": 1204.5, "open": None, "sure": True}


def test_a_record_is_read():
    assert parse_json(json.dumps(RECORD).encode()) == RECORD
    assert parse_json(json.dumps(RECORD, ensure_ascii=False, indent=2).encode() + b"\n") == RECORD


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b'{"a": 1, "a": 1}', "has the field 'a' twice"),
        (b'{"x": {"until": "2026", "until": "2036"}}', "has the field 'until' twice"),
        (b'{"\\u0061": 1, "a": 2}', "has the field 'a' twice"),
        (b'{"a": NaN}', "NaN, which is no JSON number"),
        (b'{"a": Infinity}', "Infinity, which is no JSON number"),
        (b'{"a": -Infinity}', "-Infinity, which is no JSON number"),
        (b'{"a": 1e999}', "would be rounded"),
        (b'{"a": 1e-999}', "would be rounded"),
        (b'{"a": 0.1000000000000000055}', "would be rounded"),
        (b'{"a": 9007199254740993.0}', "would be rounded"),
        (b'{"a": 9007199254740992}', "beyond 2\\*\\*53 - 1"),
        (b'{"a": -9007199254740993}', "beyond 2\\*\\*53 - 1"),
        (b'{"a": ' + b"9" * 5000 + b"}", "beyond 2\\*\\*53 - 1"),
        (b'\xef\xbb\xbf{"a": 1}', "byte order mark"),
        (b'{"a": "\xff"}', "is not UTF-8: byte 7"),
        (b'{"a": "\xc3', "cut off"),
        ('{"a": 1}'.encode("utf-16"), "is not UTF-8"),
        (b"", "cut off"),
        (b'{"a": 1', "cut off"),
        (b'{"a": "Mo', "cut off"),
        (b'{"a": tru', "cut off"),
        (b'{"a": "x\\u00', "cut off"),
        (b'{"a"', "cut off"),
        (b'{"a": 1} {"b": 2}', "goes on after its end"),
        (b"{'a': 1}", "is no JSON \\(line 1, column 2"),
        (b'{"a": 01}', "is no JSON"),
        (b'{"a": 1,}', "is no JSON"),
        (b'{"a": "tab\there"}', "is no JSON"),
        (b"[1, 2]", "holds no object"),
        (b'"text"', "holds no object"),
        ('{"name": "Zoe\u0308"}'.encode(), "normal form C in 'name'"),
        ('{"Zoe\u0308": 1}'.encode(), "normal form C"),
        (b'{"name": "Zoe\\u0308"}', "normal form C in 'name'"),
        ('{"kelvin": "\u212a"}'.encode(), "normal form C"),
        (b'{"a": ["x", {"name": "Ada\\u200bMoss"}]}', "U\\+200B in 'a.1.name'"),
        ('{"name": "\u202essoM adA"}'.encode(), "U\\+202E"),
        ('{"name": "Ada\u00adMoss"}'.encode(), "U\\+00AD"),
        ('{"name": "Ada\u200dMoss"}'.encode(), "U\\+200D"),
        ('{"name": "Ada\ufeffMoss"}'.encode(), "U\\+FEFF"),
        (b'{"name": "Ada\\u0000"}', "control character"),
        ('{"name": "Zoë\u0085"}'.encode(), "U\\+0085"),
        (b'{"name": "\\ud800"}', "half a character"),
        (b'{"a": ' * 40 + b"1" + b"}" * 40, f"deeper than {DEEPEST}"),
        (b"[" * 200_000, "deeper than"),
        (b'{"a": "' + b"x" * LARGEST_BYTES + b'"}', "1,000,000 bytes"),
    ],
)
def test_what_could_be_read_in_two_ways_is_refused(data, words):
    with pytest.raises(BadInputError, match=f"^c.json counts for nothing: it .*{words}") as refused:
        parse_json(data, name="c.json")
    assert str(refused.value).endswith("as it was signed.")


@pytest.mark.parametrize("text", ["نام‌ها", "क्‍ष", "two\nlines\tand a tab", "葵", "Zoë", "👩‍🎤"])
def test_every_script_may_be_written(text):
    check_text(text)
    assert parse_json(json.dumps({"text": text}).encode()) == {"text": text}


def test_a_file_is_read_by_its_name(tmp_path):
    path = tmp_path / "ada.json"
    with pytest.raises(BadInputError, match=r"ada.json is not there"):
        read_json(path)
    path.write_text('{"a": 1}')
    assert read_json(path) == {"a": 1}
    path.write_bytes(b" " * (LARGEST_BYTES + 1))
    with pytest.raises(BadInputError, match=r"^ada\.json counts for nothing"):
        read_json(path)
    with pytest.raises(BadInputError, match="is no file"):
        read_json(tmp_path)


_texts = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Cn", "Co"))).map(
    lambda text: unicodedata.normalize("NFC", text)
)
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e15, 1e15) | _texts,
    lambda children: st.lists(children, max_size=4) | st.dictionaries(_texts, children, max_size=4),
    max_leaves=12,
)
_records = st.dictionaries(_texts, _values, max_size=5)


@settings(deadline=None)
@given(_records)
def test_what_is_well_formed_comes_back(record):
    assert parse_json(canonical_json(record)) == record
    assert parse_json(json.dumps(record).encode()) == record


@settings(deadline=None)
@given(_records, st.data())
def test_a_file_that_was_cut_off_is_refused(record, data):
    whole = canonical_json(record)
    with pytest.raises(BadInputError, match=r"cut off|would be rounded"):
        parse_json(whole[: data.draw(st.integers(0, len(whole) - 1))])


@settings(deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_give_an_object_or_a_sentence(data):
    assert isinstance(_read_or_refused(data), dict | str)


def _read_or_refused(data):
    try:
        return parse_json(data)
    except BadInputError as refused:
        return str(refused)
