from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.errors import BadInputError, StepFailedError
from rushes.media.exr import (
    ACESCG_ID,
    is_whole,
    picture_size,
    read_exr,
    read_halves,
    read_picture,
    write_exr,
    write_picture,
)

RATE = Fraction(24)


def noise(height=36, width=64, bands=4):
    return np.random.default_rng(5).random((height, width, bands))


def test_a_picture_comes_back_as_half_floats(tmp_path):
    picture = noise()
    path = tmp_path / "beauty.1001.exr"
    write_picture(path, picture, frame=1001, rate=RATE)
    back = read_picture(path)
    assert back.shape == (36, 64, 4)
    np.testing.assert_array_equal(back, picture.astype(np.float16).astype(np.float32))


def test_the_header_says_colour_frame_rate_and_time_code(tmp_path):
    path = tmp_path / "comp.1042.exr"
    write_picture(path, noise(bands=3), frame=1042, rate=Fraction(24000, 1001), header={"rushes:note": "ö"})
    header = read_exr(path).header
    assert header["colorInteropID"] == header["rushes:colorSpace"] == ACESCG_ID
    assert header["chromaticities"][:2] == pytest.approx((0.713, 0.293))
    assert Fraction(str(header["framesPerSecond"])) == Fraction(24000, 1001)
    assert header["rushes:frame"] == 1042
    assert header["rushes:note"] == "ö"
    code = header["timeCode"]
    assert (code.hours, code.minutes, code.seconds, code.frame) == (0, 0, 43, 10)


def test_depth_keeps_its_float_precision_beside_half_colour(tmp_path):
    path = tmp_path / "beauty.1001.exr"
    depth = np.full((9, 16), 1e10, np.float32)
    depth[4, 4] = 61.2345
    write_exr(path, {"R": noise(9, 16)[..., 0], "depth.Z": depth}, frame=1001, rate=RATE)
    channels = read_exr(path).channels
    assert channels["R"].dtype == np.float16
    np.testing.assert_array_equal(channels["depth.Z"], depth)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_nan_and_infinity_are_refused_and_leave_nothing(tmp_path, bad):
    picture = noise()
    picture[3, 3, 1] = bad
    with pytest.raises(StepFailedError, match="channel G holds 1 pixels"):
        write_exr(tmp_path / "x.exr", {"G": picture[..., 1]}, frame=1001, rate=RATE)
    assert list(tmp_path.iterdir()) == []


def test_what_is_too_bright_for_half_is_refused_as_a_plane_and_clipped_as_a_picture(tmp_path):
    sun = np.full((4, 4, 3), 1e6)
    with pytest.raises(StepFailedError), np.errstate(over="ignore"):
        write_exr(tmp_path / "x.exr", {"R": sun[..., 0]}, frame=1, rate=RATE)
    write_picture(tmp_path / "y.exr", sun, frame=1, rate=RATE)
    assert read_picture(tmp_path / "y.exr").max() == 65504.0


@given(cut=st.floats(0.0, 0.999))
@settings(max_examples=40, deadline=None)
def test_a_cut_off_file_is_never_whole(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("cut")
    path = folder / "a.exr"
    write_picture(path, noise(), frame=1001, rate=RATE)
    assert is_whole(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * cut)])
    assert not is_whole(path)
    for read in (read_exr, picture_size):
        with pytest.raises(BadInputError, match=r"a\.exr is cut off: its end is missing"):
            read(path)


def test_a_size_is_read_from_the_header(tmp_path):
    write_picture(tmp_path / "a.exr", noise(), frame=1001, rate=RATE)
    height, width = noise().shape[:2]
    assert picture_size(tmp_path / "a.exr") == (width, height)


def test_other_things_are_not_whole(tmp_path):
    assert not is_whole(tmp_path / "missing.exr")
    (tmp_path / "text.exr").write_text("not a picture", encoding="utf-8")
    assert not is_whole(tmp_path / "text.exr")
    assert not is_whole(tmp_path)


def test_an_unreadable_file_is_a_sentence(tmp_path):
    (tmp_path / "text.exr").write_text("not a picture", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"text\.exr can't be read"):
        read_exr(tmp_path / "text.exr")
    with pytest.raises(BadInputError, match="is not there"):
        read_exr(tmp_path / "missing.exr")


def test_a_folder_that_refuses_is_a_sentence(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StepFailedError, match="can't be written"):
        write_picture(tmp_path / "file" / "a.exr", noise(), frame=1001, rate=RATE)


def test_a_file_without_colour_says_what_it_holds(tmp_path):
    write_exr(tmp_path / "d.exr", {"depth.Z": noise()[..., 0]}, frame=1, rate=RATE)
    with pytest.raises(BadInputError, match=r"holds depth\.Z"):
        read_picture(tmp_path / "d.exr")


@pytest.mark.parametrize("rows", [(0, 40), (0, 1), (15, 17), (39, 40), (3, 38)])
def test_rows_are_those_of_the_whole_picture_to_the_bit(tmp_path, rows):
    picture = np.random.default_rng(5).normal(0.2, 1, (40, 30, 3)).astype(np.float16)
    path = tmp_path / "plate.exr"
    write_picture(path, picture, frame=1001, rate=Fraction(24))
    assert np.array_equal(read_halves(path), picture)
    assert np.array_equal(read_halves(path, rows), picture[slice(*rows)])


def test_rows_that_are_not_there_and_other_channels_are_a_sentence(tmp_path):
    path = tmp_path / "plate.exr"
    write_exr(path, {band: np.zeros((4, 4), np.float32) for band in "RGB"}, frame=1, rate=Fraction(24))
    with pytest.raises(BadInputError, match="half float"):
        read_halves(path)
    with pytest.raises(BadInputError, match="FLOAT"):
        read_halves(path, (0, 2))
    write_picture(path, np.zeros((4, 4, 3)), frame=1, rate=Fraction(24))
    with pytest.raises(BadInputError, match=r"plate\.exr can't be read"):
        read_halves(path, (2, 9))
    write_exr(path, {"depth.Z": np.zeros((4, 4), np.float16)}, frame=1, rate=Fraction(24))
    for asked in (None, (0, 2)):
        with pytest.raises(BadInputError, match="can't be read"):
            read_halves(path, asked)


def test_an_unpacked_file_is_larger_and_reads_as_the_same(tmp_path):
    plane = np.zeros((40, 64), np.float32)
    plane[5:9] = 0.25
    for packed in (True, False):
        write_exr(tmp_path / f"{packed}.exr", {"R": plane}, frame=1001, rate=Fraction(24), packed=packed)
    assert (tmp_path / "False.exr").stat().st_size > 4 * (tmp_path / "True.exr").stat().st_size
    assert is_whole(tmp_path / "False.exr")
    np.testing.assert_array_equal(read_exr(tmp_path / "False.exr").channels["R"], plane)
