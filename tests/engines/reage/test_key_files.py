"""Painted keys come back as they were painted, and to the bit."""

import importlib
from fractions import Fraction

import numpy as np
import pytest

from rushes.engines.reage.key_files import KeyFile, painted, read_key, write_key
from rushes.errors import BadInputError
from rushes.media.exr import write_picture
from rushes.show import FrameRange

cv2 = importlib.import_module("cv2")

RATE, FRAMES = Fraction(24), FrameRange(1001, 1010)


@pytest.fixture
def start():
    return np.random.default_rng(1).uniform(0.02, 0.6, (90, 160, 3)).astype(np.float16)


@pytest.fixture
def keys(tmp_path, start):
    assert write_key(tmp_path / "keys", 1004, start, {"matte.A": np.ones((90, 160), np.float16)}, rate=RATE)
    return tmp_path / "keys"


def test_what_was_only_written_is_no_key(keys):
    assert painted(keys) == ()


def test_a_painted_exr_comes_back_to_the_bit(keys, start):
    mine = start.copy()
    mine[20:30, 40:60] *= np.float16(1.3)
    write_picture(keys / "key.1004.exr", mine, frame=1004, rate=RATE)
    (key,) = painted(keys)
    assert key == KeyFile(1004, keys / "key.1004.exr")
    assert np.array_equal(read_key(key, start, FRAMES).view(np.uint16), mine.view(np.uint16))


def test_of_a_png_only_what_was_painted_counts(keys, start):
    code = cv2.imread(str(keys / "key.1004.png"), cv2.IMREAD_UNCHANGED)
    code[20:30, 40:60] = code[20:30, 40:60] // 2
    cv2.imwrite(str(keys / "key.1004.png"), code)
    (key,) = painted(keys)
    picture = read_key(key, start, FRAMES)
    touched = np.zeros((90, 160), bool)
    touched[20:30, 40:60] = True
    assert np.array_equal(picture[~touched].view(np.uint16), start[~touched].view(np.uint16))
    assert picture[touched].astype(float).mean() < 0.6 * start[touched].astype(float).mean()


def test_a_painted_key_is_never_written_over(keys, start):
    write_picture(keys / "key.1004.exr", start * np.float16(0.5), frame=1004, rate=RATE)
    before = (keys / "key.1004.exr").read_bytes()
    assert not write_key(keys, 1004, start, {}, rate=RATE)
    assert (keys / "key.1004.exr").read_bytes() == before


@pytest.mark.parametrize(("frame", "size", "said"), [(2000, (90, 160), "frame 2000"), (1004, (45, 80), "80x45")])
def test_a_key_of_the_wrong_frame_or_size_is_one_sentence(tmp_path, start, frame, size, said):
    path = tmp_path / f"key.{frame}.exr"
    write_picture(path, np.ones((*size, 3), np.float16), frame=frame, rate=RATE)
    with pytest.raises(BadInputError, match=said):
        read_key(KeyFile(frame, path), start, FRAMES)
