"""The few solids that props are made of: each with its edges rounded, as nothing that is made is quite sharp."""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from rushes.engines.dressing.mesh import Floats, Mesh, boxed, faces, joined

_UP = np.array([0.0, 0.0, 1.0])


def box(x: float, y: float, z: float, bevel: float = 0.004, segments: int = 2) -> Mesh:
    """Return a box with rounded edges that stands on the ground, its middle over the origin.

    Args:
        x: Width [m].
        y: Depth [m].
        z: Height [m].
        bevel: Radius of its edges [m]; at most half of its thinnest side.
        segments: Faces over an edge.
    """
    half = np.array([x, y, z]) / 2.0
    radius = min(bevel, float(half.min()) * 0.98)
    core = half - radius
    offsets = np.tan(np.linspace(-math.pi / 4, 0.0, segments + 1))
    steps = np.concatenate([offsets, -offsets[::-1]])
    side = np.concatenate([np.full(segments + 1, -1.0), np.full(segments + 1, 1.0)])
    count = len(steps)
    meshes = []
    for axis, sign in itertools.product(range(3), (-1.0, 1.0)):
        one, two = (axis + 1) % 3, (axis + 2) % 3
        grid = np.zeros((count, count, 3))
        grid[..., one], grid[..., two], grid[..., axis] = steps[:, None], steps[None, :], sign
        middle = np.zeros_like(grid)
        middle[..., one], middle[..., two] = side[:, None] * core[one], side[None, :] * core[two]
        middle[..., axis] = sign * core[axis]
        places = middle + radius * grid / np.linalg.norm(grid, axis=-1, keepdims=True)
        mesh = sheet(places)
        meshes.append(mesh if sign > 0 else mesh.flipped())
    return boxed(joined(meshes)).moved(z=half[2])


def sheet(places: Floats, st: Floats | None = None, *, around: bool = False) -> Mesh:
    """Return a grid of quads; its outside is where rows cross columns counter-clockwise.

    Args:
        places: Shape [rows, columns, 3].
        st: Places on the surface [m], shape [rows, columns (+ 1 around), 2]; by default lengths along the middle row and column.
        around: Whether the last column meets the first.
    """
    rows, columns = places.shape[:2]
    if st is None:
        ring = np.concatenate([places, places[:, :1]], axis=1) if around else places
        along = np.linalg.norm(np.diff(places, axis=0), axis=2).mean(axis=1)
        across = np.linalg.norm(np.diff(ring, axis=1), axis=2).max(axis=0)
        st = np.stack(
            np.meshgrid(np.concatenate([[0], np.cumsum(across)]), np.concatenate([[0], np.cumsum(along)])), axis=-1
        )
    row, column = np.meshgrid(np.arange(rows - 1), np.arange(columns if around else columns - 1), indexing="ij")
    right = (column + 1) % columns
    quads = np.stack(
        [row * columns + column, (row + 1) * columns + column, (row + 1) * columns + right, row * columns + right], -1
    )
    wide = st.shape[1]
    flat = np.stack(
        [row * wide + column, (row + 1) * wide + column, (row + 1) * wide + column + 1, row * wide + column + 1], -1
    )
    return faces(places.reshape(-1, 3), quads.reshape(-1, 4), st.reshape(-1, 2)[flat.reshape(-1)])


def lathe(profile: Sequence[tuple[float, float]], segments: int = 40) -> Mesh:
    """Return what a lathe turns about the z axis.

    Args:
        profile: Radius and height [m], from the bottom up along the outside; a radius of 0 closes an end.
        segments: Faces around.
    """
    rims = np.array([(max(radius, 1e-5), height) for radius, height in profile])
    angle = np.linspace(0.0, 2 * math.pi, segments, endpoint=False)
    ring = np.stack([np.cos(angle), np.sin(angle)], axis=-1)
    places = np.concatenate(
        [rims[:, None, :1] * ring[None], np.broadcast_to(rims[:, None, 1:], (len(rims), segments, 1))], axis=-1
    )
    return sheet(places, around=True).flipped()


def rounded(profile: Sequence[tuple[float, float]], radius: float, segments: int = 3) -> list[tuple[float, float]]:
    """Return a profile whose inner corners are rounded: what ``lathe`` is given.

    Args:
        profile: Radius and height [m].
        radius: Of each corner [m]; less where its two sides are short.
        segments: Steps over a corner.
    """
    points = [np.array(place, float) for place in profile]
    made = [tuple(points[0])]
    for before, here, after in zip(points, points[1:], points[2:], strict=False):
        reach = min(radius, float(np.linalg.norm(before - here)) * 0.49, float(np.linalg.norm(after - here)) * 0.49)
        start = here + (before - here) / max(float(np.linalg.norm(before - here)), 1e-9) * reach
        end = here + (after - here) / max(float(np.linalg.norm(after - here)), 1e-9) * reach
        share = np.linspace(0.0, 1.0, segments + 1)[:, None]
        made += [tuple(row) for row in (1 - share) ** 2 * start + 2 * share * (1 - share) * here + share**2 * end]
    made.append(tuple(points[-1]))
    return [(float(place[0]), float(place[1])) for place in made]


