from __future__ import annotations

import numpy as np
import pytest

from rushes.inspection import loudness


def tone(level, seconds=1.0):
    time = np.arange(round(seconds * 48_000))[:, None] / 48_000
    return level * np.sin(2 * np.pi * 997 * time) * np.ones((1, 2))


def test_a_mix_with_headroom_passes_and_its_loudness_is_said(empty):
    empty.sound(tone(0.1))
    peak, loud = loudness(empty.take)
    assert (peak.ok, peak.limit, peak.unit) == (True, -2.0, "dBTP")
    assert peak.value == pytest.approx(-20, abs=0.1)
    assert (loud.ok, loud.unit) == (True, "LUFS")
    assert loud.value == pytest.approx(-20, abs=0.2)


def test_a_mix_that_peaks_over_two_below_full_scale_fails(empty):
    empty.sound(tone(0.85))
    peak, loud = loudness(empty.take)
    assert not peak.ok
    assert "dBTP" in peak.detail
    assert not loud.ok


def test_silence_is_a_number(empty):
    empty.sound(tone(0.0))
    assert [finding.value for finding in loudness(empty.take)] == [-144, -144]


def test_no_sound_no_opinion(empty):
    assert loudness(empty.take) == ()
