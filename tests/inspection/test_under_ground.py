from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import under_ground


def test_pieces_above_the_ground_pass(empty):
    empty.falling()
    (finding,) = under_ground(empty.take)
    assert (finding.ok, finding.value) == (True, 0)


@pytest.mark.parametrize(("centre", "ok", "depth"), [(0.085, True, 0.015), (0.05, False, 0.05)])
def test_the_lowest_corner_counts(empty, centre, ok, depth):
    position = empty.falling()
    position[3, 1, 2] = centre
    empty.motion(np.arange(1000, 1008), position)
    (finding,) = under_ground(empty.take)
    assert finding.ok is ok
    assert finding.value == pytest.approx(depth, abs=1e-4)
    assert ok or "1 of 3 pieces" in finding.detail
    assert ok or "piece 1 at frame 1003" in finding.detail


def test_a_turned_piece_stands_on_its_edge(empty):
    position = empty.falling()
    position[:, 0, 2] = 0.12  # the cube's half diagonal is 0.141
    empty.motion(np.arange(1000, 1008), position)
    path = empty.folder / "sound/motion.npz"
    with np.load(path) as file:
        arrays = dict(file)
    arrays["orientation"][:, 0] = [np.cos(np.pi / 8), np.sin(np.pi / 8), 0, 0]
    np.savez(path, **arrays)
    assert under_ground(empty.take)[0].value == pytest.approx(0.0214, abs=1e-3)


def test_without_the_pieces_their_centres_count(empty):
    position = empty.falling()
    position[2, 2, 2] = -0.3
    empty.motion(np.arange(1000, 1008), position)
    empty.drop("sound/building.npz")
    assert under_ground(empty.take)[0].value == pytest.approx(0.3, abs=1e-4)


def test_no_motion_no_opinion(empty):
    assert under_ground(empty.take) == ()
