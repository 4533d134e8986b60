from dataclasses import fields

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.engines.body.measures import BUILDS, SEXES, Measures
from rushes.errors import BadInputError

NAMES = [one.name for one in fields(Measures)]


@given(st.floats(1.45, 2.05), st.sampled_from(sorted(BUILDS)), st.sampled_from(SEXES), st.floats(16, 100))
def test_usual_people_can_be_dressed(height, build, sex, age):
    taken = Measures.usual(height, build, sex, age)
    assert taken.height == height
    assert Measures.from_json(taken.to_json()) == taken


@given(st.sampled_from(SEXES), st.floats(1.5, 2.0))
def test_builds_are_ordered_at_the_waist(sex, height):
    waists = [Measures.usual(height, build, sex).waist_girth for build in ("thin", "slim", "regular", "full", "stout")]
    assert waists == sorted(waists)
    assert Measures.usual(height, "athletic", sex).bust_girth > Measures.usual(height, "slim", sex).bust_girth


def test_the_middle_is_a_size_of_the_tables():
    woman, man = Measures.usual(), Measures.usual(sex="male")
    assert (woman.bust_girth, woman.waist_girth, woman.hip_girth) == pytest.approx((0.88, 0.72, 0.96), abs=0.021)
    assert man.bust_girth - man.waist_girth == pytest.approx(0.12)


def test_what_was_taken_stands():
    assert Measures.usual(1.8, waist_girth=0.93).waist_girth == 0.93


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({"height": 0.4}, "0.4 m tall"),
        ({"height": 184.0}, "unit"),
        ({"waist_girth": -0.7}, "waist_girth is -0.7 m"),
        ({"wrist_girth": 0.26, "elbow_girth": 0.25}, "can't be of one body"),
        ({"inside_leg": 0.65}, "outside_leg"),
        ({"build": "cubic"}, "slim"),
        ({"sex": "robot"}, "female, male"),
        ({"age": 4}, "16 to 100"),
        ({"nose_length": 0.05}, "no measure 'nose_length'"),
        ({"bust_girth": float("nan")}, "bust_girth"),
    ],
)
def test_impossible_bodies_are_refused_in_one_sentence(asked, said):
    with pytest.raises(BadInputError, match=said) as refused:
        Measures.usual(**asked)
    assert "\n" not in str(refused.value)


@given(st.sampled_from(NAMES))
def test_a_missing_measure_is_named(name):
    read = Measures.usual().to_json()
    del read[name]
    with pytest.raises(BadInputError, match=name):
        Measures.from_json(read)
