"""The world that bodies move in: Bullet, stepped finer than frames, and everything that is recorded of it."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.clip.physics.cast import radius_of
from rushes.engines.clip.substance import Substance
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

GRAVITY: Final = 9.81
STEP_HZ: Final = 240
"""Steps a second, at least; a frame is a whole number of them."""

GROUND: Final = -1
SHRUNK: Final = 0.985
"""Hulls of pieces are so much smaller than what is seen of them, or they would push each other apart where they were cut."""


class World:
    """Bullet with handles of our own: a body is a number that we gave."""

    def __init__(self, step: float) -> None:
        try:
            import pybullet
        except ImportError as error:
            raise BadInputError(
                "A clip moves by pybullet, which is not installed. Run pip install pybullet."
            ) from error
        self._bullet: Any = pybullet
        self._client = pybullet.connect(pybullet.DIRECT)
        self._folder = tempfile.TemporaryDirectory(prefix="rushes-hulls-")
        self._handle: dict[int, int] = {}
        self._number: dict[int, int] = {}
        self._middle: dict[int, Floats] = {}
        self.mass: dict[int, float] = {GROUND: float("inf")}
        self._call("setGravity", 0, 0, -GRAVITY)
        self._call("setTimeStep", step)
        self._call(
            "setPhysicsEngineParameter",
            deterministicOverlappingPairs=1,
            enableFileCaching=0,
            numSolverIterations=60,
            useSplitImpulse=1,
            splitImpulsePenetrationThreshold=-0.004,
        )
        self.step_s = step

    def _call(self, name: str, *args: Any, **more: Any) -> Any:  # noqa: ANN401 - Bullet has no types
        return getattr(self._bullet, name)(*args, **more, physicsClientId=self._client)

    def close(self) -> None:
        """Let go of it."""
        self._bullet.disconnect(self._client)
        self._folder.cleanup()

    def ground(self, friction: float = 0.7) -> None:
        """Add the ground: a plane, since a box of its size is too coarse for small things on it."""
        made = self._call("createMultiBody", 0, self._call("createCollisionShape", self._bullet.GEOM_PLANE))
        self._call("changeDynamics", made, -1, lateralFriction=friction, restitution=0.4)
        self._number[made] = GROUND

    def wall(self, low: Sequence[float], high: Sequence[float], friction: float = 0.7) -> None:
        """Add a box of the place that nothing moves."""
        half = (np.array(high) - np.array(low)) / 2
        shape = self._call("createCollisionShape", self._bullet.GEOM_BOX, halfExtents=half.tolist())
        made = self._call("createMultiBody", 0, shape, basePosition=((np.array(high) + np.array(low)) / 2).tolist())
        self._call("changeDynamics", made, -1, lateralFriction=friction, restitution=0.4)
        self._number[made] = GROUND

    def add(
        self,
        number: int,
        hulls: Sequence[Floats],
        mass: float,
        middle: Floats,
        substance: Substance,
        at: Floats,
        turn: Floats,
        *,
        still: bool,
    ) -> None:
        """Add a body.

        Args:
            number: What we call it.
            hulls: About its own origin [m].
            mass: [kg].
            middle: Its centre of mass about its own origin [m].
            substance: How it rubs and bounces.
            at: Where its origin is [m].
            turn: Its orientation, quaternion (w, x, y, z).
            still: Whether it stays where it is put.
        """
        shape = self._shape(number, hulls, middle)
        where = at + rotated(turn, middle)
        made = self._call(
            "createMultiBody",
            0.0 if still else mass,
            shape,
            basePosition=where.tolist(),
            baseOrientation=[*turn[1:].tolist(), float(turn[0])],
        )
        bounce = substance.bounce
        self._call(
            "changeDynamics", made, -1, lateralFriction=substance.friction, restitution=bounce, rollingFriction=0.002, spinningFriction=0.002,
            linearDamping=0.0, angularDamping=0.02, activationState=self._bullet.ACTIVATION_STATE_ENABLE_SLEEPING,
        )  # fmt: skip
        self._handle[number], self._number[made], self._middle[number] = made, number, middle
        self.mass[number] = float("inf") if still else mass

    def _shape(self, number: int, hulls: Sequence[Floats], middle: Floats) -> int:
        radius = radius_of(tuple(hulls))
        if radius:
            return int(self._call("createCollisionShape", self._bullet.GEOM_SPHERE, radius=radius))
        if len(hulls) == 1:
            return int(
                self._call("createCollisionShape", self._bullet.GEOM_MESH, vertices=(hulls[0] - middle).tolist())
            )
        path = Path(self._folder.name) / f"{number}.obj"
        path.write_text(_obj([hull - middle for hull in hulls]), encoding="ascii")
        return int(self._call("createCollisionShape", self._bullet.GEOM_MESH, fileName=str(path)))

    def remove(self, number: int) -> None:
        """Take a body away."""
        made = self._handle.pop(number)
        self._call("removeBody", made)
        del self._number[made]

    def has(self, number: int) -> bool:
        """Return whether a body is there."""
        return number in self._handle

    def pose(self, number: int) -> tuple[Floats, Floats]:
        """Return where a body's origin is [m] and its orientation (w, x, y, z)."""
        at, turn = self._call("getBasePositionAndOrientation", self._handle[number])
        quaternion = np.array([turn[3], turn[0], turn[1], turn[2]])
        return np.array(at) - rotated(quaternion, self._middle[number]), quaternion

    def put(self, number: int, at: Floats, turn: Floats) -> None:
        """Put a body somewhere: what goes its own way."""
        where = at + rotated(turn, self._middle[number])
        self._call(
            "resetBasePositionAndOrientation",
            self._handle[number],
            where.tolist(),
            [*turn[1:].tolist(), float(turn[0])],
        )

    def velocity(self, number: int) -> tuple[Floats, Floats]:
        """Return a body's speed [m/s] and turning [rad/s]."""
        linear, angular = self._call("getBaseVelocity", self._handle[number])
        return np.array(linear), np.array(angular)

    def push(self, number: int, linear: Floats, angular: Floats) -> None:
        """Give a body a speed [m/s] and a turning [rad/s]."""
        wake = self._bullet.ACTIVATION_STATE_ENABLE_SLEEPING | self._bullet.ACTIVATION_STATE_WAKE_UP
        self._call("changeDynamics", self._handle[number], -1, activationState=wake)
        self._call("resetBaseVelocity", self._handle[number], linear.tolist(), angular.tolist())

    def rest(self, number: int) -> None:
        """Let a body stand as it does till something touches it or it is pushed: a motorcycle stands, too."""
        state = self._bullet.ACTIVATION_STATE_ENABLE_SLEEPING | self._bullet.ACTIVATION_STATE_SLEEP
        self._call("changeDynamics", self._handle[number], -1, activationState=state)

    def slip(self, number: int, friction: float) -> None:
        """Let a body rub less or more from now on."""
        self._call("changeDynamics", self._handle[number], -1, lateralFriction=friction)

    def step(self) -> list[tuple[int, int, float, tuple[float, float, float]]]:
        """Go one step on, and return what touches: body, other, force [N], place."""
        self._call("stepSimulation")
        number = self._number
        return [
            (number[row[1]], number[row[2]], row[9], row[5])
            for row in self._call("getContactPoints") or ()
            if row[9] > 0.0 and row[1] in number and row[2] in number and number[row[1]] != number[row[2]]
        ]


def rotated(turn: Floats, vector: Floats) -> Floats:
    """Return a vector turned by a quaternion (w, x, y, z)."""
    axis = turn[1:]
    once = np.cross(axis, vector)
    return np.asarray(vector + 2.0 * (turn[0] * once + np.cross(axis, once)))


def _obj(hulls: Sequence[Floats]) -> str:
    """Return hulls as an OBJ, a group each: Bullet makes one convex hull of every group."""
    from scipy.spatial import ConvexHull

    lines, start = [], 1
    for number, hull in enumerate(hulls):
        lines.append(f"o hull{number}")
        lines += [f"v {x:.6f} {y:.6f} {z:.6f}" for x, y, z in hull]
        lines += ["f " + " ".join(str(start + corner) for corner in face) for face in ConvexHull(hull).simplices]
        start += len(hull)
    return "\n".join(lines) + "\n"
