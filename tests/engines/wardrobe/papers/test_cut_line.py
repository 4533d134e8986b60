import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import BLOCKS, draft
from rushes.engines.wardrobe.papers.cut_line import cut_line
from rushes.engines.wardrobe.pattern.curves import line
from rushes.engines.wardrobe.pattern.edge import Edge, hem
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.soundness import crossing, inside


def _area(ring):
    x, y = ring.T
    return 0.5 * np.sum(x * np.roll(y, -1) - np.roll(x, -1) * y)


def _quad(*points, allowances=(0.01,) * 4, hems=()):
    ring = (*points, points[0])
    return Panel(
        "quad",
        tuple(
            hem(str(i), line(ring[i], ring[i + 1]), allowances[i])
            if i in hems
            else Edge(str(i), line(ring[i], ring[i + 1]), allowances[i])
            for i in range(4)
        ),
    )


def test_a_square_grows_by_each_edges_allowance():
    square = _quad((0, 0), (1, 0), (1, 1), (0, 1), allowances=(0.04, 0.01, 0.02, 0.0))
    cut = cut_line(square)
    assert cut.min(axis=0) == pytest.approx([0.0, -0.04])
    assert cut.max(axis=0) == pytest.approx([1.01, 1.02])
    assert _area(cut) == pytest.approx(1.01 * 1.06)


def test_a_tapered_hem_folds_back_onto_its_own_width():
    panel = _quad((0.1, 0), (0.9, 0), (1, 1), (0, 1), allowances=(0.04, 0.01, 0.01, 0.01), hems=(0,))
    cut = cut_line(panel)
    low = cut[np.isclose(cut[:, 1], -0.04)]
    at_height = 0.9 + 0.04 * 0.1 + 0.01 * np.hypot(1, 0.1)  # where the side's cut line runs 4 cm above the hem
    assert low[:, 0].max() == pytest.approx(at_height, abs=1e-4)


def test_a_sharp_corner_is_cut_off():
    spike = _quad((0, 0), (1, -0.05), (0.2, 0.05), (0, 0.4))
    cut = cut_line(spike)
    assert cut[:, 0].max() < 1.03


def test_a_hollow_corner_of_a_fine_curve_makes_no_loop():
    arc = tuple((float(x), float(0.3 - 0.2 * np.sin(np.pi * x))) for x in np.linspace(1, 0, 200))
    kink = tuple((x, y + 0.4 * abs(x - 0.5)) for x, y in arc)
    ring = ((0.0, -1.0), (1.0, -1.0), *kink, (0.0, -1.0))
    panel = Panel(
        "kink", (Edge("rest", line(*ring[:3])), Edge("top", line(*ring[2:202]), 0.03), Edge("side", line(*ring[201:])))
    )
    cut = cut_line(panel)
    assert crossing(cut) is None
    assert inside(cut, np.array(kink[1:-1])).all()


@pytest.mark.parametrize("name", list(BLOCKS))
def test_every_piece_can_be_cut_and_holds_its_sewing_line(name):
    for panel in draft(name, Measures.usual(sex="male")).panels:
        cut = cut_line(panel)
        assert crossing(cut) is None, panel.name
        for edge in panel.edges:
            if edge.finish != "fold" and edge.allowance > 0 and not any(edge.name in pair for pair in panel.darts):
                assert inside(cut, edge.points()[1:-1] if len(edge.points()) > 2 else edge.at([edge.length / 2])).all()
