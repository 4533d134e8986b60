"""What the street gives back: reflections from the houses that really stand there, and the tail between them.

Image sources (Allen and Berkley, *Image Method for Efficiently Simulating Small-Room Acoustics*, J. Acoust. Soc. Am. 65,
1979) over upright walls of finite size, with the way tested against the other houses. A reflection arrives when its
distance says, whatever it sounds like.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.hearing.acoustics import NEAREST, SPEED_OF_SOUND, WIDTH, axis_of
from rushes.media.sound import SAMPLE_RATE

Array = NDArray[np.float64]
Rows = NDArray[np.int64]

FACADE_BEHIND = 14.0
"""Metres from the camera to the house at its back where nothing is known of the street: one of ordinary width."""

FACADE_BESIDE = 11.0
"""Metres from the camera to the houses at its left and right, where nothing is known."""

UNKNOWN_LENGTH, UNKNOWN_HEIGHT = 200.0, 15.0
"""Size [m] of those walls: closed rows of four to five storeys."""

WALL_REFLECTS = 0.55
"""Share of the pressure that a plastered facade with windows gives back in one direction; the rest is scattered."""

GROUND_REFLECTS = 0.3
"""Share of the pressure that a rough street gives back at the low height of a camera."""

MOST_ECHOES = 7
"""Single reflections of a blow that are drawn; weaker ones are the tail's."""

BLUR_S = 0.0008
"""How long a facade of balconies and sills smears a reflection [s]: depths of about 15 cm, there and back."""

DULL_HZ = 3500.0
"""Above this a facade scatters more than it reflects."""

SKY, WALLS = 1.0, 0.22
"""Share of the energy that the open sky and a street's walls and ground take at each meeting."""

TAIL_PRESSURE = 0.16
"""The diffuse tail's share of a sound's energy, as pressure: 16 dB under the direct sound."""

TAIL_SECONDS = (0.6, 2.2)
"""Time [s] to -60 dB of the streets that we build, from the widest to the narrowest."""


@dataclass(frozen=True, eq=False, slots=True)
class Walls:
    """Upright walls of w houses.

    Attributes:
        centre: The middle of each wall's foot [m], shape [w, 3].
        normal: Outward, level, shape [w, 3].
        half: Half its length [m], shape [w].
        height: [m], shape [w].
        low, high: Corners of the houses' boxes [m], shape [h, 3]: what stands in the way.
    """

    centre: Array
    normal: Array
    half: Array
    height: Array
    low: Array
    high: Array

    def __len__(self) -> int:
        return len(self.half)


@dataclass(frozen=True, eq=False, slots=True)
class Echoes:
    """Reflections of one sound, strongest first.

    Attributes:
        delay: After the direct sound [s], shape [k].
        gain: Pressure beside the direct sound's, shape [k].
        pan: -1 at the left to 1 at the right, shape [k].
    """

    delay: Array
    gain: Array
    pan: Array


def walls_of(plan: dict[str, Any]) -> Walls:
    """Return the walls of a planned street's houses (``plan_street``)."""
    centre, normal, half, height, low, high = [], [], [], [], [], []
    for house in plan["houses"]:
        place = np.array([house["x"], house["y"], 0.0])
        reach = np.array([house["width"] / 2, house["depth"] / 2, 0.0])
        tall = house["storeys"] * house["storey"]
        low.append(place - reach)
        high.append(place + reach + [0.0, 0.0, tall])
        for axis in (0, 1):
            for sign in (-1.0, 1.0):
                out = np.zeros(3)
                out[axis] = sign
                centre.append(place + out * reach)
                normal.append(out)
                half.append(reach[1 - axis])
                height.append(tall)
    return _walls(centre, normal, half, height, low, high)


