from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pytest
import soundfile
from hypothesis import given
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.media.sound import (
    FULL_SCALE,
    SAMPLE_RATE,
    loudness_lufs,
    quantise,
    read_wav,
    samples_of,
    time_reference,
    true_peak_dbtp,
    write_wav,
)


def tone(hertz, seconds=1.0, level=0.5, phase=0.0):
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    return np.tile((level * np.sin(2 * np.pi * hertz * time + phase))[:, None], (1, 2))


def test_a_wav_comes_back_bit_for_bit_with_its_timecode(tmp_path):
    codes = quantise(np.random.default_rng(1).uniform(-1, 1, (4801, 2)))
    start = time_reference(1001, Fraction(24))
    write_wav(tmp_path / "a.wav", codes, start=start, description="Rushes mix")
    sound = read_wav(tmp_path / "a.wav")
    assert np.array_equal(quantise(sound.samples), codes)
    assert (sound.sample_rate, sound.bits, sound.description) == (48_000, 24, "Rushes mix")
    assert sound.time_reference == 2_002_000
    assert sound.seconds == pytest.approx(4801 / 48_000)
    assert not (tmp_path / "a.wav.part").exists()


def test_another_programs_reader_agrees(tmp_path):
    codes = quantise(tone(440))
    write_wav(tmp_path / "a.wav", codes, start=0, description="")
    info = soundfile.info(tmp_path / "a.wav")
    assert (info.subtype, info.channels, info.frames, info.samplerate) == ("PCM_24", 2, 48_000, 48_000)
    theirs, _ = soundfile.read(tmp_path / "a.wav", dtype="int32")
    assert np.array_equal(theirs >> 8, codes)


def test_the_bext_chunk_stands_where_the_standard_puts_it(tmp_path):
    write_wav(tmp_path / "a.wav", quantise(tone(997)), start=(1 << 32) + 7, description="what")
    content = (tmp_path / "a.wav").read_bytes()
    assert content[12:16] == b"bext"
    chunk = content[20 : 20 + int.from_bytes(content[16:20], "little")]
    assert len(chunk) == 602
    assert chunk[256:262] == b"Rushes"
    assert int.from_bytes(chunk[338:346], "little") == (1 << 32) + 7
    assert int.from_bytes(chunk[346:348], "little") == 2
    loudness = int.from_bytes(chunk[412:414], "little", signed=True) / 100
    assert loudness == pytest.approx(loudness_lufs(tone(997)), abs=0.01)


def test_a_wav_without_bext_has_no_timecode(tmp_path):
    soundfile.write(tmp_path / "a.wav", tone(440), SAMPLE_RATE, subtype="FLOAT")
    assert read_wav(tmp_path / "a.wav").time_reference is None


@pytest.mark.parametrize("damage", [lambda whole: whole[: len(whole) // 2], lambda whole: b"RIFX" + whole[4:]])
def test_a_damaged_wav_is_one_clear_error(tmp_path, damage):
    write_wav(tmp_path / "a.wav", quantise(tone(440, 0.1)), start=0, description="")
    (tmp_path / "a.wav").write_bytes(damage((tmp_path / "a.wav").read_bytes()))
    with pytest.raises(BadInputError, match=r"a\.wav"):
        read_wav(tmp_path / "a.wav")


def test_a_missing_wav_is_one_clear_error(tmp_path):
    with pytest.raises(BadInputError, match="can't be read"):
        read_wav(tmp_path / "none.wav")


def test_loudness_is_that_of_the_standard():
    # BS.1770: 997 Hz at 0 dBFS in one channel reads -3.01 LKFS, in two channels 0.0.
    assert loudness_lufs(tone(997, 3.0, 1.0)) == pytest.approx(0.0, abs=0.1)
    assert loudness_lufs(np.zeros((48_000, 2))) == -math.inf
    assert loudness_lufs(tone(997, 0.2)) == -math.inf


def test_true_peak_finds_what_lies_between_samples():
    # At a quarter of the sample rate and 45 degrees all samples are 3 dB under the wave's peak.
    between = tone(12_000, 0.2, 1.0, np.pi / 4)
    assert 20 * np.log10(np.abs(between).max()) == pytest.approx(-3.01, abs=0.01)
    assert true_peak_dbtp(between * np.hanning(len(between))[:, None]) == pytest.approx(0.0, abs=0.2)
    assert true_peak_dbtp(np.zeros((100, 2))) == -math.inf
    assert true_peak_dbtp(np.zeros((0, 2))) == -math.inf


@given(st.integers(1, 5000), st.sampled_from(["24/1", "25/1", "24000/1001", "30000/1001", "60/1"]))
def test_frames_and_samples_agree_to_half_a_sample(frames, rate):
    assert abs(samples_of(frames, Fraction(rate)) - frames * 48_000 / float(Fraction(rate))) <= 0.5 + 1e-6


@given(st.floats(-2, 2))
def test_quantising_holds_at_full_scale(value):
    code = int(quantise(np.array([[value]]))[0, 0])
    assert -FULL_SCALE <= code < FULL_SCALE
    assert code / FULL_SCALE == pytest.approx(np.clip(value, -1, 1), abs=2 / FULL_SCALE)
