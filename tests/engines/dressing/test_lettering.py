from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.dressing.lettering import STROKES, letters

known = st.text(alphabet="".join(STROKES), min_size=1, max_size=14)


@given(known, st.floats(0.3, 3.0), st.floats(0.05, 0.6))
def test_a_line_keeps_within_its_width_and_height_and_stands_in_the_middle(text, wide, high):
    made = letters(text, wide, high, 0.004)
    low = np.min([mesh.bounds()[0] for mesh in made], axis=0)
    top = np.max([mesh.bounds()[1] for mesh in made], axis=0)
    unit = min(high / 4, wide / 2)
    assert top[0] - low[0] <= wide + unit + 0.02
    assert top[2] <= high + 0.01
    assert abs(top[0] + low[0]) < 1.5 * unit + 0.01
    assert all(mesh.volume() > 0 for mesh in made)


def test_a_gap_and_an_unknown_sign_say_nothing():
    assert letters(" ", 1.0, 0.2, 0.004) == []
    assert len(letters("L I", 1.0, 0.2, 0.004)) == 2
