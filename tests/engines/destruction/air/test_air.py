"""Air is not squeezed, dust is neither made nor lost on its way, and what moves in the air moves it."""

from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.air.air import COARSE_SHARE, Air
from rushes.engines.destruction.air.dust import Source, no_source
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.spec import BuildingSpec

STEP = 1 / 24
CELL = 1.1
CALM = Wind()


@pytest.fixture(scope="module")
def house() -> Pieces:
    return break_building(BuildingSpec(storeys=1, bays=2, bays_deep=2, detail=0.4))


def puff(amount: float = 5.0, born: float = 0.05) -> Source:
    return Source(
        time=np.full(40, born),
        position=np.random.default_rng(1).uniform([-3, -5, 0.5], [3, -4, 2.0], (40, 3)),
        amount=np.full(40, amount),
        colour=np.tile([0.5, 0.46, 0.42], (40, 1)),
    )


def blown(house: Pieces, source: Source, steps: int, wind: Wind = CALM, weather: str = "clear") -> Air:
    made = Air(house, source, cell=CELL, wind=wind, weather=weather)
    for step in range(steps):
        made.step(step * STEP, (step + 1) * STEP, house.centre, house.centre)
    return made


def test_all_dust_is_in_the_air_on_the_ground_or_out_of_the_grid(house: Pieces) -> None:
    made = blown(house, puff(), 60)
    spent = made.budget
    assert spent.born == pytest.approx(200.0, rel=0.4)
    assert made.airborne + spent.settled + spent.out == pytest.approx(spent.born, rel=1e-4)
    assert spent.settled > 0.01 * spent.born
    assert abs(spent.out) < 0.01 * spent.born
    lies = float(made.settled.sum()) * made.cell**3
    assert lies == pytest.approx(spent.settled, rel=1e-9)


def test_what_a_gale_carries_out_of_the_grid_is_counted(house: Pieces) -> None:
    made = blown(house, puff(), 160, Wind(drift_x=20.0))
    spent = made.budget
    assert spent.out > 0.2 * spent.born
    assert made.airborne + spent.settled + spent.out == pytest.approx(spent.born, rel=1e-3)


def test_the_pressure_leaves_no_cell_squeezed(house: Pieces) -> None:
    """Even round a wall across the flow, with a floor under it: what is left is a hundredth of what was there."""
    from rushes.engines.destruction.air import pressure_kernels as kernels

    rng = np.random.default_rng(4)
    u, v, w = (rng.normal(0, 3, (32, 24, 16)).astype(np.float32) for _ in range(3))
    closed = np.zeros((32, 24, 16), np.float32)
    closed[14:16, 4:20, :12] = 1.0
    push = np.zeros_like(closed)
    push[5, 5, 5] = 4.0
    faces = kernels.openness(closed, 0.03)
    fu, fv, fw, target = kernels.through_faces(u, v, w, push)
    pressure = np.zeros_like(closed)
    kernels.solve(pressure, target, faces, 6)
    kernels.correct(u, v, w, fu, fv, fw, pressure, *faces)
    left = np.diff(fu, axis=0) + np.diff(fv, axis=1) + np.diff(fw, axis=2) - push
    assert np.abs(left).mean() < 0.01 * np.abs(target).mean()
    assert np.abs(fw[..., 0]).max() == 0.0


