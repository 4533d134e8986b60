"""The four corners of a facade, as somebody marked them or as a mask shows them."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.errors import BadInputError

Array = NDArray[np.float64]
Corners = tuple[tuple[float, float], tuple[float, float], tuple[float, float], tuple[float, float]]

NAMES: Final = ("bottom left", "bottom right", "top right", "top left")

SMALLEST_SIDE: Final = 0.03
"""Shortest side of a facade as a share of the picture's longer side: below it a pixel's slip turns the whole building."""

SECOND_LARGEST: Final = 0.1
"""A second part of a mask with more than this share of the first one's area is a second building, not a speck."""

AT_THE_EDGE: Final = 0.03
"""Share of an edge of the picture that a mask may touch: more, and it is cut off there."""

MOST_BOW: Final = 0.025
"""How far the middle of a side may leave its chord, as a share of its length: wide lenses bend by a hundredth."""

FILLS: Final = 0.93
"""Least agreement (intersection over union) of a mask with four straight sides; a roof's aerials and rounding cost a few per cent."""


def check_corners(corners: Sequence[Sequence[float]], width: int, height: int) -> Array:
    """Return a facade's corners in pixels, or say what is wrong with them.

    Args:
        corners: Bottom left, bottom right, top right, top left, as shares of the picture's width and height from its top
            left corner.
        width, height: Of the picture [px].

    Returns:
        Shape [4, 2], in the same order.

    Raises:
        BadInputError: They are not four, lie outside of the picture, cross, come in another order, or are too near to
            one another.
    """
    try:
        shares = np.array(corners, dtype=float)
    except (TypeError, ValueError):
        shares = np.zeros(0)
    if shares.shape != (4, 2) or not np.isfinite(shares).all():
        raise BadInputError(
            "A facade has four corners: bottom left, bottom right, top right, top left, each as x and y in shares of the "
            "picture, for example [[0.2, 0.8], [0.7, 0.75], [0.7, 0.2], [0.2, 0.1]]."
        )
    for name, (x, y) in zip(NAMES, shares, strict=True):
        if not (0.0 <= x <= 1.0 and 0.0 <= y <= 1.0):
            raise BadInputError(
                f"The facade's {name} corner ({x:g}, {y:g}) lies outside of the picture. Corners are shares of its width "
                "and height, from 0 to 1. Where the building is cut off by the frame, mark a smaller part of the facade "
                "that is whole, and give its storeys."
            )
    places = shares * np.array([width, height], dtype=float)
    sides = np.roll(places, -1, axis=0) - places
    shortest = float(np.hypot(*sides.T).min()) / max(width, height)
    if shortest < SMALLEST_SIDE:
        raise BadInputError(
            f"A side of the facade is only {100 * shortest:.1f} % of the picture long; from less than "
            f"{100 * SMALLEST_SIDE:.0f} % no camera can be solved. Mark a larger facade, or give the camera's numbers."
        )
    turns = sides[:, 0] * np.roll(sides[:, 1], -1) - sides[:, 1] * np.roll(sides[:, 0], -1)
    if (turns < 0).all() and places[:2, 1].mean() > places[2:, 1].mean() and sides[0, 0] > 0:
        return places
    if (turns < 0).all() or (turns > 0).all():
        raise BadInputError(
            "The facade's corners come in another order. Give bottom left, bottom right, top right, top left, as they are "
            "seen in the picture."
        )
    raise BadInputError(
        "The facade's sides cross, or it has a corner that points inward. Give bottom left, bottom right, top right, top "
        "left, once round the facade."
    )


def corners_of_mask(path: Path, width: int, height: int) -> Corners:
    """Find the four corners of a masked facade: white on black, of the plate's size.

    The smallest four-sided outline round the mask, by taking the sides of its hull away one after the other whose loss
    adds least (Aggarwal, Chang and Yap, "Minimum area circumscribing polygons", 1985, greedily).

    Args:
        path: The mask.
        width, height: Of the plate [px].

    Returns:
        Corners as shares of the picture, bottom left first.

    Raises:
        BadInputError: It can't be read, is of another size, empty, holds two buildings, touches the picture's edge, or is
            not four-sided.
    """
    import cv2

    mask = read_mask(path, width, height)
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=8)
    areas = stats[1:, cv2.CC_STAT_AREA]
    order = np.argsort(-areas, kind="stable")
    if count > 2 and areas[order[1]] > SECOND_LARGEST * areas[order[0]]:
        raise BadInputError(
            f"The mask {path} shows {int((areas > SECOND_LARGEST * areas.max()).sum())} buildings that do not touch. Keep "
            'the one that comes down, or give its corners under "site: {corners: ...}".'
        )
    part = (labels == order[0] + 1).astype(np.uint8)
    outline = max(cv2.findContours(part, cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)[0], key=cv2.contourArea)
    _whole(part, path)
    hull = cv2.convexHull(outline).reshape(-1, 2).astype(float)
    quad = _four_sided(hull)
    if quad is None:
        raise BadInputError(
            f'The mask {path} has no four sides. Give the facade\'s corners under "site: {{corners: ...}}".'
        )
    drawn = np.zeros_like(part)
    cv2.fillPoly(drawn, [np.round(quad).astype(np.int32)], 1)
    agreement = float((drawn & part).sum()) / float((drawn | part).sum())
    if _bow(outline.reshape(-1, 2).astype(float), quad) > MOST_BOW:
        raise BadInputError(
            f"The mask {path} is bowed: a long side of it bends evenly off the straight line. A curved facade can't be stood up from "
            'four corners; mark a part of it that is nearly flat, or give its corners under "site: {corners: ...}".'
        )
    if agreement < FILLS:
        raise BadInputError(
            f"The mask {path} is not four-sided: four straight sides agree with {100 * agreement:.0f} % of it. Mask one "
            'flat facade from the ground to its roof line, or give its corners under "site: {corners: ...}".'
        )
    shares = (_from_bottom_left(quad) + 0.5) / [width, height]
    off = shares[((shares < 0.0) | (shares > 1.0)).any(axis=1)]
    if len(off):
        raise BadInputError(
            f"The mask {path} is cut off by the picture's edge: a corner of the facade lies outside, at "
            f"({off[0, 0]:.2f}, {off[0, 1]:.2f}). Mask a part of the facade that is whole, and give its storeys."
        )
    a, b, c, d = ((float(x), float(y)) for x, y in shares)
    return a, b, c, d


