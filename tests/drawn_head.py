"""Heads that nobody has: drawn from a few numbers, so that no test needs a picture of a person."""

from __future__ import annotations

import numpy as np

SIZE = 512

ADA, BEN = 9, 21
"""Two people whom the recogniser finds quite unlike. Most drawn people are more like each other than real ones are."""


def head(person: int, *, gaze: float = 0.0, light: float = 1.0) -> np.ndarray:
    """Draw the head of an invented person: RGB, 8 bit, shape [512, 512, 3]; the same number is the same person.

    Args:
        person: Whose; every number has proportions and colours of its own.
        gaze: Where the eyes look, -1 to 1.
        light: Exposure.
    """
    import cv2

    rng = np.random.default_rng(person)
    skin = np.array([224, 180, 150]) * rng.uniform(0.4, 1.08) + rng.uniform(-8, 8, 3)
    hair = np.array([70, 48, 34]) * rng.uniform(0.3, 2.6) + rng.uniform(-10, 10, 3)
    wide, tall = rng.uniform(98, 140), rng.uniform(145, 185)
    apart, eye_y = rng.uniform(42, 64), rng.uniform(218, 246)
    eye_w, eye_h = rng.uniform(19, 31), rng.uniform(6, 17)
    nose_y, nose_w = rng.uniform(282, 318), rng.uniform(14, 32)
    mouth_y, mouth_w, lip = rng.uniform(334, 362), rng.uniform(30, 60), rng.uniform(4, 16)
    brow, tilt = rng.uniform(3, 16), rng.uniform(-14, 14)
    iris = rng.uniform(20, 170, 3)
    beard, glasses, fringe, lines = (bool(drawn) for drawn in rng.integers(0, 2, 4))

    picture = np.full((SIZE, SIZE, 3), rng.uniform(90, 160), np.float32)
    middle = 256
    _oval(picture, middle, 540, 190, 130, rng.uniform(30, 160, 3), soft=3)
    _oval(picture, middle, 420, 62, 90, skin * 0.8, soft=6)
    _oval(picture, middle, 232, wide + 22, tall + 12, hair, soft=4)
    for side in (-1, 1):
        _oval(picture, middle + side * (wide + 4), 262, 15, 30, skin * 0.86, soft=3)
    _oval(picture, middle, 268, wide, tall - 8, skin, soft=3)
    _shade(picture, middle, 268, wide, tall, skin)
    if beard:
        _oval(picture, middle, 372, wide * 0.86, 82, hair, soft=26)
        _oval(picture, middle, 268, wide * 0.8, 66, skin, soft=30)
    _oval(picture, middle, 122, wide * (1.15 if fringe else 0.95), 84 if fringe else 46, hair, soft=8)
    if lines:
        for y in (178, 192):
            _curve(picture, middle, y, 56, -5, skin * 0.72, 3)
        for side in (-1, 1):
            _curve(picture, middle + side * (nose_w + 24), mouth_y - 22, 12, side * 9, skin * 0.7, 4)
    for side in (-1, 1):
        x = middle + side * apart
        _oval(picture, x, eye_y, eye_w + 10, eye_h + 12, skin * 0.86, soft=14)
        _oval(picture, x, eye_y, eye_w, eye_h, (238, 236, 232), soft=2)
        _oval(picture, x + 6 * gaze, eye_y, eye_h + 1, eye_h + 1, iris, soft=2, within=(x, eye_y, eye_w, eye_h))
        _oval(picture, x + 6 * gaze, eye_y, eye_h * 0.5, eye_h * 0.5, (12, 10, 10), soft=1)
        _oval(picture, x + 6 * gaze + 3, eye_y - 3, 2.5, 2.5, (250, 250, 250), soft=1)
        _curve(picture, x, eye_y - 1, eye_w, -eye_h, (40, 26, 22), 4)
        _curve(picture, x, eye_y + 2, eye_w, eye_h, skin * 0.66, 2)
        _curve(picture, x, eye_y - 30 + side * tilt * 0.2, eye_w + 8, -8 - tilt, hair * 0.8, brow)
    _oval(picture, middle, nose_y - 34, 9, 46, np.minimum(skin * 1.09, 255), soft=12)
    _oval(picture, middle, nose_y, nose_w, 13, skin * 0.97, soft=8)
    for side in (-1, 1):
        _oval(picture, middle + side * nose_w * 0.55, nose_y + 6, 6, 4, skin * 0.4, soft=3)
        _curve(picture, middle + side * nose_w, nose_y - 2, 6, 8, skin * 0.7, 3)
    _oval(picture, middle, mouth_y - lip * 0.4, mouth_w, lip * 0.8, (166, 84, 82), soft=3)
    _oval(picture, middle, mouth_y + lip * 0.6, mouth_w * 0.86, lip, (184, 98, 94), soft=3)
    _curve(picture, middle, mouth_y, mouth_w, 3, (84, 34, 36), 4)
    _oval(picture, middle, mouth_y + 36, 40, 8, skin * 0.84, soft=12)
    if glasses:
        for side in (-1, 1):
            t = np.linspace(0, 2 * np.pi, 60)
            _line(picture, middle + side * apart + 40 * np.cos(t), eye_y + 4 + 32 * np.sin(t), (24, 22, 24), 6)
        _curve(picture, middle, eye_y, apart - 40, -6, (24, 22, 24), 6)
    grain = np.random.default_rng(0).normal(0, 2.0, picture.shape)
    soft = cv2.GaussianBlur(picture, (0, 0), 1.2)
    return np.clip((soft + grain) * light, 0, 255).astype(np.uint8)


