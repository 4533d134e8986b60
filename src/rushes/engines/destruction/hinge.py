"""Hinges: a part that tips over turns about a line until an angle is reached, as a felled tower does on its last columns.

Between two steps a body on a hinge keeps its angular momentum about the line and nothing else, so that gravity and every
contact turn it, and no energy comes from the hinge.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from rushes.engines.destruction.bodies import Body, World

Floats = NDArray[np.float64]

LEAST_PIECES = 12
"""A body of fewer pieces is rubble that came off, and turns about nothing."""


@dataclass(frozen=True, eq=False, slots=True)
class Hinge:
    """A line that a part turns about.

    Attributes:
        group: The group of the part; ``supports`` the groups that fail when the hinge lets go.
        point: A point of the line [m], shape [3].
        axis: Its direction, about which the part turns (right-handed), shape [3].
        until_rad: The angle at which it lets go.
    """

    group: int
    supports: tuple[int, ...]
    point: Floats
    axis: Floats
    until_rad: float


class Hinges:
    """The hinges that hold at the moment."""

    def __init__(self, world: World, hinges: tuple[Hinge, ...]) -> None:
        self.world = world
        self.of = {hinge.group: hinge for hinge in hinges}
        self.turning: list[tuple[Hinge, Body, float]] = []

    def let_go(self, group: int, bodies: list[Body]) -> None:
        """Hang the largest body of a group that has just let go on its hinge, if it has one."""
        hinge = self.of.get(group)
        if hinge is None or not bodies:
            return
        body = max(bodies, key=lambda one: one.mass)
        if len(body.pieces) < LEAST_PIECES:
            return
        pieces = self.world.pieces
        arm = pieces.centre[body.pieces] - hinge.point
        across = arm - np.outer(arm @ hinge.axis, hinge.axis)
        mass, _ = self.world.weight(body.pieces)
        self.turning.append((hinge, body, float((mass * (across**2).sum(axis=1)).sum())))

    def hold(self) -> list[int]:
        """Keep what hangs on a hinge on it, and return the groups of supports that fail because their hinge let go."""
        kept: list[tuple[Hinge, Body, float]] = []
        failed: list[int] = []
        for hinge, body, inertia in self.turning:
            if self.world.bodies.get(body.id) is not body:
                failed.extend(hinge.supports)  # it broke: what is left of it is free
            elif self._turn(hinge, body, inertia) >= hinge.until_rad:
                failed.extend(hinge.supports)
            else:
                kept.append((hinge, body, inertia))
        self.turning = kept
        return failed

    def _turn(self, hinge: Hinge, body: Body, inertia: float) -> float:
        """Put a body back on its hinge line with the spin that it has about it, and return how far it has turned [rad]."""
        world, axis = self.world, hinge.axis
        x, y, z, w = world.turn[body.id].tolist()
        angle = 2 * math.atan2(float(np.dot([x, y, z], axis)), w)
        angle = (angle + math.pi) % (2 * math.pi) - math.pi
        arm = body.com - hinge.point
        along = axis * float(arm @ axis)
        arm = arm - along
        turned = arm * math.cos(angle) + np.cross(axis, arm) * math.sin(angle)
        own = inertia - body.mass * float(arm @ arm)
        momentum = max(own, 0.0) * float(world.angular[body.id] @ axis)
        momentum += body.mass * float(np.cross(turned, world.linear[body.id]) @ axis)
        spin = momentum / max(inertia, 1.0)
        place = np.asarray(hinge.point + along + turned, float)
        turn = np.array([*(axis * math.sin(angle / 2)), math.cos(angle / 2)])
        world.place(body, place, turn, np.cross(axis * spin, turned), axis * spin)
        return angle
