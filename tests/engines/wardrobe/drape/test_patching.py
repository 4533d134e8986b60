import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.patching import LIFT_M, patched

MAN = Measures.usual(sex="male")


@pytest.fixture(scope="module")
def shirt():
    """A shirt whose panels lie flat in one plane, their right sides towards -y."""
    cloth = cloth_of(draft("shirt", MAN), 0.025)
    return cloth, np.stack([cloth.flat[:, 0], np.zeros(len(cloth.flat)), cloth.flat[:, 1]], axis=1)


def test_a_pocket_lies_flat_on_the_left_front_at_its_mark_and_keeps_its_shape(shirt):
    cloth, points = shirt
    patches = {patch.panel.name: patch for patch in patched(cloth, points, 0.0005)}
    pocket = patches["pocket"]
    assert pocket.points[:, 1] == pytest.approx(-0.0005 - LIFT_M)
    sides = pocket.corners[:, :2].T
    flat, worn = (np.linalg.norm(at[sides[0]] - at[sides[1]], axis=1) for at in (pocket.flat, pocket.points))
    assert worn == pytest.approx(flat)
    mark = cloth.garment.panel("front_left").edge("pocket")
    top = pocket.points[np.abs(pocket.flat[:, 1] - 0.13) < 1e-9][:, [0, 2]]
    assert min(np.linalg.norm(top - mark.start, axis=1)) == pytest.approx(0, abs=1e-6)
    left = cloth.names.index("front_left")
    assert set(cloth.panel[cloth.corners[pocket.base]].ravel()) == {left}


def test_what_is_marked_under_a_patch_is_lifted_onto_it(shirt):
    cloth, points = shirt
    band = next(patch for patch in patched(cloth, points, 0.0005) if patch.panel.name == "front_band")
    buttons = [mark.point for mark in cloth.garment.panel("front_left").marks]
    assert all(band.under("front_left", np.array(at)) for at in buttons)
    assert not band.under("front_right", np.array(buttons[0]))
    assert not band.under("front_left", np.array([0.1, 0.1]))


def test_only_so_much_of_a_welt_is_seen_as_isnt_folded_in():
    cloth = cloth_of(draft("waistcoat", MAN), 0.03)
    points = np.stack([cloth.flat[:, 0], np.zeros(len(cloth.flat)), cloth.flat[:, 1]], axis=1)
    welts = [patch for patch in patched(cloth, points, 0.001) if patch.panel.name.startswith("low_welt")]
    assert [welt.panel.side for welt in welts] == ["left", "right"]
    assert {round(float(np.ptp(welt.flat[:, 1])), 6) for welt in welts} == {0.023}


def test_a_flap_that_reaches_over_its_panels_edge_doesnt_lie_on_a_sleeve():
    cloth = cloth_of(draft("coat", MAN), 0.03)
    points = np.stack([cloth.flat[:, 0], np.zeros(len(cloth.flat)), cloth.flat[:, 1]], axis=1)
    arms = np.array([panel.placement.part == "arm" for panel in cloth.garment.panels])[cloth.panel]
    front = cloth.panel == cloth.names.index("front_left")
    points[~arms & ~front, 1] += 1.0
    flap = next(panel for panel in cloth.drafted.panels if panel.name == "flap")
    reach = np.array(flap.on.at) + flap.outline()[flap.outline()[:, 0].argmax()]
    assert reach[0] > cloth.flat[front & (np.abs(cloth.flat[:, 1] - reach[1]) < 0.03), 0].max() + 0.02
    beside = np.random.default_rng(1).uniform((-0.03, -0.016, -0.06), (0.03, -0.012, 0.06), (int(arms.sum()), 3))
    points[arms] = [reach[0], 0.0, reach[1]] + beside
    laid = next(patch for patch in patched(cloth, points, 0.001) if patch.panel.name == "flap_left")
    assert laid.points[:, 1] == pytest.approx(-laid.lift, abs=1e-6)
