import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.provenance.watermark import mark_of, mark_text
from rushes.provenance.watermark.code import coded_length, decode, encode
from rushes.provenance.watermark.pattern import chips
from rushes.provenance.watermark.payload import PAYLOAD_BITS, bits_of, mark_from

RECORD = {
    "show": "SHOW",
    "shot": "010_0010",
    "version": "v001",
    "created": "2026-11-01T00:00:00+00:00",
    "recipe": {"sha256": "a" * 64},
    "files": [],
}


def test_a_mark_names_one_version_of_one_recipe_and_no_later_word_about_it_changes_it():
    mark = mark_of(RECORD)
    assert 0 <= mark < 2**48
    assert mark_of({**RECORD, "decision": {"circled": True}, "files": [{"path": "x"}]}) == mark
    for field, other in (("show", "OTHER"), ("shot", "010_0020"), ("version", "v002"), ("created", "2026-11-02")):
        assert mark_of({**RECORD, field: other}) != mark
    assert mark_of({**RECORD, "recipe": {"sha256": "b" * 64}}) != mark


def test_a_mark_is_read_in_three_groups():
    assert mark_text(0x3F2A_9C1B_7D20) == "3f2a-9c1b-7d20"
    assert mark_text(1) == "0000-0000-0001"


@given(st.integers(0, 2**48 - 1), st.integers(0, PAYLOAD_BITS - 1))
def test_one_wrong_bit_is_noticed(mark: int, at: int):
    bits = bits_of(mark)
    assert mark_from(bits) == mark
    bits[at] ^= 1
    assert mark_from(bits) is None


def test_a_mark_of_more_bits_is_none():
    with pytest.raises(ValueError, match="48 bits"):
        bits_of(2**48)


@given(st.integers(0, 2**48 - 1), st.integers(0, 2**32 - 1))
def test_the_code_corrects_one_bit_in_seven_that_came_wrong_and_weak(mark: int, seed: int):
    rng = np.random.default_rng(seed)
    sent = 1.0 - 2.0 * encode(bits_of(mark))
    assert len(sent) == coded_length(PAYLOAD_BITS)
    heard = sent * rng.uniform(0.5, 1.5, len(sent))
    wrong = rng.choice(len(sent), len(sent) // 7, replace=False)
    heard[wrong] = -0.25 * sent[wrong]
    assert mark_from(decode(heard)) == mark


def test_the_code_is_the_one_of_the_standard():
    assert encode(np.array([1], np.uint8)).reshape(-1, 3).T.tolist() == [
        [int(bit) for bit in f"{generator:07b}"] for generator in (0o133, 0o171, 0o165)
    ]


def test_the_layout_never_changes_or_old_marks_could_not_be_read():
    layout = chips()
    assert len(layout.signs) == 1343
    assert int((layout.bits < 0).sum()) == 447
    assert layout.signs[:8].tolist() == [-1.0, 1.0, 1.0, 1.0, 1.0, -1.0, -1.0, -1.0]
    assert layout.bits[:8].tolist() == [-1, 109, 151, 6, -1, 60, -1, -1]
    assert np.bincount(layout.bits[layout.bits >= 0]).min() >= 4
