"""Rigid bodies in Bullet: each body is one piece or a compound of pieces that still hold together.

A body keeps its pieces in the rest pose's axes, so the pose of a piece is always its body's pose applied to where
the piece stood in the building; nothing drifts, however often bodies split. Quaternions are Bullet's (x, y, z, w)
in this module and (w, x, y, z) everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.pieces import Pieces

SHRINK = 0.985
GAP_M = 0.01
"""Hulls are this much smaller than their pieces, and no corner moves in by more than the gap [m]: without it neighbours
push each other away in the first step, with more of it a tall piece would be drawn through the ground that it stands on."""

SOLVER_ITERATIONS = 12
"""Enough for a heap of two thousand pieces; more makes it stiffer, not better to look at."""

CALM_ITERATIONS = 6
"""The same after the picture's end, when only the log of contacts is still written."""

CALM = 0.3
"""Bullet's damping after the picture's end, when only the log of contacts is still written. It is no rate: from about 1 on
it takes nearly all speed in every step, and what was falling would hang in the air."""

GROUND_M = 0.01
"""Where Bullet's ground lies [m]: hulls are a little smaller than what is drawn, which would reach that much under z = 0."""

REST_DEPTH = 0.008
"""How deep [m] a drawn corner may dip. What is lifted is lifted to here, so that it still touches Bullet's ground: what
hovers slides without friction."""

PUSH_OUT = 0.1
"""Share of an overlap that is undone in a step. Low, because a block that crushes what lies under it overlaps it for a
moment, and must not be lifted by it."""

GRAVITY = 9.81

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]


@dataclass(eq=False, slots=True)
class Body:
    """A body in the world.

    Attributes:
        id: Bullet's name for it.
        pieces: The pieces it is made of.
        com: Where its centre of mass was in the building [m].
        mass: In kg.
        dynamic: Whether it moves; what has not let go yet stands still.
        quiet_until: No damage before this time [s].
        frozen: Whether it lies still in the heap and is part of the ground until it is hit.
    """

    id: int
    pieces: Rows
    com: Floats
    mass: float
    dynamic: bool
    quiet_until: float = 0.0
    frozen: bool = False


