"""A crawl that is planted is found, one under the grain is not, and a shadow that sweeps by is no flicker."""

from __future__ import annotations

import json

import numpy as np
import pytest

from rushes.inspection import flicker
from rushes.media.exr import write_exr

HIGH, WIDE = 72, 96
READ, SHOT = 0.003, 2e-4


def blotches(rng, size):
    """Return noise of a deviation of 1 that is alike over some pixels, as a denoiser leaves it."""
    import cv2

    noise = (
        cv2.GaussianBlur(rng.standard_normal((HIGH, WIDE, 3)), (0, 0), size)
        if size
        else rng.standard_normal((HIGH, WIDE, 3))
    )
    return noise / noise.std()


def make(floor, crawl=0.0, size=3.0, grained=1.0, moves=False, ramp=0.0, sweep=False, dims=0.0, inside=False, **grade):
    """Write a wall that stands still in six frames; ``crawl`` is in units of its grain."""
    rng, light = np.random.default_rng(5), 0.3
    grain = np.sqrt(READ**2 + SHOT * light)
    for number, frame in enumerate(floor.frames):
        wall = np.full((HIGH, WIDE, 3), light * (1 + ramp * number))
        wall[:, WIDE // 3 :] *= 1.0 - dims * (number % 2)
        wall = wall + crawl * grain * blotches(rng, size)
        if sweep:
            wall[:, 8 * number : 8 * number + 8] *= 0.2
        planes = {band: wall[..., index].astype("f2") for index, band in enumerate("RGB")}
        planes["A"] = np.ones((HIGH, WIDE), "f2")
        planes["depth.Z"] = np.full((HIGH, WIDE), 40.0, "f4")
        planes["motion.X"] = np.full((HIGH, WIDE), 0.5 if moves else 0.0, "f2")
        planes["motion.Y"] = np.zeros((HIGH, WIDE), "f2")
        planes["CryptoObject00.R"] = np.full((HIGH, WIDE), 0.25, "f4")
        path = floor.add(f"elements/beauty/S_010_beauty_v001.{frame:04d}.exr", "pass")
        write_exr(path, planes, frame=frame, rate=floor.take.rate)
        floor.picture(frame, (wall + grained * grain * blotches(rng, 0)).astype("f4"))
    record = {
        "inside": inside,
        "look": {"read_noise": [READ] * 3, "shot_noise": [SHOT] * 3, "grain_px": 0.0, "exposure": 1.0},
        "grade": {"exposure_stops": 0.0, "saturation": 1.0, "contrast": 1.0, "grain": 1.0, **grade},
    }
    floor.add("elements/comp/comp.json", "element").write_text(json.dumps(record), encoding="utf-8")
    return {finding.check: finding for finding in flicker(floor.take)}


def test_what_stands_still_flickers_as_the_grain_does(empty):
    found = make(empty)
    assert found["crawl"].value == 0
    assert found["flicker"].value == pytest.approx(1.0, abs=0.1)
    assert all(finding.ok for finding in found.values())


def test_a_planted_crawl_is_found_in_both_though_it_is_weaker_than_the_grain_pixel_by_pixel(empty):
    found = make(empty, crawl=0.7)
    assert not found["crawl"].ok
    assert not found["flicker"].ok
    assert "1002" in found["crawl"].detail
    assert found["crawl"].value > 2, "over blocks it is much more than grain"


def test_noise_as_fine_as_grain_is_weighed_pixel_by_pixel(empty):
    found = make(empty, crawl=0.4, size=0)
    assert found["crawl"].value == pytest.approx(0.4, abs=0.06)
    assert found["crawl"].ok


def test_twice_the_grain_is_a_flicker(empty):
    assert not make(empty, grained=2.0)["flicker"].ok


@pytest.mark.parametrize("change", [{"ramp": 0.02}, {"sweep": True}])
def test_light_that_changes_and_shadows_that_sweep_by_are_no_flicker(empty, change):
    assert all(finding.ok for finding in make(empty, **change).values())


def test_in_a_room_light_that_comes_and_goes_is_no_crawl_but_crawl_is(empty):
    assert not make(empty, dims=0.1)["crawl"].ok
    assert all(finding.ok for finding in make(empty, dims=0.1, inside=True).values())
    assert not make(empty, dims=0.1, crawl=2.0, size=0.5, inside=True)["crawl"].ok


def test_what_moves_is_not_looked_at(empty):
    assert make(empty, crawl=5.0, moves=True) == {}


def test_under_a_grade_only_the_traced_building_is_told(empty):
    assert set(make(empty, contrast=1.2)) == {"crawl"}


def test_a_take_that_does_not_say_its_grain_is_not_judged(empty):
    for frame in empty.frames:
        empty.picture(frame)
    assert flicker(empty.take) == ()
