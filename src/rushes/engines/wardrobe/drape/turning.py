"""Turning: lapels are laid over their roll line, collars hung over their stand, once everything else of a garment is closed.

A lapel is laid as it is cut: mirrored in its roll line it lies on the same panel, a little off it. A collar goes up from the neckline
by the height of its stand, there is as far around as it is long at that height, and falls along what lies under it.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.lapping import lapped
from rushes.engines.wardrobe.drape.surface import normals_of, surface_of
from rushes.engines.wardrobe.pattern.panel import Panel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

LAPEL_M = 0.006
"""How far a lapel lies off its front [m], an edge's length from the roll line and beyond."""

ROLL_M = 0.005
"""How far a fall hangs off its stand [m]."""

ROUND_M = 0.012
"""Over this length [m] beyond its fold what is turned comes off what it is turned onto."""

CLEAR_M = 0.006
"""How far a fall's edge ends off the garment under it [m]."""

BLEND_M = 0.05
"""Length of the collar's seam [m] before the shoulder over which lying on the front goes over into falling from the neck."""

STEEPEST, LEANS = 0.93, 23
"""The sine under which a fall sinks at most towards what it lies on, and how many leans are tried, each less steep."""

LAID = {"shoulder", "belt"}
"""Parts on which whole panels are laid once a garment is closed: straps, belts."""

_UP = np.array([0.0, 0.0, 1.0])


def loose(cloth: Cloth) -> Bools:
    """Say which points hang free while a garment is closed, and are put into their place by `turned`, shape [n]."""
    out = np.zeros(len(cloth.flat), np.bool_)
    for number, panel in enumerate(cloth.garment.panels):
        mine = np.nonzero(cloth.panel == number)[0]
        hung = panel.placement.part == "neck" and any(edge.turn for edge in panel.every)
        if hung or panel.placement.part in LAID:
            out[mine] = True
        else:
            out[mine] = beyond(panel, cloth.flat[mine])
    return out


def turned(cloth: Cloth, points: Floats) -> Floats:
    """Return a garment's points with lapels and collars turned [m], shape [n, 3].

    Args:
        cloth: The garment.
        points: Where its points are, everything else sewn [m].
    """
    out = points.copy()
    free = loose(cloth)
    out = lapped(cloth, out, free)
    normals = normals_of(cloth, out, ~free)
    for number, panel in enumerate(cloth.garment.panels):
        if panel.placement.part not in {"neck", *LAID} and free[cloth.panel == number].any():
            _turn_lapel(cloth, number, out, normals, free)
    for number, panel in enumerate(cloth.garment.panels):
        if free[cloth.panel == number].any() and panel.placement.part == "neck":
            _hang_collar(cloth, number, out, normals, free)
    return out


def beyond(panel: Panel, flat: Floats) -> Bools:
    """Say which points of a panel lie beyond a line that it is turned on, shape [n]."""
    out = np.zeros(len(flat), np.bool_)
    for edge in panel.lines:
        if edge.turn:
            out |= _left_of(edge.points(), flat) > 1e-5
    return out


def _left_of(row: Floats, points: Floats) -> Floats:
    """Return how far points lie to the left of a row of points, which goes on straight at its ends [m], shape [n]."""
    ahead = np.diff(row, axis=0)
    lengths = np.linalg.norm(ahead, axis=1)
    ways = ahead / lengths[:, None]
    off = points[:, None] - row[:-1]
    along = (off * ways).sum(axis=2)
    low, high = np.zeros(len(lengths)), lengths.copy()
    low[0], high[-1] = -np.inf, np.inf
    nearest = off - np.clip(along, low, high)[:, :, None] * ways
    best = np.linalg.norm(nearest, axis=2).argmin(axis=1)
    every = np.arange(len(points))
    return np.asarray(ways[best, 0] * off[every, best, 1] - ways[best, 1] * off[every, best, 0])


def _over(row: Floats, flat: Floats) -> Floats:
    """Return points mirrored in the straight line through a row's ends, shape [n, 2]."""
    way = (row[-1] - row[0]) / np.linalg.norm(row[-1] - row[0])
    off = flat - row[0]
    return np.asarray(row[0] + 2 * (off @ way)[:, None] * way - off)


def _off(distance: Floats, most: float) -> Floats:
    """Return how far cloth is off what it is turned onto, by how far it is from its fold [m]."""
    return np.asarray(most * np.clip(distance / ROUND_M, 0.1, 1.0))


def _turn_lapel(cloth: Cloth, number: int, points: Floats, normals: Floats, free: Bools) -> None:
    """Lay a panel's turned part on the panel, in place."""
    panel = cloth.garment.panels[number]
    row = next(edge for edge in panel.lines if edge.turn).points()
    mine = np.nonzero((cloth.panel == number) & free)[0]
    flat = cloth.flat[mine]
    surface = surface_of(cloth, number, points, normals, free)
    points[mine] = surface.at(_over(row, flat), _off(_left_of(row, flat), LAPEL_M))