def scene(*heads: tuple[np.ndarray, int, int, int], size: tuple[int, int] = (1280, 720)) -> np.ndarray:
    """Put heads into a picture: each with its left, top and width [px]. RGB, 8 bit."""
    import cv2

    rng = np.random.default_rng(5)
    picture = cv2.GaussianBlur(rng.uniform(60, 200, (size[1], size[0], 3)).astype("f4"), (0, 0), 9).astype(np.uint8)
    for drawn, left, top, width in heads:
        height = round(width * drawn.shape[0] / drawn.shape[1])
        picture[top : top + height, left : left + width] = cv2.resize(
            drawn, (width, height), interpolation=cv2.INTER_AREA
        )
    return picture


def _mask(x, y, a, b, soft):
    """Return how much an ellipse covers each pixel, its edge ``soft`` pixels wide."""
    down, across = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    reach = np.sqrt(((across - x) / a) ** 2 + ((down - y) / b) ** 2)
    return np.clip((1 - reach) * min(a, b) / soft + 0.5, 0, 1)[..., None]


def _oval(picture, x, y, a, b, colour, *, soft, within=None):
    cover = _mask(x, y, a, b, soft)
    if within is not None:
        cover = cover * _mask(*within, 2)
    picture[:] = picture * (1 - cover) + np.asarray(colour, np.float32) * cover


def _curve(picture, x, y, a, rise, colour, thick):
    """Draw an arc through (x - a, y), (x, y + rise) and (x + a, y)."""
    t = np.linspace(-1, 1, 40)
    _line(picture, x + a * t, y + rise * (1 - t**2), colour, thick)


def _line(picture, x, y, colour, thick):
    import cv2

    points = np.column_stack([x, y])
    drawn = np.zeros((SIZE, SIZE), np.float32)
    cv2.polylines(drawn, [np.round(points * 8).astype(np.int32)], False, 1.0, max(1, round(thick)), cv2.LINE_AA, 3)
    cover = cv2.GaussianBlur(drawn, (0, 0), 1.0)[..., None]
    picture[:] = picture * (1 - cover) + np.asarray(colour, np.float32) * cover


def _shade(picture, x, y, a, b, skin):
    """Let the face turn away from the light at its edge, and darken below the cheeks."""
    down, across = np.mgrid[0:SIZE, 0:SIZE].astype(np.float32)
    reach = np.clip(((across - x) / a) ** 2 + ((down - y) / b) ** 2, 0, 1)[..., None]
    lit = 1.06 - 0.34 * reach**2 + 0.06 * ((x - across) / a)[..., None]
    cover = _mask(x, y, a, b, 3)
    picture[:] = picture * (1 - cover) + np.clip(skin * lit, 0, 255) * cover
