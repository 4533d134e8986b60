"""Snow goes where the air of a collapse goes, and nowhere else; rain hardly."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from rushes.engines.destruction.air.air import Air
from rushes.engines.destruction.air.blown import FOLLOWS, Blown
from rushes.engines.destruction.air.dust import Source
from rushes.engines.destruction.air.weather import FALL, Blowing, falling
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.spec import BuildingSpec
from rushes.errors import StepFailedError


def aside(metres: float) -> Blown:
    off = np.zeros((3, 10, 10, 10), np.float32)
    off[0] = metres
    return Blown(np.array([-10.0, -10.0, 0.0]), 2.0, off, np.zeros_like(off))


def test_it_is_felt_inside_its_grid_alone() -> None:
    off, faster = aside(1.5).at(np.array([[0.0, 0.0, 8.0], [60.0, 0.0, 8.0]]))
    np.testing.assert_allclose(off, [[1.5, 0, 0], [0, 0, 0]])
    assert not faster.any()


def test_it_survives_the_disk_and_a_broken_one_is_said_to_be(tmp_path: Path) -> None:
    path = tmp_path / "blown.1001.npz"
    aside(1.5).save(path)
    assert np.array_equal(Blown.load(path).off, aside(1.5).off)
    path.unlink()
    with pytest.raises(StepFailedError, match="make the take again"):
        Blown.load(path)


def test_dust_that_is_pressed_out_blows_snow_away() -> None:
    house = break_building(BuildingSpec(storeys=1, bays=2, bays_deep=2, detail=0.4))
    source = Source(np.full(20, 0.05), np.tile([0.0, -6.0, 1.0], (20, 1)), np.full(20, 5.0), np.full((20, 3), 0.4))
    made = Air(house, source, cell=1.1, wind=Wind(), weather="snow")
    for step in range(6):
        made.step(step / 24, (step + 1) / 24, house.centre, house.centre)
    blown = Blown(made.corner, 2 * made.cell, made.blown, made.beyond)
    right, left = blown.at(np.array([[3.0, -6.0, 1.5], [-3.0, -6.0, 1.5]]))[0]
    assert right[0] > 0.02
    assert left[0] < -0.02


def test_flakes_shift_as_far_as_the_air_went_and_drops_less(street_camera) -> None:
    depth = np.full((540, 960), 1e6, np.float32)

    def drawn(name: str, blown: Blown | None) -> np.ndarray:
        blowing = Blowing(Wind(), blown, FOLLOWS[name])
        return falling(FALL[name], depth, street_camera, 1010, rate=24.0, seed=3, blowing=blowing)

    still = drawn("snow", None)
    assert np.array_equal(still, falling(FALL["snow"], depth, street_camera, 1010, rate=24.0, seed=3))
    assert np.array_equal(still, drawn("snow", aside(0.0)))
    assert not np.array_equal(still, drawn("snow", aside(0.7)))
    far = Blown(np.array([500.0, 0.0, 0.0]), 2.0, aside(0.7).off, aside(0.7).speed)
    assert np.array_equal(still, drawn("snow", far))


def test_wind_slants_what_falls(street_camera) -> None:
    """A streak of rain goes as far sideways as the wind does while it falls."""
    depth = np.full((540, 960), 1e6, np.float32)

    def lean(wind: Wind) -> float:
        cover = falling(FALL["rain"], depth, street_camera, 1010, rate=24.0, seed=3, blowing=Blowing(wind))
        rows, columns = np.gradient(cover.astype(float))
        return float((rows * columns).sum() / (columns**2).sum())

    assert abs(lean(Wind(x=12.0, seed=1))) > 2 * abs(lean(Wind()))
    assert lean(Wind(x=12.0, seed=1)) * lean(Wind(x=-12.0, seed=1)) < 0
