"""Voices that nobody has: made of pulses and resonances, so that no test needs a recording of a person."""

from __future__ import annotations

import importlib.util
import io
import pickle

import numpy as np
import pytest

from rushes.clearance.likeness import voices
from rushes.clearance.likeness.bands import VOICES
from rushes.clearance.likeness.index import FaceIndex
from rushes.clearance.likeness.voices import INSTALL, SAMPLE_RATE, embed, mel, spoken
from rushes.clearance.likeness.weights import read_weights
from rushes.errors import BadInputError

VOWELS = {"a": (730, 1090, 2440), "i": (270, 2290, 3010), "u": (300, 870, 2240), "e": (530, 1840, 2480)}
"""The first three resonances of a man's vowels [Hz] (Peterson and Barney, 1952)."""

installed = pytest.mark.skipif(importlib.util.find_spec("resemblyzer") is None, reason=f"needs: {INSTALL}")


def speak(words, pitch, size=1.0, rate=48_000):
    """Say vowels with a larynx of a pitch [Hz] and a throat of a size (smaller is higher)."""
    from scipy.signal import lfilter

    rng = np.random.default_rng(len(words))
    sound = []
    for vowel in words:
        count = int(0.32 * rate)
        time = np.arange(count) / rate
        phase = np.cumsum(pitch * (1 + 0.03 * np.sin(2 * np.pi * 5 * time) - 0.05 * time)) / rate
        source = np.diff(np.floor(phase), prepend=0) + rng.normal(0, 0.004, count)
        for formant in VOWELS[vowel]:
            radius = np.exp(-np.pi * 90 / rate)
            angle = 2 * np.pi * formant * size / rate
            source = lfilter([1 - radius], [1, -2 * radius * np.cos(angle), radius**2], source)
        sound.append(source * np.hanning(count) ** 0.3)
        sound.append(np.zeros(int(0.03 * rate)))
    whole = np.concatenate(sound)
    return 0.3 * whole / np.abs(whole).max()


def wav(folder, samples, name="voice.wav", rate=48_000):
    import soundfile

    soundfile.write(folder / name, samples, rate, subtype="PCM_16")
    return folder / name


def test_without_its_weights_the_sentence_says_how_they_come(tmp_path, monkeypatch):
    voices._encoder.cache_clear()
    monkeypatch.setattr(voices.importlib.util, "find_spec", lambda _name: None)
    with pytest.raises(BadInputError, match=r"not part of the default install\. Install its weights: pip install"):
        embed(wav(tmp_path, speak("aiue", 110)))


def test_speech_is_brought_to_the_network_s_rate_without_its_silences():
    speech = speak("aiueaiue", 110)
    padded = np.concatenate([np.zeros(96_000), speech, np.zeros(96_000)])
    heard = spoken(padded, 48_000)
    assert len(heard) == pytest.approx(len(speech) / 3, rel=0.15)
    assert np.sqrt((heard**2).mean()) >= 10 ** (-30 / 20) * 0.9
    assert spoken(np.zeros(48_000), 48_000).size == 0
    assert spoken(np.zeros(0), 48_000).size == 0


@pytest.mark.parametrize("tone", [300, 1000, 3000])
def test_a_tone_lies_in_the_mel_band_of_its_pitch(tone):
    bands = voices._mel_bands()
    assert bands.shape == (40, 201)
    sound = np.sin(2 * np.pi * tone * np.arange(SAMPLE_RATE) / SAMPLE_RATE).astype("f4")
    loudest = int(mel(sound)[50].argmax())
    bins = np.fft.rfftfreq(400, 1 / SAMPLE_RATE)
    centre = (bands[loudest] * bins).sum() / bands[loudest].sum()
    assert centre == pytest.approx(tone, rel=0.12)


@installed
@pytest.mark.voices
def test_a_voice_is_known_again_by_other_words(tmp_path):
    low, low_again = (embed(wav(tmp_path, speak(words, 95))) for words in ("aiueaiueai", "ueauieaieu"))
    high = embed(wav(tmp_path, speak("aiueaiueai", 240, size=1.2)))
    assert low.shape == (256,)
    assert np.linalg.norm(low) == pytest.approx(1, abs=1e-5)
    assert (low >= 0).all()
    assert low @ low_again > low @ high + 0.1
    index = FaceIndex.of(["p-low", "p-high"], [low, high], VOICES)
    assert index.nearest(low_again).performer == "p-low"


@installed
@pytest.mark.voices
def test_the_same_voice_at_another_rate_and_loudness_is_the_same(tmp_path):
    one = embed(wav(tmp_path, speak("aiueaiueai", 120)))
    other = embed(wav(tmp_path, 0.3 * speak("aiueaiueai", 120, rate=44_100), rate=44_100))
    assert one @ other > 0.9


@installed
@pytest.mark.voices
def test_a_recording_that_is_too_short_is_a_sentence(tmp_path):
    with pytest.raises(BadInputError, match=r"a voice needs 1\.6 s"):
        embed(wav(tmp_path, speak("ai", 120)))


@installed
@pytest.mark.voices
def test_other_weights_are_not_used(monkeypatch, tmp_path):
    voices._encoder.cache_clear()
    monkeypatch.setattr(voices, "WEIGHTS_SHA256", "0" * 64)
    with pytest.raises(BadInputError, match="is not the voice network that Rushes knows"):
        embed(wav(tmp_path, speak("aiue", 110)))


def test_a_file_that_asks_for_more_than_numbers_is_refused(tmp_path):
    path = tmp_path / "evil.pt"
    stream = io.BytesIO()
    pickle.dump(0x1950A86A20F9469CFC6C, stream)
    pickle.dump(1001, stream)
    stream.write(b"cos\nsystem\n(S'true'\ntR.")
    path.write_bytes(stream.getvalue())
    with pytest.raises(BadInputError, match=r"asks for (os|posix)\.system"):
        read_weights(path)


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", b"\x80\x02K\x01.", pickle.dumps({})])
def test_a_file_that_is_no_network_is_a_sentence(tmp_path, content):
    (tmp_path / "no.pt").write_bytes(content)
    with pytest.raises(BadInputError, match="holds no network"):
        read_weights(tmp_path / "no.pt")
