"""The skin as maps round the head: wrinkles as a height, spots and blood as a tint. Drawn from a seed, not from any photograph.

A map is a cylinder laid flat: ``u`` runs round the head and ``v`` up from the eyes, both in millimetres.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from performers.base import MM, Base
from performers.people import Layers, Person

Floats = NDArray[np.float64]
Singles = NDArray[np.float32]

PITCH_MM, HALF_WIDE_MM, HALF_TALL_MM = 0.3, 168.0, 150.0
"""Pitch and half sides of a map: from ear to ear, and from the collar to the crown."""

_AXIS_DM, _RADIUS_DM = 0.35, 1.05
"""Where the cylinder's axis stands before the head's middle, and its radius: the face's own at the eyes."""

LANDMARKS: Final = {
    "outer": (11472, True),
    "inner": (6847, True),
    "corner": (11941, True),
    "ala": (11673, True),
    "tip": (294, False),
}
"""Vertices of the base mesh by what they are; True for those of the left side that have a mirror image."""


@dataclass(frozen=True, eq=False)
class Skin:
    """A performer's skin at an age.

    Attributes:
        height: Of the surface over its smooth form [mm], shape [rows, columns], top row first.
        tint: Factors on the skin's albedo, shape [rows, columns, 3].
    """

    height: Singles
    tint: Singles


def unrolled(rest: Floats, eye_height: float) -> Floats:
    """Return where points of the head at rest [dm] are on a map [mm], shape [n, 2]."""
    u = np.arctan2(rest[:, 0], rest[:, 2] - _AXIS_DM) * _RADIUS_DM * MM
    return np.stack([u, (rest[:, 1] - eye_height) * MM], axis=1)


def pixels(places: Floats) -> Floats:
    """Return a map's pixels (column, row) of places on it [mm]."""
    return np.stack([(places[:, 0] + HALF_WIDE_MM) / PITCH_MM, (HALF_TALL_MM - places[:, 1]) / PITCH_MM], axis=1)


def landmarks(base: Base, rest: Floats) -> dict[str, Floats]:
    """Return where the landmarks are on the map [mm], shape [2]: of the left side where there are two."""
    eyes = base.joint("l-eye", rest)[1]
    return {name: unrolled(rest[[at]], eyes)[0] for name, (at, _) in LANDMARKS.items()}


def skin(person: Person, at: dict[str, Floats], layers: Layers) -> Skin:
    """Draw a performer's skin.

    Args:
        person: Whose.
        at: ``landmarks`` of the young shape at rest: age must not move a spot.
        layers: How old wrinkles and tone are.
    """
    rows, columns = round(2 * HALF_TALL_MM / PITCH_MM), round(2 * HALF_WIDE_MM / PITCH_MM)
    height = np.zeros((rows, columns), np.float32)
    for fold in _folds(person, at):
        _draw(height, fold, max(fold.young, fold.young + (1 - fold.young) * layers.wrinkles))
    height += _crepe(person, rows, columns) * layers.wrinkles
    return Skin(height, _tint(person, at, layers.tone, rows, columns))


@dataclass(frozen=True)
class Fold:
    """One wrinkle: points of its course [mm], half width and depth [mm], and how much of it the young have."""

    course: Floats
    half_mm: float
    depth_mm: float
    young: float = 0.0


def _folds(person: Person, at: dict[str, Floats]) -> list[Fold]:
    rng = np.random.default_rng(person.seed)
    deep = 0.75 if person.sex == "female" else 1.0
    dark = 0.8 if max(person.skin) < 0.25 else 1.0
    folds: list[Fold] = []
    for line in range(5):
        level = 42 + 9.5 * line + rng.normal(0, 1.5)
        reach = (34 + rng.normal(0, 5)) * (0.75 if line in {0, 4} else 1.0)
        for piece in _broken(-reach, reach, rng):
            u = np.linspace(*piece, 14)
            v = level + 3.0 * np.cos(u / 22) - 0.004 * u**2 + _wobble(rng, 14, 0.8)
            folds.append(Fold(np.stack([u, v], 1), rng.uniform(0.7, 1.3), deep * rng.uniform(0.35, 0.7), 0.04))
    for side in (-1, 1):
        folds += _one_side(at, side, rng, deep)
    folds += [
        Fold(
            _course(rng, [(-52, -118 - 14 * n), (0, -126 - 14 * n + rng.normal(0, 2)), (52, -117 - 14 * n)], 1.5),
            1.4,
            0.6,
            0.15,
        )
        for n in range(2)
    ]
    return [Fold(fold.course, fold.half_mm, 1.5 * fold.depth_mm * dark, fold.young) for fold in folds]


