import pytest

from rushes.brief.room import Room
from rushes.engines.setdesign.asked import asked_of, grown_params
from rushes.errors import BadInputError


def test_measures_are_held_as_they_are_and_materials_by_the_nearest_that_the_style_has():
    asked = asked_of(
        Room(
            style="bunker",
            width_m=9.0,
            seats=6,
            time="late_afternoon",
            materials={"sofa": "bottle green velvet", "bar": "brass", "somewhere": "walnut"},
        )
    )
    assert asked.held == {
        "width": 9.0,
        "seats": 6.0,
        "time": "afternoon",
        "upholstery": "velvet_green",
        "metal": "brass",
        "wood": "walnut",
    }
    assert asked.told == ()


def test_what_the_style_can_t_do_is_told_and_left_out():
    asked = asked_of(Room(style="corridor", seats=4, materials={"curtains": "red silk"}, params={"piano": "grand"}))
    assert asked.held == {}
    assert [sentence.split(":")[0] for sentence in asked.told] == [
        "A corridor has no say over its seats",
        "A corridor has no red silk for its curtains",
        "A corridor has no piano",
    ]


def test_a_factor_is_of_what_is_usual_and_stays_within_the_range():
    usual = asked_of(Room(style="loft", params={"width": "x1"})).held["width"]
    assert asked_of(Room(style="loft", params={"width": "x1.1"})).held["width"] == pytest.approx(1.1 * usual, abs=1e-3)
    assert asked_of(Room(style="loft", params={"width": "x9"})).held["width"] == 16.0


def test_a_measure_beyond_the_style_is_an_error_with_its_range():
    with pytest.raises(BadInputError, match=r"width is 40.0; it goes from 7 to 15 m"):
        asked_of(Room(style="bunker", width_m=40.0))


def test_explored_numbers_that_count_things_are_whole():
    params = grown_params("office", {"desks": 11.4, "layout": "rows", "width": 14.25})
    assert params == {"desks": 11.0, "layout": "rows", "width": 14.25}
