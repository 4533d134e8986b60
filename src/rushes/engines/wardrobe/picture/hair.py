"""Hair grown strand by strand: roots on the scalp, combed over the head by a cut's own flow, kept off skin and cloth, gathered in clumps."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.picture.head import Head
from rushes.engines.wardrobe.picture.piece import Piece, Strands

Floats = NDArray[np.float64]

STRANDS: Final = 16000
"""On a head; each stands for six or seven hairs and is as thick as they are together."""

RADIUS_M: Final = 0.00022
CLUMPS: Final = 520


@dataclass(frozen=True)
class Cut:
    """How hair is cut and combed.

    Attributes:
        length_m: Of a strand; of the longest, where the cut is graded.
        flow: Where it is combed, seen from a place on the head: to the right, forward, upward; shape [n, 3] to [n, 3].
        lift: How much it stands off the head at the root.
        fall: How much it hangs.
        body_m: How thick the hair lies on the head [m].
        clump: How far tips are drawn together, 0 to 1.
        graded: How much shorter it is low at the sides and the back, as a share.
        cling: How far hair that is higher up than ears is drawn back to where it lies, 0 to 1.
        curl_m: Radius of curls [m].
        turns: Of a curl along a strand.
        steps: Points of a strand.
    """

    length_m: float
    flow: Callable[[Floats], Floats]
    lift: float = 0.3
    fall: float = 0.2
    body_m: float = 0.012
    clump: float = 0.5
    graded: float = 0.0
    cling: float = 0.8
    curl_m: float = 0.0
    turns: float = 0.0
    steps: int = 12


def _way(right: Floats | float, ahead: Floats | float, up: Floats | float, like: Floats) -> Floats:
    return np.stack([np.broadcast_to(part, like.shape[:1]) for part in (right, ahead, up)], axis=1).astype(float)


def _parted(at: Floats) -> Floats:
    """From a parting on the left, over the top and back."""
    side = np.tanh((at[:, 0] + 0.035) / 0.006)
    low = np.clip(1.0 - at[:, 2] / 0.08, 0.0, 1.5)
    return _way(side * (1.0 - 0.4 * low), -0.55 - 0.25 * low, -0.9 * low, at)


def _back(at: Floats) -> Floats:
    low = np.clip(-at[:, 1] / 0.08, 0.0, 1.0)
    return _way(0.0, -1.0, -1.1 * low, at)


def _forward(at: Floats) -> Floats:
    """From the whorl at the crown."""
    off = at - np.array([0.0, -0.06, 0.11])
    return _way(off[:, 0] * 6.0, off[:, 1] * 6.0 + 0.15, -0.4, at)


def _middle(at: Floats) -> Floats:
    """From a parting in the middle, down."""
    side = np.tanh(at[:, 0] / 0.006)
    behind = np.clip(-at[:, 1] / 0.06, 0.0, 1.0)
    return _way(side * (1.0 - 0.75 * behind), -0.40 - 0.3 * behind, -0.9, at)


def _gathered(at: Floats) -> Floats:
    """To a knot at the back of the crown."""
    return np.asarray(KNOT - at)


KNOT: Final = np.array([0.0, -0.072, 0.080])
"""Where a bun sits, in the head's frame [m]."""

BUN_M: Final = 0.036

CUTS: Final[Mapping[str, Cut]] = {
    "cropped": Cut(0.014, _forward, lift=0.75, fall=0.0, body_m=0.004, clump=0.15, graded=0.55, cling=0.0, steps=5),
    "side parting": Cut(0.085, _parted, lift=0.30, fall=0.12, body_m=0.013, clump=0.45, graded=0.66, steps=11),
    "slicked back": Cut(0.115, _back, lift=0.05, fall=0.15, body_m=0.008, clump=0.75, graded=0.60, steps=12),
    "bob": Cut(0.235, _middle, lift=0.14, fall=0.9, body_m=0.017, clump=0.45, steps=16),
    "long": Cut(0.43, _middle, lift=0.14, fall=1.0, body_m=0.016, clump=0.5, curl_m=0.006, turns=2.2, steps=22),
    "bun": Cut(0.15, _gathered, lift=0.02, fall=0.0, body_m=0.006, clump=0.6, steps=14),
    "curls": Cut(
        0.13, _forward, lift=0.75, fall=0.25, body_m=0.030, clump=0.75, cling=0.0, curl_m=0.006, turns=4.0, steps=22
    ),
}
"""By the words of ``look.CUTS``; bald is none of them."""


def scalp(head: Head, group: str) -> Piece:
    """Return what shows between strands: the skin under hair, as dark as its shade makes it."""
    kept, back = np.unique(head.scalp[head.deep[head.scalp].all(axis=1)], return_inverse=True)
    corners = back.reshape(-1, 3)
    points = head.points[kept] + 0.0007 * head.normals[kept]
    return Piece("scalp", group, points, corners, points[corners][..., [0, 2]], f"{group}_scalp")


