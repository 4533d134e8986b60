"""What pleats and gathers take up near a seam is folded away there: too fine for the mesh, it is taken out of what the cloth rests at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.pattern.seam import Seam

Floats = NDArray[np.float64]

FADE_M = 0.08
"""So far from the seam [m] the cloth has its whole width again."""

MOST, STITCHED_M = 0.2, 0.21
"""What takes up more than this share of its seam, but on arms, hangs in folds of its own, all of it from so far under the seam on [m]: to there
pleats are stitched down, as hips become wider."""


def taken_up(cloth: Cloth) -> Floats:
    """Return a cloth's flat points, drawn together towards the panel's middle where pleats or gathers take it up [m], shape [n, 2].

    Args:
        cloth: The garment.
    """
    out = cloth.flat.copy()
    for seam in cloth.garment.seams:
        near = cloth.garment.row_length(seam.a)
        if seam.kind in {"pleated", "gathered"} and seam.ease > 0 and len({s.panel for s in seam.a}) == 1:
            little = seam.ease < MOST * near or _on_arm(cloth, seam)
            _draw_in(cloth, seam, 1 - seam.ease / near, out, little=little)
    return out


def _on_arm(cloth: Cloth, seam: Seam) -> bool:
    """Say whether a sleeve is gathered: there is no room for its folds on a wrist."""
    return cloth.garment.panel(seam.a[0].panel).placement.part == "arm"


def _draw_in(cloth: Cloth, seam: Seam, share: float, out: Floats, *, little: bool) -> None:
    row = np.concatenate([cloth.edges[side.panel, side.edge] for side in seam.a])
    flat = cloth.flat[row]
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(flat, axis=0), axis=1))])
    fixed = walked[int(np.abs(flat[:, 0]).argmin())]
    ways = np.gradient(flat, axis=0)
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-12)
    moved = ((share - 1) * (walked - fixed))[:, None] * ways
    mine = np.nonzero(cloth.panel == cloth.panel[row[0]])[0]
    off = np.linalg.norm(cloth.flat[mine][:, None] - flat, axis=2)
    far = off.min(axis=1)
    fade = np.clip(1 - far / FADE_M if little else 1 - (far / STITCHED_M) ** 2, 0, 1)[:, None]
    out[mine] += fade * moved[off.argmin(axis=1)]
