"""From the place where something sounds to the camera's two ears: distance, air, travel time, direction."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.show import FIRST_FRAME

Array = NDArray[np.float64]

SPEED_OF_SOUND = 343.0
"""Metres per second, in air of 20 °C."""

HEAD_RADIUS = 0.0875
"""Metres; the usual sphere for the delay between two ears (Woodworth)."""

NEAREST = 3.0
"""Metres; closer than this nothing gets louder, or one piece at the lens would drown the shot."""

WIDTH = 0.8
"""How far to a side a source straight beside the camera goes: 1 would leave the other ear silent."""


@dataclass(frozen=True, eq=False, slots=True)
class Hearing:
    """How the camera hears each of n events.

    Attributes:
        distance: Metres to the camera, shape [n].
        arrival: When the sound arrives [s from frame 1001], shape [n].
        pan: -1 at the left, 0 ahead (or behind), 1 at the right, shape [n].
        gain: Of the left and right ear, 1 at one metre and straight ahead, shape [n, 2].
        delay: Of the left and right ear beside ``arrival`` [s], shape [n, 2]; the nearer ear has 0.
    """

    distance: Array
    arrival: Array
    pan: Array
    gain: Array
    delay: Array


def hear(camera: CameraPath, rate: Fraction, time: Array, position: Array) -> Hearing:
    """Place events in the camera's hearing.

    Args:
        camera: Where the ears are, and which way they look.
        rate: Frames per second.
        time: When each event happens [s from frame 1001], shape [n].
        position: Where [m], shape [n, 3].
    """
    arrival = time
    for _ in range(2):  # a moving camera hears from where it is when the sound gets there
        ears = camera_at(camera, rate, arrival)
        distance = np.linalg.norm(position - ears, axis=1)
        arrival = time + distance / SPEED_OF_SOUND
    frame = np.rint(FIRST_FRAME + arrival * float(rate)).astype(int)
    rows = np.clip(frame - camera.frames.first, 0, len(camera.frames) - 1)
    right = axis_of(camera.orientation[rows], 0)
    sine = np.clip(np.einsum("ni,ni->n", position - ears, right) / np.maximum(distance, 1e-6), -1, 1)
    angle = np.arcsin(sine)
    lead = HEAD_RADIUS / SPEED_OF_SOUND * (angle + sine)
    turn = np.pi / 4 * (1 + WIDTH * sine)
    level = np.sqrt(2) / np.maximum(distance, NEAREST)
    return Hearing(
        distance=distance,
        arrival=arrival,
        pan=sine,
        gain=np.column_stack([np.cos(turn) * level, np.sin(turn) * level]),
        delay=np.column_stack([np.clip(lead, 0, None), np.clip(-lead, 0, None)]),
    )


def camera_at(camera: CameraPath, rate: Fraction, time: Array) -> Array:
    """Return where the camera is [m], shape [n, 3], at times [s from frame 1001]; held before and after its frames."""
    frame = FIRST_FRAME + time * float(rate)
    known = np.arange(camera.frames.first, camera.frames.last + 1)
    return np.column_stack([np.interp(frame, known, camera.position[:, axis]) for axis in range(3)])


def absorption_db_per_m(
    frequency: Array, *, celsius: float = 20.0, humidity: float = 50.0, pressure: float = 101.325
) -> Array:
    """Return how much air takes away [dB/m], after ISO 9613-1:1993, equations 3 to 5.

    Args:
        frequency: Hertz.
        celsius: Temperature.
        humidity: Relative, per cent.
        pressure: Kilopascals.
    """
    kelvin = celsius + 273.15
    warmth, thickness = kelvin / 293.15, pressure / 101.325
    saturation = 10 ** (-6.8346 * (273.16 / kelvin) ** 1.261 + 4.6151)
    water = humidity * saturation / thickness
    oxygen = thickness * (24 + 4.04e4 * water * (0.02 + water) / (0.391 + water))
    nitrogen = thickness * warmth**-0.5 * (9 + 280 * water * np.exp(-4.170 * (warmth ** (-1 / 3) - 1)))
    squared = np.square(frequency)
    classical = 1.84e-11 / thickness * np.sqrt(warmth)
    by_oxygen = 0.01275 * np.exp(-2239.1 / kelvin) / (oxygen + squared / oxygen)
    by_nitrogen = 0.1068 * np.exp(-3352.0 / kelvin) / (nitrogen + squared / nitrogen)
    return np.asarray(8.686 * squared * (classical + warmth**-2.5 * (by_oxygen + by_nitrogen)))


def through_air(frequency: Array, distance: Array | float) -> Array:
    """Return the share of the pressure that is left of a frequency [Hz] after a distance [m] of air."""
    return np.asarray(10 ** (-absorption_db_per_m(frequency) * distance / 20))


def axis_of(orientation: Array, axis: int) -> Array:
    """Return a camera axis in the world, shape [n, 3], for quaternions (w, x, y, z)."""
    w, x, y, z = orientation.T
    if axis == 0:
        return np.column_stack([1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)])
    return np.column_stack([2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)])
