from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge, fold
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.errors import BadInputError

SQUARE = (
    Edge("low", line((0.0, 0.0), (1.0, 0.0))),
    Edge("right", line((1.0, 0.0), (1.0, 1.0))),
    Edge("high", line((1.0, 1.0), (0.0, 1.0))),
    fold("centre", line((0.0, 1.0), (0.0, 0.0))),
)


def test_the_area_is_that_of_the_ring():
    panel = Panel("square", SQUARE, copies="fold")
    assert panel.area == pytest.approx(1.0)
    assert panel.outline().shape == (4, 2)
    assert np.allclose(panel.outline()[0], 0.0)


def test_an_open_ring_a_clockwise_one_and_a_double_name_are_refused():
    with pytest.raises(BadInputError, match=r"the edge high ends at \(0\.00, 100\.00\) cm, but low begins"):
        Panel("square", SQUARE[:3])
    with pytest.raises(BadInputError, match="clockwise"):
        Panel("square", tuple(Edge(e.name, tuple(s[::-1] for s in e.curve)) for e in SQUARE[::-1]))
    with pytest.raises(BadInputError, match="two edges are called low"):
        Panel("square", (SQUARE[0], replace(SQUARE[1], name="low"), *SQUARE[2:]))


def test_a_fold_off_the_middle_is_refused():
    moved = tuple(replace(e, curve=tuple(tuple((x + 0.1, y) for x, y in s) for s in e.curve)) for e in SQUARE)
    with pytest.raises(BadInputError, match="fold does not lie on x = 0"):
        Panel("square", moved, copies="fold")


def test_an_edge_without_length_is_refused():
    with pytest.raises(BadInputError, match="the edge tip has no length"):
        Panel("square", (*SQUARE, Edge("tip", line((0.0, 0.0), (0.0, 0.0)))))
