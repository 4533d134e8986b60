from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.show import is_ntsc, nominal_rate, parse_rate, rate_text

NTSC = {24: Fraction(24000, 1001), 30: Fraction(30000, 1001), 60: Fraction(60000, 1001)}


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("24", Fraction(24)),
        (" 25 fps ", Fraction(25)),
        ("24/1", Fraction(24)),
        ("50/2", Fraction(25)),
        ("24.0", Fraction(24)),
        ("24000/1001", NTSC[24]),
        ("23.976", NTSC[24]),
        ("23.98", NTSC[24]),
        ("29.97", NTSC[30]),
        ("59.94", NTSC[60]),
        ("30000/1001", NTSC[30]),
        ("119.88", Fraction(120000, 1001)),
    ],
)
def test_people_name_a_rate_in_many_ways_and_it_is_exact(text, rate):
    assert parse_rate(text) == rate


@pytest.mark.parametrize(
    "text",
    ["", "fast", "0", "-24", "24/0", "241", "12.5", "23.9", "24000/1002", "1e3", "nan", "24/1/1", "²4", "9" * 99],
)
def test_what_timecode_cannot_count_is_refused_in_words(text):
    with pytest.raises(BadInputError, match=r"rate|count|zero"):
        parse_rate(text)


@given(st.integers(1, 240), st.booleans())
def test_a_rate_survives_its_own_text(nominal, ntsc):
    rate = nominal * (Fraction(1000, 1001) if ntsc else 1)
    assert parse_rate(rate_text(rate)) == rate == parse_rate(rate)
    assert nominal_rate(rate) == nominal
    assert is_ntsc(rate) == ntsc
