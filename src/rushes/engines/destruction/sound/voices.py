"""What each material says when it breaks: panes and their shards, bars that creak and snap, splinters, bricks that tumble.

Each voice is a sum of small blows on small resonators (``modal.ring``), so that what makes a material known is measurable:
where its energy lies and how long it rings. A mode of loss factor eta at f rings 2.2 / (eta f) seconds to -60 dB
(Cremer, Heckl and Petersson, *Structure-Borne Sound*). Every voice has a largest value of 1.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.hearing.acoustics import through_air
from rushes.engines.hearing.modal import BAR, HIGHEST_HZ, LOWEST_HZ, MATTER, PLATE, crack, normal, ring
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

SHARD_LOSS = 0.0035
"""Loss factor of a free shard. Glass itself has 0.001 to 0.002; a shard lies on a street within a bounce or two."""

PANE_M = 0.005
"""Thickness of a window's pane [m], as it sounds: the simulation's panes are thicker than glass."""

SHARD_M = (0.04, 0.16)
"""Sides of shards that are heard singly [m]; smaller ones are a hiss."""

BAR_M = 0.016
"""Diameter of a reinforcing bar [m]."""

BRICK_M = (0.24, 0.115, 0.071)
"""A brick [m], its longest side first."""

BRICK_BITS = (0.4, 1.0)
"""Share of its length that is left of a brick in a heap."""

SLIP_HZ = (22.0, 140.0)
"""Slips a second at which a bar creaks as it is drawn from its concrete: from the first to the fastest."""

SLIP_JITTER = 0.16
"""Standard deviation of the time between slips, as a share: regular enough to be a pitch, never a buzzer."""


SPLINTER_LEAD_S = 0.22
"""When the crack comes in ``splinter`` [s]."""


def scattered(waves: list[Array], at: Array, loud: Array, pick: NDArray[np.int64], samples: int) -> Array:
    """Return single sounds laid at moments, shape [samples].

    Args:
        waves: What to choose from.
        at: When each begins [s], shape [k].
        loud: Of each, shape [k].
        pick: Which of the waves, shape [k].
        samples: Length; what reaches beyond is cut off.
    """
    out = np.zeros(samples)
    for start, gain, which in zip(np.rint(at * SAMPLE_RATE).astype(int), loud, pick, strict=True):
        part = waves[int(which)][: max(samples - int(start), 0)]
        if start >= 0 and len(part):
            out[start : start + len(part)] += gain * part
    return out


def shard(distance: float, rng: np.random.Generator) -> Array:
    """Return one shard that lands: three high modes that ring freely, and again after a bounce."""
    side = float(np.exp(rng.uniform(*np.log(SHARD_M))))
    first = 13.49 / (2 * np.pi) * _stiffness("glass") * PANE_M / side**2
    frequency = np.minimum(first * np.array([1.0, PLATE[2], PLATE[3]]) * rng.lognormal(0, 0.05, 3), HIGHEST_HZ)
    amplitude = np.array([1.0, 0.6, 0.35]) * rng.uniform(0.4, 1, 3) * through_air(frequency, distance)
    phase = rng.uniform(0, 2 * np.pi, 3)
    wave = ring(frequency, np.pi * SHARD_LOSS * frequency + 14, amplitude, phase, 7200)
    bounce = round(float(rng.uniform(0.012, 0.045)) * SAMPLE_RATE)
    wave[bounce:] += float(rng.uniform(0.2, 0.5)) * wave[: len(wave) - bounce]
    return normal(wave)


def _stiffness(material: str) -> float:
    """Return what a plate's bending frequencies go with [m/s]: the root of its stiffness over density, for a thickness of 1."""
    matter = MATTER[material]
    return float(np.sqrt(matter.young / (12 * matter.density * (1 - matter.poisson**2))))


