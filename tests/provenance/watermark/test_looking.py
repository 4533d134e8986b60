from fractions import Fraction

import numpy as np
import pytest

from marked_street import MARK, cropped, resized, street, write
from rushes.errors import BadInputError
from rushes.provenance.watermark import KNOWN, UNKNOWN, look
from rushes.provenance.watermark.looking import chance_of


def half(pictures):
    return [resized(picture, 480, 270) for picture in pictures]


WAYS = {
    "half the size": half,
    "a tenth cut off": lambda pictures: [cropped(picture) for picture in pictures],
    "cut, and blown up to the old size": lambda pictures: [resized(cropped(one), 960, 540) for one in pictures],
    "every other frame dropped": lambda pictures: pictures[::2],
    "half the size, cut, two of three dropped": lambda pictures: [cropped(one) for one in half(pictures)][::3],
    "mirrored": lambda pictures: [np.ascontiguousarray(one[:, ::-1]) for one in pictures],
}


@pytest.mark.parametrize("way", WAYS)
def test_the_mark_is_read_after_a_strong_compression_and(way, marked_frames, tmp_path):
    movie = write(tmp_path / "seen.mp4", WAYS[way](marked_frames), crf=28)
    seen = look(movie)
    assert [one.mark for one in seen.sightings] == [MARK]
    assert seen.sightings[0].certainty >= UNKNOWN
    assert seen.chance < 1e-7


def test_a_still_is_enough(marked_frames, tmp_path):
    from PIL import Image

    still = tmp_path / "seen.jpg"
    Image.fromarray(resized(marked_frames[3], 640, 360)).save(still, quality=70)
    seen = look(still)
    assert [one.mark for one in seen.sightings] == [MARK]
    assert (seen.looked_at, seen.frames, seen.rate) == (1, 1, None)


def test_where_two_takes_are_cut_together_both_are_found_where_they_are(unmarked_frames, marked_frames, tmp_path):
    from rushes.provenance.watermark import marked

    other = list(marked([street(frame) for frame in range(20, 28)], 77))
    movie = write(tmp_path / "cut.mp4", [*marked_frames[:8], *other], crf=20, rate=Fraction(25))
    seen = look(movie)
    assert [(one.mark, one.first, one.last) for one in seen.sightings] == [(MARK, 0, 7), (77, 8, 15)]
    assert seen.rate == 25.0


def test_unmarked_pictures_have_none_whoever_is_looked_for(unmarked_frames, tmp_path):
    movie = write(tmp_path / "plain.mp4", unmarked_frames, crf=20)
    told = []
    seen = look(movie, tuple(range(500)), progress=lambda done, total: told.append((done, total)))
    assert seen.sightings == ()
    assert 0.0 < seen.clearest < KNOWN
    assert told == [(8, 12), (12, 12)]


def test_a_mark_that_is_looked_for_is_found_where_it_is_too_weak_to_be_read(tmp_path, monkeypatch):
    from rushes.provenance.watermark import looking
    from rushes.provenance.watermark.pattern import chips, coefficients
    from rushes.provenance.watermark.reading import Grid, Reading

    layout = chips()
    noise = np.random.default_rng(3).standard_normal(len(layout.signs))
    values = noise + 0.29 * coefficients(MARK)[layout.down, layout.across]
    reading = Reading(Grid(256.0, 256.0, 0.0, 0.0, 9.0, 540), values)
    assert reading.mark() != MARK
    monkeypatch.setattr(looking, "read", lambda *_: (reading,))
    movie = write(tmp_path / "faint.mp4", [street()] * 2, crf=28)
    assert look(movie).sightings == ()
    assert look(movie, (1, 2)).sightings == ()
    (seen,) = look(movie, (1, 2, MARK)).sightings
    assert seen.mark == MARK
    assert KNOWN <= seen.certainty < UNKNOWN


def test_the_chance_of_an_error_grows_with_what_is_tried_and_stays_small():
    assert 0 < chance_of(1, 0) < chance_of(100, 0) < chance_of(100, 10_000) < 1e-5


def test_a_long_movie_is_not_read_through(tmp_path, monkeypatch):
    from rushes.provenance.watermark import looking

    monkeypatch.setattr(looking, "READ_THROUGH", 40)
    monkeypatch.setattr(looking, "MOST_FRAMES", 8)
    from rushes.provenance.watermark import marked

    pictures = list(marked([street(frame, 270, 480) for frame in range(60)], MARK))
    seen = look(write(tmp_path / "long.mp4", pictures, crf=16))
    assert seen.looked_at == 8
    assert seen.frames is None
    (one,) = seen.sightings
    assert (one.first, one.last, one.mark) == (0, 59, MARK)


def test_scene_linear_frames_are_never_marked(tmp_path):
    path = tmp_path / "frame.1001.exr"
    path.write_bytes(b"")
    with pytest.raises(BadInputError, match="scene-linear light, which is never marked"):
        look(path)


def test_what_is_no_picture_is_said(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_text("no movie")
    with pytest.raises(BadInputError, match="can't be opened"):
        look(path)
