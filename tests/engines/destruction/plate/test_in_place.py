"""A building of the plate: the picture is the plate's until something moves, and the clean plate shows where it is gone."""

import json

import numpy as np
import pytest
from small_scene import FRAMES, RATE, boxes, camera_at, light, motion_of

from cleared import permit
from rushes.brief import Grade, Light
from rushes.engines.destruction.picture.comp_step import comp
from rushes.engines.destruction.picture.render_step import render
from rushes.engines.destruction.plate.clean_step import clean
from rushes.engines.destruction.plate.in_place import InPlace, what_moved
from rushes.engines.destruction.plate.lens import Look, matched
from rushes.engines.destruction.plate.still import StillDrawer
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.shot.projection import projection_of, projection_to_json
from rushes.engines.destruction.stage.scene import read_scene, write_scene
from rushes.media.exr import read_exr, write_picture
from rushes.media.plate import Fit
from rushes.plan import StepContext

SIZE = (160, 90)
WALL = [("concrete", "facade"), ("concrete", "facade")]
LOOK = Look(
    read_noise=(0, 0, 0), shot_noise=(0, 0, 0), black=(0.01, 0.008, 0.012), balance=(1.02, 1.0, 0.97), exposure=1.4
)


@pytest.fixture
def shot(tmp_path):
    """Lay out a shot: a wall of two halves, the right one falls sideways after the second frame; its plate is stripes."""
    pieces = boxes([[-2, 0, 2], [2, 0, 2]], [[2, 0.5, 2], [2, 0.5, 2]], WALL)
    camera = camera_at(y=-13.0, width=SIZE[0], height=SIZE[1])
    motion = motion_of(pieces)
    steps = np.clip(np.arange(-1, len(FRAMES) + 1) - 1.1, 0, None)
    motion.position[:, 1] += (steps[:, None] * [1.6, 0, -0.2]).astype(np.float32)
    rows = projection_of(camera, Fit(SIZE, SIZE))
    for name in ("plate", "scene", "render", "clean", "comp"):
        (tmp_path / name).mkdir()
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    stripes = np.stack(
        [0.2 + 0.1 * np.sin(x / 5), 0.25 + 0.1 * np.cos(y / 6), 0.2 + 0.05 * np.sin((x + y) / 7)], axis=2
    )
    for name in ("plate.1001.exr", "whole.exr"):
        write_picture(tmp_path / "plate" / name, stripes, frame=1001, rate=RATE)
    (tmp_path / "plate" / "plate.json").write_text(json.dumps({"look": LOOK.to_json()}))
    write_scene(
        tmp_path / "scene" / "scene.usdc",
        pieces,
        motion,
        camera=camera,
        light=light(),
        frames=FRAMES,
        rate=RATE,
        projection=rows,
        plate="./plate.exr",
    )
    params = {
        "frames": [FRAMES.first, FRAMES.last],
        "rate": "24/1",
        "camera": camera.to_json(),
        "light": light().to_json(),
        "samples": 16,
        "seed": 1,
        "backdrop": "plate",
        "projection": projection_to_json(rows),
        "source_size": list(SIZE),
        "weather": "clear",
        "grade": Grade().model_dump(),
    }

    def context(step, files=None, **changed):
        inputs = {name: tmp_path / name for name in ("plate", "scene", "render", "clean")}
        return StepContext(
            out=tmp_path / step,
            inputs=inputs,
            files=files or {},
            params={**params, **changed},
            report=lambda *_: None,
            permit=permit(),
        )

    return context


def psnr(one, other):
    return float(10 * np.log10(1.0 / max(float(((one - other) ** 2).mean()), 1e-12)))


@pytest.mark.blender
def test_a_building_of_the_plate_is_the_plate_until_it_moves(shot):
    render(shot("render"))
    clean(shot("clean"))
    comp(shot("comp"))
    plate = read_exr(shot("comp").inputs["plate"] / "plate.1001.exr").picture()[..., :3].astype(np.float32)
    made = {
        frame: read_exr(shot("comp").out / f"comp.{frame}.exr").picture()[..., :3].astype(np.float32)
        for frame in FRAMES
    }
    assert psnr(made[1001], plate) > 60

    drawer = StillDrawer(
        read_scene(shot("comp").inputs["scene"] / "scene.usdc", range(1000, 1006)),
        camera_at(y=-13.0, width=160, height=90),
    )
    inside = drawer.stands & ~np.roll(~drawer.stands, 3, axis=1) & ~np.roll(~drawer.stands, -3, axis=1)
    inside &= ~np.roll(~drawer.stands, 3, axis=0) & ~np.roll(~drawer.stands, -3, axis=0)
    beauty = read_exr(shot("comp").inputs["render"] / "beauty.1001.exr").picture().astype(np.float32)
    projected = matched(beauty[..., :3], beauty[..., 3], LOOK)
    assert psnr(projected[inside], plate[inside]) > 38

    left, right = slice(52, 74), slice(92, 100)  # columns of the half that stands, and where the other one was
    rows = slice(40, 50)
    assert np.abs(made[1004][rows, left] - plate[rows, left]).max() < 0.01
    behind = read_exr(shot("comp").inputs["clean"] / "clean.1001.exr").picture()[..., :3].astype(np.float32)
    assert np.abs(made[1004][rows, right] - behind[rows, right]).max() < 0.03
    shadow = read_exr(shot("comp").inputs["render"] / "shadow.1001.exr").picture()
    assert (shadow[..., :3] == 1).all()
    told = json.loads((shot("comp").inputs["render"] / "own_shadow.json").read_text())
    assert "shadow" in told["note"]
    record = json.loads((shot("clean").out / "clean.json").read_text())
    assert record["made"] == "inpainted"
    assert "Nobody photographed it" in record["note"]


