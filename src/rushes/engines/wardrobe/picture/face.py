"""A face that is nobody's, because it is none: as a couture mannequin's, its features are smoothed into one form, with a hint of brow and nose.

A face that is made up would be a stranger's whom nobody asked, and draws the eye from the clothes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.picture.head import Head
from rushes.engines.wardrobe.picture.piece import Piece

Floats = NDArray[np.float64]

BIN_M: Final = 0.006
SPREAD_M: Final = 0.0220
"""Features finer than this are smoothed away [m]."""

DEEP_M: Final = 0.007
"""What lies farther under the form than this is inside of a mouth, a nose or an eye, and is left out [m]."""

WIDE_DEG: Final = (52.0, 84.0)
LOW_M, HIGH_M = (-0.132, -0.106), (0.036, 0.070)
"""Where smoothing fades out: around the head [degrees], under the chin and up the brow [m]; from the eyes' level."""

MOUTH_M: Final = -0.098
"""Nothing under this is inside of a mouth: it is throat [m]."""

ROUNDS: Final = 4


def faceless(body: Body, head: Head, group: str) -> tuple[Body, NDArray[np.bool_], Piece]:
    """Return a body without a face, which of its vertices are left out, and the form over what they leave open.

    Args:
        body: In its stance.
        head: Its head.
        group: Name of its group in the scene.
    """
    mesh = body.mesh
    local = head.local(body.vertices)
    mine = (mesh.share("neck") > 0.5) | (np.arange(len(local)) >= mesh.skin)
    round_m, z = np.arctan2(local[:, 0], local[:, 1]) * REACH_M, local[:, 2]
    far = np.hypot(local[:, 0], local[:, 1])
    near = mine & (np.abs(round_m) < np.radians(100) * REACH_M) & (z > LOW_M[0] - 0.03) & (z < HIGH_M[1] + 0.03)
    form = _form(round_m[near], z[near], far[near], round_m[near], z[near])
    weight = _weight(round_m[near], z[near])
    deep = np.zeros(len(local), np.bool_)
    deep[near] = (far[near] < form - DEEP_M) & (weight > 0.5) & (z[near] > MOUTH_M)
    deep[mesh.skin :] |= ~near[mesh.skin :]
    eyes = np.arange(len(local))[near] >= mesh.skin
    new = far.copy()
    new[near] = far[near] + (form - 0.0006 * eyes - far[near]) * weight
    scale = (new / np.maximum(far, 1e-9))[:, None]
    local[:, :2] *= scale
    over = _over(head, lambda u, v: _form(round_m[near], z[near], far[near], u, v), group)
    return Body(np.where(near[:, None], head.world(local), body.vertices), body.joints), deep, over


def _over(head: Head, form: Callable[[Floats, Floats], Floats], group: str) -> Piece:
    """Return the form as a sheet over lids and lips, its rim sunk into the skin."""
    u, v = np.meshgrid(
        np.linspace(-1.0, 1.0, 49) * np.radians(WIDE_DEG[0] + 2) * REACH_M,
        np.linspace(LOW_M[1] - 0.002, HIGH_M[0] + 0.002, 53),
    )
    round_m, z = u.ravel(), v.ravel()
    rim = np.minimum(
        (np.radians(WIDE_DEG[0]) * REACH_M - np.abs(round_m)) / 0.012,
        np.minimum(z - LOW_M[1], HIGH_M[0] - z) / 0.010,
    )
    far = form(round_m, z) + 0.0022 * np.clip(rim, 0.0, 1.0) - 0.0018
    angle = round_m / REACH_M
    points = head.world(np.stack([far * np.sin(angle), far * np.cos(angle), z], axis=1))
    columns = u.shape[1]
    i, j = np.meshgrid(np.arange(u.shape[0] - 1), np.arange(columns - 1), indexing="ij")
    at = (i * columns + j).ravel()
    corners = np.stack([at + 1, at, at + columns, at + columns + 1], axis=1)
    return Piece("face", group, points, corners, np.stack([round_m, z], axis=1)[corners], f"{group}_skin", smooth=True)


REACH_M: Final = 0.09
"""A head's radius, to count angles around it as lengths [m]."""


def _weight(round_m: Floats, z: Floats) -> Floats:
    """Return how far the form replaces what is there, 0 to 1."""

    def fade(value: Floats, start: float, end: float) -> Floats:
        share = np.clip((value - start) / (end - start), 0.0, 1.0)
        return np.asarray(share * share * (3 - 2 * share))

    wide = fade(np.abs(np.degrees(round_m / REACH_M)), WIDE_DEG[1], WIDE_DEG[0])
    return wide * fade(z, *LOW_M) * fade(z, HIGH_M[1], HIGH_M[0])


def _form(round_m: Floats, z: Floats, far: Floats, at_round: Floats, at_z: Floats) -> Floats:
    """Return how far out the smooth form is around and along a head's axis [m]: a mean of the outer surface near each place."""
    keys = np.stack([np.floor(round_m / BIN_M), np.floor(z / BIN_M)], axis=1).astype(np.int64)
    bins, back = np.unique(keys, axis=0, return_inverse=True)
    back = back.ravel()
    outer = np.full(len(bins), -np.inf)
    np.maximum.at(outer, back, far)
    centres = (bins + 0.5) * BIN_M
    trust = np.ones(len(bins))
    for _ in range(ROUNDS):
        at_bins = _mean(centres, centres, outer, trust)
        trust = (outer > at_bins - DEEP_M).astype(float) + 1e-3
    return _mean(np.stack([at_round, at_z], axis=1), centres, outer, trust)


def _mean(at: Floats, centres: Floats, values: Floats, trust: Floats) -> Floats:
    """Return values near places: of a plane fitted to them, so that slopes aren't flattened at the rim."""
    c, a = centres / SPREAD_M, at / SPREAD_M
    apart = (a**2).sum(axis=1)[:, None] + (c**2).sum(axis=1) - 2 * a @ c.T
    weight = np.exp(-0.5 * apart) * trust
    (u, v), (x, y) = c.T, a.T
    one = np.ones(len(c))
    m, mu, mv, muu, muv, mvv, mf, mfu, mfv = (
        weight @ np.stack([one, u, v, u * u, u * v, v * v, values, values * u, values * v], axis=1)
    ).T
    su, sv = mu - x * m, mv - y * m
    suu, svv = muu - 2 * x * mu + x * x * m, mvv - 2 * y * mv + y * y * m
    suv = muv - x * mv - y * mu + x * y * m
    left = np.stack([np.stack([m, su, sv], 1), np.stack([su, suu, suv], 1), np.stack([sv, suv, svv], 1)], axis=1)
    right = np.stack([mf, mfu - x * mf, mfv - y * mf], axis=1)
    return np.asarray(np.linalg.solve(left + 1e-6 * np.eye(3), right[..., None])[:, 0, 0])