def _whole(part: NDArray[np.uint8], path: Path) -> None:
    """Stop where a mask runs out of the picture."""
    edges = {"left": part[:, 0], "right": part[:, -1], "top": part[0], "bottom": part[-1]}
    cut = [name for name, edge in edges.items() if float(edge.mean()) > AT_THE_EDGE]
    if cut:
        raise BadInputError(
            f"The mask {path} runs out of the picture on the {' and the '.join(cut)}: where the facade ends there is not seen. Mask a part "
            "of the facade that is whole, with its foot and a line of its storeys, and give the storeys of that part."
        )


def _bow(outline: Array, quad: Array) -> float:
    """Return by how much the outline bulges out of the chord of a long side evenly, as a share of its length: 0 for straight sides."""
    worst = 0.0
    for start, end in zip(quad, np.roll(quad, -1, axis=0), strict=True):
        side = end - start
        length = float(np.hypot(*side))
        along = (outline - start) @ side / length**2
        off = (side[0] * (outline - start)[:, 1] - side[1] * (outline - start)[:, 0]) / length**2
        near = (np.abs(off) < 0.25) & (along > 0.02) & (along < 0.98)
        if int(near.sum()) < MOST_BOW * 1000 or length < 0.3 * float(np.ptp(quad, axis=0).max()):
            continue
        bend = np.polyfit(along[near], off[near], 2)
        left = off[near] - np.polyval(bend, along[near])
        sagitta = abs(float(bend[0])) / 4
        # An even bend: most of what leaves the line is the bow itself, not a step or a chimney.
        if sagitta > 3 * float(np.sqrt(np.mean(left**2))):
            worst = max(worst, sagitta)
    return worst


def read_mask(path: Path, width: int, height: int) -> NDArray[np.bool_]:
    """Read a mask: what is brighter than half is the building, shape [height, width].

    Raises:
        BadInputError: It can't be read, is of another size than the plate, or has nothing in it.
    """
    from rushes.media.picture import read_picture

    picture = read_picture(path)
    if picture.size != (width, height):
        raise BadInputError(
            f"The mask {path} is {picture.size[0]}x{picture.size[1]} but the plate is {width}x{height}. Export it at the "
            "plate's size."
        )
    mask = picture.pixels.max(axis=2) > 0.5
    if not mask.any():
        raise BadInputError(f"The mask {path} is black all over. Paint the building white.")
    return np.asarray(mask)


def _four_sided(hull: Array) -> Array | None:
    """Return four corners round a convex outline, or None where there are none."""
    corners = list(hull)
    while len(corners) > 4:
        best: tuple[float, int, Array] | None = None
        for k in range(len(corners)):
            a, b, c, d = (corners[(k + step) % len(corners)] for step in range(-1, 3))
            meeting = _meeting(a, b, c, d)
            if meeting is None:
                continue
            added = abs(float(_cross(meeting - b, c - b))) / 2
            if best is None or added < best[0]:
                best = (added, k, meeting)
        if best is None:
            return None
        _, k, meeting = best
        corners[k] = meeting
        del corners[(k + 1) % len(corners)]
    return np.array(corners) if len(corners) == 4 else None


def _meeting(a: Array, b: Array, c: Array, d: Array) -> Array | None:
    """Return where the side before b and the side after c meet beyond the side from b to c."""
    one, other = b - a, c - d
    across = _cross(one, other)
    if abs(across) < 1e-9:
        return None
    along = _cross(c - b, other) / across
    back = _cross(c - b, one) / across
    if along < 0 or back < 0:
        return None
    return np.asarray(b + along * one)


def _cross(a: Array, b: Array) -> float:
    return float(a[0] * b[1] - a[1] * b[0])


def _from_bottom_left(quad: Array) -> Array:
    middle = quad.mean(axis=0)
    turn = np.arctan2(quad[:, 1] - middle[1], quad[:, 0] - middle[0])
    ordered = quad[np.argsort(-turn)]  # y points down: falling angles go round from bottom right over top right
    low = ordered[:, 1] > middle[1]
    starts = [k for k in range(4) if low[k] and low[(k + 1) % 4]]
    first = starts[0] if starts else int(np.argmax(ordered[:, 1] - ordered[:, 0]))
    return np.roll(ordered, -first, axis=0)
