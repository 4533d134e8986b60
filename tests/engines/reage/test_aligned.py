"""A face is laid into a square, and an answer comes back to where it was seen."""

import importlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lit_head import lit_head
from rushes.engines.reage.aligned import changed, in_tiles, square
from rushes.engines.reage.landmarks import LEFT_OUTER, RIGHT_OUTER
from rushes.engines.reage.window import Window
from rushes.errors import BadInputError
from rushes.media.colour import for_display, from_display

cv2 = importlib.import_module("cv2")


def eyes(mesh, matrix):
    return mesh[[RIGHT_OUTER, LEFT_OUTER], :2] @ matrix[:, :2].T + matrix[:, 2]


@given(turn=st.floats(-3, 3), zoom=st.floats(0.3, 4), x=st.floats(-200, 900), y=st.floats(-200, 900))
def test_a_face_comes_to_the_same_place_however_it_lies(turn, zoom, x, y):
    mesh = lit_head()[2].points
    cos, sin = zoom * np.cos(turn), zoom * np.sin(turn)
    moved = mesh.copy()
    moved[:, :2] = mesh[:, :2] @ np.array([[cos, sin], [-sin, cos]]) + [x, y]
    assert np.allclose(eyes(mesh, square(mesh, 512)), eyes(moved, square(moved, 512)), atol=0.2)


def test_the_eyes_lie_level_in_the_upper_half():
    mesh = lit_head()[2].points
    right, left = eyes(mesh, square(mesh, 1024))
    assert abs(right[1] - left[1]) < 12
    assert 350 < right[1] < 512
    assert right[0] < 512 < left[0]


def shown(model, *, keeps_grain=True, side=512):
    light, _, mesh = lit_head()
    window = Window.of(mesh.points, 512, 512)
    return light, window, changed(light, mesh.points, window, side, model, keeps_grain=keeps_grain)


def test_what_says_nothing_changes_nothing():
    _, _, (delta, _) = shown(lambda picture: picture)
    assert not delta.any()


@pytest.mark.parametrize("side", [256, 512, 1024])
def test_a_change_of_display_values_comes_back_as_light(side):
    light, window, (delta, matte) = shown(lambda picture: picture - 0.06, side=side)
    before = for_display(window.cut(light))
    wanted = from_display(np.maximum(before - 0.06, 0)) - window.cut(light)
    inside = (matte > 0.99) & (before.min(axis=2) > 0.15) & (before.max(axis=2) < 0.9)
    assert inside.sum() > 2000
    off = np.abs(delta - wanted)[inside]
    assert np.median(off) < 0.02 * np.abs(wanted[inside]).mean()
    assert not delta[matte == 0].any()


def test_a_mark_comes_back_where_the_model_drew_it():
    mesh = lit_head()[2]
    matrix = square(mesh.points, 512)
    cheek = mesh.points[205, :2] @ matrix[:, :2].T + matrix[:, 2]

    def marks(picture):
        picture = picture.copy()
        cv2.circle(picture, [round(float(one)) for one in cheek], 8, (0, 0, 0), -1)
        return picture

    _, window, (delta, _) = shown(marks)
    weight = np.abs(delta).sum(axis=2)
    y, x = np.mgrid[0 : weight.shape[0], 0 : weight.shape[1]]
    found = np.array([(x * weight).sum(), (y * weight).sum()]) / weight.sum()
    assert np.allclose(found + [window.left, window.top], mesh.points[205, :2], atol=1.5)


def test_an_editors_own_grain_stays_out():
    noise = np.random.default_rng(1).normal(0, 0.05, (512, 512, 3)).astype("f4")
    _, _, (own, _) = shown(lambda picture: picture + noise, keeps_grain=True)
    _, _, (kept, _) = shown(lambda picture: picture + noise, keeps_grain=False)
    assert kept.std() < 0.4 * own.std()


@pytest.mark.parametrize("answer", [lambda picture: picture[:4], lambda picture: picture * np.nan])
def test_an_answer_that_is_none_is_a_sentence(answer):
    with pytest.raises(BadInputError, match="The model's answer is") as refused:
        shown(answer)
    assert "\n" not in str(refused.value)


@given(side=st.integers(8, 90), tile=st.integers(4, 100))
def test_tiles_lie_seamless(side, tile):
    picture = np.random.default_rng(side).uniform(0, 1, (side, side, 3)).astype("f4")
    sizes = set()

    def network(part):
        sizes.add(part.shape)
        return 2 * part + 1

    assert np.allclose(in_tiles(picture, tile, network), 2 * picture + 1, atol=1e-4)
    assert sizes == {(min(side, tile), min(side, tile), 3)}
