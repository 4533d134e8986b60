import numpy as np
import pytest

from rushes.engines.body.measures import Measures
from rushes.engines.body.shape import base
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.dressing import (
    DOWN,
    HAND_M,
    RAISED_DEG,
    arm_shares,
    lowered,
    made_solid,
    raised,
    sleeved,
)
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.piercing import pierced_edges
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.drape.turning import loose
from rushes.engines.wardrobe.drape.welding import welded

WOMAN = Measures.usual()


def test_raised_arms_come_down_to_where_they_were(standing):
    up = raised(standing, RAISED_DEG)
    assert up.joints["l-hand"][2] > standing.joints["l-hand"][2] + 0.2
    assert up.joints["l-shoulder"] == pytest.approx(standing.joints["l-shoulder"])
    skin = standing.vertices[: base().skin]
    hand = base().share("hand.L")[: base().skin] > 0.99
    trunk = base().share("trunk")[: base().skin] > 0.99
    assert up.vertices[: base().skin][trunk] == pytest.approx(skin[trunk], abs=0.002)
    down, shares = up.vertices[: base().skin][hand], np.tile([1.0, 0.0], (int(hand.sum()), 1))
    for _ in range(DOWN):
        down = lowered(standing, down, shares)
    assert down == pytest.approx(skin[hand], abs=1e-9)


@pytest.mark.parametrize("block", ["shirt", "jacket", "tailcoat", "coat", "robe", "blouse", "tunic"])
def test_sleeves_begin_around_raised_arms_without_going_through_anything(standing, block):
    cloth = cloth_of(draft(block, WOMAN), 0.03)
    assert sleeved(cloth.garment)
    up = raised(standing, RAISED_DEG)
    points = placed(cloth, up)
    worn = cloth.corners[~loose(cloth)[cloth.corners].any(axis=1)]
    sleeve = np.array([panel.placement.part == "arm" for panel in cloth.garment.panels])[cloth.panel]
    through = pierced_edges(worn, points)
    mixed = sleeve[through[:, 0]] != sleeve[worn[through[:, 2], 0]]
    assert not mixed.any()


def test_cloth_goes_with_the_arm_that_it_lies_on(standing):
    cloth = cloth_of(draft("shirt", WOMAN), 0.03)
    up = raised(standing, RAISED_DEG)
    mesh = welded(cloth, lambda _: fabric("cotton poplin"))
    at = placed(cloth, up)
    points = np.stack([np.bincount(mesh.of, at[:, k]) / np.bincount(mesh.of) for k in range(3)], axis=1)
    shares = arm_shares(up, mesh, points)
    cuff = mesh.of[cloth.panel == cloth.names.index("cuff_left")]
    low = mesh.of[(cloth.panel == cloth.names.index("back")) & (cloth.flat[:, 1] < -0.1)]
    assert shares[cuff, 0].min() > 0.95
    assert shares[cuff, 1].max() < 0.01
    assert shares[low].max() < 0.01
    assert (shares >= 0).all()
    assert (shares.sum(axis=1) <= 1 + 1e-9).all()


def test_what_is_between_fingers_and_in_an_armpit_is_solid_to_cloth_and_the_rest_as_it_was(standing, standing_field):
    solid, grid = made_solid(standing_field, standing, standing), standing_field.grid()
    more = (standing_field.values > 0) & (solid.values <= 0)
    assert more.any()
    hands = [np.linalg.norm(grid[more] - standing.joints[f"{side}-hand"], axis=1) < HAND_M for side in "lr"]
    under = (grid[more, 2] > standing.joints["l-elbow"][2]) & (grid[more, 2] < standing.joints["l-shoulder"][2])
    assert all(one.any() for one in (*hands, under))
    assert (hands[0] | hands[1] | under).all()
    thigh = standing.joints["l-knee"] + np.array([0.3, 0.0, 0.1])
    assert solid.at(thigh[None]) == pytest.approx(standing_field.at(thigh[None]))
