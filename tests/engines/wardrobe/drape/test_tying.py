import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.drape.tying import KNOT_M, LOOP, tied

WOMAN = Measures.usual(height=1.66)


@pytest.fixture(scope="module")
def blouse(standing):
    cloth = cloth_of(draft("blouse", WOMAN), 0.03)
    return cloth, placed(cloth, standing)


@pytest.fixture(scope="module")
def bow(blouse):
    return tied(*blouse)


def test_a_bow_is_two_loops_two_ends_and_a_knot_of_its_own_band(blouse, bow):
    band = blouse[0].drafted.panel("bow")
    assert len(bow) == 5
    assert {patch.panel.name for patch in bow} == {"bow"}
    low, high = band.outline().min(axis=0), band.outline().max(axis=0)
    for patch in bow:
        assert (patch.flat >= low - 1e-9).all()
        assert (patch.flat <= high + 1e-9).all()
    areas = [np.ptp(patch.flat[:, 1]) * np.ptp(patch.flat[:, 0]) for patch in bow]
    assert sum(areas) == pytest.approx(
        0.25 * (high - low).prod(), rel=1e-6
    )  # two quarters of its length, folded to half of its width


def test_it_is_as_long_as_it_is_cut_and_never_wider(bow):
    loops = [patch for patch in bow if np.ptp(patch.flat[:, 1]) == pytest.approx(2 * LOOP * 0.35)]
    assert len(loops) == 2
    for patch in loops:
        ends = patch.corners[:, [0, 1, 1, 2, 2, 0]].reshape(-1, 2)
        along = np.abs(np.diff(patch.flat[ends], axis=1)[:, 0]) @ [[0.0], [1.0]]
        level = np.abs(np.diff(patch.flat[ends, 0], axis=1))[:, 0] < 1e-6
        worn = np.linalg.norm(np.diff(patch.points[ends], axis=1)[:, 0], axis=1)
        kept = worn[level & (along[:, 0] > 1e-6)] / along[level & (along[:, 0] > 1e-6), 0]
        assert np.median(kept) == pytest.approx(1.0, abs=0.15)


def test_loops_lie_on_either_side_of_the_knot_before_the_stand(blouse, bow):
    cloth, points = blouse
    button = points[cloth.ties[cloth.panel[cloth.ties[:, 0]] == cloth.names.index("stand"), 0][0]]
    knot = min(bow, key=lambda patch: np.ptp(patch.points[:, 0]))
    assert np.ptp(knot.points[:, 0]) == pytest.approx(KNOT_M, abs=0.01)
    assert np.linalg.norm(knot.points.mean(axis=0)[[0, 2]] - button[[0, 2]]) < 0.01
    assert knot.points[:, 1].min() < button[1]  # the front is at -y
    sides = sorted(float(patch.points[:, 0].mean() - button[0]) for patch in bow if patch is not knot)
    assert sides[1] < -0.005
    assert sides[2] > 0.005


def test_the_right_side_of_the_cloth_is_seen(bow):
    for patch in bow:
        a, b, c = (patch.points[patch.corners[:, k]] for k in range(3))
        faces = np.cross(b - a, c - a)
        front = patch.points[patch.corners].mean(axis=1)[:, 1] < np.median(patch.points[:, 1])
        assert (faces[front, 1] < 0).mean() > 0.6


def test_its_ends_hang_over_what_is_worn_over_the_blouse(blouse, bow):
    cloth, points = blouse
    chest = points[(np.abs(points[:, 0]) < 0.1) & (points[:, 1] < 0)]
    coat = chest + np.array([0.0, -0.03, 0.0])
    for before, over in zip(bow, tied(cloth, points, coat), strict=True):
        low = before.points[:, 2] < points[:, 2].max() - 0.12
        moved = over.points - before.points
        assert np.array_equal(over.flat, before.flat)
        assert np.linalg.norm(moved[low], axis=1) == pytest.approx(0.03, abs=0.004)
        assert (moved[low, 1] < -0.02).all()
    assert all(np.array_equal(a.points, b.points) for a, b in zip(bow, tied(cloth, points, points), strict=True))


def test_what_has_no_bow_gets_none(blouse, standing):
    cloth = cloth_of(draft("blouse", WOMAN, neck="collar"), 0.03)
    assert tied(cloth, placed(cloth, standing)) == ()
