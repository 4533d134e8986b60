from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.setdesign.model.polygon import area, contains
from rushes.engines.setdesign.papers.hatching import hatch_lines

ELL = ((0.0, 0.0), (40.0, 0.0), (40.0, 20.0), (20.0, 20.0), (20.0, 40.0), (0.0, 40.0))


@given(st.floats(0.3, 3.0), st.floats(-180.0, 180.0))
def test_hatching_fills_its_ring_and_stays_in_it(spacing: float, angle: float) -> None:
    lines = hatch_lines(ELL, spacing, angle)
    assert sum(math.dist(a, b) for a, b in lines) * spacing == pytest.approx(area(ELL), rel=0.12)
    for a, b in lines:
        assert contains(ELL, ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2), 0.01)
