"""A head's own frame: where its scalp, its eyes and its skin are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.picture.person import forward

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

HAIRLINE_DEG: Final = (
    (0, 47),
    (25, 47),
    (45, 40),
    (62, 22),
    (78, 2),
    (90, 0),
    (104, 4),
    (122, -20),
    (150, -36),
    (180, -40),
)
"""How high hair begins, by how far round from the face: seen from the skull's middle [degrees]; ears are left out."""

WITHIN_DEG: Final = 5.0
"""How far within the hairline hair hides the skin wholly [degrees]."""

EAR_M: Final = 0.0065
"""What sticks out farther than this over the skull's side is ear [m]."""

CLOTH_M: Final = 0.016
"""How far hair keeps off the body where it is dressed [m]."""


@dataclass(frozen=True, eq=False)
class Head:
    """A head.

    Attributes:
        middle: Of the skull [m], shape [3].
        axes: Its right, its front, up; in rows, shape [3, 3].
        points: The body's skin [m], shape [n, 3].
        normals: Out of it, shape [n, 3].
        scalp: Triangles that hair grows on, shape [m, 3].
        deep: Which of the skin's points are well within the hairline, shape [n].
        eyes: Middles of the left and the right eye in the head's frame [m].
        low: Below this hair keeps off cloth, above off skin [m].
    """

    middle: Floats
    axes: Floats
    points: Floats
    normals: Floats
    scalp: Ints
    deep: NDArray[np.bool_]
    eyes: tuple[Floats, Floats]
    low: float

    @cached_property
    def tree(self) -> Any:  # noqa: ANN401 - scipy has no types
        """The skin's points, to be looked up by place."""
        from scipy.spatial import cKDTree

        return cKDTree(self.points)

    def local(self, points: Floats) -> Floats:
        """Return points in the head's frame: right, front, up [m]."""
        return np.asarray((points - self.middle) @ self.axes.T)

    def world(self, local: Floats) -> Floats:
        """Return points of the head's frame in the world [m]."""
        return np.asarray(local @ self.axes + self.middle)

    def world_way(self, ways: Floats) -> Floats:
        """Return directions of the head's frame in the world."""
        return np.asarray(ways @ self.axes)

    def nearest(self, points: Floats) -> tuple[Floats, Floats]:
        """Return the skin's points nearest to some, on its faces' mean plane, and their normals."""
        _, at = self.tree.query(points)
        off = ((points - self.points[at]) * self.normals[at]).sum(axis=1, keepdims=True)
        return points - off * self.normals[at], self.normals[at]

    def kept_off(self, points: Floats, offset: Floats, cling: float = 0.0) -> Floats:
        """Return points pushed out to where they are off skin by an offset [m], and off what is dressed by more.

        Over the ears they are drawn back to it by a share of what they are farther off.
        """
        far, at = self.tree.query(points)
        off = ((points - self.points[at]) * self.normals[at]).sum(axis=1)
        wanted = np.where(self.points[at][:, 2] < self.low, np.maximum(offset, CLOTH_M), offset)
        high = np.clip((self.local(points)[:, 2] + 0.03) / 0.04, 0.0, 1.0)
        push = np.where(far < 0.08, np.maximum(wanted - off, 0.0) - cling * high * np.maximum(off - wanted, 0.0), 0.0)
        return np.asarray(points + push[:, None] * self.normals[at])

    def roots(self, count: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
        """Return places on the scalp, as many everywhere, and the skin's normals there."""
        a, b, c = (self.points[self.scalp[:, k]] for k in range(3))
        area = np.linalg.norm(np.cross(b - a, c - a), axis=1)
        chosen = rng.choice(len(area), count, p=area / area.sum())
        u, v = rng.uniform(0, 1, (2, count))
        over = u + v > 1
        u, v = np.where(over, 1 - u, u), np.where(over, 1 - v, v)
        shares = np.stack([1 - u - v, u, v], axis=1)
        three = self.scalp[chosen]
        normal = np.einsum("nk,nkd->nd", shares, self.normals[three])
        return np.einsum("nk,nkd->nd", shares, self.points[three]), np.asarray(
            normal / np.linalg.norm(normal, axis=1, keepdims=True)
        )


def head_of(body: Body) -> Head:
    """Return a body's head."""
    mesh = body.mesh
    ahead = forward(body)
    axes = np.stack([np.cross(ahead, [0.0, 0.0, 1.0]), ahead, [0.0, 0.0, 1.0]])
    skin = body.vertices[: mesh.skin]
    of_head = (mesh.share("neck")[: mesh.skin] > 0.9) & (skin[:, 2] > body.joints["head"][2] + 0.02)
    eyes = body.vertices[mesh.skin :]
    low, high = (skin[of_head] @ axes.T).min(axis=0), (skin[of_head] @ axes.T).max(axis=0)
    level = eyes[:, 2].mean()
    middle = np.array([(low[0] + high[0]) / 2, (low[1] + high[1]) / 2 - 0.004, level + 0.012]) @ axes
    triangles = mesh.triangles[(mesh.triangles < mesh.skin).all(axis=1)]
    local = (skin - middle) @ axes.T
    grows, deep = (of_head & _scalp(local, of_head, within) for within in (0.0, WITHIN_DEG))
    seen = (eyes - middle) @ axes.T
    left = seen[:, 0] < seen[:, 0].mean()
    pair = tuple((seen[mine].min(axis=0) + seen[mine].max(axis=0)) / 2 for mine in (~left, left))
    return Head(
        middle, axes, skin, normals_of(skin, triangles), triangles[grows[triangles].all(axis=1)], deep, (pair[0], pair[1]),
        float(body.joints["neck"][2] + 0.01),
    )  # fmt: skip


def _scalp(local: Floats, of_head: NDArray[np.bool_], within_deg: float) -> NDArray[np.bool_]:
    """Return what of a head in its own frame is above the hairline and no ear."""
    round_deg = np.degrees(np.abs(np.arctan2(local[:, 0], local[:, 1])))
    high = np.degrees(np.arctan2(local[:, 2], np.hypot(local[:, 0], local[:, 1])))
    line = np.interp(round_deg, *np.array(HAIRLINE_DEG, float).T)
    wide = np.percentile(np.abs(local[of_head & (local[:, 2] > 0.035), 0]), 99)
    ear = (np.abs(local[:, 0]) > wide + EAR_M) & (local[:, 2] < 0.03)
    return np.asarray((high > line + within_deg) & ~ear)


def normals_of(points: Floats, corners: Ints) -> Floats:
    """Return points' normals, weighted by area, shape [n, 3]."""
    a, b, c = (points[corners[:, k]] for k in range(3))
    faces, out = np.cross(b - a, c - a), np.zeros_like(points)
    for k in range(3):
        np.add.at(out, corners[:, k], faces)
    return np.asarray(out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-12))
