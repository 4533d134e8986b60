from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.engines.destruction.sound.fractures import Breaks, Listener, falling, fractures
from rushes.media import timbre

RATE = Fraction(24)


def breaks(area, time=1.0):
    area = np.atleast_1d(np.asarray(area, float))
    count = len(area)
    return Breaks(np.full(count, time), np.tile([2.0, -3.7, 1.7], (count, 1)), area, np.zeros(count, np.int64))


def stems(camera, record, materials=("concrete",), samples=96_000):
    glass = record if materials == ("glass",) else record.rows(np.zeros(0, np.int64))
    return fractures(record, glass, materials, Listener(camera, RATE, 0.0, samples, 1))


def heard(camera, record, samples=96_000):
    return stems(camera, record, samples=samples)["debris"]


def test_a_break_is_heard_when_its_sound_arrives_and_ticks_run_ahead_of_it(street_camera):
    wave = np.abs(heard(street_camera, breaks(3.0))).max(axis=1)
    assert abs(wave.argmax() / 48_000 - 1.1) < 0.01  # 34.3 m away; a crack is loudest a moment in
    assert 0 < wave[: round(1.095 * 48_000)].max() < 0.35 * wave.max()


def test_larger_sections_are_louder(street_camera):
    large, small = (np.abs(heard(street_camera, breaks(area))).max() for area in (2.0, 0.02))
    assert large > 5 * small


def test_breaks_outside_the_clip_and_of_no_area_are_silent(street_camera):
    assert not heard(street_camera, breaks(1.0, time=9.0)).any()
    assert not heard(street_camera, breaks(0.0)).any()
    assert not heard(street_camera, breaks([])).any()


def test_a_material_nobody_knows_cracks_like_concrete(street_camera):
    record = Breaks(np.array([1.0]), np.zeros((1, 3)), np.array([1.0]), np.array([7]))
    assert np.isfinite(heard(street_camera, record)).all()
    assert heard(street_camera, record).any()


@pytest.mark.parametrize(
    ("name", "stem"), [("glass", "glass"), ("wood", "wood"), ("brick", "brick"), ("steel", "metal")]
)
def test_each_material_breaks_in_its_own_stem(street_camera, name, stem):
    tracks = stems(street_camera, breaks(1.0), (name,))
    assert tracks[stem].any()
    assert not any(tracks[other].any() for other in tracks if other not in {stem, "debris"})


def test_steel_in_concrete_creaks_before_it_tears_and_a_pebble_has_none(street_camera):
    metal = stems(street_camera, breaks(2.0))["metal"]
    assert np.abs(metal[: round(1.05 * 48_000)]).max() > 0.02
    assert not stems(street_camera, breaks(0.05))["metal"].any()


def test_shards_land_when_they_have_fallen_and_no_sooner():
    high = Breaks(np.array([1.0]), np.array([[0.0, -4, 20]]), np.array([2.0]), np.zeros(1, np.int64))
    landed = falling(high, 1)
    assert len(landed.time) > 15
    assert landed.time.min() >= 1.0 + np.sqrt(2 * 0.75 * 20 / 9.81)
    assert np.median(landed.time) == pytest.approx(1.0 + np.sqrt(2 * 17.5 / 9.81), abs=0.25)
    assert (landed.position[:, 2] >= 0).all()


def test_a_pane_bursts_and_its_shards_ring_on_the_street_after(street_camera):
    record = Breaks(np.array([0.5]), np.array([[2.0, -8.0, 12.0]]), np.array([1.5]), np.zeros(1, np.int64))
    glass = stems(street_camera, record, ("glass",), 4 * 48_000)["glass"]
    level = timbre.levels_db(glass, 0.1)
    fall = 0.5 + np.sqrt(2 * 10.5 / 9.81) + 0.09
    assert level[round(fall / 0.1)] > level.max() - 25
    assert level[13] < level.max() - 25  # between the burst and the street there is little
    assert timbre.centroid_hz(glass[round(1.7 * 48_000) :]) > 1800


def test_brickwork_tumbles_after_it_broke(street_camera):
    wave = stems(street_camera, breaks(2.0, 0.2), ("brick",), 3 * 48_000)["brick"]
    late = wave[round(0.6 * 48_000) : round(1.6 * 48_000)]
    assert np.abs(late).max() > 0.1
    assert timbre.kurtosis(late) > 6