def pane(area: float, distance: float, rng: np.random.Generator) -> Array:
    """Return a pane as it breaks: it flexes, cracks, and bursts into shards within a tenth of a second.

    Args:
        area: [m2]; larger panes flex lower and give more shards.
        distance: To the camera [m].
        rng: Of all that is drawn.
    """
    samples = round(0.7 * SAMPLE_RATE)
    side = float(np.sqrt(np.clip(area, 0.05, 6.0)))
    glass = MATTER["glass"]
    # A pane held at its edges: 1.65 of a free plate's first mode, damped by its putty.
    flex = 1.65 * 13.49 / (2 * np.pi) * _stiffness("glass") * PANE_M / side**2 * PLATE * rng.lognormal(0, 0.04, 10)
    flex = flex[flex > LOWEST_HZ]
    loud = 1 / np.sqrt(np.arange(1, len(flex) + 1))
    thud = ring(flex, np.pi * 0.05 * flex + 20, loud, np.zeros(len(flex)), samples)
    count = int(np.clip(30 * side, 12, 70))
    shards = [shard(distance, rng) for _ in range(10)]
    at = np.minimum(rng.exponential(0.055, count), 0.5)
    burst = scattered(shards, at, rng.lognormal(-1.1, 0.7, count), rng.integers(0, len(shards), count), samples)
    first = crack(glass, 5.0, distance, rng)
    out = 0.2 * normal(thud) + 0.9 * normal(burst)
    out[: len(first)] += 0.9 * first
    return normal(out)


def twang(length: float, distance: float, rng: np.random.Generator) -> Array:
    """Return a bar that snaps or springs back: inharmonic, long, its pitch falling as the pull leaves it.

    Args:
        length: Of bar that is free [m].
        distance: To the camera [m].
        rng: Of all that is drawn.
    """
    steel = MATTER["steel"]
    first = 1.028 * BAR_M / length**2 * np.sqrt(steel.young / steel.density) * float(rng.uniform(0.85, 1.2))
    modes = np.concatenate([BAR, BAR[-1] * np.cumprod(rng.uniform(1.15, 1.35, 12))]) * first
    modes = modes[(modes > 90) & (modes < HIGHEST_HZ)][:12]
    samples = round(0.9 * SAMPLE_RATE)
    amplitude = np.linspace(1.0, 0.25, len(modes)) * rng.uniform(0.4, 1.0, len(modes)) * through_air(modes, distance)
    decay = np.pi * 0.0025 * modes + 3.5
    still = ring(modes, decay, amplitude, np.zeros(len(modes)), 2 * samples)
    time = np.arange(samples) / SAMPLE_RATE
    bend = 0.02 * 0.03 * (1 - np.exp(-time / 0.03))  # 2 % higher at first: tension
    return normal(np.interp(time + bend, np.arange(2 * samples) / SAMPLE_RATE, still))


def stick_slip(seconds: float, rate: tuple[float, float], rng: np.random.Generator) -> tuple[Array, Array]:
    """Return when something slips [s] and how hard, as it is drawn faster and faster.

    What has stuck longer has more to let go of: a slip is as strong as the wait before it was long.

    Args:
        seconds: How long it goes on.
        rate: Slips a second at its beginning and at its end.
        rng: Of the jitter.
    """
    count = max(round(seconds * (rate[0] + rate[1]) / 2), 3)
    steady = 1 / np.geomspace(rate[0], rate[1], count)
    wait = steady * np.clip(rng.normal(1.0, SLIP_JITTER, count), 0.4, 2.0)
    wait *= seconds / wait.sum()
    return np.cumsum(wait) - wait[0], wait / steady * rng.uniform(0.7, 1.0, count)


def creak(seconds: float, heavy: float, distance: float, rng: np.random.Generator) -> Array:
    """Return steel that bends and is drawn from its concrete: slips that excite the bar and the member around it.

    Args:
        seconds: How long it bends.
        heavy: 0 for a thin bar that creaks, 1 for a section that groans.
        distance: To the camera [m].
        rng: Of all that is drawn.
    """
    from scipy.signal import fftconvolve

    samples = round((seconds + 0.4) * SAMPLE_RATE)
    slow = 1.0 - 0.6 * heavy
    at, strength = stick_slip(seconds, (SLIP_HZ[0] * slow, SLIP_HZ[1] * slow), rng)
    swell = np.sin(np.pi * np.clip(at / seconds, 0, 1) ** 0.7) + 0.15
    slips = np.zeros(samples)
    np.add.at(slips, np.minimum(np.rint(at * SAMPLE_RATE).astype(int), samples - 1), strength * swell)
    # The bar's own modes over the member's: a groan has more of the member.
    bar = np.sort(rng.uniform(700, 4200, 7))
    body = np.sort(rng.uniform(130, 620, 6))
    frequency = np.concatenate([bar, body]) * (1 - 0.25 * heavy)
    amplitude = np.concatenate([np.full(7, 1.0 - 0.6 * heavy), np.full(6, 0.35 + 0.9 * heavy)])
    amplitude *= rng.uniform(0.4, 1.0, 13) * through_air(frequency, distance)
    decay = np.pi * 0.012 * frequency + 22
    body_wave = ring(frequency, decay, amplitude, rng.uniform(0, 2 * np.pi, 13), round(0.25 * SAMPLE_RATE))
    return normal(fftconvolve(slips, body_wave)[:samples])


