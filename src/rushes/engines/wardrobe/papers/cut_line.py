"""The line that the scissors follow: a panel's outline with each edge's allowance, mitred corners, hems that fold back true."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.wardrobe.pattern.curves import Floats
from rushes.engines.wardrobe.pattern.edge import Edge
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.soundness import crossed, distinct

MITRE = 2.5  # allowances; a sharper corner is cut off square at that distance
DEEP = 0.018  # metres; from this a hem's ends are mirrored, so that the turned-up cloth fits the garment
TINY = 1e-7
LOOPS = 40  # more than any piece has


def sewing_ring(panel: Panel, step: float = 0.004) -> tuple[Floats, Floats, list[Edge]]:
    """The outline with darts folded away under a cap, and what lies beyond each piece of it.

    Returns:
        Points [n, 2] in metres, anticlockwise; the allowance of the piece that begins at each [n] in metres; and the edge it is of.
    """
    points: list[Floats] = []
    allowances: list[float] = []
    owners: list[Edge] = []
    legs = {name for pair in panel.darts for name in pair}
    for i, edge in enumerate(panel.edges):
        if edge.name not in legs:
            line = edge.points(step)[:-1]
        elif (edge.name, panel.edges[(i + 1) % len(panel.edges)].name) in panel.darts:
            line = _cap(panel, i)
        else:
            continue
        before = panel.edges[i - 1]
        owner = edge if edge.name not in legs else before
        points.append(line)
        allowances += [owner.allowance] * len(line)
        owners += [owner] * len(line)
    ring = np.concatenate(points)
    keep = np.linalg.norm(ring - np.roll(ring, 1, axis=0), axis=1) > TINY
    return ring[keep], np.array(allowances)[keep], [owner for owner, kept in zip(owners, keep, strict=True) if kept]


def _cap(panel: Panel, index: int) -> Floats:
    """The dart's mouth and its peak: what lies there when the dart is folded to one side and cut along the edge."""
    first, second = panel.edges[index], panel.edges[(index + 1) % len(panel.edges)]
    before = panel.edges[index - 1].points(0.002)
    mouth, tip, far = np.array(first.start), np.array(first.end), np.array(second.end)
    leg = (mouth - tip) / np.linalg.norm(mouth - tip)
    back = before[-2] - before[-1]
    back /= np.linalg.norm(back)
    ray = 2 * (back @ leg) * leg - back
    axis = 0.5 * (mouth + far) - tip
    system = np.column_stack([ray, -axis])
    if abs(np.linalg.det(system)) < TINY:
        return mouth[None]
    return np.stack([mouth, mouth + np.linalg.solve(system, tip - mouth)[0] * ray])


def cut_line(panel: Panel, step: float = 0.004) -> Floats:
    """The line to cut on, [n, 2] in metres, anticlockwise."""
    ring, allowance, owners = sewing_ring(panel, step)
    ahead = np.roll(ring, -1, axis=0) - ring
    ahead /= np.linalg.norm(ahead, axis=1)[:, None]
    out: list[Floats] = []
    for i in range(len(ring)):
        corner = _corner(ring[i], ahead[i - 1], ahead[i], allowance[i - 1], allowance[i])
        if owners[i - 1] is not owners[i]:
            turned = _turned(ring[i], ahead[i - 1], ahead[i], (owners[i - 1], owners[i]))
            corner = corner if turned is None else turned
        out += corner
    return _unlooped(distinct(np.array(out)))


def _unlooped(ring: Floats) -> Floats:
    """The ring without the small loops that an allowance makes in a hollow corner of a fine curve."""
    for _ in range(LOOPS):
        found = crossed(ring)
        if found is None:
            break
        i, j = found
        following = ring[(j + 1) % len(ring)]
        d, e = ring[i + 1] - ring[i], following - ring[j]
        share = ((ring[j] - ring[i])[0] * e[1] - (ring[j] - ring[i])[1] * e[0]) / (d[0] * e[1] - d[1] * e[0])
        meeting = (ring[i] + share * d)[None]
        inner = j - i < len(ring) / 2  # the shorter way round is the loop
        ring = np.concatenate([ring[: i + 1], meeting, ring[j + 1 :]] if inner else [meeting, ring[i + 1 : j + 1]])
    return ring


def _right(direction: Floats) -> Floats:
    return np.array([direction[1], -direction[0]])


def _corner(at: Floats, into: Floats, out: Floats, near: float, far: float) -> list[Floats]:
    """The cut line's points at one point of the outline."""
    a, b = at + near * _right(into), at + far * _right(out)
    sine = into[0] * out[1] - into[1] * out[0]
    if abs(sine) < (0.02 if abs(near - far) < TINY else 0.35):  # nearly straight on: a step where the allowance changes
        return [a] if abs(near - far) < TINY else [a, b]
    meeting = a + into * (((b - a)[0] * out[1] - (b - a)[1] * out[0]) / sine)
    reach, most = float(np.linalg.norm(meeting - at)), MITRE * max(near, far)
    if sine > 0 and reach > most > 0:
        return [a + into * most * 0.5, b - out * most * 0.5]
    return [meeting]


def _turned(at: Floats, into: Floats, out: Floats, owners: tuple[Edge, Edge]) -> list[Floats] | None:
    """The corner of a deep hem: the side's cut line, mirrored in the hem."""
    before, after = owners
    hem_first = before.finish == "hem" and before.allowance >= DEEP
    hem_second = after.finish == "hem" and after.allowance >= DEEP
    if hem_first == hem_second:
        return None
    along, side, hem, other = (into, out, before, after) if hem_first else (out, into, after, before)
    sine = along[0] * side[1] - along[1] * side[0]
    if abs(sine) < math.sin(math.radians(35)):
        return None
    base = at + other.allowance * _right(side)
    on_hem = base + side * ((at - base) @ _right(along)) / (side @ _right(along))
    mirrored = side - 2 * (side @ _right(along)) * _right(along)
    low = on_hem + mirrored * (hem.allowance / (mirrored @ _right(along)))
    return [low, on_hem] if hem_first else [on_hem, low]
