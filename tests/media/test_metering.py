from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.media.metering import KEY, metered


@given(st.floats(-4, 4))
def test_exposure_brings_a_picture_to_its_key_however_bright_it_was(stops):
    picture = np.random.default_rng(1).lognormal(np.log(KEY), 0.5, (20, 30, 1)).repeat(3, axis=2).astype(np.float32)
    assert metered(picture * 2.0**stops) == pytest.approx(metered(picture) - stops, abs=1e-3)
    assert abs(metered(picture)) < 0.15


def test_a_lamp_in_the_picture_does_not_darken_it():
    picture = np.full((100, 100, 3), 0.05, np.float32)
    lit = picture.copy()
    lit[:10, :10] = 400.0
    assert metered(lit) == pytest.approx(metered(picture), abs=0.1)
