from __future__ import annotations

import json
import sys

import numpy as np
import pytest

from rushes.errors import StepFailedError
from rushes.studio.process import run_program

CORNERS = np.array([[x, y, z] for x in (-0.5, 0.5) for y in (-0.5, 0.5) for z in (-0.5, 0.5)], "f4")
FACES = [(0, 1, 3), (0, 3, 2), (4, 7, 5), (4, 6, 7), (0, 5, 1), (0, 4, 5), (2, 3, 7), (2, 7, 6), (0, 2, 6), (0, 6, 4),
         (1, 5, 7), (1, 7, 3)]  # fmt: skip


def dropped(folder, centres, frames, **joints):
    """Drop cubes of a metre in Blender, and return its answer."""
    count = len(centres)
    np.savez(
        folder / "pieces.npz",
        vertices=np.tile(CORNERS, (count, 1)),
        vertex_start=np.arange(count + 1) * 8,
        triangles=np.tile(np.array(FACES), (count, 1)),
        triangle_start=np.arange(count + 1) * 12,
        centre=np.array(centres, float),
        mass=np.full(count, 2400.0),
        **joints,
    )
    request = {
        "pieces": str(folder / "pieces.npz"), "answer": str(folder / "answer.json"), "frames": frames, "rate": [24, 1],
        "steps_per_frame": 5, "iterations": 12, "friction": 0.65, "gravity": 9.81, "ground": 0.0,
    }  # fmt: skip
    path = folder / "request.json"
    path.write_text(json.dumps(request), encoding="utf-8")
    run_program([sys.executable, "-m", "rushes.blender.rigid", str(path)], log=folder / "log")
    return json.loads((folder / "answer.json").read_text(encoding="utf-8"))


@pytest.mark.blender
def test_pieces_fall_as_things_do_and_lie_on_the_ground(tmp_path):
    seen = dropped(tmp_path, [[0, 0, 3.0], [5, 0, 40.0]], frames=24)
    lies, falls = seen["places"]
    assert lies[2] == pytest.approx(0.5, abs=0.05)
    assert 40.0 - falls[2] == pytest.approx(9.81 / 2, rel=0.02)
    assert seen["joints"] == 0
    assert seen["cpu"] > 0


@pytest.mark.blender
def test_joints_hold_pieces_together_until_a_blow_breaks_them(tmp_path):
    centres = [[0, 0, 0.5], [0, 0, 1.52], [1.02, 0, 1.52]]  # a lintel's end beside a pillar of two
    joints = {
        "bond_a": np.array([0, 1]),
        "bond_b": np.array([1, 2]),
        "bond_centre": np.array([[0, 0, 1], [0.5, 0, 1.5]]),
    }
    held = dropped(tmp_path, centres, frames=24, **joints, bond_strength=np.full(2, 1e9))
    let_go = dropped(tmp_path, centres, frames=24, **joints, bond_strength=np.full(2, 1e-3))
    assert held["joints"] == let_go["joints"] == 2
    assert held["places"][2][2] > let_go["places"][2][2] + 0.2
    assert let_go["places"][2][2] == pytest.approx(0.5, abs=0.05)


@pytest.mark.blender
def test_what_it_can_not_read_is_one_line(tmp_path):
    path = tmp_path / "request.json"
    path.write_text(json.dumps({"rate": [24, 1]}), encoding="utf-8")
    with pytest.raises(StepFailedError, match="fatal: KeyError"):
        run_program([sys.executable, "-m", "rushes.blender.rigid", str(path)], log=tmp_path / "log")
