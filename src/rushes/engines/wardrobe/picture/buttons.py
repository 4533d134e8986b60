"""Buttons where the pattern has them: sewn through four holes, or domed on a shank; each with its hole or its thread."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.worn_mesh import WornMark, WornMesh
from rushes.engines.wardrobe.picture.piece import Piece, Rgb, Surface

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]

SIZES_M: Final[Mapping[str, float]] = {
    "shirt": 0.0112,
    "blouse": 0.0112,
    "dress": 0.013,
    "waistcoat": 0.0155,
    "trousers": 0.015,
    "jacket": 0.020,
    "tailcoat": 0.020,
    "tunic": 0.020,
    "coat": 0.028,
    "overalls": 0.017,
}
"""Diameters by garment: 18 ligne shirts, 24 waistcoats, 32 jackets, 44 coats."""

CUFF_M: Final = 0.015

STUFFS: Final[Mapping[str, tuple[str, Rgb]]] = {
    "brass": ("metal", (0.56, 0.36, 0.11)),
    "gilt": ("metal", (0.78, 0.52, 0.16)),
    "silver": ("metal", (0.62, 0.62, 0.60)),
    "horn": ("horn", (0.045, 0.026, 0.015)),
    "pearl": ("pearl", (0.72, 0.70, 0.66)),
    "wood": ("horn", (0.13, 0.065, 0.028)),
    "black": ("horn", (0.008, 0.008, 0.008)),
}
"""What buttons are made of: the surface and its colour."""

DOMED: Final = {"brass", "gilt", "silver", "self covered"}
"""These are domes on a shank; the rest are sewn through."""


def stuff_of(worn: WornMesh, said: str | None) -> str:
    """Return what a garment's buttons are made of: as said, or as is usual for its fabric."""
    if said:
        return said.replace("_", " ")
    if worn.fabric in {"cotton poplin", "linen", "silk charmeuse"}:
        return "pearl"
    return "brass" if worn.fabric == "denim" else "horn"


def surface_of(worn: WornMesh, stuff: str) -> Surface:
    """Return a garment's buttons' surface."""
    if stuff not in STUFFS:
        return Surface(worn.fabric, worn.colour)
    kind, colour = STUFFS[stuff]
    return Surface(kind, colour)


def buttons(worn: WornMesh, stuff: str, group: str, outer: Floats) -> list[Piece]:
    """Return a garment's buttons and buttonholes as pieces, or none.

    Args:
        worn: The garment.
        stuff: What they are made of.
        group: Name of its group in the scene.
        outer: Points of the garment's outer face [m], shape [n, 3].
    """
    size = SIZES_M.get(worn.name, 0.015)
    marks = _seen(worn)
    discs, holes, threads = [], [], []
    for mark in marks:
        wide = min(size, CUFF_M) if any(word in mark.panel for word in ("sleeve", "cuff")) else size
        frame = _frame(mark)
        at = _on_face(mark, frame[2], outer, wide / 2)
        if mark.kind == "button":
            made = _dome(wide) if stuff in DOMED else _sewn(wide)
            discs.append((at + made[0] @ frame, made[1]))
            if stuff not in DOMED:
                cross = _cross(wide)
                threads.append((at + cross[0] @ frame, cross[1]))
        hole = _hole(wide)
        holes.append((at + hole[0] @ frame, hole[1]))
    out = []
    for name, parts, surface in (
        ("buttons", discs, "button"),
        ("buttonholes", holes, "thread"),
        ("shanks", threads, "thread"),
    ):
        if parts:
            points, corners = _joined(parts)
            st = points[corners][..., [0, 2]]
            out.append(Piece(name, group, points, corners, st, f"{group}_{surface}"))
    return out


def _seen(worn: WornMesh) -> list[WornMark]:
    """Return the marks that are to be seen: one at each place, buttons before their holes, none that other cloth covers."""
    kept: list[WornMark] = []
    hidden = worn.points[worn.corners[worn.covered]].reshape(-1, 3)
    for mark in sorted(worn.marks, key=lambda one: one.kind != "button"):
        if mark.kind not in {"button", "buttonhole"}:
            continue
        if any(np.linalg.norm(mark.at - other.at) < 0.012 for other in kept):
            continue
        if len(hidden) and np.linalg.norm(hidden - mark.at, axis=1).min() < 0.006:
            continue
        kept.append(mark)
    return kept


def _on_face(mark: WornMark, out: Floats, outer: Floats, around_m: float) -> Floats:
    """Return where a mark is on the outer face: as high as the cloth under a button is, or a little less."""
    off = outer - mark.at
    high = off @ out
    beside = np.linalg.norm(off - high[:, None] * out, axis=1)
    near = high[(beside < around_m) & (np.abs(high) < 0.012)]
    return mark.at + out * (float(np.quantile(near, 0.7)) if len(near) else 0.0)


