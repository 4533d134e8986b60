"""Sound out of the simulation's own contacts, as the camera hears it.

The two hundred strongest impacts are heard one by one: each has a crack, the ringing of its piece and the ground's
answer, and everything else steps back under it. The rest is heard as debris, and the whole as rumble, dust and air.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.panes import Panes
from rushes.engines.destruction.building.storeys import Storeys
from rushes.engines.destruction.sound import beds
from rushes.engines.destruction.sound.beds import Flux
from rushes.engines.destruction.sound.blows import Blows, Tracks
from rushes.engines.destruction.sound.echoes import Echoes, Walls, echoes, street
from rushes.engines.destruction.sound.fractures import Breaks, Listener, fractures
from rushes.engines.destruction.sound.impacts import (
    FOREGROUND,
    Impacts,
    accents,
    distinct,
    foreground,
    leaders,
    strongest,
)
from rushes.engines.destruction.sound.low_end import balanced
from rushes.engines.destruction.sound.stems import STEMS
from rushes.engines.hearing.acoustics import SPEED_OF_SOUND, Hearing, axis_of, camera_at, hear
from rushes.engines.hearing.mixdown import LEAST_DUCK_DB, Mixdown, depth_for, ducking, held, master
from rushes.errors import StepFailedError
from rushes.media.sound import SAMPLE_RATE, samples_of
from rushes.show import FIRST_FRAME, FrameRange

Array = NDArray[np.float64]

QUIETEST_FULL = 60.0
"""Impulse over distance [N s/m] that is as loud as the loudest blow of a building; below it a shot gets quieter."""

HERO_POWER = 0.55
"""Range of the heroes' levels in dB over that of their impulses: a tenth of the impulse is 11 dB less."""

RUMBLE_LEVEL = 0.45
FRACTURE_LEVEL = {"debris": 0.12, "glass": 0.14, "metal": 0.09, "wood": 0.2, "brick": 0.16}
GRAVEL_LEVEL = 0.034
DUST_LEVEL = 0.05
AIR_LEVEL = 0.0009
"""Levels beside the loudest blow, which is 1. Set with the spectrogram and the onset check, not by ear."""

MOST_LOWS = 0.17
MOST_RUBBLE = 0.115
MOST_VOICE = 0.06
MOST_CAVITY = 0.07
"""Levels (root mean square) that beds reach in their loudest half second, however much falls: a collapse of ten times
the pieces is not ten times the wash."""

MOST_DUCK_DB = (18.0, 10.0)
"""How far beds go down at most under a hero of the foreground: one of the strongest, and a weaker one. Under the others
they go down by the least."""

FAINTEST_FRONT = 0.3
"""Of the foreground: a simulation's impulses span 40 dB, which no mix can hold."""

BEHIND_LEVEL = 0.3
"""Of a hero that is not in the foreground."""

STREET_LEVEL = 0.6
"""Of what the street gives back of all but the heroes, whose reflections are drawn one by one."""


@dataclass(frozen=True, eq=False, slots=True)
class Events:
    """What the simulation says beside contacts; times in seconds from frame 1001.

    Attributes:
        momentum: Momentum change of all pieces [N s].
        crushed: Crushed volume [m3].
        crushed_position: Where it was crushed [m], shape [k, 3].
        breaks: Bonds that broke.
        panes: Panes that broke, each with its whole area.
        gone: When each piece of the building stops being a pane [s]; infinite for what is none or holds.
    """

    momentum: Flux
    crushed: Flux
    crushed_position: Array
    breaks: Breaks
    panes: Breaks
    gone: Array


@dataclass(frozen=True, eq=False, slots=True)
class Soundtrack:
    """The finished sound of a clip and its hero impacts, as ``impacts.json`` holds them."""

    mixdown: Mixdown
    heroes: list[dict[str, Any]]


def read_events(path: Path, panes: Panes) -> Events:
    """Read ``events.npz`` of the step ``simulate``, beside the panes that broke.

    Raises:
        StepFailedError: It is missing or lacks an array.
    """
    try:
        with np.load(path) as file:
            return Events(
                momentum=Flux(
                    np.asarray(file["momentum_time"], float), np.abs(np.asarray(file["momentum_change"], float))
                ),
                crushed=Flux(np.asarray(file["crush_time"], float), np.asarray(file["crush_volume"], float)),
                crushed_position=np.asarray(file["crush_position"], float).reshape(-1, 3),
                breaks=Breaks(
                    np.asarray(file["break_time"], float),
                    np.asarray(file["break_position"], float).reshape(-1, 3),
                    np.asarray(file["break_area"], float),
                    np.asarray(file["break_material"], np.int64),
                ),
                panes=Breaks(panes.time, panes.place, panes.area, np.zeros(len(panes), np.int64)),
                gone=panes.gone,
            )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"The sound can't read {path} ({error}). Delete the step simulate and make the take again."
        ) from error


