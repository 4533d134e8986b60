"""A DPX is read to its last bit; one that is none, is cut off, or whose encoding nobody says is refused in a sentence."""

from __future__ import annotations

from fractions import Fraction

import av  # noqa: TID253 - files are made here that we do not write
import numpy as np
import pytest

from rushes.errors import BadInputError
from rushes.media.dpx import dpx_size, read_dpx
from rushes.media.picture import read_picture
from rushes.media.plate import check_plate, find_plate
from rushes.show import FrameRange

TYPES = {
    "gbrp10le": np.uint16,
    "gbrp12le": np.uint16,
    "rgb48le": np.uint16,
    "rgb48be": np.uint16,
    "rgb24": np.uint8,
    "rgba": np.uint8,
    "gray": np.uint8,
}
BITS = {"gbrp10le": 10, "gbrp12le": 12, "rgb48le": 16, "rgb48be": 16, "rgb24": 8, "rgba": 8, "gray": 8}


def dpx(path, codes, kind="gbrp10le"):
    encoder = av.CodecContext.create("dpx", "w")
    encoder.width, encoder.height, encoder.pix_fmt = codes.shape[1], codes.shape[0], kind
    encoder.time_base = Fraction(1, 24)
    frame = av.VideoFrame.from_ndarray(np.ascontiguousarray(codes), format=kind)
    path.write_bytes(b"".join(bytes(packet) for packet in (*encoder.encode(frame), *encoder.encode(None))))
    return path


def ramp(kind):
    most = (1 << BITS[kind]) - 1
    codes = np.random.default_rng(1).integers(0, most + 1, (66, 96, 4)).astype(TYPES[kind])
    codes[0, 0], codes[0, 1] = 0, most
    return codes[..., 0] if kind == "gray" else codes[..., : 4 if kind == "rgba" else 3]


@pytest.mark.parametrize("kind", TYPES)
def test_every_code_of_every_depth_comes_as_it_was_written(tmp_path, kind):
    codes = ramp(kind)
    found = read_dpx(dpx(tmp_path / "a.dpx", codes, kind))
    wanted = np.repeat(codes[..., None], 3, axis=2) if kind == "gray" else codes[..., :3]
    assert found.shape == (66, 96, 3)
    assert np.array_equal(np.round(found * ((1 << BITS[kind]) - 1)), wanted)
    assert found.min() == 0.0
    assert found.max() == 1.0
    assert dpx_size(tmp_path / "a.dpx") == (96, 66)


def test_a_dpx_is_read_as_the_brief_says_and_refused_where_it_says_nothing(tmp_path):
    path = dpx(tmp_path / "a.1001.dpx", ramp("gbrp10le"))
    picture = read_picture(path, "ARRI LogC3 (EI800)")
    assert picture.space == "ARRI LogC3 (EI800)"
    assert any("as the brief says" in note for note in picture.notes)
    with pytest.raises(BadInputError, match="plate_colour"):
        read_picture(path)


def test_numbered_dpx_are_a_sequence_whose_sizes_and_gaps_are_looked_at(tmp_path):
    for frame in (1001, 1002, 1003):
        dpx(tmp_path / f"a.{frame}.dpx", ramp("gbrp10le"))
    assert find_plate(tmp_path / "a.1001.dpx").kind == "sequence"
    check_plate(tmp_path / "a.1001.dpx", FrameRange(1001, 1003), "ARRI LogC4")
    dpx(tmp_path / "a.1003.dpx", ramp("gbrp10le")[:65])
    with pytest.raises(BadInputError, match="96x65"):
        check_plate(tmp_path / "a.1001.dpx", FrameRange(1001, 1003), "ARRI LogC4")
    (tmp_path / "a.1002.dpx").unlink()
    with pytest.raises(BadInputError, match="lacks 1 of its frames"):
        find_plate(tmp_path / "a.1001.dpx")


@pytest.mark.parametrize("keep", [0, 3, 1000, 2048, 5000])
def test_a_file_that_ends_too_early_is_a_sentence(tmp_path, keep):
    path = dpx(tmp_path / "a.dpx", ramp("gbrp10le"))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(BadInputError, match="cut off"):
        read_dpx(path)


def test_another_file_by_that_name_is_a_sentence(tmp_path):
    (tmp_path / "a.dpx").write_bytes(b"no picture" * 400)
    with pytest.raises(BadInputError, match="is no DPX"):
        dpx_size(tmp_path / "a.dpx")