def walls_unknown(camera: CameraPath) -> Walls:
    """Return closed rows of houses behind and beside a camera, for a plate whose street nobody measured."""
    ear = camera.position[0] * [1.0, 1.0, 0.0]
    ahead = -axis_of(camera.orientation[:1], 2)[0] * [1.0, 1.0, 0.0]
    ahead = ahead / max(float(np.linalg.norm(ahead)), 1e-9)
    right = np.array([ahead[1], -ahead[0], 0.0])
    centre = [ear - FACADE_BEHIND * ahead, ear + FACADE_BESIDE * right, ear - FACADE_BESIDE * right]
    count = len(centre)
    half, height = [UNKNOWN_LENGTH / 2] * count, [UNKNOWN_HEIGHT] * count
    return _walls(centre, [ahead, -right, right], half, height, [], [])


def walls_between(low: Array, high: Array, height: float) -> Walls:
    """Return the four sides of a room, seen from inside.

    Args:
        low, high: Corners of its plan [m], shape [2].
        height: [m].
    """
    middle, half = (low + high) / 2, (high - low) / 2
    normals = [np.array(way) for way in ((1.0, 0.0, 0.0), (-1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, -1.0, 0.0))]
    centres = [np.array([*(middle - normal[:2] * half), 0.0]) for normal in normals]
    return _walls(centres, normals, [half[1], half[1], half[0], half[0]], [height] * 4, [], [])


def _walls(
    centre: list[Array], normal: list[Array], half: list[float], height: list[float], *box: list[Array]
) -> Walls:
    low, high = (np.array(corners, float).reshape(-1, 3) for corners in box)
    flat = np.array(centre, float).reshape(-1, 3), np.array(normal, float).reshape(-1, 3)
    return Walls(*flat, np.array(half, float), np.array(height, float), low, high)


def echoes(walls: Walls, source: Array, ear: Array, right: Array) -> Echoes:
    """Return the reflections of a sound from the ground and from each wall that mirrors it to the ear.

    Args:
        walls: Of the street.
        source: Where it sounds [m], shape [3].
        ear: Where it is heard [m], shape [3].
        right: The ear's right, shape [3].
    """
    direct = max(float(np.linalg.norm(source - ear)), NEAREST)
    images, share = [source * [1.0, 1.0, -1.0]], [GROUND_REFLECTS]
    if len(walls):
        before = np.einsum("wi,wi->w", source - walls.centre, walls.normal)
        mirrored = source - 2 * before[:, None] * walls.normal
        for wall in np.flatnonzero(_meets(walls, mirrored, ear) & (before > 0)).tolist():
            images.append(mirrored[wall])
            share.append(WALL_REFLECTS)
    image = np.array(images)
    away = np.maximum(np.linalg.norm(image - ear, axis=1), direct)
    gain = np.array(share) * direct / away
    best = np.argsort(-gain, kind="stable")[:MOST_ECHOES]
    pan = ((image - ear) @ right) / np.maximum(away, 1e-6)
    return Echoes((away - direct)[best] / SPEED_OF_SOUND, gain[best], np.clip(pan, -1.0, 1.0)[best])


def _meets(walls: Walls, image: Array, ear: Array) -> NDArray[np.bool_]:
    """Return whether the way from each wall's image to the ear goes through that wall, and no house stands in it."""
    after = np.einsum("wi,wi->w", ear - walls.centre, walls.normal)
    behind = np.einsum("wi,wi->w", walls.centre - image, walls.normal)
    share = behind / np.maximum(behind + after, 1e-9)
    hit = image + share[:, None] * (ear - image)
    along = np.abs(np.cross(walls.normal, hit - walls.centre)[:, 2])
    meets = (after > 0) & (behind > 0) & (along <= walls.half) & (hit[:, 2] >= 0) & (hit[:, 2] <= walls.height)
    rows = np.flatnonzero(meets)
    source = image[rows] + 2 * behind[rows, None] * walls.normal[rows]
    blocked = _blocked(walls, hit[rows], np.broadcast_to(ear, source.shape)) | _blocked(walls, hit[rows], source)
    meets[rows[blocked]] = False
    return np.asarray(meets)


