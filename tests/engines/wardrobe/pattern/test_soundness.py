import numpy as np
import pytest

from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.soundness import check_panel, crossing, inside
from rushes.errors import BadInputError

EIGHT = np.array([[0, 0], [2, 0], [2, 2], [0.5, 2], [0.5, -0.5], [0, -0.5]], float)
RING = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))


def test_a_ring_that_crosses_itself_is_found():
    assert crossing(EIGHT) is not None
    assert crossing(np.array(RING)) is None


def test_points_are_told_inside_from_outside():
    assert inside(np.array(RING), np.array([[0.5, 0.5], [1.5, 0.5], [0.5, -0.1]])).tolist() == [True, False, False]


def _square(hole=()):
    return Panel(
        "square",
        tuple(Edge(f"e{i}", line(a, b)) for i, (a, b) in enumerate(zip(RING, (*RING[1:], RING[0]), strict=True))),
        holes=hole,
    )


def test_a_dart_outside_its_panel_is_refused():
    def dart(x):
        return (
            (
                Edge("up", line((x, 0.3), (x + 0.05, 0.5), (x, 0.7))),
                Edge("down", line((x, 0.7), (x - 0.05, 0.5), (x, 0.3))),
            ),
        )

    check_panel(_square(dart(0.5)))
    with pytest.raises(BadInputError, match="the dart up does not lie inside"):
        check_panel(_square(dart(1.0)))


def test_a_dart_that_points_outwards_is_refused():
    def panel(depth):
        ring = ((0.0, 0.0), (0.4, 0.0), (0.5, depth), (0.6, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0))
        names = ("waist_1", "dart_a", "dart_b", "waist_2", "right", "top", "left")
        edges = tuple(Edge(n, line(ring[i], ring[i + 1])) for i, n in enumerate(names))
        return Panel("dress", edges, darts=(("dart_a", "dart_b"),))

    check_panel(panel(0.3))
    with pytest.raises(BadInputError, match="the dart dart_a points out of it"):
        check_panel(panel(-0.3))
