"""Motion: a mesh of cloth goes through a stretch of simulation."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.distance_field import DistanceField
from rushes.engines.wardrobe.drape.welding import Mesh, sides_of

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

GRAVITY: Final = -9.81

LOOK, LOOK_M = 0.45, 0.01
"""How far off cloth looks for what it could hit, in triangles' edges, and at most [m]."""

CALM = 4.0
"""No edge is stiffer than what a step can carry, as compliance over the step's square for each of its points' inverse masses: one
sweep leaves stiff edges that are under tension unbalanced, and they quiver. Cloth that hangs a metre long stretches by half a percent more."""

EDGE_DAMPING = 3.0
TOGETHER = 0.75
"""Share of the closing after which seams are closed; the rest of it they are held."""


@dataclass(frozen=True)
class Phase:
    """A stretch of simulation.

    Attributes:
        seconds: How long [s].
        rate: Steps a second.
        gravity: [m/s2].
        damping: Of speed [1/s].
        friction: Share of the fabric's friction.
        sewing: Whether pairs are drawn together.
        keeps_off: Whether cloth keeps off itself.
        slack: How much softer to stretch than the fabric cloth is.
        look: How far off cloth looks for what it could hit at most [m].
    """

    seconds: float
    rate: float
    gravity: float = 0.0
    damping: float = 5.0
    friction: float = 0.0
    sewing: bool = False
    slack: float = 1.0
    keeps_off: bool = False
    look: float = LOOK_M


@dataclass(frozen=True, eq=False)
class Touch:
    """How cloth touches the body and itself.

    Attributes:
        offset: How far it stays off the skin [m].
        radii: How far it keeps other cloth off its middle [m].
        friction: Coulomb's.
        held: Which points don't sink.
        one: Which points are or will be sewn together.
        levels: What lies over what: of each point, -1 where panels of several meet.
        over: The same of each triangle.
        solid: Which triangles keep off each other.
    """

    offset: Floats
    radii: Floats
    friction: float
    held: NDArray[np.bool_]
    one: Ints
    levels: Ints
    over: Ints
    solid: NDArray[np.bool_]


def moved(
    mesh: Mesh,
    points: Floats,
    speeds: Floats,
    field: DistanceField,
    touch: Touch,
    phase: Phase,
    pairs: Ints | None,
    carried: Floats | None = None,
) -> int:
    """Move a mesh through a phase, in place; return how many edges pierced it when it was looked at last.

    Args:
        mesh: What moves.
        points: Its points [m], shape [n, 3].
        speeds: [m/s], shape [n, 3].
        field: What it stays out of.
        touch: How it touches that and itself.
        phase: How long, and how.
        pairs: Points that are drawn together, when it sews.
        carried: How far each point is carried along in this phase, as far as nothing is in its way [m], shape [n, 3].
    """
    from rushes.engines.wardrobe.drape.cloth_kernels import advance

    sewn = np.zeros((0, 2), np.int64) if pairs is None or not phase.sewing else pairs
    gaps = np.linalg.norm(points[sewn[:, 0]] - points[sewn[:, 1]], axis=1)
    count, light = round(phase.seconds * phase.rate), 1.0 / mesh.weights
    sides, size = sides_of(mesh.corners[touch.solid], touch.one), float(np.median(mesh.rests))
    return advance(
        points,
        speeds,
        light,
        mesh.edges,
        mesh.rests,
        np.maximum(
            mesh.softs * phase.slack, CALM * (light[mesh.edges[:, 0]] + light[mesh.edges[:, 1]]) / phase.rate**2
        ),
        mesh.hinges,
        mesh.shares,
        mesh.bends,
        sewn,
        gaps,
        field.values,
        field.low,
        field.step,
        touch.offset,
        np.full(len(points), touch.friction * phase.friction),
        touch.held,
        mesh.corners[touch.solid] if phase.keeps_off else mesh.corners[:0],
        sides.edges,
        sides.tops,
        touch.one,
        sides.first,
        sides.beside,
        touch.radii,
        touch.levels,
        touch.over[touch.solid],
        np.zeros((0, 3)) if carried is None else carried / count,
        np.array(
            [
                count,
                1.0 / phase.rate,
                phase.gravity,
                phase.damping,
                EDGE_DAMPING,
                TOGETHER,
                min(phase.look, LOOK * size),
                size,
            ]
        ),
    )
