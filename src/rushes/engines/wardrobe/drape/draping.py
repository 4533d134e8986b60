"""Draping: placed panels are drawn together, welded, let hang, and come to rest.

What is worn around the waist doesn't sink, as a belt, braces or a buttoned band don't let it. What strains cloth in such a simulation is a step that is too long, so there are many small ones with one sweep each.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import Cloth, cloth_of
from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.dressing import Dressing, arm_shares, dressing_of, lowered, sleeved
from rushes.engines.wardrobe.drape.fabrics import Fabric
from rushes.engines.wardrobe.drape.finer import COARSER, FROM_M, carried_over
from rushes.engines.wardrobe.drape.flaring import met
from rushes.engines.wardrobe.drape.girding import belts, girded
from rushes.engines.wardrobe.drape.motion import GRAVITY, Phase, Touch, moved
from rushes.engines.wardrobe.drape.piercing import pierced_edges
from rushes.engines.wardrobe.drape.placing import placed
from rushes.engines.wardrobe.drape.strapping import strapped
from rushes.engines.wardrobe.drape.turning import loose, turned
from rushes.engines.wardrobe.drape.welding import Mesh, welded

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

OFF_M = 0.0018
"""How far cloth's inner face stays off the skin [m]."""

APART_M = 0.001
"""How far cloth keeps off itself from its middle at least [m]; twice that is between two layers."""

SPARE_M = 2e-4
"""What is between the faces of thick cloth [m]."""

FUSED, INTERFACED = 15.0, 2.5
"""How much stiffer to bend than one ply of cloth two are with what is fused between them, and how much heavier and stiffer to stretch."""

BUTTON_M = 0.004
"""How far apart a button holds the two fronts that it closes [m]."""


CLOSE_M = 0.03
"""Fronts that are farther apart than this [m] before they are sewn come together by their seams, not by their buttons."""


RESTS_M_S, AGAIN = 0.04, 9
"""Slower than this [m/s] cloth is let be; till then its last tenth of a second is done again, so many times at most."""

INSIDE: Final = ((1, 1, 1), (4, 1, 1), (1, 4, 1), (1, 1, 4), (1, 1, 0), (0, 1, 1), (1, 0, 1))
"""Shares of its corners in the points at which it is looked whether a triangle is in the body."""

INSIDE_M, ROUNDER_M, DEEP_M = 0.001, 0.004, 8e-4
"""Deeper than this [m] points are held farther off, so much at most [m], till less than so much [m] is missing."""

CLOSING = (Phase(1.6, 1500, damping=10.0, sewing=True, slack=10.0, keeps_off=True),)
STAYS, NOT_OUT_M = 0.02, -1.0
"""What goes with an arm by more than this share isn't kept out of the body on the way [m]."""

CARRIED, LAID = Phase(0.12, 2400, damping=100.0, keeps_off=True), Phase(0.05, 2400, damping=100.0, keeps_off=True)
HANGING = (
    Phase(0.4, 2400, damping=100.0, friction=0.3, keeps_off=True),
    Phase(1.5, 2400, GRAVITY, 2.0, 1.0, keeps_off=True),
    Phase(0.5, 6000, GRAVITY, 8.0, 1.0, keeps_off=True),
    Phase(0.1, 6000, GRAVITY, 8.0, 1.0, keeps_off=True),
)

BEGUN = 0.6
"""Share of the work on finer cloth that is done when the coarse hangs."""

EASED, EASED_STEPS = Phase(0.005, 6000, damping=100.0, keeps_off=True), 8
"""Finer cloth comes as far off the skin as it has to in so many steps: at once, it would be pushed through what lies over it."""

HELD_UP = (Phase(0.1, 6000, GRAVITY, 20.0, 1.0, keeps_off=True),)
"""How finer cloth hangs, at the rate of the coarse: a step that is too long for light points lets edges stretch, so the finer the faster."""


@dataclass(frozen=True, eq=False)
class Draped:
    """A garment on a body.

    Attributes:
        cloth: The garment, flat.
        points: Where its points are [m], shape [n, 3].
        mesh: The same, welded.
        speed: How fast its points still drift in the last tenth of a second, the 99th of a hundred [m/s].
        touch: How it touches the body and itself.
    """

    cloth: Cloth
    points: Floats
    mesh: Mesh
    speed: float
    touch: Touch


