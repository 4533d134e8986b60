"""What tears is heard before anything falls: concrete cracks, wood splinters, panes burst, bars are drawn and snap.

Each broken bond speaks with the voice of its material, in the stem of its material. What it sets loose is heard when it
comes down: shards when they have fallen from their window to the street, bricks over one another.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.sound import voices
from rushes.engines.destruction.sound.impacts import loudest_per_step
from rushes.engines.hearing import modal
from rushes.engines.hearing.acoustics import hear
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

MOST_PER_STEP = 8
"""Cracks in a twentieth of a second; smaller ones are lost under these."""

LARGEST_AREA = 3.0
"""Square metres of broken section that are as loud as a break gets."""

PRECURSORS = 4
"""Small cracks that run ahead of a large one, as acoustic emission does in every loading test of concrete."""

PRECURSOR_S = 0.09
EARLIEST_S = 0.2
"""Mean and longest time by which they run ahead [s]."""

TEARING_S = 0.55
MOST_TEARING = 1
"""Bars that are heard to bend in so much time: one creak is steel, ten are noise."""

LEAST_TORN = 0.12
"""Section [m2] of concrete with enough steel in it to be heard: a strip of slab a metre long."""

GROAN_M2 = 2.5
"""Section [m2] that no longer creaks but groans."""

FREE_BAR_M = (0.35, 1.1)
"""Length [m] of bar that stands out of a broken face."""

SNAPS = 0.45
"""Share of torn sections with a bar that springs back."""

PANES_S = 0.12
MOST_PANES = 1
"""Panes that are heard to burst in so much time: more are a hiss with no edge in it."""

SHARDS_M2 = 11.0
"""Shards heard to land of a square metre of pane; it has hundreds, of which most land in one another's ring."""

MOST_SHARDS = 5
"""Shards that land in a twentieth of a second."""

MOST_TUMBLES = 2
TUMBLE_S = 0.15
"""Walls that are heard to tumble in so much time."""

BRICKS_M2 = 26.0
"""Bricks heard of a square metre of broken brickwork."""

GRAVITY = 9.81


@dataclass(frozen=True, eq=False, slots=True)
class Breaks:
    """Bonds that broke, in no order.

    Attributes:
        time: When [s from frame 1001], shape [n].
        position: Where [m], shape [n, 3].
        area: Of what broke [m2], shape [n].
        material: Its row in the building's ``materials``, shape [n].
    """

    time: Array
    position: Array
    area: Array
    material: NDArray[np.int64]

    def rows(self, chosen: Rows | NDArray[np.bool_]) -> Breaks:
        """Return some of them."""
        return Breaks(self.time[chosen], self.position[chosen], self.area[chosen], self.material[chosen])


@dataclass(frozen=True, eq=False, slots=True)
class Listener:
    """Where and when breaks are heard.

    Attributes:
        camera: Where from.
        rate: Frames per second.
        begin: When the clip begins [s from frame 1001].
        samples: Its length.
        seed: Of every voice.
    """

    camera: CameraPath
    rate: Fraction
    begin: float
    samples: int
    seed: int

    def heard(self, breaks: Breaks) -> tuple[Array, Array, Array]:
        """Return when breaks are heard [s from the clip's start], the ears' gain (1 ahead), and the distance [m]."""
        hearing = hear(self.camera, self.rate, breaks.time, breaks.position)
        level = np.hypot(*hearing.gain.T)
        return (
            hearing.arrival - self.begin,
            hearing.gain / np.maximum(level, 1e-12)[:, None] * np.sqrt(2),
            hearing.distance,
        )

    def lay(self, out: Array, wave: Array, moment: float, gain: Array) -> None:
        """Lay a sound into a track, shape [samples, 2], at a moment [s from the clip's start]; cut off at both ends."""
        start = round(moment * SAMPLE_RATE)
        first, last = max(start, 0), min(start + len(wave), self.samples)
        if last > first:
            out[first:last] += wave[first - start : last - start, None] * gain


