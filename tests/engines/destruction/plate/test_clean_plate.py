import json
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from PIL import Image
from small_scene import FRAMES, RATE, boxes, camera_at, light, motion_of, staged

from rushes.engines.destruction.plate.clean_plate import find_sky, inpaint
from rushes.engines.destruction.plate.clean_step import clean, horizon_px, soft_edge
from rushes.errors import BadInputError
from rushes.media.exr import read_exr, write_picture

HEIGHT, WIDTH, HORIZON = 90, 160, 55


@pytest.fixture
def street():
    """A sky that darkens upward, low houses with windows, a pavement."""
    plate = np.zeros((HEIGHT, WIDTH, 3), np.float32)
    plate[:HORIZON] = np.linspace(0.5, 1.0, HORIZON)[:, None, None] * [0.6, 0.8, 1.0]
    plate[HORIZON - 15 : HORIZON] = 0.25
    plate[HORIZON - 10 : HORIZON - 5, ::8] = 0.05
    plate[HORIZON:] = [0.12, 0.12, 0.13]
    return plate


def test_the_sky_goes_on_behind_and_nothing_else_is_touched(street):
    hole = np.zeros((HEIGHT, WIDTH), bool)
    hole[10:70, 60:100] = True
    building = street.copy()
    building[hole] = [0.9, 0.1, 0.1]
    painted = inpaint(building, hole, HORIZON)
    assert (painted[~hole] == building[~hole]).all()
    assert np.abs(np.log2(painted[12:35, 62:98] / street[12:35, 62:98])).max() < 0.25
    assert np.abs(painted[60:69, 62:98] - 0.125).max() < 0.05
    assert (painted[hole][:, 0] < 0.85).all()


def test_sky_is_what_hangs_on_the_upper_edge(street):
    code = np.log2(np.maximum(street, 1e-4))
    sky = find_sky(code, np.zeros((HEIGHT, WIDTH), bool), HORIZON)
    assert sky[5:35].all()
    assert not sky[HORIZON - 12 :].any()


@settings(max_examples=40, deadline=None)
@given(arrays(bool, (18, 32)), st.floats(-20, 40), st.integers(0, 5))
def test_any_hole_is_painted_with_numbers(hole, horizon, seed):
    plate = np.random.default_rng(seed).random((18, 32, 3), dtype=np.float32)
    painted = inpaint(plate, hole, horizon)
    assert np.isfinite(painted).all()
    assert (painted[~hole] == plate[~hole]).all()
    assert painted.max() <= plate.max() * 1.02 + 1e-3


def test_a_holes_edge_is_soft_inside_only():
    hole = np.zeros((20, 40), bool)
    hole[5:15, 10:30] = True
    edge = soft_edge(hole)
    assert (edge[~hole] == 0).all()
    assert edge[10, 20] == 1
    assert 0 < edge[5, 20] < 1


@pytest.fixture
def context(tmp_path):
    pieces = boxes([[0, 0, 2]], [[2, 1, 2]], [("concrete", "facade")])
    camera = camera_at(width=WIDTH, height=HEIGHT)
    for name in ("scene", "plate", "out"):
        (tmp_path / name).mkdir()
    staged(tmp_path / "scene" / "scene.usdc", pieces, motion_of(pieces), camera=camera)
    write_picture(tmp_path / "plate" / "plate.1001.exr", np.full((HEIGHT, WIDTH, 3), 0.3), frame=1001, rate=RATE)

    def make(**files):
        return SimpleNamespace(
            out=tmp_path / "out",
            inputs={"scene": tmp_path / "scene", "plate": tmp_path / "plate"},
            files=files,
            params={
                "frames": [FRAMES.first, FRAMES.last],
                "rate": "24/1",
                "camera": camera.to_json(),
                "light": light().to_json(),
                "source_size": [WIDTH, HEIGHT],
            },
            report=lambda *_: None,
        )

    return make


def picture(path, size, value=40):
    Image.fromarray(np.full((size[1], size[0], 3), value, np.uint8)).save(path)
    return path


def test_a_clean_plate_that_is_given_is_used(context, tmp_path):
    clean(context(clean_plate=picture(tmp_path / "clean.png", (WIDTH, HEIGHT))))
    made = read_exr(tmp_path / "out" / "clean.1001.exr").picture()[..., :3]
    assert np.ptp(made) < 1e-3
    assert made.mean() < 0.1
    assert json.loads((tmp_path / "out" / "clean.json").read_text())["made"] == "given"


def test_another_size_is_a_sentence(context, tmp_path):
    with pytest.raises(BadInputError, match=r"clean plate .* is 80x64 but the plate is 160x90"):
        clean(context(clean_plate=picture(tmp_path / "clean.png", (80, 64))))
    with pytest.raises(BadInputError, match=r"mask .* is 80x64 but the plate is 160x90"):
        clean(context(mask=picture(tmp_path / "mask.png", (80, 64))))


def test_a_mask_makes_the_hole_larger(context, tmp_path):
    clean(context())
    before = read_exr(tmp_path / "out" / "hole.1001.exr").channels["A"].sum()
    wide = np.zeros((HEIGHT, WIDTH), np.uint8)
    wide[10:80, 30:130] = 255
    Image.fromarray(wide).save(tmp_path / "mask.png")
    clean(context(mask=tmp_path / "mask.png"))
    assert read_exr(tmp_path / "out" / "hole.1001.exr").channels["A"].sum() > 1.5 * before


def test_a_level_camera_has_its_horizon_in_the_middle():
    assert horizon_px(camera_at(width=WIDTH, height=HEIGHT), 1001) == pytest.approx(HEIGHT / 2)
