from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from rushes.canonical import sha256_of, sha256_of_file
from rushes.errors import BadInputError
from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.exr import write_picture
from rushes.media.movie import write_movie
from rushes.media.picture import Picture
from rushes.media.plate import (
    Fit,
    check_plate,
    cropped,
    exposure_of,
    find_plate,
    plate_identity,
    rate_note,
    read_plate,
    scaled,
    to_light,
)
from rushes.show import FrameRange

RATE = Fraction(24)


def sequence(folder, numbers, stem="plate.", size=(64, 72)):
    for number in numbers:
        light = np.full((*size, 3), number % 100 / 100, np.float32)
        write_picture(folder / f"{stem}{number:04d}.exr", light, frame=number, rate=RATE)


def movie(path, frames=5, size=(66, 74)):
    pictures = (np.full((*size, 3), 40 + 20 * index, np.uint8) for index in range(frames))
    write_movie(path, pictures, np.zeros((0, 2), np.float32), rate=RATE, tags={})


def test_still(tmp_path):
    Image.new("RGB", (80, 70), (128, 128, 128)).save(tmp_path / "a.png")
    plate = find_plate(tmp_path / "a.png")
    assert plate.kind == "still"
    assert plate_identity(tmp_path / "a.png") == sha256_of_file(tmp_path / "a.png")
    assert [frame for frame, _ in read_plate(plate, FrameRange(1001, 1010))] == [1001]


@pytest.mark.parametrize("name", ["plate.0007.exr", "plate.####.exr", "plate.%04d.exr"])
def test_sequence_by_any_frame_or_pattern(tmp_path, name):
    sequence(tmp_path, range(5, 9))
    plate = find_plate(tmp_path / name)
    assert plate.kind == "sequence"
    assert (plate.first, len(plate.paths)) == (5, 4)
    assert plate_identity(tmp_path / name) == sha256_of([sha256_of_file(path) for path in plate.paths])


def test_sequence_is_used_from_its_beginning(tmp_path):
    sequence(tmp_path, range(5, 9))
    pictures = dict(read_plate(find_plate(tmp_path / "plate.0008.exr"), FrameRange(1001, 1003)))
    assert list(pictures) == [1001, 1002, 1003]
    assert pictures[1001].pixels[0, 0, 0] == pytest.approx(0.05, abs=1e-3)


def test_sequence_that_is_numbered_as_the_shot_is_used_by_its_numbers(tmp_path):
    sequence(tmp_path, range(999, 1006))
    pictures = dict(read_plate(find_plate(tmp_path / "plate.####.exr"), FrameRange(1002, 1003)))
    assert pictures[1002].pixels[0, 0, 0] == pytest.approx(0.02, abs=1e-3)


def test_single_numbered_exr_is_a_still(tmp_path):
    sequence(tmp_path, [1001])
    assert find_plate(tmp_path / "plate.1001.exr").kind == "still"


def test_missing_frames_are_named(tmp_path):
    sequence(tmp_path, [1, 2, 4, 7])
    with pytest.raises(BadInputError, match=r"lacks 3 of its frames 1-7: 3, 5, 6\."):
        find_plate(tmp_path / "plate.0001.exr")


def test_pattern_without_files_is_an_error(tmp_path):
    with pytest.raises(BadInputError, match="No file matches"):
        find_plate(tmp_path / "plate.####.exr")


def test_missing_and_folder_are_errors(tmp_path):
    with pytest.raises(BadInputError, match="no plate at"):
        find_plate(tmp_path / "a.jpg")
    with pytest.raises(BadInputError, match="is a folder"):
        find_plate(tmp_path)


def test_a_missing_plate_is_where_its_note_says(tmp_path):
    (tmp_path / "a.jpg.txt").write_text("\nAsk the plates desk.\nPhotograph: somebody\n", encoding="utf-8")
    with pytest.raises(BadInputError) as caught:
        find_plate(tmp_path / "a.jpg")
    assert str(caught.value) == f"There is no plate at {tmp_path / 'a.jpg'}. Ask the plates desk."
    (tmp_path / "b.jpg.txt").write_bytes(b"\xff\xfe")
    (tmp_path / "c.jpg.txt").write_text("  \n", encoding="utf-8")
    for name in ("b.jpg", "c.jpg"):
        with pytest.raises(BadInputError, match=r"Check the path in the brief\.$"):
            find_plate(tmp_path / name)


def test_changing_size_names_the_frame(tmp_path):
    sequence(tmp_path, [1, 2])
    sequence(tmp_path, [3], size=(64, 80))
    with pytest.raises(BadInputError, match=r"Frame 1003: .*plate\.0003\.exr is 80x64, but it began at 72x64"):
        list(read_plate(find_plate(tmp_path / "plate.####.exr"), FrameRange(1001, 1003)))


