import numpy as np
import pytest

from rushes.engines.reage.key_frames import choose
from rushes.engines.reage.tracks import Tracks
from rushes.errors import BadInputError


def tracks(turns, sure=1.0):
    rng = np.random.default_rng(2)
    face = rng.normal(0, 60, (468, 3)).astype(np.float32)
    mesh = np.stack([face @ _about_y(turn) for turn in turns])[:, None] + 300
    confidence = np.full((len(turns), 1), sure, np.float32)
    return Tracks(np.arange(1001, 1001 + len(turns), dtype=np.int32), mesh.astype(np.float32), confidence, ("p",), 0)


def _about_y(turn):
    cos, sin = np.cos(turn), np.sin(turn)
    return np.array([[cos, 0, sin], [0, 1, 0], [-sin, 0, cos]], np.float32)


def test_keys_are_as_unlike_as_the_shot_has_them():
    turns = [0.0] * 20 + list(np.linspace(0, 0.8, 10)) + [0.8] * 20
    chosen = choose(tracks(turns), 3)
    assert len(chosen) == 3
    assert any(frame <= 1025 for frame in chosen)
    assert any(frame >= 1030 for frame in chosen)


def test_a_still_shot_is_spread_over_time():
    assert choose(tracks([0.0] * 41), 3) == (1001, 1021, 1041)


def test_nobody_seen_is_one_sentence():
    with pytest.raises(BadInputError, match="surely seen in no frame"):
        choose(tracks([0.0] * 5, sure=0.1))