def splinter(area: float, distance: float, rng: np.random.Generator) -> Array:
    """Return wood that breaks: fibres that snap ever faster, the crack, and a few that follow.

    Args:
        area: Of the section [m2].
        distance: To the camera [m].
        rng: Of all that is drawn.
    """
    samples = round(0.75 * SAMPLE_RATE)
    wood = MATTER["wood"]
    big = float(np.clip(area / 0.15, 0.1, 1.0))
    fibres = []
    for _ in range(10):
        frequency = rng.uniform(500, 3600, 5) * (1.25 - 0.5 * big)
        loud = rng.uniform(0.3, 1.0, 5) * through_air(frequency, distance)
        fibres.append(normal(ring(frequency, np.pi * wood.loss * frequency + 70, loud, rng.uniform(0, 6.28, 5), 2600)))
    count = 8 + int(22 * big)
    ahead = SPLINTER_LEAD_S * np.sqrt(rng.random(count))  # few at first, many at the crack
    at = np.where(rng.random(count) < 0.72, ahead, SPLINTER_LEAD_S + rng.exponential(0.11, count))
    out = scattered(fibres, np.minimum(at, 0.7), rng.lognormal(-1.5, 0.5, count), rng.integers(0, 10, count), samples)
    main = crack(wood, 60 + 400 * big, distance, rng)
    hollow = rng.uniform(170, 520, 4)
    knock = ring(hollow, np.pi * wood.loss * hollow + 14, rng.uniform(0.5, 1, 4), np.zeros(4), 9600)
    start = round(SPLINTER_LEAD_S * SAMPLE_RATE)
    out[start : start + len(main)] += 0.9 * main
    out[start : start + len(knock)] += 0.5 * normal(knock)
    return normal(out)


def clack(distance: float, rng: np.random.Generator) -> Array:
    """Return one brick, or what is left of it, that falls on others: a dull clack of a few thousandths of a second."""
    brick = MATTER["brick"]
    long = BRICK_M[0] * float(rng.uniform(*BRICK_BITS))
    first = 1.028 * BRICK_M[2] / long**2 * np.sqrt(brick.young / brick.density) * 0.55  # lying on others, not hung free
    frequency = np.minimum(first * np.array([1.0, 1.48, 1.9, 2.4]) * rng.lognormal(0, 0.08, 4), HIGHEST_HZ)
    knock = rng.uniform(380, 900, 2)  # what it falls on gives back
    both = np.concatenate([frequency, knock])
    amplitude = np.concatenate([rng.uniform(0.3, 0.8, 4), [1.0, 0.8]]) * through_air(both, distance)
    decay = np.pi * brick.loss * both + 130
    return normal(ring(both, decay, amplitude, rng.uniform(0, 2 * np.pi, 6), 2400))


def tumble(count: int, seconds: float, distance: float, rng: np.random.Generator) -> Array:
    """Return bricks that come down over others: many clacks, thick at first, a few late ones.

    Args:
        count: Bricks that are heard.
        seconds: Time in which their rate falls to 1/e.
        distance: To the camera [m].
        rng: Of all that is drawn.
    """
    samples = round(3.2 * seconds * SAMPLE_RATE) + 4800
    waves = [clack(distance, rng) for _ in range(16)]
    at = np.minimum(rng.gamma(1.4, seconds / 1.4, count), 3.2 * seconds)
    return normal(scattered(waves, at, rng.lognormal(-1.0, 0.6, count), rng.integers(0, 16, count), samples))
