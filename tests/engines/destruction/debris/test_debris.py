import json
import sys
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from debris_events import LONG, block, times_of, write_events
from hypothesis import given, settings
from hypothesis import strategies as st
from small_scene import FRAMES, RATE, boxes, camera_at, light, motion_of

from cleared import permit
from rushes.engines.destruction.building.solid import MATERIALS
from rushes.engines.destruction.debris.debris import (
    FRAGMENTS,
    LARGEST_M,
    SMALLEST_M,
    Born,
    born,
    fall,
    make,
    sizes,
)
from rushes.engines.destruction.debris.debris_field import Debris
from rushes.engines.destruction.debris.debris_shapes import CHOICES, SHAPES, by_name
from rushes.engines.destruction.debris.debris_sources import (
    REACH_M,
    read_events,
)
from rushes.engines.destruction.debris.debris_step import debris as debris_step
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.rigid.tops import Tops
from rushes.engines.destruction.stage.debris_stage import DEBRIS, NAME
from rushes.engines.destruction.stage.looks import LOOKS
from rushes.engines.destruction.stage.passes import FAR_M, draw_matte, draw_passes, matte_header, matte_id
from rushes.engines.destruction.stage.scene import read_scene, write_scene
from rushes.errors import StepFailedError
from rushes.media.exr import read_exr
from rushes.show import FrameRange
from rushes.studio.process import run_program


def some(tmp_path, *, amount=1.0, quality="draft", seed=3, materials=("concrete", "brick", "glass", "wood", "plaster")):
    pieces, motion = block()
    chance = np.random.default_rng(5)
    breaks = [
        (chance.uniform(0, 1), *chance.uniform([-4, 2.5, 0.5], [4, 4.4, 6]), 8.0, MATERIALS.index(name))
        for name in materials
        for _ in range(12)
    ]
    crushes = [
        (chance.uniform(0, 1), *chance.uniform([-4, -3, 0.2], [4, 3, 1.2]), 1.5, MATERIALS.index(name))
        for name in materials
        for _ in range(6)
    ]
    folder = write_events(tmp_path / "simulate", motion, breaks=breaks, crushes=crushes)
    return make(folder, pieces, amount=amount, quality=quality, seed=seed)


def dropped(count, rng, height=6.0):
    """Return fragments of every shape at random, high up and fast."""
    shape = rng.integers(0, len(SHAPES), count)
    size = rng.uniform(0.01, 0.25, count)
    turn = rng.normal(size=(count, 4))
    return Born(
        time=np.full(count, -1.0),
        shape=shape,
        scale=np.repeat(size[:, None], 3, axis=1),
        position=rng.uniform([-9, -9, 0.6], [9, 9, height], (count, 3)),
        velocity=rng.normal(0.0, 5.0, (count, 3)),
        turn=turn / np.linalg.norm(turn, axis=1, keepdims=True),
        spin=rng.normal(0.0, 12.0, (count, 3)),
    )


def lowest(made):
    """Return the height of each fragment's lowest corner at each picture, shape [T, n]."""
    low = np.empty(made.position.shape[:2])
    w, x, y, z = (made.orientation[..., k].astype(float) for k in range(4))
    up = np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=-1)
    for index, shape in enumerate(SHAPES):
        own = made.shape == index
        corners = shape.vertices[None] * made.scale[own][:, None]
        low[:, own] = np.einsum("tnk,nvk->tnv", up[:, own], corners).min(axis=2)
    return low + made.position[..., 2]


@pytest.mark.parametrize("shape", SHAPES, ids=lambda shape: shape.name)
def test_a_shape_is_closed_one_unit_long_and_faces_outward(shape):
    a, b, c = (shape.vertices[shape.triangles[:, k]] for k in range(3))
    assert np.einsum("ij,ij->i", a, np.cross(b, c)).sum() / 6 > 0
    edges = np.concatenate([shape.triangles[:, [k, (k + 1) % 3]] for k in range(3)]).tolist()
    assert sorted(edges) == sorted([second, first] for first, second in edges)
    size = np.ptp(shape.vertices, axis=0)
    assert size[0] == pytest.approx(1.0)
    assert size[0] >= size[1] * 0.99 >= size[2] * 0.8
    assert shape.look in LOOKS
    assert shape.material in MATERIALS