def test_even_dust_stays_even_in_a_flow_that_turns() -> None:
    """Sweeping axis by axis squeezes an even cloud in a flow without divergence, unless the air's own squeezing is kept."""
    from rushes.engines.destruction.air import air_kernels as kernels

    size = 32
    x, y = np.meshgrid(np.arange(size + 1) / size, np.arange(size + 1) / size, indexing="ij")
    stream = np.sin(np.pi * x) ** 2 * np.sin(np.pi * y) ** 2 * 9.0
    fu = np.repeat(np.diff(stream, axis=1)[:, :, None], 4, axis=2).astype(np.float32) * size / 24
    fv = np.repeat(-np.diff(stream, axis=0)[:, :, None], 4, axis=2).astype(np.float32) * size / 24
    fw = np.zeros((size, size, 5), np.float32)
    dust = np.ones((6, size, size, 4), np.float32)
    whole = np.array([[0, size], [0, size], [0, 4]])
    for turn in range(20):
        air = np.ones((size, size, 4), np.float32)
        for axis in (0, 1, 2) if turn % 2 else (1, 0, 2):
            out, after = np.empty_like(dust), np.empty_like(air)
            kernels.flux(dust, air, (fu, fv, fw)[axis], STEP, axis, whole, out, after)
            dust, air = out, after
    assert np.abs(dust[0] - 1.0).max() < 0.02


def test_dust_keeps_its_colour_and_its_coarse_part_falls_first(house: Pieces) -> None:
    young, old = blown(house, puff(), 3), blown(house, puff(), 60)
    assert float(young.dust[1].sum() / young.dust[0].sum()) == pytest.approx(COARSE_SHARE, abs=0.06)
    for made in (young, old):
        assert (made.dust[1] <= made.dust[0] * 1.001 + 1e-6).all()
        hue = made.dust[2:5].sum(axis=(1, 2, 3)) / made.dust[0].sum()
        np.testing.assert_allclose(hue, [0.5, 0.46, 0.42], rtol=0.02)
    age = float(old.dust[5].sum() / old.dust[0].sum())
    assert age == pytest.approx(59 * STEP, abs=2 * STEP)


def test_there_is_none_before_it_is_born(house: Pieces) -> None:
    assert blown(house, puff(born=9.0), 6).density.max() == 0
    assert blown(house, no_source(), 6).budget.born == 0


def test_rain_brings_more_of_it_to_the_ground(house: Pieces) -> None:
    dry, wet = blown(house, puff(), 40), blown(house, puff(), 40, weather="rain")
    assert wet.budget.settled > 1.5 * dry.budget.settled
    assert wet.airborne < dry.airborne


def test_wind_carries_it_along(house: Pieces) -> None:
    def middle(made: Air) -> float:
        place = (np.arange(made.shape[0]) + 0.5) * made.cell + made.corner[0]
        return float((made.density.sum(axis=(1, 2)) * place).sum() / made.density.sum())

    calm, windy = blown(house, puff(), 48), blown(house, puff(), 48, Wind(x=9.0))
    assert middle(windy) > middle(calm) + 2.0


def test_a_slab_that_falls_pushes_the_air_out_from_under_it(house: Pieces) -> None:
    made = Air(house, no_source(), cell=CELL, wind=Wind())
    down = np.zeros_like(house.centre)
    roof = house.centre[:, 2] > 3.0
    for step in range(4):
        before = house.centre + down
        down[roof, 2] -= 0.3
        made.step(step * STEP, (step + 1) * STEP, before, house.centre + down)
    i, j, _ = ((house.centre.mean(axis=0) - made.corner) / made.cell).astype(int)
    assert made.flow[2, i, j, 2] < 0
    outward = made.flow[0, : i // 2, j, 0].min()
    assert outward < -0.01


def test_the_grid_grows_with_the_dust_and_not_before(house: Pieces) -> None:
    still, dusty = blown(house, no_source(), 30), blown(house, puff(40.0), 60)
    assert np.prod(dusty.shape) > 1.2 * np.prod(still.shape)
    assert (np.array(dusty.shape) % 8 == 0).all()
    assert (dusty.low >= 0).all()
    assert (dusty.low + dusty.shape <= dusty.limit).all()


def test_the_same_source_gives_the_same_air(house: Pieces) -> None:
    first, again = blown(house, puff(), 8), blown(house, puff(), 8)
    assert np.array_equal(first.dust, again.dust)
    assert np.array_equal(first.flow, again.flow)
