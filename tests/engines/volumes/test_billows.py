"""Billows are round, repeat without a seam, fill the share of a place that they are meant to, and have an edge where dust is thick."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.volumes import billows


def test_the_detail_is_evenly_spread() -> None:
    tile = billows.billow_tile()
    assert tile.mean() == pytest.approx(127.5, abs=1.5)
    at = np.random.default_rng(3).uniform(-20, 20, (20_000, 3))
    seen = np.quantile(billows.billows_at(tile, at), [0.1, 0.5, 0.9])
    np.testing.assert_allclose(seen, [0.1, 0.5, 0.9], atol=0.03)


def test_the_tile_repeats_without_a_seam() -> None:
    tile = billows.billow_tile()
    line = np.linspace(-0.01, 0.01, 41)
    across = np.column_stack([line, np.full(41, 0.37), np.full(41, 1.2)])
    values = billows.billows_at(tile, across)
    assert np.abs(np.diff(values)).max() < 0.05
    np.testing.assert_allclose(values, billows.billows_at(tile, across + billows.CELLS), atol=1e-6)


def test_billows_are_round_and_their_creases_sharp() -> None:
    """Round crests bend little, creases bend sharply: the bend is skewed upward, as it is in no noise that is even both ways."""
    tile = billows.billow_tile().astype(float)[:-1, :-1, :-1]
    bend = sum(np.roll(tile, 1, axis) + np.roll(tile, -1, axis) - 2.0 * tile for axis in range(3))
    bend = bend - bend.mean()
    assert (bend**3).mean() > 0.15 * (bend**2).mean() ** 1.5


def test_the_shadow_takes_the_mean_of_what_the_eye_sees() -> None:
    """The mean over the detail is the mean extinction that the camera's rays meet."""
    tile = billows.billow_tile()
    details = billows.billows_at(tile, np.random.default_rng(3).uniform(0, 60, (20_000, 3)))
    deciles = (np.arange(10) + 0.5) / 10.0
    for body in (0.05, 0.2, 0.5, 1.0):
        seen = np.mean([billows.thickness(body, detail) for detail in details])
        thought = billows.mean_thickness(np.full((2, 2, 2), body, np.float32), deciles)[0, 0, 0]
        assert thought == pytest.approx(seen, rel=0.08, abs=0.01)


def test_thick_dust_has_an_edge_and_thin_dust_none() -> None:
    def steepest(body: float) -> float:
        along = np.array([billows.thickness(body, detail) for detail in np.linspace(0, 1, 201)])
        return float(np.diff(along).max() / (body * billows.GAIN))

    assert steepest(0.4) > 2.0 * steepest(0.03)
    least, most = billows.thickness(0.03, 1.0), billows.thickness(0.4, 1.0)
    assert most > 8.0 * least
    assert billows.thickness(0.0, 1.0) == 0.0
