import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.destruction.breaks.warp import BRICK_M, COURSE_M, TOOTHED, Members, bent, noise
from rushes.engines.destruction.building.solid import MATERIALS

HALF = np.array([2.0, 0.3, 1.5])


def member(material):
    """Return one box-shaped member around the origin."""
    planes = np.zeros((1, 6, 4))
    for k in range(6):
        planes[0, k, k // 2], planes[0, k, 3] = (1.0, -1.0)[k % 2], HALF[k // 2]
    one = np.zeros(1, np.int64)
    return Members(planes, np.array([MATERIALS.index(material)]), one, one, np.array([-2.0, -0.3]))


def shifted(places, material):
    places = np.atleast_2d(np.asarray(places, float))
    return bent(places, np.zeros(len(places), np.int64), member(material))


SHARES = st.tuples(*[st.floats(-1.0, 1.0)] * 3)


@settings(max_examples=60, deadline=None)
@given(SHARES, st.integers(0, 5), st.sampled_from(["concrete", "brick", "plaster", "wood", "glass", "steel"]))
def test_what_lies_on_a_surface_stays_on_it(share, side, material):
    place = np.array(share) * HALF
    place[side // 2] = (1.0, -1.0)[side % 2] * HALF[side // 2]
    moved = shifted(place, material)[0]
    assert moved[side // 2] == pytest.approx(place[side // 2], abs=1e-9)
    assert (np.abs(moved) <= HALF + 0.012).all()


@settings(max_examples=80, deadline=None)
@given(SHARES, SHARES, st.sampled_from(["concrete", "plaster"]))
def test_space_is_bent_and_never_folded(share, way, material):
    way = np.array(way)
    if np.linalg.norm(way) < 0.1:
        return
    one = np.array(share) * (HALF - 0.02)
    two = one + 0.004 * way / np.linalg.norm(way)
    a, b = shifted([one, two], material)
    assert (b - a) @ (two - one) > 0.0


def test_concrete_is_ragged_by_centimetres_and_glass_is_not():
    rng = np.random.default_rng(5)
    places = rng.uniform(-0.9, 0.9, (3000, 3)) * HALF
    away = np.linalg.norm(shifted(places, "concrete") - places, axis=1)
    assert 0.015 < away.mean() < 0.06
    assert away.max() < 0.15
    assert (shifted(places, "glass") == places).all()
    assert (shifted(places, "steel") == places).all()


def test_masonry_breaks_along_its_joints():
    rng = np.random.default_rng(6)
    places = rng.uniform(-0.8, 0.8, (2000, 3)) * HALF
    moved = shifted(places, "brick")
    bed = moved[:, 2] / COURSE_M
    assert np.abs(bed - np.round(bed)).max() <= 0.5 * (1 - TOOTHED) + 1e-6
    odd = np.floor(places[:, 2] / COURSE_M) % 2 == 1
    upright = (moved[:, 0] + 2.0) / BRICK_M + np.where(odd, 0.0, 0.5)
    assert np.abs(upright - np.round(upright)).max() <= 0.5 * (1 - TOOTHED) + 1e-6
    assert (moved[:, 1] == places[:, 1]).all()


def test_wood_tears_along_its_grain():
    rng = np.random.default_rng(7)
    places = rng.uniform(-0.5, 0.5, (500, 3)) * HALF
    shift = shifted(places, "wood") - places
    assert (shift[:, 1:] == 0).all()
    assert shift[:, 0].std() > 0.02


def test_noise_is_even_smooth_and_the_same_everywhere_it_is_asked():
    rng = np.random.default_rng(8)
    places = rng.uniform(-40, 40, (20_000, 3))
    values = noise(places, 1)
    assert np.abs(values.mean(axis=0)).max() < 0.03
    assert np.abs(values).max() <= 1.0
    assert np.abs(noise(places + 1e-6, 1) - values).max() < 1e-4
    assert (noise(places[::-1], 1)[::-1] == values).all()
    assert np.abs(noise(places, 2) - values).mean() > 0.1
