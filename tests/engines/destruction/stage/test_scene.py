import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import FRAMES, RATE, boxes, camera_at, light, motion_of, staged

from rushes.engines.destruction.rigid.motion import Motion, continuous
from rushes.engines.destruction.stage.scene import piece_names, read_scene, surface_coordinates, write_scene
from rushes.errors import StepFailedError

THREE = [("concrete", "slab"), ("glass", "window"), ("brick", "wall")]


@pytest.fixture
def three():
    return boxes([[-4, 0, 2], [0, 0, 2], [4, 0, 2]], [[1, 1, 1], [0.5, 0.02, 1], [1, 0.2, 1]], THREE)


def test_units_time_and_layout(tmp_path, three):
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion_of(three))))
    assert UsdGeom.GetStageUpAxis(stage) == "Z"
    assert UsdGeom.GetStageMetersPerUnit(stage) == 1.0
    assert (stage.GetStartTimeCode(), stage.GetEndTimeCode()) == (1001, 1004)
    assert stage.GetTimeCodesPerSecond() == 24
    assert stage.GetDefaultPrim().GetPath() == "/World"
    for path in ("/World/Camera", "/World/Lights/Sun", "/World/Lights/Sky", "/World/Ground"):
        assert stage.GetPrimAtPath(path).IsValid()
    names = [prim.GetName() for prim in stage.GetPrimAtPath("/World/Building/Pieces").GetChildren()]
    assert names == piece_names(three) == ["concrete_slab_0000", "glass_window_0001", "brick_wall_0002"]


def test_every_validator_that_usd_ships_is_content(tmp_path, three):
    from pxr import Usd, UsdValidation

    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion_of(three, shift=[[0, 0, -0.1]] * 3))))
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    assert [error.GetMessage() for error in context.Validate(stage)] == []


def test_pieces_say_what_they_are_and_are_bound(tmp_path, three):
    from pxr import Usd, UsdGeom, UsdShade

    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion_of(three))))
    prim = stage.GetPrimAtPath("/World/Building/Pieces/concrete_slab_0000")
    assert prim.GetAttribute("rushes:mass").Get() == pytest.approx(8 * 2400)
    assert prim.GetAttribute("rushes:material").Get() == "concrete"
    subsets = {UsdGeom.Subset(child).GetPrim().GetName(): UsdGeom.Subset(child) for child in prim.GetChildren()}
    assert len(subsets["outer"].GetIndicesAttr().Get()) == 10
    assert len(subsets["inner"].GetIndicesAttr().Get()) == 2
    material, _ = UsdShade.MaterialBindingAPI(subsets["inner"]).ComputeBoundMaterial()
    assert material.GetPrim().GetName() == "concrete_broken"
    assert material.ComputeSurfaceSource()[0].GetIdAttr().Get() == "UsdPreviewSurface"


def test_only_what_moves_has_samples(tmp_path, three):
    from pxr import Usd

    motion = motion_of(three, shift=[[0, 0, -0.5], [0, 0, 0], [0, 0, 0]], turn=[0, 0, 0.2])
    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion)))

    def samples(name, op):
        return stage.GetPrimAtPath(f"/World/Building/Pieces/{name}").GetAttribute(f"xformOp:{op}").GetNumTimeSamples()

    assert samples("concrete_slab_0000", "translate") == 6
    assert samples("concrete_slab_0000", "orient") == 0
    assert samples("glass_window_0001", "translate") == 0
    assert samples("brick_wall_0002", "orient") == 6
    assert not stage.GetPrimAtPath("/World/Building/Pieces/brick_wall_0002").HasAttribute("xformOp:scale")


def test_a_piece_that_waits_and_falls_writes_the_wait_once(tmp_path, three):
    from pxr import Usd

    motion = motion_of(three)
    position = motion.position.copy()
    position[4:, 0, 2] -= [0.3, 0.9]
    waits = Motion(motion.frame, position, motion.orientation, motion.scale, motion.released)
    path = staged(tmp_path / "scene.usdc", three, waits)
    stage = Usd.Stage.Open(str(path))
    translate = stage.GetAttributeAtPath("/World/Building/Pieces/concrete_slab_0000.xformOp:translate")
    assert translate.GetTimeSamples() == [1003.0, 1004.0, 1005.0]
    np.testing.assert_allclose(read_scene(path, range(1000, 1006)).position[:, 0], position[:, 0], atol=1e-4)


def test_what_is_written_is_what_is_read(tmp_path, three):
    scale = np.ones((6, 3))
    scale[3:, 0] = 0.7
    motion = motion_of(three, shift=[[0, 0.1, -0.4], [0.2, 0, 0], [0, 0, 0]], turn=[0.4, -1.4, 0.0], scale=scale)
    read = read_scene(staged(tmp_path / "scene.usdc", three, motion), range(1000, 1006))
    np.testing.assert_allclose(read.position, motion.position, atol=1e-4)
    np.testing.assert_allclose(np.abs((read.orientation * motion.orientation).sum(axis=-1)), 1.0, atol=1e-5)
    np.testing.assert_allclose(read.scale, motion.scale, atol=1e-4)
    assert read.names == tuple(piece_names(three))
    rest = three.vertices + np.repeat(three.centre, 8, axis=0)
    still = read_scene(staged(tmp_path / "still.usdc", three, motion_of(three)), [1001])
    np.testing.assert_allclose(still.world(1001), rest, atol=1e-5)


