import numpy as np

from lit_head import lit_head
from rushes.engines.reage.head import Head
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