@dataclass(frozen=True, eq=False, slots=True)
class Place:
    """Where it is heard.

    Attributes:
        camera: Where from.
        walls: Of the street.
        storeys: Of the building, over time.
    """

    camera: CameraPath
    walls: Walls
    storeys: Storeys


def soundtrack(
    impacts: Impacts, events: Events, place: Place, frames: FrameRange, rate: Fraction, seed: int
) -> Soundtrack:
    """Synthesise a clip's sound. The same arguments give the same samples.

    Args:
        impacts: Onsets of contacts, of all time.
        events: Momentum, crushing and what broke.
        place: Camera, street and the building's storeys.
        frames: The picture's frames; the sound begins with the first and ends with the last.
        rate: Frames per second.
        seed: Of everything that is drawn.
    """
    samples = samples_of(len(frames), rate)
    camera, begin = place.camera, (frames.first - FIRST_FRAME) / float(rate)
    hearing = hear(camera, rate, impacts.time, impacts.position)
    heard = hearing.arrival - begin
    strength = impacts.impulse / np.maximum(hearing.distance, 1.0)
    heroes = strongest(impacts.impulse, (heard >= 0) & (heard < samples / SAMPLE_RATE))
    share = strength / max(float(strength[heroes].max(initial=0.0)), QUIETEST_FULL)
    lead = leaders(heard[heroes], impacts.impulse[heroes])
    front = foreground(lead, heard[heroes])
    level = _levels(heard[heroes], share[heroes], front)

    inside, storey = place.storeys.inside(impacts.time, impacts.position)
    blows = Blows(impacts, hearing, heard, inside, impacts.time > events.gone[impacts.body], seed, samples)
    own, back = blows.heroes(heroes, front, level, _reflections(impacts, hearing, place, rate))
    grains = blows.debris(heroes, share)
    grains["room"] = held(blows.cavity(place.storeys, storey, share), MOST_CAVITY)
    lows, grit = _beds(impacts, heard, events, camera, rate, begin, samples, seed)
    grains["debris"] = grains.get("debris", 0.0) + grit
    broken = fractures(events.breaks, events.panes, impacts.materials, Listener(camera, rate, begin, samples, seed))
    under = {"rumble": held(lows, MOST_LOWS), **_beneath(grains, broken, _response(impacts, place, seed))}

    at = np.rint(heard[heroes] * SAMPLE_RATE).astype(np.int64)
    gain = _ducked(np.asarray(sum(under.values())), at, front, level)[:, None]
    quiet = AIR_LEVEL * beds.air(samples, np.random.default_rng([seed, 5]))
    silent = np.zeros((samples, 2))
    tracks = {name: own.get(name, silent) + under.get(name, silent) * gain for name in STEMS if name != "sub"}
    tracks["room"] = tracks["room"] + back + quiet
    mixdown = master(balanced(tracks), level=bool(len(heroes)))
    return Soundtrack(mixdown, _records(impacts, hearing, heroes, front, rate))


def _reflections(impacts: Impacts, hearing: Hearing, place: Place, rate: Fraction) -> Callable[[int], Echoes]:
    """Return what gives the reflections of an impact: from where it is, to where the camera hears it."""
    camera = place.camera
    ears = camera_at(camera, rate, hearing.arrival)
    frame = np.rint(FIRST_FRAME + hearing.arrival * float(rate)).astype(int)
    rows = np.clip(frame - camera.frames.first, 0, len(camera.frames) - 1)
    right = axis_of(camera.orientation[rows], 0) if len(rows) else np.zeros((0, 3))

    def reflections(row: int) -> Echoes:
        return echoes(place.walls, impacts.position[row], ears[row], right[row])

    return reflections


def _response(impacts: Impacts, place: Place, seed: int) -> Array:
    source = np.average(impacts.position, axis=0, weights=impacts.impulse) if len(impacts) else np.zeros(3)
    return street(place.camera, place.walls, source, seed)


