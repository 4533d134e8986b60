import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief.tokens import tokenise
from rushes.brief.units import parse_quantity, read_speed

FINITE = st.decimals(0, 9999, places=3, allow_nan=False).map(float)


@pytest.mark.parametrize(
    ("text", "unit", "value"),
    [
        ("12", "m", 12.0),
        ("12 m", "m", 12.0),
        ("12m", "m", 12.0),
        ("40 ft", "m", 12.192),
        ("40'", "m", 12.192),
        ("40\u2032", "m", 12.192),
        ("9'6\"", "m", 2.8956),
        ("9 ft 6 in", "m", 2.8956),
        ("9 feet 6 inches", "m", 2.8956),
        ("9\u20196\u201d", "m", 2.8956),
        ("six feet", "m", 1.8288),
        ("half a metre", "m", 0.5),
        ("250 cm", "m", 2.5),
        ("3200 mm", "m", 3.2),
        ("10 yards", "m", 9.144),
        ("35mm", "mm", 35.0),
        ("35", "mm", 35.0),
        ("3.5 cm", "mm", 35.0),
        ("-12\u00b0", "deg", -12.0),
        ("\u22125", "deg", -5.0),
        ("+7.5 degrees", "deg", 7.5),
        ("half a second", "s", 0.5),
        ("1.5 s", "s", 1.5),
        ("eight", "", 8.0),
        ("0.6", "", 0.6),
    ],
)
def test_quantities_as_people_write_them(text, unit, value):
    assert parse_quantity(text, unit) == pytest.approx(value, abs=1e-9)


@pytest.mark.parametrize(
    ("text", "unit"),
    [
        ("12 kg", "m"),
        ("high", "m"),
        ("", "m"),
        ("12 m 4", "m"),
        ("3 s", "m"),
        ("1e3", "m"),
        ("nan", ""),
        ("35 deg", "mm"),
    ],
)
def test_another_unit_is_no_quantity(text, unit):
    assert parse_quantity(text, unit) is None


@given(FINITE)
def test_metres_and_feet_come_back(value):
    assert parse_quantity(f"{value:.3f} m", "m") == pytest.approx(value, abs=1e-6)
    assert parse_quantity(f"{value:.3f} ft", "m") == pytest.approx(value * 0.3048, abs=1e-6)
    assert parse_quantity(f"-{value:.3f} deg", "deg") == pytest.approx(-value, abs=1e-6)


@given(st.integers(0, 500), st.integers(0, 11))
def test_feet_and_inches_come_back(feet, inches):
    expected = pytest.approx((12 * feet + inches) * 0.0254, abs=1e-6)
    assert parse_quantity(f"{feet}'{inches}\"", "m") == expected
    assert parse_quantity(f"{feet} ft {inches} in", "m") == expected


@given(st.text(max_size=40), st.sampled_from(["", "m", "mm", "deg", "s"]))
def test_no_text_breaks_the_reader(text, unit):
    assert parse_quantity(text, unit) is None or isinstance(parse_quantity(text, unit), float)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("6 m/s", 6.0),
        ("six metres a second", 6.0),
        ("36 km/h", 10.0),
        ("10 mph", 4.4704),
        ("10 knots", 5.14444),
        ("6 m", None),
        ("6 s", None),
        ("mph", None),
    ],
)
def test_speeds_as_people_write_them(text, value):
    tokens = tokenise(text)
    found = read_speed(tokens, 0)
    assert found == (None if value is None else (pytest.approx(value), len(tokens)))
