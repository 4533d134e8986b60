from fractions import Fraction

import numpy as np
import pytest
import soundfile

from rushes.errors import BadInputError
from rushes.media.clip import clip_sound, rate_words

RATE = Fraction(24)


def test_silence_under_the_slate_then_the_sound(tmp_path):
    soundfile.write(tmp_path / "mix.wav", np.full((2000 * 4, 2), 0.5), 48000, subtype="PCM_24")
    sound = clip_sound(tmp_path / "mix.wav", 4, RATE)
    assert sound.shape == (5 * 2000, 2)
    assert np.abs(sound[:2000]).max() == 0
    assert np.abs(sound[2000:] - 0.5).max() < 1e-6


def test_longer_sound_is_cut_with_a_fade_and_shorter_is_filled(tmp_path):
    soundfile.write(tmp_path / "mix.wav", np.full((48000, 2), 0.5), 48000, subtype="PCM_24")
    long = clip_sound(tmp_path / "mix.wav", 4, RATE)
    assert len(long) == 10000
    assert long[-1, 0] == 0
    assert long[-481, 0] == pytest.approx(0.5, abs=1e-6)
    short = clip_sound(tmp_path / "mix.wav", 96, RATE)
    assert len(short) == 97 * 2000
    assert short[49999, 1] == pytest.approx(0.5, abs=1e-6)
    assert short[50000:].max() == 0


def test_mono_is_heard_on_both_sides(tmp_path):
    soundfile.write(tmp_path / "mix.wav", np.full(9000, 0.5), 48000)
    sound = clip_sound(tmp_path / "mix.wav", 4, RATE)
    assert np.array_equal(sound[:, 0], sound[:, 1])


@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(30000, 1001), Fraction(25)])
def test_length_is_that_of_the_picture_to_the_sample(rate):
    assert len(clip_sound(None, 96, rate)) == round(97 / rate * 48000)


def test_wrong_sound_is_an_error(tmp_path):
    soundfile.write(tmp_path / "mix.wav", np.zeros((441, 2)), 44100)
    with pytest.raises(BadInputError, match="44100 samples a second"):
        clip_sound(tmp_path / "mix.wav", 4, RATE)
    (tmp_path / "mix.wav").write_bytes(b"RIFF")
    with pytest.raises(BadInputError, match="can't be read"):
        clip_sound(tmp_path / "mix.wav", 4, RATE)


def test_rates_in_words():
    assert rate_words(Fraction(24)) == "24 fps"
    assert rate_words(Fraction(24000, 1001)) == "23.976 fps"
