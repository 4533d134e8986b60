import numpy as np
import pytest

from rushes.media.half import merged, split_half, to_float, to_half


def test_every_half_float_becomes_what_it_is_and_comes_back():
    every = np.arange(1 << 16, dtype=np.uint16).view(np.float16).reshape(256, 256)
    light = to_float(every)
    assert np.array_equal(light, every.astype(np.float32), equal_nan=True)
    number = np.isfinite(every)
    assert np.array_equal(to_half(light).view(np.uint16)[number], every.view(np.uint16)[number])


def test_floats_are_rounded_as_numpy_rounds_them():
    rng = np.random.default_rng(3)
    light = (rng.normal(0, 1, (64, 50, 3)) * 10.0 ** rng.uniform(-9, 4, (64, 50, 3))).astype(np.float32)
    assert np.array_equal(to_half(light), light.astype(np.float16))
    assert np.isinf(to_half(np.array([1e6], np.float32))).all()


@pytest.mark.parametrize("shape", [(5,), (3, 4), (2, 3, 3), (0, 4, 3)])
def test_any_shape_and_any_view_stays_as_it_is(shape):
    halves = np.ones(shape, np.float16)
    assert to_float(halves).shape == shape
    assert to_half(to_float(halves)).shape == shape
    wide = np.arange(60, dtype=np.float16).reshape(5, 4, 3)
    assert np.array_equal(to_float(wide[1:4, ::2]), wide[1:4, ::2].astype(np.float32))


def test_planes_are_those_of_the_picture():
    light = np.random.default_rng(4).uniform(0, 2, (7, 5, 3)).astype(np.float32)
    planes = split_half(light)
    assert [plane.shape for plane in planes] == [(7, 5)] * 3
    assert np.array_equal(merged(planes), light.astype(np.float16))