def test_every_material_but_steel_leaves_its_own_shapes():
    assert set(CHOICES) == set(MATERIALS) - {"steel"}
    for material, shapes in CHOICES.items():
        assert sum(shapes.values()) == pytest.approx(1.0)
        assert {SHAPES[by_name(name)].material for name in shapes} == {material}


@given(st.floats(0.005, 0.1), st.integers(0, 99))
@settings(max_examples=20, deadline=None)
def test_sizes_follow_the_power_law(smallest, seed):
    drawn = sizes(np.random.default_rng(seed).random(40_000), smallest)
    assert drawn.min() >= smallest * 0.999999
    assert drawn.max() <= LARGEST_M * 1.000001
    middle = np.sqrt(smallest * LARGEST_M)
    tail = LARGEST_M**-FRAGMENTS
    expected = (middle**-FRAGMENTS - tail) / (smallest**-FRAGMENTS - tail)
    assert (drawn > middle).mean() == pytest.approx(expected, abs=0.02)


def test_the_same_seed_gives_the_same_debris_and_another_another(tmp_path):
    one, same, other = some(tmp_path), some(tmp_path), some(tmp_path, seed=4)
    assert len(one) > 300
    for name in ("shape", "scale", "birth", "position", "orientation"):
        np.testing.assert_array_equal(getattr(one, name), getattr(same, name))
    assert len(one) != len(other) or not np.array_equal(one.position, other.position)


def test_a_draft_shows_the_large_ones_of_a_review(tmp_path):
    draft, review = some(tmp_path), some(tmp_path, quality="review")
    assert draft.scale[:, 0].min() >= SMALLEST_M["draft"] - 1e-6
    assert review.scale[:, 0].min() >= SMALLEST_M["review"] - 1e-6
    large = review.scale[:, 0] >= np.float32(SMALLEST_M["draft"])
    np.testing.assert_array_equal(review.position[:, large], draft.position)


def test_no_debris_without_events_and_none_of_amount_nought(tmp_path):
    pieces, motion = block()
    nothing = make(write_events(tmp_path / "none", motion), pieces, amount=1.0, quality="final", seed=1)
    assert len(nothing) == 0
    assert nothing.position.shape == (len(motion.frame), 0, 3)
    assert len(some(tmp_path, amount=0.0)) == 0
    steel = [(0.2, 0, 4, 3, 20.0, MATERIALS.index("steel"))]
    made = make(write_events(tmp_path / "steel", motion, breaks=steel), pieces, amount=1.0, quality="final", seed=1)
    assert len(made) == 0


def test_more_is_more(tmp_path):
    few, usual, many = (len(some(tmp_path, amount=amount)) for amount in (0.3, 1.0, 2.0))
    assert few < 0.5 * usual < usual
    assert many > 1.5 * usual


def test_nothing_moves_before_it_is_born(tmp_path):
    made = some(tmp_path)
    assert (made.birth >= 1000).all()
    assert (np.diff(made.birth) >= 0).all(), "readers count on the order of birth"
    for index in range(0, len(made), 37):
        unborn = made.frame <= made.birth[index]
        assert np.ptp(made.position[unborn, index], axis=0).max(initial=0.0) == 0.0


def test_nothing_is_under_the_ground(tmp_path):
    assert lowest(some(tmp_path)).min() > -2e-3
    pieces, motion = block()
    assert lowest(fall(dropped(800, np.random.default_rng(2)), pieces, motion, times_of(motion))).min() > -1e-3


