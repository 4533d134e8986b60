import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.head import Head, _certain, _deep, _grown_from
from rushes.engines.reage.person import person_matte


def test_hair_lies_over_the_face_and_skin_in_it():
    light, _, mesh = lit_head()
    head = Head.of(light, mesh.points)
    assert not (head.hair * head.skin > 0.3).any()
    x, y = mesh.points[205, :2].astype(int)
    assert head.skin[y, x] > 0.8
    assert head.hair[y, x] == 0
    if head.hair.max() > 0.5:
        rows = np.nonzero(head.hair > 0.5)[0]
        assert np.median(rows) < mesh.points[10, 1]
    assert head.whole[y, x] == 1


def test_an_empty_wall_is_nobody():
    assert person_matte(np.full((90, 120, 3), 0.4, np.float32)).mean() < 0.2


@pytest.mark.parametrize("shrink", [1, 3])
def test_hair_hangs_together_with_the_rim_and_a_forehead_s_sheen_does_not(shrink):
    matte = np.zeros((90, 90), np.float32)
    matte[:30] = 0.9
    matte[20:30, 30:60] = np.linspace(0.9, 0.3, 10, dtype=np.float32)[:, None]
    matte[45:60, 36:54] = 0.7
    haze = np.maximum(matte, 0.1)
    rim = np.zeros((90, 90), bool)
    rim[:3] = True
    kept = _grown_from(haze, rim, shrink)
    assert kept[48:57, 39:51].max() == 0
    assert np.abs(kept - haze)[:27].max() < 0.05


@pytest.mark.parametrize("grow", [1, 2])
def test_a_faint_hair_matte_is_a_strand_at_the_outline_and_a_shining_temple_inside_it(grow):
    person = np.zeros((120, 120), np.float32)
    person[20:, 20:100] = 1.0
    within = _deep(person, 60.0, grow)
    assert within.shape == (120 * grow, 120 * grow)
    faint, full = (np.full(within.shape, value, np.float32) for value in (0.3, 0.95))
    at = 60 * grow
    assert _certain(faint, within)[at, at] == 0, "a temple"
    assert _certain(faint, within)[at, 22 * grow] > 0.2, "a strand at the side"
    assert _certain(faint, within)[21 * grow, at] > 0.2, "a strand above"
    assert (_certain(full, within) == 1).all(), "a fringe"
