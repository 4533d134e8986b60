"""Who wears an outfit: skin and eyes of the body in its stance, without what cloth hides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.body.shape import Body
from rushes.engines.wardrobe.picture.piece import Piece

Floats = NDArray[np.float64]


def skin(body: Body, hidden: NDArray[np.bool_], group: str, *, socks: bool = False) -> list[Piece]:
    """Return skin and eyes.

    Args:
        body: In its stance.
        hidden: Which of its vertices cloth or shoes hide, shape [n].
        group: Name of its group in the scene.
        socks: Whether feet and calves are covered by them.
    """
    mesh = body.mesh
    of_skin = (mesh.faces < mesh.skin).all(axis=1)
    seen = of_skin & ~hidden[mesh.faces].all(axis=1)
    in_socks = _in_socks(body)[mesh.faces].all(axis=1) & seen if socks else np.zeros(len(seen), np.bool_)
    knitted = [_part("socks", group, body, in_socks, f"{group}_sock")] if in_socks.any() else []
    looks = _part("skin", group, body, seen & ~in_socks, f"{group}_skin")
    eyes = _part("eyes", group, body, ~of_skin, f"{group}_eye")
    return [looks, *knitted, replace(eyes, st=_gaze(body, eyes))]


def _in_socks(body: Body) -> NDArray[np.bool_]:
    """Return which vertices are of feet and calves."""
    low = np.minimum(body.joints["l-knee"][2], body.joints["r-knee"][2]) * 0.62
    share = body.mesh.share("foot.L", "foot.R", "shin.L", "shin.R")
    return np.asarray((share > 0.5) & (body.vertices[:, 2] < low))


def forward(body: Body) -> Floats:
    """Return where a body's face looks, level, shape [3]."""
    mesh = body.mesh
    head = body.vertices[: mesh.skin][mesh.share("neck")[: mesh.skin] > 0.9]
    way = body.vertices[mesh.skin :].mean(axis=0) - (head.min(axis=0) + head.max(axis=0)) / 2
    way[2] = 0.0
    return np.asarray(way / np.linalg.norm(way))


def _gaze(body: Body, eyes: Piece) -> Floats:
    """Return how far each corner of the eyes is off the line of sight [radians], as a map, shape [m, 4, 2]."""
    ahead = forward(body)
    across = eyes.points @ np.cross(ahead, [0.0, 0.0, 1.0])
    left = across > across.mean()
    off = np.zeros(len(eyes.points))
    for mine in (left, ~left):
        way = eyes.points[mine] - (eyes.points[mine].min(axis=0) + eyes.points[mine].max(axis=0)) / 2
        off[mine] = np.arccos(np.clip(way @ ahead / np.maximum(np.linalg.norm(way, axis=1), 1e-9), -1.0, 1.0))
    return np.stack([off, np.zeros_like(off)], axis=1)[eyes.corners]


def _part(name: str, group: str, body: Body, mine: NDArray[np.bool_], surface: str) -> Piece:
    mesh = body.mesh
    kept, back = np.unique(mesh.faces[mine], return_inverse=True)
    st = mesh.uvs[mesh.uv_faces[mine]]
    return Piece(name, group, body.vertices[kept], back.reshape(-1, 4), st, surface, smooth=True)
