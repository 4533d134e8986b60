from __future__ import annotations

import pytest

from rushes.engines.lookdev.explore import lock, spread, steer
from rushes.engines.lookdev.space import Choice, Range, Space
from rushes.engines.lookdev.twins import set_apart
from rushes.errors import BadInputError

SPACE = Space(
    (
        Choice("wood", ("walnut", "oak"), "its wood", 1.0, "materials"),
        Range("width", 2.0, 3.0, "how wide it is", "m", 1.0, "plan"),
        Range("shelf", 0.0, 1.0, "how high the shelf behind the camera hangs", "m", 0.5, "dressing"),
        Range("darkness", 0.0, 1.0, "how dark it is printed", "", 0.0, "light"),
    )
)


def seen(values):
    """All but the shelf, which no camera sees."""
    return tuple(value for name, value in values.items() if name != "shelf")


def test_options_that_would_differ_in_nothing_seen_are_turned_in_what_is_free() -> None:
    begun = spread(SPACE, 4, seed=1, seen=seen)
    locked = lock(begun, ["wood", "width"], of=2)
    assert len({seen(one.values) for one in steer(locked, like=[2], count=3, seed=1).options[4:]}) == 1
    made = steer(locked, like=[2], count=3, seed=1, seen=seen)
    assert len({seen(one.values) for one in made.options}) == 7
    assert all({move.name for move in one.moved} >= {"darkness"} for one in made.options[4:])
    assert {one.values["wood"] for one in made.options[4:]} == {begun.option(2).values["wood"]}


def test_what_is_explored_is_turned_before_what_isn_t() -> None:
    rows = [{"wood": "oak", "width": 2.5, "shelf": 0.1, "darkness": 0.5}] * 2
    first, other = set_apart(SPACE, rows, seen=seen, held={}, ways=lambda one: getattr(one, "values", (2.0, 3.0)))
    assert first == rows[0]
    assert other == {**rows[0], "wood": "walnut"}


def test_what_can_t_be_made_is_no_way_out() -> None:
    def only_oak(values):
        if values["wood"] != "oak":
            raise BadInputError("It can't be made of that.")
        return seen(values)

    rows = [{"wood": "oak", "width": 2.5, "shelf": 0.1, "darkness": 0.5}] * 2
    other = set_apart(SPACE, rows, seen=only_oak, held={}, ways=lambda one: getattr(one, "values", (2.0, 3.0)))[1]
    assert other == {**rows[0], "width": 2.0}


def test_where_nothing_seen_is_free_a_sentence_names_the_options_and_what_is_locked() -> None:
    locked = lock(spread(SPACE, 4, seed=1), ["wood", "width", "darkness"], of=2)
    with pytest.raises(BadInputError, match=r"Options 2 and 5 would be equal: .* while wood, width, darkness stay"):
        steer(locked, like=[2], count=3, seed=1, seen=seen)
