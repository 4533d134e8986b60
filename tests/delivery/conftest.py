"""A show on the day of a delivery, and a profile that asks for one of everything."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from rushes.delivery.profile import Profile, parse_profile
from rushes.show import Show
from small_house import House


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> House:
    """Return a show at 24000/1001."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return House(Show.init(tmp_path / "DEMO", Fraction(24000, 1001), title="The Demo"))


SMALL = """
name: small
title: Small
vendor: RSH
deliverables:
  - kind: exr
    name: "{shot}/{element}/{show}_{shot}_{element}_{vendor}_{version}.{frame:4}.exr"
    compression: piz
    colour: ACES2065-1
    channels: rgb
    handles: 2
  - kind: movie
    name: "{shot}/{show}_{shot}_{version}.mov"
    codec: prores-422-hq
    slate: true
    burn_in: true
    handles: 1
    sound: stereo
  - kind: sound
    name: "{shot}/{show}_{shot}_{version}.wav"
    layout: stereo
table:
  columns: {File: file, Shot: shot, First: first_frame, Last: last_frame, Frames: frames, Rate: rate, Codec: codec,
            Timecode: timecode, Duration: duration, Notes: notes, Loudness: loudness_lufs}
"""


@pytest.fixture
def small() -> Profile:
    """Return a profile of every kind of deliverable."""
    return parse_profile(SMALL, "small.yaml")
