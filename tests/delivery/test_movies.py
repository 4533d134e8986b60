"""Movies: every codec at every kind of rate is what it says, frame by frame and sample by sample."""

from fractions import Fraction

import numpy as np
import pytest

from rushes.delivery.codecs import CODECS
from rushes.delivery.exrs import psnr_db
from rushes.delivery.movies import read_movie, read_sound, write_movie
from rushes.delivery.profile import CHANNELS
from rushes.errors import BadInputError, StepFailedError
from rushes.media.colour import for_display
from rushes.show import timecode
from small_house import light, tone

SIZE = (128, 256)
RATES = [Fraction(24), Fraction(24000, 1001), Fraction(25), Fraction(30000, 1001), Fraction(60000, 1001)]


@pytest.fixture(scope="module")
def pictures():
    return [for_display(light(frame, SIZE)[..., :3], "Rec.1886 Rec.709 - Display") for frame in range(1001, 1014)]


def written(folder, pictures, name, rate, sound=None):
    codec = CODECS[name]
    path = folder / f"movie.{codec.container}"
    write_movie(path, pictures, sound, codec=codec, rate=rate, timecode="00:00:41:17", title="T")
    return path, codec


@pytest.mark.parametrize("name", CODECS)
@pytest.mark.parametrize("rate", [Fraction(24000, 1001), Fraction(25)])
def test_a_movie_is_what_it_says_and_shows_what_went_in(tmp_path, pictures, name, rate):
    path, codec = written(tmp_path, pictures, name, rate)
    facts, frames = read_movie(path)
    assert (facts.codec, facts.profile, facts.tag) == (codec.decoder, codec.profile, codec.tag)
    assert facts.pixels == (codec.read_as or codec.pixels)
    assert (facts.width, facts.height, facts.rate) == (256, 128, rate)
    assert facts.colour == (1, 1, 1, 1)
    assert (facts.timecode, facts.sound) == ("00:00:41:17", "")
    found = list(frames)
    assert [time for time, _ in found] == [Fraction(number) / rate for number in range(len(pictures))]
    luma = np.array([0.2126, 0.7152, 0.0722], np.float32)
    for (_, picture), source in zip(found, pictures, strict=True):
        assert psnr_db(picture @ luma, source @ luma) >= codec.least_psnr_db
        assert np.abs((picture - source).mean(axis=(0, 1))).max() < 0.004


@pytest.mark.parametrize("rate", RATES)
def test_rates_are_exact_over_a_minute(tmp_path, rate):
    grey = np.full((16, 32, 3), 0.5, np.float32)
    path, _ = written(tmp_path, (grey for _ in range(round(60 * rate))), "prores-422-hq", rate)
    facts, frames = read_movie(path)
    assert facts.rate == rate
    *_, (last, _) = frames
    assert last == (round(60 * rate) - 1) / rate


@pytest.mark.parametrize("name", ["prores-422-hq", "h264", "h265"])
@pytest.mark.parametrize("rate", RATES)
def test_timecode_comes_back_drop_frame_too(tmp_path, name, rate):
    codec = CODECS[name]
    path = tmp_path / f"movie.{codec.container}"
    grey = np.full((64, 64, 3), 0.5, np.float32)
    for frame in (1000, 1001, 86_400, 107_892):
        code = timecode(frame, rate)
        write_movie(path, [grey] * 3, None, codec=codec, rate=rate, timecode=code, title="T")
        assert read_movie(path)[0].timecode == code


@pytest.mark.parametrize("layout", CHANNELS)
def test_sound_in_a_mov_is_bit_for_bit_what_24_bits_hold(tmp_path, pictures, layout):
    sound = tone(len(pictures) / 24, CHANNELS[layout])
    path, _ = written(tmp_path, pictures, "dnxhr-hqx", Fraction(24), sound)
    facts, _ = read_movie(path)
    assert (facts.sound, facts.channels) == ("pcm_s24le", CHANNELS[layout])
    assert np.array_equal(np.rint(read_sound(path) * 2**23), np.rint(sound * 2**23))


def test_sound_in_an_mp4_starts_with_the_picture(tmp_path, pictures):
    click = np.zeros((26_000, 2))
    click[12_000:12_030] = 0.9
    path, _ = written(tmp_path, pictures, "h264", Fraction(24), click)
    heard = np.abs(read_sound(path)[:, 0])
    assert abs(int(heard.argmax()) - 12_015) < 40
    assert read_movie(path)[0].sound == "aac"


def test_more_than_eight_bits_survive(tmp_path):
    ramp = np.repeat(np.linspace(0.2, 0.3, 512, dtype=np.float32)[None, :, None], 128, axis=0).repeat(3, axis=2)
    path, _ = written(tmp_path, [ramp], "prores-4444", Fraction(24))
    [(_, picture)] = read_movie(path)[1]
    assert len(np.unique(np.rint(picture[64, :, 1] * 4095))) > 60  # in 8 bits there are 26


def test_what_is_no_movie_is_told(tmp_path, pictures):
    path, _ = written(tmp_path, pictures, "prores-422-hq", Fraction(24))
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(BadInputError, match="can't be read"):
        list(read_movie(path)[1])
    with pytest.raises(StepFailedError, match="There is no picture"):
        written(tmp_path, [], "h264", Fraction(24))
