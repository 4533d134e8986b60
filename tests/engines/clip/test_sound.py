from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from rushes.brief.scene import Effect, Line, Scene, Shot, Sound, Thing
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.shot.cameras import camera_path
from rushes.engines.clip.sound.beds import MAKERS, bed, beds_of
from rushes.engines.clip.sound.contacts import Blows
from rushes.engines.clip.sound.effects import MAKERS as EFFECTS
from rushes.engines.clip.sound.effects import effect
from rushes.engines.clip.sound.mix import mixed
from rushes.engines.clip.sound.stems import STEMS
from rushes.media.onsets import onsets
from rushes.media.sound import FULL_SCALE, SAMPLE_RATE, loudness_lufs, true_peak_dbtp
from rushes.media.timbre import band_share

RATE = Fraction(24)


def blows(*times):
    count = len(times)
    return Blows(
        np.array(times, float),
        np.zeros((count, 3)),
        np.full(count, 8.0),
        np.full(count, 3.0),
        np.zeros(count, np.int64),
        np.full(count, -1, np.int64),
        np.array([[0.3, 0.3, 0.01]]),
        np.array([2.0]),
        ("glass",),
    )


def heard(scene, struck=(), beats=()):
    stage = staged(scene, 1)
    camera = camera_path(scene, stage, {}, RATE, (480, 270), 1)
    return mixed(scene, stage, {}, blows(*struck), list(beats), camera, RATE, 1)


def test_stems_sum_to_the_mix_at_the_programmes_loudness():
    made = heard(Scene(place="street", shots=(Shot(seconds=3.0),)), (0.5, 1.2, 2.0))
    assert set(made.stems) == set(STEMS)
    assert (sum(made.stems.values()) == made.mix).all()
    sound = made.mix / FULL_SCALE
    assert loudness_lufs(sound) == pytest.approx(-23.0, abs=0.5)
    assert true_peak_dbtp(sound) <= -2.0
    assert len(sound) == 3 * SAMPLE_RATE


def test_blows_are_heard_when_their_sound_has_arrived():
    made = heard(Scene(sound=Sound(beds=()), shots=(Shot(seconds=3.0),)), (0.5, 1.5))
    arrivals = [hero["arrival"] for hero in made.heroes]
    found = onsets(made.mix / FULL_SCALE)
    for arrival in arrivals:
        assert np.abs(found - arrival).min() < 1 / 24


def test_silence_is_silent_and_contacts_may_be_off():
    silent = heard(Scene(sound=Sound(silent=True), shots=(Shot(seconds=1.0),)), (0.2,))
    assert not silent.mix.any()
    off = heard(Scene(sound=Sound(contacts=False), shots=(Shot(seconds=1.0),)), (0.2,))
    assert not off.stems["contacts"].any()
    assert off.stems["beds"].any()


@pytest.mark.parametrize("kind", sorted(MAKERS))
def test_every_bed_is_stereo_noise_without_gaps(kind):
    wave = bed(kind, 2 * SAMPLE_RATE, Scene(), 1)
    assert wave.shape == (2 * SAMPLE_RATE, 2)
    assert np.isfinite(wave).all()
    assert np.corrcoef(wave.T)[0, 1] < 0.95


def test_traffic_is_low_and_rain_is_high():
    low = bed("traffic", 2 * SAMPLE_RATE, Scene(), 1).mean(axis=1)
    high = bed("rain", 2 * SAMPLE_RATE, Scene(), 1).mean(axis=1)
    assert band_share(low, 20, 400) > 0.5
    assert band_share(high, 800, 12_000) > 0.5


def test_rain_and_place_say_what_lies_under_a_clip():
    assert beds_of(Scene(place="square", weather="rain")) == ("traffic", "rain")
    assert beds_of(Scene(place="interior", weather="rain")) == ("room_tone",)
    assert beds_of(Scene(place="coast")) == ("sea", "wind")
    assert beds_of(Scene(place="coast", sound=Sound(beds=()))) == ()


