"""Timecode, seconds and samples of a frame (SMPTE ST 12-1), all of them exact.

A frame's number counts from midnight: frame 0 is 00:00:00:00, so frame 1001 at 24 is 00:00:41:17.
"""

from __future__ import annotations

import re
from fractions import Fraction

from rushes.errors import BadInputError
from rushes.show.frames import FIRST_FRAME
from rushes.show.rate import is_ntsc, nominal_rate, rate_text

SAMPLE_RATE = 48_000
"""Samples a second of every sound that Rushes writes [Hz]."""

_TIMECODE = re.compile(r"(\d{2}):(\d{2}):(\d{2})([:;])(\d{2,3})")
_SECONDS_A_DAY = 86_400
_DROP_BASE = 30


def drops_frames(rate: Fraction) -> bool:
    """Say whether timecode skips numbers at this rate to stay with the clock: 30000/1001 and 60000/1001."""
    return is_ntsc(rate) and nominal_rate(rate) in {_DROP_BASE, 2 * _DROP_BASE}


def frames_a_day(rate: Fraction) -> int:
    """Return how many frames timecode can tell apart before it starts again at 00:00:00:00."""
    whole = nominal_rate(rate) * _SECONDS_A_DAY
    return whole - _dropped_a_minute(rate) * (24 * 60 - 24 * 6)


def timecode(frame: int, rate: Fraction) -> str:
    """Return a frame's timecode.

    Args:
        frame: The frame's number, not negative; it wraps after 24 hours as timecode does.
        rate: Frames per second. At 30000/1001 and 60000/1001 the count is drop-frame, marked by ``;``.

    Raises:
        BadInputError: The frame is negative.
    """
    if frame < 0:
        raise BadInputError(f"Frame {frame} lies before midnight and has no timecode. Start at frame 0 or later.")
    base, dropped = nominal_rate(rate), _dropped_a_minute(rate)
    count = frame % frames_a_day(rate)
    if dropped:
        minute = 60 * base - dropped
        tens, rest = divmod(count, 10 * minute + dropped)
        count += dropped * (9 * tens + max(0, (rest - dropped) // minute))
    seconds, frames = divmod(count, base)
    mark = ";" if dropped else ":"
    digits = 2 if base <= 100 else 3
    return f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}:{seconds % 60:02d}{mark}{frames:0{digits}d}"


def parse_timecode(text: str, rate: Fraction) -> int:
    """Return the frame of a timecode; the inverse of ``timecode`` within a day.

    Raises:
        BadInputError: The text is no timecode at this rate, or names a frame that drop-frame counting skips.
    """
    match = _TIMECODE.fullmatch(text.strip())
    base, dropped = nominal_rate(rate), _dropped_a_minute(rate)
    if match is None:
        raise BadInputError(f'"{text}" is no timecode. Write it as 00:00:41:17.')
    hours, minutes, seconds, frames = (int(match[group]) for group in (1, 2, 3, 5))
    if hours > 23 or minutes > 59 or seconds > 59 or frames >= base:
        raise BadInputError(f'"{text}" is no time of day at {rate_text(rate)} frames a second.')
    if (match[4] == ";") != bool(dropped):
        raise BadInputError(
            f'"{text}" has the wrong mark before its frames: at {rate_text(rate)} it is "{";" if dropped else ":"}".'
        )
    if dropped and minutes % 10 and seconds == 0 and frames < dropped:
        raise BadInputError(f'"{text}" does not exist: drop-frame timecode skips it.')
    total_minutes = 60 * hours + minutes
    count = base * (60 * total_minutes + seconds) + frames
    return count - dropped * (total_minutes - total_minutes // 10)


def frame_seconds(frame: int, rate: Fraction, first: int = FIRST_FRAME) -> Fraction:
    """Return when a frame starts [s], counted from the start of frame ``first``."""
    return (frame - first) / rate


def frame_sample(frame: int, rate: Fraction, first: int = FIRST_FRAME, sample_rate: int = SAMPLE_RATE) -> int:
    """Return the sound sample at which a frame starts, counted from the start of frame ``first``.

    With ``first=0`` it is the time reference of a Broadcast WAV: samples since midnight.
    """
    return round((frame - first) / rate * sample_rate)


def seconds_to_frames(seconds: Fraction, rate: Fraction) -> int:
    """Return how many frames last so long, to the nearest frame."""
    return round(seconds * rate)


def _dropped_a_minute(rate: Fraction) -> int:
    return 2 * nominal_rate(rate) // _DROP_BASE if drops_frames(rate) else 0
