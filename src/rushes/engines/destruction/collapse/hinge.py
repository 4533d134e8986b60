"""Hinges: a part that tips over turns about a line until an angle is reached, as a felled tower does on its last columns.

Between two steps a body on a hinge keeps its angular momentum about the line and nothing else, so that gravity and
contacts turn it. What it crushes under it holds it back by no more than a share of its weight, as the crushing front of a block
that comes down; and nothing spins it up faster than gravity does, so that no energy comes from the hinge. It turns by the spin that
it is left with, not by what contacts let it turn within the step: else it would lie still with a growing spin.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.rigid.bodies import MOVING, World

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
    """The hinges that hold at the moment.

    Attributes:
        reaction: Impulse [N s] with which they held what turns about them when they were last asked to, shape [3].
    """

    def __init__(self, world: World, hinges: tuple[Hinge, ...], *, step_s: float, resistance: float) -> None:
        self.world = world
        self.step_s = step_s
        self.resistance = resistance
        self.spin: dict[int, float] = {}
        self.angle: dict[int, float] = {}
        self.reaction: Floats = np.zeros(3)
        self.of = {hinge.group: hinge for hinge in hinges}
        self.turning: list[tuple[Hinge, int, float]] = []

    def let_go(self, group: int, bodies: list[int]) -> None:
        """Hang the largest body of a group that has just let go on its hinge, if it has one."""
        hinge = self.of.get(group)
        if hinge is None or not bodies:
            return
        body = max(bodies, key=lambda one: float(self.world.mass[one]))
        if self.world.size[body] < LEAST_PIECES:
            return
        self.turning.append((hinge, body, self._inertia(hinge, body)))

    def bodies(self) -> set[int]:
        """Return the bodies that hang on a hinge."""
        return {body for _, body, _ in self.turning}

    def _inertia(self, hinge: Hinge, body: int) -> float:
        """Return a body's moment of inertia about a hinge line [kg m2]."""
        arm = self.world.centre[self.world.rows[body]] - hinge.point
        across = arm - np.outer(arm @ hinge.axis, hinge.axis)
        mass, _ = self.world.weight(self.world.rows[body])
        return float((mass * (across**2).sum(axis=1)).sum())

    def _left(self, body: int) -> int | None:
        """Return what is left of a body on a hinge: its largest part, if that is most of it."""
        world = self.world
        owner, count = np.unique(world.body_of[world.rows[body]], return_counts=True)
        part = int(owner[count.argmax()])
        return part if world.kind[part] == MOVING and world.mass[part] > world.mass[body] * MOST else None

    def hold(self) -> list[int]:
        """Keep what hangs on a hinge on it, and return the groups of supports that fail because their hinge let go."""
        kept: list[tuple[Hinge, int, float]] = []
        failed: list[int] = []
        self.reaction = np.zeros(3)
        for hinge, hung, inertia in self.turning:
            body: int | None = hung
            if self.world.kind[hung] != MOVING:
                body = self._left(hung)
                if body is not None:
                    self.spin[body], self.angle[body] = self.spin.get(hung, 0.0), self.angle.get(hung, 0.0)
                    inertia = self._inertia(hinge, body)  # noqa: PLW2901 - of what is left of it
            if body is None or self._turn(hinge, body, inertia) >= hinge.until_rad:
                failed.extend(hinge.supports)
            else:
                kept.append((hinge, body, inertia))
        self.turning = kept
        return failed

    def _turn(self, hinge: Hinge, body: int, inertia: float) -> float:
        """Put a body back on its hinge line with the spin that it has about it, and return how far it has turned [rad]."""
        world, axis = self.world, hinge.axis
        arm = world.com[body] - hinge.point
        along = axis * float(arm @ axis)
        arm = arm - along
        gone = _about(world.turn[body], axis)
        turned = _turned(arm, axis, gone)
        own = inertia - float(world.mass[body]) * float(arm @ arm)
        momentum = max(own, 0.0) * float(world.angular[body] @ axis)
        momentum += world.mass[body] * float(np.cross(turned, world.linear[body]) @ axis)
        weight = world.mass[body] * GRAVITY * self.step_s * float(np.cross(turned, DOWN) @ axis) / max(inertia, 1.0)
        spin = momentum / max(inertia, 1.0)
        if (before := self.spin.get(body)) is not None:
            held = weight * (1.0 - self.resistance) if weight > 0 else weight
            spin = min(max(spin, before + held), before + max(weight, 0.0))
            gone = self.angle.get(body, 0.0) + (before + spin) / 2 * self.step_s
            turned = _turned(arm, axis, gone)
        self.spin[body], self.angle[body] = spin, gone
        turn = np.array([*(axis * math.sin(gone / 2)), math.cos(gone / 2)])
        free = world.linear[body].copy()
        world.place(
            body, np.asarray(hinge.point + along + turned, float), turn, np.cross(axis * spin, turned), axis * spin
        )
        self.reaction += (world.linear[body] - free) * world.mass[body]
        return gone


def _about(turn: Floats, axis: Floats) -> float:
    """Return how far a quaternion (x, y, z, w) turns about an axis, -pi to pi [rad]."""
    angle = 2 * math.atan2(float(turn[:3] @ axis), float(turn[3]))
    return (angle + math.pi) % (2 * math.pi) - math.pi


def _turned(arm: Floats, axis: Floats, angle: float) -> Floats:
    """Return an arm square to an axis, turned about it."""
    return np.asarray(arm * math.cos(angle) + np.cross(axis, arm) * math.sin(angle))
