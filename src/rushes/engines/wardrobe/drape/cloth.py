"""A garment as cloth: every worn panel in triangles, and which of their points are sewn together.

Points along a seam are shared one to one: both sides get as many, and ease lies evenly between notches.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.triangulation import triangulated
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.engines.wardrobe.pattern.matching import partners
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.engines.wardrobe.pattern.seam import Seam, Side
from rushes.engines.wardrobe.pattern.worn import worn
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

Place = tuple[str, str]
"""A panel's name and one of its edges'."""

SAME_M = 2e-4
"""Stops along a seam that are nearer than this [m] are one."""


MOST_POINTS = 7500
"""So many points a garment has, or about so many: a cape's folds are as wide as a shirt is, and nobody waits a minute for it."""


@dataclass(frozen=True, eq=False)
class Cloth:
    """A garment's flat triangles, panel after panel.

    Attributes:
        garment: As worn.
        drafted: As drawn, with what isn't hung: patches.
        flat: Where each point lies in its panel [m], shape [n, 2].
        panel: Which panel each point is of, shape [n].
        corners: Triangles, shape [m, 3].
        pairs: Points that are sewn together, shape [k, 2].
        edges: Points along every edge, by panel and edge.
        folds: Pairs of neighbours on lines and edges at which a panel is worn turned, shape [f, 2].
        ties: Points that a button holds near each other, the one that lies over first, shape [t, 2].
        edge_m: Length of a triangle's edge [m].
    """

    garment: Garment
    drafted: Garment
    flat: Floats
    panel: Ints
    corners: Ints
    pairs: Ints
    edges: Mapping[Place, Ints]
    folds: Ints
    ties: Ints
    edge_m: float

    @property
    def names(self) -> tuple[str, ...]:
        """The panels' names."""
        return tuple(panel.name for panel in self.garment.panels)


@dataclass
class _Sampling:
    """Distances along edges [m] while seams are gone through."""

    along: dict[Place, list[float]] = field(default_factory=dict)
    met: list[tuple[Place, float, Place, float]] = field(default_factory=list)
    tied: list[tuple[Place, float, Place, float]] = field(default_factory=list)
    stops: Mapping[Place, list[float]] = field(default_factory=dict)


def cloth_of(garment: Garment, edge_m: float = 0.015) -> Cloth:
    """Return a garment's cloth.

    Args:
        garment: As drafted or as worn: what is sewn on one side is sewn on the other.
        edge_m: Length of a triangle's edge [m]; they are longer where a garment would get more than ``MOST_POINTS``.

    Raises:
        BadInputError: A panel can't be cut into triangles.
    """
    whole = worn(garment)
    edge_m = max(edge_m, math.sqrt(sum(panel.area for panel in whole.panels) / (MOST_POINTS * math.sqrt(0.75))))
    sampling = _Sampling(stops=_line_ends(whole))
    for seam in sorted(whole.seams, key=lambda seam: seam.open):
        if seam.kind == "buttoned":
            _button(whole, seam, sampling, edge_m)
        else:
            _sample(whole, seam, sampling, edge_m)
    for panel in whole.panels:
        for edge in panel.lines:
            if edge.turn:
                _spread(whole, Side(panel.name, edge.name), sampling, edge_m)
    edges: dict[Place, Ints] = {}
    flats, corners, owners, first = [], [], [], 0
    for number, panel in enumerate(whole.panels):
        rings = [_ring(panel, ring, sampling, edge_m) for ring in (panel.edges, *panel.holes)]
        lines = [edge for edge in panel.lines if (panel.name, edge.name) in sampling.along]
        outlines = [points for points, _ in rings]
        rows, on = _rows(np.concatenate(outlines), [edge.at(sampling.along[panel.name, edge.name]) for edge in lines])
        chains = [_pairs(at) for edge, at in zip(lines, on, strict=True) if edge.turn]
        try:
            made = triangulated(outlines, edge_m, rows, chains)
        except BadInputError as wrong:
            raise BadInputError(f"Garment {whole.name}, panel {panel.name}: {wrong}") from wrong
        at = first
        for points, counts in rings:
            edges |= _numbered(panel.name, counts, at)
            at += len(points)
        for edge, row in zip(lines, on, strict=True):
            edges[panel.name, edge.name] = first + row
        flats.append(made.points)
        corners.append(made.corners + first)
        owners.append(np.full(len(made.points), number))
        first += len(made.points)

    def found(met: list[tuple[Place, float, Place, float]]) -> list[tuple[int, int]]:
        return [
            (_nearest(edges[one], sampling.along[one], a), _nearest(edges[two], sampling.along[two], b))
            for one, a, two, b in met
        ]

    unique = sorted({(min(pair), max(pair)) for pair in found(sampling.met) if pair[0] != pair[1]})
    turned = [_pairs(edges[panel.name, edge.name]) for panel in whole.panels for edge in panel.every if edge.turn]
    return Cloth(
        whole,
        garment,
        np.concatenate(flats),
        np.concatenate(owners),
        np.concatenate(corners),
        np.array(unique, np.int64).reshape(-1, 2),
        edges,
        np.concatenate([np.zeros((0, 2), np.int64), *turned]),
        np.array(found(sampling.tied), np.int64).reshape(-1, 2),
        edge_m,
    )


