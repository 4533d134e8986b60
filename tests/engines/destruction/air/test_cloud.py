"""A cloud that was written is the cloud that is read, to a half float and a 255th; a broken one is said to be."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rushes.engines.destruction.air.cloud import Cloud, doubled, halved
from rushes.errors import StepFailedError


def made(shape: tuple[int, int, int] = (9, 8, 7)) -> Cloud:
    rng = np.random.default_rng(5)
    density = rng.uniform(0, 2, shape).astype(np.float32)
    smooth = np.broadcast_to(np.linspace(-3, 3, shape[0], dtype=np.float32)[:, None, None], shape)
    return Cloud(
        origin=np.array([-4.0, 2.0, 0.0]),
        cell=0.7,
        place=np.array([3, 4, 0]),
        density=density,
        coarse=density * 0.4,
        pigment=np.stack([density * hue for hue in (0.5, 0.4, 0.3)]),
        aged=density * 1.5,
        carried=np.stack([smooth] * 6),
        flow=np.stack([smooth] * 3),
        blend=0.25,
    )


def test_it_survives_the_disk(tmp_path: Path) -> None:
    before = made()
    before.save(tmp_path / "cloud.1001.npz")
    after = Cloud.load(tmp_path / "cloud.1001.npz")
    assert (after.cell, after.blend) == (0.7, 0.25)
    np.testing.assert_array_equal(after.place, before.place)
    for name, off in (
        ("density", 2e-3),
        ("coarse", 0.01),
        ("pigment", 0.01),
        ("aged", 0.01),
        ("carried", 0.4),
        ("flow", 0.4),
    ):
        np.testing.assert_allclose(getattr(after, name), getattr(before, name), atol=off)


def test_half_a_file_is_no_cloud(tmp_path: Path) -> None:
    path = tmp_path / "cloud.1001.npz"
    made().save(path)
    path.write_bytes(path.read_bytes()[:-200])
    with pytest.raises(StepFailedError, match="Delete the folder"):
        Cloud.load(path)


@pytest.mark.parametrize("shape", [(8, 8, 8), (7, 9, 5), (2, 3, 1)])
def test_halving_keeps_the_mean_and_doubling_what_is_even(shape: tuple[int, int, int]) -> None:
    grid = np.full((2, *shape), 1.5, np.float32)
    half = halved(grid)
    np.testing.assert_allclose(half, 1.5)
    np.testing.assert_allclose(doubled(half, shape), 1.5)
