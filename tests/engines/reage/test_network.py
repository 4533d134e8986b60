"""A small network learns a change that is always the same, and changes nothing before it has."""

import numpy as np
import pytest

from rushes.engines.reage.canonical import TALL, WIDE
from rushes.engines.reage.network import Example, build, gain_of, train

torch = pytest.importorskip("torch", reason="the extra learn is not installed")


@pytest.fixture(scope="module")
def example():
    rng = np.random.default_rng(1)
    seen = rng.normal(0, 0.3, (5, TALL, WIDE)).astype(np.float32)
    matte = np.zeros((TALL, WIDE), np.float32)
    matte[100:250, 60:230] = 1
    gain = np.broadcast_to(np.array([0.3, 0.2, -0.1], np.float32)[:, None, None], (3, TALL, WIDE)).copy()
    return Example(seen, gain, matte)


def test_it_changes_nothing_before_it_learned(example):
    assert np.abs(gain_of(build(1), example.seen)).max() == 0


def test_it_learns_what_was_painted(example):
    torch.set_num_threads(1)
    done = []
    network = train([example], 70, 1, done.append)
    assert done[-1] == 70
    found = gain_of(network, example.seen)[120:230, 80:210].mean(axis=(0, 1))
    assert np.abs(found - [0.3, 0.2, -0.1]).max() < 0.1
