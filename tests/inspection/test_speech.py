from __future__ import annotations

import json
from dataclasses import replace

import numpy as np
import pytest

from rushes.inspection import speech
from rushes.inspection.speech import estoi
from rushes.media.sound import SAMPLE_RATE, quantise, write_wav
from spoken import a_voice

LENGTH = 4 * SAMPLE_RATE


def found(workshop, voice, *, at=1.0, level=0.3, noise=0.0, asked=1.0, said=None):
    """Inspect a take whose mix holds a voice at a moment, its script another, and noise."""
    mix = noise * np.random.default_rng(4).standard_normal((LENGTH, 2))
    heard = voice if said is None else said
    start = round(at * SAMPLE_RATE)
    mix[start : start + len(heard)] += level * heard[: LENGTH - start, None] * [1.0, 0.6]
    workshop.sound(mix)
    write_wav(workshop.add("sound/lines/line_01.wav", "line"), quantise(voice[:, None]), start=0, description="line")
    script = {"speech": [{"text": "Look out!", "who": "", "at_s": asked}]}
    workshop.add("scene/data/facts.json", "contacts").write_text(json.dumps(script))
    return {finding.check: finding for finding in speech(replace(workshop.take, kind="clip"))}


def test_a_line_that_is_heard_when_it_should_be_passes(empty):
    checks = found(empty, a_voice(), noise=0.001)
    assert list(checks) == ["speech_aligned", "speech_loud", "speech_intelligible"]
    assert all(finding.ok for finding in checks.values()), checks
    assert checks["speech_aligned"].value < 1.0
    assert checks["speech_intelligible"].value > 0.9


@pytest.mark.parametrize(("at", "ok"), [(1.04, True), (1.06, False), (0.94, False), (2.2, False)])
def test_a_line_that_is_late_or_early_is_told_with_its_moment(empty, at, ok):
    aligned = found(empty, a_voice(), at=at, noise=0.001)["speech_aligned"]
    assert aligned.ok == ok
    assert ok or f"begins at {at:.3f} s, and its script says 1 s" in aligned.detail


def test_a_line_that_is_not_in_the_mix_fails_everything(empty):
    checks = found(empty, a_voice(), level=0.0, noise=0.05)
    assert not any(finding.ok for finding in checks.values())
    assert '"Look out!" is heard nowhere in the mix' in checks["speech_aligned"].detail


def test_a_line_that_was_never_recorded_fails_everything(empty):
    found(empty, a_voice())
    empty.drop("sound/lines/line_01.wav")
    checks = speech(replace(empty.take, kind="clip"))
    assert not any(finding.ok for finding in checks)
    assert "no recording" in checks[0].detail


def test_a_line_under_noise_that_is_as_loud_is_neither_loud_nor_understood(empty):
    checks = found(empty, a_voice(), noise=0.12)
    assert checks["speech_aligned"].ok
    assert not checks["speech_loud"].ok
    assert "LU above what else is heard" in checks["speech_loud"].detail
    assert not checks["speech_intelligible"].ok


def test_a_muffled_voice_is_found_and_not_understood(empty):
    from scipy.signal import butter, sosfilt

    voice = a_voice()
    muffled = sosfilt(butter(6, 420, fs=SAMPLE_RATE, output="sos"), voice)
    checks = found(empty, voice, said=muffled, level=1.2, noise=0.001)
    assert checks["speech_aligned"].ok, checks
    assert not checks["speech_intelligible"].ok


def test_a_short_word_is_long_enough_to_be_looked_at(empty):
    checks = found(empty, a_voice(0.3), noise=0.001)
    assert all(finding.ok for finding in checks.values()), checks


def test_estoi_falls_with_noise_and_is_one_without():
    voice, noise = a_voice(), np.random.default_rng(3).standard_normal(round(1.5 * SAMPLE_RATE))
    values = [estoi(voice, voice + level * noise) for level in (0.0, 0.01, 0.05, 0.2, 1.0)]
    assert values[0] == pytest.approx(1.0, abs=1e-6)
    assert values == sorted(values, reverse=True)
    assert values[-1] < 0.3


def test_a_clip_without_lines_and_other_kinds_say_nothing(empty):
    found(empty, a_voice())
    assert speech(empty.take) == ()
    (empty.folder / "scene/data/facts.json").write_text(json.dumps({"speech": []}))
    assert speech(replace(empty.take, kind="clip")) == ()
