"""The strip and the split-screen movie hold the plate and the re-age where they say."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from cleared import permit
from rushes.engines.reage.sheet_step import WIPE_S, sheet, strip, wipe_at
from rushes.engines.reage.tracks import Tracks
from rushes.media.exr import write_picture
from rushes.media.movie import read_frames
from rushes.plan import StepContext

RATE = Fraction(24)
COUNT = 10


@pytest.fixture
def made(tmp_path):
    """Make a sheet of a dark plate and a bright re-age."""
    for name, value in (("plate", 0.02), ("comp", 0.6)):
        (tmp_path / name).mkdir()
        for frame in range(1001, 1001 + COUNT):
            light = np.full((180, 320, 3), value, np.float32)
            write_picture(tmp_path / name / f"{name}.{frame}.exr", light, frame=frame, rate=RATE)
    rng = np.random.default_rng(1)
    mesh = np.stack([rng.uniform(140, 180, 468), rng.uniform(70, 110, 468), np.zeros(468)], axis=-1)
    meshes = np.broadcast_to(mesh, (COUNT, 1, 468, 3)).astype(np.float32)
    sure = np.ones((COUNT, 1), np.float32)
    sure[0] = 0.3
    for name in ("track", "out"):
        (tmp_path / name).mkdir()
    Tracks(np.arange(1001, 1001 + COUNT, dtype=np.int32), meshes, sure, ("",), 0).save(tmp_path / "track")
    said = []
    sheet(
        StepContext(
            out=tmp_path / "out",
            inputs={name: tmp_path / name for name in ("plate", "track", "comp")},
            files={},
            params={"frames": [1001, 1000 + COUNT], "rate": "24/1", "title": "S  010  v001"},
            permit=permit(),
            report=lambda done, total: said.append((done, total)),
        )
    )
    assert said[-1] == (COUNT, COUNT)
    return tmp_path / "out"


def test_left_of_the_wipe_is_the_plate_and_right_of_it_the_re_age(made):
    frames = list(read_frames(made / "split.mp4"))
    assert len(frames) == COUNT
    first = np.asarray(frames[1])
    at = wipe_at(1, RATE, 140 - 18, 180 + 18)
    assert first[20, at - 20].mean() + 0.3 < first[20, at + 20].mean()


def test_the_strip_shows_the_face_alone_at_its_own_size(made):
    picture = np.asarray(Image.open(made / "strip.png"))
    assert picture.shape[1] < 8 * 90 + 9 * 8
    assert picture.shape[0] < 2 * 110 + 3 * 28


def test_plates_are_above_and_nothing_is_resized():
    rng = np.random.default_rng(2)
    pairs = [(1001 + i, *rng.integers(0, 256, (2, 90, 120, 3), dtype=np.uint8)) for i in range(3)]
    made = strip(pairs, "S")
    for i, (_, before, after) in enumerate(pairs):
        x = 8 + i * 128
        assert np.array_equal(made[28:118, x : x + 120], before)
        assert np.array_equal(made[146:236, x : x + 120], after)


def test_the_wipe_goes_over_the_whole_face_and_comes_back():
    places = [wipe_at(index, RATE, 100, 300) for index in range(round(WIPE_S * 24) + 1)]
    assert (min(places), max(places), places[0], places[-1]) == (100, 300, 200, 200)