def _beneath(grains: Tracks, broken: Tracks, response: Array) -> Tracks:
    """Return all that steps back under heroes, by stem: held to their levels, and what the street makes of it."""
    beneath = {}
    for name in {*grains, *broken}:
        track = held(grains[name], MOST_RUBBLE if name == "debris" else MOST_VOICE) if name in grains else 0.0
        if name in broken:
            track = track + FRACTURE_LEVEL[name] * broken[name]
        beneath[name] = np.asarray(track)
    dry = np.asarray(sum(beneath[name] for name in sorted(beneath) if name != "room"))
    return {**beneath, "room": beneath["room"] + STREET_LEVEL * _wet(dry, response)}


def _ducked(bed: Array, at: NDArray[np.int64], front: NDArray[np.bool_], level: Array) -> Array:
    """Return the gain of all that steps back, shape [samples]."""
    depth = np.full(len(at), LEAST_DUCK_DB)
    for hero in np.flatnonzero(front):
        most = MOST_DUCK_DB[int(hero >= FOREGROUND)]
        depth[hero] = depth_for(bed, int(at[hero]), float(level[hero]), most)
    return ducking(at, depth, len(bed))


def _levels(heard: Array, share: Array, front: NDArray[np.bool_]) -> Array:
    """Return each hero's level: after its strength, a little less beside stronger ones, less behind the foreground."""
    level = share**HERO_POWER
    level[front] = np.maximum(level[front] * accents(heard[front], share[front]), FAINTEST_FRONT)
    level[~front] *= BEHIND_LEVEL
    return level


def _beds(
    impacts: Impacts,
    heard: Array,
    events: Events,
    camera: CameraPath,
    rate: Fraction,
    begin: float,
    samples: int,
    seed: int,
) -> tuple[Array, Array]:
    """Return rumble and grit (gravel and dust), each of shape [samples, 2]."""
    blows = Flux(heard, impacts.impulse)
    weak = np.zeros(len(heard))
    weak[distinct(impacts)] = 1.0
    place = events.crushed_position
    ears = camera_at(camera, rate, events.crushed.time)
    away = np.linalg.norm(place - ears, axis=1) if len(place) else np.zeros(0)
    crushed = Flux(events.crushed.time + away / SPEED_OF_SOUND - begin, events.crushed.amount)
    middle = np.average(impacts.position, axis=0, weights=impacts.impulse) if len(impacts) else np.zeros(3)
    mean = float(np.linalg.norm(middle - camera.position[0]))
    momentum = Flux(events.momentum.time + mean / SPEED_OF_SOUND - begin, events.momentum.amount)
    if not len(impacts):  # nothing touches anything: a building that stands does not rumble
        momentum = Flux(np.zeros(0), np.zeros(0))
    lows = RUMBLE_LEVEL * beds.rumble(momentum, blows, samples, np.random.default_rng([seed, 3]))
    rng = np.random.default_rng([seed, 4])
    grit = GRAVEL_LEVEL * beds.gravel(crushed, Flux(heard, weak), samples, mean, rng)
    return lows, grit + DUST_LEVEL * beds.dust(crushed, samples, rng)


def _wet(dry: Array, response: Array) -> Array:
    from scipy.signal import fftconvolve

    return np.asarray(fftconvolve(dry, response, axes=0)[: len(dry)])


def _records(
    impacts: Impacts, hearing: Hearing, heroes: NDArray[np.int64], front: NDArray[np.bool_], rate: Fraction
) -> list[dict[str, Any]]:
    order = np.argsort(hearing.arrival[heroes], kind="stable")
    return [
        {
            "time": round(float(impacts.time[row]), 6),
            "arrival": round(float(hearing.arrival[row]), 6),
            "frame": int(FIRST_FRAME + np.floor(hearing.arrival[row] * float(rate))),
            "pan": round(float(hearing.pan[row]), 4),
            "body": int(impacts.body[row]),
            "other": int(impacts.other[row]),
            "impulse": round(float(impacts.impulse[row]), 3),
            "distance": round(float(hearing.distance[row]), 3),
            "material": impacts.materials[impacts.material[row]],
            "front": bool(front[hero]),
        }
        for hero, row in ((int(hero), int(heroes[hero])) for hero in order)
    ]
