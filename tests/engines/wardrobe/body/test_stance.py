import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.wardrobe.body.shape import Knobs, base
from rushes.engines.wardrobe.body.stance import Stance, posed
from rushes.errors import BadInputError


@settings(max_examples=10, deadline=None)
@given(st.floats(5, 60), st.floats(0, 30), st.floats(0.9, 1.6), st.sampled_from((0.0, 1.0)))
def test_bones_keep_their_lengths_and_arms_their_angle(arms, elbows, apart, male):
    rest = base().body(Knobs(male=male))
    body = posed(rest, Stance(arms, elbows, apart))
    for one, two in (("shoulder", "elbow"), ("elbow", "hand"), ("upper-leg", "knee"), ("knee", "ankle")):
        for side in "lr":
            was, now = (np.linalg.norm(at[f"{side}-{one}"] - at[f"{side}-{two}"]) for at in (rest.joints, body.joints))
            assert now == pytest.approx(was, rel=1e-9)
    out = body.joints["l-elbow"] - body.joints["l-shoulder"]
    assert math.degrees(math.atan2(out[0], -out[2])) == pytest.approx(arms, abs=0.1)
    assert body.vertices[: base().skin, 2].min() == pytest.approx(0, abs=1e-9)


def test_the_skin_follows_its_bones():
    body = posed(base().body(Knobs()), Stance(arms_deg=15))
    hand = body.vertices[base().share("hand.L") > 0.9]
    assert np.linalg.norm(hand.mean(axis=0) - body.joints["l-hand"]) < 0.12
    assert (
        np.abs(
            body.vertices[base().share("trunk") > 0.99] - base().body(Knobs()).vertices[base().share("trunk") > 0.99]
        )[:, :2].max()
        < 1e-3
    )


@pytest.mark.parametrize("arms", [0, 90, float("nan")])
def test_arms_in_the_body_are_refused(arms):
    with pytest.raises(BadInputError, match="Say 5 to 60"):
        Stance(arms_deg=arms)