def _line_ends(garment: Garment) -> dict[Place, list[float]]:
    """Return where lines inside, on which cloth is turned, end on the edges of their panels [m]: both have a point there."""
    out: dict[Place, list[float]] = {}
    for panel in garment.panels:
        for end in (at for line in panel.lines if line.turn for at in (line.start, line.end)):
            for edge in panel.edges:
                walked = np.linspace(0.0, edge.length, max(2, round(edge.length / 1e-3)))
                points = edge.at(walked)
                ahead = points[1:] - points[:-1]
                share = np.clip(((end - points[:-1]) * ahead).sum(axis=1) / (ahead**2).sum(axis=1), 0, 1)
                off = np.linalg.norm(points[:-1] + share[:, None] * ahead - end, axis=1)
                best = int(off.argmin())
                if off[best] < SAME_M:
                    at = float(walked[best] + share[best] * (walked[best + 1] - walked[best]))
                    out.setdefault((panel.name, edge.name), []).append(at)
    return out


def _button(garment: Garment, seam: Seam, sampling: _Sampling, edge_m: float) -> None:
    """Lay points along two lines that lie over each other, and write down which of them buttons hold together."""
    stops = [0.0, *(near for near, _ in seam.notches), garment.row_length(seam.a)]
    pieces = [
        np.linspace(one, two, max(1, round((two - one) / edge_m)), endpoint=False)
        for one, two in zip(stops, stops[1:], strict=False)
    ]
    for at in np.concatenate([*pieces, stops[-1:]]):
        for row, forward in ((seam.a, True), (seam.b, seam.layered)):
            for side, here in _on(garment, row, float(at), forward=forward)[:1]:
                _add(sampling.along.setdefault((side.panel, side.edge), []), here)
    for near, far in seam.notches:
        places = []
        for row, distance, forward in ((seam.a, near, True), (seam.b, far, seam.layered)):
            side, at = _on(garment, row, distance, forward=forward)[0]
            place = side.panel, side.edge
            places.append((place, at))
        over = [place[0].endswith(f"_{garment.laps}") or place[1].endswith(f"_{garment.laps}") for place, _ in places]
        sampling.tied.append((*places[0], *places[1]) if over[0] or not over[1] else (*places[1], *places[0]))


def _rows(kept: Floats, rows: list[Floats]) -> tuple[list[Floats], list[Ints]]:
    """Return the points of lines that aren't there yet, and the places of all of each line's among what is kept and these."""
    fresh, on = [], []
    for row in rows:
        at = []
        for point in row:
            off = np.linalg.norm(kept - point, axis=1)
            if off.min() < SAME_M:
                at.append(int(off.argmin()))
                continue
            at.append(len(kept))
            kept = np.concatenate([kept, point[None]])
            fresh.append(point[None])
        on.append(np.array(at, np.int64))
    return fresh, on


def _pairs(row: Ints) -> Ints:
    """Return neighbours in a row of points, shape [n, 2]."""
    return np.stack([row[:-1], row[1:]], axis=1)