def _hang_collar(cloth: Cloth, number: int, points: Floats, normals: Floats, free: Bools) -> None:
    """Put a collar around the neck, in place."""
    panel = cloth.garment.panels[number]
    mine = np.nonzero(cloth.panel == number)[0]
    seam = _seam(cloth, number)
    if len(seam) < 3:
        return
    low, flat = cloth.flat[seam[:, 0]], cloth.flat[mine]
    neck = _neck(cloth, panel, seam, points, normals, free)
    points[mine] = _fallen(low, flat, neck)
    lines = [edge for edge in panel.lines if edge.turn]
    if not lines:
        return
    for partner in np.unique(cloth.panel[seam[:, 1]]):
        here = seam[cloth.panel[seam[:, 1]] == partner]
        rolls = [edge for edge in cloth.garment.panels[partner].lines if edge.turn]
        if rolls and free[cloth.panel == partner].any():
            _lay_on_front(cloth, (number, int(partner)), here, rolls[0].points(), points, normals, free)


def _seam(cloth: Cloth, number: int) -> Ints:
    """Return pairs of a collar's points and those that they are sewn to, around the neck, shape [n, 2]."""
    both = np.concatenate([cloth.pairs, cloth.pairs[:, ::-1]])
    both = both[(cloth.panel[both[:, 0]] == number) & (cloth.panel[both[:, 1]] != number)]
    _, first = np.unique(both[:, 0], return_index=True)
    both = both[first]
    ring = np.nonzero(cloth.panel == number)[0]
    order = {int(p): i for i, p in enumerate(ring)}  # a ring's points come in its order
    walked = both[np.argsort([order[int(p)] for p in both[:, 0]])]
    gap = np.diff([order[int(p)] for p in walked[:, 0]])
    start = int(gap.argmax()) + 1 if len(gap) and gap.max() > 1 else 0
    out = np.concatenate([walked[start:], walked[:start]])
    return out if cloth.flat[out[0, 0], 0] < cloth.flat[out[-1, 0], 0] else out[::-1]


@dataclass(frozen=True, eq=False)
class _Neck:
    """What a collar hangs from, at each point of its seam, shape [m, 3] or [m].

    Attributes:
        base: Where it is sewn on [m].
        outward: Level, away from the neck.
        fall: The way that it falls.
        stand: Height of its stand [m].
    """

    base: Floats
    outward: Floats
    fall: Floats
    stand: Floats

    def at(self, depth: float) -> Floats:
        """Return the line around the neck that lies so far from the seam on the collar [m], shape [m, 3]."""
        up = np.minimum(depth, self.stand)[:, None] * _UP
        down = np.maximum(depth - self.stand, 0.0)
        off = np.where(depth > self.stand, _off(down, ROLL_M), 0.0)
        return np.asarray(self.base + up + off[:, None] * self.outward + down[:, None] * self.fall)


def _neck(cloth: Cloth, panel: Panel, seam: Ints, points: Floats, normals: Floats, free: Bools) -> _Neck:
    number = int(cloth.panel[seam[0, 0]])
    low, base = cloth.flat[seam[:, 0]], points[seam[:, 1]]
    along = _ways(base)
    outward = np.cross(along, _UP)
    outward /= np.maximum(np.linalg.norm(outward, axis=1, keepdims=True), 1e-9)
    body = np.array([one.placement.part == "torso" for one in cloth.garment.panels])[cloth.panel] & ~free
    torso = np.nonzero(body)[0]
    nearest = torso[np.linalg.norm(points[torso][None] - base[:, None], axis=2).argmin(axis=1)]
    normal = normals[nearest]
    lines = [edge.points() for edge in panel.lines if edge.turn]
    stand = np.zeros(len(low))
    if lines:
        rolls = np.concatenate(sorted(lines, key=lambda row: float(row[:, 0].min())))
        stand = np.linalg.norm(low[:, None] - rolls, axis=2).min(axis=1)
        stand *= np.max([_left_of(row, low) < 0 for row in lines], axis=0)
    flat = cloth.flat[cloth.panel == number]
    widest = np.linalg.norm(flat[:, None] - low, axis=2)
    own = widest.argmin(axis=1)
    deep = np.array([widest[own == i, i].max(initial=0.03) for i in range(len(low))])
    deep = np.maximum(np.convolve(np.pad(deep, 2, "edge"), np.ones(5) / 5, "valid") - stand, 0.02)
    sloped = outward - 0.5 * _UP
    sloped -= (sloped * normal).sum(axis=1, keepdims=True) * normal
    sloped /= np.linalg.norm(sloped, axis=1, keepdims=True)
    top = base + stand[:, None] * _UP + ROLL_M * outward
    sunk = _lean(top, deep, (sloped, normal), points[torso], normals[torso])[:, None]
    fall = np.sqrt(1 - sunk**2) * sloped - sunk * normal
    return _Neck(base, outward, fall / np.linalg.norm(fall, axis=1, keepdims=True), stand)


