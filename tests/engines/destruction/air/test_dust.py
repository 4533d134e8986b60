"""Dust comes from a source, stays above the ground, hides and is hidden, and repeats."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from rushes.brief import Camera, Light
from rushes.engines.destruction.air.air import Air
from rushes.engines.destruction.air.cloud import Cloud
from rushes.engines.destruction.air.dust import CLOUD_PER_MJ, MOST_PER_BLOW, Source, read_source
from rushes.engines.destruction.air.dust_exposure import light_of_rig
from rushes.engines.destruction.air.dust_light import FAR, Seen, see
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.engines.destruction.shot.light import light_rig
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
    made = Air(house, source, cell=1.1, wind=Wind())
    for step in range(steps):
        made.step(step / 24, (step + 1) / 24, house.centre, house.centre)
    return made.cloud()


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
