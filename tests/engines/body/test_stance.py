import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.body.girth import cut, girth
from rushes.engines.body.measuring import waist_level
from rushes.engines.body.shape import Knobs, base
from rushes.engines.body.stance import ARM_ROOM_M, LEG_ROOM_M, NATURAL, Stance, posed, standing
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


@settings(max_examples=6, deadline=None)
@given(st.floats(-7, 7), st.floats(-45, 45), st.sampled_from((0.0, 1.0)))
def test_weight_on_one_leg_keeps_bones_soles_and_the_waist(hip, turn, male):
    rest = base().body(Knobs(male=male))
    body = posed(rest, Stance(hip_deg=hip, turn_deg=turn, toes_deg=6))
    for one, two in (("shoulder", "elbow"), ("elbow", "hand"), ("upper-leg", "knee"), ("knee", "ankle")):
        for side in "lr":
            was, now = (np.linalg.norm(at[f"{side}-{one}"] - at[f"{side}-{two}"]) for at in (rest.joints, body.joints))
            assert now == pytest.approx(was, rel=1e-3)
    soles = [body.vertices[base().share(f"foot.{side}") > 0.9][:, 2].min() for side in "LR"]
    assert soles == pytest.approx([0.0, 0.0], abs=0.004)
    assert _waist(body) == pytest.approx(_waist(posed(rest, Stance())), rel=0.01)
    higher = body.joints["l-upper-leg"][2] - body.joints["r-upper-leg"][2]
    assert abs(hip) < 0.5 or np.sign(higher) == np.sign(hip)


def _waist(body):
    trunk = base().edges[(base().share("trunk")[base().edges] > 0.5).all(axis=1)]
    level = np.array([0.0, 0.0, waist_level(body)])
    return girth(cut(body.vertices, trunk, level, np.array([0.0, 0.0, 1.0])), np.array([0.0, 0.0, 1.0]))


@pytest.mark.parametrize("asked", [{"hip_deg": 20}, {"turn_deg": -80}, {"hip_deg": float("nan")}])
def test_what_nobody_can_do_is_refused(asked):
    with pytest.raises(BadInputError, match="can't be made"):
        Stance(**asked)


@pytest.mark.parametrize("knobs", [Knobs(male=1.0, weight=1.0), Knobs(male=0.0, weight=0.9), Knobs(male=1.0)])
def test_who_stands_to_be_dressed_has_room_between_arms_and_trunk_and_between_the_legs(knobs):
    from scipy.spatial import cKDTree

    body = standing(base().body(knobs))
    skin = body.vertices[: base().skin]

    def of(*bones, below):
        return skin[(base().share(*bones)[: base().skin] > 0.9) & (skin[:, 2] < below)]

    low = body.joints["l-shoulder"][2] - 0.25
    trunk = skin[base().share("trunk")[: base().skin] > 0.9]
    assert cKDTree(trunk).query(of("upper_arm.L", "lower_arm.L", below=low))[0].min() > 0.95 * ARM_ROOM_M
    knee = body.joints["l-knee"][2]
    left, right = (of(f"thigh.{side}", below=knee + 0.25) for side in "LR")
    assert cKDTree(left).query(right)[0].min() > 0.95 * LEG_ROOM_M
    wide = replace(NATURAL, arms_deg=30.0, feet_apart=2.4)  # who has room stands as is asked
    assert standing(base().body(knobs), stance=wide).vertices == pytest.approx(posed(base().body(knobs), wide).vertices)