def cylinder(radius: float, height: float, bevel: float = 0.003, segments: int = 40) -> Mesh:
    """Return a disc or post that stands on the ground, its rims rounded [m]."""
    bevel = min(bevel, radius * 0.45, height * 0.45)
    return lathe(rounded([(0.0, 0.0), (radius, 0.0), (radius, height), (0.0, height)], bevel), segments)


def tube(path: ArrayLike, radius: float, *, closed: bool = False, segments: int = 8) -> Mesh:
    """Return a pipe, cable or piping along a path.

    Args:
        path: Places [m], shape [n, 3].
        radius: Of the tube [m].
        closed: Whether the path's end meets its start; an open one is capped with half a ball.
        segments: Faces around.
    """
    places = np.asarray(path, float)
    ahead = np.roll(places, -1, axis=0) - np.roll(places, 1, axis=0)
    if not closed:
        ahead[0], ahead[-1] = places[1] - places[0], places[-1] - places[-2]
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    side = np.empty_like(ahead)
    start = np.cross(ahead[0], _UP)
    side[0] = start if np.linalg.norm(start) > 1e-3 else np.array([1.0, 0.0, 0.0])
    for index in range(len(places)):
        last = side[max(index - 1, 0)]
        flat = last - ahead[index] * (last @ ahead[index])
        side[index] = flat / max(float(np.linalg.norm(flat)), 1e-12)
    other = np.cross(ahead, side)
    angle = np.linspace(0.0, 2 * math.pi, segments, endpoint=False)
    ring = np.cos(angle)[None, :, None] * side[:, None] + np.sin(angle)[None, :, None] * other[:, None]
    rows = places[:, None] + radius * ring
    if closed:
        rows = np.concatenate([rows, rows[:1]])
        return sheet(rows, around=True).flipped()
    bend = np.linspace(0.0, math.pi / 2, 4)[1:]
    foot = [places[0] + radius * (math.cos(b) * ring[0] - math.sin(b) * ahead[0]) for b in bend[::-1]]
    head = [places[-1] + radius * (math.cos(b) * ring[-1] + math.sin(b) * ahead[-1]) for b in bend]
    return sheet(np.concatenate([np.array(foot), rows, np.array(head)]), around=True).flipped()


def loop(x: float, y: float, radius: float, segments: int = 6) -> Floats:
    """Return a rectangle with round corners about the origin, counter-clockwise, shape [n, 2].

    Args:
        x: Width [m].
        y: Depth [m].
        radius: Of its corners [m].
        segments: Steps over a corner and along a side.
    """
    radius = min(radius, x * 0.499, y * 0.499)
    turns = []
    for quarter, (sign_x, sign_y) in enumerate(((1, -1), (1, 1), (-1, 1), (-1, -1))):
        angle = np.linspace(-math.pi / 2, 0.0, segments + 1) + quarter * math.pi / 2
        middle = np.array([sign_x * (x / 2 - radius), sign_y * (y / 2 - radius)])
        turns.append(middle + radius * np.stack([np.cos(angle), np.sin(angle)], axis=1))
    made = []
    for turn, following in zip(turns, turns[1:] + turns[:1], strict=True):
        made.append(turn)
        share = np.linspace(0.0, 1.0, segments + 1)[1:-1, None]
        made.append(turn[-1] * (1 - share) + following[0] * share)
    return np.concatenate(made)


def plate(outline: ArrayLike, thickness: float, bevel: float = 0.003) -> Mesh:
    """Return a flat board of any outline that lies on the ground, its rims rounded.

    Args:
        outline: Counter-clockwise, shape [n, 2] [m].
        thickness: [m].
        bevel: Radius of its rims [m].
    """
    shape = np.asarray(outline, float)
    bevel = min(bevel, thickness * 0.45)
    bend = np.linspace(0.0, math.pi / 2, 3)
    rims = [(bevel * (1 - math.sin(b)), bevel * (1 - math.cos(b))) for b in bend]
    rims += [(inset, thickness - height) for inset, height in reversed(rims)]
    rows = np.stack(
        [np.concatenate([shrunk(shape, inset), np.full((len(shape), 1), height)], axis=1) for inset, height in rims]
    )
    rim = sheet(rows, around=True).flipped()
    count = len(shape)
    lower, upper = rows[0], rows[-1]
    order = np.arange(count)
    caps = [
        Mesh(lower, np.array([count]), order[::-1].copy(), lower[::-1, :2].copy()),
        Mesh(upper, np.array([count]), order, upper[:, :2].copy()),
    ]
    return joined([rim, *caps])


def shrunk(outline: Floats, inset: float) -> Floats:
    """Return an outline moved inward by so much along its corners' mitres, shape [n, 2]; outward below 0."""
    ahead = np.roll(outline, -1, axis=0) - outline
    ahead /= np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12)
    inward = np.stack([-ahead[:, 1], ahead[:, 0]], axis=1)
    both = inward + np.roll(inward, 1, axis=0)
    square = np.maximum((both * both).sum(axis=1, keepdims=True), 0.4)
    return outline + both * (2.0 * inset / square)
