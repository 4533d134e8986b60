"""Cameras that show the whole person, level."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_outfit import small_person

from rushes.engines.wardrobe.picture.scene import dressed
from rushes.engines.wardrobe.picture.views import NAMED, SENSOR_MM, view
from rushes.errors import BadInputError


@pytest.fixture(scope="module")
def scene():
    return dressed([small_person()], rounds=1)


def on_picture(one, points, aspect):
    """Where points are on a picture: shares of its width and height, upwards."""
    ahead = np.subtract(one.target, one.at)
    ahead /= np.linalg.norm(ahead)
    right = np.cross(ahead, [0, 0, 1])
    off = points - np.array(one.at)
    long = one.lens_mm / SENSOR_MM[1]
    depth = off @ ahead
    return 0.5 + off @ right / depth * long / aspect, 0.5 + off[:, 2] / depth * long - one.shift


@settings(max_examples=12, deadline=None)
@given(st.floats(-180, 360))
def test_a_turn_shows_everybody_from_head_to_feet(scene, angle):
    points = np.concatenate([piece.points for piece in scene.pieces])
    across, up = on_picture(view(scene, angle), points, 0.75)
    assert across.min() > 0
    assert across.max() < 1
    assert 0 < up.min() < 0.12
    assert 0.88 < up.max() < 1


def test_the_hero_is_nearer_and_shows_the_head(scene):
    points = np.concatenate([piece.points for piece in scene.pieces])
    hero, front = view(scene, "hero"), view(scene, "front")
    _, up = on_picture(hero, points, 0.75)
    assert 0.9 < up.max() < 1
    assert up.min() < -0.05
    assert hero.fstop < front.fstop
    for name in NAMED:
        one = view(scene, name)
        assert one.at[2] == one.target[2]  # level: what is upright stays upright


def test_several_people_fit_side_by_side():
    pair = dressed([small_person(), small_person(male=1.0)], rounds=1)
    points = np.concatenate([piece.points for piece in pair.pieces])
    across, _ = on_picture(view(pair, "front"), points, 0.75)
    assert across.min() > 0
    assert across.max() < 1
    assert len({piece.group.split("_")[1] for piece in pair.pieces}) == 2


def test_a_view_without_a_name_is_refused(scene):
    with pytest.raises(BadInputError, match="no view called 'above'"):
        view(scene, "above")
