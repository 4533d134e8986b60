import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.drape.strapping import OVER_M, SLIDES, strapped
from rushes.engines.wardrobe.drape.turning import loose

OFF_M = 0.003


@pytest.fixture(scope="module")
def overalls():
    return cloth_of(draft("overalls", Measures.usual(height=1.66, sex="female")), 0.025)


@pytest.fixture(scope="module")
def before(overalls, standing):
    return placed(overalls, standing)


@pytest.fixture(scope="module")
def after(overalls, before, standing, standing_field):
    return strapped(overalls, before, standing, standing_field, np.full(len(before), OFF_M))


def _mine(cloth, name):
    return cloth.panel == cloth.names.index(name)


def test_only_straps_move(overalls, before, after):
    free = loose(overalls)
    assert {overalls.names[n] for n in overalls.panel[free]} == {"strap_left", "strap_right"}
    assert np.array_equal(after[1][~free], before[~free])


@pytest.mark.parametrize("side", ["left", "right"])
def test_a_strap_goes_from_the_back_over_the_shoulder_to_its_button(overalls, after, standing, standing_field, side):
    _, points = after
    strap = _mine(overalls, f"strap_{side}")
    for one, two in overalls.pairs[strap[overalls.pairs].sum(axis=1) == 1]:
        assert np.allclose(points[one], points[two])
    [(hole, button)] = overalls.ties[strap[overalls.ties[:, 0]]]
    assert overalls.names[overalls.panel[button]] == "bib"
    assert np.linalg.norm(points[hole] - points[button]) == pytest.approx(OVER_M, abs=1e-4)
    assert standing_field.at(points[strap]).min() > OFF_M - 0.002
    top = points[strap][points[strap][:, 2].argmax()]
    assert top[2] > standing.vertices[1399, 2]  # over the pit of the neck
    assert np.sign(top[0]) == (1.0 if side == "left" else -1.0)


def test_its_slide_makes_it_as_long_as_it_is_worn(overalls, after):
    cloth, _ = after
    for side in ("left", "right"):
        strap = _mine(overalls, f"strap_{side}")
        cut, worn = (np.ptp(one.flat[strap, 1]) for one in (overalls, cloth))
        assert 1 - SLIDES < worn / cut < 1 + SLIDES
        assert worn != pytest.approx(cut, abs=1e-4)
        assert np.array_equal(cloth.flat[strap, 0], overalls.flat[strap, 0])
        [mark] = cloth.garment.panel(f"strap_{side}").marks
        hole = overalls.ties[strap[overalls.ties[:, 0]], 0][0]
        assert mark.point == pytest.approx(tuple(cloth.flat[hole]))
    others = ~_mine(overalls, "strap_left") & ~_mine(overalls, "strap_right")
    assert np.array_equal(cloth.flat[others], overalls.flat[others])