def draped(
    cloth: Cloth,
    body: Body,
    field: DistanceField,
    fabric: Fabric,
    *,
    layer: int = 0,
    room: float | Floats = 0.0,
    dressing: Dressing | None = None,
    hanging: Sequence[Phase] | None = None,
    progress: Callable[[float], None] | None = None,
) -> Draped:
    """Drape a garment.

    Args:
        cloth: The garment, in triangles. It comes back in triangles of 25 mm where finer ones would go through each other.
        body: The body in its stance.
        field: What the cloth must stay out of: the body's, or that of the body and what it wears.
        fabric: What it is made of.
        layer: What it is worn over: an outer one begins farther off.
        room: How much farther off the body it stays, for what is worn under it [m], or each of the cloth's points, shape [n].
        dressing: How the body is dressed, where it is known already.
        hanging: How it hangs once it is sewn; to its rest, when nothing is said.
        progress: Told how much is done, 0 to 1.

    Raises:
        BadInputError: A panel is worn on no part of a body.
    """
    tell, way = progress or _silent, dressing or dressing_of(body, field, sleeves=sleeved(cloth.garment))
    way = way if sleeved(cloth.garment) else way.without_sleeves(body)
    rooms = np.broadcast_to(np.asarray(room, float), len(cloth.flat))
    if hanging is None and cloth.edge_m < FROM_M:
        return _finely(cloth, body, field, fabric, layer, rooms, way, tell)
    return _directly(cloth, body, field, fabric, layer, rooms, way, hanging, tell)


def _directly(
    cloth: Cloth,
    body: Body,
    field: DistanceField,
    fabric: Fabric,
    layer: int,
    rooms: Floats,
    way: Dressing,
    hanging: Sequence[Phase] | None,
    tell: Callable[[float], None],
) -> Draped:
    """Return a garment draped from its panels on, in its own triangles."""
    fabrics = _fabrics(cloth, fabric)
    again = AGAIN if hanging is None else 0
    hanging = HANGING if hanging is None else hanging
    field = way.standing
    points = placed(cloth, way.begun, layer)
    near = np.linalg.norm(points[cloth.ties[:, 0]] - points[cloth.ties[:, 1]], axis=1) < CLOSE_M
    one = _tied(welded(cloth, fabrics), cloth.ties)
    apart = _tied(welded(cloth, fabrics, pairs=met(cloth, points)), cloth.ties[near])
    becomes = np.zeros(len(apart.weights), np.int64)
    becomes[apart.of] = one.of
    apart = _eased(apart, becomes)
    band = _waist(cloth)
    down = [LAID, *(CARRIED, LAID) * (len(way.fields) - 1)] if len(way.fields) > 1 else []
    total = sum(phase.seconds * phase.rate for phase in (*CLOSING, *down, *hanging))
    offset = OFF_M + fabric.thickness / 2 + _each(rooms, apart)
    points = _mean(points, apart)
    done, speeds = 0.0, np.zeros_like(points)
    keeps = np.zeros(len(points), np.bool_)
    if not any(panel.placement.part == "leg" for panel in cloth.garment.panels):  # trousers are as high as their crotch
        keeps[apart.of[band]] = True
    free = loose(cloth)
    sewn = apart.of[cloth.pairs[~free[cloth.pairs].any(axis=1)]]
    sewn = sewn[sewn[:, 0] != sewn[:, 1]]
    for phase in CLOSING:
        moved(
            apart,
            points,
            speeds,
            way.fields[0],
            Touch(
                offset,
                np.full(len(points), _round_m(fabric)),
                0.0,
                keeps,
                becomes,
                *_levels(cloth, apart),
                ~free[cloth.corners].any(axis=1),
            ),
            phase,
            sewn,
        )
        done += phase.seconds * phase.rate
        tell(done / total)
    points, speeds = points[apart.of], speeds[apart.of]
    speeds[free] = 0.0
    farther = OFF_M + fabric.thickness / 2 + rooms
    buckled, points = girded(*strapped(cloth, turned(cloth, points), body, field, farther), body, farther)
    if buckled is not cloth:
        cloth, one = buckled, _tied(welded(buckled, fabrics), buckled.ties)
    points, speeds = _mean(points, one), _mean(speeds, one)
    rooms = _each(rooms, one)
    touch = _touching(cloth, one, fabric, rooms)
    if down:
        _lower(one, points, speeds, touch, way)
        done += sum(phase.seconds * phase.rate for phase in down)
        tell(done / total)
    speed, touch = _hung(one, points, speeds, field, touch, hanging, again, lambda gone: tell((done + gone) / total))
    return Draped(cloth, points[one.of], one, speed, replace(touch, offset=touch.offset - rooms))


