"""How a stand-in's clothes are cut out of its body's surface: which faces each garment covers, and how far off the skin it is."""

from __future__ import annotations

from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.clip.heads import head_faces

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SKIN, UPPER, LOWER, SHOES, HAIR, SHIRT = range(6)
"""Numbers of the looks of a stand-in's faces."""

HEAD: Final = 9
"""The number of the look of faces that a plain form stands for."""

OFF_M: Final[Mapping[int, float]] = {SKIN: 0.0, SHOES: 0.008, SHIRT: 0.009, LOWER: 0.013, UPPER: 0.018}
"""How far each is off the skin [m]: what is worn over something is farther."""

COAT_M: Final = 0.007
"""How much farther a jacket or a coat is off what is under it [m]."""

OPENS: Final[Mapping[str, float]] = {"jacket": 0.34, "tailcoat": 0.34, "waistcoat": 0.48, "coat": 0.74}
"""Garments that are open at the neck, over a shirt, and how deep: where they close, between the hips and the neck."""

HALF: Final = 0.047
"""Half of how wide an opening is at the neck, as a share of the height."""

HEM: Final = 0.03
"""How far below the hip joints a jacket ends, as a share of the height."""

SLEEVELESS: Final = frozenset({"waistcoat"})

SKIRTS: Final = frozenset({"pencil_skirt", "circle_skirt", "pleated_skirt"})
LEGS: Final = SKIRTS | {"trousers"}
BARE: Final = SKIRTS | {"dress"}
"""Garments under which legs are bare."""

RINGS: Final = 3
"""How many rings of faces each layer goes on under what is worn over it, so that nobody looks into a sleeve."""


def outermost(garments: AbstractSet[str]) -> str:
    """Return what is worn over the rest on the trunk and opens at the neck; empty where nothing does."""
    return next((name for name in ("coat", "tailcoat", "jacket", "waistcoat") if name in garments), "")


@dataclass(frozen=True)
class Lines:
    """Where a jacket or a coat ends on a body.

    Attributes:
        closes, neck: Heights between which it is open in front [m].
        half: Half of how wide it is open at the neck [m].
        hem: How high it ends where that is on the body's own surface [m]; None where it hangs on or is tucked in.
    """

    closes: float
    neck: float
    half: float
    hem: float | None

    def wide(self, height: Floats) -> Floats:
        """Return half of how wide it is open at some heights [m]; less than nothing below where it closes."""
        return np.asarray(self.half * (height - self.closes) / (self.neck - self.closes))


def lines_of(body: Body, garments: AbstractSet[str]) -> Lines | None:
    """Return where what opens at the neck ends; None where nothing does."""
    over = outermost(garments)
    if not over:
        return None
    neck, hips = (float(body.joints[name][2]) for name in ("neck", "l-upper-leg"))
    crown = float(body.vertices[: body.mesh.skin, 2].max())
    hem = hips - HEM * crown if over == "jacket" else None
    return Lines(hips + OPENS[over] * (neck - hips), neck, HALF * crown, hem)


def ends_of(faces: Ints, look: Ints, count: int) -> NDArray[np.bool_]:
    """Return which of so many vertices have faces of more than one look around them."""
    low, high = np.full(count, HEAD + 1), np.full(count, -1)
    for corner in faces.T:
        np.minimum.at(low, corner, look)
        np.maximum.at(high, corner, look)
    return np.asarray(low < high)


def straightened(points: Floats, faces: Ints, look: Ints, lines: Lines | None) -> Floats:
    """Return vertices with those between a shirt and what is open over it, and those of a jacket's hem, drawn onto their lines: faces end in steps.

    Args:
        points: The body's, shape [n, 3].
        faces: Corners of each, shape [m, 4].
        look: The number of each one's look.
        lines: Where the jacket ends; None leaves all as it is.
    """
    if lines is None:
        return points
    made = points.copy()
    of = {number: np.unique(faces[look == number]) for number in (SHIRT, UPPER, LOWER)}
    edge = np.intersect1d(of[SHIRT], of[UPPER])
    edge = edge[(points[edge, 2] < lines.neck) & (np.abs(points[edge, 0]) < 1.5 * lines.half)]
    made[edge, 0] = np.sign(points[edge, 0]) * np.maximum(lines.wide(points[edge, 2]), 0.0)
    if lines.hem is not None:
        made[np.intersect1d(of[UPPER], of[LOWER]), 2] = lines.hem
    return made


def looks_of_faces(body: Body, garments: AbstractSet[str]) -> Ints:
    """Return the number of the look of each of a body's faces, shape [faces].

    Args:
        body: In the mesh's own pose.
        garments: What is worn; without any, a shirt and trousers.
    """
    mesh, joints, points = body.mesh, body.joints, body.vertices
    middle = points[mesh.faces].mean(axis=1)
    weight = {bone: mesh.weights[:, index][mesh.faces].mean(axis=1) for index, bone in enumerate(mesh.bones)}
    both = {
        part: weight[f"{part}.L"] + weight[f"{part}.R"]
        for part in ("clavicle", "upper_arm", "lower_arm", "hand", "thigh", "shin", "foot")
    }
    neck, hips = (float(joints[name][2]) for name in ("neck", "l-upper-leg"))
    lines = lines_of(body, garments)
    look = np.full(len(mesh.faces), SKIN, np.int64)
    arms = both["upper_arm"] + both["lower_arm"]
    torso = (weight["trunk"] + both["clavicle"] + arms > 0.5) & (middle[:, 2] < neck)
    look[torso] = UPPER
    waist = 0.5 * (hips + neck) - 0.10 * (neck - hips)
    long = lines is not None and lines.hem is not None
    ends = lines.hem if lines is not None and lines.hem is not None else waist - 0.08
    below = (both["thigh"] + both["shin"] > 0.5) | ((weight["trunk"] > 0.5) & (middle[:, 2] < ends))
    if long:
        below &= middle[:, 2] < ends
        look[(both["thigh"] > 0.5) & ~below] = UPPER
    if not (BARE & garments) or "trousers" in garments:
        look[below] = LOWER
    if lines is not None:
        front = middle[:, 1] < float(joints["neck"][1])
        look[(look == UPPER) & front & (np.abs(middle[:, 0]) < lines.wide(middle[:, 2])) & (arms < 0.5)] = SHIRT
    if outermost(garments) in SLEEVELESS:
        look[(look == UPPER) & (arms > 0.5)] = SHIRT
    look[both["foot"] > 0.5] = SHOES
    look[head_faces(body)] = HEAD
    return look


def layers(faces: Ints, look: Ints, off: Mapping[int, float]) -> dict[int, Ints]:
    """Return the faces with which each look is drawn: its own, and some rings more under what is farther off the skin.

    Args:
        faces: Corners of each, shape [n, 4].
        look: The number of each one's look.
        off: How far each look is off the skin [m].
    """
    drawn = {}
    for number in map(int, np.unique(look)):
        mine = look == number
        if number == HEAD:
            continue
        over = np.isin(look, [other for other in off if off[other] > off[number]])
        for _ in range(RINGS):
            touched = np.zeros(int(faces.max()) + 1, bool)
            touched[faces[mine]] = True
            mine = mine | (over & touched[faces].any(axis=1))
        drawn[number] = faces[mine]
    return drawn
