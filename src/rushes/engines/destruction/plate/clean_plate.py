"""What stands behind a building: painted in from what is round it, where nobody gave a picture of it.

Not a reconstruction. Sky is carried on as a smooth gradient; everything else is mirrored into the hole row by row from both
sides, so that a skyline, a kerb or a row of windows runs on; what has no side is filled by Telea's method. It will not bear
a long look, and it is said to be painted wherever it is used.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

SIDE: Final = 0.012
"""How wide a strip beside the hole its colour is taken from, as a share of the picture's width."""

SKY_STEP: Final = 0.05
"""Largest step of brightness (in stops over 10) from a pixel of the sky to its neighbour: clouds pass, roofs don't."""

MEETING: Final = 0.16
"""Share of a hole's width over which what comes from the left gives way to what comes from the right."""

EVEN: Final = 0.05
"""Over how much of the picture's height a hole's edge is evened before it mirrors, so that a cornice's step shears nothing."""

HOLD: Final = 0.22
"""Share of a row that a building beside a hole runs on into it before the sky begins."""

DARKEST: Final = 1e-4
"""Light [scene-linear] below which logarithms are not taken."""


def inpaint(plate: Floats, hole: Mask, horizon: float) -> Floats:
    """Paint a hole in a plate.

    Args:
        plate: Scene-linear, shape [h, w, 3].
        hole: What is to be painted, shape [h, w].
        horizon: Height of the horizon [px from the top]: below it is no sky.

    Returns:
        The plate with the hole painted; outside of the hole nothing is changed.
    """
    if not hole.any():
        return plate
    code = np.log2(np.maximum(plate, DARKEST))
    if hole.all():
        return plate
    sky = find_sky(code, hole, horizon)
    filled = _rows(code, hole, sky, horizon)
    return np.asarray(np.where(hole[..., None], np.exp2(filled), plate), dtype=np.float32)


def find_sky(code: Floats, hole: Mask, horizon: float) -> Mask:
    """Return the sky: what hangs together with the picture's upper edge without a sharp step, above the horizon.

    Args:
        code: The plate in stops, shape [h, w, 3].
        hole: What is not to be looked at.
        horizon: Height of the horizon [px].
    """
    import cv2

    grey = code.mean(axis=2)
    step = np.hypot(cv2.Sobel(grey, cv2.CV_32F, 1, 0, ksize=3), cv2.Sobel(grey, cv2.CV_32F, 0, 1, ksize=3)) / 8.0
    smooth = (step < SKY_STEP * 10.0 / 4.0) & ~hole
    smooth[max(int(horizon), 0) :] = False
    count, labels = cv2.connectedComponents(smooth.astype(np.uint8), connectivity=4)
    top = set(np.unique(labels[0][smooth[0]]).tolist()) if count > 1 else set()
    if not top:
        return np.zeros_like(hole)
    sky = np.isin(labels, sorted(top))
    # A flat dark wall may reach the upper edge, too: sky is what is brighter than the picture's middle.
    bright = float(np.median(grey[~hole]))
    kept = [k for k in sorted(top) if float(np.median(grey[labels == k])) > bright]
    return np.isin(labels, kept) if kept else np.zeros_like(sky)


def _rows(code: Floats, hole: Mask, sky: Mask, horizon: float) -> Floats:
    import cv2

    height, width = hole.shape
    filled = code.copy()
    gradient = _sky_gradient(code, sky)
    strip = max(2, round(SIDE * width))
    axes = _mirrors(hole)
    orphans = np.zeros_like(hole)
    for y in range(height):
        for start, end in _runs(hole[y]):
            left, right = _beside(code, hole, sky, y, start, -strip), _beside(code, hole, sky, y, end, strip)
            if left is None and right is None:
                orphans[y, start:end] = True
                continue
            at = np.arange(start, end)
            if gradient is not None and y < horizon and any(side is None or side[1] for side in (left, right)):
                share = ((np.arange(end - start) + 0.5) / (end - start))[:, None]
                filled[y, start:end] = _toward_sky(gradient[y, start:end], left, right, share)
                continue
            low, high = axes[y]
            one = _mirrored(code[y], hole[y], at, min(low, start), -1) if left is not None else None
            other = _mirrored(code[y], hole[y], at, max(high, end), 1) if right is not None else None
            if one is None or other is None:
                only = one if one is not None else other
                orphans[y, start:end] |= only is None
                filled[y, start:end] = filled[y, start:end] if only is None else only
                continue
            share = np.clip(((at - start + 0.5) / (end - start) - 0.5) / MEETING + 0.5, 0.0, 1.0)[:, None]
            ease = share * share * (3.0 - 2.0 * share)
            filled[y, start:end] = one * (1.0 - ease) + other * ease
    if orphans.any() and not orphans.all():
        if gradient is not None:
            above = orphans & (np.arange(height)[:, None] < horizon)
            filled[above] = gradient[above]
            orphans &= ~above
        low_code, high_code = float(filled[~orphans].min()), float(filled[~orphans].max())
        scaled = (np.clip(filled, low_code, high_code) - low_code) / max(high_code - low_code, 1e-6)
        painted = cv2.inpaint((scaled * 255).astype(np.uint8), orphans.astype(np.uint8), 5, cv2.INPAINT_TELEA)
        filled[orphans] = (painted.astype(np.float32) / 255 * (high_code - low_code) + low_code)[orphans]
    return filled