@pytest.mark.parametrize("seed", range(4))
def test_energy_never_rises(seed):
    from rushes.engines.destruction.debris import debris_kernels as kernels
    from rushes.engines.destruction.debris.debris import _bodies

    chance = np.random.default_rng(seed)
    start = dropped(400, chance)
    half, drag, bounce, friction = _bodies(start)
    state = [start.position.copy(), start.velocity.copy(), start.turn.copy(), start.spin.copy()]
    state[0][:, 2] += 0.3
    at_rest, upon = np.zeros(400, np.bool_), np.full(400, -1)
    before, whirl = np.full(400, np.inf), np.full(400, np.inf)
    spots = chance.uniform(-4, 4, (30, 2))
    heap = boxes(
        np.column_stack([spots, np.full(30, 0.4)]), chance.uniform(0.2, 0.9, (30, 3)), [("concrete", "slab")] * 30
    )
    still = motion_of(heap, turn=chance.uniform(-1, 1, 30))
    for step in range(700):
        # A heap that stirs, grows and gives way.
        position = still.position[1:2] + chance.uniform(0.0, 0.05, (1, 30, 3)).astype(np.float32)
        position[..., 2] += 0.6 * np.sin(step / 60)
        moved = replace(still, position=position, orientation=still.orientation[2:3], scale=still.scale[:1])
        surface = Tops(heap, moved, REACH_M).surface(0, np.ones(30, bool))
        kernels.fly(
            *(step / 240, 1 / 240, 1, start.time, half, drag, bounce, friction),
            *(surface, *state, at_rest, upon),
        )
        energy = 0.5 * (state[1] ** 2).sum(axis=1) + kernels.GRAVITY * state[0][:, 2]
        spin = np.linalg.norm(state[3], axis=1)
        assert (energy <= before + 1e-9).all()
        assert (spin <= whirl + 1e-9).all()
        before, whirl = energy, spin


def test_what_falls_free_falls_as_it_should():
    pieces, motion = block()
    one = dropped(1, np.random.default_rng(1))
    heavy = replace(
        one,
        shape=np.array([by_name("concrete_lump")]),
        scale=np.full((1, 3), 0.25),
        position=np.array([[8.0, 8.0, 20.0]]),
        velocity=np.zeros((1, 3)),
        time=np.zeros(1),
    )
    made = fall(heavy, pieces, motion, times_of(motion))
    row = int(np.searchsorted(motion.frame, 1025))
    assert 20.0 - made.position[row, 0, 2] == pytest.approx(0.5 * 9.81, rel=0.04)


def test_all_comes_to_rest_on_the_street_or_on_what_lies_there():
    pieces, motion = block(FrameRange(1001, 1144))
    made = fall(dropped(500, np.random.default_rng(4)), pieces, motion, times_of(motion))
    moved = np.linalg.norm(made.position[-1] - made.position[-4], axis=1)
    assert (moved < 1e-3).mean() > 0.97
    inside = (np.abs(made.position[-1, :, :2]) < [3.0, 2.0]).all(axis=1)
    assert inside.sum() > 10
    assert (made.position[-1, inside, 2] > 0.7).mean() > 0.9
    out = np.abs(made.position[-1, :, 1]) > 5.5
    assert (made.position[-1, out, 2] < 0.26).all()


def test_what_lies_on_a_piece_goes_where_that_goes():
    pieces = boxes([[0, 0, 0.5]], [[2, 2, 0.1]], [("concrete", "slab")])
    motion = replace(motion_of(pieces, frames=LONG), released=np.full(1, -1.0, np.float32))
    motion.position[40:, 0, 0] += 0.02 * np.arange(len(motion.frame) - 40)
    start = dropped(60, np.random.default_rng(3), height=1.5)
    start.position[:, :2] *= 0.15
    start.position[:, 2] += 0.5
    start.velocity[:] = 0.0
    made = fall(replace(start, spin=np.zeros((60, 3))), pieces, motion, times_of(motion))
    went = made.position[-1, :, 0] - made.position[39, :, 0]
    assert went == pytest.approx(motion.position[-1, 0, 0] - motion.position[39, 0, 0], abs=0.02)
    assert np.median(lowest(made)[-1]) == pytest.approx(0.6, abs=0.001)
    assert lowest(made)[-1] == pytest.approx(0.62, abs=0.06)


def test_what_lies_on_a_piece_that_is_dropped_falls_with_it_and_nothing_stays_behind():
    pieces = boxes([[0, 0, 6.5]], [[2, 2, 0.1]], [("concrete", "slab")])
    motion = replace(motion_of(pieces, frames=LONG), released=np.full(1, -1.0, np.float32))
    time = np.maximum(np.arange(len(motion.frame)) - 40, 0) / 24
    motion.position[:, 0, 2] = np.maximum(6.5 - 0.5 * 9.81 * time**2, 0.1)
    start = dropped(60, np.random.default_rng(3), height=1.0)
    start.position[:, :2] *= 0.15
    start.position[:, 2] += 6.7
    start.velocity[:] = 0.0
    start = replace(
        start, shape=np.full(60, by_name("concrete_lump")), scale=np.full((60, 3), 0.2), spin=np.zeros((60, 3))
    )
    made = fall(start, pieces, motion, times_of(motion))
    gap = lowest(made) - (motion.position[:, 0, 2] + 0.1)[:, None]
    assert np.abs(gap[36:68]).max() < 0.2, "it falls as fast as what it lay on"


