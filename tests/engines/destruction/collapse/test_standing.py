"""Tests of what a blow leaves in the air."""

from dataclasses import replace

import numpy as np
import pytest
from small_scene import boxes

from rushes.engines.destruction.collapse.blocks import Schedule
from rushes.engines.destruction.collapse.standing import Standing


@pytest.fixture
def tower():
    """Four storeys of one box each, bonded one to the next, each a group of its own."""
    pieces = boxes([(0.0, 0.0, 1.0 + 2 * k) for k in range(4)], [(1.0, 1.0, 1.0)] * 4, [("concrete", "slab")] * 4)
    return replace(pieces, bond_a=np.array([0, 1, 2], np.int32), bond_b=np.array([1, 2, 3], np.int32))


def plan(release, withstands=(1.0, 1.0, 1.0, 1.0)):
    return Schedule(
        np.arange(4), np.array(release), np.zeros(4, bool), np.zeros((4, 3)), np.full(4, -1), np.array(withstands)
    )


def test_what_stands_on_the_ground_or_on_what_does_is_held(tower):
    assert Standing(tower, plan([np.inf] * 4)).unheld(range(4)) == []


def test_what_stood_on_what_has_gone_comes_down(tower):
    assert Standing(tower, plan([np.inf] * 4)).unheld([0, 2, 3]) == [2, 3]


def test_what_has_a_time_of_its_own_keeps_it(tower):
    assert Standing(tower, plan([np.inf, np.inf, 2.0, np.inf])).unheld([0, 2, 3]) == [3]


def test_what_is_to_stay_stays(tower):
    assert Standing(tower, plan([np.inf] * 4, (1.0, 1.0, 1.0, np.inf))).unheld([0, 2, 3]) == [2]