def _hung(
    mesh: Mesh,
    points: Floats,
    speeds: Floats,
    field: DistanceField,
    touch: Touch,
    phases: Sequence[Phase],
    again: int,
    tell: Callable[[float], None],
) -> tuple[float, Touch]:
    """Let a garment hang until it rests, in place; return how fast it still is [m/s], and how it touches the body then.

    Args:
        mesh: The garment, sewn.
        points: Its points [m], shape [n, 3].
        speeds: [m/s], shape [n, 3].
        field: What it stays out of.
        touch: How it touches that and itself.
        phases: How it hangs.
        again: How often the last of them is done again at most.
        tell: Told how many steps are done.
    """
    speed, deep, done, least = np.inf, np.inf, 0.0, touch.offset
    for number, phase in enumerate((*phases, *[phases[-1]] * again)):
        if number >= len(phases) and speed < RESTS_M_S and deep < DEEP_M:
            break
        before = points.copy()
        moved(mesh, points, speeds, field, touch, phase, None)
        kept = _clear(mesh, points, field, touch, least)
        deep, touch = float((kept - touch.offset).max()), replace(touch, offset=kept)
        done += phase.seconds * phase.rate if number < len(phases) else 0.0
        speed = float(np.percentile(np.linalg.norm(points - before, axis=1), 99)) / phase.seconds
        tell(done)
    return speed, touch


def _finely(
    cloth: Cloth,
    body: Body,
    field: DistanceField,
    fabric: Fabric,
    layer: int,
    rooms: Floats,
    way: Dressing,
    tell: Callable[[float], None],
) -> Draped:
    """Return a garment draped in coarse triangles first, then in its own; in coarse ones, where folds lie so close that finer ones go through each other."""

    def coarsely(begun: Cloth) -> Draped:
        room = np.array([rooms[cloth.panel == number].mean() for number in range(len(cloth.names))])[begun.panel]
        return _directly(begun, body, field, fabric, layer, room, way, None, lambda done: tell(BEGUN * done))

    begun = cloth_of(cloth.drafted, max(FROM_M, COARSER * cloth.edge_m))
    hung = coarsely(begun)
    fine = _laid_out(cloth, begun, hung, fabric, rooms, way.standing)
    if fine is None and begun.edge_m > FROM_M:
        hung = coarsely(cloth_of(cloth.drafted, FROM_M))
    tell(1.0)
    return fine or hung


def _laid_out(
    cloth: Cloth, begun: Cloth, hung: Draped, fabric: Fabric, rooms: Floats, field: DistanceField
) -> Draped | None:
    """Return a garment that hangs in coarse triangles in its own; None if it went through itself there.

    Args:
        cloth: The garment.
        begun: The same in coarse triangles.
        hung: As those hang.
        fabric: What it is made of.
        rooms: How much farther off the body each of its points stays [m], shape [n].
        field: What it stays out of.
    """
    cloth, points = carried_over(begun, hung.cloth, hung.points, cloth)
    one = _tied(welded(cloth, _fabrics(cloth, fabric)), cloth.ties)
    points, rooms = _mean(points, one), _each(rooms, one)
    touch, speeds, finer = _touching(cloth, one, fabric, rooms), np.zeros_like(points), FROM_M / cloth.edge_m
    near = np.minimum(field.at(points), touch.offset)
    for share in np.linspace(0.0, 1.0, EASED_STEPS + 1)[1:]:
        here = near + share * (touch.offset - near)
        moved(one, points, speeds, field, replace(touch, offset=here), _faster(EASED, finer), None)
    if len(pierced_edges(one.corners, points)):
        return None
    speeds[:] = 0.0
    phases = [_faster(phase, finer) for phase in HELD_UP]
    speed, touch = _hung(one, points, speeds, field, touch, phases, AGAIN, _silent)
    if len(pierced_edges(one.corners, points)):
        return None
    return Draped(cloth, points[one.of], one, speed, replace(touch, offset=touch.offset - rooms))


def _faster(phase: Phase, finer: float) -> Phase:
    return replace(phase, rate=round(phase.rate * finer))


def _fabrics(cloth: Cloth, fabric: Fabric) -> Callable[[int], Fabric]:
    """Return what a panel is made of, by its number: of several plies where it is folded or fused."""
    fused = _plies(fabric, INTERFACED, FUSED)
    panels = cloth.garment.panels
    made = [fused if panel.fused else _plies(fabric, panel.repeat, panel.repeat) for panel in panels]
    return made.__getitem__


def _waist(cloth: Cloth) -> NDArray[np.bool_]:
    """Say which points are of what is worn around the waist, shape [n]."""
    panels = cloth.garment.panels
    return np.isin(cloth.panel, [number for number, panel in enumerate(panels) if panel.placement.part == "waist"])


