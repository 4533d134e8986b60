import json
import sys
from dataclasses import replace

import numpy as np
import pytest
from small_scene import RATE, boxes, camera_at, light, motion_of

from rushes.engines.destruction.breaks.panes import Panes
from rushes.engines.destruction.debris.curtains import (
    BEHIND_M,
    WIDEST_M,
    Drapes,
    _links,
    _pleated,
    curtains_of,
    draught,
    fluttered,
    hung,
    lets_go,
)
from rushes.engines.destruction.debris.curtains_field import COLUMNS, ROWS, TEXTILES, Curtains, quads
from rushes.engines.destruction.stage.curtains_stage import CURTAINS, NAME
from rushes.engines.destruction.stage.looks import LOOKS
from rushes.engines.destruction.stage.passes import draw_matte, draw_passes, matte_header, matte_id
from rushes.engines.destruction.stage.scene import read_scene, write_scene
from rushes.show import FrameRange
from rushes.studio.process import run_program

LONG = FrameRange(1001, 1072)
TIMES = (np.arange(1000, 1074) - 1001) / 24
FRONT = np.array([[0.0, -30.0, 1.7]])


def house(windows=12, wide=1.3):
    """Return a front of windows on the first floor with a lintel over each, over a street, and panes that break at 0.5 s."""
    x = 2.5 * (np.arange(windows) - (windows - 1) / 2)
    centres = [[at, -4.0, 4.5] for at in x] + [[at, -4.0, 5.5] for at in x] + [[0, 0, 6.1]]
    halves = [[wide / 2, 0.015, 0.7]] * windows + [[1.2, 0.1, 0.3]] * windows + [[2, 2, 0.1]]
    kinds = [("glass", "window")] * windows + [("concrete", "facade")] * windows + [("concrete", "slab")]
    pieces = replace(boxes(centres, halves, kinds), storey=np.ones(len(centres), np.int16))
    none = np.zeros((windows, 3))
    panes = Panes(
        time=np.full(windows, 0.5), place=none, along=none, up=none, out=none, speed=none, solid=np.arange(windows),
        size=np.tile([wide, 1.4], (windows, 1)), pressed=np.zeros(windows, bool), gone=np.full(len(pieces), 0.5),
    )  # fmt: skip
    return pieces, motion_of(pieces, frames=LONG), panes


def one(torn=np.inf, free=0.0, *, height=6.0):
    """Return a drape 1.5 m long on the first of two boxes, these boxes, and their motion."""
    pieces = boxes(
        [[0, 0, height + 0.2], [0, 0, 0.25]], [[0.5, 0.1, 0.1], [1.5, 1.5, 0.25]], [("concrete", "facade")] * 2
    )
    cloth = _pleated(np.array([0.0, 0.0, height]), 0.4, 1.5, np.array([0.0, -1.0, 0.0]))
    drapes = Drapes(
        rest=cloth[None], holder=np.array([0]), out=np.array([[0.0, -1.0, 0.0]]), free=np.array([free]),
        torn=np.array([torn]), storey=np.array([0]), textile=np.array([0]),
    )  # fmt: skip
    return drapes, pieces, motion_of(pieces, frames=LONG)


def stretch(points, rest):
    link, length = _links(rest)
    beside = length[0] > 0
    far = np.linalg.norm(points[:, 0, link[:, 1]] - points[:, 0, link[:, 0]], axis=-1)
    return (far / length[0])[:, beside]


def test_some_windows_have_drapes_at_both_sides_behind_the_pane():
    pieces, motion, panes = house(40)
    drapes = hung(pieces, motion, panes, TIMES, seen_from=FRONT, seed=1)
    assert 20 <= len(drapes) <= 70
    assert len(drapes) % 2 == 0
    middle = drapes.rest.mean(axis=(1, 2))
    assert middle[:, 1] == pytest.approx(-4.0 + BEHIND_M, abs=0.03)
    window = np.abs(middle[:, 0, None] - pieces.centre[None, :40, 0])
    assert (window.min(axis=1) < 0.65).all()
    assert (window.min(axis=1) > 0.2).all(), "they are drawn to the sides"
    assert drapes.rest[:, 0, :, 2].min() > 5.2
    assert len(np.unique(drapes.textile)) > 2
    np.testing.assert_array_equal(pieces.member[drapes.holder], pieces.member[40])


def test_another_seed_hangs_others_and_the_same_the_same():
    made = [curtains_of(*house(), TIMES, seen_from=FRONT, seed=seed).points for seed in (1, 1, 2)]
    np.testing.assert_array_equal(made[0], made[1])
    assert made[0].shape != made[2].shape or not np.array_equal(made[0], made[2])


