from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from rushes.brief.scene import Motion
from rushes.engines.clip.travel import BEFORE_IT_M, Goal, travel_of
from rushes.errors import BadInputError

HOME = (0.0, 2.0, 0.0, 0.0)


def test_what_drives_is_at_its_place_in_the_middle_and_goes_at_its_speed():
    travel = travel_of((Motion("drive", speed_ms=10.0, toward="right"),), HOME, 4.0, "car", {}, alive=False)
    assert travel.at(2.0)[:2] == pytest.approx((0.0, 2.0))
    assert travel.at(3.0)[0] - travel.at(2.0)[0] == pytest.approx(10.0)
    assert travel.at(2.0)[3] == pytest.approx(90.0)


def test_what_brakes_comes_to_rest_at_its_place_and_stays():
    travel = travel_of((Motion("brake", toward="left"),), HOME, 4.0, "bus", {}, alive=False)
    assert travel.at(4.0)[:2] == pytest.approx((0.0, 2.0))
    assert travel.at(3.9)[0] == pytest.approx(travel.at(4.0)[0], abs=1e-6)
    assert travel.at(0.0)[0] > 5.0


def test_somebody_walks_to_what_was_named():
    travel = travel_of(
        (Motion("walk", to="door"),), HOME, 2.0, "woman", {"door": Goal(0.0, 12.0, (0.5, 0.1))}, alive=True
    )
    assert travel.at(2.0)[1] == pytest.approx(2.0 + 2 * 1.35)
    assert abs(travel.at(1.0)[3]) == pytest.approx(180.0)


def test_whoever_has_come_to_it_stands_before_it_and_goes_on_from_there():
    goals = {"bench": Goal(0.0, 4.0, (0.8, 0.25)), "car": Goal(3.0, 3.4, (0.9, 2.0))}
    does = (Motion("walk", to="bench"), Motion("walk", at_s=4.0, to="car"))
    travel = travel_of(does, HOME, 8.0, "woman", goals, alive=True)
    assert travel.at(3.0)[:2] == pytest.approx((0.0, 4.0 - 0.25 - BEFORE_IT_M))
    assert travel.at(3.9)[:2] == travel.at(3.0)[:2]
    assert travel.gait(3.0)[1] == 0.0
    assert travel.gait(4.5)[1] > 1.0
    assert travel.at(8.0)[:2] == pytest.approx((3.0 - 0.9 - BEFORE_IT_M, 3.4))


def test_a_ball_rolls_into_what_it_rolls_to():
    travel = travel_of(
        (Motion("roll", to="crates", speed_ms=3.0),),
        HOME,
        4.0,
        "ball",
        {"crates": Goal(0.0, 8.0, (0.5, 0.5))},
        alive=False,
    )
    assert travel.at(4.0)[1] == pytest.approx(2.0 + 12.0)


def test_what_cannot_be_shown_is_said():
    with pytest.raises(BadInputError, match="man: a clip can't show how somebody should lie yet"):
        travel_of((Motion("lie"),), HOME, 2.0, "man", {}, alive=True)


def test_somebody_gets_under_way_and_turns_rather_than_jumps():
    travel = travel_of((Motion("run", at_s=1.0, toward="away"),), HOME, 4.0, "man", {}, alive=True)
    yaws = [travel.at(1.0 + step / 24)[3] for step in range(16)]
    speeds = [travel.gait(1.0 + step / 24)[1] for step in range(16)]
    assert max(abs(a - b) for a, b in pairwise(yaws)) < 25
    assert abs(yaws[-1]) == pytest.approx(180.0)
    assert speeds[0] < 0.3
    assert speeds[-1] == pytest.approx(3.4)
    way = [travel.at(1.0 + step / 240)[1] for step in range(240)]
    assert np.abs(np.diff(way)).max() * 240 < 3.4 + 1e-6


def test_a_gesture_does_not_stop_a_walk_that_begins_with_it():
    travel = travel_of((Motion("walk", toward="right"), Motion("wave")), HOME, 2.0, "man", {}, alive=True)
    assert travel.at(2.0)[0] - travel.at(0.0)[0] == pytest.approx(2 * 1.35)
