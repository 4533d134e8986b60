"""What runs along walls and hangs before them goes along with the walls' pieces."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[1]))
from a_set import with_a_window, write_a_set

from rushes.engines.destruction.building.set_pieces import break_set
from rushes.engines.destruction.building.set_riders import BIT_M, bits_of, riders
from rushes.engines.destruction.building.set_stage import read_set


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    stage = read_set(write_a_set(tmp_path_factory.mktemp("set"), **with_a_window()))
    return stage, *break_set(stage, 1)


def area(triangles):
    a, b, c = triangles.transpose(1, 0, 2)
    return np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2


def whole(faces):
    starts = np.concatenate([[0], np.cumsum(faces.counts)[:-1]])
    fans = []
    for start, count in zip(starts, faces.counts, strict=True):
        ring = faces.points[faces.corners[start : start + count]]
        fans += [[ring[0], ring[k], ring[k + 1]] for k in range(1, count - 1)]
    return area(np.array(fans))


def test_bits_are_short_and_all_of_a_trim(made):
    stage, _, _ = made
    found = dict(stage.trims[k][::-1] for k in range(len(stage.trims)) if "skirting_C" in stage.trims[k][0].prim)
    skirting = found["C"]
    assert np.ptp(skirting.points[:, 0]) > 4
    bits = list(bits_of(skirting))
    triangles = np.array([bit[0] for bit in bits])
    assert area(triangles) == pytest.approx(whole(skirting), rel=1e-4)
    assert np.ptp(triangles[..., 0], axis=1).max() <= BIT_M * 1.2
    maps = np.array([bit[2] for bit in bits])
    assert np.ptp(maps, axis=1).max() <= BIT_M * 1.3  # the map is cut as the mesh is


def test_frames_skirtings_and_curtains_ride_and_a_rug_lies(made):
    stage, _, shown = made
    prims = {faces.prim for faces, _ in riders(stage)}
    assert {"/Set/Openings/D1_frame", "/Set/Openings/W1_frame"} <= prims
    assert any("F05_curtain" in prim for prim in prims)
    assert "F05" not in shown.item.tolist()
    assert set(shown.riders.tolist()) == prims


def test_each_bit_belongs_to_the_piece_behind_it(made):
    stage, pieces, shown = made
    skirting = next(faces for faces, _ in stage.trims if "skirting_C" in faces.prim)
    look = shown.looks.tolist().index(skirting.material)
    rows = np.flatnonzero((shown.look == look) & (pieces.bay[shown.piece, 0] < 0))
    middles = shown.points.reshape(-1, 3, 3)[rows].mean(axis=1)
    low = (middles[:, 2] < 0.2 + shown.lift) & (middles[:, 1] > 2.4) & (np.abs(middles[:, 0]) < 2.3)
    behind = shown.piece[rows][low]
    gap = np.abs(middles[low, 0] - pieces.centre[behind, 0]) - pieces.size[behind, 0] / 2
    assert gap.max() < 0.12
    paths = shown.prims[shown.ridden]
    assert {str(path) for rider, path in zip(shown.riders, paths, strict=True) if "skirting_C" in rider} == {
        "/Set/Shell/Wall_C"
    }
