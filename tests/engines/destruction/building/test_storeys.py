from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.building.storeys import NOWHERE, read_storeys, storeys_of
from rushes.errors import StepFailedError

PLAN = np.array([[-8.0, -6.0], [8.0, 6.0]])


def standing(crush_from=1.0):
    """Two storeys of 3 m; from a moment on the lower one is pressed flat within a second."""
    time = np.arange(0, 4, 1 / 24)
    x, y = (grid.ravel() for grid in np.meshgrid(np.arange(-6.0, 7, 3), np.arange(-4.0, 5, 2)))
    slabs = np.zeros((len(time), 2 * len(x), 3))
    slabs[..., 0], slabs[..., 1] = np.tile(x, 2), np.tile(y, 2)
    drop = 3 * np.clip(time - crush_from, 0, 1)
    slabs[:, : len(x), 2] = (3 - drop)[:, None]
    slabs[:, len(x) :, 2] = (6 - drop)[:, None]
    storey = np.repeat([0, 1], len(x))
    return storeys_of(time, slabs, storey, PLAN, PLAN[1] - PLAN[0], np.array([4, 3]))


def test_a_storey_is_a_room_while_it_stands_and_ceases_as_it_is_crushed():
    rooms = standing()
    inside, storey = rooms.inside(np.array([0.5, 1.5, 2.5]), np.array([[0, 0, 1.0], [0, 0, 0.7], [0, 0, -0.1]]))
    assert inside[0] == 1
    assert 0 < inside[1] < 0.6
    assert inside[2] == 0
    assert rooms.intact[-1, 0] == 0
    assert storey[0] == 0


def test_the_storey_above_comes_down_whole_and_is_still_one():
    inside, storey = standing().inside(np.array([2.5]), np.array([[0.0, 0, 1.5]]))
    assert (inside[0], storey[0]) == (1, 1)


def test_outside_is_outside():
    rooms = standing()
    inside, _ = rooms.inside(np.zeros(3), np.array([[0, -5.9, 1.0], [20, 0, 1], [0, 0, 9]]))
    assert not inside.any()


def test_a_ceiling_that_scattered_is_no_ceiling():
    time = np.array([0.0, 1.0])
    slabs = np.zeros((2, 10, 3))
    slabs[..., 2] = 3.0
    slabs[1, :8, 0] = np.arange(8) * 2.0
    rooms = storeys_of(time, slabs, np.zeros(10, np.int64), PLAN, PLAN[1] - PLAN[0], np.array([4, 3]))
    assert rooms.intact[0, 0] == 1
    assert rooms.intact[1, 0] < 0.3


def test_what_has_no_storeys_has_no_inside():
    inside, _ = NOWHERE.inside(np.zeros(2), np.zeros((2, 3)))
    assert not inside.any()


def test_files_are_read_and_a_missing_one_is_said(collapse, tmp_path):
    files = collapse(21, 200)
    rooms = read_storeys(files.build / "building.npz", files.simulate / "motion.npz")
    assert rooms.intact.shape[1] == 8
    with pytest.raises(StepFailedError, match=r"nothing\.npz"):
        read_storeys(files.build / "building.npz", tmp_path / "nothing.npz")
