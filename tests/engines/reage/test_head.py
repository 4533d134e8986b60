import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.head import Head, _grown_from
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
