from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.show import (
    frame_sample,
    frame_seconds,
    parse_rate,
    parse_timecode,
    seconds_to_frames,
    timecode,
)
from rushes.show.timecode import frames_a_day

NTSC_30 = Fraction(30000, 1001)
RATES = st.sampled_from(["24", "25", "30", "23.976", "29.97", "59.94", "48", "120"]).map(parse_rate)


@pytest.mark.parametrize(
    ("frame", "rate", "text"),
    [
        (1001, "24", "00:00:41:17"),
        (0, "24", "00:00:00:00"),
        (86400 * 24, "24", "00:00:00:00"),
        (1001, "23.976", "00:00:41:17"),
        (1799, "29.97", "00:00:59;29"),
        (1800, "29.97", "00:01:00;02"),
        (17982, "29.97", "00:10:00;00"),
        (107892, "29.97", "01:00:00;00"),
        (3600, "59.94", "00:01:00;04"),
        (119, "120", "00:00:00:119"),
    ],
)
def test_timecode_is_what_an_edit_bay_shows(frame, rate, text):
    assert timecode(frame, parse_rate(rate)) == text


@given(RATES, st.data())
def test_timecode_counts_there_and_back(rate, data):
    frame = data.draw(st.integers(0, frames_a_day(rate) - 1))
    assert parse_timecode(timecode(frame, rate), rate) == frame
    assert timecode(frame + frames_a_day(rate), rate) == timecode(frame, rate)


@given(st.integers(0, 2_589_407))
def test_drop_frame_stays_within_five_frames_of_the_clock_all_day(frame):
    hours, minutes, rest = timecode(frame, NTSC_30).split(":")
    seconds, frames = rest.split(";")
    shown = int(hours) * 3600 + int(minutes) * 60 + int(seconds) + Fraction(int(frames), 30)
    assert abs(shown - frame / NTSC_30) <= Fraction(5, 30)


@pytest.mark.parametrize(
    ("text", "rate"),
    [
        ("00:01:00;00", "29.97"),
        ("00:00:01:00", "29.97"),
        ("00:00:01;00", "24"),
        ("00:00:00:24", "24"),
        ("24:00:00:00", "24"),
        ("1:2:3", "24"),
        ("", "24"),
    ],
)
def test_timecode_that_does_not_exist_is_refused(text, rate):
    with pytest.raises(BadInputError):
        parse_timecode(text, parse_rate(rate))


def test_a_frame_before_midnight_has_no_timecode():
    with pytest.raises(BadInputError, match="-1"):
        timecode(-1, Fraction(24))


@given(RATES, st.integers(0, 10_000))
def test_seconds_and_samples_are_exact(rate, count):
    seconds = frame_seconds(1001 + count, rate)
    assert seconds * rate == count
    assert seconds_to_frames(seconds, rate) == count
    assert abs(frame_sample(1001 + count, rate) - seconds * 48_000) <= Fraction(1, 2)


def test_a_wav_starts_at_its_timecode():
    assert frame_sample(1001, Fraction(24), first=0) == 2_002_000
