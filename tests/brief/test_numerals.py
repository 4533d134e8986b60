import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief.numerals import number_words, ordinal_words, read_number, read_ordinal
from rushes.brief.tokens import tokenise


def whole(read, text):
    found = read(tokenise(text), 0)
    return found[0] if found and found[1] == len(tokenise(text)) else None


@given(st.integers(0, 999))
def test_every_number_in_words_reads_back(number):
    assert whole(read_number, number_words(number)) == number
    assert whole(read_number, str(number)) == number


@given(st.integers(1, 99))
def test_every_ordinal_reads_back(number):
    suffix = "th" if 10 < number % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    assert whole(read_ordinal, ordinal_words(number)) == number
    assert whole(read_ordinal, f"{number}{suffix}") == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("twenty one", 21),
        ("a dozen", 12),
        ("two dozen", 24),
        ("a hundred and twenty", 120),
        ("three and a half", 3.5),
        ("3.25", 3.25),
        ("3,5", 3.5),
        ("1,200", 1200),
        ("storey", None),
        ("a", None),
        ("", None),
        ("9" * 40, None),
    ],
)
def test_numbers_as_people_write_them(text, number):
    assert whole(read_number, text) == number


def test_a_number_without_its_suffix_is_no_ordinal():
    assert whole(read_ordinal, "3") is None
    assert whole(read_ordinal, "3 rd") is None
