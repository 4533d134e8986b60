import pytest

from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.measuring import measured
from rushes.engines.body.shape import Knobs, base

FIRST = ("height", "bust_girth", "waist_girth", "hip_girth", "inside_leg", "arm_length", "neck_girth", "thigh_girth")


@pytest.mark.parametrize(
    ("sex", "build", "height", "age"), [("male", "slim", 1.84, 50), ("female", "regular", 1.66, 30)]
)
def test_usual_people_are_met_where_garments_hang(sex, build, height, age):
    done = fitted(Measures.usual(height, build, sex, age), male=float(sex == "male"), age=age)
    assert max(abs(done.off[name]) for name in FIRST) < 0.012
    assert max(abs(off) for name, off in done.off.items() if name != "shoulder_slope_deg") < 0.05
    for name, value in measured(done.body).to_json().items():
        assert value - done.off[name] == pytest.approx(
            Measures.usual(height, build, sex, age).to_json()[name], abs=1e-9
        )


def test_a_body_is_found_again_from_its_measures():
    asked = measured(base().body(Knobs(weight=0.7, cup=0.7, local={"waist-circ": -0.5, "upperleg-height": 0.5})))
    done = fitted(asked, male=0.0)
    assert max(abs(off) for name, off in done.off.items() if name != "shoulder_slope_deg") < 0.012
