"""A shot's camera, frame by frame: one move, eased, and a shoulder under it where it is hand-held."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief.scene import Camera
from rushes.engines.clip.shot.framing import Framed

Floats = NDArray[np.float64]

TRAVEL: Final[Mapping[str, float]] = {"slow": 0.22, "usual": 0.36, "fast": 0.55}
"""How far a push, a pull, a track or a crane goes over a shot, as a share of the way to the subject."""

TURNS: Final[Mapping[str, Mapping[str, float]]] = {
    "pan": {"slow": 18.0, "usual": 30.0, "fast": 55.0},
    "tilt": {"slow": 12.0, "usual": 20.0, "fast": 34.0},
    "orbit": {"slow": 25.0, "usual": 45.0, "fast": 85.0},
    "whip": {"slow": 70.0, "usual": 90.0, "fast": 120.0},
}
"""How far a camera turns over a shot [deg]."""

WHIP_S: Final = 0.30
SHOULDER_DEG, SHOULDER_M = 0.30, 0.010
"""How far a camera on a shoulder strays (root mean square)."""

Follow = Callable[[float], Floats]
"""Where the subject is more than at its first frame, by the time after it [m]."""


def moved(start: Framed, camera: Camera, times: Floats, follow: Follow | None, seed: int) -> tuple[Floats, Floats]:
    """Return the camera's places and what it looks at, each of shape [frames, 3] [m].

    Args:
        start: Where it stands at the shot's first frame.
        camera: Its move.
        times: Of each frame [s] after the shot's first.
        follow: Where its subject goes; None where it stays.
        seed: Of the shoulder.
    """
    eye, target = np.array(start.eye), np.array(start.target)
    length = max(float(times[-1]), 1e-6) if len(times) else 1.0
    share = _eased(times / length)
    away = target - eye
    distance = float(np.linalg.norm(away))
    ahead = away / distance
    right = np.cross(ahead, [0.0, 0.0, 1.0])
    right /= max(float(np.linalg.norm(right)), 1e-9)
    eyes, targets = np.tile(eye, (len(times), 1)), np.tile(target, (len(times), 1))
    gone = _path(camera, distance, length, share, times)
    hand = -1.0 if camera.toward == "left" else 1.0
    goes = np.array([follow(time) for time in times]) if follow is not None else np.zeros((len(times), 3))
    move = camera.move
    if move == "push_in":
        eyes += np.minimum(gone, distance * 0.86)[:, None] * ahead
    elif move == "pull_out":
        eyes -= gone[:, None] * ahead * [1.0, 1.0, 0.6]
    elif move == "track":
        if follow is not None and np.ptp(goes, axis=0).max() > 0.3:
            eyes, targets = eyes + goes, targets + goes
        else:
            slide = (gone - gone[-1] / 2)[:, None] * right * hand
            eyes, targets = eyes + slide, targets + slide
    elif move == "crane":
        down = camera.toward == "down"
        eyes[:, 2] += (gone[-1] - gone if down else gone) * 0.8
        eyes[:, :2] += (0.15 * gone)[:, None] * ahead[:2] * (1 if down else -1)
    elif move == "orbit":
        angle = np.radians(_turn(camera)) * (share - 0.5) * hand
        eyes = targets + _about_z(eyes - targets, angle)
    elif move in {"pan", "whip"}:
        if move == "pan" and camera.angle_deg is None and np.ptp(goes, axis=0).max() > 0.3:
            targets = targets + goes
        else:
            angle = np.radians(_turn(camera)) * hand * -1.0
            part = share - 0.5 if move == "pan" else _whipped(times, length)
            targets = eyes + _about_z(targets - eyes, angle * part)
    elif move == "tilt":
        rise = np.radians(_turn(camera)) * (share - 0.5 if camera.toward is None else share - 1.0)
        rise = -rise if camera.toward == "down" else rise
        targets = eyes + _raised(targets - eyes, rise)
    eyes[:, 2] = np.maximum(eyes[:, 2], 0.06)
    if move == "handheld" or camera.handheld:
        eyes, targets = _shouldered(eyes, targets, times, seed)
    return eyes, targets


def orientations(eyes: Floats, targets: Floats) -> Floats:
    """Return cameras' orientations as unit quaternions (w, x, y, z), shape [frames, 4]: they look down their own -z, level."""
    ahead = targets - eyes
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    right = np.cross(ahead, np.array([0.0, 0.0, 1.0]))
    right /= np.maximum(np.linalg.norm(right, axis=1, keepdims=True), 1e-9)
    up = np.cross(right, ahead)
    made = np.stack([right, up, -ahead], axis=-1)
    from scipy.spatial.transform import Rotation

    return np.asarray(Rotation.from_matrix(made).as_quat()[:, [3, 0, 1, 2]])


def _eased(share: Floats) -> Floats:
    """Return a share of the time as a share of the way: it starts and stops over the first and last fifth."""
    ramp = 0.2
    top = 1.0 / (1.0 - ramp)
    rising = 0.5 * top / ramp * share**2
    even = 0.5 * top * ramp + top * (share - ramp)
    falling = 1.0 - 0.5 * top / ramp * (1.0 - share) ** 2
    return np.where(share < ramp, rising, np.where(share > 1 - ramp, falling, even))


def _path(camera: Camera, distance: float, length: float, share: Floats, times: Floats) -> Floats:
    """Return how far the camera has gone at each frame [m]."""
    if camera.speed_ms is not None:
        return camera.speed_ms * times
    del length
    return share * TRAVEL[camera.pace] * distance


def _turn(camera: Camera) -> float:
    return abs(camera.angle_deg) if camera.angle_deg is not None else TURNS[camera.move][camera.pace]


def _whipped(times: Floats, length: float) -> Floats:
    """Return a whip's share: it waits, and is there in a third of a second in the middle of the shot, where its subject is."""
    begin = max(length / 2 - WHIP_S / 2, 0.0)
    step = np.clip((times - begin) / WHIP_S, 0.0, 1.0)
    return step**2 * (3 - 2 * step) - 1.0


def _about_z(vectors: Floats, angle: Floats) -> Floats:
    cos, sin = np.cos(angle), np.sin(angle)
    x, y = vectors[:, 0], vectors[:, 1]
    return np.stack([x * cos - y * sin, x * sin + y * cos, vectors[:, 2]], axis=1)


def _raised(vectors: Floats, angle: Floats) -> Floats:
    flat = np.linalg.norm(vectors[:, :2], axis=1)
    now = np.arctan2(vectors[:, 2], flat) + angle
    length = np.linalg.norm(vectors, axis=1)
    unit = vectors[:, :2] / np.maximum(flat, 1e-9)[:, None]
    return np.column_stack([unit * (length * np.cos(now))[:, None], length * np.sin(now)])


def _shouldered(eyes: Floats, targets: Floats, times: Floats, seed: int) -> tuple[Floats, Floats]:
    """Return a camera on a shoulder: it breathes, and corrects itself."""
    chance = np.random.default_rng([seed, 77])
    stray = np.zeros((len(times), 5))
    for hertz in (0.35, 0.7, 1.3, 2.4, 4.1):
        phase = chance.uniform(0, 2 * math.pi, 5)
        stray += np.sin(2 * math.pi * hertz * times[:, None] + phase) / (1 + hertz)
    stray /= 0.85
    away = targets - eyes
    away = _about_z(away, np.radians(SHOULDER_DEG) * stray[:, 0])
    away = _raised(away, np.radians(SHOULDER_DEG) * stray[:, 1])
    shifted = eyes + SHOULDER_M * stray[:, 2:]
    return shifted, shifted + away
