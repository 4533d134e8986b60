"""Shoes stand on the floor, hold the foot, and lift whoever wears them."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.body.shape import Body
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


def left_of(body, shoes):
    """The left shoe's parts in its own frame: outward, ahead, up."""
    out = np.cross(ahead := body.joints["l-foot-1"] - body.joints["l-ankle"], (0.0, 0.0, -1.0))
    axes = np.stack(
        [out / np.linalg.norm(out), np.array([*ahead[:2], 0.0]) / np.linalg.norm(ahead[:2]), (0.0, 0.0, 1.0)]
    )
    return {piece.name.removeprefix("left_"): piece.points @ axes.T for piece in shod(body, shoes, "x")[0] if piece.name.startswith("left")}  # fmt: skip


def test_a_pump_and_an_oxford_are_on_different_lasts(body):
    pump, oxford = left_of(body, "pumps"), left_of(body, "oxfords")

    def wide(parts, share):
        sole = parts["sole"]
        low, high = sole[:, 1].min(), sole[:, 1].max()
        near = np.abs(sole[:, 1] - low - share * (high - low)) < 0.008
        return np.ptp(sole[near, 0])

    assert wide(pump, 0.93) / wide(pump, 0.7) < 0.85 * wide(oxford, 0.93) / wide(oxford, 0.7)
    assert pump["heel"][:, 2].max() > oxford["heel"][:, 2].max() + 0.03
    assert pump["vamp"][:, 2].max() < oxford["vamp"][:, 2].max()
    floor = [np.ptp(parts["heel"][parts["heel"][:, 2] < 0.002], axis=0)[0] for parts in (pump, oxford)]
    assert floor[0] < 0.5 * floor[1]


@pytest.mark.parametrize("shoes", ["oxfords", "trainers"])
def test_laces_lie_on_the_shoe(body, shoes):
    parts = left_of(body, shoes)
    upper = np.concatenate([parts["vamp"], parts["quarters"]])
    apart = np.linalg.norm(parts["laces"][:, None] - upper[None], axis=-1).min(axis=1)
    assert apart.max() < 0.014


def test_shoes_are_of_the_foot_s_size(body):
    larger = Body(body.vertices * 1.12, {name: at * 1.12 for name, at in body.joints.items()})
    for shoes in STYLES:
        lengths = [np.ptp(left_of(one, shoes)["sole"][:, 1]) for one in (body, larger)]
        assert lengths[1] == pytest.approx(lengths[0] * 1.12, rel=0.02)
