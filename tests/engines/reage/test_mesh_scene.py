"""The mesh in a file that other programs read."""

import importlib
from fractions import Fraction

import numpy as np
import pytest

from lit_head import lit_head
from rushes.engines.reage.mesh_scene import triangulated, upright, write_mesh
from rushes.engines.reage.tracks import Tracks

Usd, UsdGeom = importlib.import_module("pxr.Usd"), importlib.import_module("pxr.UsdGeom")

WIDE, TALL = 640, 512
FRAMES = (1001, 1002, 1003)


@pytest.fixture
def stage(tmp_path):
    """Return a stage of three frames in which a drawn head goes 5 px to the right, doubted in the last."""
    own = lit_head()[2].points
    meshes = np.stack([own + np.array([5 * index, 0, 0], np.float32) for index in range(3)])[:, None]
    tracks = Tracks(np.array(FRAMES, np.int32), meshes, np.array([[0.9], [0.8], [0.3]], np.float32), ("p",), 0)
    write_mesh(tmp_path / "mesh.usdc", tracks, WIDE, TALL, Fraction(24000, 1001))
    assert [path.name for path in tmp_path.iterdir()] == ["mesh.usdc"]
    return Usd.Stage.Open(str(tmp_path / "mesh.usdc"))


def test_points_lie_where_the_plate_shows_them(stage):
    face = UsdGeom.Mesh.Get(stage, "/Shot/face")
    own = lit_head()[2].points
    for index, frame in enumerate(FRAMES[:2]):
        points = np.array(face.GetPointsAttr().Get(frame))
        assert np.allclose(points[:, 0], own[:, 0] + 5 * index + 0.5, atol=1e-3)
        assert np.allclose(points[:, 1], TALL - 0.5 - own[:, 1], atol=1e-3)
    assert points[1, 2] > points[234, 2], "the nose is nearer than the ear"
    assert (stage.GetStartTimeCode(), stage.GetEndTimeCode()) == (1001, 1003)
    assert stage.GetTimeCodesPerSecond() == pytest.approx(23.976, abs=1e-3)


def test_a_frame_that_is_not_sure_is_not_shown(stage):
    face = UsdGeom.Mesh.Get(stage, "/Shot/face")
    assert [face.ComputeVisibility(frame) for frame in FRAMES] == ["inherited", "inherited", "invisible"]
    sure = face.GetPrim().GetAttribute("rushes:confidence")
    assert [round(sure.Get(frame), 3) for frame in FRAMES] == [0.9, 0.8, 0.3]
    assert face.GetPointsAttr().GetTimeSamples() == [1001.0, 1002.0]


def test_the_camera_sees_just_the_plate(stage):
    camera = UsdGeom.Camera.Get(stage, "/Shot/plate").GetCamera(1001)
    window = camera.frustum.window
    assert np.allclose(window.GetMin(), [-WIDE / 2, -TALL / 2])
    assert np.allclose(window.GetMax(), [WIDE / 2, TALL / 2])
    assert np.allclose(camera.frustum.position[:2], [WIDE / 2, TALL / 2])
    depths = np.array(UsdGeom.Mesh.Get(stage, "/Shot/face").GetPointsAttr().Get(1001))[:, 2]
    ahead = camera.frustum.position[2] - depths
    assert camera.clippingRange.min < ahead.min() < ahead.max() < camera.clippingRange.max


def test_the_mesh_is_closed_over_the_face_and_turned_to_the_viewer():
    points = lit_head()[2].points
    triangles = triangulated(points)
    placed = upright(points, TALL)
    a, b, c = (placed[triangles[:, corner], :2] for corner in range(3))
    area = ((b - a)[:, 0] * (c - a)[:, 1] - (b - a)[:, 1] * (c - a)[:, 0]) / 2
    assert (area >= 0).all()
    assert set(triangles.ravel()) == set(range(468))


def test_nobody_is_an_empty_mesh(tmp_path):
    tracks = Tracks(
        np.array(FRAMES, np.int32), np.zeros((3, 0, 468, 3), np.float32), np.zeros((3, 0), np.float32), (), -1
    )
    write_mesh(tmp_path / "mesh.usdc", tracks, WIDE, TALL, Fraction(24))
    stage = Usd.Stage.Open(str(tmp_path / "mesh.usdc"))
    face = UsdGeom.Mesh.Get(stage, "/Shot/face")
    assert {face.ComputeVisibility(frame) for frame in FRAMES} == {"invisible"}