def test_nothing_lies_on_the_box_round_a_slope():
    pieces = boxes([[0, 0, 2.0]], [[3, 3, 0.1]], [("concrete", "slab")])
    motion = motion_of(pieces, frames=LONG)
    turn = motion.orientation.copy()
    turn[:, 0] = [np.cos(np.pi / 12), 0.0, np.sin(np.pi / 12), 0.0]
    motion = replace(motion, orientation=turn, released=np.full(1, -1.0, np.float32))
    start = dropped(200, np.random.default_rng(8))
    start.position[:, :2] *= 0.25
    start.position[:, 2] += 3.5
    start.velocity[:] = 0.0
    made = fall(start, pieces, motion, times_of(motion))
    at = made.position[-1]
    over = (np.abs(at[:, 0]) < 2.4) & (np.abs(at[:, 1]) < 2.9)
    plane = 2.0 + 0.1 / np.cos(np.pi / 6) - np.tan(np.pi / 6) * at[over, 0]
    assert over.sum() > 100
    assert np.abs(lowest(made)[-1, over] - plane).max() < 0.16
    assert np.median(np.abs(lowest(made)[-1, over] - plane)) < 0.01


def test_what_falls_under_a_piece_falls_on():
    pieces = boxes([[0, 0, 4.0]], [[3, 3, 0.1]], [("concrete", "slab")])
    motion = replace(motion_of(pieces, frames=LONG), released=np.full(1, -1.0, np.float32))
    start = dropped(50, np.random.default_rng(9), height=3.0)
    start.position[:, :2] *= 0.25
    start.velocity[:] *= 0.2
    made = fall(start, pieces, motion, times_of(motion))
    assert lowest(made)[-1].max() < 0.1


def test_shards_lie_flat():
    pieces, motion = block(FrameRange(1001, 1144))
    start = dropped(300, np.random.default_rng(6))
    start = replace(start, shape=np.full(300, by_name("glass_shard")))
    made = fall(start, pieces, motion, times_of(motion))
    _w, x, y, _z = made.orientation[-1].T
    assert (np.abs(1 - 2 * (x * x + y * y)) > 0.99).mean() > 0.9


def test_what_strays_too_far_is_left_out(tmp_path):
    made = some(tmp_path)
    pieces, _ = block()
    low, high = pieces.extent[:, :2]
    last = made.position[-1, :, :2]
    assert np.linalg.norm(np.maximum(np.maximum(low - last, last - high), 0), axis=1).max() <= REACH_M + 1e-5


def test_a_fragment_has_the_speed_of_what_it_broke_from(tmp_path):
    pieces, still = block()
    motion = motion_of(pieces, shift=[[0, 0, 0], [0.25, 0, 0]], frames=LONG)
    breaks = [(0.5, 3.0, 4.0, 3.0, 0.2, 0), (0.5, -3.0, -3.0, 0.5, 0.2, 0)] * 2000
    events = read_events(
        write_events(tmp_path / "s", replace(motion, released=still.released), breaks=breaks) / "events.npz"
    )
    start = born(events, pieces, motion, times_of(motion), amount=1.0, seed=2)
    beside = start.position[:, 1] > 0
    assert start.velocity[beside, 0].mean() == pytest.approx(0.25 * 24, abs=0.9)
    assert start.velocity[~beside, 0].mean() == pytest.approx(0.0, abs=0.9)


