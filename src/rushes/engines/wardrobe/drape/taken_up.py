"""What pleats and gathers take up near a seam is folded away there: too fine for the mesh, it is taken out of what the cloth rests at."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.pattern.seam import Seam

Floats = NDArray[np.float64]

FADE_M = 0.08
"""So far from the seam [m] the cloth has its whole width again."""

MOST = 0.2
"""Share of a seam that pleats may take up to be treated so, but on arms: what takes up more hangs in folds of its own."""


def taken_up(cloth: Cloth) -> Floats:
    """Return a cloth's flat points, drawn together towards the panel's middle where pleats or gathers take it up [m], shape [n, 2].

    Args:
        cloth: The garment.
    """
    out = cloth.flat.copy()
    for seam in cloth.garment.seams:
        near = cloth.garment.row_length(seam.a)
        little = seam.ease < MOST * near or _on_arm(cloth, seam)
        if seam.kind in {"pleated", "gathered"} and seam.ease > 0 and little and len({s.panel for s in seam.a}) == 1:
            _draw_in(cloth, seam, 1 - seam.ease / near, out)
    return out


def _on_arm(cloth: Cloth, seam: Seam) -> bool:
    """Say whether a sleeve is gathered: there is no room for its folds on a wrist."""
    return cloth.garment.panel(seam.a[0].panel).placement.part == "arm"


def _draw_in(cloth: Cloth, seam: Seam, share: float, out: Floats) -> None:
    row = np.concatenate([cloth.edges[side.panel, side.edge] for side in seam.a])
    flat = cloth.flat[row]
    walked = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(flat, axis=0), axis=1))])
    fixed = walked[int(np.abs(flat[:, 0]).argmin())]
    ways = np.gradient(flat, axis=0)
    ways /= np.maximum(np.linalg.norm(ways, axis=1, keepdims=True), 1e-12)
    moved = ((share - 1) * (walked - fixed))[:, None] * ways
    mine = np.nonzero(cloth.panel == cloth.panel[row[0]])[0]
    off = np.linalg.norm(cloth.flat[mine][:, None] - flat, axis=2)
    fade = np.clip(1 - off.min(axis=1) / FADE_M, 0, 1)[:, None]
    out[mine] += fade * moved[off.argmin(axis=1)]
