"""Skin is left out only where nobody can look."""

import numpy as np
from small_outfit import small_person

from rushes.engines.wardrobe.picture.person import skin, well_within


def test_hidden_skin_stays_near_what_is_seen():
    body = small_person().body
    hidden = body.vertices[:, 2] < 0.9
    hidden[body.mesh.skin :] = False
    deep = well_within(body, hidden)
    assert deep.any()
    assert not (deep & ~hidden).any()
    assert body.vertices[deep, 2].max() < 0.88
    none = np.zeros(len(hidden), np.bool_)
    whole, most = (skin(body, one, none, "x")[0] for one in (none, deep))
    assert len(most.corners) < len(whole.corners)
    assert most.points[:, 2].max() == whole.points[:, 2].max()


def test_socks_take_feet_and_calves_from_the_skin():
    body = small_person().body
    none = np.zeros(len(body.vertices), np.bool_)
    bare, socks = skin(body, none, none, "x", socks=True)
    assert socks.surface == "x_sock"
    assert socks.points[:, 2].max() < body.joints["l-knee"][2]
    assert bare.points[:, 2].min() > 0.15
