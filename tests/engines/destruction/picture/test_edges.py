"""Along an edge coverage is what was drawn, colour what lies inside, and nothing that was traced is lost."""

from __future__ import annotations

import cv2  # noqa: TID253 - this file is about pictures
import numpy as np
import pytest

from rushes.engines.destruction.picture.edges import settled

SIZE = (72, 96)
COLOUR = np.array([0.42, 0.36, 0.21], np.float32)


def disc(radius=24.0, samples=16):
    """Return a disc's coverage by even samples."""
    y, x = np.mgrid[: SIZE[0] * samples, : SIZE[1] * samples]
    inside = np.hypot(x / samples - SIZE[1] / 2, y / samples - SIZE[0] / 2) < radius
    return cv2.resize(inside.astype(np.float32), SIZE[::-1], interpolation=cv2.INTER_AREA)


def noisy(coverage, paths=3, seed=0):
    """Return a layer as few paths and a denoiser leave it: alpha by chance, colour smoothed across the edge."""
    alpha = np.random.default_rng(seed).binomial(paths, coverage).astype(np.float32) / paths
    rgb = cv2.GaussianBlur(COLOUR * coverage[..., None], (0, 0), 0.45)
    return np.concatenate([rgb, alpha[..., None]], axis=2)


def error_over(layer, coverage, plate):
    """Return the largest difference [share of the plate] from the true composite over a plate."""
    truth = plate * (1 - coverage[..., None]) + COLOUR * coverage[..., None]
    seen = plate * (1 - layer[..., 3:]) + layer[..., :3]
    return float(np.abs(seen - truth).max() / plate.max())


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_no_dot_is_left_along_an_edge(seed):
    coverage, plate = disc(), np.full((*SIZE, 3), 0.8, np.float32)
    before = noisy(coverage, seed=seed)
    after = settled(before, coverage)
    assert error_over(before, coverage, plate) > 0.2, "what it is held against has dots"
    assert error_over(after, coverage, plate) < 0.06
    np.testing.assert_allclose(after[..., 3], coverage, atol=1 - 0.996)


def test_what_is_solid_stays_as_it_was_traced():
    coverage = disc()
    traced = noisy(coverage)
    inside = cv2.erode(coverage, np.ones((7, 7), np.uint8)) == 1
    traced[inside, :3] *= np.random.default_rng(1).uniform(0.5, 1.5, (int(inside.sum()), 1)).astype(np.float32)
    assert np.array_equal(settled(traced, coverage)[inside], traced[inside])


def test_a_wire_thinner_than_a_pixel_keeps_its_colour():
    coverage = np.zeros(SIZE, np.float32)
    coverage[10:60, 40] = 0.3
    after = settled(noisy(coverage, paths=3, seed=4), coverage)
    middle = after[15:55, 40]
    np.testing.assert_allclose(middle[:, 3], 0.3, atol=1e-6)
    np.testing.assert_allclose((middle[:, :3] / middle[:, 3:]).mean(axis=0), COLOUR, rtol=0.25)


def test_what_was_traced_and_never_drawn_keeps_its_own_alpha():
    traced = noisy(disc())
    after = settled(traced, np.zeros(SIZE, np.float32))
    inside = cv2.erode(disc(), np.ones((5, 5), np.uint8)) == 1
    np.testing.assert_allclose(after[inside], traced[inside], atol=2e-3)


def test_coverage_without_any_colour_near_it_is_dropped_rather_than_black():
    coverage = disc()
    assert not settled(np.zeros((*SIZE, 4), np.float32), coverage).any()
