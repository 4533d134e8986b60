"""Shoes stand on the floor, hold the foot, and lift whoever wears them."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.look import SHOES
from rushes.engines.wardrobe.picture.shoes import STYLES, lift_of, raised, shod


@pytest.fixture(scope="module")
def body():
    return small_person().body


def test_every_word_for_shoes_is_one(body):
    assert set(SHOES) == {"barefoot", *STYLES}
    assert shod(body, "barefoot", "x")[0] == []
    assert raised(body, "barefoot") is body


@pytest.mark.parametrize("shoes", sorted(STYLES))
def test_shoes_stand_on_the_floor_and_are_as_long_as_feet_and_a_little(body, shoes):
    pieces, hidden = shod(body, shoes, "x")
    assert min(piece.points[:, 2].min() for piece in pieces) == pytest.approx(0.0, abs=0.003)
    left = np.concatenate(
        [piece.points for piece in pieces if piece.name.startswith("left") and "shaft" not in piece.name]
    )
    foot = body.vertices[body.mesh.share("foot.L") > 0.9]
    ahead = body.joints["l-foot-1"] - body.joints["l-ankle"]
    ahead[2] = 0
    ahead /= np.linalg.norm(ahead)
    assert np.ptp(left @ ahead) == pytest.approx(np.ptp(foot @ ahead) + 0.02, abs=0.015)
    assert hidden.sum() > 400
    for piece in pieces:
        assert np.isfinite(piece.points).all()
        assert piece.corners.max() < len(piece.points)


@pytest.mark.parametrize("shoes", sorted(STYLES))
def test_whoever_wears_them_is_higher_by_the_heel(body, shoes):
    up = raised(body, shoes)
    head = body.mesh.share("neck") > 0.9
    assert (up.vertices[head, 2] - body.vertices[head, 2]) == pytest.approx(lift_of(shoes))
    toes = (body.mesh.share("foot.L") > 0.99) & (body.vertices[:, 1] < body.joints["l-foot-1"][1])
    assert (up.vertices[toes, 2] - body.vertices[toes, 2]).mean() == pytest.approx(STYLES[shoes].sole, abs=0.006)
