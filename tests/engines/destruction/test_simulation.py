"""A small house comes down: still before its time, repeatable, above the ground, and every way brings it low."""

from __future__ import annotations

from pathlib import Path
from typing import Any, get_args

import numpy as np
import pytest

from rushes.brief.brief import Way
from rushes.engines.destruction.pieces import Pieces, break_building
from rushes.engines.destruction.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec

HOUSE = BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.5)


@pytest.fixture(scope="module")
def house() -> Pieces:
    return break_building(HOUSE)


def collapse(house: Pieces, folder: Path, **changes: Any) -> dict[str, dict[str, np.ndarray]]:
    folder.mkdir(parents=True, exist_ok=True)
    spec = CollapseSpec(**{"frames": 36, "rest_s": 0.5, "start_s": 0.25, **changes})
    simulate_collapse(house, spec, folder, lambda *_: None)
    return {name: dict(np.load(folder / f"{name}.npz")) for name in ("motion", "contacts", "events", "flight")}


def test_pieces_fill_what_was_built_and_hold_together(house: Pieces) -> None:
    assert (house.volume > 0).all()
    assert (house.bond_a < house.bond_b).all()
    assert (house.bond_strength > 0).all()
    assert len(np.unique(house.cluster)) > 1
    for piece in range(0, len(house), 17):
        points, faces = house.points(piece).astype(float), house.faces(piece)
        volume = (
            np.einsum("ij,ij->i", points[faces[:, 0]], np.cross(points[faces[:, 1]], points[faces[:, 2]])).sum() / 6
        )
        assert volume == pytest.approx(house.volume[piece], rel=1e-3)


def test_a_collapse_is_still_before_its_time_then_falls_and_stays_above_the_ground(
    house: Pieces, tmp_path: Path
) -> None:
    found = collapse(house, tmp_path)
    motion = found["motion"]
    assert motion["frame"][0] == 1000
    assert motion["frame"][-1] == 1037
    before = motion["time"] < 0.25
    assert np.ptp(motion["position"][before], axis=0).max() < 1e-5
    assert motion["position"][-1][:, 2].mean() < 0.75 * motion["position"][0][:, 2].mean()
    assert motion["position"][:, :, 2].min() > -0.05
    assert (motion["scale"] <= 1).all()
    contacts = found["contacts"]
    assert contacts["onset"].any()
    assert not contacts["onset"].all()
    assert (np.diff(contacts["time"]) >= 0).all()
    assert (contacts["body_a"] >= 0).all()
    assert ((contacts["body_b"] == -1) | (contacts["body_b"] > contacts["body_a"])).all()
    assert (found["events"]["crush_volume"] > 0).all()


def test_the_same_seed_gives_the_same_motion_and_another_another(house: Pieces, tmp_path: Path) -> None:
    first = collapse(house, tmp_path / "a", frames=20)["motion"]["position"]
    again = collapse(house, tmp_path / "b", frames=20)["motion"]["position"]
    other = collapse(house, tmp_path / "c", frames=20, seed=2)["motion"]["position"]
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("way", get_args(Way))
def test_every_way_moves_the_building(house: Pieces, tmp_path: Path, way: str) -> None:
    position = collapse(house, tmp_path, way=way, frames=48)["motion"]["position"]
    moved = np.linalg.norm(position[-1] - position[0], axis=1)
    assert np.median(moved) > 0.5


def test_free_flight_falls_with_g(house: Pieces, tmp_path: Path) -> None:
    flight = collapse(house, tmp_path)["flight"]
    fits = []
    for piece in np.unique(flight["piece"]):
        rows = flight["piece"] == piece
        if rows.sum() >= 12:
            fits.append(-2 * np.polyfit(flight["time"][rows], flight["z"][rows], 2)[0])
    assert fits
    assert np.median(fits) == pytest.approx(9.81, rel=0.02)
