from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import structure

OUTLINE = np.array([[-5.0, -4.0], [5.0, 4.0]])


def written(shop, *, carried=(10.0, 6.0), stays=(False, False, False), footprint=np.nan):
    shop.data(
        "structure",
        weight=np.array([10.0, 6.0]),
        carried=np.array(carried),
        stays=np.array(stays),
        outline=OUTLINE,
        footprint=np.array(footprint),
    )
    return {finding.check: finding for finding in structure(shop.take)}


def test_a_load_that_reaches_the_ground_passes(empty):
    empty.falling()
    assert written(empty)["load_balance"].ok


def test_a_load_that_gets_lost_is_found(empty):
    empty.falling()
    finding = written(empty, carried=(10.0, 5.0))["load_balance"]
    assert not finding.ok
    assert finding.value == pytest.approx(0.1)
    assert "10.00 % of the weight" in finding.detail


def test_what_was_to_stay_and_falls_is_found(empty):
    empty.falling()
    finding = written(empty, stays=(False, True, False))["stays"]
    assert not finding.ok
    assert "Piece 1 was to stay" in finding.detail


def test_what_stays_passes(empty):
    position = empty.falling()
    position[:, 2] = position[0, 2]
    empty.motion(np.arange(1000, 1008), position)
    assert written(empty, stays=(False, False, True))["stays"].ok


@pytest.mark.parametrize(("x", "ok", "share"), [(6.5, True, 0.0), (8.5, False, 1 / 3)])
def test_the_heap_is_held_against_the_footprint(empty, x, ok, share):
    position = empty.falling()
    position[-1, 1, 0] = x
    empty.motion(np.arange(1000, 1008), position)
    finding = written(empty, footprint=2.0)["footprint"]
    assert finding.ok is ok
    assert finding.value == pytest.approx(share, abs=1e-3)
    assert ok or "farthest piece 3.5 m" in finding.detail


def test_what_nobody_asked_for_says_nothing(empty):
    empty.falling()
    assert set(written(empty)) == {"load_balance"}


def test_no_structure_no_opinion(empty):
    empty.falling()
    assert structure(empty.take) == ()