def test_a_step_writes_what_the_next_reads(tmp_path):
    made = some(tmp_path)
    pieces, _ = block()
    build = tmp_path / "build"
    build.mkdir()
    pieces.save(build / "building.npz")
    out = tmp_path / "out"
    out.mkdir()
    seen = []
    debris_step(
        SimpleNamespace(
            out=out,
            inputs={"build": build, "simulate": tmp_path / "simulate"},
            params={"amount": 1.0, "quality": "draft", "seed": 3},
            report=lambda done, total: seen.append((done, total)),
        )
    )
    read = Debris.load(out / "debris.npz")
    np.testing.assert_array_equal(read.position, made.position)
    np.testing.assert_allclose(read.orientation, made.orientation, atol=2e-3)
    assert seen[-1] == (len(made.frame), len(made.frame))
    (out / "debris.npz").write_bytes(b"PK")
    with pytest.raises(StepFailedError, match="is no debris"):
        Debris.load(out / "debris.npz")
    with pytest.raises(StepFailedError, match="holds no whole simulation"):
        read_events(out / "debris.npz")


def staged_with(path, frames=FRAMES):
    """Write a stage of one far box and three fragments before it, the last of which is born at frame 1003."""
    pieces = boxes([[0, 30, 2]], [[1, 1, 1]], [("concrete", "slab")])
    frame = np.arange(frames.first - 1, frames.last + 2).astype(np.int32)
    count = len(frame)
    position = np.tile(np.array([[-3, 0, 2], [0, 0, 2], [3, 0, 2]], np.float32), (count, 1, 1))
    position[:, 0, 2] -= 0.2 * np.arange(count)
    half = np.sqrt(0.5)  # the shard stands upright and faces the camera
    debris = Debris(
        frame=frame,
        shape=np.array([by_name("concrete_lump"), by_name("glass_shard"), by_name("brick_whole")], np.uint8),
        scale=np.full((3, 3), 1.5, np.float32),
        birth=np.array([1000.0, 1000.0, 1002.4], np.float32),
        position=position,
        orientation=np.tile(np.array([[1, 0, 0, 0], [half, half, 0, 0], [1, 0, 0, 0]], np.float32), (count, 1, 1)),
    )
    write_scene(
        path, pieces, motion_of(pieces, frames=frames), camera=camera_at(frames=frames), light=light(),
        frames=frames, rate=RATE, debris=debris,
    )  # fmt: skip
    return debris


def test_the_stage_holds_an_instancer_that_every_validator_is_content_with(tmp_path):
    from pxr import Usd, UsdGeom, UsdValidation

    debris = staged_with(tmp_path / "scene.usdc")
    stage = Usd.Stage.Open(str(tmp_path / "scene.usdc"))
    instancer = UsdGeom.PointInstancer(stage.GetPrimAtPath(DEBRIS))
    assert [path.name for path in instancer.GetPrototypesRel().GetTargets()] == [
        "concrete_lump", "brick_whole", "glass_shard",
    ]  # fmt: skip
    at = np.array(instancer.ComputeInstanceTransformsAtTime(1003.0, 1003.0))
    np.testing.assert_allclose(at[:, 3, :3], debris.position[3], atol=1e-5)
    assert len(instancer.ComputeMaskAtTime(1003.0)) == 0
    assert list(instancer.ComputeMaskAtTime(1002.0)) == [True, True, False]
    registry = UsdValidation.ValidationRegistry()
    context = UsdValidation.ValidationContext(registry.GetOrLoadAllValidators())
    assert [error.GetMessage() for error in context.Validate(stage)] == []


def test_what_is_written_is_what_is_read_and_drawn(tmp_path):
    debris = staged_with(tmp_path / "scene.usdc")
    scene = read_scene(tmp_path / "scene.usdc", range(1000, 1006))
    assert scene.names[-1] == NAME
    np.testing.assert_allclose(scene.debris.position, debris.position, atol=1e-5)
    assert scene.debris.there[:, 2].tolist() == [False, False, False, True, True, True]
    camera = camera_at()
    early, late = draw_passes(scene, camera, 1002), draw_passes(scene, camera, 1003)
    middle, right = (18, 32), (18, 32 + round(3 * camera.focal_px(1001) / 20))
    assert early.depth[middle] == pytest.approx(20.0, abs=0.8)
    assert early.depth[right] == np.float32(FAR_M)
    assert late.depth[right] == pytest.approx(20.0, abs=0.8)
    left = (round(18 + 0.4 * camera.focal_px(1001) / 20), 32 - round(3 * camera.focal_px(1001) / 20))
    assert early.motion[left][1] == pytest.approx(0.2 * camera.focal_px(1001) / 20, rel=0.05)
    matte = draw_matte(scene, camera, 1003, shutter=0.5, seed=1)
    assert matte["CryptoObject00.R"][middle] == matte_id(NAME)
    assert NAME in json.loads(next(v for k, v in matte_header(scene.names).items() if k.endswith("manifest")))