def _blocked(walls: Walls, start: Array, end: Array) -> NDArray[np.bool_]:
    """Return whether a house stands between two points each, shape [k] (slab test of a line against boxes)."""
    if not len(walls.low) or not len(start):
        return np.zeros(len(start), bool)
    way = end - start
    slope = np.where(np.abs(way) < 1e-9, 1e-9, way)[:, None]
    shrink = 0.05  # a wall does not stand in its own way
    near = (walls.low[None] + shrink - start[:, None]) / slope
    far = (walls.high[None] - shrink - start[:, None]) / slope
    enter = np.minimum(near, far).max(axis=2)
    leave = np.maximum(near, far).min(axis=2)
    return np.asarray(((enter < leave) & (leave > 0) & (enter < 1)).any(axis=1))


def dulled(wave: Array) -> Array:
    """Return a sound as a facade gives it back: smeared a little, and dull."""
    from scipy.signal import butter, fftconvolve, sosfilt

    blur = np.hanning(round(BLUR_S * SAMPLE_RATE) + 2)[1:-1]
    soft = fftconvolve(wave, blur / blur.sum())
    return np.asarray(sosfilt(butter(1, DULL_HZ, fs=SAMPLE_RATE, output="sos"), soft))


def tail_s(walls: Walls, ear: Array) -> float:
    """Return how long the street rings to -60 dB [s]: Eyring's formula for its cross section, the sky open.

    The mean way between meetings in a section of area A and outline P is pi A / P. Source: C. F. Eyring, *Reverberation
    Time in "Dead" Rooms*, J. Acoust. Soc. Am. 1, 1930; for canyons see J. Kang, *Urban Sound Environment*, 2007.
    """
    away = np.hypot(*(walls.centre - ear)[:, :2].T)
    near = np.argsort(away, kind="stable")[:12]
    if not len(near):
        return TAIL_SECONDS[0]
    height = float(walls.height[near].mean())
    width = 2 * float(np.median(away[near]))
    around = 2 * (width + height)
    lost = (width * (SKY + WALLS) + 2 * height * WALLS) / around
    free = np.pi * width * height / around
    return float(np.clip(13.8 * free / (SPEED_OF_SOUND * -np.log1p(-min(lost, 0.95))), *TAIL_SECONDS))


def street(camera: CameraPath, walls: Walls, source: Array, seed: int) -> Array:
    """Return what the street adds to sounds around ``source``: an impulse response, shape [samples, 2].

    Single reflections and a diffuse tail. The direct sound is not in it.

    Args:
        camera: Its first frame stands for all.
        walls: Of the street.
        source: Where the sounds come from on the whole [m], shape [3].
        seed: Of the diffuse tail.
    """
    from scipy.signal import lfilter

    ear, seconds = camera.position[0], tail_s(walls, camera.position[0])
    response = np.zeros((round((0.35 + 0.6 * seconds) * SAMPLE_RATE), 2))
    found = echoes(walls, source, ear, axis_of(camera.orientation[:1], 0)[0])
    blur = np.hanning(round(BLUR_S * SAMPLE_RATE) + 2)[1:-1]
    for delay, gain, pan in zip(found.delay, found.gain, found.pan, strict=True):
        start = max(round(delay * SAMPLE_RATE) - len(blur) // 2, 1)
        stop = min(start + len(blur), len(response))
        response[start:stop] += (blur / blur.sum())[: max(stop - start, 0), None] * ears_of(float(pan)) * gain
    time = np.arange(len(response)) / SAMPLE_RATE
    fade = np.exp(-6.91 * time / seconds) * (1 - np.exp(-time / 0.05))
    noise = np.random.default_rng([seed, 71]).standard_normal(response.shape) * fade[:, None]
    tail = lfilter([0.3], [1, -0.7], noise, axis=0)  # facades and air keep little above 3 kHz
    return np.asarray(response + tail * (TAIL_PRESSURE / np.sqrt(np.square(tail).sum(axis=0).max())))


def ears_of(pan: float) -> Array:
    """Return the gain of the left and the right ear for a pan of -1 to 1, shape [2]; 1 each straight ahead."""
    turn = np.pi / 4 * (1 + WIDTH * pan)
    return np.sqrt(2) * np.array([np.cos(turn), np.sin(turn)])
