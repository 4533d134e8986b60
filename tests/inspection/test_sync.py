from __future__ import annotations

import json

import numpy as np
import pytest

from rushes.inspection import sync
from rushes.inspection.sync import standing_out

CAMERA = np.array([0.0, -34.3, 1.7])
TIMES = np.linspace(0.5, 3.4, 12)


def log(workshop, times=TIMES):
    place = np.tile([0.0, 0.0, 1.7], (len(times) + 1, 1))
    workshop.data(
        "contacts",
        time=np.r_[times, 1.0],
        position=place,
        impulse=np.r_[np.linspace(100, 200, len(times)), 1e9],
        onset=np.r_[np.ones(len(times), bool), False],  # the strongest of all rests, and must not count
    )
    workshop.heard_from(CAMERA)


def clicks(moments):
    rng = np.random.default_rng(1)
    out = 0.003 * rng.standard_normal((192_000, 2))
    for moment in moments:
        start = round(moment * 48_000)
        fade = np.exp(-np.arange(2400) / 400)[: len(out) - start]
        out[start : start + 2400] += 0.3 * (rng.standard_normal(len(fade)) * fade)[:, None]
    return out


def test_what_is_heard_when_it_arrives_is_in_sync(long_empty):
    log(long_empty)
    long_empty.sound(clicks(TIMES + 0.1))
    share, lag = sync(long_empty.take)
    assert (share.ok, share.value) == (True, 1.0)
    assert "luck would give" in share.detail
    assert lag.ok
    assert lag.value < 0.01


def test_sound_without_its_travel_time_is_not(long_empty):
    log(long_empty)
    long_empty.sound(clicks(TIMES))
    share, lag = sync(long_empty.take)
    assert not share.ok
    assert not lag.ok


def test_a_wash_is_not_in_sync(long_empty):
    log(long_empty)
    long_empty.sound(0.2 * np.random.default_rng(2).standard_normal((192_000, 2)))
    assert not sync(long_empty.take)[0].ok


def test_the_list_of_heroes_serves_where_there_is_no_log(long_empty):
    heroes = [{"arrival": time + 0.1, "impulse": 5.0} for time in TIMES]
    long_empty.add("sound/impacts.json", "contacts").write_text(json.dumps(heroes))
    long_empty.sound(clicks(TIMES + 0.1))
    assert sync(long_empty.take)[0].ok


@pytest.mark.parametrize("count", [0, 3])
def test_too_few_impacts_say_nothing(long_empty, count):
    log(long_empty, TIMES[:count])
    long_empty.sound()
    assert sync(long_empty.take) == ()


def test_no_sound_no_opinion(empty):
    assert sync(empty.take) == ()


def test_of_what_pours_the_first_stands_out_and_a_blow_that_is_louder_than_all_that_rings():
    heard = np.concatenate([np.arange(1.0, 2.0, 0.01), [1.5, 3.0]])
    strength = np.concatenate([np.ones(100), [9.0, 1.0]])
    assert standing_out(heard, strength).tolist() == [1.0, 1.5, 3.0]
    assert standing_out(heard, strength[::-1])[0] == 1.0
