import json
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from rushes.brief import Camera
from rushes.engines.destruction.plate.lens import Look
from rushes.engines.destruction.plate.plate_step import plate, plate_file, wall_homography
from rushes.engines.destruction.shot.camera_move import camera_path
from rushes.errors import BadInputError, CancelledError
from rushes.media.exr import is_whole, read_picture, write_picture
from rushes.media.plate import plate_identity
from rushes.plan import StepContext
from rushes.show import FrameRange

RATE = Fraction(24)
FRAMES = FrameRange(1001, 1004)
EXTENT = np.array([[-10.0, -6.0, 0.0], [10.0, 6.0, 24.0]])


def path(move="locked"):
    return camera_path(Camera(move=move, place_x=0.4), EXTENT, FRAMES, 64, 36, rate=RATE, seed=2)


@pytest.fixture
def context(tmp_path):
    """Give a context for a plate file and a move."""
    (tmp_path / "out").mkdir()

    def make(file, move="locked", report=lambda *_: None):
        return StepContext(
            out=tmp_path / "out",
            inputs={},
            files={"plate": file},
            params={"frames": [1001, 1004], "rate": "24/1", "camera": path(move).to_json(), "move": move},
            permit=permit("alter"),
            report=report,
        )

    return make


@pytest.fixture
def still(tmp_path):
    y, x = np.mgrid[0:101, 0:133]
    Image.fromarray(np.stack([x, y, (x + y) // 2], axis=2).astype(np.uint8)).save(tmp_path / "street.png")
    return tmp_path / "street.png"


def record(ctx):
    return json.loads((ctx.out / "plate.json").read_text())


def test_still_under_a_locked_camera_is_one_file(context, still):
    ctx = context(still)
    plate(ctx)
    assert [file.name for file in sorted(ctx.out.glob("*.exr"))] == ["plate.1001.exr"]
    assert read_picture(ctx.out / "plate.1001.exr").shape == (36, 64, 3)
    said = record(ctx)
    assert said["kind"] == "still"
    assert said["source_size"] == [133, 101]
    assert said["scale"] == pytest.approx(64 / 133, abs=1e-6)
    assert said["crop_left_top"] == [0, 6]
    assert said["sha256"] == plate_identity(still)
    look = Look.from_json(said["look"])
    assert look.vignette == 0
    assert look.exposure > 1.3
    assert plate_file(ctx.out, 1003, FRAMES).name == "plate.1001.exr"


@pytest.mark.parametrize("move", ["push_in", "handheld"])
def test_still_moves_with_the_camera_and_says_how(context, still, move):
    ctx = context(still, move)
    plate(ctx)
    files = sorted(ctx.out.glob("*.exr"))
    assert [file.name for file in files] == [f"plate.{frame}.exr" for frame in FRAMES]
    assert not np.allclose(read_picture(files[0]), read_picture(files[-1]), atol=1e-3)
    assert "still" in record(ctx)["notes"][0]
    assert plate_file(ctx.out, 1003, FRAMES).name == "plate.1003.exr"


@pytest.mark.parametrize("move", ["locked", "push_in", "handheld"])
def test_what_meets_the_wall_keeps_its_place_in_the_plate(move):
    camera = path(move)
    eye = camera.position[0]
    along = np.array([-eye[1], eye[0], 0.0]) / np.hypot(eye[0], eye[1])
    points = np.array([[0, 0, 0], 8 * along, -8 * along + [0, 0, 12]])
    before = camera.project(points, 1001)[:, :2]
    for frame in FRAMES:
        moved = np.column_stack([before, np.ones(3)]) @ wall_homography(camera, frame).T
        assert np.allclose(moved[:, :2] / moved[:, 2:], camera.project(points, frame)[:, :2], atol=1e-6)


def test_push_in_keeps_the_horizon():
    camera = path("push_in")
    eye = camera.position[0]
    far = eye + 1e8 * np.array([-eye[0], -eye[1], 0.0]) / np.hypot(eye[0], eye[1])
    x, y, _ = camera.project(far[None], 1001)[0]
    moved = wall_homography(camera, 1004) @ [x, y, 1]
    assert moved[1] / moved[2] == pytest.approx(y, abs=1e-3)


def test_sequence_is_written_frame_by_frame(context, tmp_path):
    for number in range(1, 7):
        light = np.full((70, 130, 3), number / 10, np.float32)
        write_picture(tmp_path / f"bg.{number:04d}.exr", light, frame=number, rate=RATE)
    ctx = context(tmp_path / "bg.####.exr")
    plate(ctx)
    assert read_picture(ctx.out / "plate.1003.exr")[18, 32, 1] == pytest.approx(0.3, abs=1e-3)
    said = record(ctx)
    assert said["kind"] == "sequence"
    assert said["first_source_frame"] == 1
    assert said["look"]["exposure"] == 1.0
    assert "not tracked" in said["notes"][0]


def test_short_sequence_is_an_error_and_leaves_no_record(context, tmp_path):
    for number in (1, 2):
        write_picture(tmp_path / f"bg.{number:04d}.exr", np.ones((70, 130, 3)), frame=number, rate=RATE)
    ctx = context(tmp_path / "bg.####.exr")
    with pytest.raises(BadInputError, match="holds 2 frames, but the shot needs 4"):
        plate(ctx)
    assert not (ctx.out / "plate.json").exists()


def test_broken_off_run_goes_on(context, still):
    def stop_at_two(done, total):
        if done == 2:
            raise CancelledError("Cancelled.")

    with pytest.raises(CancelledError):
        plate(context(still, "handheld", stop_at_two))
    ctx = context(still, "handheld")
    kept = (ctx.out / "plate.1001.exr").stat().st_mtime_ns
    assert len(list(ctx.out.glob("*.exr"))) == 2
    plate(ctx)
    assert (ctx.out / "plate.1001.exr").stat().st_mtime_ns == kept
    assert all(is_whole(ctx.out / f"plate.{frame}.exr") for frame in FRAMES)


def test_same_plate_gives_the_same_bytes(context, still):
    ctx = context(still)
    plate(ctx)
    first = (ctx.out / "plate.1001.exr").read_bytes()
    (ctx.out / "plate.1001.exr").unlink()
    plate(replace(ctx))
    assert (ctx.out / "plate.1001.exr").read_bytes() == first
