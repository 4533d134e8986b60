"""A head without a face: smooth in front, whole behind, and nobody that a face detector finds."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.face import faceless
from rushes.engines.wardrobe.picture.head import head_of


@pytest.mark.parametrize("male", [0.0, 1.0])
def test_features_go_and_the_rest_stays(male):
    body = small_person(male=male).body
    head = head_of(body)
    plain, left_out, form = faceless(body, head, "x")
    local, was = head.local(plain.vertices), head.local(body.vertices)
    behind = was[:, 1] < 0.0
    assert np.abs(local[behind] - was[behind]).max() < 1e-9
    middle = (np.abs(was[:, 0]) < 0.006) & (was[:, 1] > 0.03) & (was[:, 2] > -0.09) & (was[:, 2] < 0.03) & ~left_out
    middle[body.mesh.skin :] = False
    order = np.argsort(was[middle, 2])
    before, after = (np.abs(np.diff(at[middle][order, 1])).max() for at in (was, local))
    assert after < 0.5 * before  # no nose, no lips
    sheet = head.local(form.points)
    assert np.hypot(sheet[:, 0], sheet[:, 1]).max() < 0.14
    assert not left_out[body.mesh.share("neck") < 0.5][: body.mesh.skin].any()


def test_both_eyes_are_level_and_alike():
    left, right = head_of(small_person().body).eyes
    assert left == pytest.approx(right * np.array([-1, 1, 1]), abs=0.002)
