from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from rushes.errors import BadInputError
from rushes.inspection import review_movie
from rushes.media.movie import write_movie


def cut(workshop, count):
    path = workshop.add("review/S_010_v001.mp4", "review")
    rng = np.random.default_rng(1)
    pictures = (rng.integers(0, 255, (36, 64, 3), dtype=np.uint8) for _ in range(count))
    sound = np.zeros((count * 2000, 2), "f4")
    write_movie(
        path, pictures, sound, rate=workshop.take.rate, tags={}, timecode="00:00:41:16", drawn=lambda _done: None
    )
    workshop.add("review/S_010_v001_frames.json", "review").write_text("{}")
    return path


def test_slate_and_every_frame_pass(empty):
    cut(empty, 7)
    (finding,) = review_movie(empty.take)
    assert (finding.ok, finding.value, finding.limit) == (True, 7, 7)


def test_pictures_that_are_held_fill_more_frames_of_the_movie(empty):
    cut(empty, 13)
    held = replace(empty.take, recipe={"steps": [{"name": "clip", "params": {"hold": 2}}]})
    (finding,) = review_movie(held)
    assert (finding.ok, finding.value, finding.limit) == (True, 13, 13)


def test_a_frame_too_few_is_found(empty):
    cut(empty, 6)
    (finding,) = review_movie(empty.take)
    assert (finding.ok, finding.value) == (False, 6)


def test_a_movie_that_is_cut_off_is_an_error_for_the_inspection_to_note(empty):
    path = cut(empty, 7)
    path.write_bytes(path.read_bytes()[:-3000])
    with pytest.raises(BadInputError, match="mp4"):
        review_movie(empty.take)


def test_no_movie_no_opinion(empty):
    assert review_movie(empty.take) == ()
