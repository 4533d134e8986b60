"""The script behind docs/shots.md: which frame stands for a seed, what it writes, and what it says when it can't."""

from __future__ import annotations

import importlib.util
import sys
from fractions import Fraction
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pytest
from PIL import Image

from rushes.errors import BadInputError
from rushes.media.exr import write_picture
from rushes.show import FrameRange

SCRIPT = Path(__file__).resolve().parent.parent / "scripts" / "shots.py"


@pytest.fixture
def shots(monkeypatch):
    spec = importlib.util.spec_from_file_location("shots", SCRIPT)
    module = importlib.util.module_from_spec(spec)
    monkeypatch.setitem(sys.modules, "shots", module)
    spec.loader.exec_module(module)
    return module


def falling(folder, at=3):
    """Return a take of eight frames whose pieces fall in one of them, each frame brighter than the last."""
    frames = FrameRange.of_length(8)
    (folder / "sound").mkdir(parents=True)
    position = np.zeros((8, 2, 3))
    position[:at, :, 2] = 10.0
    np.savez(folder / "sound" / "motion.npz", frame=np.array(list(frames)), position=position)
    comps = [folder / f"comp.{frame}.exr" for frame in frames]
    for number, path in enumerate(comps):
        write_picture(path, np.full((36, 64, 3), number / 8, np.float32), frame=1001 + number, rate=Fraction(24))
    return SimpleNamespace(folder=folder, frames=frames, paths=lambda role: comps if role == "comp" else [])


def test_a_seed_is_shown_in_the_middle_of_its_fall(shots, tmp_path):
    early, late = (shots._middle(falling(tmp_path / str(at), at)) for at in (2, 6))
    assert early.shape == late.shape == (270, shots.SEED_WIDTH, 3)
    assert late.mean() > early.mean() + 40


def test_a_wipe_moves(shots, tmp_path):
    pictures = [np.full((20, 40, 3), value, np.uint8) for value in (0, 120, 240)]
    shots._animate(tmp_path / "wipe.webp", pictures)
    with Image.open(tmp_path / "wipe.webp") as wipe:
        assert wipe.n_frames == 3
    assert [path.name for path in tmp_path.iterdir()] == ["wipe.webp"]


def test_no_take_is_one_sentence(shots, tmp_path):
    with pytest.raises(BadInputError, match="no take of block"):
        shots.show("block", [], tmp_path)