class World:
    """A Bullet world that is this simulation's alone."""

    def __init__(self, pieces: Pieces, *, step_s: float, friction: float, scratch: Path) -> None:
        import pybullet

        self.bullet: Any = pybullet
        self.client = int(pybullet.connect(pybullet.DIRECT))
        self.pieces = pieces
        self.friction = friction
        self.damping = 0.0
        self.scale = np.ones(len(pieces))
        reach = np.sqrt(np.maximum.reduceat((pieces.vertices.astype(float) ** 2).sum(axis=1), pieces.vertex_start[:-1]))
        self.shrink_to = np.maximum(SHRINK, 1.0 - GAP_M / reach)
        self.bodies: dict[int, Body] = {}
        self.body_of = np.full(len(pieces), -1, np.int64)
        self.position, self.turn = np.zeros((64, 3)), np.zeros((64, 4))
        self.linear, self.angular = np.zeros((64, 3)), np.zeros((64, 3))
        self.com = np.zeros((64, 3))
        self._text: list[str | None] = [None] * len(pieces)
        self._scratch = scratch / "compound.obj"
        self._pose = partial(pybullet.getBasePositionAndOrientation, physicsClientId=self.client)
        self._speed = partial(pybullet.getBaseVelocity, physicsClientId=self.client)
        pybullet.setGravity(0, 0, -GRAVITY, physicsClientId=self.client)
        pybullet.setPhysicsEngineParameter(
            fixedTimeStep=step_s,
            numSolverIterations=SOLVER_ITERATIONS,
            numSubSteps=0,
            enableFileCaching=0,
            deterministicOverlappingPairs=1,
            useSplitImpulse=1,
            contactERP=PUSH_OUT,
            splitImpulsePenetrationThreshold=-0.01,
            restitutionVelocityThreshold=0.5,
            physicsClientId=self.client,
        )
        box = pybullet.createCollisionShape(pybullet.GEOM_BOX, halfExtents=[400, 400, 5], physicsClientId=self.client)
        self.ground = pybullet.createMultiBody(
            0, box, basePosition=[0, 0, GROUND_M - 5], useMaximalCoordinates=1, physicsClientId=self.client
        )
        pybullet.changeDynamics(self.ground, -1, lateralFriction=0.9, restitution=0.02, physicsClientId=self.client)

    def close(self) -> None:
        """Let the world go."""
        self.bullet.disconnect(physicsClientId=self.client)
        self._scratch.unlink(missing_ok=True)

    def weight(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return the masses of pieces as they are now [kg], and their centre of mass in the building [m]."""
        mass = self.pieces.mass[rows] * self.scale[rows] ** 3
        return mass, (self.pieces.centre[rows] * mass[:, None]).sum(axis=0) / mass.sum()

    def add(
        self,
        rows: Rows,
        *,
        dynamic: bool,
        position: Floats | None = None,
        turn: Floats | None = None,
        linear: Floats | None = None,
        angular: Floats | None = None,
    ) -> Body:
        """Put pieces into the world as one body.

        Args:
            rows: The pieces.
            dynamic: Whether it moves.
            position: Of the centre of mass [m]; where it was in the building when left out.
            turn: Orientation (x, y, z, w); as in the building when left out.
            linear: Velocity [m/s]; none when left out.
            angular: Angular velocity [rad/s]; none when left out.
        """
        mass, com = self.weight(rows)
        position = com if position is None else position
        turn = np.array([0.0, 0.0, 0.0, 1.0]) if turn is None else turn
        linear = np.zeros(3) if linear is None else linear
        angular = np.zeros(3) if angular is None else angular
        body_id = int(
            self.bullet.createMultiBody(
                baseMass=float(mass.sum()) if dynamic else 0.0,
                baseCollisionShapeIndex=self._shape(rows, com),
                basePosition=position.tolist(),
                baseOrientation=turn.tolist(),
                useMaximalCoordinates=1,
                physicsClientId=self.client,
            )
        )
        self.bullet.changeDynamics(
            body_id,
            -1,
            linearDamping=self.damping,
            angularDamping=self.damping,
            lateralFriction=self.friction,
            restitution=0.02,
            rollingFriction=0.01,
            spinningFriction=0.01,
            activationState=self.bullet.ACTIVATION_STATE_ENABLE_SLEEPING if dynamic else 0,
            physicsClientId=self.client,
        )
        if dynamic:
            self.bullet.resetBaseVelocity(body_id, linear.tolist(), angular.tolist(), physicsClientId=self.client)
        body = Body(body_id, rows, com, float(mass.sum()), dynamic)
        self.bodies[body_id] = body
        self.body_of[rows] = body_id
        if body_id >= len(self.position):
            for name in ("position", "turn", "linear", "angular", "com"):
                old = getattr(self, name)
                setattr(self, name, np.concatenate([old, np.zeros((body_id + 64, old.shape[1]))]))
        self.position[body_id], self.turn[body_id], self.com[body_id] = position, turn, com
        self.linear[body_id], self.angular[body_id] = linear, angular
        return body

    def remove(self, body: Body) -> None:
        """Take a body out of the world."""
        self.bullet.removeBody(body.id, physicsClientId=self.client)
        del self.bodies[body.id]

    def set_speed(self, body: Body, linear: Floats, angular: Floats) -> None:
        """Give a body another velocity [m/s, rad/s]."""
        self.bullet.resetBaseVelocity(body.id, linear.tolist(), angular.tolist(), physicsClientId=self.client)
        self.linear[body.id], self.angular[body.id] = linear, angular

    def move(self, body: Body, offset: Floats) -> None:
        """Shift a body [m]; Bullet stops what it shifts, so its velocity is given back."""
        self.position[body.id] += offset
        self.bullet.resetBasePositionAndOrientation(
            body.id, self.position[body.id].tolist(), self.turn[body.id].tolist(), physicsClientId=self.client
        )
        self.set_speed(body, self.linear[body.id], self.angular[body.id])

    def place(self, body: Body, position: Floats, turn: Floats, linear: Floats, angular: Floats) -> None:
        """Put a body elsewhere: its centre of mass [m], orientation (x, y, z, w) and velocities [m/s, rad/s]."""
        self.position[body.id], self.turn[body.id] = position, turn
        self.bullet.resetBasePositionAndOrientation(
            body.id, position.tolist(), turn.tolist(), physicsClientId=self.client
        )
        self.set_speed(body, linear, angular)

    def step(self) -> tuple[Floats, Floats]:
        """Go one step on, and return the velocities from before it, rows by body id: [m/s] and [rad/s]."""
        before = self.linear.copy(), self.angular.copy()
        self.bullet.stepSimulation(physicsClientId=self.client)
        moving = [body_id for body_id, body in self.bodies.items() if body.dynamic]
        if moving:
            poses, speeds = [self._pose(one) for one in moving], [self._speed(one) for one in moving]
            self.position[moving], self.turn[moving] = [at for at, _ in poses], [turn for _, turn in poses]
            self.linear[moving], self.angular[moving] = [way for way, _ in speeds], [spin for _, spin in speeds]
        return before

    def sunk(self) -> list[tuple[Body, Rows, float]]:
        """Return the loose bodies pressed into the ground, their pieces that are, and how deep beyond rest the deepest is [m].

        It goes by what is drawn, not by the slightly smaller hulls that Bullet sees.
        """
        from rushes.engines.destruction.ground_kernels import lowest_corners

        pieces, owner = self.pieces, self.body_of
        low = lowest_corners(
            pieces.vertices, pieces.vertex_start, pieces.centre, self.scale, owner, self.position, self.turn, self.com
        )
        deep = np.flatnonzero(low < -2 * REST_DEPTH)
        order = deep[np.argsort(owner[deep], kind="stable")]
        groups = np.split(order, np.flatnonzero(np.diff(owner[order])) + 1) if len(order) else []
        found = [(self.bodies[int(owner[rows[0]])], rows, -float(low[rows].min()) - REST_DEPTH) for rows in groups]
        return [(body, rows, depth) for body, rows, depth in found if body.dynamic or body.frozen]

    def lift(self, body: Body, height: float) -> None:
        """Put a body back up [m], and let it sink no further."""
        self.linear[body.id, 2] = max(self.linear[body.id, 2], 0.0)
        self.move(body, np.array([0.0, 0.0, height]))

    def calm(self) -> None:
        """Let what moves come to rest sooner, once the picture has ended and nobody sees it any more."""
        for body in self.bodies.values():
            if body.dynamic:
                self.bullet.changeDynamics(
                    body.id, -1, linearDamping=CALM, angularDamping=CALM, physicsClientId=self.client
                )
        self.bullet.setPhysicsEngineParameter(numSolverIterations=CALM_ITERATIONS, physicsClientId=self.client)
        self.damping = CALM

    def near(self, body: Body) -> list[Body]:
        """Return the bodies whose boxes touch a body's box, itself included."""
        low, high = self.bullet.getAABB(body.id, physicsClientId=self.client)
        low, high = [value - 0.03 for value in low], [value + 0.03 for value in high]
        found = self.bullet.getOverlappingObjects(low, high, physicsClientId=self.client) or ()
        return [self.bodies[one] for one in sorted({entry[0] for entry in found}) if one in self.bodies]

    def contacts(self) -> list[tuple[Any, ...]]:
        """Return Bullet's contact points of the last step."""
        return self.bullet.getContactPoints(physicsClientId=self.client) or []

    def poses(self) -> tuple[Floats, Floats]:
        """Return every piece's position [n, 3] m and orientation [n, 4] (w, x, y, z)."""
        owner = self.body_of
        turn = self.turn[owner]
        arm = self.pieces.centre - self.com[owner]
        position = self.position[owner] + np.einsum("nij,nj->ni", rotations(turn), arm)
        return position, turn[:, [3, 0, 1, 2]]

    def split(self, body: Body, parts: list[Rows]) -> list[Body]:
        """Replace a body by its parts, each where it is and as fast as it was there (v + w x r)."""
        where, turn = self.position[body.id].copy(), self.turn[body.id].copy()
        linear, angular = self.linear[body.id].copy(), self.angular[body.id].copy()
        matrix = rotation(turn)
        self.remove(body)
        made = []
        for rows in parts:
            arm = matrix @ (self.weight(rows)[1] - body.com)
            speed = linear + np.cross(angular, arm)
            part = self.add(rows, dynamic=True, position=where + arm, turn=turn, linear=speed, angular=angular)
            part.quiet_until = body.quiet_until
            made.append(part)
        return made

    def at_rest_pose(self, body: Body, points: Floats) -> Floats:
        """Return points on a body where they were in the building, shape [k, 3] m."""
        return np.asarray((points - self.position[body.id]) @ rotation(self.turn[body.id]) + body.com)

    def shrink(self, row: int, scale: float) -> None:
        """Let a piece be smaller from now on; the body it is in has to be made again."""
        self.scale[row] = scale
        self._text[row] = None

    def _shape(self, rows: Rows, com: Floats) -> int:
        """Return a shape of one convex hull per piece (an OBJ with a group a piece gives Bullet just that)."""
        if len(rows) == 1:
            cloud = self.pieces.points(int(rows[0])) * (self.shrink_to[rows[0]] * self.scale[rows[0]])
            return int(
                self.bullet.createCollisionShape(
                    self.bullet.GEOM_MESH, vertices=cloud.tolist(), physicsClientId=self.client
                )
            )
        self._scratch.write_text(
            "".join([self._text[row] or self._hull(row) for row in rows.tolist()]), encoding="ascii"
        )
        return int(
            self.bullet.createCollisionShape(
                self.bullet.GEOM_MESH,
                fileName=str(self._scratch),
                collisionFramePosition=(-com).tolist(),
                physicsClientId=self.client,
            )
        )

    def _hull(self, row: int) -> str:
        """Return a piece's hull as OBJ text where it stood in the building: every corner in some face, no more."""
        cloud = self.pieces.points(row) * (self.shrink_to[row] * self.scale[row]) + self.pieces.centre[row]
        lines = [f"o p{row}", *(f"v {x:.4f} {y:.4f} {z:.4f}" for x, y, z in cloud.tolist())]
        lines.extend(f"f {first} {min(first + 1, -1)} {min(first + 2, -1)}" for first in range(-len(cloud), 0, 3))
        text = self._text[row] = "\n".join(lines) + "\n"
        return text


def rotation(turn: Floats) -> Floats:
    """Return the matrix of a quaternion (x, y, z, w), shape [3, 3]."""
    return np.asarray(rotations(turn[None])[0])


def rotations(turn: Floats) -> Floats:
    """Return the matrices of quaternions (x, y, z, w), shape [n, 3, 3]."""
    x, y, z, w = turn.T
    return np.stack(
        [
            np.stack([1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)], axis=-1),
            np.stack([2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)], axis=-1),
            np.stack([2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)], axis=-1),
        ],
        axis=-2,
    )
