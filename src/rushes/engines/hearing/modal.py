"""What a piece sounds like when it is struck: its modes, the blow's crack, the ground, a bar that rings.

Each piece has a bank of modes after its material and its box (bending of a free plate or bar), excited by a pulse
whose width follows Hertz. Sums of decaying sines are one product of two small matrices, so that every blow gets its
own bank at the price of a look-up.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.hearing.acoustics import SPEED_OF_SOUND, through_air
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]

HIGHEST_HZ = 15_000.0
LOWEST_HZ = 28.0

PLATE = np.array([1.0, 1.467, 1.811, 2.596, 4.56, 4.72, 5.19, 5.94, 7.86, 8.72])
"""Bending modes of a free square plate over its first (Leissa, NASA SP-160, table 4.68)."""

BAR = np.array([1.0, 2.757, 5.404, 8.933, 13.34, 18.64, 24.81])
"""Bending modes of a free bar over its first."""

SLENDER = 3.0
"""Times the second longest side that makes the longest a bar's."""

RUBBLE_DAMPING = 9.0
"""Decay that lying on other pieces adds [1/s]."""


@dataclass(frozen=True, slots=True)
class Matter:
    """How a material sounds.

    Attributes:
        young: Young's modulus [Pa].
        density: [kg/m3].
        poisson: Poisson's ratio.
        loss: Loss factor.
        crack_hz: Frequency around which its crack is loudest.
        crack_s: Time in which its crack falls to 1/e [s].
        crack: Loudness of its crack beside its ringing.
    """

    young: float
    density: float
    poisson: float
    loss: float
    crack_hz: float
    crack_s: float
    crack: float


MATTER = {
    "concrete": Matter(30e9, 2400, 0.20, 0.055, 1500, 0.011, 1.0),
    "brick": Matter(14e9, 1800, 0.20, 0.075, 1800, 0.008, 0.8),
    "steel": Matter(200e9, 7850, 0.30, 0.006, 3200, 0.004, 0.5),
    "glass": Matter(70e9, 2500, 0.22, 0.010, 5200, 0.004, 0.7),
    "wood": Matter(11e9, 600, 0.35, 0.045, 1100, 0.007, 0.7),
    "plaster": Matter(3e9, 1000, 0.25, 0.090, 1300, 0.006, 0.5),
}
"""Loss factors are those that sounded right in the study behind ``docs/sound.md``; the rest is from tables."""


def bank(matter: Matter, size: Array, count: int, rng: np.random.Generator) -> tuple[Array, Array]:
    """Return a piece's modes: frequencies [Hz] and decays [1/s], each of shape [at most ``count``].

    Args:
        matter: What it is made of.
        size: Its box [m], shape [3].
        count: How many modes at most.
        rng: Detunes them: no two pieces broke alike.
    """
    thin, middle, long = np.sort(np.maximum(size, 0.01))
    if long > SLENDER * middle:
        first = 1.028 * middle / long**2 * np.sqrt(matter.young / matter.density)
        ratios = BAR
    else:
        stiffness = matter.young / (12 * matter.density * (1 - matter.poisson**2))
        first = 13.49 / (2 * np.pi) * np.sqrt(stiffness) * thin / (long * middle)
        ratios = PLATE
    more = ratios[-1] * np.cumprod(1 + rng.uniform(0.05, 0.3, max(count - len(ratios), 0)))
    frequency = first * np.concatenate([ratios, more])[:count] * rng.lognormal(0.0, 0.06, count)
    # A lump whose first mode is above hearing still knocks against what it lies on.
    frequency = np.where(frequency > HIGHEST_HZ, rng.uniform(900, 5000, count), frequency)
    frequency = np.clip(frequency, LOWEST_HZ * rng.uniform(1, 2, count), HIGHEST_HZ)
    return frequency, np.pi * matter.loss * frequency + RUBBLE_DAMPING


def pulse_width(matter: Matter, mass: float, speed: float, size: Array) -> float:
    """Return how long two pieces touch [s], after Hertz (Johnson, Contact Mechanics, equation 11.24)."""
    radius = max(float(np.min(size)) / 2, 0.01)
    stiffness = matter.young / (2 * (1 - matter.poisson**2))
    width = 2.87 * (mass**2 / (radius * stiffness**2 * max(speed, 0.05))) ** 0.2
    return float(np.clip(width, 5e-5, 4e-3))