def test_the_camera_has_its_field_of_view(tmp_path, three):
    from pxr import Usd, UsdGeom

    camera = camera_at(drift=(0.5, 0.0, 0.0))
    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion_of(three), camera)))
    prim = UsdGeom.Camera(stage.GetPrimAtPath("/World/Camera"))
    seen = prim.GetCamera(1003.0)
    assert seen.focalLength / seen.horizontalAperture == pytest.approx(28 / 36)
    assert seen.focalLength == pytest.approx(0.28)
    matrix = np.array(prim.ComputeLocalToWorldTransform(1003.0))
    np.testing.assert_allclose(matrix[3, :3], [1.0, -20.0, 2.0], atol=1e-9)
    np.testing.assert_allclose(-matrix[2, :3], [0.0, 1.0, 0.0], atol=1e-9)


def test_the_sun_shines_from_where_it_stands(tmp_path, three):
    from pxr import Usd, UsdGeom

    stage = Usd.Stage.Open(str(staged(tmp_path / "scene.usdc", three, motion_of(three))))
    matrix = np.array(UsdGeom.Xformable(stage.GetPrimAtPath("/World/Lights/Sun")).ComputeLocalToWorldTransform(1001.0))
    np.testing.assert_allclose(matrix[2, :3], light().sun_direction, atol=1e-6)


@given(st.lists(st.tuples(*[st.floats(-1, 1)] * 4), min_size=2, max_size=9))
def test_orientations_never_flip_sign(rows):
    turns = np.array(rows, dtype=np.float32)[:, None] + np.float32(1e-3)
    turns /= np.linalg.norm(turns, axis=-1, keepdims=True)
    smooth = continuous(turns)
    assert ((smooth[1:] * smooth[:-1]).sum(axis=-1) >= -1e-6).all()
    np.testing.assert_allclose(np.abs((smooth * turns).sum(axis=-1)), 1.0, atol=1e-5)


def test_a_pane_is_laid_out_over_its_whole_window(three):
    layout = surface_coordinates(three).reshape(-1, 3, 2)
    pane = layout[12:24].reshape(-1, 2)
    assert pane[:, 0].min() == 2.0
    assert pane[:, 0].max() == 3.0
    assert (pane[:, 1].min(), pane[:, 1].max()) == (0.0, 1.0)
    slab = layout[4:8].reshape(-1, 2)
    assert np.ptp(slab[:, 0]) == pytest.approx(2.0)


def test_motion_of_another_building_is_refused(tmp_path, three):
    other = boxes([[0, 0, 1]], [[1, 1, 1]], THREE[:1])
    with pytest.raises(StepFailedError, match="3 pieces but the motion 1"):
        staged(tmp_path / "scene.usdc", three, motion_of(other))
    assert list(tmp_path.iterdir()) == []


def test_a_broken_file_is_a_sentence(tmp_path):
    (tmp_path / "scene.usdc").write_bytes(b"PXR-USDC" + bytes(20))
    with pytest.raises(StepFailedError, match="can't be read as USD"):
        read_scene(tmp_path / "scene.usdc", [1001])
    with pytest.raises(StepFailedError, match="is no motion"):
        Motion.load(tmp_path / "motion.npz")


def test_a_thousand_moving_pieces_take_seconds_not_a_minute(tmp_path):
    count = 1000
    chance = np.random.default_rng(1)
    pieces = boxes(chance.uniform(-9, 9, (count, 3)), [[0.4, 0.3, 0.2]] * count, [("concrete", "slab")] * count)
    motion = motion_of(pieces, shift=chance.normal(size=(count, 3)) * 0.1, turn=chance.normal(size=count) * 0.1)
    began = time.process_time()
    write_scene(tmp_path / "scene.usdc", pieces, motion, camera=camera_at(), light=light(), frames=FRAMES, rate=RATE)
    assert time.process_time() - began < 4.0


@settings(max_examples=15, deadline=None)
@given(st.floats(1000, 1005))
def test_between_frames_a_body_stays_rigid(tmp_path_factory, moment):
    pieces = boxes([[0, 0, 2]], [[1, 1, 1]], THREE[:1])
    path = tmp_path_factory.mktemp("rigid") / "scene.usdc"
    read = read_scene(staged(path, pieces, motion_of(pieces, shift=[[0, 0, -1]], turn=[0.9])), range(1000, 1006))
    corners = read.world(moment)
    np.testing.assert_allclose(np.linalg.norm(corners - corners.mean(axis=0), axis=1), np.sqrt(3), atol=1e-4)
