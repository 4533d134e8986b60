import json
import sys
from dataclasses import replace

import numpy as np
import pytest
from render_context import TWO, context
from small_scene import FRAMES, boxes, camera_at, light, motion_of, staged

from cleared import permit
from rushes.engines.destruction.picture.render_step import BRIGHTEST_SHADOW, render, shadow_multiplier
from rushes.engines.destruction.shot.sky import sky_map, sky_radiance
from rushes.engines.destruction.stage.passes import FAR_M
from rushes.engines.destruction.stage.streets import GAP_M, in_shadow, plan_street
from rushes.engines.destruction.stage.tracing import Tracing, trace
from rushes.engines.destruction.street.street_step import street
from rushes.errors import CancelledError, StepFailedError
from rushes.media.exr import is_whole, read_exr
from rushes.show import FrameRange
from rushes.studio.process import run_program


@pytest.fixture
def pieces():
    return boxes([[0, 0, 2], [3.2, 0, 2]], [[2, 2, 2], [0.8, 0.1, 1.5]], TWO)


@pytest.fixture
def scene(tmp_path, pieces):
    folder = tmp_path / "scene"
    folder.mkdir()
    staged(folder / "scene.usdc", pieces, motion_of(pieces, shift=[[0.3, 0, 0], [0, 0, 0]]))
    return folder


@pytest.mark.blender
def test_the_stage_opens_in_blender_with_its_animation(tmp_path, scene):
    script = tmp_path / "open.py"
    script.write_text(
        "import json, sys, bpy\n"
        "bpy.ops.wm.read_factory_settings(use_empty=True)\n"
        "bpy.ops.wm.usd_import(filepath=sys.argv[1])\n"
        "scene, box = bpy.context.scene, bpy.data.objects['concrete_facade_0000']\n"
        "at = {}\n"
        "for frame in (1001, 1002, 1004):\n"
        "    scene.frame_set(frame)\n"
        "    at[frame] = list(box.matrix_world.translation)\n"
        "camera = bpy.data.objects['Camera']\n"
        "found = {'at': at, 'range': [scene.frame_start, scene.frame_end], 'fps': scene.render.fps,\n"
        "         'eye': list(camera.matrix_world.translation), 'angle': camera.data.angle,\n"
        "         'slots': [slot.material.name for slot in box.material_slots]}\n"
        "open(sys.argv[2], 'w').write(json.dumps(found))\n",
        encoding="utf-8",
    )
    found = tmp_path / "found.json"
    run_program([sys.executable, str(script), str(scene / "scene.usdc"), str(found)], log=tmp_path / "log")
    seen = json.loads(found.read_text(encoding="utf-8"))
    for frame, place in seen["at"].items():
        np.testing.assert_allclose(place, [0.3 * (int(frame) - 1001), 0, 2], atol=1e-4)
    assert seen["range"] == [1001, 1004]
    assert seen["fps"] == 24
    np.testing.assert_allclose(seen["eye"], [0, -20, 2], atol=1e-5)
    assert seen["angle"] == pytest.approx(2 * np.arctan(18 / 28), abs=1e-4)
    assert set(seen["slots"]) == {"concrete_facade", "concrete_broken"}


@pytest.mark.blender
def test_a_render_is_resumed_and_every_element_says_what_it_should(tmp_path, scene):
    def stop(done, total):
        if done == 1:
            raise CancelledError("cancelled")

    with pytest.raises(CancelledError):
        render(context(tmp_path, scene, report=stop))
    first = tmp_path / "out" / "beauty.1001.exr"
    assert is_whole(first)
    assert not (tmp_path / "out" / "beauty.1002.exr").exists()
    before, seen = first.stat().st_mtime_ns, []
    render(context(tmp_path, scene, report=lambda done, total: seen.append((done, total))))
    assert first.stat().st_mtime_ns == before
    assert seen == [(1, 2), (2, 2)]
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        f"{name}.{frame}.exr" for name in ("beauty", "holdout", "shadow") for frame in (1001, 1002)
    ]
    exr = read_exr(tmp_path / "out" / "beauty.1002.exr")
    alpha = exr.channels["A"].astype(float)
    covered = exr.channels["depth.Z"] < FAR_M
    assert alpha[covered].mean() > 0.9
    assert alpha[~covered].mean() < 0.03
    assert exr.picture()[18, 31, :3].min() > 0.02
    assert exr.channels["motion.X"][18, 31] == pytest.approx(0.3 * camera_at().focal_px(1002) / 18.0, rel=0.02)
    matte = exr.channels["CryptoObject00.G"] + exr.channels["CryptoObject00.A"]
    assert np.abs(matte - alpha).mean() < 0.02
    assert any(key.endswith("/manifest") for key in exr.header)
    np.testing.assert_array_equal(read_exr(tmp_path / "out" / "holdout.1002.exr").channels["A"], exr.channels["A"])
    shadow = read_exr(tmp_path / "out" / "shadow.1002.exr").picture()
    assert shadow[:8].min() > 0.97
    assert shadow[18:].min() < 0.6


