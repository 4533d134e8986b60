import numpy as np
import pytest

from rushes.engines.dressing.library import grow
from rushes.engines.dressing.linen import CLEAR_M, tablecloth


@pytest.mark.parametrize("is_round", [True, False])
def test_a_cloth_lies_on_its_table_and_hangs_as_far_as_asked(is_round):
    cloth = tablecloth(1.2, 1.2 if is_round else 0.8, 0.75, 0.6, np.random.default_rng(1), is_round=is_round)
    low, high = cloth.bounds()
    assert high[2] == pytest.approx(0.75 + CLEAR_M)
    assert low[2] == pytest.approx(0.15, abs=0.01)
    hem = cloth.points[cloth.points[:, 2] < low[2] + 1e-6, :2]
    out = np.linalg.norm(hem, axis=1)
    assert out.min() > 0.35  # nowhere inside of the top
    assert np.ptp(out) > 0.03  # and in folds
    assert (cloth.face_normals()[:240, 2] > 0).all()  # seen from above


def test_a_table_under_a_cloth_keeps_its_size():
    parts = dict(grow("centre_table", (0.95, 0.95, 0.74), {"cloth": True, "round": True}, 4))
    low, high = parts["@linen"].bounds()
    np.testing.assert_allclose(high - low, [0.95, 0.95, 0.62], atol=0.03)
    assert parts["legs"].bounds()[1][2] < high[2]
