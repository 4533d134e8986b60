"""What hangs round both legs: carried by both, taut from the one that is before to the one that is behind, and outside of either."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.clip.posture import Affine, placed
from rushes.engines.clip.worn.binding import means, welded

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

MIDDLE_M: Final = 0.02
"""Cloth within this of the middle tells a skirt from trousers [m]: its faces look forward and back there, theirs to the sides."""

CROTCH_M: Final = 0.12
"""So far under the hip joints legs are two [m]."""

SKIRTED: Final = 0.35
"""From this share of such faces on a garment is a skirt's kind."""

OFF_M: Final = 0.006
"""How far the innermost cloth stays off the skin of a leg [m], and each further one off that."""

ROUNDS: Final = 3
EVEN: Final = 6
"""How often cloth is moved out of the legs, and how often each move is evened over the cloth around."""

BINS: Final = 8
"""In so many steps a limb's thickness is measured."""

EASED: Final = 0.35
"""Over this share of a thigh from the hip on cloth begins to be moved out of it: there the trunk carries it."""

LEG: Final = (("upper-leg", "knee", "thigh"), ("knee", "ankle", "shin"))


@dataclass(frozen=True, eq=False)
class Limb:
    """A thigh or a shin as a bar that is thicker in places.

    Attributes:
        start, end: Names of its joints.
        thick: Its radius at even steps between them [m].
    """

    start: str
    end: str
    thick: Floats

    @property
    def is_thigh(self) -> bool:
        """Whether it begins at the hip, where it is one flesh with the trunk."""
        return self.end.endswith("knee")

    def clear(self, points: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
        """Return how far points are out of it [m], shape [n], and the way from its axis to them [m], shape [n, 3]; beside its ends they are well out.

        Args:
            points: [m], shape [n, 3].
            start, end: Where its joints are [m].
        """
        way = end - start
        along = (points - start) @ way / (way @ way)
        off = points - start - np.clip(along, 0.0, 1.0)[:, None] * way
        thick = np.interp(along, (np.arange(BINS) + 0.5) / BINS, self.thick)
        begins = np.clip(along / EASED, 0.0, 1.0) if self.is_thigh else 1.0
        clear = np.linalg.norm(off, axis=1) - thick * begins
        return np.where((along > 0.0) & (along < 1.0), clear, np.inf), off


def is_skirt(points: Floats, normals: Floats, body: Body) -> bool:
    """Return whether a garment hangs round both legs at once.

    Args:
        points: Its own [m], shape [n, 3].
        normals: There, shape [n, 3].
        body: That it hangs on.
    """
    hips = 0.5 * (body.joints["l-upper-leg"] + body.joints["r-upper-leg"])
    low = (np.abs(points[:, 0] - hips[0]) < MIDDLE_M) & (points[:, 2] < hips[2] - CROTCH_M)
    return bool(low.any()) and float((np.abs(normals[low, 1]) > np.abs(normals[low, 0])).mean()) > SKIRTED


def shared(points: Floats, weights: Floats, body: Body) -> Floats:
    """Return a skirt's weights, each leg's share in proportion to where a point is between their middles, shape [n, w].

    Args:
        points: Its own [m], shape [n, 3].
        weights: What each has of each bone first, and of whatever else, shape [n, w].
        body: That it hangs on.
    """
    out, bones, joints = weights.copy(), body.mesh.bones, body.joints
    for bone, (top, low) in {
        "thigh": ("upper-leg", "knee"),
        "shin": ("knee", "ankle"),
        "foot": ("ankle", "ankle"),
    }.items():
        ends = {side: [joints[f"{side}-{name}"] for name in (low, top)] for side in "lr"}
        heights = [0.5 * (ends["l"][at][2] + ends["r"][at][2]) for at in (0, 1)]
        left, right = (np.interp(points[:, 2], heights, [ends[side][at][0] for at in (0, 1)]) for side in "lr")
        share = np.clip((points[:, 0] - right) / (left - right), 0.0, 1.0)
        both = [bones.index(f"{bone}.{side}") for side in "LR"]
        whole = weights[:, both].sum(axis=1)
        out[:, both] = np.stack([whole * share, whole * (1 - share)], axis=1)
    return out


def limbs_of(body: Body) -> tuple[Limb, ...]:
    """Return a body's thighs and shins, each as thick as its skin is."""
    made = []
    skin, mesh = body.vertices[: body.mesh.skin], body.mesh
    for side in "LR":
        for top, low, bone in LEG:
            start, end = (body.joints[f"{side.lower()}-{name}"] for name in (top, low))
            mine = skin[mesh.share(f"{bone}.{side}")[: mesh.skin] > 0.6]
            along, away = _along(mine, start, end)
            step = np.clip((along * BINS).astype(np.int64), 0, BINS - 1)
            thick = np.array([np.percentile(away[step == k], 80) if (step == k).any() else 0.0 for k in range(BINS)])
            made.append(Limb(f"{side.lower()}-{top}", f"{side.lower()}-{low}", thick))
    return tuple(made)


def _along(points: Floats, start: Floats, end: Floats) -> tuple[Floats, Floats]:
    """Return how far along a bar points are, and how far off its axis [m]."""
    way = end - start
    along = np.clip((points - start) @ way / (way @ way), 0.0, 1.0)
    return along, np.linalg.norm(points - start - along[:, None] * way, axis=1)


@dataclass(frozen=True, eq=False)
class Skirts:
    """All cloth of an outfit that is kept out of the legs.

    Attributes:
        mine: Which points of the outfit, shape [n].
        off: How far each stays off the skin [m], shape [n].
        faces: Their triangles, by their own numbers, shape [m, 3].
        trims: Points of edges and buttons, shape [k].
        on: Which of the cloth's points each goes with, shape [k].
        limbs: The legs.
    """

    mine: Ints
    off: Floats
    faces: Ints
    trims: Ints
    on: Ints
    limbs: tuple[Limb, ...]

    def to_arrays(self) -> dict[str, NDArray[np.generic]]:
        """Return it as arrays by name."""
        return {
            "skirts_mine": self.mine,
            "skirts_off": self.off,
            "skirts_faces": self.faces,
            "skirts_trims": self.trims,
            "skirts_on": self.on,
            "limbs_named": np.array([[limb.start, limb.end] for limb in self.limbs]),
            "limbs_thick": np.array([limb.thick for limb in self.limbs]),
        }

    @classmethod
    def from_arrays(cls, held: Mapping[str, Any]) -> Skirts:
        """Return what ``to_arrays`` gave."""
        named = zip(held["limbs_named"].tolist(), held["limbs_thick"], strict=True)
        limbs = tuple(Limb(start, end, thick) for (start, end), thick in named)
        mine, off, faces, trims, on = (held[f"skirts_{part}"] for part in ("mine", "off", "faces", "trims", "on"))
        return cls(mine, off, faces, trims, on, limbs)

    def evens(self, points: Floats) -> tuple[Ints, Any]:
        """Return which of its points are one in the cloth, and what takes the mean of each one's neighbours."""
        one = welded(points[self.mine])
        return one, means(one[self.faces], int(one.max()) + 1)

    def kept_out(
        self, points: Floats, even: tuple[Ints, Any], joints: Mapping[str, Floats], moves: Mapping[str, Affine]
    ) -> Floats:
        """Return an outfit's posed points with the skirts' outside the legs, shape [n, 3].

        Args:
            points: As the bones took them [m], shape [n, 3].
            even: As ``evens`` gives it.
            joints: Of the body as it stands straight [m].
            moves: Where each bone takes what is on it.
        """
        one, mean = even
        there = points[self.mine]
        for _ in range(ROUNDS):
            push = self._push(there, joints, moves)
            if not push.any():
                break
            count = mean.shape[0]
            uses = np.maximum(np.bincount(one, minlength=count), 1)
            spread = np.stack([np.bincount(one, column, count) for column in push.T], axis=1) / uses[:, None]
            held = np.linalg.norm(spread, axis=1) > 0
            for _ in range(EVEN):
                spread = np.where(held[:, None], 0.7 * spread, 0.2 * spread) + np.where(held[:, None], 0.3, 0.8) * (
                    mean @ spread
                )
            there = there + np.where((push != 0).any(axis=1)[:, None], push, spread[one])
        out = points.copy()
        out[self.trims] += (there - points[self.mine])[self.on]
        out[self.mine] = there
        return out

    def _push(self, points: Floats, joints: Mapping[str, Floats], moves: Mapping[str, Affine]) -> Floats:
        """Return what takes each point out of the leg that it is deepest in [m], shape [n, 3]."""
        out, deepest = np.zeros_like(points), np.zeros(len(points))
        for limb in self.limbs:
            ends = [placed(joints, moves, name) for name in (limb.start, limb.end)]
            clear, away = limb.clear(points, ends[0], ends[1])
            mine = self.off - clear > deepest
            deepest = np.where(mine, self.off - clear, deepest)
            out[mine] = (away * (deepest / np.maximum(np.linalg.norm(away, axis=1), 1e-6))[:, None])[mine]
        return out


def offs(points: Floats, body: Body, limbs: Sequence[Limb], layer: int) -> Floats:
    """Return how far cloth stays off the legs [m], shape [n]: as far as it is off where the body stands straight, and no farther than its layer needs.

    Args:
        points: The cloth, as the body stands straight [m], shape [n, 3].
        body: Standing straight.
        limbs: Its legs.
        layer: Which garment from the skin it is, from 1.
    """
    clear = np.min([limb.clear(points, body.joints[limb.start], body.joints[limb.end])[0] for limb in limbs], axis=0)
    return np.asarray(np.minimum(clear, OFF_M * layer))
