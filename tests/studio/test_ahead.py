"""What needs nothing of one another is made at the same time; what fails stops the rest and is the one that is raised."""

from __future__ import annotations

import threading
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.errors import BadInputError, CancelledError
from rushes.studio.ahead import AT_A_TIME, Ahead


def nothing() -> None:
    """Stop nothing."""


def test_two_that_need_nothing_of_one_another_run_beside_one_another() -> None:
    both = threading.Barrier(2, timeout=20)
    made: list[str] = []

    def make(name: str) -> None:
        if name in {"left", "right"}:
            both.wait()  # breaks unless the other is being made too
        made.append(name)

    ahead = Ahead({"first": (), "left": ("first",), "right": ("first",), "last": ("left", "right")}, make, stop=nothing)
    for name in ("first", "left", "right", "last"):
        ahead.wait_for(name)
    assert made[0] == "first"
    assert made[-1] == "last"
    assert sorted(made[1:3]) == ["left", "right"]


@settings(max_examples=40, deadline=None)
@given(st.lists(st.sets(st.integers(0, 7)), min_size=1, max_size=8))
def test_nothing_is_made_before_what_it_needs_nor_twice_nor_more_than_a_few_at_a_time(graph: list[set[int]]) -> None:
    needs = {str(place): tuple(str(one) for one in before if one < place) for place, before in enumerate(graph)}
    lock = threading.Lock()
    made: list[str] = []
    at_once: list[int] = [0, 0]

    def make(name: str) -> None:
        with lock:
            assert set(needs[name]) <= set(made)
            at_once[0] += 1
            at_once[1] = max(at_once)
        time.sleep(0.0005)
        with lock:
            at_once[0] -= 1
            made.append(name)

    ahead = Ahead(needs, make, stop=nothing)
    for name in needs:
        ahead.wait_for(name)
        assert name in made
    assert sorted(made) == sorted(needs)
    assert at_once[1] <= AT_A_TIME


def test_what_fails_stops_the_other_and_is_raised_rather_than_the_other_ones_end() -> None:
    stopped, running = threading.Event(), threading.Event()

    def make(name: str) -> None:
        if name == "fails":
            running.wait(20)
            raise BadInputError("a sentence")
        running.set()
        assert stopped.wait(20)
        raise CancelledError("stopped")

    ahead = Ahead({"goes on": (), "fails": (), "never": ("fails",)}, make, stop=stopped.set)
    with pytest.raises(BadInputError, match="a sentence"):
        ahead.wait_for("goes on")
    with pytest.raises(BadInputError, match="a sentence"):
        ahead.wait_for("never")