@pytest.mark.blender
def test_the_buildings_own_shadow_leaves_the_plate_with_it(shot):
    behind = light_rig(Light(sun_azimuth_deg=165.0, sun_elevation_deg=32.0), camera_azimuth_deg=0.0, seed=3).to_json()
    ctx = shot("render", light=behind)
    render(ctx)
    rest = read_exr(ctx.out / "rest.exr").picture()[..., 1]
    taken = np.clip((1.0 - rest) / (1.0 - np.percentile(rest[rest < 0.8], 5)), 0.0, 1.0)
    plate = np.repeat((0.25 * (1.0 - 0.5 * taken))[..., None], 3, axis=2).astype(np.float32)
    for name in ("plate.1001.exr", "whole.exr"):
        write_picture(ctx.inputs["plate"] / name, plate, frame=1001, rate=RATE)
    for path in ctx.out.glob("[bhs]*.exr"):
        path.unlink()
    render(ctx)
    told = json.loads((ctx.out / "own_shadow.json").read_text())
    assert told["depth"] == pytest.approx([0.5] * 3, abs=0.09), "a picture this small blurs its edge"
    first, later = (read_exr(ctx.out / f"shadow.{frame}.exr").picture()[..., 1] for frame in (1001, 1004))
    assert (first == 1).all()
    left = later > 1.3
    assert left.sum() > 100, "where the half that went had stood between sun and ground"
    assert np.median((plate[..., 1] * later)[left]) == pytest.approx(0.25, rel=0.15)


def test_where_it_stands_all_is_left_and_where_it_went_nothing(shot):
    camera = camera_at(y=-13.0, width=160, height=90)
    drawer = StillDrawer(read_scene(shot("comp").inputs["scene"] / "scene.usdc", range(1000, 1006)), camera)
    assert drawer.at_rest(1001)
    assert not drawer.at_rest(1003)
    first, later = (drawer.draw(frame, shutter=0.5, seed=1) for frame in (1001, 1004))
    assert (first.left == 1).all()
    assert (first.moved == 0).all()
    assert (first.still > 0).tolist() == drawer.stands.tolist()
    assert (later.left[40:50, 52:74] == 1).all()
    assert (later.left[40:50, 92:100] == 0).all()
    assert later.moved[40:50].max() == 1
    assert (later.still + later.moved <= 1 + 1e-6).all()


def test_what_hangs_on_a_building_goes_with_it():
    stands = np.zeros((20, 30), bool)
    stands[8:, 5:25] = True
    hole = np.zeros((20, 30), np.float32)
    hole[4:, 2:28] = 1.0
    place = InPlace(clean=np.zeros((20, 30, 3), np.float32), hole=hole, stands=stands)
    plate = np.ones((20, 30, 3), np.float32)
    left = np.ones((20, 30), np.float32)
    nothing = np.zeros_like(left)
    behind, painted = place.behind(plate, left, stands.astype(np.float32), nothing)
    assert (behind == plate).all()
    assert (painted == 0).all()
    left[8:, 15:25] = 0.0
    behind, painted = place.behind(plate, left, left * stands, nothing)
    assert (behind[5, 20:24] == 0).all()  # the eaves over the half that fell
    assert (behind[5, 6:14] == 1).all()
    assert (behind[0] == 1).all()  # beyond the hole the plate is the plate
    assert painted[10, 20] == 1


def test_only_what_moved_is_laid_over():
    building = np.full((1, 3, 4), 0.5, np.float32)
    building[..., 3] = 1.0
    over = what_moved(building, np.array([[1.0, 0.25, 0.0]], np.float32), np.array([[0.0, 0.75, 1.0]], np.float32))
    assert over[0, :, 3] == pytest.approx([0.0, 0.75, 1.0])
    assert over[0, :, 0] == pytest.approx([0.0, 0.375, 0.5])
