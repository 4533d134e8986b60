"""The pieces of a stage as arrays say what its prims say."""

from __future__ import annotations

import numpy as np
from small_scene import FRAMES, boxes, motion_of, staged

from rushes.engines.destruction.stage.scene import read_scene
from rushes.engines.destruction.stage.traced_mesh import write_traced_mesh

KINDS = [("concrete", "facade"), ("glass", "window"), ("wood", "furniture")]


def test_the_arrays_hold_what_the_stage_holds(tmp_path):
    pieces = boxes([[-2, 0, 2], [1.6, 0, 2], [4, 0, 1]], [[1.5, 2, 2], [0.8, 0.1, 1.5], [0.5, 0.5, 0.9]], KINDS)
    scene = staged(tmp_path / "scene.usdc", pieces, motion_of(pieces, shift=[[0.8, 0, 0], [0, 0, 0], [0, 0, 0.5]]))
    write_traced_mesh(tmp_path / "mesh.npz", scene)
    mesh = np.load(tmp_path / "mesh.npz")
    read = read_scene(scene, range(FRAMES.first, FRAMES.last + 1))
    assert mesh["names"].tolist() == list(read.names[:3])
    np.testing.assert_array_equal(mesh["points"], read.vertices.astype(np.float32))
    np.testing.assert_array_equal(mesh["triangles"], read.triangles[: read.closed])
    np.testing.assert_array_equal(mesh["piece"], read.owner[: read.closed])
    of_pane = np.unique(mesh["look"][mesh["piece"] == 1])
    assert {mesh["looks"][row] for row in of_pane} <= {"glass_window", "glass_shard"}
    assert not set(of_pane) & set(mesh["look"][mesh["piece"] == 0])
    moved = mesh["rest"] - mesh["points"]
    centre = np.repeat(pieces.centre, np.diff(read.vertex_start), axis=0)
    np.testing.assert_allclose(moved, centre, atol=1e-5)
    assert mesh["st"].shape == (3 * len(mesh["triangles"]), 2)
    assert "st_plate" not in mesh
    assert not list(tmp_path.glob("*.part"))