def hair(head: Head, cut: str, group: str, share: float = 1.0, seed: int = 0) -> list[Strands]:
    """Return a head's hair.

    Args:
        head: Of the body in its stance.
        cut: One of ``look.CUTS``.
        group: Name of its group in the scene.
        share: Of ``STRANDS`` that are grown; the fewer, the thicker.
        seed: Of where they grow.
    """
    rng = np.random.default_rng(seed)
    if cut == "bald":
        return []
    count = max(500, round(STRANDS * share))
    points = grown(head, CUTS[cut], count, rng)
    radius = RADIUS_M * math.sqrt(STRANDS / count)
    out = [Strands("hair", group, points, radius, f"{group}_hair")]
    if cut == "bun":
        out.append(Strands("bun", group, _bun(head, count // 6, rng), radius, f"{group}_hair"))
    return out


def grown(head: Head, cut: Cut, count: int, rng: np.random.Generator) -> Floats:
    """Return strands of a cut in the world, root first [m], shape [count, steps, 3].

    Args:
        head: That they grow on.
        cut: How.
        count: How many.
        rng: Where they grow, and what makes them differ.
    """
    roots, normals = head.roots(count, rng)
    local = head.local(roots)
    low = np.clip((0.055 - local[:, 2]) / 0.075, 0.0, 1.0)
    lengths = cut.length_m * (1.0 - cut.graded * low) * rng.uniform(0.82, 1.0, count)
    clump = rng.choice(count, min(CLUMPS, count), replace=False)
    mine = clump[np.argmin(((local[:, None] - local[clump][None]) ** 2).sum(axis=2), axis=1)]
    sway = rng.normal(0.0, 0.16, (count, 3))[mine] + rng.normal(0.0, 0.05, (count, 3))
    layer = cut.body_m * np.minimum(rng.uniform(0.12, 1.0, count), 0.25 + lengths / cut.length_m)
    way, at, out = normals.copy(), roots, [roots]
    step = (lengths / (cut.steps - 1))[:, None]
    for number in range(1, cut.steps):
        part = number / (cut.steps - 1)
        flow = cut.flow(head.local(at))
        combed = head.world_way(flow / np.maximum(np.linalg.norm(flow, axis=1, keepdims=True), 1e-6) + sway)
        combed /= np.maximum(np.linalg.norm(combed, axis=1, keepdims=True), 1e-9)
        rise = cut.lift * max(0.0, 1.0 - 1.6 * part)
        hang = cut.fall * min(1.0, 0.25 + 1.5 * part)
        pull = combed * (1.0 - 0.85 * hang) + normals * rise + np.array([0.0, 0.0, -hang])
        way = 0.45 * way + 0.55 * pull
        way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-9)
        at = head.kept_off(at + way * step, layer * min(1.0, 3.0 * part), cut.cling)
        out.append(at)
    strands = np.stack(out, axis=1)
    along = np.linspace(0.0, 1.0, cut.steps)[None, :, None]
    drawn = strands[mine] + (strands - strands[mine])[:, :1] * (1 - along)
    strands = strands + (drawn - strands) * cut.clump * along**1.3
    return _curled(strands, cut, mine, rng) if cut.curl_m else strands


def _curled(strands: Floats, cut: Cut, mine: NDArray[np.int64], rng: np.random.Generator) -> Floats:
    """Return strands wound around themselves, those of a clump alike."""
    along = np.linspace(0.0, 1.0, strands.shape[1])[None, :]
    phase = rng.uniform(0.0, 2 * np.pi, len(strands))[mine][:, None] + rng.normal(0, 0.25, len(strands))[:, None]
    angle = phase + along * 2 * np.pi * cut.turns * rng.uniform(0.8, 1.2, len(strands))[mine][:, None]
    way = np.gradient(strands, axis=1)
    way /= np.maximum(np.linalg.norm(way, axis=2, keepdims=True), 1e-9)
    one = np.cross(way, np.array([0.31, 0.21, 0.93]))
    one /= np.maximum(np.linalg.norm(one, axis=2, keepdims=True), 1e-9)
    two = np.cross(way, one)
    wound = one * np.cos(angle)[..., None] + two * np.sin(angle)[..., None]
    return np.asarray(strands + wound * (cut.curl_m * np.minimum(1.0, 3.0 * along))[..., None])


def _bun(head: Head, count: int, rng: np.random.Generator) -> Floats:
    """Return strands coiled into a knot."""
    steps = 26
    turn = np.linspace(0.0, 2.2 * np.pi, steps)[None]
    start = rng.uniform(0, 2 * np.pi, (count, 1))
    ring, radius = rng.uniform(0.0, 1.0, (count, 1)), rng.uniform(0.35, 1.0, (count, 1)) ** 0.5
    angle = start + turn
    tube = BUN_M * 0.52 * radius
    swirl = ring * 2 * np.pi + turn * 0.55
    far = BUN_M * 0.62 + tube * np.cos(swirl)
    local = np.stack([far * np.cos(angle), -tube * np.sin(swirl) * 0.9, far * np.sin(angle)], axis=-1)
    return head.world(local + KNOT + np.array([0.0, -0.014, 0.0]))
