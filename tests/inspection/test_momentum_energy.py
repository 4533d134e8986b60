from __future__ import annotations

import numpy as np
import pytest

from rushes.engines.destruction.building.pieces import break_building
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec
from rushes.inspection import momentum_energy


@pytest.fixture(scope="module")
def fallen(tmp_path_factory):
    """Return the files of a real collapse, small and short."""
    folder = tmp_path_factory.mktemp("fallen")
    pieces = break_building(BuildingSpec(storeys=2, bays=2, bays_deep=2, detail=0.5))
    pieces.save(folder / "building.npz")
    simulate_collapse(pieces, CollapseSpec(start_s=0.1, frames=48, rest_s=0.5), folder, lambda *_: None)
    files = {}
    for name in ("building", "motion", "events"):
        with np.load(folder / f"{name}.npz") as file:
            files[name] = dict(file)
    return files


def judged(workshop, fallen, **changes):
    for name, arrays in fallen.items():
        workshop.data(name, **{**arrays, **changes.get(name, {})})
    return {finding.check: finding for finding in momentum_energy(workshop.take)}


def test_a_real_collapse_passes(empty, fallen):
    found = judged(empty, fallen)
    assert set(found) == {"energy", "momentum"}
    assert found["energy"].ok, found["energy"].detail
    assert found["momentum"].ok, found["momentum"].detail


def test_a_heap_that_is_thrown_up_by_nothing_fails(empty, fallen):
    position = fallen["motion"]["position"].copy()
    position[40:, ::3, 2] += np.linspace(0, 3.0, len(position) - 40, dtype="f4")[:, None]
    found = judged(empty, fallen, motion={"position": position})
    assert not found["energy"].ok
    assert "beyond what is recorded" in found["energy"].detail


def test_a_release_that_is_not_recorded_fails(empty, fallen):
    energy = fallen["events"]["ledger_energy"].copy()
    row = int(np.argmax(energy[:, 0] < 0.9 * energy[0, 0]))
    energy[:row] -= 0.2 * energy[0, 0]
    energy[:row, 1] += 0.4 * energy[0, 0]
    found = judged(empty, fallen, events={"ledger_energy": energy})
    assert not found["energy"].ok


def test_a_solver_that_adds_energy_fails(empty, fallen):
    energy = fallen["events"]["ledger_energy"].copy()
    energy[50:60, 1] += 0.005 * energy[0, 0]
    found = judged(empty, fallen, events={"ledger_energy": energy})
    assert not found["energy"].ok
    assert "own steps" in found["energy"].detail


def test_a_push_from_nowhere_fails(empty, fallen):
    momentum = fallen["events"]["ledger_momentum"].copy()
    momentum[80, 1, 0] += 0.01 * np.abs(momentum).max()
    found = judged(empty, fallen, events={"ledger_momentum": momentum})
    assert not found["momentum"].ok
    assert f"{fallen['events']['ledger_time'][80]:.3f} s" in found["momentum"].detail


def test_pictures_that_move_otherwise_than_the_log_fail(empty, fallen):
    position = fallen["motion"]["position"].copy()
    position[25] += np.float32([0.2, 0.0, 0.0])
    found = judged(empty, fallen, motion={"position": position})
    assert not found["momentum"].ok


def test_no_ledger_no_opinion(empty, fallen):
    events = {name: value for name, value in fallen["events"].items() if not name.startswith("ledger")}
    assert not judged(empty, {**fallen, "events": events})
