import math

import pytest

from rushes.engines.wardrobe.blocks.waist_darts import count, darted
from rushes.engines.wardrobe.pattern.curves import line


def test_the_waist_loses_what_the_darts_take_and_their_legs_match():
    edges, pairs = darted((0.3, 0.0), (0.0, 0.01), 0.04, (0.1, 0.08))
    by_name = {edge.name: edge for edge in edges}
    left = sum(edge.length for edge in edges if edge.name.startswith("waist"))
    assert left == pytest.approx(math.hypot(0.3, 0.01) - 0.04)
    for a, b in pairs:
        assert by_name[a].length == pytest.approx(by_name[b].length)
        assert by_name[a].end[1] < 0  # the dart lies inside


def test_without_darts_the_waist_is_one_line():
    assert darted((0.3, 0.0), (0.0, 0.0), 0.0, ())[0][0].curve == line((0.3, 0.0), (0.0, 0.0))
    assert [count(size) for size in (0.004, 0.02, 0.04)] == [0, 1, 2]
