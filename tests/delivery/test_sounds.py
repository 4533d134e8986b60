"""Sound on its way out: layouts, loudness by gain alone, and lengths that add up at every rate."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.delivery.profile import Loudness
from rushes.delivery.sounds import Level, can_be, cut_out, laid_out, levelled, loudness_faults, measured
from rushes.errors import CheckFailedError
from rushes.media.sound import quantise, samples_of, write_wav
from rushes.show import FrameRange
from small_house import tone

R128 = Loudness(standard="EBU R 128", target_lufs=-23, tolerance_lu=0.5, true_peak_dbtp=-1)
A85 = Loudness(standard="ATSC A/85", target_lufs=-24, tolerance_lu=2, true_peak_dbtp=-2)


@pytest.mark.parametrize("asked", [R128, A85])
@pytest.mark.parametrize("level", [0.001, 0.02, 0.3])
def test_gain_alone_brings_a_sound_to_its_loudness(asked, level):
    before = tone(2.0, 2, level)
    laid = levelled(before, asked, "It")
    assert laid.after.lufs == pytest.approx(asked.target_lufs, abs=0.05)
    assert loudness_faults(measured(laid.samples), asked, "It") == []
    assert np.allclose(laid.samples, before * 10 ** (laid.gain_db / 20))


def test_where_peaks_leave_no_room_the_gain_stops_short_or_it_is_refused():
    clicks = tone(4.0, 2, 0.001)
    clicks[::48_000] = 0.5
    with pytest.raises(CheckFailedError, match=r"gain alone can't do it\. Have it mixed with fewer peaks") as told:
        levelled(clicks, R128, "It")
    assert "are allowed" in str(told.value)
    peak = measured(clicks)
    near = Loudness(target_lufs=peak.lufs - peak.dbtp, tolerance_lu=3, true_peak_dbtp=-2)
    laid = levelled(clicks, near, "It")
    assert laid.after.dbtp == pytest.approx(-2, abs=0.05)
    assert laid.after.lufs == pytest.approx(near.target_lufs - 2, abs=0.1)


def test_silence_and_a_blink_have_no_loudness_and_that_is_said():
    for samples in (np.zeros((48_000, 2)), tone(0.3)):
        laid = levelled(samples, R128, "It")
        assert laid.samples is samples
        assert "has no loudness: it is left as it is" in laid.said[0]
    assert loudness_faults(Level(-np.inf, -np.inf), R128, "It") == []


def test_what_is_too_loud_or_too_soft_is_a_fault_in_numbers():
    assert loudness_faults(Level(-22.0, -3.0), R128, "It") == ["It measures -22.0 LUFS; -23 within 0.5 are asked for."]
    assert loudness_faults(Level(-23.0, -0.5), R128, "It") == ["It has true peaks of -0.50 dBTP; -1 are allowed."]
    assert loudness_faults(Level(-10.0, 0.0), None, "It") == []


def test_layouts_are_mixed_down_and_never_up():
    stereo = tone(0.1)
    assert laid_out(stereo, "stereo") == (stereo, "")
    assert np.array_equal(laid_out(stereo[:, :1], "stereo")[0], stereo[:, [0, 0]])
    assert np.allclose(laid_out(stereo, "mono")[0][:, 0], (stereo[:, 0] + stereo[:, 1]) * np.sqrt(0.5))
    surround = np.eye(6)
    mixed, said = laid_out(surround, "stereo")
    assert np.allclose(mixed[:, 0], [1, 0, np.sqrt(0.5), 0, np.sqrt(0.5), 0])
    assert np.allclose(mixed[:, 1], [0, 1, np.sqrt(0.5), 0, 0, np.sqrt(0.5)])
    assert said == "Mixed down from 5.1 by ITU-R BS.775."
    assert [can_be(held, layout) == "" for held, layout in ((1, "stereo"), (6, "mono"), (2, "5.1"), (1, "5.1"), (0, "none"))] == [
        True, True, False, False, True,
    ]  # fmt: skip
    assert can_be(3, "stereo") == "its sound is 3 channels, and stereo is asked for: nothing is mixed up here"


def test_the_low_frequency_channel_of_5_1_counts_for_nothing():
    surround = tone(1.0, 6)
    louder = surround.copy()
    louder[:, 3] *= 4
    assert measured(louder).lufs == measured(surround).lufs


@given(
    st.integers(1001, 1020),
    st.integers(1, 20),
    st.sampled_from([Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001)]),
)
def test_pieces_of_a_sound_are_as_long_as_the_whole(tmp_path_factory, first, length, rate):
    held = FrameRange(1001, 1040)
    path = tmp_path_factory.getbasetemp() / "whole.wav"
    if not path.exists():
        write_wav(path, quantise(tone(40 / 23.9)), start=0, description="x")
    middle = FrameRange(first, first + length - 1)
    parts = [middle]
    if first > 1001:
        parts.insert(0, FrameRange(1001, first - 1))
    parts.append(FrameRange(first + length, 1040))
    lengths = [len(cut_out(path, held, part, rate)) for part in parts]
    assert sum(lengths) == samples_of(40, rate)
    assert len(cut_out(path, held, held, rate)) == samples_of(40, rate)
