from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import upward_speed


def test_things_that_fall_pass(empty):
    empty.falling()
    up, gain = upward_speed(empty.take)
    assert up.ok
    assert up.limit == pytest.approx(np.sqrt(2 * 9.81 * 8), abs=0.01)
    assert gain.ok


def test_a_piece_that_is_shot_into_the_air_is_found(empty):
    position = empty.falling()
    position[5:, 2, 2] += 0.8 * np.arange(1, 4)  # 19 m/s and more
    empty.motion(np.arange(1000, 1008), position)
    up, gain = upward_speed(empty.take)
    assert not up.ok
    assert "Piece 2" in up.detail
    assert not gain.ok


def test_a_bounce_within_the_drops_energy_passes(empty):
    position = empty.falling(height=8.0)
    position[4:, 0, 2] = position[3, 0, 2] + 0.02 * np.arange(1, 5)
    empty.motion(np.arange(1000, 1008), position)
    assert upward_speed(empty.take)[0].ok


def test_without_masses_the_speed_alone_is_checked(empty):
    empty.falling()
    empty.drop("sound/building.npz")
    assert len(upward_speed(empty.take)) == 1


def test_with_a_ledger_the_energy_is_asked_there(empty):
    empty.falling()
    empty.data("events", ledger_time=np.zeros(3))
    assert [finding.check for finding in upward_speed(empty.take)] == ["upward_speed"]


def test_no_motion_no_opinion(empty):
    assert upward_speed(empty.take) == ()
