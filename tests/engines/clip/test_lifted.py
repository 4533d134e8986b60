from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.clip.physics.lifted import MOST_M, lifted

CUBE = np.array([[x, y, z] for x in (-0.1, 0.1) for y in (-0.1, 0.1) for z in (-0.1, 0.1)])
UPRIGHT = [1.0, 0.0, 0.0, 0.0]
ON_EDGE = [np.cos(np.pi / 8), np.sin(np.pi / 8), 0.0, 0.0]


def heights(*middles, turn=UPRIGHT, shape=CUBE):
    position = np.zeros((len(middles), 1, 3))
    position[:, 0, 2] = middles
    return lifted(position, np.tile(turn, (len(middles), 1, 1)), [shape], 10)[:, 0, 2]


def test_what_dips_in_lies_on_the_ground_and_the_rest_stays():
    assert heights(0.07, 0.1, 0.5) == pytest.approx([0.1, 0.1, 0.5])


def test_a_turned_one_stands_on_its_edge():
    assert heights(0.11, turn=ON_EDGE) == pytest.approx([0.1 * np.sqrt(2)])


def test_a_deep_one_is_left_for_the_check_to_find():
    assert heights(0.1 - MOST_M - 0.01) == pytest.approx([0.1 - MOST_M - 0.01])


def test_what_one_step_carried_in_lies_on_the_ground_however_deep():
    """The top of a tower of twenty metres comes down at 24 m/s, which is 10 cm a step of 240 a second."""
    fell = 1.0  # metres a frame, of ten steps
    assert heights(fell, 0.1 - 0.14, 0.1) == pytest.approx([fell, 0.1, 0.1])
    assert heights(fell, 0.1 - 0.20, 0.1) == pytest.approx([fell, 0.1 - 0.20, 0.1]), (
        "deeper than it can have gone in a step"
    )


def test_the_top_of_what_stands_on_its_foot_counts_by_its_own_speed():
    mast = np.array([[x, 0.0, z] for x in (-0.1, 0.1) for z in (0.0, 20.0)])
    turn = np.array(
        [[np.cos(half), 0.0, np.sin(half), 0.0] for half in np.radians([43.5, 45.1])]
    )  # 87 and 90.2 degrees over
    position = np.tile([0.0, 0.0, 0.1], (2, 1, 1))
    made = lifted(position, turn[:, None], [mast], 10)
    assert made[0, 0, 2] == pytest.approx(0.1)
    assert made[1, 0, 2] == pytest.approx(0.1 + 20.0 * np.sin(np.radians(0.2)), abs=0.002)


def test_what_is_put_where_it_goes_is_left_alone():
    assert heights(0.07, shape=None) == pytest.approx([0.07])
