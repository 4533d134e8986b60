"""A picture of what was solved: lines by vanishing point, the horizon, and the building's box on the plate."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.matchmove.camera_match import CameraMatch
from rushes.media.colour import SRGB_TEXTURE, for_display
from rushes.media.picture import Picture
from rushes.media.plate import to_light

Array = NDArray[np.float64]

COLOURS: Final = ((224, 72, 64), (72, 168, 80), (72, 116, 232))
"""Of lines along the facade (x), away from the camera (y) and upright (z), red, green, blue as in every scene editor."""

UNUSED: Final = (150, 150, 150)
HORIZON: Final = (240, 208, 64)
BOX: Final = (255, 255, 255)

SUN: Final = (255, 176, 32)
SHADE: Final = (24, 20, 40)

WINDOW: Final = (64, 216, 232)

POST_SHARE: Final = 0.25
"""How high the posts are that show the sun, as a share of the facade's height."""

DEPTH_SHARE: Final = 0.6
"""How deep the drawn box is, as a share of the facade's width: nobody knows, it shows where "away" leads."""


def draw_overlay(
    match: CameraMatch,
    picture: Picture,
    path: Path,
    *,
    toward_sun: Array | None = None,
    windows: Sequence[Sequence[float]] = (),
) -> None:
    """Write a PNG of a plate with what was solved drawn over it.

    Args:
        match: What was solved.
        picture: The plate.
        path: Where to.
        toward_sun: Unit vector of the facade's frame; three posts before the facade then throw their shadows, each with the
            ray that ends there.
        windows: Left, right, low, high of windows on the facade [m].

    Raises:
        OSError: It can't be written.
    """
    import cv2
    from PIL import Image

    shown = picture.pixels if picture.space == SRGB_TEXTURE else for_display(to_light(picture))
    canvas = np.ascontiguousarray((np.clip(shown, 0.0, 1.0) * 255.0 * 0.72 + 0.5).astype(np.uint8))
    thick = max(1, round(match.width / 640))

    def line(a: Array, b: Array, colour: tuple[int, int, int], width: int = thick) -> None:
        x0, y0, x1, y1 = (int(part) for part in np.clip([*a, *b], -1e5, 1e5) * 16)
        cv2.line(canvas, (x0, y0), (x1, y1), colour, width, cv2.LINE_AA, 4)

    for k in (-1, 0, 1, 2):
        for x0, y0, x1, y1 in match.segments[match.axis == k]:
            line(np.array([x0, y0]), np.array([x1, y1]), UNUSED if k < 0 else COLOURS[k])
    edges = np.array([[0.0, match.horizon_px(0.0)], [match.width, match.horizon_px(match.width)]])
    line(edges[0], edges[1], HORIZON)
    if match.facade_m is not None and match.eye is not None:
        _box(match, line, 2 * thick)
        for left, right, low, high in windows:
            seen = match.project(np.array([[left, 0, low], [right, 0, low], [right, 0, high], [left, 0, high]]))
            for a, b in zip(seen, np.roll(seen, -1, axis=0), strict=True):
                line(a, b, WINDOW, thick)
        if toward_sun is not None:
            _posts(match, toward_sun, line, 2 * thick)
    part = path.with_name(f"{path.name}.part")
    Image.fromarray(canvas).save(part, format="PNG")
    part.replace(path)


def _box(match: CameraMatch, line, width: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a closure of the caller
    """Draw the building's box with a grid of its front, as far as it lies before the camera."""
    assert match.facade_m is not None  # noqa: S101 - the caller asked
    assert match.eye is not None  # noqa: S101 - the caller asked
    wide, high = match.facade_m[0] / 2, match.facade_m[1]
    deep = 2 * wide * DEPTH_SHARE
    corners = np.array(
        [[x, y, z] for y in (0.0, deep) for x, z in ((-wide, 0), (wide, 0), (wide, high), (-wide, high))]
    )
    ahead = (corners - match.eye) @ match.axes[2] > 0.1
    seen = match.project(corners)
    pairs = [(k, (k + 1) % 4) for k in range(4)]
    pairs += [(a + 4, b + 4) for a, b in pairs] + [(k, k + 4) for k in range(4)]
    for a, b in reversed(pairs):
        if ahead[a] and ahead[b]:
            line(seen[a], seen[b], BOX, width if max(a, b) < 4 else max(1, width // 2))


def _posts(match: CameraMatch, toward_sun: Array, line, width: int) -> None:  # type: ignore[no-untyped-def]  # noqa: ANN001 - a closure of the caller
    """Draw posts before the facade with their shadows on the ground, and the rays that end there."""
    assert match.facade_m is not None  # noqa: S101 - the caller asked
    assert match.eye is not None  # noqa: S101 - the caller asked
    high = POST_SHARE * match.facade_m[1]
    before = 0.25 * float(-match.eye[1])
    for share in (-0.35, 0.0, 0.35):
        foot = np.array([share * match.facade_m[0], -before, 0.0])
        top = foot + [0.0, 0.0, high]
        reach = min(high / max(float(toward_sun[2]), 0.05), 8 * high)
        end = top - toward_sun * reach
        pairs = [(foot, end * [1.0, 1.0, 0.0], SHADE), (end, top + toward_sun * high, SUN), (foot, top, BOX)]
        for a, b, colour in pairs:
            ends = np.stack([a, b])
            if (((ends - match.eye) @ match.axes[2]) > 0.1).all():
                seen = match.project(ends)
                line(seen[0], seen[1], colour, width)