@pytest.mark.parametrize("kind", sorted(EFFECTS))
def test_every_effect_sounds_and_ends(kind):
    wave = effect(kind, 2.0, np.random.default_rng(1))
    assert np.abs(wave).max() == pytest.approx(1.0, abs=1e-6)
    assert abs(wave[-1]) < 0.01


def test_an_effect_begins_when_it_was_asked_for():
    scene = Scene(sound=Sound(beds=(), effects=(Effect("horn", at_s=1.0),)), shots=(Shot(seconds=2.0),))
    made = heard(scene)
    level = np.abs(made.mix).max(axis=1)
    assert np.argmax(level > level.max() * 0.1) / SAMPLE_RATE == pytest.approx(1.0, abs=0.03)


def test_an_explosion_is_heard_from_where_it_is():
    made = heard(
        Scene(things=(Thing("crate"),), sound=Sound(beds=()), shots=(Shot(seconds=2.0),)),
        beats=({"event": "explosion", "time": 0.5, "place": [0.0, 0.0, 0.3]},),
    )
    level = np.abs(made.stems["effects"]).max(axis=1)
    assert 0.5 < np.argmax(level > level.max() * 0.2) / SAMPLE_RATE < 0.56


def test_a_line_is_heard_and_others_step_back():
    pytest.importorskip("hibari", reason="the extra speech is not installed")
    scene = Scene(
        place="street",
        sound=Sound(beds=("traffic",)),
        speech=(Line("The bus is late again.", at_s=1.0),),
        shots=(Shot(seconds=3.5),),
    )
    made = heard(scene)
    voice = np.abs(made.stems["speech"]).max(axis=1)
    assert not voice[: int(0.95 * SAMPLE_RATE)].any()
    under = made.stems["beds"].astype(float)
    before = np.sqrt(np.mean(under[: SAMPLE_RATE // 2] ** 2))
    during = np.sqrt(np.mean(under[int(1.4 * SAMPLE_RATE) : int(1.9 * SAMPLE_RATE)] ** 2))
    assert during < before * 0.6


def test_a_line_stands_clear_of_a_siren_and_of_what_bursts():
    pytest.importorskip("hibari", reason="the extra speech is not installed")
    scene = Scene(
        place="street",
        sound=Sound(beds=("traffic",), effects=(Effect("siren", 0.5, level="loud"),)),
        speech=(Line("The bus is late again.", at_s=1.0),),
        shots=(Shot(seconds=3.5),),
    )
    made = heard(scene, beats=({"event": "explosion", "time": 1.2, "place": [0.0, 0.0, 0.3]},))
    inside = slice(int(1.4 * SAMPLE_RATE), int(2.4 * SAMPLE_RATE))
    voice = made.stems["speech"][inside] / FULL_SCALE
    others = (made.mix - made.stems["speech"])[inside] / FULL_SCALE
    assert loudness_lufs(voice) - loudness_lufs(others) > 9.0
    before = slice(int(0.55 * SAMPLE_RATE), int(0.75 * SAMPLE_RATE))
    assert np.abs(made.stems["effects"][before]).max() > 4 * np.abs(made.stems["effects"][inside]).max()


def test_a_line_is_the_voices_own_samples_sentence_by_sentence():
    pytest.importorskip("hibari", reason="the extra speech is not installed")
    from hibari import Hibari

    from rushes.engines.clip.sound.voice import spoken

    said = spoken(Line("Stop! The bus is late."), 3)
    whole = Hibari()("Stop! The bus is late.", seed=3)
    assert [sentence.text for sentence in said.sentences] == ["Stop!", "The bus is late."]
    assert said.seconds == pytest.approx(len(whole) / 24_000, abs=1e-4)
    assert said.sentences[-1].end == pytest.approx(said.seconds, abs=1e-4)
    loudest = np.abs(said.wave).argmax() / SAMPLE_RATE
    assert loudest == pytest.approx(np.abs(whole).argmax() / 24_000, abs=1e-3)