def _touching(cloth: Cloth, mesh: Mesh, fabric: Fabric, rooms: Floats) -> Touch:
    """Return how a sewn garment touches the body and itself.

    Args:
        cloth: The garment.
        mesh: The same, sewn.
        fabric: What it is made of.
        rooms: How much farther off the body each of the mesh's points stays, shape [n].
    """
    held = np.zeros(len(mesh.weights), np.bool_)
    held[mesh.of[_waist(cloth) | np.isin(cloth.panel, belts(cloth))]] = True
    return Touch(
        OFF_M + fabric.thickness / 2 + rooms,
        np.full(len(mesh.weights), _round_m(fabric)),
        fabric.friction,
        held,
        np.arange(len(mesh.weights)),
        *_levels(cloth, mesh),
        np.ones(len(mesh.corners), np.bool_),
    )


def _round_m(fabric: Fabric) -> float:
    """Return how far cloth keeps off itself from its middle [m]."""
    return max(APART_M, fabric.thickness / 2 + SPARE_M)


def _lower(mesh: Mesh, points: Floats, speeds: Floats, touch: Touch, way: Dressing) -> None:
    """Carry a garment down with the arms, in place: what goes with them passes by the body, and is laid on it after each turn.

    Before, what was turned and laid comes out of what it went into.
    """
    moved(mesh, points, speeds, way.fields[0], touch, LAID, None)
    speeds[:] = 0.0
    shares = arm_shares(way.begun, mesh, points)
    passing = replace(touch, offset=np.where(shares.sum(axis=1) > STAYS, NOT_OUT_M, touch.offset))
    for before, after in zip(way.fields, way.fields[1:], strict=False):
        down = lowered(way.begun, points, shares) - points
        moved(mesh, points, speeds, before, passing, CARRIED, None, down)
        speeds[:] = 0.0
        moved(mesh, points, speeds, after, touch, LAID, None)


def _clear(mesh: Mesh, points: Floats, field: DistanceField, touch: Touch, least: Floats) -> Floats:
    """Return how far points stay off the skin so that triangles between them stay out of it too, where the body is rounder than they are [m].

    What is worn tight around the waist has no room for that, and stays as it is.
    """
    offset = touch.offset
    out, corners = offset.copy(), mesh.corners[~touch.held[mesh.corners].any(axis=1)]
    for share in INSIDE:
        deep = -INSIDE_M - field.at(np.einsum("mkc,k->mc", points[corners], np.array(share) / sum(share)))
        for k in range(3):
            np.maximum.at(out, corners[deep > 0, k], offset[corners[deep > 0, k]] + deep[deep > 0])
    return np.minimum(out, least + ROUNDER_M)


def _levels(cloth: Cloth, mesh: Mesh) -> tuple[Ints, Ints]:
    """Return what lies over what: of each point of a mesh, -1 where panels of several levels meet, and of each triangle, -1 where it is turned over."""
    over = np.array([panel.placement.layer for panel in cloth.garment.panels])[cloth.panel]
    low, high = np.full(len(mesh.weights), 1 << 30), np.full(len(mesh.weights), -1)
    np.minimum.at(low, mesh.of, over)
    np.maximum.at(high, mesh.of, over)
    turned = loose(cloth)[cloth.corners].any(axis=1)
    return np.where(low == high, high, -1), np.where(turned, -1, over[cloth.corners[:, 0]])


def _plies(fabric: Fabric, plies: float, bend: float) -> Fabric:
    """Return a fabric of several plies, and so much stiffer to bend."""
    return replace(fabric, weight=fabric.weight * plies, stretch=fabric.stretch * plies, bend=fabric.bend * bend)


def _silent(share: float) -> None:
    """Tell nobody."""


def _tied(mesh: Mesh, ties: Ints) -> Mesh:
    """Return a mesh with its buttons: edges that keep what they hold near each other."""
    count = len(ties)
    if not count:
        return mesh
    return replace(
        mesh,
        edges=np.concatenate([mesh.edges, mesh.of[ties]]),
        rests=np.concatenate([mesh.rests, np.full(count, BUTTON_M)]),
        softs=np.concatenate([mesh.softs, np.full(count, float(np.median(mesh.softs)))]),
    )


def _eased(apart: Mesh, becomes: Ints) -> Mesh:
    """Return a mesh that isn't sewn yet, whose edges along seams rest at the shorter side already."""
    both = np.unique(np.sort(becomes[apart.edges], axis=1), axis=0, return_inverse=True)[1].ravel()
    least = np.full(both.max() + 1, np.inf)
    np.minimum.at(least, both, apart.rests)
    return replace(apart, rests=least[both])


def _each(values: Floats, mesh: Mesh) -> Floats:
    """Return the means of numbers of points that became one, shape [m]."""
    return np.asarray(np.bincount(mesh.of, values) / np.bincount(mesh.of))


def _mean(values: Floats, mesh: Mesh) -> Floats:
    """Return the means of values of points that became one, shape [m, 3]."""
    count = np.bincount(mesh.of)
    return np.stack([np.bincount(mesh.of, values[:, k]) / count for k in range(3)], axis=1)