def _one_side(at: dict[str, Floats], side: int, rng: np.random.Generator, deep: float) -> list[Fold]:
    flip = np.array([side, 1.0])
    outer, inner, corner, ala = (at[name] * flip for name in ("outer", "inner", "corner", "ala"))
    lines: list[Fold] = []

    def add(points: Sequence[tuple[float, float]], half: float, depth: float, young: float = 0.0) -> None:
        spots = [(side * u, v) for u, v in points]
        lines.append(
            Fold(_course(rng, spots, 0.5), half * rng.uniform(0.85, 1.2), deep * depth * rng.uniform(0.7, 1.25), young)
        )

    u, v = abs(outer[0]), outer[1]
    for step, slope in enumerate((0.75, 0.4, 0.08, -0.28, -0.6)):
        start, length = (u + 4 + rng.normal(0, 1), v + slope * 5), rng.uniform(14, 24)
        end = (start[0] + length * 0.95, start[1] + slope * length + rng.normal(0, 1.5))
        middle = ((start[0] + end[0]) / 2, (start[1] + end[1]) / 2 - 0.6 * (step - 2))
        add([start, middle, end], 0.65, 0.5)
    i = abs(inner[0])
    for drop, depth, young in ((9.5, 0.5, 0.1), (14.5, 0.7, 0.2), (19.0, 0.35, 0.0)):
        add([(i + 1, v - drop * 0.6), ((i + u) / 2, v - drop), (u - 1, v - drop * 0.55)], 0.9, depth, young)
    add([(i - 9.5 + rng.normal(0, 0.8), 22), (i - 8.5, 31), (i - 9.0, 38 + rng.normal(0, 3))], 1.1, 0.65, 0.05)
    c, a = abs(corner[0]), abs(ala[0])
    add([(a + 3, ala[1] + 4), (a + 9, ala[1] - 8), (c + 6, corner[1] + 8), (c + 8, corner[1] - 4)], 1.7, 1.15, 0.22)
    add([(c + 1, corner[1] - 1), (c + 4, corner[1] - 9), (c + 4, corner[1] - 20)], 1.4, 0.8, 0.05)
    add([(c + 22, corner[1] + 16), (c + 25, corner[1]), (c + 20, corner[1] - 14)], 1.3, 0.4)
    for spot in np.linspace(2.5, c - 5, 5):
        add([(spot, corner[1] + 9), (spot * 1.04, corner[1] + 14.5)], 0.55, 0.3)
    return lines


def _tint(person: Person, at: dict[str, Floats], age: float, rows: int, columns: int) -> Singles:
    """Return blood, shadows under the eyes, mottling and spots as factors."""
    rng = np.random.default_rng(person.seed + 1)
    dark = max(person.skin) < 0.25
    u = (np.arange(columns) * PITCH_MM - HALF_WIDE_MM)[None, :]
    v = (HALF_TALL_MM - np.arange(rows) * PITCH_MM)[:, None]
    tint = np.ones((rows, columns, 3))
    blood = _bump(u, v, (0, at["tip"][1]), 12)
    for side in (-1, 1):
        blood = blood + _bump(u, v, (side * 42, at["tip"][1] + 5), 17)
    red = np.array([0.02, 0.13, 0.12]) * (0.35 if dark else 1.0)
    tint -= (blood * (0.5 + 0.6 * age))[..., None] * red
    for side in (-1, 1):
        middle = side * (abs(at["inner"][0]) + abs(at["outer"][0])) / 2
        under = np.exp(-0.5 * (((u - middle) / 14) ** 2 + ((v - at["inner"][1] + 12) / 5.5) ** 2))
        tint -= (under * (0.05 + 0.17 * age))[..., None] * np.array([0.75, 1.0, 0.85])
    fine, broad = _noise(rng, rows, columns, 1.6), _noise(rng, rows, columns, 9.0)
    tint *= 1 + ((0.018 + 0.035 * age) * broad + (0.012 + 0.022 * age) * fine)[..., None] * np.array([0.6, 1.0, 1.1])
    for number in range(70):
        place = rng.uniform(-95, 95), rng.uniform(-110, 100)
        size, strength = abs(rng.normal(0, 1.1)) + 0.5, rng.uniform(0.12, 0.4)
        own = 1.0 if number < 6 else age  # a few moles are there at any age
        tint *= 1 - (own * strength * _bump(u, v, place, size))[..., None] * np.array([0.7, 0.95, 1.0])
    sallow = np.array([0.95, 0.93, 0.86]) if not dark else np.array([0.95, 0.95, 0.95])
    tint *= 1 - age * (1 - sallow)
    if person.sex == "male" and not dark:
        jaw = np.clip((-38 - v) / 12, 0, 1) * np.clip((88 - np.abs(u)) / 20, 0, 1) * np.clip((v + 108) / 15, 0, 1)
        tint *= 1 - (0.14 * jaw * (1 - 0.4 * age))[..., None] * np.array([1.0, 0.75, 0.55])
    return np.asarray(np.clip(tint, 0.05, 1.5), np.float32)


