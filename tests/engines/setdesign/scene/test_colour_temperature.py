from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.setdesign.scene.colour_temperature import BALANCE_K, lamp_colour


def test_a_lamp_of_the_balance_is_white():
    assert lamp_colour(BALANCE_K) == pytest.approx((1.0, 1.0, 1.0))


@given(st.floats(1500, BALANCE_K - 50))
def test_lower_is_redder_and_higher_is_bluer(kelvin):
    red, green, blue = lamp_colour(kelvin)
    assert red == 1.0
    assert red > green > blue > 0
    assert lamp_colour(kelvin + 5000)[2] == 1.0


def test_a_black_body_is_where_the_books_have_it():
    # Planckian locus at 2856 K (illuminant A), linear sRGB against that at 6500 K.
    red, green, blue = lamp_colour(2856.0, 6504.0)
    assert green / red == pytest.approx(0.45, abs=0.05)
    assert blue / red == pytest.approx(0.15, abs=0.05)
