"""How cloth goes with a body: each point has the bones of the skin that it lies on, spread over the cloth where it hangs free.

Nearest skin by place and by side, then diffusion over the cloth (Jacobson, Baran, Popović and Sorkine, Bounded biharmonic weights, 2011, in its
simplest form), so that a skirt between the legs is carried by both of them and tears nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

NEAR: Final = 12
"""So many places of the skin have a say in where a point of cloth goes."""

CANDIDATES: Final = 64
"""Among so many of the nearest."""

WRONG_SIDE_M: Final = 0.09
"""So much farther skin counts that faces the other way [m]: a coat's side under the arm is the trunk's, however near the arm is."""

BLUNT_M: Final = 0.015
"""Skin within this of the nearest counts nearly as much [m]."""

LIES_M, HANGS_M = 0.012, 0.075
"""Cloth as near to the skin as this lies on it, and as far as that hangs free of it [m]."""

MOSTLY: Final = 0.6
"""What is nearer to an arm in more than this share of all that hangs together is an arm's: a hand, a cuff, a glove."""

FIRM: Final = 0.10
"""How much cloth that lies on the skin spreads, against cloth that hangs."""

ROUNDS: Final = 220
"""How often weights are spread by one point: over some ten centimetres of cloth as it is drawn."""

WELD_M: Final = 2e-4
"""Points nearer than this are one in the cloth: a seam's two sides go the same way [m]."""


@dataclass(frozen=True, eq=False)
class Skin:
    """A body's skin as cloth finds it.

    Attributes:
        points: [m], shape [k, 3].
        normals: Outward, shape [k, 3].
        weights: What each point has of each bone, and whatever else goes with it, shape [k, w].
        arms: Which points are an arm's, shape [k].
        upper: Which of these are an upper arm's.
    """

    points: Floats
    normals: Floats
    weights: Floats
    arms: NDArray[np.bool_]
    upper: NDArray[np.bool_]

    def of(self, mine: NDArray[np.bool_]) -> Skin:
        """Return a part of it."""
        return Skin(self.points[mine], self.normals[mine], self.weights[mine], self.arms[mine], self.upper[mine])

    def near(self, points: Floats, normals: Floats) -> tuple[Floats, Ints]:
        """Return how far the nearest places of the skin count for points, and which they are, shape [n, NEAR] each."""
        from scipy.spatial import cKDTree

        away, at = cKDTree(self.points).query(points, k=min(CANDIDATES, len(self.points)))
        facing = (normals[:, None] * self.normals[at]).sum(axis=2)
        cost = away + WRONG_SIDE_M * 0.5 * (1 - facing)
        order = np.argsort(cost, axis=1)[:, :NEAR]
        return np.take_along_axis(cost, order, 1), np.take_along_axis(at, order, 1)


def skin_weights(points: Floats, normals: Floats, faces: Ints, skin: Skin) -> tuple[Floats, Floats]:
    """Return what each point of a mesh has of the skin's weights, and how far it is from the skin [m].

    What is nearest to an arm goes with it only as part of something that the upper arm is in: a skirt beside a hand is no sleeve.

    Args:
        points: Of the mesh [m], shape [n, 3].
        normals: There, outward, shape [n, 3].
        faces: Its triangles, shape [m, 3].
        skin: The body's.
    """
    from scipy.spatial import cKDTree

    trunk, arms = skin.of(~skin.arms), skin.of(skin.arms)
    found = [(part, *part.near(points, normals)) for part in (trunk, arms)]
    is_arm = found[1][1][:, 0] < found[0][1][:, 0]
    is_arm = _sleeves(points, faces, is_arm, is_arm & arms.upper[found[1][2][:, 0]])
    out = np.zeros((len(points), skin.weights.shape[1]))
    for (part, cost, at), mine in zip(found, (~is_arm, is_arm), strict=True):
        share = np.exp(-(((cost[mine] - cost[mine][:, :1]) / BLUNT_M) ** 2))
        share /= share.sum(axis=1, keepdims=True)
        out[mine] = np.einsum("nk,nkw->nw", share, part.weights[at[mine]])
    return out, np.asarray(cKDTree(skin.points).query(points)[0])


def _sleeves(points: Floats, faces: Ints, arm: NDArray[np.bool_], upper: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return which points near an arm are of a sleeve, a hand or a cuff: they hang together with an upper arm's, or with little else."""
    one = welded(points)
    count = int(one.max()) + 1
    near = np.zeros(count, np.bool_)
    near[one[arm]] = True
    ends = one[np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])]
    whole, patch = _together(ends, count), _together(ends[near[ends].all(axis=1)], count)
    mostly = np.bincount(whole, near) > MOSTLY * np.bincount(whole)
    held = np.zeros(count, np.bool_)
    held[one[upper]] = True
    with_upper = np.bincount(patch, held & near) > 0
    return np.asarray(arm & (mostly[whole] | with_upper[patch])[one])


def _together(ends: Ints, count: int) -> Ints:
    """Return a number for each point that all which hang together with it have."""
    from scipy.sparse import coo_matrix
    from scipy.sparse.csgraph import connected_components

    net = coo_matrix((np.ones(len(ends)), (ends[:, 0], ends[:, 1])), shape=(count, count))
    return np.asarray(connected_components(net, directed=False)[1], np.int64)


def spread(points: Floats, faces: Ints, weights: Floats, away: Floats) -> Floats:
    """Return weights spread over a cloth, the more the freer it hangs.

    Args:
        points: Of one garment [m], shape [n, 3].
        faces: Its triangles, shape [m, 3].
        weights: As ``skin_weights`` gives them, shape [n, w].
        away: From the skin [m], shape [n].
    """
    one = welded(points)
    count = int(one.max()) + 1
    uses = np.bincount(one, minlength=count)
    now = np.stack([np.bincount(one, column, count) for column in weights.T], axis=1) / uses[:, None]
    far = np.bincount(one, away, count) / uses
    free = FIRM + (1 - FIRM) * np.clip((far - LIES_M) / (HANGS_M - LIES_M), 0.0, 1.0)
    mean = means(one[faces], count)
    for _ in range(ROUNDS):
        now += 0.5 * free[:, None] * (mean @ now - now)
    return np.asarray(now[one])


def welded(points: Floats) -> Ints:
    """Return a number for each point that those at its place have too, from 0, shape [n]."""
    _, one = np.unique(np.round(points / WELD_M).astype(np.int64), axis=0, return_inverse=True)
    return np.asarray(one.reshape(-1), np.int64)


def means(faces: Ints, count: int) -> Any:  # noqa: ANN401 - a sparse matrix
    """Return what takes the mean of each point's neighbours; a point without any keeps itself."""
    from scipy.sparse import coo_matrix, diags, identity

    ends = np.concatenate([faces[:, [0, 1]], faces[:, [1, 2]], faces[:, [2, 0]]])
    ends = ends[ends[:, 0] != ends[:, 1]]
    both = np.concatenate([ends, ends[:, ::-1]])
    net = coo_matrix((np.ones(len(both)), (both[:, 0], both[:, 1])), shape=(count, count)).tocsr()
    net.data[:] = 1.0
    has = np.asarray(net.sum(axis=1)).reshape(-1)
    return diags(1.0 / np.maximum(has, 1.0)) @ net + identity(count).multiply((has == 0)[:, None]).tocsr()


def nearest(points: Floats, cloth: Floats) -> Ints:
    """Return which point of a cloth is nearest to each of others, shape [n]: edges and buttons go with the cloth that they are on."""
    from scipy.spatial import cKDTree

    return np.asarray(cKDTree(cloth).query(points)[1], np.int64)