def _sample(garment: Garment, seam: Seam, sampling: _Sampling, edge_m: float) -> None:
    """Lay points along a seam's two rows, and write down which meet."""
    near, far = garment.row_length(seam.a), garment.row_length(seam.b)
    stops = [0.0, near, *(pair[0] for pair in seam.notches), *_ends(garment, seam.a)]
    back = np.array([(0.0, 0.0), *((q, p) for p, q in seam.notches), (far, near)])
    stops += [float(np.interp(end, back[:, 0], back[:, 1])) for end in _ends(garment, seam.b)]
    stops += _wanted(garment, seam.a, sampling, forward=True)
    far_stops = _wanted(garment, seam.b, sampling, forward=seam.layered)
    stops += [float(np.interp(stop, back[:, 0], back[:, 1])) for stop in far_stops]
    ordered = sorted(stops)
    kept = [ordered[0], *(two for one, two in zip(ordered, ordered[1:], strict=False) if two - one > SAME_M)]
    used = any((side.panel, side.edge) in sampling.along for side in (*seam.a, *seam.b))
    longer = max(1.0, far / near)
    pieces = [
        np.linspace(one, two, max(1, round((two - one) * longer / edge_m)), endpoint=False)
        for one, two in zip(kept, kept[1:], strict=False)
    ]
    distances = np.concatenate([*pieces, [near]])
    for a, b in zip(distances, partners(garment, seam, distances), strict=True):
        for side_a, at_a in _on(garment, seam.a, float(a), forward=True):
            for side_b, at_b in _on(garment, seam.b, float(b), forward=seam.layered):
                for side, at in ((side_a, at_a), (side_b, at_b)):
                    if not used or (side.panel, side.edge) not in sampling.along:
                        sampling.along.setdefault((side.panel, side.edge), [])
                    if not used:
                        _add(sampling.along[side.panel, side.edge], at)
                sampling.met.append(((side_a.panel, side_a.edge), at_a, (side_b.panel, side_b.edge), at_b))
    if used:
        for side in (*seam.a, *seam.b):
            _spread(garment, side, sampling, edge_m)


def _wanted(garment: Garment, row: tuple[Side, ...], sampling: _Sampling, *, forward: bool) -> list[float]:
    """Return where along a row lines inside end [m]."""
    out, first = [], 0.0
    for side in row:
        length = garment.edge(side).length
        found = sampling.stops.get((side.panel, side.edge), [])
        out += [first + (at if forward else length - at) for at in found]
        first += length
    return out


def _spread(garment: Garment, side: Side, sampling: _Sampling, edge_m: float) -> None:
    """Lay points evenly along an edge that has none yet."""
    if not sampling.along.get((side.panel, side.edge)):
        length = garment.edge(side).length
        sampling.along[side.panel, side.edge] = list(np.linspace(0, length, max(1, round(length / edge_m)) + 1))


def _ends(garment: Garment, row: tuple[Side, ...]) -> list[float]:
    """Return where a row's edges end along it, the last left out [m]."""
    return np.cumsum([garment.edge(side).length for side in row])[:-1].tolist()


def _on(garment: Garment, row: tuple[Side, ...], distance: float, *, forward: bool) -> list[tuple[Side, float]]:
    """Return the edges that a distance along a row falls on, and how far along each [m]: two, where one ends and the next begins."""
    out, first = [], 0.0
    for side in row:
        length = garment.edge(side).length
        at = distance - first
        if -SAME_M < at < length + SAME_M:
            at = min(max(at, 0.0), length)
            out.append((side, at if forward else length - at))
        first += length
    return out


def _add(distances: list[float], at: float) -> None:
    if all(abs(at - one) > SAME_M for one in distances):
        distances.append(at)


def _ring(
    panel: Panel, ring: tuple[object, ...], sampling: _Sampling, edge_m: float
) -> tuple[Floats, list[tuple[str, int]]]:
    """Return a ring's points [m], and how many edges long each of its edges is."""
    points, counts = [], []
    for edge in panel.every:
        if edge not in ring:
            continue
        place = panel.name, edge.name
        given = sampling.along.get(place, [])
        if len(given) < 2:
            given = list(np.linspace(0, edge.length, max(1, round(edge.length / edge_m)) + 1))
        given = sorted([*given, *_fresh(given, sampling.stops.get(place, []))])
        given[0], given[-1] = 0.0, edge.length
        sampling.along[place] = given
        points.append(edge.at(given)[:-1])
        counts.append((edge.name, len(given) - 1))
    return np.concatenate(points), counts


def _fresh(given: list[float], stops: list[float]) -> list[float]:
    """Return stops that aren't among distances yet [m]."""
    return [stop for stop in stops if all(abs(stop - one) > SAME_M for one in given)]


def _numbered(panel: str, counts: list[tuple[str, int]], first: int) -> dict[Place, Ints]:
    """Return the points along each edge of a ring that begins at a point."""
    total, at, out = sum(count for _, count in counts), 0, {}
    for name, count in counts:
        out[panel, name] = first + (at + np.arange(count + 1)) % total
        at += count
    return out


def _nearest(points: Ints, along: list[float], at: float) -> int:
    return int(points[int(np.abs(np.array(along) - at).argmin())])