def fractures(breaks: Breaks, panes: Breaks, materials: tuple[str, ...], listener: Listener) -> dict[str, Array]:
    """Return what breaks as it is heard, by stem, each of shape [samples, 2]; the loudest has a largest value of about 1.

    Args:
        breaks: Bonds that broke; those of glass are silent, it is panes that are heard.
        panes: Panes that broke, each with its whole area.
        materials: Names of materials.
        listener: Where and when it is heard.
    """
    known = breaks.rows(breaks.area > 0)
    name = np.array([*materials, "concrete"])[np.minimum(known.material, len(materials))]
    special = np.isin(name, ["glass", "brick", "wood"])
    reinforced = np.isin(name, ["concrete", "steel"]) & (known.area >= LEAST_TORN)
    return {
        "debris": _cracks(known.rows(~special), name[~special], listener),
        "glass": _panes(panes, listener),
        "metal": _bars(known.rows(reinforced), listener),
        "wood": _splinters(known.rows(name == "wood"), listener),
        "brick": _brickwork(known.rows(name == "brick"), listener),
    }


def falling(broken: Breaks, seed: int) -> Breaks:
    """Return the shards of panes where and when they land: after the fall from the window, scattered at its foot.

    Args:
        broken: Panes.
        seed: Of the scatter.
    """
    rng = np.random.default_rng([seed, 9])
    count = np.ceil(SHARDS_M2 * np.minimum(broken.area, LARGEST_AREA)).astype(np.int64)
    of = np.repeat(np.arange(len(count)), count)
    drop = np.maximum(broken.position[of, 2], 0.3) * rng.uniform(0.75, 1.0, len(of))  # some land on sills and rubble
    time = broken.time[of] + rng.exponential(0.06, len(of)) + np.sqrt(2 * drop / GRAVITY)
    place = broken.position[of] + rng.normal(0.0, 1.2, (len(of), 3))
    place[:, 2] = broken.position[of, 2] - drop
    # What falls further lands harder; the range of loudness is that of sizes.
    loud = rng.lognormal(-0.9, 0.6, len(of)) * np.minimum((drop / 6.0) ** 0.35, 1.4)
    return Breaks(time, place, loud, broken.material[of])


def _inside(heard: Array, listener: Listener, ahead: float = 0.0) -> Rows:
    return np.flatnonzero((heard >= -ahead) & (heard * SAMPLE_RATE < listener.samples))


def _loudness(area: Array) -> Array:
    return np.minimum(area / LARGEST_AREA, 1.0) ** 0.5


def _cracks(breaks: Breaks, name: NDArray[np.str_], listener: Listener) -> Array:
    out = np.zeros((listener.samples, 2))
    heard, gain, distance = listener.heard(breaks)
    inside = _inside(heard, listener)
    for row in inside[loudest_per_step(heard[inside], breaks.area[inside], MOST_PER_STEP)].tolist():
        rng = np.random.default_rng([listener.seed, 6, row])
        matter = modal.MATTER.get(str(name[row]), modal.MATTER["concrete"])
        loud = float(_loudness(breaks.area[row : row + 1])[0])
        wave = modal.crack(matter, 40.0 + 400.0 * loud, float(distance[row]), rng)
        listener.lay(out, wave * loud, float(heard[row]), gain[row])
        for _ in range(PRECURSORS):
            early = min(float(rng.exponential(PRECURSOR_S)), EARLIEST_S)
            listener.lay(out, wave * (0.2 * loud), float(heard[row]) - early, gain[row])
    return out


