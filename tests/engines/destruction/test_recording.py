"""Tests of the contact log: blows are told from rest, and summed."""

import numpy as np
import pytest

from rushes.engines.destruction.recording import onsets

STEP = 1 / 120


def rows(impulses, *, start=0.0, pair=(0, 1)):
    count = len(impulses)
    time = start + np.arange(count) * STEP
    return time, np.full(count, pair[0], np.int32), np.full(count, pair[1], np.int32), np.array(impulses, float)


def test_a_blow_then_rest_is_one_onset_with_the_blow_summed():
    time, a, b, impulse = rows([50.0, 30.0] + [1.0] * 60)
    onset, total = onsets(time, a, b, impulse, np.full(len(time), 10.0))
    assert onset.nonzero()[0].tolist() == [0]
    assert total[0] == pytest.approx(82, abs=2)


def test_resting_weight_is_no_onset():
    time, a, b, impulse = rows([1.0] * 100)
    assert not onsets(time, a, b, impulse, np.full(100, 10.0))[0].any()


def test_a_second_blow_after_a_gap_is_an_onset():
    first, second = rows([50.0]), rows([50.0], start=0.5)
    time, a, b, impulse = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    assert onsets(time, a, b, impulse, np.full(2, 10.0))[0].all()


def test_pairs_do_not_mix():
    first, second = rows([50.0]), rows([50.0], pair=(0, 2))
    time, a, b, impulse = (np.concatenate(pair) for pair in zip(first, second, strict=True))
    onset, total = onsets(time, a, b, impulse, np.full(2, 10.0))
    assert onset.all()
    np.testing.assert_allclose(total, 50.0)
