"""A movie's sound lies on the frames that are used of it."""

import importlib
from fractions import Fraction

import numpy as np
import pytest

from rushes.errors import BadInputError
from rushes.media.movie_sound import movie_sound
from rushes.media.sound import SAMPLE_RATE

av = importlib.import_module("av")
RATE = Fraction(24)


@pytest.fixture
def movie(tmp_path):
    """Write a movie of 24 frames with a click at every half second, as PCM."""
    path = tmp_path / "clip.mov"
    samples = np.zeros((1, SAMPLE_RATE), np.int16)
    samples[0, :: SAMPLE_RATE // 2] = 20_000
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=24)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        sound = container.add_stream("pcm_s16le", rate=SAMPLE_RATE, layout="mono")
        for _ in range(24):
            container.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        frame = av.AudioFrame.from_ndarray(samples, format="s16", layout="mono")
        frame.sample_rate, frame.pts = SAMPLE_RATE, 0
        container.mux(sound.encode(frame))
        for stream in (picture, sound):
            container.mux(stream.encode(None))
    return path


def test_it_is_as_long_as_its_frames_and_begins_with_the_first(movie):
    whole = movie_sound(movie, first=0, frames=24, rate=RATE)
    assert whole.shape == (SAMPLE_RATE, 1)
    assert list(np.flatnonzero(whole[:, 0] > 0.3)) == [0, SAMPLE_RATE // 2]
    later = movie_sound(movie, first=12, frames=20, rate=RATE)
    assert len(later) == round(20 * SAMPLE_RATE / 24)
    assert list(np.flatnonzero(later[:, 0] > 0.3)) == [0]
    assert not later[SAMPLE_RATE // 2 :].any()


def test_a_movie_without_sound_has_none_and_a_broken_one_says_so(tmp_path):
    path = tmp_path / "silent.mov"
    with av.open(str(path), "w") as container:
        picture = container.add_stream("mpeg4", rate=24)
        picture.width, picture.height, picture.pix_fmt = 64, 64, "yuv420p"
        container.mux(picture.encode(av.VideoFrame.from_ndarray(np.zeros((64, 64, 3), np.uint8), format="rgb24")))
        container.mux(picture.encode(None))
    assert movie_sound(path, first=0, frames=1, rate=RATE) is None
    path.write_bytes(b"no movie")
    with pytest.raises(BadInputError, match="can't be read"):
        movie_sound(path, first=0, frames=1, rate=RATE)
