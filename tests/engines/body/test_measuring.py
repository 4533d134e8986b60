import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.engines.body.measures import Measures
from rushes.engines.body.measuring import measured, tape
from rushes.engines.body.shape import Knobs, base


@settings(max_examples=8, deadline=None)
@given(st.floats(0.85, 1.2), st.sampled_from((0.0, 1.0)))
def test_a_body_twice_as_large_measures_twice_as_much(scale, male):
    plain = tape(base().body(Knobs(male=male)))
    large = tape(base().body(Knobs(male=male, scale=scale)))
    for name in plain:
        if name == "shoulder_slope_deg":
            assert large[name] == pytest.approx(plain[name])
        elif name != "thigh_girth":  # measured a fixed way under the crotch
            assert large[name] == pytest.approx(plain[name] * scale, rel=0.01)


@pytest.mark.parametrize(
    ("knob", "name"),
    [
        ("bust-circ", "bust_girth"),
        ("waist-circ", "waist_girth"),
        ("hips-circ", "hip_girth"),
        ("neck-circ", "neck_girth"),
        ("upperarm-circ", "upper_arm_girth"),
        ("wrist-circ", "wrist_girth"),
        ("thigh-circ", "thigh_girth"),
        ("calf-circ", "calf_girth"),
        ("ankle-circ", "ankle_girth"),
        ("upperarm-length", "arm_length"),
        ("napetowaist-dist", "back_waist_length"),
        ("shoulder-dist", "back_shoulder_width"),
        ("upperleg-height", "inside_leg"),
    ],
)
def test_a_knob_moves_the_measure_that_it_is_named_for(knob, name):
    less, more = (tape(base().body(Knobs(local={knob: share})))[name] for share in (-1.0, 1.0))
    assert more > less * 1.03


@pytest.mark.parametrize(("male", "sex"), [(0.0, "female"), (1.0, "male")])
def test_a_plain_body_measures_like_usual_people(male, sex):
    found = measured(base().body(Knobs(male=male)))
    usual = Measures.usual(found.height, sex=sex)
    for name, value in found.to_json().items():
        assert value == pytest.approx(usual.to_json()[name], rel=0.25), name