def _bump(u: Floats, v: Floats, place: tuple[float, float], size: float) -> Floats:
    return np.asarray(np.exp(-0.5 * (((u - place[0]) / size) ** 2 + ((v - place[1]) / size) ** 2)))


def _noise(rng: np.random.Generator, rows: int, columns: int, size_mm: float) -> Singles:
    """Return smooth noise of mean 0 and deviation 1, with blobs of a size."""
    import cv2

    soft = cv2.GaussianBlur(rng.normal(size=(rows, columns)).astype(np.float32), (0, 0), size_mm / PITCH_MM)
    return np.asarray((soft - soft.mean()) / soft.std(), np.float32)


def _crepe(person: Person, rows: int, columns: int) -> Singles:
    """Return fine lines all over that the old have [mm]: noise that is longer along the skin's lines than across."""
    import cv2

    rng = np.random.default_rng(person.seed + 2)
    sheet = rng.normal(size=(rows, columns)).astype(np.float32)
    long = cv2.GaussianBlur(sheet, (0, 0), sigmaX=3.2 / PITCH_MM, sigmaY=0.55 / PITCH_MM)
    return np.asarray(0.09 * long / long.std(), np.float32)


def _draw(height: Singles, fold: Fold, share: float) -> None:
    """Cut a fold into a height map: a valley with a lower ridge on either side, running out at its ends."""
    import cv2

    if share <= 0:
        return
    sigma = fold.half_mm / PITCH_MM
    place, room = pixels(fold.course), int(8 * sigma) + 2
    low = np.maximum(np.floor(place.min(axis=0)).astype(int) - room, 0)
    high = np.ceil(place.max(axis=0)).astype(int) + room
    part = height[low[1] : high[1], low[0] : high[0]]
    line = np.zeros_like(part)
    at = np.round((place - low) * 16).astype(int)
    fade = np.sin(np.pi * np.linspace(0.04, 0.96, len(at) - 1)) ** 0.6
    for one, two, strength in zip(at[:-1], at[1:], fade, strict=True):
        cv2.line(line, tuple(map(int, one)), tuple(map(int, two)), float(strength), 1, cv2.LINE_8, 4)
    valley = cv2.GaussianBlur(line, (0, 0), sigma)
    ridge = cv2.GaussianBlur(line, (0, 0), 2.4 * sigma)
    scale = share * fold.depth_mm * sigma * np.sqrt(2 * np.pi)
    part -= np.asarray(scale * (valley - 0.9 * ridge), np.float32)


def _course(rng: np.random.Generator, points: Sequence[tuple[float, float]], wobble: float) -> Floats:
    """Return a smooth course through points, never quite even [mm]."""
    given = np.array(points)
    fine = np.linspace(0, len(given) - 1, 16)
    steps = np.arange(len(given))
    degree = min(len(given) - 1, 3)
    smooth = np.stack([np.polyval(np.polyfit(steps, given[:, k], degree), fine) for k in (0, 1)], axis=1)
    return np.asarray(smooth + np.stack([_wobble(rng, 16, wobble), _wobble(rng, 16, wobble)], axis=1))


def _wobble(rng: np.random.Generator, count: int, size: float) -> Floats:
    steps = np.cumsum(rng.normal(size=count))
    steps = steps - np.linspace(steps[0], steps[-1], count)
    return np.asarray(size * steps / max(float(np.abs(steps).max()), 1e-6))


def _broken(low: float, high: float, rng: np.random.Generator) -> list[tuple[float, float]]:
    """Return a line, or its two pieces with a gap or a lap between them."""
    if rng.uniform() < 0.45:
        return [(low, high)]
    cut = rng.uniform(low * 0.4, high * 0.4)
    return [(low, cut + rng.uniform(-4, 2)), (cut + rng.uniform(-2, 4), high)]
