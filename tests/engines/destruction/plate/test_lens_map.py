"""What is traced straight is bent on to the plate, whose own pixels are left alone."""

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
import yaml
from bent_plate import barrel, bent_photograph
from PIL import Image
from small_scene import boxes, camera_at, light, motion_of
from synthetic_plate import Taken

from cleared import permit
from rushes.brief import read_brief
from rushes.engines.camera import CameraPath
from rushes.engines.destruction.engine import steps
from rushes.engines.destruction.picture.render_step import render
from rushes.engines.destruction.plate.lens_map import bent, straightened
from rushes.engines.destruction.plate.plate_step import plate
from rushes.engines.destruction.shot.projection import places_in_texture, projection_of, texture_of
from rushes.engines.destruction.stage.passes import draw_matte
from rushes.engines.destruction.stage.scene import read_scene, write_scene
from rushes.errors import BadInputError
from rushes.media.exr import read_exr
from rushes.media.plate import Fit
from rushes.plan import StepContext
from rushes.show import FrameRange

RATE = Fraction(24)
FRAMES = FrameRange(1001, 1004)
SIZE = (160, 90)


def camera(frames=FRAMES):
    return replace(camera_at(y=-13.0, z=2.0, width=SIZE[0], height=SIZE[1], frames=frames), lens=barrel(-0.2, 0.02))


def test_a_point_is_seen_where_the_straight_picture_has_it_bent():
    bends = camera()
    straight = bends.without_distortion()
    y, x = np.mgrid[0 : straight.height, 0 : straight.width].astype(np.float32)
    places = bent(np.stack([x + 0.5, y + 0.5], axis=-1), straight, bends, 1001, outside=-1.0)
    points = np.array([[-7.0, 3.0, 5.0], [6.0, 0.0, 0.5], [0.0, 0.0, 2.0], [-6.5, 0.0, -1.0]])
    there, here = straight.project(points, 1001), bends.project(points, 1001)
    for (u, v, _), (column, row, _) in zip(there, here, strict=True):
        if 1 < column < SIZE[0] - 1 and 1 < row < SIZE[1] - 1:
            assert places[int(row), int(column)] == pytest.approx([u, v], abs=1.3)
    assert places.min() > 0  # nothing that the lens shows was left untraced
    assert bent(places, straight, straight, 1001, outside=0.0) is places
    assert bent(places[..., :1], straight, bends, 1001, outside=0.0).shape == (SIZE[1], SIZE[0], 1)


def test_the_straightened_plate_is_what_the_projection_asks_for():
    bends = camera()
    fit = Fit(SIZE, SIZE)
    (wide, high), _ = texture_of(bends, fit, 1001)
    assert wide > SIZE[0]
    assert high > SIZE[1]
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]].astype(np.float32)
    whole = straightened(np.stack([x + 0.5, y + 0.5, x * 0], axis=-1), bends, fit, 1001)
    assert whole.shape == (high, wide, 3)
    points = np.array([[-6.0, 0.0, 4.0], [4.0, 1.0, 1.0], [0.0, 0.0, 3.0]])
    for (u, v), seen in zip(
        places_in_texture(projection_of(bends, fit), points), bends.project(points, 1001), strict=True
    ):
        found = whole[int((1 - v) * high), int(u * wide)]
        assert found[:2] == pytest.approx(seen[:2], abs=1.0)


@pytest.mark.blender
def test_the_traced_building_lies_where_its_matte_does(tmp_path):
    frames = FrameRange(1001, 1001)
    bends = camera(frames)
    pieces = boxes([[-5.2, 0, 2.4], [5.2, 0, 2.4]], [[1.4, 0.5, 2.2], [1.4, 0.5, 2.2]], [("concrete", "facade")] * 2)
    for name in ("scene", "render"):
        (tmp_path / name).mkdir()
    path = tmp_path / "scene" / "scene.usdc"
    write_scene(path, pieces, motion_of(pieces), camera=bends, light=light(), frames=frames, rate=RATE)
    params = {
        "frames": [1001, 1001],
        "rate": "24/1",
        "camera": bends.to_json(),
        "light": light().to_json(),
        "samples": 8,
        "seed": 1,
        "quality": "draft",
        "backdrop": "plate",
    }
    render(
        StepContext(tmp_path / "render", {"scene": tmp_path / "scene"}, {}, params, permit("alter"), lambda *_: None)
    )
    beauty = read_exr(tmp_path / "render" / "beauty.1001.exr").channels
    light_seen = np.asarray(beauty["G"], dtype=float) > 0.01
    drawn = np.asarray(beauty["depth.Z"]) < 100
    agree = (light_seen & drawn).sum() / (light_seen | drawn).sum()
    assert agree > 0.97
    scene = read_scene(path, range(1000, 1003))
    straight = draw_matte(scene, replace(bends, lens=type(bends.lens)()), 1001, shutter=0.0, seed=1)
    unbent = straight["CryptoObject00.G"] > 0.5
    assert (light_seen & unbent).sum() / (light_seen | unbent).sum() < 0.9


def test_a_briefs_lens_is_kept_and_the_plate_is_not_touched(tmp_path):
    taken = Taken(yaw=-30, tilt=12, x=-16, back=24, focal=0.8, height=540)
    lens = barrel(-0.08, 0.0)
    pixels, corners = bent_photograph(taken, lens)
    Image.fromarray(pixels).save(tmp_path / "street.png")

    def planned(**lens_fields):
        record = {
            "shot": "020_0150",
            "plate": "street.png",
            "frames": 4,
            "quality": "review",
            "building": {"storeys": 4, "floor_height_m": 15 / 4.25},
            "site": {"corners": (corners / [taken.width, taken.height]).tolist()},
            "camera": lens_fields,
        }
        (tmp_path / "brief.yaml").write_text(yaml.safe_dump(record))
        return {step.name: step for step in steps(read_brief(tmp_path / "brief.yaml", rate=RATE), RATE, "T", "v001")}

    made = planned(k1=-0.08)
    seen = CameraPath.from_json(made["render"].params["camera"])
    assert seen.lens == lens
    building = made["build"].params["building"]
    front = -building["bays_deep"] * building["bay_width_m"] / 2
    off = seen.project(taken.facade + [0, front, 0], 1001)[:, :2] - corners * (seen.width / taken.width)
    assert np.abs(off).max() < 1.5
    (tmp_path / "out").mkdir()
    files, params = {"plate": tmp_path / "street.png"}, json.loads(json.dumps(made["plate"].params))
    plate(StepContext(tmp_path / "out", {}, files, params, permit("alter"), lambda *_: None))
    bends = read_exr(tmp_path / "out" / "plate.1001.exr").picture()
    straight = planned()["plate"].params
    (tmp_path / "again").mkdir()
    plate(
        StepContext(tmp_path / "again", {}, files, json.loads(json.dumps(straight)), permit("alter"), lambda *_: None)
    )
    assert np.array_equal(bends, read_exr(tmp_path / "again" / "plate.1001.exr").picture())
    there = read_exr(tmp_path / "out" / "lens_distort.exr").channels
    assert there["R"].shape == (540, 960)
    assert (there["R"].min(), there["R"].max()) == (pytest.approx(0, abs=0.01), pytest.approx(1, abs=0.01))
    assert not (tmp_path / "again" / "lens_distort.exr").exists()
    with pytest.raises(BadInputError, match=r"k1 is given, but camera\.distortion is to be read"):
        planned(k1=-0.08, distortion="plate")
    estimated = CameraPath.from_json(planned(distortion="plate")["render"].params["camera"])
    assert estimated.lens.k1 == pytest.approx(-0.08, abs=0.015)
