"""Rigid bodies in a world of our own: each body is one piece or a compound of pieces that still hold together.

A body keeps its pieces in the rest pose's axes, so the pose of a piece is always its body's pose applied to where
the piece stood in the building; nothing drifts, however often bodies split. All is in arrays, rows by a body's id; 0 is the
ground, z = 0. Quaternions are (x, y, z, w) in this module and (w, x, y, z) everywhere else.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.rigid.hulls import hulls_of
from rushes.engines.destruction.rigid.ties import Ties

SUBSTEPS = 4
"""What a step is cut into: a heap of three thousand pieces holds still with four, and a block stands on what carries it."""

CALM = 0.7
"""Rate [1/s] at which speed is taken after the picture's end, when only the log of contacts is still written."""

REST_DEPTH = 0.008
"""How deep [m] a drawn corner may dip into the ground."""

GROUND_FRICTION = 0.77
"""Coulomb's, between a piece and the street: rubble grips it better than other rubble."""

CELL_M = 1.5
"""Size [m] of the cells in which neighbours are looked for: about a piece's length."""

AROUND_M = 18.0
"""The cells reach this far [m] around the building; what lies beyond shares the outermost ones."""

GRAVITY = 9.81

FASTER = 1.1
"""Nothing moves faster than this many times what a fall from the building's top gives: what is pinched between two heavy bodies
would be shot out like a pip. And nothing is thrown up faster than what a fall from there gives, whatever lever throws it: concrete
spalls and crushes under what would throw it higher."""

GROUND = 0
GONE, HELD, MOVING, FROZEN = 0, 1, 2, 3
"""What a body is: no more; not let go yet; free; at rest in the heap, and as firm as the ground until it is hit."""

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False, slots=True)
class Contacts:
    """The contact points of a step that pressed, k of them.

    Attributes:
        a, b: Bodies, by id [k].
        piece_a, piece_b: The pieces that touch [k]; -1 is the ground, and only ``piece_b`` is ever it.
        place: [k, 3] m; normal: from a to b, unit [k, 3].
        impulse: Along the normal, of the whole step [k] N s.
        closing: How fast the two closed in on each other there before the step [k] m/s.
    """

    a: Rows
    b: Rows
    piece_a: Rows
    piece_b: Rows
    place: Floats
    normal: Floats
    impulse: Floats
    closing: Floats

    def where(self, keep: Bools) -> Contacts:
        """Return some of them."""
        return Contacts(*(getattr(self, name)[keep] for name in self.__slots__))


