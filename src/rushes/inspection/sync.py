"""Is what hits hardest heard when its sound has had time to arrive?"""

from __future__ import annotations

import json
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines import CameraPath, Finding, Take
from rushes.inspection.bodies import data_file
from rushes.media.onsets import hits, onsets
from rushes.media.sound import SAMPLE_RATE, read_wav
from rushes.show import FIRST_FRAME

Array = NDArray[np.float64]

STRONGEST = 40
LEAST_SHARE = 0.8
FEWEST = 8
"""With fewer impacts than this a share says nothing."""

LOUD, APART_S = 0.1, 1 / 12
"""Of a list of impacts those are listened for that hit at least so hard as a share of the hardest (20 dB below it), and of those within so much of each
other [s] the first: what falls in pieces lands as one sound."""

FADES_S = 0.2
"""In how long a sound hides 20 dB less of what comes after it [s]: the ear's forward masking is over after about that (Zwicker and Fastl,
*Psychoacoustics*, chapter 4.4)."""

SPEED_OF_SOUND = 343.0
"""Metres per second. Written down here again: a check does not take the word of what it checks."""


def sync(take: Take) -> tuple[Finding, ...]:
    """Look for an onset in the mix within a frame of each of the 40 strongest impacts, travel time included; of a clip, of each that stands out.

    The moments come from the contact log and the camera; the onsets from the WAV alone. The shares that luck
    would give, over the whole sound and over the impacts' own span, are in the detail.
    """
    paths = take.paths("sound")
    moments = _moments(take)
    if not paths or moments is None:
        return ()
    sound = read_wav(paths[0])
    begin = (take.frames.first - FIRST_FRAME) / float(take.rate)
    heard = moments[0] - begin
    inside = np.flatnonzero((heard >= 0) & (heard < sound.seconds))
    listed, strength = heard[inside], moments[1][inside]
    chosen = (
        listed[np.argsort(-strength, kind="stable")][:STRONGEST]
        if take.kind != "clip"
        else standing_out(listed, strength)
    )
    if len(chosen) < (1 if take.kind == "clip" else FEWEST) or sound.sample_rate != SAMPLE_RATE:
        return ()
    frame = 1 / float(take.rate)
    result = hits(chosen, onsets(sound.samples), tolerance=frame, length=sound.seconds)
    detail = (
        f"{result.share:.0%} of the {len(chosen)} strongest impacts have an onset within a frame; luck would give "
        f"{result.chance:.0%}, and {result.chance_within:.0%} between the first and the last of them "
        f"({result.density:.1f} onsets a second)."
    )
    ok = result.share >= LEAST_SHARE and result.share > result.chance
    lag = abs(result.lag) if result.matched.any() else frame * 2
    return (
        Finding("sync", ok, round(result.share, 3), LEAST_SHARE, "share", detail),
        Finding("sync_lag", lag <= frame, round(lag, 4), round(frame, 4), "s", detail),
    )


def standing_out(heard: Array, strength: Array) -> Array:
    """Return when impacts are heard that stand out of what else hits in a scene: a few things, not a building [s].

    One stands out that is louder than all together that hit before it and still hides it: of what pours, the first.
    """
    order = np.argsort(heard, kind="stable")
    loud = LOUD * strength.max(initial=0.0)
    events: list[float] = []
    before, energy = -np.inf, 0.0
    for moment, hit in zip(heard[order], strength[order], strict=True):
        energy *= 10.0 ** (-2.0 * (moment - before) / FADES_S) if energy else 0.0
        if hit >= loud and hit**2 >= energy and (not events or moment - events[-1] >= APART_S):
            events.append(float(moment))
        energy, before = energy + hit**2, moment
    return np.array(events)


def _moments(take: Take) -> tuple[Array, Array] | None:
    """Return when impacts should be heard [s from frame 1001] and how strong they are [N s]; None without a log."""
    log, camera = data_file(take, "contacts.npz"), _camera(take)
    if log is not None and camera is not None:
        with np.load(log) as contacts:
            onset = contacts["onset"].astype(bool)
            time, place, impulse = (contacts[name][onset].astype(float) for name in ("time", "position", "impulse"))
        frame = FIRST_FRAME + time * float(take.rate)
        known = np.arange(camera.frames.first, camera.frames.last + 1)
        ears = np.column_stack([np.interp(frame, known, camera.position[:, axis]) for axis in range(3)])
        return time + np.linalg.norm(place.reshape(-1, 3) - ears, axis=1) / SPEED_OF_SOUND, impulse
    listed = data_file(take, "impacts.json")
    if listed is None:
        return None
    heroes = json.loads(listed.read_text(encoding="utf-8"))
    return (
        np.array([hero["arrival"] for hero in heroes], float),
        np.array([hero["impulse"] for hero in heroes], float),
    )


def _camera(take: Take) -> CameraPath | None:
    """Return the camera that the sound was made for; None when the recipe names none."""
    steps: list[dict[str, Any]] = list(take.recipe.get("steps", ()))
    record = next((step["params"].get("camera") for step in steps if step.get("name") == "sound"), None)
    return CameraPath.from_json(record) if record else None
