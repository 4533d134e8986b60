"""Hands at rest bend no wrist and lose no finger."""

import numpy as np
import pytest
from small_outfit import small_person

from rushes.engines.wardrobe.picture.hands import rested


@pytest.mark.parametrize("male", [0.0, 1.0])
def test_fingers_curl_towards_the_thigh_and_come_together(male):
    body = small_person(male=male).body
    rest = rested(body)
    moved = np.linalg.norm(rest.vertices - body.vertices, axis=1)
    others = body.mesh.share("hand.L", "hand.R") < 0.5
    assert moved[others].max() == 0
    for side, joint in (("L", "l-hand"), ("R", "r-hand")):
        hand = body.mesh.share(f"hand.{side}") > 0.5
        far = np.linalg.norm(body.vertices - body.joints[joint], axis=1)
        assert moved[hand & (far < 0.03)].min() < 0.004
        tips = hand & (far > 0.85 * far[hand].max())
        assert 0.008 < moved[tips].mean() < 0.12
        inward = (rest.vertices - body.vertices)[tips].mean(axis=0)
        assert inward[0] * (1 if side == "L" else -1) < 0  # towards the body: that is where palms are