class World:
    """Bodies by id, and what they do to each other."""

    def __init__(self, pieces: Pieces, *, step_s: float, friction: float, substeps: int = SUBSTEPS) -> None:
        self.pieces = pieces
        self.hulls = hulls_of(pieces)
        self.step_s, self.friction, self.substeps, self.damping = step_s, friction, substeps, 0.0
        count = len(pieces)
        self.centre = pieces.centre.astype(np.float64)
        self.scale = np.ones(count)
        self._whole = pieces.mass.astype(np.float64)
        self.body_of = np.full(count, -1, np.int64)
        self.rows: list[Rows] = []
        self.kind = np.zeros(0, np.int64)
        self.size, self.first = np.zeros(0, np.int64), np.zeros(0, np.int64)
        self.mass, self.light, self.radius = np.zeros(0), np.zeros(0), np.zeros(0)
        self.position, self.turn, self.com, self.speed = (
            np.zeros((0, 3)),
            np.zeros((0, 4)),
            np.zeros((0, 3)),
            np.zeros((0, 6)),
        )
        self.rest_inverse, self.inertia = np.zeros((0, 6)), np.zeros((0, 6))
        self._grow(4 * count + 64)
        self._new(np.zeros(0, np.int64), HELD)
        self.turn[GROUND, 3] = 1.0
        self._stale = np.ones(count, bool)
        self._changed = self._stale.copy()
        hulls = self.hulls
        self._corner, self._normal = np.zeros_like(hulls.corner), np.zeros_like(hulls.normal)
        self._plane, self.now = np.zeros(len(hulls.reach)), np.zeros((count, 3))
        self.low, self.high, self.bottom = np.zeros((count, 3)), np.zeros((count, 3)), np.full(count, 1e9)
        self._pairs = 4096
        self.taken, self.start = np.zeros(3), np.zeros((0, 3))
        self.fastest = FASTER * float(np.sqrt(2 * GRAVITY * max(pieces.extent[1, 2], 10.0)))
        self.highest = float(np.sqrt(2 * GRAVITY * max(float(pieces.centre[:, 2].max()), 1.0)))
        self.ties = Ties()
        wide = pieces.extent[1] - pieces.extent[0] + 2 * AROUND_M
        self._shape = np.maximum(1, np.ceil(wide / CELL_M)).astype(np.int64)
        self._origin = np.array([*(pieces.extent[0, :2] - AROUND_M), -1.0])
        self.pair, self.point, self._rub = np.zeros((0, 9), np.int64), np.zeros((0, 32)), np.zeros(0)
        self._table, self._at = np.full(1024, -1, np.int64), np.zeros(1024, np.int64)
        self._old = self.pair, self._table, self._at, self.point

    @property
    def linear(self) -> Floats:
        """Velocities by id [m/s], a view."""
        return self.speed[:, :3]

    @property
    def angular(self) -> Floats:
        """Angular velocities by id [rad/s], a view."""
        return self.speed[:, 3:]

    def weight(self, rows: Rows) -> tuple[Floats, Floats]:
        """Return the masses of pieces as they are now [kg], and their centre of mass in the building [m]."""
        mass = self.pieces.mass[rows] * self.scale[rows] ** 3
        return mass, (self.centre[rows] * mass[:, None]).sum(axis=0) / mass.sum()

    def add(
        self,
        rows: Rows,
        *,
        dynamic: bool,
        position: Floats | None = None,
        turn: Floats | None = None,
        linear: Floats | None = None,
        angular: Floats | None = None,
    ) -> int:
        """Put pieces into the world as one body, and return its id.

        Args:
            rows: The pieces.
            dynamic: Whether it moves.
            position: Of the centre of mass [m]; where it was in the building when left out.
            turn: Orientation (x, y, z, w); as in the building when left out.
            linear: Velocity [m/s]; none when left out.
            angular: Angular velocity [rad/s]; none when left out.
        """
        one = self._new(rows, MOVING if dynamic else HELD)
        self._weigh(np.array([one]))
        self.position[one] = self.com[one] if position is None else position
        self.turn[one] = (0.0, 0.0, 0.0, 1.0) if turn is None else turn
        if linear is not None:
            self.speed[one, :3] = linear
        if angular is not None:
            self.speed[one, 3:] = angular
        self.body_of[rows] = one
        self._stale[rows] = True
        return one

    def remove(self, one: int) -> None:
        """Take a body out of the world; its pieces keep their place until another body has them."""
        self.kind[one] = GONE
        self.light[one] = 0.0

    def split(self, one: int, parts: list[Rows]) -> list[int]:
        """Replace a body by its parts, each where it is and as fast as it was there (v + w x r)."""
        from rushes.engines.destruction.rigid.weight_kernels import part

        self.remove(one)
        made = [self._new(rows, MOVING) for rows in parts]
        bodies = np.array(made, np.int64)
        self._weigh(bodies)
        part(one, bodies, self.com, self.position, self.turn, self.speed)
        for body, rows in zip(made, parts, strict=True):
            self.body_of[rows] = body
            self._stale[rows] = True
        return made

    def set_kind(self, bodies: Rows, kind: int) -> None:
        """Let bodies move, or stand firm where they are."""
        self.kind[bodies] = kind
        self.light[bodies] = 1.0 / self.mass[bodies] if kind == MOVING else 0.0
        if kind != MOVING:
            self.speed[bodies] = 0.0
            self.inertia[bodies] = 0.0

    def shrink(self, rows: Rows, scale: Floats) -> None:
        """Let pieces be smaller from now on, where they are and as fast as they are."""
        self.scale[rows] = scale
        self._stale[rows] = True
        bodies = np.unique(self.body_of[rows])
        bodies = bodies[(bodies > GROUND) & (self.kind[bodies] != GONE)]
        old = self.com[bodies].copy()
        self._weigh(bodies)
        arm = np.einsum("nij,nj->ni", rotations(self.turn[bodies]), self.com[bodies] - old)
        self.position[bodies] += arm
        self.speed[bodies, :3] += across(self.speed[bodies, 3:], arm)

    def sunk(self) -> tuple[Rows, Floats]:
        """Return the pieces of loose bodies that reach under the ground beyond rest, and how deep each lies beyond it [m]."""
        from rushes.engines.destruction.rigid.ground_kernels import lowest_corners

        pieces, owner = self.pieces, self.body_of
        low = lowest_corners(
            pieces.vertices, pieces.vertex_start, pieces.centre, self.scale, owner, self.position, self.turn, self.com
        )
        deep = np.flatnonzero((low < -2 * REST_DEPTH) & (self.kind[owner] >= MOVING))
        return deep, -low[deep] - REST_DEPTH

    def rest_places(self, bodies: Rows, points: Floats) -> Floats:
        """Return points on bodies where they were in the building, shape [k, 3] m."""
        away = points - self.position[bodies]
        return np.einsum("nji,nj->ni", rotations(self.turn[bodies]), away) + self.com[bodies]

    def move(self, one: int, offset: Floats) -> None:
        """Shift a body [m]."""
        self.position[one] += offset
        self._stale[self.rows[one]] = True

    def place(self, one: int, position: Floats, turn: Floats, linear: Floats, angular: Floats) -> None:
        """Put a body elsewhere: its centre of mass [m], orientation (x, y, z, w) and velocities [m/s, rad/s]."""
        self.position[one], self.turn[one] = position, turn
        self.speed[one, :3], self.speed[one, 3:] = linear, angular
        self._stale[self.rows[one]] = True

    def lift(self, bodies: Rows, height: Floats) -> None:
        """Put bodies back up [m], and let them sink no further."""
        self.position[bodies, 2] += height
        self.speed[bodies, 2] = np.maximum(self.speed[bodies, 2], 0.0)
        self._stale |= np.isin(self.body_of, bodies)

    def held_back(self, one: int, free: Floats, lost: Floats) -> float:
        """Return the share of the last step, 0 to 1, in which a body was without the speed that it lost: blows fall anywhere in it.

        Args:
            one: The body.
            free: The velocity that it would have had [m/s].
            lost: What of it was taken [m/s].
        """
        if one >= len(self.start):
            return 1.0
        behind = free * self.step_s - (self.position[one] - self.start[one])
        return float(np.clip(behind @ lost / max(self.step_s * float(lost @ lost), 1e-9), 0.0, 1.0))

    def moving(self) -> Rows:
        """Return the ids of the bodies that move."""
        return np.flatnonzero(self.kind[: len(self.rows)] == MOVING)

    def step(self) -> Floats:
        """Go one step on, and return the velocities from before it, rows by body id [m/s, rad/s], shape [N, 6]."""
        self.meet()
        return self.solve()

    def tie(self, a: int, b: int, point: Floats, reach: float, force: float) -> int:
        """Tie two pieces together with a bar that bends freely, and return the tie's row; ``ties.add`` takes many at once.

        Args:
            a, b: The pieces.
            point: Where it is fastened to both, in the rest pose [m].
            reach: How far the two points may be apart before it holds [m].
            force: What it holds with at most [N]; drawn out by that for ``ties.STRAIN`` of its reach it breaks.
        """
        return int(self.ties.add(np.array([[a, b]]), point, np.array([reach]), np.array([force]))[0])

    def meet(self) -> None:
        """Carry the hulls along and find their contacts."""
        moves = (self.kind[self.body_of] == MOVING) & (self.body_of > GROUND)
        self._carry(moves)
        self._old = self.pair, self._table, self._at, self.point
        self.pair, self._table, self._at, self._rub, self.point = self._touch(moves, moves)

    def meet_too(self, bodies: Rows) -> None:
        """Find the contacts of bodies that were woken after the others had met."""
        woken = np.isin(self.body_of, bodies)
        moves = self.kind[self.body_of] == MOVING
        self._carry(woken)
        pair, _, _, rub, point = self._touch(woken, moves)
        pair[:, 4] += len(self.point)
        self.pair, self._rub = np.concatenate([self.pair, pair]), np.concatenate([self._rub, rub])
        self.point = np.concatenate([self.point, point])
        from rushes.engines.destruction.rigid.solver_kernels import table_of

        self._table, self._at = table_of(self.pair, len(self.pieces))

    def solve(self) -> Floats:
        """Solve the contacts, and return the velocities from before, rows by body id [m/s, rad/s], shape [N, 6]."""
        from rushes.engines.destruction.rigid.solver_kernels import world_inertia
        from rushes.engines.destruction.rigid.step_kernels import advance, keep_spin

        before = self.speed[: len(self.rows)].copy()
        self.taken[:] = 0.0
        self.start = self.position[: len(self.rows)].copy()
        moving = self.moving()
        world_inertia(moving, self.turn, self.rest_inverse, self.inertia)
        tie, bar = self.ties.bars(self)
        advance(
            self.pair, self.point, self._rub, tie, bar, moving, self.speed, self.position, self.turn, self.light,
            self.inertia, self.step_s, self.substeps, GRAVITY, self.damping, self.fastest, self.highest, self.radius, self.taken,
        )  # fmt: skip
        self.ties.after(bar, self.step_s)
        keep_spin(moving, self.speed, self.turn, self.rest_inverse, self.inertia)
        return before

    def _carry(self, moves: Bools) -> None:
        from rushes.engines.destruction.rigid.hull_kernels import carry

        h = self.hulls
        carry(
            (moves | self._stale) & (self.body_of > GROUND), self.body_of, self.position, self.turn, self.com, self.linear,
            self.angular, self.centre, self.scale, h.shrink, h.corner, h.corner_start, h.normal, h.reach, h.face_start,
            self.step_s, self._corner, self._normal, self._plane, self.now, self.low, self.high, self.bottom,
        )  # fmt: skip
        self._changed = self._stale.copy()
        self._stale[:] = False

    def _touch(self, seekers: Bools, moves: Bools) -> tuple[Rows, Rows, Rows, Floats, Floats]:
        """Return the contacts of some pieces that move with all others; with what moves and is no seeker, they met before."""
        from rushes.engines.destruction.rigid.hull_kernels import meetings
        from rushes.engines.destruction.rigid.solver_kernels import contacts_of

        h, known = self.hulls, moves & ~seekers
        while True:
            met, pairs = meetings(
                self.low, self.high, self.body_of, seekers, known, self._origin, self._shape, CELL_M, self._pairs
            )
            if met <= self._pairs:
                break
            self._pairs = 2 * met
        return contacts_of(
            pairs, met, seekers, self.body_of, self.step_s, self.friction, GROUND_FRICTION, self.position, self.turn,
            self.linear, self.angular, 1.0 / h.shrink, self._changed, self._old, self._corner, h.corner_start, self._normal,
            self._plane, h.face_start, h.loop, h.loop_start, h.edge, h.edge_start, self.now, self.low, self.high,
            self.bottom,
        )  # fmt: skip

    def contacts(self) -> Contacts:
        """Return the contact points that pressed in the last step."""
        from rushes.engines.destruction.rigid.solver_kernels import CLOSING, TOTAL

        owner = np.repeat(np.arange(len(self.pair)), self.pair[:, 5])
        keep = np.flatnonzero(self.point[:, TOTAL] > 0.0)
        pair, point = self.pair[owner[keep]], self.point[keep]
        return Contacts(
            a=pair[:, 2],
            b=pair[:, 3],
            piece_a=pair[:, 0],
            piece_b=pair[:, 1],
            place=point[:, 24:27],
            normal=point[:, :3],
            impulse=point[:, TOTAL],
            closing=point[:, CLOSING],
        )

    def remember(self, share: Floats) -> None:
        """Let the contacts of bodies begin the next step with a share of their impulses: what was given back is not pushed again.

        Args:
            share: 0 to 1, by a body's id, shape [N].
        """
        from rushes.engines.destruction.rigid.solver_kernels import PUSH, RUB_U, RUB_V

        keep = np.minimum(share[self.pair[:, 2]], share[self.pair[:, 3]])
        self.point[:, [PUSH, RUB_U, RUB_V]] *= np.repeat(keep, self.pair[:, 5])[:, None]

    def calm(self) -> None:
        """Let what moves come to rest sooner, once the picture has ended and nobody sees it any more."""
        self.damping = CALM

    def poses(self) -> tuple[Floats, Floats]:
        """Return every piece's position [n, 3] m and orientation [n, 4] (w, x, y, z)."""
        owner = self.body_of
        turn = self.turn[owner]
        arm = self.centre - self.com[owner]
        position = self.position[owner] + np.einsum("nij,nj->ni", rotations(turn), arm)
        return position, turn[:, [3, 0, 1, 2]]

    def _new(self, rows: Rows, kind: int) -> int:
        one = len(self.rows)
        if one >= len(self.kind):
            self._grow(2 * len(self.kind))
        self.rows.append(rows)
        self.kind[one], self.size[one] = kind, len(rows)
        self.first[one] = rows.min() if len(rows) else -1
        return one

    def _grow(self, count: int) -> None:
        names = ("kind", "size", "first", "mass", "light", "radius", "position", "turn", "com", "speed")
        for name in (*names, "rest_inverse", "inertia"):
            old = getattr(self, name)
            new = np.zeros((count, *old.shape[1:]), old.dtype)
            new[: len(old)] = old
            setattr(self, name, new)

    def _weigh(self, bodies: Rows) -> None:
        """Write bodies' masses, centres and inertias, as their pieces are now."""
        from rushes.engines.destruction.rigid.weight_kernels import weigh

        if not len(bodies):
            return
        rows = [self.rows[one] for one in bodies.tolist()]
        start = np.cumsum([0, *(len(one) for one in rows)])
        weigh(
            bodies, np.concatenate(rows), start, self.centre, self._whole, self.scale, self.hulls.inertia, self.hulls.radius,
            self.com, self.mass, self.rest_inverse, self.radius,
        )  # fmt: skip
        self.light[bodies] = np.where(self.kind[bodies] == MOVING, 1.0 / self.mass[bodies], 0.0)


def across(a: Floats, b: Floats) -> Floats:
    """Return the cross products of vectors, shape [n, 3]; either may be one vector. ``np.cross`` is ten times slower over few."""
    return np.stack(
        [
            a[..., 1] * b[..., 2] - a[..., 2] * b[..., 1],
            a[..., 2] * b[..., 0] - a[..., 0] * b[..., 2],
            a[..., 0] * b[..., 1] - a[..., 1] * b[..., 0],
        ],
        axis=-1,
    )


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
