from __future__ import annotations

from fractions import Fraction

import numpy as np

from rushes.engines.destruction.fractures import Breaks, fractures

RATE = Fraction(24)


def breaks(area, time=1.0):
    area = np.atleast_1d(np.asarray(area, float))
    count = len(area)
    return Breaks(np.full(count, time), np.tile([2.0, -3.7, 1.7], (count, 1)), area, np.zeros(count, np.int64))


def heard(camera, record, samples=96_000):
    return fractures(record, ("concrete",), camera, RATE, 0.0, samples, 1)


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