@pytest.mark.blender
def test_the_street_is_a_whole_picture_with_depth(tmp_path, scene):
    ctx = context(tmp_path, scene)
    street(ctx)
    assert [path.name for path in ctx.out.iterdir()] == ["plate.1001.exr"]
    exr = read_exr(ctx.out / "plate.1001.exr")
    picture, depth = exr.picture(), exr.channels["depth.Z"]
    assert picture.min() >= 0
    assert picture[:4].mean() > 0.05
    assert depth.max() == np.float32(FAR_M)
    focal = camera_at().focal_px(1001)
    np.testing.assert_allclose(depth[34, 32], 2.0 * focal / 16.5, rtol=0.12)


@pytest.mark.blender
def test_a_failing_blender_names_the_frame_and_the_reason(tmp_path):
    from pxr import Sdf

    layer = Sdf.Layer.CreateNew(str(tmp_path / "scene.usdc"))
    Sdf.CreatePrimInLayer(layer, "/World").typeName = "Xform"
    layer.Save()
    tracing = Tracing(
        what="street", scene=tmp_path / "scene.usdc", light=light(), camera=camera_at(), samples=1, seed=1, street=None
    )
    with pytest.raises(StepFailedError, match=r"Frame 1003: Blender failed \(LookupError.*Camera"):
        trace(permit(), tracing, [1003], tmp_path / "tracing", lambda *_: None)


def test_a_frame_without_the_building_needs_no_blender(tmp_path):
    away = boxes([[0, -95, 2]], [[1, 1, 1]], TWO[:1])
    folder = tmp_path / "scene"
    folder.mkdir()
    staged(folder / "scene.usdc", away, motion_of(away))
    render(context(tmp_path, folder, last=FRAMES.last))
    exr = read_exr(tmp_path / "out" / "beauty.1004.exr")
    assert exr.picture().max() == 0
    assert (exr.channels["depth.Z"] == np.float32(FAR_M)).all()
    assert (read_exr(tmp_path / "out" / "shadow.1004.exr").picture() == 1).all()


def test_the_shadow_is_one_outside_of_what_was_traced():
    caught = np.full((36, 64, 3), 0.4, np.float32)
    caught[10, 10] = 9.0
    alpha = np.zeros((36, 64), np.float32)
    alpha[20, 30] = 1.0
    held = shadow_multiplier(caught, alpha, (0.0, 0.25, 0.5, 1.0))
    assert (held[:, 40:] == 1).all()
    assert (held[:8] == 1).all()
    assert held[35, 2, 0] == pytest.approx(0.4)
    assert held[20, 30, 0] == 1
    assert shadow_multiplier(caught, alpha, None)[10, 10, 0] == pytest.approx(BRIGHTEST_SHADOW)


def test_the_sky_gives_the_ground_the_light_that_the_rig_says():
    rig = light()
    chance = np.random.default_rng(2)
    way = chance.normal(size=(6000, 3))
    way /= np.linalg.norm(way, axis=1, keepdims=True)
    way[:, 2] = np.abs(way[:, 2])
    mean = (sky_radiance(rig, way, seed=1) * way[:, 2:]).sum(axis=0) / way[:, 2].sum()
    np.testing.assert_allclose(mean, np.array(rig.sky_colour) * rig.sky_strength, rtol=0.45)
    assert np.isfinite(sky_map(rig, seed=1)).all()
    np.testing.assert_array_equal(sky_map(rig, seed=1), sky_map(rig, seed=1))


