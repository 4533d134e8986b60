import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.landmarks import LEFT_OUTER, POINTS, RIGHT_OUTER
from rushes.engines.reage.mesh import around, mesh_in


def test_a_drawn_head_has_a_mesh_where_its_face_is():
    _, _, mesh = lit_head()
    assert mesh.points.shape == (POINTS, 3)
    assert mesh.score > 0.5
    (x, y), side, roll = around(mesh.points)
    assert abs(x - 256) < 40
    assert abs(y - 260) < 60
    assert 180 < side < 420
    assert abs(roll) < 0.1


@pytest.mark.parametrize("degrees", [-25, 20])
def test_a_head_that_leans_is_looked_at_upright(degrees):
    import cv2

    _, picture, mesh = lit_head()
    turn = cv2.getRotationMatrix2D((256, 256), -degrees, 1.0)  # clockwise in the picture
    leaning = cv2.warpAffine(picture, turn, (512, 512), borderMode=cv2.BORDER_REPLICATE)
    wanted = mesh.points[:, :2] @ turn[:, :2].T + turn[:, 2]
    centre, side, _ = around(mesh.points)
    where = tuple(turn[:, :2] @ np.array(centre) + turn[:, 2])
    found = mesh_in(leaning, where, side, np.radians(degrees))
    found = mesh_in(leaning, *around(found.points))
    off = np.linalg.norm(found.points[:, :2] - wanted, axis=1)
    assert np.median(off) < 0.03 * side
    eyes = found.points[LEFT_OUTER] - found.points[RIGHT_OUTER]
    assert abs(np.degrees(np.arctan2(eyes[1], eyes[0])) - degrees) < 4
