from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import free_fall


def flights(workshop, g, pieces=4, samples=20):
    time = np.tile(np.arange(samples) / 120, (pieces, 1)) + np.arange(pieces)[:, None] * 0.1
    since = time - time[:, :1]
    height = 10 - 0.3 * since - np.broadcast_to(np.asarray(g), (pieces,))[:, None] / 2 * since**2
    piece = np.repeat(np.arange(pieces), samples)
    logged(workshop, piece, piece, time.ravel(), height.ravel())


def logged(workshop, flight, piece, time, height):
    shuffled = np.random.default_rng(1).permutation(piece.size)
    workshop.data("flight", flight=flight[shuffled], piece=piece[shuffled], time=time[shuffled], z=height[shuffled])


def test_what_falls_with_g_passes(empty):
    flights(empty, 9.81)
    (finding,) = free_fall(empty.take)
    assert finding.ok
    assert finding.value < 1e-6


@pytest.mark.parametrize(("g", "ok"), [(9.73, True), (9.7, False), (9.92, False)])
def test_the_limit_is_one_per_cent_of_the_worst(empty, g, ok):
    flights(empty, [9.81, 9.81, g, 9.81])
    (finding,) = free_fall(empty.take)
    assert finding.ok is ok
    assert finding.value == pytest.approx(abs(g / 9.81 - 1), abs=1e-4)
    assert ok or "1 of 4 flights" in finding.detail
    assert ok or "piece 2" in finding.detail


def test_a_piece_that_flies_twice_makes_two_flights(empty):
    since = np.arange(20) / 120
    height = 10 - 9.81 / 2 * since**2
    flight = np.repeat([1, 2], 20)
    logged(empty, flight, np.full(40, 7), np.r_[since, since + 0.5], np.r_[height, height - 6])
    (finding,) = free_fall(empty.take)
    assert finding.ok
    assert finding.value < 1e-6


def test_flights_too_short_to_measure_say_nothing(empty):
    flights(empty, 5.0, samples=5)
    assert free_fall(empty.take) == ()


def test_no_flights_no_opinion(empty):
    assert free_fall(empty.take) == ()