def test_a_stage_without_debris_has_none(tmp_path):
    from pxr import Usd

    pieces, motion = block(FRAMES)
    empty = Debris(
        frame=motion.frame,
        shape=np.zeros(0, np.uint8),
        scale=np.zeros((0, 3), np.float32),
        birth=np.zeros(0, np.float32),
        position=np.zeros((len(motion.frame), 0, 3), np.float32),
        orientation=np.zeros((len(motion.frame), 0, 4), np.float32),
    )
    write_scene(
        tmp_path / "scene.usdc", pieces, Motion(*(getattr(motion, name) for name in motion.__dataclass_fields__)),
        camera=camera_at(), light=light(), frames=FRAMES, rate=RATE, debris=empty,
    )  # fmt: skip
    assert not Usd.Stage.Open(str(tmp_path / "scene.usdc")).GetPrimAtPath(DEBRIS)
    scene = read_scene(tmp_path / "scene.usdc", range(1000, 1006))
    assert scene.debris is None
    assert NAME not in scene.names


@pytest.mark.blender
def test_the_instancer_opens_in_blender(tmp_path):
    staged_with(tmp_path / "scene.usdc")
    script = tmp_path / "open.py"
    script.write_text(
        "import json, sys, bpy\n"
        "bpy.ops.wm.read_factory_settings(use_empty=True)\n"
        "bpy.ops.wm.usd_import(filepath=sys.argv[1])\n"
        "found = {}\n"
        "for frame in (1002, 1003):\n"
        "    bpy.context.scene.frame_set(frame)\n"
        "    seen = bpy.context.evaluated_depsgraph_get().object_instances\n"
        "    found[frame] = sorted(list(one.matrix_world.translation) for one in seen if one.is_instance)\n"
        "open(sys.argv[2], 'w').write(json.dumps(found))\n",
        encoding="utf-8",
    )
    found = tmp_path / "found.json"
    run_program([sys.executable, str(script), str(tmp_path / "scene.usdc"), str(found)], log=tmp_path / "log")
    places = json.loads(found.read_text(encoding="utf-8"))
    np.testing.assert_allclose(places["1002"], [[-3, 0, 1.6], [0, 0, 2]], atol=1e-4)
    np.testing.assert_allclose(places["1003"], [[-3, 0, 1.4], [0, 0, 2], [3, 0, 2]], atol=1e-4)


@pytest.mark.blender
def test_beauty_shows_what_the_passes_show_and_blurs_it(tmp_path):
    from rushes.engines.destruction.picture.render_step import render
    from rushes.plan import StepContext

    folder = tmp_path / "scene"
    folder.mkdir()
    staged_with(folder / "scene.usdc")
    out = tmp_path / "out"
    out.mkdir()
    render(
        StepContext(
            out=out,
            inputs={"scene": folder},
            files={},
            params={
                "frames": [1002, 1003], "rate": "24/1", "camera": camera_at().to_json(), "light": light().to_json(),
                "samples": 16, "seed": 1, "backdrop": "plate",
            },
            permit=permit(),
            report=lambda *_: None,
        )
    )  # fmt: skip
    right = (18, 32 + round(3 * camera_at().focal_px(1001) / 20))
    for frame, seen in ((1002, False), (1003, True)):
        exr = read_exr(out / f"beauty.{frame}.exr")
        alpha, depth = exr.channels["A"].astype(float), exr.channels["depth.Z"]
        assert (alpha[right] > 0.1) == seen
        assert alpha[depth < FAR_M].mean() > 0.6
        assert alpha[(depth == np.float32(FAR_M))].mean() < 0.03
        matte = exr.channels["CryptoObject00.G"] + exr.channels["CryptoObject00.A"]
        assert np.abs(matte - alpha).mean() < 0.02
