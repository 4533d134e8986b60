"""Reinforcement that comes to light: bars bridge a crack while it opens, bend, pull out of the weaker side, and stick out bent.

A bar that crosses a crack is held on either side by bond over the length that it lies in that piece. It pulls out of the
side that holds less; where both hold more than it can bear, it tears. Until then it is a curve from one face to the other;
after that it keeps the shape it had, in the piece that kept it. Steel at this slenderness yields at once, so that it springs
back by little.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.cracks import BROKEN, JOINT, NEVER, Faces, at_rest, faces_of, moved_to, opening
from rushes.engines.destruction.breaks.rebar_field import Rebar
from rushes.engines.destruction.breaks.rebar_rules import anchorage_m, bars_in
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.rigid.tops import Tops

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

SHARE = {"draft": 0.3, "review": 0.6, "final": 1.0}
"""Share of the bars that is drawn by quality; those of a draft are among those of a review."""

MOST = 4000
"""No more bars than this are drawn, those first that are longest in the open."""

LOOKS, BEFORE_M, FAR_M = 8, 0.18, 5.0
"""So often in a shot is looked whether a bar's end is in the open: whether a piece is before it, in steps of a slab's
thickness [m] up to so far [m]."""

POINTS = 6
"""Points along each bar."""

SHORTEST_M = 0.12
"""A bar that would stick out by less [m] stays unseen."""

SPALLED_M, LONGEST_M = 0.45, 1.5
"""How much farther [m] a bar comes out than it was held, on average: concrete spalls off along a bar that is torn sideways, as any
heap of reinforced concrete shows. By eye; none sticks out by more than the second."""

CURLS = 0.45
"""How far the end of a bar has turned off its own way, as a share of its length."""

LEAST_PX, THICKEST_M = 0.9, 0.06
"""A bar is drawn this many pixels wide at least where it comes to rest, or it would be noise; but never thicker than [m]."""

NECKS = 10.0
"""A bar that tears has been drawn out by about so many of its diameters on either side."""

ROOTED_M = 0.04
"""How deep [m] in the concrete a bar begins to be drawn."""

BENDS = 0.35
"""How much of its length the end of a bar is bent off its way by what it scraped along: deviation, by chance."""

FLOOR_M = 0.012
"""Nothing lies lower than this [m]: bars are pressed flat on the street."""


@dataclass(frozen=True, eq=False, slots=True)
class Links:
    """k bars where they cross a crack.

    Attributes:
        piece, other: The piece that keeps the bar and the one that it is pulled out of, shape [k].
        place: Where it crosses, at rest in the world [m], [k, 3]; along: its direction towards the other, unit, [k, 3].
        length: How far it sticks out at last [m], [k]; diameter: [m], [k].
        opens: The frame at which its crack opens, [k].
    """

    piece: Rows
    other: Rows
    place: Floats
    along: Floats
    length: Floats
    diameter: Floats
    opens: Floats

    def only(self, rows: Rows) -> Links:
        """Return some of them."""
        return Links(*(getattr(self, name)[rows] for name in self.__slots__))


def rebar_of(pieces: Pieces, motion: Motion, *, quality: str, seed: int, camera: CameraPath | None = None) -> Rebar:
    """Return the bars that come to light in a collapse.

    Args:
        pieces: The building.
        motion: Its poses.
        quality: Picks how many are drawn.
        seed: Of which, and of their bends.
        camera: Who looks; bars are not thinner than it can see. None for their own thickness.
    """
    faces = faces_of(pieces)
    links = links_of(pieces, faces, opening(pieces, motion, faces))
    rng = np.random.default_rng([seed, 9])
    order = rng.permutation(len(links.length))
    more = rng.exponential(SPALLED_M, len(links.length))
    links = replace(links, length=np.minimum(links.length + more, LONGEST_M))
    eye = None if camera is None else camera.position[-1]
    order = order[np.argsort(-in_the_open(pieces, motion, links, eye)[order], kind="stable")]
    keep = order[: int(min(len(order), MOST) * SHARE[quality])]
    rebar = hung(pieces, motion, links.only(np.sort(keep)), np.random.default_rng([seed, 10]))
    return rebar if camera is None else replace(rebar, diameter=seen_width(rebar, camera))


def in_the_open(pieces: Pieces, motion: Motion, links: Links, eye: Floats | None = None) -> Rows:
    """Return at how many looks nothing stands before the ends of bars whose cracks have opened, shape [k].

    Args:
        pieces, motion: The building and its poses.
        links: The bars.
        eye: From where it is looked [m]; None from above.
    """
    from rushes.engines.destruction.rigid.tops_kernels import free

    found = np.zeros(len(links.length), np.int64)
    tops, every = Tops(pieces, motion, LONGEST_M), np.ones(len(pieces), bool)
    for row in np.unique(np.linspace(0, len(motion.frame) - 1, LOOKS).astype(int)).tolist():
        out = np.flatnonzero(links.opens <= motion.frame[row])
        now = replace(
            motion,
            **{name: getattr(motion, name)[row : row + 1] for name in ("frame", "position", "orientation", "scale")},
        )
        end = links.place[out] + links.length[out, None] * links.along[out]
        place = moved_to(pieces, now, links.piece[out], end)[0]
        way = np.array([0.0, 0.0, 1.0]) + 0.0 * place if eye is None else _unit(eye - place)
        found[out] += free(tops.surface(row, every), place, way, np.arange(0.1, FAR_M, BEFORE_M))
    return found


def seen_width(rebar: Rebar, camera: CameraPath) -> NDArray[np.float32]:
    """Return how thick bars are drawn [m], shape [k]: as they are, or ``LEAST_PX`` wide for a camera at its last frame."""
    last = camera.frames.last
    away = np.linalg.norm(rebar.points[-1].mean(axis=1) - camera.position[camera.index(last)], axis=1)
    least = np.minimum(LEAST_PX * away / camera.focal_px(last), THICKEST_M)
    return np.asarray(np.maximum(rebar.diameter, least), dtype=np.float32)


def links_of(pieces: Pieces, faces: Faces, opens: Floats) -> Links:
    """Find the bars that cross cracks that open, and which side keeps each."""
    rest = at_rest(pieces)
    solid_low, solid_high = _boxes(pieces, rest)
    planes = _planes(pieces, faces, rest)
    concrete = pieces.material[faces.owner] == MATERIALS.index("concrete")
    crossed = (faces.other >= 0) & (opens < NEVER) & concrete
    crossed &= np.where(faces.kind == BROKEN, faces.owner < faces.other, faces.kind == JOINT)
    rows: list[tuple[Floats, Floats, Floats, Floats]] = []
    order = np.flatnonzero(crossed)
    solids = pieces.solid[faces.owner]
    for solid in np.unique(solids[order]).tolist():
        own = order[solids[order] == solid]
        member = MEMBERS[pieces.member[faces.owner[own[0]]]]
        bars = bars_in(member, solid_low[solid], solid_high[solid])
        if len(bars.diameter):
            rows.extend(_crossings(faces, rest, own, bars.start, bars.end, bars.diameter))
    if not rows:
        none, flat = np.zeros(0, np.int64), np.zeros(0)
        return Links(none, none, np.zeros((0, 3)), np.zeros((0, 3)), flat, flat, flat)
    face = np.concatenate([row[0] for row in rows]).astype(np.int64)
    place, along, diameter = (np.concatenate([row[k] for row in rows]) for k in (1, 2, 3))
    one, two = faces.owner[face], faces.other[face]
    held_one = _held(planes, one, place, -along)
    held_two = _held(planes, two, place, along)
    # What goes on into another member is anchored there as far as it may.
    held_one, held_two = 0.5 * held_one, np.where(faces.kind[face] == JOINT, held_two, 0.5 * held_two)
    keeps_one = held_one >= held_two
    short = np.minimum(held_one, held_two)
    need = anchorage_m(1.0) * diameter
    length = np.where(short > need, NECKS * diameter, short)
    links = Links(
        piece=np.where(keeps_one, one, two),
        other=np.where(keeps_one, two, one),
        place=place,
        along=np.where(keeps_one[:, None], along, -along),
        length=length,
        diameter=diameter,
        opens=opens[face],
    )
    return links.only(np.flatnonzero(length >= SHORTEST_M))


def _boxes(pieces: Pieces, rest: Floats) -> tuple[Floats, Floats]:
    piece = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    count = int(pieces.solid.max()) + 1
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, pieces.solid[piece], rest)
    np.maximum.at(high, pieces.solid[piece], rest)
    return low, high


def _planes(pieces: Pieces, faces: Faces, rest: Floats) -> Floats:
    """Return the sides of each piece as (normal, distance), rows of 0 fill up, shape [n, K, 4]."""
    first = np.searchsorted(faces.owner, np.arange(len(pieces) + 1))
    found = np.zeros((len(pieces), int(np.diff(first).max()), 4))
    slot = np.arange(len(faces.owner)) - first[faces.owner]
    found[faces.owner, slot, :3] = faces.normal
    found[faces.owner, slot, 3] = (faces.normal * rest[faces.corner[faces.start[:-1]]]).sum(axis=1)
    return found


def _crossings(
    faces: Faces, rest: Floats, own: Rows, start: Floats, end: Floats, diameter: Floats
) -> list[tuple[Floats, Floats, Floats, Floats]]:
    """Return face, place, direction (out of the face's owner) and diameter of each bar that goes through a face."""
    found = []
    way = end - start
    length = np.linalg.norm(way, axis=1)
    unit = way / length[:, None]
    # Bars are drawn on through a joint, as laps and starters do: their cover ends before it.
    for face in own.tolist():
        normal, through = faces.normal[face], faces.middle[face]
        slope = unit @ normal
        steep = np.abs(slope) > 0.2
        at = ((through - start) @ normal) / np.where(steep, slope, 1.0)
        reach = 0.1 if faces.kind[face] == JOINT else 0.0
        steep &= (at > -reach) & (at < length + reach)
        rows = np.flatnonzero(steep)
        if not len(rows):
            continue
        place = start[rows] + at[rows, None] * unit[rows]
        loop = rest[faces.corner[faces.start[face] : faces.start[face + 1]]]
        side = np.cross(normal, np.roll(loop, -1, axis=0) - loop)
        side /= np.maximum(np.linalg.norm(side, axis=1, keepdims=True), 1e-9)
        inside = ((place[:, None] - loop) * side).sum(axis=-1).min(axis=1) > 0.5 * diameter[rows]
        rows, place = rows[inside], place[inside]
        along = unit[rows] * np.sign(slope[rows])[:, None]
        found.append((np.full(len(rows), float(face)), place, along, diameter[rows]))
    return found


def _held(planes: Floats, piece: Rows, place: Floats, along: Floats) -> Floats:
    """Return how far [m] a line from a place on a piece goes on within it."""
    normal, distance = planes[piece, :, :3], planes[piece, :, 3]
    slope = (normal * along[:, None]).sum(axis=-1)
    room = distance - (normal * place[:, None]).sum(axis=-1)
    far = np.where(slope > 1e-3, np.maximum(room, 0.0) / np.maximum(slope, 1e-3), np.inf)
    reach: Floats = far.min(axis=1)
    return np.where(np.isfinite(reach), reach, 0.0)


def hung(pieces: Pieces, motion: Motion, links: Links, rng: np.random.Generator) -> Rebar:
    """Follow bars through every picture.

    Until a crack opens its bars lie straight in the concrete. While its sides are nearer to one another than a bar is held,
    it bridges them; from then on it sticks out of the piece that kept it.
    """
    count, pictures = len(links.length), len(motion.frame)
    points = np.zeros((pictures, count, POINTS, 3), np.float32)
    for rows in np.array_split(np.arange(count), max(1, count // 1000)):
        points[:, rows] = _followed(pieces, motion, links.only(rows), rng)
    points[..., 2] = np.maximum(points[..., 2], FLOOR_M)
    return Rebar(motion.frame, points, links.diameter.astype(np.float32))


def _followed(pieces: Pieces, motion: Motion, links: Links, rng: np.random.Generator) -> Floats:
    here = moved_to(pieces, motion, links.piece, links.place)
    there = moved_to(pieces, motion, links.other, links.place)
    ahead = moved_to(pieces, motion, links.piece, links.place + links.along) - here
    beyond = moved_to(pieces, motion, links.other, links.place + links.along) - there
    gap = np.linalg.norm(there - here, axis=-1)
    parted = gap > links.length
    first = np.where(parted.any(axis=0), parted.argmax(axis=0), len(motion.frame))
    bridge = _curve(here, ahead, there, beyond, 0.55 * gap)
    bars = np.arange(len(links.length))
    at = np.minimum(first, len(motion.frame) - 1)
    root, way, last = here[at, bars], ahead[at, bars], there[at, bars]
    toward = (last - root) / np.maximum(gap[at, bars], 1e-6)[:, None]
    # Pulled, a bar turns towards where the other side went, and what it scraped along bends its end off.
    toward = toward + BENDS * rng.normal(size=toward.shape)
    toward /= np.linalg.norm(toward, axis=1, keepdims=True)
    end = _unit(0.6 * toward + 0.4 * way)
    # Longer bars are bent round farther: they were held longer, and lie on what they fell on.
    curl = _unit(rng.normal(size=toward.shape) - [0.0, 0.0, 0.6])
    side = _unit(0.5 * end + (BENDS + links.length[:, None]) * curl)
    end = root + links.length[:, None] * _unit(end + CURLS * np.minimum(links.length, 1.0)[:, None] * curl)
    stub = _curve(root[None], way[None], end[None], side[None], 0.6 * links.length[None])[0]
    kept = _carried(motion, links.piece, at, stub)
    after = np.arange(len(motion.frame))[:, None] >= first
    return np.asarray(np.where(after[..., None, None], kept, bridge))


def _unit(vector: Floats) -> Floats:
    return np.asarray(vector / np.maximum(np.linalg.norm(vector, axis=-1, keepdims=True), 1e-9))


def _curve(start: Floats, ahead: Floats, end: Floats, beyond: Floats, handle: Floats) -> Floats:
    """Return points along cubic Bezier curves that leave and reach their ends along given ways, the first one rooted.

    Args:
        start, ahead, end, beyond: Ends and ways [m], shape [..., 3].
        handle: How far the ways reach [m], shape [...].
    """
    a, d = start, end
    b, c = a + ahead * handle[..., None], d - beyond * handle[..., None]
    share = np.linspace(0.0, 1.0, POINTS - 1)
    points = [
        ((1 - s) ** 3) * a + 3 * s * (1 - s) ** 2 * b + 3 * s * s * (1 - s) * c + s**3 * d for s in share.tolist()
    ]
    return np.stack([start - ROOTED_M * ahead, *points], axis=-2)


def _carried(motion: Motion, piece: Rows, at: Rows, shape: Floats) -> Floats:
    """Return a shape [k, p, 3] that a piece carries along from its pose at a picture, at every picture, [T, k, p, 3]."""
    turn = motion.orientation[at, piece].astype(float)
    size = np.maximum(motion.scale[at, piece], 1e-3)[:, None, None]
    local = _turned(turn * [1.0, -1.0, -1.0, -1.0], shape - motion.position[at, piece][:, None]) / size
    moved = _turned(motion.orientation[:, piece].astype(float), local[None] * motion.scale[:, piece, None, None])
    return np.asarray(moved + motion.position[:, piece][:, :, None])


def _turned(turn: Floats, shape: Floats) -> Floats:
    """Turn points [..., p, 3] by quaternions (w, x, y, z) [..., 4]."""
    w, vector = turn[..., None, :1], turn[..., None, 1:]
    swept = 2.0 * np.cross(vector, shape)
    return np.asarray(shape + w * swept + np.cross(vector, swept))
