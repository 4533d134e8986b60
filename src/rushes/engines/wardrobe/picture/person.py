"""Who wears an outfit: the skin of the body in its stance, without what cloth hides."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.picture.piece import Piece

Floats = NDArray[np.float64]


def skin(
    body: Body, hidden: NDArray[np.bool_], left_out: NDArray[np.bool_], group: str, *, socks: bool = False
) -> list[Piece]:
    """Return the skin.

    Args:
        body: In its stance.
        hidden: Which of its vertices cloth or shoes hide, shape [n].
        left_out: Which have no place in the picture: insides of mouth, nose and eyes, shape [n].
        group: Name of its group in the scene.
        socks: Whether feet and calves are covered by them.
    """
    mesh = body.mesh
    seen = ~hidden[mesh.faces].all(axis=1) & ~left_out[mesh.faces].any(axis=1)
    in_socks = _in_socks(body)[mesh.faces].all(axis=1) & seen if socks else np.zeros(len(seen), np.bool_)
    knitted = [_part("socks", group, body, in_socks, f"{group}_sock")] if in_socks.any() else []
    looks = _part("skin", group, body, seen & ~in_socks, f"{group}_skin")
    return [looks, *knitted]


def well_within(body: Body, hidden: NDArray[np.bool_], rings: int = 4) -> NDArray[np.bool_]:
    """Return which hidden vertices are so many edges from any that is seen: nobody looks down a neck or a sleeve into nothing."""
    edges = body.mesh.edges
    out = hidden.copy()
    for _ in range(rings):
        seen = ~out[edges]
        out[edges[seen.any(axis=1)]] = False
    return out


def _in_socks(body: Body) -> NDArray[np.bool_]:
    """Return which vertices are of feet and calves."""
    low = np.minimum(body.joints["l-knee"][2], body.joints["r-knee"][2]) * 0.62
    share = body.mesh.share("foot.L", "foot.R", "shin.L", "shin.R")
    return np.asarray((share > 0.5) & (body.vertices[:, 2] < low))


def forward(body: Body) -> Floats:
    """Return where a body's face looks, level, shape [3]: across the line through its eyes."""
    eyes = body.vertices[body.mesh.skin :]
    left = eyes[:, 0] > eyes[:, 0].mean()
    one, two = ((eyes[mine].min(axis=0) + eyes[mine].max(axis=0)) / 2 for mine in (left, ~left))
    way = np.cross(one - two, [0.0, 0.0, 1.0]) * -1.0
    way[2] = 0.0
    way *= -np.sign(way[1])
    return np.asarray(way / np.linalg.norm(way))


def _part(name: str, group: str, body: Body, mine: NDArray[np.bool_], surface: str) -> Piece:
    mesh = body.mesh
    kept, back = np.unique(mesh.faces[mine], return_inverse=True)
    st = mesh.uvs[mesh.uv_faces[mine]]
    return Piece(name, group, body.vertices[kept], back.reshape(-1, 4), st, surface, smooth=True)