def ring(frequency: Array, decay: Array, amplitude: Array, phase: Array, samples: int) -> Array:
    """Return the sum of decaying sines, shape [samples].

    ``exp(z (b k + j))`` is ``exp(z b k) exp(z j)``: the whole sum over modes is the product of a [blocks, 2 modes]
    and a [2 modes, block] matrix.

    Args:
        frequency: Of each mode [Hz], shape [modes].
        decay: Of each mode [1/s].
        amplitude: Of each mode.
        phase: Of each mode [rad].
        samples: How many.
    """
    exponent = (-decay + 2j * np.pi * frequency) / SAMPLE_RATE
    block = int(np.ceil(np.sqrt(samples)))
    blocks = -(-samples // block)
    coarse = np.exp(np.outer(np.arange(blocks) * block, exponent)) * (amplitude * np.exp(1j * phase))
    fine = np.exp(np.outer(exponent, np.arange(block)))
    whole = np.hstack([coarse.imag, coarse.real]) @ np.vstack([fine.real, fine.imag])
    return np.asarray(whole.ravel()[:samples])


def struck(
    matter: Matter,
    size: Array,
    mass: float,
    speed: float,
    distance: float,
    rng: np.random.Generator,
    modes: int,
) -> Array:
    """Return the ringing of a struck piece as it is heard at a distance, its largest value 1.

    Args:
        matter: What it is made of.
        size: Its box [m], shape [3].
        mass: Of the lighter of the two [kg].
        speed: The change of speed [m/s].
        distance: To the camera [m]; only the air's colour is in the result, not the 1/r.
        rng: Where it is struck, and its detuning.
        modes: How many modes at most.
    """
    frequency, decay = bank(matter, size, modes, rng)
    width = pulse_width(matter, mass, speed, size)
    wave = 2 * np.pi * frequency / SPEED_OF_SOUND * float(np.max(size)) / 2
    radiates = wave**2 / (1 + wave**2)
    amplitude = rng.uniform(0.25, 1.0, len(frequency)) * radiates / (1 + (2 * frequency * width) ** 2)
    amplitude *= through_air(frequency, distance) / np.sqrt(frequency / 100)
    phase = np.where(rng.random(len(frequency)) < 0.5, 0.0, np.pi)
    audible = float(np.min(decay[amplitude >= 0.05 * amplitude.max()]))
    samples = int(np.clip(5.0 / audible, 0.03, 1.4) * SAMPLE_RATE)
    return normal(ring(frequency, decay, amplitude, phase, samples))


def crack(matter: Matter, mass: float, distance: float, rng: np.random.Generator) -> Array:
    """Return the crack of a hard blow as it is heard at a distance: noise with no attack, its largest value 1.

    Bigger pieces crack lower and longer.
    """
    heavy = float(np.clip(np.log10(max(mass, 1.0)) / 4, 0, 1))
    length = matter.crack_s * (0.6 + 1.4 * heavy)
    samples = 4096
    time = np.arange(samples) / SAMPLE_RATE
    burst = rng.standard_normal(samples) * (np.exp(-time / length) + 0.25 * np.exp(-time / (4 * length)))
    frequency = np.fft.rfftfreq(samples, 1 / SAMPLE_RATE)
    centre = matter.crack_hz * (1.5 - heavy)
    # The exponent flattens the band: a crack is wide, and reaches the ear in every octave at once.
    shape = ((frequency / centre) / (1 + (frequency / centre) ** 2)) ** 0.7
    shape *= through_air(frequency, distance)
    # Half as long again in zeros, or the filter's tail would come round to the start.
    spectrum = np.fft.rfft(np.concatenate([burst, np.zeros(samples)]))
    padded = np.interp(np.fft.rfftfreq(2 * samples, 1 / SAMPLE_RATE), frequency, shape)
    return normal(np.fft.irfft(spectrum * padded)[:samples])


def thump(mass: float, rng: np.random.Generator) -> Array:
    """Return what the ground gives back of a heavy blow: a falling tone under 80 Hz, its largest value 1."""
    heavy = float(np.clip((np.log10(max(mass, 1.0)) - 1.5) / 3, 0, 1))
    samples = int((0.18 + 0.3 * heavy) * SAMPLE_RATE)
    time = np.arange(samples) / SAMPLE_RATE
    low = (78 - 38 * heavy) * rng.uniform(0.9, 1.1)
    turns = np.cumsum(low * (1 + 0.9 * np.exp(-time / 0.025))) / SAMPLE_RATE
    fade = np.exp(-time / (0.05 + 0.06 * heavy)) * (1 - np.exp(-time / 0.002))
    return normal(np.sin(2 * np.pi * turns) * fade)


def ping(distance: float, rng: np.random.Generator) -> Array:
    """Return a bar of reinforcement that rings as concrete lets go of it, its largest value 1."""
    first = rng.uniform(420, 1500)
    frequency = first * BAR[:5] * rng.lognormal(0.0, 0.01, 5)
    decay = 5.0 + 0.0035 * frequency
    amplitude = np.array([1.0, 0.8, 0.55, 0.3, 0.15]) * through_air(frequency, distance)
    amplitude *= frequency < HIGHEST_HZ
    return normal(ring(frequency, decay, amplitude, np.zeros(5), int(0.6 * SAMPLE_RATE)))


def normal(wave: Array) -> Array:
    """Return a wave with a largest value of 1."""
    return wave / max(float(np.abs(wave).max()), 1e-12)
