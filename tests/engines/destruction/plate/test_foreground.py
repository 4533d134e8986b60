"""What stands before the building stays: the plate's own pixels, whatever falls, burns or dusts behind them."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from small_scene import camera_at

from cleared import permit
from rushes.engines.destruction.picture.comp import Layers, kept_before
from rushes.engines.destruction.plate.foreground import distances, laid, read_foreground
from rushes.engines.destruction.plate.plate_step import plate
from rushes.errors import BadInputError
from rushes.media.exr import read_exr, read_picture
from rushes.media.picture import Picture
from rushes.media.plate import Fit
from rushes.plan import StepContext

SIZE = (160, 90)


def post(x=70, wide=6, top=20, foot=70):
    mask = np.zeros((SIZE[1], SIZE[0]), np.uint8)
    mask[top:foot, x : x + wide] = 255
    return mask


def context(tmp_path, mask, camera):
    y, x = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    picture = np.stack([60 + x // 2, 90 + y // 3, np.full_like(x, 110)], axis=2).astype(np.uint8)
    picture[mask > 0] = (250, 20, 20)
    Image.fromarray(picture).save(tmp_path / "street.png")
    Image.fromarray(mask).save(tmp_path / "fg.png")
    (tmp_path / "out").mkdir(exist_ok=True)
    return StepContext(
        out=tmp_path / "out",
        inputs={},
        files={"plate": tmp_path / "street.png", "foreground": tmp_path / "fg.png"},
        params={
            "frames": [camera.frames.first, camera.frames.last],
            "rate": "24/1",
            "camera": camera.to_json(),
            "move": "locked",
            "whole": True,
        },
        permit=permit("alter"),
        report=lambda *_: None,
    )


def test_a_post_is_as_far_as_its_foot_says_and_is_not_thrown_on_the_wall(tmp_path):
    camera = camera_at(y=-13.0, z=2.0, width=SIZE[0], height=SIZE[1])
    ctx = context(tmp_path, post(), camera)
    plate(ctx)
    seen = read_exr(ctx.out / "foreground.1001.exr").channels
    inside = seen["A"] > 0.5
    assert inside.sum() == 6 * 50
    depth = float(np.median(seen["depth.Z"][inside]))
    assert depth == pytest.approx(2.0 * camera.focal_px(1001) / (70 - 45), rel=0.02)
    assert (seen["depth.Z"][~inside & (seen["A"] == 0)] == 0).all()
    whole = read_picture(ctx.out / "whole.exr")
    shown = read_picture(ctx.out / "plate.1001.exr")
    assert shown[40, 73, 0] > 4 * shown[40, 73, 1]  # the plate keeps its red post
    assert whole[40, 73, 0] < 2 * whole[40, 73, 1]  # what is thrown on the building has none
    assert np.allclose(whole[:, :60], shown[:, :60], atol=2e-3)


def test_a_building_that_the_plate_does_not_show_has_things_before_it_too(tmp_path):
    camera = camera_at(y=-13.0, z=2.0, width=SIZE[0], height=SIZE[1])
    ctx = context(tmp_path, post(), camera)
    plate(replace(ctx, params={name: value for name, value in ctx.params.items() if name != "whole"}))
    assert read_exr(ctx.out / "foreground.1001.exr").channels["A"][40, 73] == pytest.approx(1.0)
    assert not (ctx.out / "whole.exr").exists()


def test_a_branch_that_hangs_in_is_nearest():
    camera = camera_at(y=-13.0, z=2.0, width=SIZE[0], height=SIZE[1])
    depth = distances(post(top=0, foot=30).astype(np.float32) / 255, camera, 1001)
    assert depth.max() == pytest.approx(0.5)


def test_the_plate_stays_before_everything_but_nearer_dust():
    shape = (4, 4)
    one = np.ones((*shape, 3), np.float32)
    layers = Layers(
        background=0.2 * one,
        background_depth=None,
        building=np.full((*shape, 4), 0.5, np.float32),
        depth=np.full(shape, 20.0, np.float32),
        holdout=np.full(shape, 0.5, np.float32),
        shadow=0.4 * one,
        dust=np.full((*shape, 4), 0.3, np.float32),
        dust_shadow=0.6 * one,
        dust_depth=np.full(shape, 15.0, np.float32),
        painted=np.ones(shape, np.float32),
    )
    mask = np.zeros(shape, np.float32)
    mask[1, 1], mask[2, 2] = 1.0, 0.5
    depth = np.where(mask > 0, np.float32(8.0), np.float32(0.0))
    kept = kept_before(layers, 0.9 * one, mask, depth)
    assert kept.background[1, 1] == pytest.approx(0.9)
    assert not kept.building[1, 1].any()
    assert not kept.dust[1, 1].any()
    assert (kept.holdout[1, 1], kept.painted[1, 1]) == (0, 0)
    assert kept.shadow[1, 1] == pytest.approx(1.0)
    assert kept.background[2, 2] == pytest.approx(0.55)
    assert kept.building[0, 0] == pytest.approx(0.5)
    near = kept_before(replace(layers, dust_depth=np.full(shape, 3.0, np.float32)), 0.9 * one, mask, depth)
    assert near.dust[1, 1] == pytest.approx(0.3)
    assert near.dust_shadow[1, 1] == pytest.approx(0.6)


def test_masks_that_do_not_do_get_a_sentence(tmp_path):
    black = Picture(np.zeros((90, 160, 3), np.float32), "x")
    with pytest.raises(BadInputError, match=r"black all over.*site\.foreground"):
        read_foreground(Path("fg.png"), black, SIZE)
    with pytest.raises(BadInputError, match="160x90 but the plate is 320x180"):
        read_foreground(Path("fg.png"), black, (320, 180))
    camera = camera_at(y=-13.0, z=2.0, width=SIZE[0], height=SIZE[1], drift=(0.1, 0.0, 0.0))
    with pytest.raises(BadInputError, match="still, but the camera moves"):
        plate(context(tmp_path, post(), camera))


def test_a_mask_lies_as_the_plate_does():
    mask = np.zeros((100, 100), np.float32)
    mask[40:60, 40:60] = 1.0
    seen = laid(mask, Fit((100, 100), SIZE))
    assert seen.shape == (90, 160)
    assert seen[45, 80] == 1.0
    assert seen.sum() == pytest.approx(20 * 20 * 1.6**2, rel=0.05)
