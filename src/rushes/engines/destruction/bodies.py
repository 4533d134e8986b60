"""Rigid bodies in Bullet: each body is one piece or a compound of pieces that still hold together.

A body keeps its pieces in the rest pose's axes, so the pose of a piece is always its body's pose applied to where
the piece stood in the building; nothing drifts, however often bodies split.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.pieces import Pieces

SHRINK = 0.985
"""Hulls are this much smaller than their pieces, or neighbours push each other away in the first step."""

GROUND = -1
"""What contacts call the ground."""

Floats = NDArray[np.float64]


@dataclass(eq=False, slots=True)
class Body:
    """A body in the world: its Bullet id, its pieces, and where its centre of mass was at rest [m]."""

    id: int
    pieces: NDArray[np.int64]
    com: Floats
    mass: float
    dynamic: bool
    quiet_until: float = 0.0
    touched: bool = False
    born: float = 0.0
    velocity: tuple[Floats, Floats] = field(default_factory=lambda: (np.zeros(3), np.zeros(3)))


class World:
    """A Bullet world that is this simulation's alone."""

    def __init__(self, pieces: Pieces, *, step_s: float, friction: float, scratch: Path) -> None:
        import pybullet
        from pybullet_utils import bullet_client

        self.bullet: Any = bullet_client.BulletClient(connection_mode=pybullet.DIRECT)
        self.pieces = pieces
        self.friction = friction
        self.scale = np.ones(len(pieces))
        self.bodies: dict[int, Body] = {}
        self.body_of = np.full(len(pieces), -1, np.int64)
        self._scratch = scratch / "compound.obj"
        self.bullet.setGravity(0, 0, -9.81)
        self.bullet.setPhysicsEngineParameter(
            fixedTimeStep=step_s,
            numSolverIterations=16,
            numSubSteps=0,
            enableFileCaching=0,
            deterministicOverlappingPairs=1,
            restitutionVelocityThreshold=0.5,
        )
        plane = self.bullet.createCollisionShape(pybullet.GEOM_BOX, halfExtents=[400, 400, 5])
        self.ground = self.bullet.createMultiBody(0, plane, basePosition=[0, 0, -5])
        self.bullet.changeDynamics(self.ground, -1, lateralFriction=0.9, restitution=0.02)

    def close(self) -> None:
        """Let the world go."""
        self.bullet.disconnect()
        self._scratch.unlink(missing_ok=True)

    def add(
        self,
        rows: NDArray[np.int64],
        *,
        dynamic: bool,
        position: Floats | None = None,
        orientation: Floats | None = None,
        velocity: tuple[Floats, Floats] | None = None,
        now: float = 0.0,
    ) -> Body:
        """Put pieces into the world as one body.

        Args:
            rows: The pieces.
            dynamic: Whether it moves.
            position: Of the centre of mass [m]; where it was at rest when left out.
            orientation: Quaternion (x, y, z, w), Bullet's order; at rest when left out.
            velocity: Linear [m/s] and angular [rad/s].
            now: The time [s] it lets go.
        """
        mass = self.pieces.mass[rows] * self.scale[rows] ** 3
        com = (self.pieces.centre[rows] * mass[:, None]).sum(axis=0) / mass.sum()
        body_id = self.bullet.createMultiBody(
            baseMass=float(mass.sum()) if dynamic else 0.0,
            baseCollisionShapeIndex=self._shape(rows, com),
            basePosition=(com if position is None else position).tolist(),
            baseOrientation=[0, 0, 0, 1] if orientation is None else orientation.tolist(),
        )
        self.bullet.changeDynamics(
            body_id, -1,
            linearDamping=0.0, angularDamping=0.0, lateralFriction=self.friction, restitution=0.03,
            rollingFriction=0.004, spinningFriction=0.004,
            activationState=self.bullet.ACTIVATION_STATE_ENABLE_SLEEPING if dynamic else 0,
        )  # fmt: skip
        if velocity is not None and dynamic:
            self.bullet.resetBaseVelocity(body_id, velocity[0].tolist(), velocity[1].tolist())
        body = Body(body_id, rows, com, float(mass.sum()), dynamic, born=now)
        self.bodies[body_id] = body
        self.body_of[rows] = body_id
        return body

    def remove(self, body: Body) -> None:
        """Take a body out of the world."""
        self.bullet.removeBody(body.id)
        del self.bodies[body.id]

    def _shape(self, rows: NDArray[np.int64], com: Floats) -> int:
        """Return a shape of one convex hull per piece (an OBJ with a group a piece gives Bullet just that)."""
        pieces = self.pieces
        clouds = [pieces.points(row) * (SHRINK * self.scale[row]) + (pieces.centre[row] - com) for row in rows.tolist()]
        if len(clouds) == 1:
            return int(self.bullet.createCollisionShape(self.bullet.GEOM_MESH, vertices=clouds[0].tolist()))
        lines: list[str] = []
        start = 1
        for row, cloud in zip(rows.tolist(), clouds, strict=True):
            lines.append(f"o p{row}")
            lines.extend(f"v {x:.5f} {y:.5f} {z:.5f}" for x, y, z in cloud.tolist())
            lines.extend(f"f {a} {b} {c}" for a, b, c in (pieces.faces(row) + start).tolist())
            start += len(cloud)
        self._scratch.write_text("\n".join(lines), encoding="ascii")
        return int(self.bullet.createCollisionShape(self.bullet.GEOM_MESH, fileName=str(self._scratch)))

    def pose(self, body: Body) -> tuple[Floats, Floats]:
        """Return a body's centre of mass [m] and its orientation (x, y, z, w)."""
        position, orientation = self.bullet.getBasePositionAndOrientation(body.id)
        return np.array(position), np.array(orientation)

    def poses(self) -> tuple[Floats, Floats]:
        """Return every piece's position [n, 3] m and orientation [n, 4] (w, x, y, z)."""
        count = len(self.pieces)
        position, orientation = np.empty((count, 3)), np.empty((count, 4))
        for body in self.bodies.values():
            where, turn = self.pose(body)
            rows = body.pieces
            if not body.dynamic:
                position[rows] = self.pieces.centre[rows]
                orientation[rows] = (1, 0, 0, 0)
                continue
            position[rows] = where + (self.pieces.centre[rows] - body.com) @ rotation(turn).T
            orientation[rows] = (turn[3], turn[0], turn[1], turn[2])
        return position, orientation

    def split(self, body: Body, parts: list[NDArray[np.int64]], speeds: list[tuple[Floats, Floats]]) -> list[Body]:
        """Replace a body by its parts, each where it is and as fast as it was there (v + w x r).

        Args:
            body: What breaks.
            parts: Its pieces, part by part.
            speeds: The body's linear and angular velocity that each part goes on with.
        """
        where, turn = self.pose(body)
        matrix = rotation(turn)
        self.remove(body)
        made = []
        for rows, (linear, angular) in zip(parts, speeds, strict=True):
            mass = self.pieces.mass[rows] * self.scale[rows] ** 3
            com = (self.pieces.centre[rows] * mass[:, None]).sum(axis=0) / mass.sum()
            arm = matrix @ (com - body.com)
            made.append(
                self.add(
                    rows, dynamic=True, position=where + arm, orientation=turn,
                    velocity=(linear + np.cross(angular, arm), angular), now=body.born,
                )
            )  # fmt: skip
            made[-1].touched = body.touched
        return made


def rotation(orientation: Floats) -> Floats:
    """Return the matrix of a quaternion (x, y, z, w), shape [3, 3]."""
    x, y, z, w = orientation
    return np.array(
        [
            [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
            [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
            [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
        ]
    )