def _frame(mark: WornMark) -> Floats:
    """Return a mark's axes in rows: along its hole, across it in the cloth, out of the cloth."""
    out = mark.normal / np.linalg.norm(mark.normal)
    along = mark.along - out * (mark.along @ out)
    along /= max(float(np.linalg.norm(along)), 1e-9)
    return np.stack([along, np.cross(out, along), out])


def turned_body(profile: Floats, sides: int = 28) -> tuple[Floats, Ints]:
    """Return a body turned about z from its profile, outward distance and height [m], from its outside low to its middle high."""
    angle = 2 * np.pi * np.arange(sides) / sides
    r, z = profile.T
    points = np.stack(
        [r[:, None] * np.cos(angle), r[:, None] * np.sin(angle), np.broadcast_to(z[:, None], (len(r), sides))], axis=-1
    ).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(len(r) - 1), np.arange(sides), indexing="ij")
    here, after = i * sides + j, i * sides + (j + 1) % sides
    quads = np.stack([here, after, after + sides, here + sides], axis=-1).reshape(-1, 4)
    return points, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _sewn(wide: float) -> tuple[Floats, Ints]:
    """Return a button to be sewn through: a raised rim, a dished middle; it stands on its thread."""
    r = wide / 2
    profile = np.array(
        [
            (0.90, 0.10),
            (1.0, 0.17),
            (1.0, 0.24),
            (0.95, 0.30),
            (0.84, 0.32),
            (0.74, 0.27),
            (0.62, 0.21),
            (0.30, 0.18),
            (0.0, 0.18),
        ]
    )
    points, corners = turned_body(profile * r)
    return points, corners


def _dome(wide: float) -> tuple[Floats, Ints]:
    """Return a domed button with a rim."""
    r = wide / 2
    rise = [(np.cos(a) * 0.90, 0.30 + 0.34 * np.sin(a)) for a in np.linspace(0.0, np.pi / 2, 9)]
    profile = np.array([(0.80, 0.08), (0.97, 0.14), (1.0, 0.22), (0.97, 0.29), (0.92, 0.29), *rise])
    return turned_body(profile * r)


def _cross(wide: float) -> tuple[Floats, Ints]:
    """Return the thread between a button's four holes: two bars."""
    long, thin, high = wide * 0.17, wide * 0.035, wide / 2 * 0.225
    made = []
    for turn in (np.pi / 4, -np.pi / 4):
        c, s = np.cos(turn), np.sin(turn)
        x = np.array([-long, -long, long, long, -long * 0.6, long * 0.6])
        y = np.array([-thin, thin, thin, -thin, 0.0, 0.0])
        z = np.array([0.0, 0.0, 0.0, 0.0, thin * 1.4, thin * 1.4]) + high
        points = np.stack([c * x - s * y, s * x + c * y, z], axis=1)
        made.append((points, np.array([(0, 3, 5), (0, 5, 4), (2, 1, 4), (2, 4, 5), (1, 0, 4), (3, 2, 5)])))
    return _joined(made)


def _hole(wide: float) -> tuple[Floats, Ints]:
    """Return a worked buttonhole: a flat ring of thread, as long as the button is wide and a little, with a bar at one end."""
    long, across, thread = wide * 0.62, 0.0011, 0.0006
    angle = np.linspace(0, 2 * np.pi, 33)[:-1]
    along = np.sign(np.cos(angle)) * np.abs(np.cos(angle)) ** 0.3
    middle = np.stack([along * long - wide * 0.18, np.sin(angle) * across, np.zeros(32)], axis=1)
    sides = 6
    turn = 2 * np.pi * np.arange(sides) / sides
    out = np.stack([np.cos(angle) * 0.4, np.sin(angle), np.zeros(32)], axis=1)
    out /= np.linalg.norm(out, axis=1, keepdims=True)
    ring = out[:, None] * np.cos(turn)[None, :, None] + np.array([0.0, 0.0, 0.55]) * np.sin(turn)[None, :, None]
    points = (middle[:, None] + thread * ring).reshape(-1, 3)
    i, j = np.meshgrid(np.arange(32), np.arange(sides), indexing="ij")
    here, after = i * sides + j, i * sides + (j + 1) % sides
    ahead, both = ((i + 1) % 32) * sides + j, ((i + 1) % 32) * sides + (j + 1) % sides
    quads = np.stack([here, ahead, both, after], axis=-1).reshape(-1, 4)
    return points, np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])


def _joined(parts: list[tuple[Floats, Ints]]) -> tuple[Floats, Ints]:
    starts = np.cumsum([0, *(len(points) for points, _ in parts[:-1])])
    return np.concatenate([points for points, _ in parts]), np.concatenate(
        [corners + start for (_, corners), start in zip(parts, starts, strict=True)]
    )
