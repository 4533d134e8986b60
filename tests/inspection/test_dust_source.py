"""A cloud that comes from a source passes; one that hangs there from nothing, and dust that is missing, do not."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from rushes.inspection.dust_source import dust_source

SHAPE = (12, 10, 8)


@dataclass
class Files:
    """A take of one file."""

    path: Path

    def paths(self, role: str) -> tuple[Path, ...]:
        return (self.path,) if role == "element" and self.path.exists() else ()


def written(folder: Path, **changes: np.ndarray) -> Files:
    """Write a cloud that is born in one cell, spreads to the next in each frame, and thins."""
    density = np.zeros((6, *SHAPE), np.float32)
    for row in range(6):
        density[row, 4 : 5 + row, 4:6, 0:2] = 1.0 / (1 + row)
    cells = np.argwhere(density[0] > 0)
    arrays = {
        "frame": np.arange(1001, 1007),
        "cell": np.array(2.0),
        "step_s": np.array(1 / 24),
        "density": density.astype(np.float16),
        "born_where": np.column_stack([np.zeros(len(cells), int), cells]),
        "born_amount": np.ones(len(cells), np.float32),
        "fastest_ms": np.full(6, 8.0),
        "born_m3": np.full(6, 32.0),
        "airborne_m3": np.linspace(32.0, 20.0, 6),
        "settled_m3": np.linspace(0.0, 10.0, 6),
        "out_m3": np.linspace(0.0, 2.0, 6),
    }
    np.savez(folder / "air.npz", **{**arrays, **changes})
    return Files(folder / "air.npz")


def test_dust_that_spreads_from_where_it_was_born_passes(tmp_path: Path) -> None:
    found = dust_source(written(tmp_path))
    assert [one.check for one in found] == ["dust_source", "dust_budget"]
    assert all(one.ok for one in found)


def test_a_cloud_that_hangs_there_from_nothing_is_found(tmp_path: Path) -> None:
    whole = np.load(written(tmp_path).path)["density"].astype(np.float32)
    whole[3:, 9:11, 8:10, 5:7] = 0.5
    found = dust_source(written(tmp_path, density=whole))[0]
    assert not found.ok
    assert found.value > 0.2
    assert "frame 1004" in found.detail


def test_dust_that_was_never_born_is_found(tmp_path: Path) -> None:
    nothing = {"born_where": np.zeros((0, 4), int), "born_amount": np.zeros(0, np.float32)}
    assert not dust_source(written(tmp_path, **nothing))[0].ok


@pytest.mark.parametrize("name", ["settled_m3", "out_m3"])
def test_dust_that_goes_missing_is_found(tmp_path: Path, name: str) -> None:
    found = dust_source(written(tmp_path, **{name: np.zeros(6)}))[1]
    assert not found.ok
    assert "frame 1006" in found.detail


def test_a_file_that_broke_off_is_a_finding_that_failed(tmp_path: Path) -> None:
    files = written(tmp_path)
    files.path.write_bytes(files.path.read_bytes()[:-300])
    found = dust_source(files)
    assert not found[0].ok
    assert "broken off" in found[0].detail


@pytest.mark.parametrize("name", ["density", "fastest_ms", "airborne_m3"])
def test_what_is_no_number_is_a_finding_that_failed(tmp_path: Path, name: str) -> None:
    broken = np.load(written(tmp_path).path)[name].astype(np.float32)
    broken[3] = np.nan
    assert not dust_source(written(tmp_path, **{name: broken}))[0].ok


def test_a_take_without_air_is_not_judged(tmp_path: Path) -> None:
    assert dust_source(Files(tmp_path / "air.npz")) == ()
