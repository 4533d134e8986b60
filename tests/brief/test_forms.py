"""Tests of the words and fields for forms that are no block."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.brief import brief_from_text
from rushes.errors import BadInputError

RATE = Fraction(24)


def read(text, **fields):
    return brief_from_text(text, "010_0010", RATE, **fields)


@pytest.mark.parametrize(
    ("text", "form", "material", "way", "toward"),
    [
        ("A brick chimney topples over to the left", "chimney", "brick", "overturning", "left"),
        ("a concrete chimney drops into its own base", "chimney", "concrete", "implosion", "left"),
        ("a concrete bridge loses a pier", "bridge", "concrete", "soft_storey", "camera"),
        ("a viaduct, its spans fall one after another", "bridge", "concrete", "zipper", "left"),
        ("a truck crashes into a pier of the bridge", "bridge", "concrete", "impact", "camera"),
        ("the ceiling of the room comes down", "room", "concrete", "pancake", "left"),
        ("a free-standing wall falls flat away from us", "wall", "brick", "overturning", "away"),
        ("a brick wall goes section by section from the right", "wall", "brick", "zipper", "right"),
        ("a clock tower collapses", "tower", "brick", "overturning", "left"),
        ("a steel water tower falls over to the right", "tower", "steel", "overturning", "right"),
        ("a bell tower snaps in two", "tower", "brick", "pancake", "left"),
        ("a tower collapses", "block", "concrete", "soft_storey", "left"),
        ("a brick house with a wooden door", "block", "brick", "soft_storey", "left"),
    ],
)
def test_words_name_forms(text, form, material, way, toward):
    brief = read(text)
    found = brief.building.form, brief.building.material, brief.collapse.way, brief.collapse.toward
    assert found == (form, material, way, toward)


def test_a_river_is_not_understood_and_said_so():
    assert read("a concrete bridge over a river loses a pier").not_understood == ("river",)


@pytest.mark.parametrize(
    ("text", "measures"),
    [
        ("a 12 m long, 5 m high, 0.5 m thick wall", {"length_m": 12.0, "height_m": 5.0, "thickness_m": 0.5}),
        ("a wall 40 ft wide", {"length_m": 12.192}),
        ("a viaduct 80 m long with 20 m spans, 10 m wide", {"length_m": 80.0, "span_m": 20.0, "depth_m": 10.0}),
        ("a chimney 40 m high and 4 m across", {"height_m": 40.0, "diameter_m": 4.0}),
        ("a room 7 m by 6 m from inside, ceilings 3 m high", {"length_m": 7.0, "depth_m": 6.0, "height_m": 3.0}),
    ],
)
def test_measures_go_where_the_form_has_them(text, measures):
    building = read(text).building.model_dump()
    given = {name: building[name] for name in measures}
    assert given == pytest.approx(measures, rel=1e-3)
    others = {"height_m", "length_m", "depth_m", "thickness_m", "diameter_m", "span_m"} - set(measures)
    assert all(building[name] is None for name in others)


def test_a_long_block_is_as_wide():
    assert read("a block 24 m long").building.bays == read("a block 24 m wide").building.bays == 6


@given(st.sampled_from(["wall", "tower", "bridge", "chimney", "room"]))
def test_a_form_given_as_a_field_brings_what_is_usual_for_it(form):
    brief = read("it collapses", building={"form": form})
    assert brief.building.form == form
    told = {reading.field for reading in brief.assumed}
    assert "building.storeys" not in told
    assert "building.height_m" in told
    assert brief.collapse.way == ("soft_storey" if form == "bridge" else "pancake" if form == "room" else "overturning")


def test_a_block_is_told_nothing_of_forms():
    told = {reading.field for reading in read("a block collapses").assumed}
    assert not told & {"building.form", "building.height_m", "building.span_m"}


def test_the_field_is_believed_before_the_words():
    brief = read("a chimney falls over", building={"form": "tower", "material": "steel"})
    assert brief.building.form == "tower"
    assert any("water tower" in reading.value for reading in brief.assumed)


def test_a_form_has_no_top_storey():
    with pytest.raises(BadInputError, match="no top storey"):
        read("a chimney is hit by a truck on the top floor")