def _lean(top: Floats, deep: Floats, frame: tuple[Floats, Floats], under: Floats, normals: Floats) -> Floats:
    """Return how steeply a fall sinks towards what is under it, all of it clear of that, shape [m]."""
    from scipy.spatial import cKDTree

    sloped, normal = frame
    tree = cKDTree(under)
    share, lean = np.linspace(0.3, 1.05, 6), np.full(len(top), STEEPEST)
    for _ in range(LEANS):
        fall = np.sqrt(1 - lean**2)[:, None] * sloped - lean[:, None] * normal
        along = top[:, None] + (share * deep[:, None])[:, :, None] * fall[:, None]
        nearest = tree.query(along.reshape(-1, 3))[1].reshape(along.shape[:2])
        over = ((along - under[nearest]) * normals[nearest]).sum(axis=2).min(axis=1)
        lean = np.where(over < CLEAR_M, np.maximum(lean - STEEPEST / 15, -0.5), lean)
    wide = np.pad(lean, 2, "edge")
    least = np.min([wide[k : k + len(lean)] for k in range(5)], axis=0)
    return np.convolve(np.pad(least, 2, "edge"), np.ones(5) / 5, "valid")


def _fallen(low: Floats, flat: Floats, neck: _Neck) -> Floats:
    """Return where a collar's points are [m], shape [n, 3]: at each depth from the seam as far around as in the flat."""
    ways = _ways(low)
    inside = np.stack([-ways[:, 1], ways[:, 0]], axis=1)
    foot = np.linalg.norm(flat[:, None] - low, axis=2).argmin(axis=1)
    out = np.zeros((len(flat), 3))
    middle = int(np.abs(low[:, 0]).argmin())
    for n, point in enumerate(flat):
        off = point - low[foot[n]]
        depth = max(float(off @ inside[foot[n]]), 0.0)
        drawn = low + depth * inside
        walked = _walked(drawn)
        arc = walked[foot[n]] + float(off @ ways[foot[n]]) - walked[middle]
        line = neck.at(depth)
        worn = _walked(line)
        out[n] = _on_line(line, worn, worn[middle] + arc)
    return out


def _walked(row: Floats) -> Floats:
    return np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(row, axis=0), axis=1))])


def _on_line(line: Floats, walked: Floats, at: float) -> Floats:
    """Return the point so far along a line, which goes on straight beyond its ends [m], shape [3]."""
    n = int(np.clip(np.searchsorted(walked, at) - 1, 0, len(line) - 2))
    share = (at - walked[n]) / max(walked[n + 1] - walked[n], 1e-9)
    return np.asarray(line[n] + share * (line[n + 1] - line[n]))


def _lay_on_front(
    cloth: Cloth, numbers: tuple[int, int], seam: Ints, row: Floats, points: Floats, normals: Floats, free: Bools
) -> None:
    """Lay a collar's end on the front that its lapel lies on, in place: in the flat both are one piece, folded on one line."""
    number, partner = numbers
    here, there = cloth.flat[seam[:, 0]], cloth.flat[seam[:, 1]]
    turn, by = registered(here, there)
    mine = np.nonzero(cloth.panel == number)[0]
    flat = cloth.flat[mine] @ turn.T + by
    off = _left_of(row, flat)
    surface = surface_of(cloth, partner, points, normals, free)
    laid = surface.at(np.where(off[:, None] > 0, _over(row, flat), flat), np.where(off > 0, _off(off, LAPEL_M), 0.0))
    walked = np.sort(np.linalg.norm(here - here[np.abs(here[:, 0]).argmin()], axis=1))  # from the shoulder's end
    foot = np.linalg.norm(cloth.flat[mine][:, None] - here, axis=2).argmin(axis=1)
    shoulder = here[np.abs(here[:, 0]).argmin()]
    every = cloth.flat[_seam(cloth, number)[:, 0]]
    beyond = (
        np.linalg.norm(cloth.flat[mine][:, None] - every, axis=2).min(axis=1)
        < np.linalg.norm(cloth.flat[mine] - here[foot], axis=1) - 1e-9
    )
    share = np.clip(np.linalg.norm(here[foot] - shoulder, axis=1) / min(BLEND_M, 0.9 * float(walked[-1])), 0, 1)
    share = np.where(beyond, 0.0, share)[:, None]
    points[mine] = (1 - share) * points[mine] + share * laid


def registered(here: Floats, there: Floats) -> tuple[Floats, Floats]:
    """Return the turn and the move that lay points on others in the plane (W. Kabsch, 1976)."""
    a, b = here - here.mean(axis=0), there - there.mean(axis=0)
    u, _, v = np.linalg.svd(a.T @ b)
    turn = v.T @ np.diag([1.0, np.sign(np.linalg.det(v.T @ u.T))]) @ u.T
    return turn, there.mean(axis=0) - turn @ here.mean(axis=0)


def _ways(points: Floats) -> Floats:
    """Return the directions along a row of points, shape [n, d]."""
    ahead = np.gradient(points, axis=0)
    return np.asarray(ahead / np.maximum(np.linalg.norm(ahead, axis=1, keepdims=True), 1e-12))
