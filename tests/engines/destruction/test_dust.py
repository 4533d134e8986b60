"""Dust comes from a source, stays above the ground, hides and is hidden, and repeats."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.brief import Camera, Light
from rushes.engines.destruction.camera_move import camera_path
from rushes.engines.destruction.dust import (
    CLOUD_PER_MJ,
    COARSE_SHARE,
    MOST_PER_BLOW,
    Cloud,
    Source,
    read_source,
    wind_of,
)
from rushes.engines.destruction.dust_exposure import light_of_rig
from rushes.engines.destruction.dust_light import FAR, Seen, see
from rushes.engines.destruction.light import light_rig
from rushes.engines.destruction.pieces import Pieces, break_building
from rushes.engines.destruction.spec import BuildingSpec
from rushes.show import FrameRange

SIZE = (36, 64)


@pytest.fixture(scope="module")
def house() -> Pieces:
    return break_building(BuildingSpec(storeys=1, bays=2, bays_deep=2, detail=0.4))


def cloud(house: Pieces, amount: float, *, steps: int = 6, born: float = 0.05) -> Cloud:
    source = Source(
        time=np.full(40, born),
        position=np.random.default_rng(1).uniform([-3, -5, 0.5], [3, -4, 2.0], (40, 3)),
        amount=np.full(40, amount),
        colour=np.tile([0.5, 0.46, 0.42], (40, 1)),
    )
    made = Cloud(house, source, cell=1.1, wind=np.zeros(3), settle=0.1)
    still = np.zeros_like(house.centre)
    for step in range(steps):
        made.step(step / 24, (step + 1) / 24, house.centre, still)
    return made


def look(made: Cloud, house: Pieces, depth: float = FAR) -> Seen:
    camera = camera_path(Camera(), house.extent, FrameRange.of_length(4), SIZE[1], SIZE[0], rate=Fraction(24), seed=1)
    light = light_rig(Light(), camera_azimuth_deg=24.0)
    return see(made, camera, 1001, np.full(SIZE, depth, np.float32), light_of_rig(light), quality="draft", seed=1)


def test_a_blow_raises_dust_after_its_energy_up_to_what_one_place_can_give(tmp_path: Path) -> None:
    none, nowhere = np.zeros(0), np.zeros((0, 3))
    crushed = {"crush_time": none, "crush_position": nowhere, "crush_volume": none, "crush_material": none.astype("u1")}
    broken = {"break_time": none, "break_position": nowhere, "break_area": none, "break_material": none.astype("u1")}
    np.savez(tmp_path / "events.npz", **crushed, **broken)
    np.savez(
        tmp_path / "contacts.npz",
        time=np.array([1.0, 2.0, 3.0, 4.0]),
        position=np.zeros((4, 3)),
        impulse=np.array([1e4, 1e4, 1e9, 1e9]),
        speed_change=np.array([2.0, 16.0, 10.0, 10.0]),
        onset=np.array([True, True, True, False]),
    )
    amount = read_source(tmp_path / "events.npz", tmp_path / "contacts.npz", 1.0).amount
    np.testing.assert_allclose(amount, [CLOUD_PER_MJ * 0.01, CLOUD_PER_MJ * 0.08, MOST_PER_BLOW])


def test_without_a_source_there_is_no_dust(house: Pieces) -> None:
    made = cloud(house, 0.0)
    assert made.density.max() == 0
    seen = look(made, house)
    assert seen.rgba.max() == 0
    assert seen.shadow.min() > 0.99


def test_there_is_none_before_it_is_born(house: Pieces) -> None:
    assert cloud(house, 5.0, steps=6, born=9.0).density.max() == 0


def test_dust_is_seen_throws_a_shadow_and_is_finite(house: Pieces) -> None:
    seen = look(cloud(house, 5.0), house)
    assert seen.rgba[..., 3].max() > 0.5
    assert seen.rgba[..., 3].max() <= 1.0
    assert np.isfinite(seen.rgba).all()
    assert seen.shadow.min() < 0.9
    assert seen.depth[seen.rgba[..., 3] > 0.5].max() < 200.0


def test_what_stands_before_it_hides_it(house: Pieces) -> None:
    made = cloud(house, 5.0)
    assert look(made, house, depth=1.0).rgba[..., 3].max() < 0.02


def test_the_same_source_gives_the_same_picture(house: Pieces) -> None:
    first, again = look(cloud(house, 5.0), house), look(cloud(house, 5.0), house)
    assert np.array_equal(first.rgba, again.rgba)


def test_drift_blows_where_the_brief_says() -> None:
    assert not wind_of("none", 24.0).any()
    assert wind_of("camera", 0.0)[1] < 0
    assert np.allclose(wind_of("camera", 24.0), -wind_of("away", 24.0))
    assert wind_of("right", 0.0)[0] > 0


def test_coarse_dust_falls_out_first_and_colour_goes_with_it(house: Pieces) -> None:
    young, old = cloud(house, 5.0, steps=3), cloud(house, 5.0, steps=60)
    shares = [float(made.coarse.sum() / made.density.sum()) for made in (young, old)]
    assert shares[0] == pytest.approx(COARSE_SHARE, abs=0.06)
    assert shares[1] < 0.8 * shares[0]
    assert (old.coarse <= old.density * 1.001 + 1e-6).all()
    hue = old.pigment.sum(axis=(1, 2, 3)) / old.density.sum()
    np.testing.assert_allclose(hue, [0.5, 0.46, 0.42], rtol=0.01)


def test_dust_only_leaves_the_air(house: Pieces) -> None:
    amounts = [float(cloud(house, 5.0, steps=steps).density.sum()) for steps in (3, 12, 48)]
    assert amounts[0] > amounts[1] > amounts[2] > 0
