"""Hinges: a part that tips over turns about a line until an angle is reached, as a felled tower does on its last columns.

Between two steps a body on a hinge keeps its angular momentum about the line and nothing else, so that gravity and
contacts turn it. What it crushes under it holds it back by no more than a share of its weight, as the crushing front of a block
that comes down; and nothing spins it up faster than gravity does, so that no energy comes from the hinge.
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

GRAVITY = 9.81
DOWN = np.array([0.0, 0.0, -1.0])

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


MOST = 0.6
"""A part that broke off with more than this share of a body's mass goes on turning for it."""


class Hinges:
    """The hinges that hold at the moment."""

    def __init__(self, world: World, hinges: tuple[Hinge, ...], *, step_s: float, resistance: float) -> None:
        self.world = world
        self.step_s = step_s
        self.resistance = resistance
        self.spin: dict[int, float] = {}
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
        self.turning.append((hinge, body, self._inertia(hinge, body)))

    def _inertia(self, hinge: Hinge, body: Body) -> float:
        """Return a body's moment of inertia about a hinge line [kg m2]."""
        arm = self.world.pieces.centre[body.pieces] - hinge.point
        across = arm - np.outer(arm @ hinge.axis, hinge.axis)
        mass, _ = self.world.weight(body.pieces)
        return float((mass * (across**2).sum(axis=1)).sum())

    def _left(self, body: Body) -> Body | None:
        """Return what is left of a body on a hinge: its largest part, if that is most of it."""
        owner, count = np.unique(self.world.body_of[body.pieces], return_counts=True)
        part = self.world.bodies.get(int(owner[count.argmax()]))
        return part if part is not None and part.dynamic and part.mass > body.mass * MOST else None

    def hold(self) -> list[int]:
        """Keep what hangs on a hinge on it, and return the groups of supports that fail because their hinge let go."""
        kept: list[tuple[Hinge, Body, float]] = []
        failed: list[int] = []
        for hinge, hung, inertia in self.turning:
            body: Body | None = hung
            if self.world.bodies.get(hung.id) is not hung:
                body = self._left(hung)
                if body is not None:
                    self.spin[body.id] = self.spin.get(hung.id, 0.0)
                    inertia = self._inertia(hinge, body)  # noqa: PLW2901 - of what is left of it
            if body is None or self._turn(hinge, body, inertia) >= hinge.until_rad:
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
        weight = body.mass * GRAVITY * self.step_s * float(np.cross(turned, DOWN) @ axis) / max(inertia, 1.0)
        spin = momentum / max(inertia, 1.0)
        if (before := self.spin.get(body.id)) is not None:
            held = weight * (1.0 - self.resistance) if weight > 0 else weight
            spin = min(max(spin, before + held), before + max(weight, 0.0))
        self.spin[body.id] = spin
        place = np.asarray(hinge.point + along + turned, float)
        turn = np.array([*(axis * math.sin(angle / 2)), math.cos(angle / 2)])
        world.place(body, place, turn, np.cross(axis * spin, turned), axis * spin)
        return angle