def test_the_far_side_ground_floors_and_strips_of_windows_have_none():
    pieces, motion, panes = house()
    assert len(hung(pieces, motion, panes, TIMES, seen_from=-FRONT, seed=1)) == 0
    low = replace(pieces, storey=np.zeros(len(pieces), np.int16))
    assert len(hung(low, motion, panes, TIMES, seen_from=FRONT, seed=1)) == 0
    assert len(hung(*house(wide=WIDEST_M + 0.1), TIMES, seen_from=FRONT, seed=1)) == 0
    bay = np.column_stack([np.arange(len(pieces)) % 3, np.zeros(len(pieces))]).astype(np.int16)
    drapes = hung(replace(pieces, bay=bay), motion, panes, TIMES, seen_from=FRONT, seed=1)
    window = np.abs(drapes.rest.mean(axis=(1, 2))[:, 0, None] - pieces.centre[None, :12, 0]).argmin(axis=1)
    assert set(window % 3) == {0, 2}, "the middle bay holds the stairs"
    bare = replace(pieces, member=np.full(len(pieces), pieces.member[0]))
    assert len(hung(bare, motion, panes, TIMES, seen_from=FRONT, seed=1)) == 0, "nothing to screw a rail to"


def test_it_hangs_to_the_last_bit_until_its_pane_is_gone_and_goes_with_its_wall():
    drapes, pieces, motion = one(free=1.0)
    shifted = replace(
        motion, position=motion.position + np.linspace(0, 1, len(TIMES))[:, None, None].astype(np.float32)
    )
    points = fluttered(drapes, pieces, motion, TIMES, seed=1)
    assert np.ptp(points[TIMES < 1.0], axis=0).max() == 0.0
    assert np.ptp(points[TIMES > 1.1], axis=0).max() > 0.02
    went = fluttered(drapes, pieces, shifted, TIMES, seed=1)[TIMES < 1.0, 0]
    along = went - shifted.position[TIMES < 1.0, :1]
    assert np.abs(along - along[0]).max() < 1e-5


def test_its_rail_is_where_its_wall_is_and_its_cloth_does_not_stretch():
    drapes, pieces, motion = one()
    points = fluttered(drapes, pieces, motion, TIMES, seed=4)
    np.testing.assert_allclose(points[:, 0, :COLUMNS], np.tile(points[0, 0, :COLUMNS], (len(TIMES), 1, 1)), atol=1e-6)
    assert stretch(points, drapes.rest).max() < 1.12
    assert np.isfinite(points).all()


@pytest.mark.parametrize("blows", [0.0, 8.0])
def test_pressed_air_lifts_it_out_of_the_window(monkeypatch, blows):
    drapes, pieces, motion = one()
    monkeypatch.setattr(
        "rushes.engines.destruction.debris.curtains.draught", lambda *_: np.full((len(TIMES), 1), blows)
    )
    hem = fluttered(drapes, pieces, motion, TIMES, seed=2)[30:, 0, -COLUMNS:]
    assert (hem[..., 1].mean() < -0.7) == (blows > 0)
    assert (hem[..., 2].mean() > 4.75) == (blows > 0)


def test_torn_off_it_floats_down_slower_than_a_stone_and_lies_on_what_is_there():
    drapes, pieces, motion = one(torn=0.0)
    points = fluttered(drapes, pieces, motion, TIMES, seed=3)[:, 0]
    falls = -np.diff(points[..., 2].mean(axis=1)) * 24
    assert 0.8 < falls[TIMES[1:] > 1.0].max() < 5.0
    assert points[-1, :, 2].mean() < 3.5
    low, pieces, motion = one(torn=0.0, height=2.2)
    last = fluttered(low, pieces, motion, TIMES, seed=3)[-1, 0]
    over = (np.abs(last[:, :2]) < 1.45).all(axis=1)
    assert over.any()
    assert last[over, 2].min() > 0.49
    assert last[:, 2].min() > 0.0


def test_a_rail_lets_go_where_its_wall_turns_over_lands_or_is_crushed():
    pieces = boxes([[0, 0, 5]] * 4, [[1, 1, 1]] * 4, [("concrete", "facade")] * 4)
    still = motion_of(pieces, frames=LONG)
    position, turn, scale = still.position.copy(), still.orientation.copy(), still.scale.copy()
    turn[30:, 1] = [np.cos(0.5), np.sin(0.5), 0, 0]
    position[:, 2, 2] -= 0.4 * np.clip(np.arange(len(position)) - 10, 0, 20)
    scale[40:, 3] = 0.3
    moved = replace(still, position=position, orientation=turn, scale=scale)
    when = lets_go(moved, TIMES, np.arange(4))
    assert when == pytest.approx([np.inf, TIMES[30], TIMES[30], TIMES[40]])


def test_a_storey_that_closes_blows_through_its_windows_and_one_that_stands_does_not():
    pieces, motion, _ = house()
    assert draught(pieces, motion, TIMES).max() < 1e-9
    position = motion.position.copy()
    position[20:, -1, 2] -= np.float32(0.05) * np.arange(len(position) - 20)
    assert draught(pieces, replace(motion, position=position), TIMES)[30].max() > 2.0
    wall = replace(pieces, member=np.full(len(pieces), pieces.member[0]))
    assert draught(wall, motion, TIMES).max() < 1e-9