def test_the_street_leaves_plot_camera_and_view_free(scene):
    camera = camera_at(y=-45.0)
    plan = plan_street(scene / "scene.usdc", camera, light(), seed=5)
    assert plan == plan_street(scene / "scene.usdc", camera, light(), seed=5)
    assert len(plan["houses"]) > 10
    for house in plan["houses"]:
        clear_x = abs(house["x"]) - house["width"] / 2 - plan["half_width"]
        clear_y = abs(house["y"]) - house["depth"] / 2 + plan["front"]
        assert max(clear_x, clear_y) > GAP_M - 1e-6
        nearest = np.clip([0.0, -45.0], [house["x"] - house["width"] / 2, house["y"] - house["depth"] / 2],
                          [house["x"] + house["width"] / 2, house["y"] + house["depth"] / 2])  # fmt: skip
        assert np.linalg.norm(nearest - [0.0, -45.0]) > 3
        between = abs(house["x"]) < house["width"] / 2 and -45 < house["y"] < 0
        assert not between


def test_houses_that_the_shadow_can_not_reach_are_not_asked(scene):
    camera, rig = camera_at(y=-45.0), light()
    plan = plan_street(scene / "scene.usdc", camera, rig, seed=5)
    kept = in_shadow(plan, camera, rig, 27.0)["houses"]
    assert 0 < len(kept) < len(plan["houses"])
    tip = -np.array(rig.sun_direction[:2]) / rig.sun_direction[2] * 27.0
    for house in plan["houses"]:
        inside = abs(tip[0] - house["x"]) < house["width"] / 2 and abs(tip[1] - house["y"]) < house["depth"] / 2
        assert house in kept or not inside
    overcast = in_shadow(plan, camera, replace(rig, sun_strength=0.0), 27.0)["houses"]
    assert len(overcast) < len(kept)


def tracing_of(scene, samples=2):
    return Tracing(
        what="building",
        scene=scene / "scene.usdc",
        light=light(),
        camera=camera_at(),
        samples=samples,
        seed=1,
        street=None,
    )


@pytest.mark.blender
def test_two_blenders_trace_what_one_does(tmp_path, scene, monkeypatch):
    drawn = {}
    for count, enough in ((1, 99), (2, 2)):
        monkeypatch.setattr("rushes.engines.destruction.stage.tracing.FRAMES_FOR_TWO", enough)
        frames = drawn[count] = {}

        def keep(frame, raw, frames=frames):
            assert frame not in frames, "each frame is handed on once"
            frames[frame] = read_exr(raw).channels["ViewLayer.Combined.R"]

        trace(permit(), tracing_of(scene), list(FRAMES), tmp_path / "tracing", keep)
        assert not (tmp_path / "tracing").exists()
    assert sorted(drawn[1]) == sorted(drawn[2]) == list(FRAMES)
    for frame in FRAMES:
        np.testing.assert_array_equal(drawn[1][frame], drawn[2][frame])


@pytest.mark.blender
def test_chunks_show_what_the_undivided_step_shows(tmp_path, scene):
    whole = context(tmp_path / "whole", scene, last=1004, calm=True)
    render(whole)
    apart = context(tmp_path / "apart", scene, last=1004, calm=True)
    told = []
    for number, only in enumerate([FrameRange(1001, 1002), FrameRange(1003, 1004)]):
        scratch = tmp_path / f"scratch{number}"
        scratch.mkdir()
        render(replace(apart, only=only, scratch=scratch, report=lambda *made: told.append(made)))
        assert {path.name.split(".")[1] for path in apart.out.glob("rough.*")} <= {
            f"{frame}" for frame in range(1001, only.last + 1)
        }
        assert told[-1] == (2, 2)
    assert not list(apart.out.glob("beauty.*")), "what belongs to all frames is left to the last task"
    render(apart)
    assert {path.name for path in apart.out.iterdir()} == {path.name for path in whole.out.iterdir()}
    for path in whole.out.glob("*.exr"):
        one, other = read_exr(path).channels, read_exr(apart.out / path.name).channels
        assert all(np.array_equal(one[name], other[name]) for name in one), path.name


@pytest.mark.blender
def test_when_one_of_two_blenders_is_stopped_so_is_the_other(tmp_path, scene, monkeypatch):
    monkeypatch.setattr("rushes.engines.destruction.stage.tracing.FRAMES_FOR_TWO", 2)
    seen = []

    def full(frame, raw):
        seen.append(frame)
        raise StepFailedError(f"Frame {frame}: the disk is full.")

    with pytest.raises(StepFailedError, match="the disk is full"):
        trace(permit(), tracing_of(scene), list(FRAMES), tmp_path / "tracing", full)
    assert len(seen) <= 2, "neither goes on to its next frame"