def _mirrors(hole: Mask) -> NDArray[np.int64]:
    """Return for each row where its hole mirrors: left and right edges, evened over the rows above and below, shape [h, 2]."""
    from scipy.ndimage import maximum_filter1d, minimum_filter1d

    height, width = hole.shape
    any_ = hole.any(axis=1)
    low = np.where(any_, hole.argmax(axis=1), width)
    high = np.where(any_, width - hole[:, ::-1].argmax(axis=1), 0)
    window = 2 * max(1, round(EVEN * height / 2)) + 1
    return np.stack([minimum_filter1d(low, window), maximum_filter1d(high, window)], axis=1).astype(np.int64)


def _mirrored(row: Floats, hole: Mask, at: NDArray[np.int64], axis: int, way: int) -> Floats | None:
    """Return what a row shows as far beyond a mirror as each place lies before it, folded back where the picture ends.

    Args:
        row: Colours, shape [w, 3].
        hole: What is not to be shown, shape [w].
        at: The places [px].
        axis: Of the mirror: the first pixel of the hole, or the first after it.
        way: -1 for what lies to the left of it, 1 to the right.
    """
    beyond = hole[:axis][::-1] if way < 0 else hole[axis:]
    blocked = np.flatnonzero(beyond)
    reach = int(blocked[0]) if len(blocked) else len(beyond)
    if reach < 2:
        return None
    far = np.abs(at - axis) if way < 0 else np.abs(axis - 1 - at)
    folded = far % (2 * reach)
    folded = np.where(folded < reach, folded, 2 * reach - 1 - folded)
    return np.asarray(row[axis - 1 - folded if way < 0 else axis + folded])


def _toward_sky(
    sky: Floats, left: tuple[Floats, bool] | None, right: tuple[Floats, bool] | None, share: NDArray[np.float64]
) -> Floats:
    """Return a row of sky into which what is not sky at its ends runs on a little, with a soft end."""
    row = sky.copy()
    for side, near in ((left, share), (right, 1.0 - share)):
        if side is not None and not side[1]:
            held = np.clip((HOLD - near) / (0.25 * HOLD), 0.0, 1.0)
            row = row * (1.0 - held) + side[0] * held
    return np.asarray(row, dtype=np.float32)


def _beside(code: Floats, hole: Mask, sky: Mask, y: int, edge: int, strip: int) -> tuple[Floats, bool] | None:
    """Return the colour beside a hole and whether it is sky; None at the picture's edge."""
    low, high = (edge + strip, edge) if strip < 0 else (edge, edge + strip)
    part = slice(max(low, 0), min(high, hole.shape[1]))
    free = ~hole[y, part]
    if not free.any():
        return None
    return np.median(code[y, part][free], axis=0), bool(sky[y, part][free].mean() > 0.5)


def _sky_gradient(code: Floats, sky: Mask) -> Floats | None:
    """Return the sky as a smooth surface of second degree over the whole picture, or None where there is hardly any."""
    rows, columns = np.nonzero(sky)
    if len(rows) < 200:
        return None
    pick = np.linspace(0, len(rows) - 1, min(len(rows), 20_000)).astype(int)
    height, width = sky.shape

    def terms(y: NDArray[np.float64], x: NDArray[np.float64]) -> NDArray[np.float64]:
        v, u = y / height - 0.5, x / width - 0.5
        return np.stack([np.ones_like(u), u, v, u * u, u * v, v * v], axis=-1)

    known = terms(rows[pick].astype(float), columns[pick].astype(float))
    held = 1e-2 * len(pick) ** 0.5 * np.eye(known.shape[1])
    held[0, 0] = 0.0
    values = np.concatenate([code[rows[pick], columns[pick]], np.zeros((known.shape[1], 3))])
    answer = np.linalg.lstsq(np.concatenate([known, held]), values, rcond=None)[0]
    y, x = np.mgrid[0:height, 0:width].astype(float)
    low, high = code[rows[pick], columns[pick]].min(axis=0), code[rows[pick], columns[pick]].max(axis=0)
    return np.asarray(np.clip(terms(y, x) @ answer, low, high), dtype=np.float32)


def _runs(row: Mask) -> list[tuple[int, int]]:
    """Return where a row's hole starts and ends."""
    change = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    return [(int(a), int(b)) for a, b in change.reshape(-1, 2)]
