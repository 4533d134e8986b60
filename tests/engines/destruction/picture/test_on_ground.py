from fractions import Fraction

import numpy as np
import pytest

from rushes.engines.destruction.picture.on_ground import on_ground
from rushes.media.exr import write_exr


def written(folder, *, alpha=0.0, colour=0.0, factor=1.0):
    planes = {
        band: np.full((4, 6), value, np.float16) for band, value in zip("RGBA", [colour] * 3 + [alpha], strict=True)
    }
    planes |= {f"damage.{band}": np.full((4, 6), factor, np.float16) for band in "RGB"}
    write_exr(folder / "ground.1001.exr", planes, frame=1001, rate=Fraction(24))
    return folder


def test_nothing_to_do_leaves_the_picture_as_it_is(tmp_path):
    picture = np.random.default_rng(1).random((4, 6, 3)).astype(np.float32)
    assert on_ground(picture, None, 1001, None) is picture
    assert on_ground(picture, written(tmp_path), 1001, None) is picture


def test_cracks_darken_and_dust_lies_over_them(tmp_path):
    picture = np.full((4, 6, 3), 0.2, np.float32)
    made = on_ground(picture, written(tmp_path, alpha=0.5, colour=0.25, factor=0.5), 1001, None)
    assert made == pytest.approx(0.2 * 0.5 * 0.5 + 0.25, abs=1e-3)


def test_a_building_that_still_stands_in_the_plate_is_no_ground(tmp_path):
    picture = np.full((4, 6, 3), 0.2, np.float32)
    stands = np.zeros((4, 6), np.float32)
    stands[:, :3] = 1.0
    made = on_ground(picture, written(tmp_path, alpha=0.5, colour=0.25, factor=0.5), 1001, stands)
    assert made[:, :3] == pytest.approx(0.2)
    assert made[:, 3:] == pytest.approx(0.3, abs=1e-3)
