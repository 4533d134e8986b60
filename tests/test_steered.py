"""``scripts/steered.py``: what it measures, and that a pipeline it trained is saved and drawn with by our finisher."""

from __future__ import annotations

import importlib.util
from pathlib import Path

import numpy as np
import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def steered(monkeypatch):
    monkeypatch.syspath_prepend(ROOT / "benchmarks")
    spec = importlib.util.spec_from_file_location("steered", ROOT / "scripts" / "steered.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(__import__("sys").modules, "steered", module)
    spec.loader.exec_module(module)
    return module


def boxes(places: list[int]) -> np.ndarray:
    pictures = np.full((len(places), 56, 96, 3), 40, np.uint8)
    for picture, at in zip(pictures, places, strict=True):
        picture[15:40, at : at + 30] = 200
    return pictures


def test_shared_edges_are_those_of_the_same_layout(steered):
    here, there = boxes([10, 20]), boxes([52, 62])
    assert steered.edges_shared(here, here) == 1
    assert steered.edges_shared(255 - here, here) == 1, "which colour stands where is not asked"
    assert steered.edges_shared(there, here) < 0.3
    noise = np.random.default_rng(0).integers(0, 255, here.shape, np.uint8)
    assert abs(steered.edges_shared(noise, here)) < 0.3


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_what_was_trained_is_saved_and_drawn_with(steered, tmp_path):
    pytest.importorskip("diffusers", reason="the extra diffusers is not installed")
    clip = steered.Clip("a box", boxes([10, 25, 40, 55]), boxes([10, 25, 40, 55]))
    found = steered.train([clip], tmp_path / "model", 0.01)
    assert found["eye_off"] > 0
    picture, follows = steered.strip(tmp_path / "model", clip, boxes([55, 40, 25, 10]))
    assert picture.shape == (3 * 56, steered.SHOWN * 96, 3)
    assert np.array_equal(picture[:56, :96], clip.pictures[0])
    assert set(follows) == {"edges_shared", "edges_shared_with_other_depth"}
