"""A clip's sound: every stem, ducked, brought to its loudness (EBU R 128) and under its peak; the stems sum to the mix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from rushes.brief.scene import Scene
from rushes.engines.camera import CameraPath
from rushes.engines.clip.sound.beds import bed, beds_of
from rushes.engines.clip.sound.contacts import Blows, contacts, put
from rushes.engines.clip.sound.effects import LEVELS, effect, motor, step
from rushes.engines.clip.sound.noises import Array
from rushes.engines.clip.sound.stems import STEMS
from rushes.engines.clip.sound.stepping_back import stepped_back
from rushes.engines.clip.sound.voice import Spoken, spoken
from rushes.engines.clip.staged import Stage
from rushes.engines.clip.travel import Travel
from rushes.engines.hearing.acoustics import hear
from rushes.engines.hearing.mixdown import CEILING_DBTP, MARGIN_DB, limiter
from rushes.media.sound import SAMPLE_RATE, Codes, loudness_lufs, quantise, samples_of, true_peak_dbtp
from rushes.show import FIRST_FRAME

TARGET_LUFS: Final = -23.0
"""Of a programme (EBU R 128)."""

MOST_GAIN_DB: Final = 20.0
"""A clip in which next to nothing is heard is not made as loud as one in which a building falls."""

LIMITED: Final = 4
"""Times that the gain is raised for what the limiter took."""

SPEECH_PEAK: Final = 0.5

HEARD: Final = 12
"""Of a crowd so many are heard walking one by one."""

CONTACT_PEAK: Final = 0.6
FADE_S: Final = 0.012


@dataclass(frozen=True, eq=False)
class Mixed:
    """The finished sound.

    Attributes:
        mix: 24-bit integers, exactly the sum of the stems.
        stems: By name.
        heroes: The strongest blows.
        lines: What is said, as it was spoken, in the scene's order; empty of a silent scene.
    """

    mix: Codes
    stems: Mapping[str, Codes]
    heroes: list[dict[str, Any]]
    lines: tuple[Spoken, ...] = ()


def mixed(
    scene: Scene,
    stage: Stage,
    travels: Mapping[str, Travel],
    blows: Blows,
    beats: list[dict[str, Any]],
    camera: CameraPath,
    rate: Fraction,
    seed: int,
) -> Mixed:
    """Return a clip's sound. The same arguments give the same samples.

    Args:
        scene: What is to be heard.
        stage: Where everybody stands.
        travels: What goes somewhere, by actor.
        blows: What hit what.
        beats: As they were carried out.
        camera: That hears.
        rate: Frames per second.
        seed: Of all that is drawn.

    Raises:
        BadInputError: A line is to be spoken and no voice is installed.
    """
    samples = samples_of(len(camera.frames), rate)
    silent = np.zeros((samples, 2))
    if scene.sound.silent:
        return _finished(dict.fromkeys(STEMS, silent), [])
    lines = tuple(spoken(line, seed + number) for number, line in enumerate(scene.speech))
    hit, heroes = contacts(blows, camera, rate, samples, seed) if scene.sound.contacts else (silent, [])
    tracks = {
        "contacts": hit * CONTACT_PEAK,
        "effects": _effects(scene, stage, travels, beats, camera, rate, samples, seed),
        "speech": _speech(scene, lines, stage, camera, rate, samples),
        "beds": sum((bed(kind, samples, scene, seed) for kind in beds_of(scene)), silent.copy()),
    }
    return _finished(stepped_back(tracks), heroes, lines)


def _effects(
    scene: Scene,
    stage: Stage,
    travels: Mapping[str, Travel],
    beats: list[dict[str, Any]],
    camera: CameraPath,
    rate: Fraction,
    samples: int,
    seed: int,
) -> Array:
    track = np.zeros((samples, 2))
    seconds = samples / SAMPLE_RATE
    for number, one in enumerate(scene.sound.effects):
        chance = np.random.default_rng([seed, 31, number])
        at = one.at_s or 0.0
        wave = effect(one.kind, seconds - at, chance) * 0.22 * LEVELS[one.level]
        _placed(track, wave, at, _where(stage, one.of), camera, rate)
    for number, beat in enumerate(beats):
        if beat["event"] == "explosion":
            wave = effect("boom", 3.2, np.random.default_rng([seed, 41, number])) * 0.9
            _placed(track, wave, float(beat["time"]), np.array(beat["place"]), camera, rate)
    for number, actor in enumerate(stage.actors):
        travel = travels.get(actor.name)
        if travel is None or not travel.moves:
            continue
        chance = np.random.default_rng([seed, 51, number])
        if actor.alive and actor.number < HEARD:
            _steps(track, travel, seconds, camera, rate, chance)
        elif not actor.alive and any(leg.does in {"drive", "brake", "reverse"} for leg in travel.legs):
            _engine(track, travel, samples, camera, rate, chance)
    return track


def _placed(track: Array, wave: Array, at: float, where: Array | None, camera: CameraPath, rate: Fraction) -> None:
    """Add a sound where it is; off screen, in the middle and as it is."""
    if where is None:
        put(track, wave, at, np.ones(2) * 0.7, np.zeros(2))
        return
    begin = FIRST_FRAME - camera.frames.first
    hearing = hear(camera, rate, np.array([at]), where[None])
    gain = hearing.gain[0] * min(max(float(hearing.distance[0]), 3.0), 12.0) ** 0.5 / np.sqrt(2) * np.sqrt(3.0)
    put(track, wave, float(hearing.arrival[0]) + begin / float(rate), gain, hearing.delay[0])


def _where(stage: Stage, name: str) -> Array | None:
    found = stage.called(name) if name else ()
    return np.array(found[0].at) if found else None


def _steps(
    track: Array, travel: Travel, seconds: float, camera: CameraPath, rate: Fraction, chance: np.random.Generator
) -> None:
    last, time = 0, 0.0
    while time < seconds:
        gone, speed = travel.gait(time)
        pace = int(gone / (0.72 if speed < 2.4 else 1.1))
        if speed > 0 and pace != last:
            x, y, z, _ = travel.at(time)
            _placed(track, step(chance) * 0.05, time, np.array([x, y, z]), camera, rate)
            last = pace
        time += 0.01


def _engine(
    track: Array, travel: Travel, samples: int, camera: CameraPath, rate: Fraction, chance: np.random.Generator
) -> None:
    """Add an engine that goes by: louder and higher as it comes (Doppler), idling when it has stopped."""
    moments = np.linspace(0, samples / SAMPLE_RATE, max(8, samples // 1200))
    places = np.array([travel.at(float(time))[:3] for time in moments]) + [0, 0, 0.6]
    speed = np.linalg.norm(np.gradient(places, moments, axis=0), axis=1)
    hearing = hear(camera, rate, moments, places)
    closing = -np.gradient(hearing.distance, moments) / 343.0
    time = np.arange(samples) / SAMPLE_RATE
    turning = np.interp(time, moments, np.clip(speed / 14.0, 0, 1) * (1 + 1.5 * closing) + closing * 0.6)
    wave = motor(np.clip(turning, 0, 1.2), chance) * 0.16
    for ear in (0, 1):
        track[:, ear] += wave * np.interp(time, moments, np.sqrt(hearing.gain[:, ear]))
    for leg in travel.legs:
        if leg.does == "brake":
            rolls = max(min((leg.end - leg.start) * 0.62 - 1.6, 2.5), 0.0)
            at = leg.start + rolls + 0.5
            x, y, z, _ = travel.at(at)
            _placed(track, effect("tyres", 1.0, chance) * 0.06, at, np.array([x, y, z]), camera, rate)


def _speech(
    scene: Scene, lines: tuple[Spoken, ...], stage: Stage, camera: CameraPath, rate: Fraction, samples: int
) -> Array:
    track = np.zeros((samples, 2))
    for line, said in zip(scene.speech, lines, strict=True):
        wave = said.wave * SPEECH_PEAK * {"whisper": 0.5, "shout": 1.25}.get(line.manner, 1.0)
        where = _where(stage, line.who)
        if where is None:
            put(track, wave, line.at_s or 0.0, np.ones(2) * 0.8, np.zeros(2))
            continue
        hearing = hear(camera, rate, np.array([line.at_s or 0.0]), (where + [0, 0, 1.55])[None])
        gain = (
            hearing.gain[0] / float(np.linalg.norm(hearing.gain[0])) * (1.2 / (1 + float(hearing.distance[0]) / 14.0))
        )
        put(track, wave, line.at_s or 0.0, gain, hearing.delay[0])
    return track


def _finished(tracks: Mapping[str, Array], heroes: list[dict[str, Any]], lines: tuple[Spoken, ...] = ()) -> Mixed:
    """Return stems and mix at their loudness, under their peak, faded at the very end."""
    total = np.asarray(sum(tracks.values()))
    loudness = loudness_lufs(total)
    gain = 10 ** (min(TARGET_LUFS - loudness, MOST_GAIN_DB) / 20) if np.isfinite(loudness) else 1.0
    curve = limiter(total * gain) * gain
    for _ in range(LIMITED):
        after = loudness_lufs(total * curve[:, None])
        if not (np.isfinite(after) and TARGET_LUFS - after > 0.1 and TARGET_LUFS - loudness < MOST_GAIN_DB):
            break
        gain *= 10 ** (min(TARGET_LUFS - after, 3.0) / 20)
        curve = limiter(total * gain) * gain
    fade = min(round(FADE_S * SAMPLE_RATE), len(curve))
    if fade:
        curve[-fade:] *= np.linspace(1, 0, fade)
    over = true_peak_dbtp(total * curve[:, None]) - (CEILING_DBTP - MARGIN_DB)
    curve = curve * 10 ** (-max(over, 0.0) / 20)
    codes = {name: quantise(track * curve[:, None]) for name, track in tracks.items()}
    return Mixed(np.asarray(sum(codes.values()), np.int32), codes, heroes, lines)
