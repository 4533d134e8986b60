"""Hands at rest bend no wrist and lose no finger."""

import numpy as np
import pytest

from rushes.engines.body.hands import rested
from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import NATURAL, posed, skinned


@pytest.mark.parametrize("male", [0.0, 1.0])
def test_fingers_curl_and_come_together_and_hands_hang(male):
    body = skinned(base().body(Knobs(male=male)), NATURAL)
    rest = rested(body)
    assert posed(base().body(Knobs(male=male)), NATURAL).vertices == pytest.approx(rest.vertices)
    moved = np.linalg.norm(rest.vertices - body.vertices, axis=1)
    others = body.mesh.share("hand.L", "hand.R") < 0.5
    assert moved[others].max() == 0
    for side, joint in (("L", "l-hand"), ("R", "r-hand")):
        hand = body.mesh.share(f"hand.{side}") > 0.5
        far = np.linalg.norm(body.vertices - body.joints[joint], axis=1)
        assert moved[hand & (far < 0.03)].min() < 0.004
        tips = hand & (far > 0.85 * far[hand].max())
        assert 0.008 < moved[tips].mean() < 0.12
        wide = [np.ptp(at[tips] @ np.array([0.0, 1.0, 0.0])) for at in (rest.vertices, body.vertices)]
        assert wide[0] < wide[1]  # fingers come together
        hangs = (rest.vertices[tips].mean(axis=0) - body.joints[joint]) * np.array([1 if side == "L" else -1, 1, 1])
        assert hangs[0] < 0.0  # towards the thigh: that is where palms are
        assert hangs[2] < -0.8 * np.linalg.norm(hangs)
