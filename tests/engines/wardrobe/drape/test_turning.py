from dataclasses import replace

import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.turning import LAPEL_M, loose, turned


@pytest.fixture(scope="module")
def jacket():
    return cloth_of(draft("jacket", Measures.usual(sex="male")), 0.025)


def _upright(cloth):
    """Every panel flat in a plane of its own, the right side towards -y."""
    return np.stack([cloth.flat[:, 0], 0.2 * cloth.panel, cloth.flat[:, 1]], axis=1)


def _lengths(cloth, points, of):
    sides = np.concatenate([cloth.corners[:, [0, 1]], cloth.corners[:, [1, 2]]])
    sides = sides[of[sides].all(axis=1)]
    return np.linalg.norm(points[sides[:, 0]] - points[sides[:, 1]], axis=1)


def test_what_is_loose_are_lapels_and_the_collar(jacket):
    free = loose(jacket)
    names = {jacket.names[number] for number in jacket.panel[free]}
    assert names == {"front_left", "front_right", "collar"}
    assert free[jacket.panel == jacket.names.index("collar")].all()
    front = free & (jacket.panel == jacket.names.index("front_left"))
    assert 0.05 < front.sum() / (jacket.panel == jacket.names.index("front_left")).sum() < 0.3


def test_a_lapel_lies_on_its_front_with_its_inside_out_and_keeps_its_size(jacket):
    jacket = replace(jacket, ties=jacket.ties[:0])  # worn open
    start, number = _upright(jacket), jacket.names.index("front_left")
    after, free = turned(jacket, start), loose(jacket)
    lapel = free & (jacket.panel == number)
    assert np.allclose(after[~free], start[~free])
    off = start[:, 1] - after[:, 1]
    assert off[lapel].min() > 0
    assert off[lapel].max() == pytest.approx(LAPEL_M)
    assert np.abs(_lengths(jacket, after, lapel) / _lengths(jacket, start, lapel) - 1).max() < 0.03
    a, b, c = (jacket.corners[lapel[jacket.corners].all(axis=1), k] for k in range(3))
    assert (np.cross(after[b] - after[a], after[c] - after[a])[:, 1] > 0).all()  # its wrong side is seen from the front


def test_the_roll_line_is_a_row_of_edges_from_the_break_into_the_collar(jacket):
    edges = np.concatenate([jacket.corners[:, [0, 1]], jacket.corners[:, [1, 2]], jacket.corners[:, [2, 0]]])
    there = {tuple(sorted(pair)) for pair in edges.tolist()}
    assert all(tuple(sorted(pair)) in there for pair in jacket.folds.tolist())
    ends = {name: jacket.edges[name, "roll"][-1] for name in ("front_left",)}
    collar = jacket.edges["collar", "roll_left"][0]
    assert (min(ends["front_left"], collar), max(ends["front_left"], collar)) in {
        tuple(p) for p in jacket.pairs.tolist()
    }