def staged(path):
    """Write a stage of one far box and a drape before it that moves 5 cm a frame."""
    frames = FrameRange(1001, 1004)
    pieces = boxes([[0, 30, 2]], [[1, 1, 1]], [("concrete", "slab")])
    cloth = _pleated(np.array([0.0, 0.0, 3.5]), 2.0, 3.0, np.array([0.0, -1.0, 0.0])).reshape(-1, 3)
    points = np.tile(cloth, (6, 2, 1, 1)).astype(np.float32)
    points[:, 1, :, 0] += 4.0
    points[:, 1, :, 2] -= 0.05 * np.arange(6)[:, None]
    curtains = Curtains(np.arange(1000, 1006, dtype=np.int32), points, np.array([0, 3]))
    write_scene(
        path, pieces, motion_of(pieces), camera=camera_at(), light=light(), frames=frames, rate=RATE, curtains=curtains
    )
    return curtains


def test_the_stage_holds_meshes_that_every_validator_is_content_with(tmp_path):
    from pxr import Usd, UsdGeom, UsdValidation

    curtains = staged(tmp_path / "scene.usdc")
    stage = Usd.Stage.Open(str(tmp_path / "scene.usdc"))
    for row, index in enumerate((0, 3)):
        mesh = UsdGeom.Mesh(stage.GetPrimAtPath(f"{CURTAINS}/{TEXTILES[index]}"))
        np.testing.assert_allclose(np.array(mesh.GetPointsAttr().Get(1003.0)), curtains.points[3, row], atol=1e-6)
        assert mesh.GetDoubleSidedAttr().Get()
        assert mesh.GetPrim().IsDefined()
    assert stage.GetPrimAtPath(f"{CURTAINS}/{TEXTILES[0]}").GetAttribute("points").GetNumTimeSamples() <= 2
    context = UsdValidation.ValidationContext(UsdValidation.ValidationRegistry().GetOrLoadAllValidators())
    assert [error.GetMessage() for error in context.Validate(stage)] == []


def test_what_is_written_is_what_is_drawn(tmp_path):
    staged(tmp_path / "scene.usdc")
    scene = read_scene(tmp_path / "scene.usdc", range(1000, 1006))
    assert scene.names[-1] == NAME
    camera = camera_at()
    drawn = draw_passes(scene, camera, 1002)
    assert drawn.depth[18, 32] == pytest.approx(20.0, abs=0.5)
    matte = draw_matte(scene, camera, 1002, shutter=0.5, seed=1)
    assert matte["CryptoObject00.R"][18, 32] == matte_id(NAME)
    assert NAME in json.loads(next(v for k, v in matte_header(scene.names).items() if k.endswith("manifest")))
    moved = scene.curtains.world(1002.5) - scene.curtains.world(1002.0)
    assert np.unique(np.round(moved[:, 2], 4)).tolist() == [-0.025, 0.0]


@pytest.mark.blender
def test_blender_shows_the_cloth_where_it_is(tmp_path):
    staged(tmp_path / "scene.usdc")
    script = tmp_path / "open.py"
    script.write_text(
        "import json, sys, bpy\n"
        "from pathlib import Path\n"
        "from rushes.blender.stage import open_stage\n"
        "plan = dict.fromkeys(('floorHeight', 'groundHeight', 'bayWidth', 'width', 'depth', 'height'), 3.0)\n"
        "open_stage(Path(sys.argv[1]), plan, lit_windows=0.0)\n"
        "bpy.context.scene.frame_set(1003)\n"
        "graph = bpy.context.evaluated_depsgraph_get()\n"
        "cloths = [one for one in bpy.data.objects if one.name.startswith('cloth_')]\n"
        "meshes = {one.name: one.evaluated_get(graph).data for one in cloths}\n"
        "found = {name: [list(mesh.vertices[0].co), len(mesh.polygons), mesh.materials[0].name] for name, mesh in meshes.items()}\n"
        "open(sys.argv[2], 'w').write(json.dumps(found))\n",
        encoding="utf-8",
    )
    found = tmp_path / "found.json"
    run_program([sys.executable, str(script), str(tmp_path / "scene.usdc"), str(found)], log=tmp_path / "log")
    seen = json.loads(found.read_text(encoding="utf-8"))
    curtains = staged(tmp_path / "again.usdc")
    for row, index in enumerate((0, 3)):
        corner, faces, material = seen[TEXTILES[index]]
        np.testing.assert_allclose(corner, curtains.points[3, row, 0], atol=1e-4)
        assert (faces, material) == ((ROWS - 1) * (COLUMNS - 1), TEXTILES[index])


def test_quads_are_of_their_own_drape():
    made = quads(3)
    assert len(made) == 3 * (ROWS - 1) * (COLUMNS - 1)
    assert (made // (ROWS * COLUMNS) == np.arange(3).repeat((ROWS - 1) * (COLUMNS - 1))[:, None]).all()
    assert set(TEXTILES) <= set(LOOKS)