def test_changing_size_and_a_cut_off_frame_are_found_before_the_work(tmp_path):
    sequence(tmp_path, [1, 2, 3])
    sequence(tmp_path, [4], size=(64, 80))
    assert len(check_plate(tmp_path / "plate.####.exr", FrameRange(1001, 1003)).paths) == 4
    with pytest.raises(BadInputError, match=r"Frame 1004: .*plate\.0004\.exr is 80x64, but it began at 72x64"):
        check_plate(tmp_path / "plate.####.exr", FrameRange(1001, 1004))
    data = (tmp_path / "plate.0002.exr").read_bytes()
    (tmp_path / "plate.0002.exr").write_bytes(data[:-1])
    with pytest.raises(BadInputError, match=r"plate\.0002\.exr is cut off"):
        check_plate(tmp_path / "plate.####.exr", FrameRange(1001, 1003))


def test_short_sequence_says_how_many_frames_would_do(tmp_path):
    sequence(tmp_path, range(1, 5))
    with pytest.raises(BadInputError, match=r'holds 4 frames, but the shot needs 9.*"frames: 4"'):
        check_plate(tmp_path / "plate.####.exr", FrameRange(1001, 1009))


def test_movie_plate(tmp_path):
    movie(tmp_path / "a.mov")
    plate = check_plate(tmp_path / "a.mov", FrameRange(1001, 1005))
    pictures = dict(read_plate(plate, FrameRange(1001, 1003)))
    assert list(pictures) == [1001, 1002, 1003]
    assert pictures[1002].size == (74, 66)
    assert pictures[1002].pixels.mean() * 255 == pytest.approx(60, abs=2)


def test_short_movie_says_how_many_frames_would_do(tmp_path):
    movie(tmp_path / "a.mov")
    with pytest.raises(BadInputError, match='"frames: 5"'):
        check_plate(tmp_path / "a.mov", FrameRange(1001, 1006))
    with pytest.raises(BadInputError, match='"frames: 5"'):
        list(read_plate(find_plate(tmp_path / "a.mov"), FrameRange(1001, 1006)))


@pytest.mark.parametrize("share", [0.3, 0.9])
def test_truncated_movie_is_an_error(tmp_path, share):
    noise = np.random.default_rng(1).integers(0, 255, (30, 66, 74, 3), dtype=np.uint8)
    write_movie(tmp_path / "a.mp4", iter(noise), np.zeros((0, 2), np.float32), rate=RATE, tags={})
    whole = (tmp_path / "a.mp4").read_bytes()
    (tmp_path / "a.mp4").write_bytes(whole[: int(len(whole) * share)])
    with pytest.raises(BadInputError, match=r"cut off|damaged"):
        check_plate(tmp_path / "a.mp4", FrameRange(1001, 1030))
    with pytest.raises(BadInputError, match=r"cut off|damaged"):
        list(read_plate(find_plate(tmp_path / "a.mp4"), FrameRange(1001, 1030)))


def test_other_rate_is_said(tmp_path):
    movie(tmp_path / "a.mov")
    assert rate_note(tmp_path / "a.mov", RATE) is None
    assert rate_note(tmp_path / "a.mov", Fraction(24000, 1001)) is None
    assert "24.000 frames a second and the show at 25.000" in str(rate_note(tmp_path / "a.mov", Fraction(25)))


def test_encoded_plate_comes_back_as_it_was():
    code = np.random.default_rng(2).uniform(0.02, 0.8, (20, 20, 3)).astype(np.float32)
    light = to_light(Picture(code, SRGB_TEXTURE))
    assert np.abs(for_display(light) - code).max() < 0.01


def test_white_becomes_a_highlight_with_room_above_and_order_is_kept():
    grey = np.linspace(0, 1, 101, dtype=np.float32)
    light = to_light(Picture(np.repeat(grey[None, :, None], 3, axis=2), SRGB_TEXTURE))[0, :, 1]
    assert (np.diff(light) > 0).all()
    assert 3 < light[-1] < 5
    assert light[0] < 0.005


def test_a_cameras_picture_is_brighter_than_the_shows_view_of_the_same_light():
    pixels = np.full((64, 64, 3), 0.5, np.float32)
    assert 1.3 < exposure_of(Picture(pixels, SRGB_TEXTURE)) < 1.7
    assert exposure_of(Picture(pixels, "ACEScg")) == 1.0


@given(st.tuples(st.integers(64, 5000), st.integers(64, 5000)), st.tuples(st.integers(16, 1920), st.integers(16, 1080)))
def test_fit_fills_the_render_and_crops_its_middle(source, target):
    fit = Fit(source, target)
    left, top = fit.crop
    assert min(fit.scaled[0] - target[0], fit.scaled[1] - target[1]) <= 1
    assert 0 <= left <= fit.scaled[0] - target[0]
    assert 0 <= top <= fit.scaled[1] - target[1]
    assert abs(fit.scaled[0] - target[0] - 2 * left) <= 1


def test_fitted_picture_keeps_its_middle():
    light = np.zeros((90, 300, 3), np.float32)
    light[:, 140:160] = 1
    fit = Fit((300, 90), (64, 36))
    seen = cropped(scaled(light, fit), fit)
    assert seen.shape == (36, 64, 3)
    assert seen[:, 30:34].min() > 0.8
    assert seen[:, :20].max() < 0.01