def _bars(breaks: Breaks, listener: Listener) -> Array:
    out = np.zeros((listener.samples, 2))
    heard, gain, distance = listener.heard(breaks)
    inside = _inside(heard, listener)
    for row in inside[loudest_per_step(heard[inside], breaks.area[inside], MOST_TEARING, TEARING_S)].tolist():
        rng = np.random.default_rng([listener.seed, 7, row])
        loud = float(_loudness(breaks.area[row : row + 1])[0])
        heavy = float(np.clip((breaks.area[row] - LEAST_TORN) / GROAN_M2, 0.0, 1.0))
        seconds = float(rng.uniform(0.3, 0.6) + 0.7 * heavy)
        bends = voices.creak(seconds, heavy, float(distance[row]), rng)
        listener.lay(out, bends * (0.25 + 0.45 * loud), float(heard[row]) - 0.7 * seconds, gain[row])
        if rng.random() < SNAPS:
            snap = voices.twang(float(rng.uniform(*FREE_BAR_M)), float(distance[row]), rng)
            listener.lay(out, snap * (0.3 + 0.7 * loud), float(heard[row]), gain[row])
    return out


def _panes(broken: Breaks, listener: Listener) -> Array:
    out = np.zeros((listener.samples, 2))
    heard, gain, distance = listener.heard(broken)
    inside = _inside(heard, listener, 1.0)
    for row in inside[loudest_per_step(heard[inside], broken.area[inside], MOST_PANES, PANES_S)].tolist():
        rng = np.random.default_rng([listener.seed, 8, row])
        wave = voices.pane(float(broken.area[row]), float(distance[row]), rng)
        listener.lay(
            out, wave * (0.3 + 0.7 * float(_loudness(broken.area[row : row + 1])[0])), float(heard[row]), gain[row]
        )
    landed = falling(broken, listener.seed)
    heard, gain, distance = listener.heard(landed)
    inside = _inside(heard, listener, 0.2)
    if not len(inside):
        return out
    rng = np.random.default_rng([listener.seed, 10])
    waves = [voices.shard(float(np.median(distance[inside])), rng) for _ in range(48)]
    for row in inside[loudest_per_step(heard[inside], landed.area[inside], MOST_SHARDS)].tolist():
        listener.lay(
            out, waves[row % len(waves)] * (0.3 * min(float(landed.area[row]), 2.0)), float(heard[row]), gain[row]
        )
    return out


def _splinters(breaks: Breaks, listener: Listener) -> Array:
    out = np.zeros((listener.samples, 2))
    heard, gain, distance = listener.heard(breaks)
    inside = _inside(heard, listener)
    for row in inside[loudest_per_step(heard[inside], breaks.area[inside], MOST_PER_STEP // 3)].tolist():
        rng = np.random.default_rng([listener.seed, 11, row])
        wave = voices.splinter(float(breaks.area[row]), float(distance[row]), rng)
        loud = min(float(breaks.area[row]) / 0.3, 1.0) ** 0.5
        listener.lay(out, wave * (0.2 + 0.8 * loud), float(heard[row]) - voices.SPLINTER_LEAD_S, gain[row])
    return out


def _brickwork(breaks: Breaks, listener: Listener) -> Array:
    out = np.zeros((listener.samples, 2))
    heard, gain, distance = listener.heard(breaks)
    inside = _inside(heard, listener, 1.0)
    for row in inside[loudest_per_step(heard[inside], breaks.area[inside], MOST_TUMBLES, TUMBLE_S)].tolist():
        rng = np.random.default_rng([listener.seed, 12, row])
        loud = float(_loudness(breaks.area[row : row + 1])[0])
        wave = modal.crack(modal.MATTER["brick"], 20.0 + 200.0 * loud, float(distance[row]), rng)
        listener.lay(out, wave * (0.5 * loud), float(heard[row]), gain[row])
        count = int(np.clip(BRICKS_M2 * breaks.area[row], 5, 60))
        fall = float(np.sqrt(2 * np.clip(breaks.position[row, 2], 0.3, 6.0) / GRAVITY))
        shower = voices.tumble(count, 0.25 + 0.5 * loud, float(distance[row]), rng)
        listener.lay(out, shower * (0.25 + 0.75 * loud), float(heard[row]) + 0.5 * fall, gain[row])
    return out
