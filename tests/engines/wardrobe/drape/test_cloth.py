import numpy as np
import pytest
from small_tube import tube

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import MOST_POINTS, cloth_of


@pytest.fixture(scope="module")
def trousers():
    return cloth_of(draft("trousers", Measures.usual(1.8, "slim", "male")), 0.025)


def test_both_sides_of_a_seam_have_the_same_points():
    cloth = cloth_of(tube(0.9, 0.3, eased=0.01), 0.02)
    front, back = cloth.edges["front", "right"], cloth.edges["back", "left"]
    assert len(front) == len(back)
    met = {tuple(pair) for pair in cloth.pairs.tolist()}
    assert {(int(min(a, b)), int(max(a, b))) for a, b in zip(front, back[::-1], strict=True)} <= met
    steps = np.linalg.norm(np.diff(cloth.flat[back], axis=0), axis=1)
    assert steps == pytest.approx(steps.mean())  # ease lies evenly


def test_every_seam_of_trousers_is_sewn_from_end_to_end(trousers):
    partner = {}
    for a, b in trousers.pairs.tolist():
        partner.setdefault(a, set()).add(b)
        partner.setdefault(b, set()).add(a)
    for seam in trousers.garment.seams:
        for side in (*seam.a, *seam.b):
            alone = [point for point in trousers.edges[side.panel, side.edge].tolist() if point not in partner]
            assert len(alone) <= (seam.kind == "dart"), seam.name  # a dart's tip is one point


def test_panels_are_filled_and_edges_have_the_asked_length(trousers):
    a, b, c = (trousers.flat[trousers.corners[:, k]] for k in range(3))
    area = 0.5 * ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0])
    for number, panel in enumerate(trousers.garment.panels):
        assert area[trousers.panel[trousers.corners[:, 0]] == number].sum() == pytest.approx(panel.area, rel=0.01)
    assert np.median(np.linalg.norm(b - a, axis=1)) == pytest.approx(0.025, rel=0.1)


def test_edges_begin_where_the_one_before_ends(trousers):
    for panel in trousers.garment.panels:
        rows = [trousers.edges[panel.name, edge.name] for edge in panel.edges]
        for row, following in zip(rows, [*rows[1:], rows[0]], strict=True):
            assert row[-1] == following[0]


def test_no_garment_has_many_more_points_than_a_shirt_in_fine_triangles():
    measures = Measures.usual(1.8, "slim", "male")
    shirt, cape = cloth_of(draft("shirt", measures), 0.015), cloth_of(draft("cape", measures), 0.015)
    assert shirt.edge_m == 0.015
    assert cape.edge_m > 0.02
    assert MOST_POINTS * 0.9 < len(cape.flat) < MOST_POINTS * 1.1
    assert cloth_of(draft("cape", measures), 0.03).edge_m == 0.03
