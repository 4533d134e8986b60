"""Compiled loops behind ``curtains``: position based dynamics of small cloths in moving air.

Müller, Heidelberger, Hennix and Ratcliff, *Position Based Dynamics*, J. Vis. Commun. Image Represent. 18 (2007),
doi 10.1016/j.jvcir.2007.01.005: places are predicted, lengths are put right one after another, and speed is what is left.
"""

from __future__ import annotations

import numba  # noqa: TID253 - this module is only imported inside functions
import numpy as np

from rushes.engines.destruction.rigid.tops_kernels import stands

GRAVITY = 9.81

BROADSIDE = 1.2 * 1.2 / (2.0 * 0.22)
"""Drag over mass [1/m] of cloth that stands across the air: 1.2 kg/m3, a plate's coefficient of 1.2, cloth of 220 g/m2. It
falls flat at 1.7 m/s."""

ALONG = 0.25
"""Drag along the cloth as a share of that across it: what crumples and whips as it goes edge first, and this mesh is too coarse to."""

ITERATIONS = 10

SINKS_M = 0.12
"""What is deeper than this [m] in a solid stays where it was; what is less deep is laid on its top."""

OVER_M = 0.012
"""Cloth lies so high [m] over what it lies on."""


@numba.njit(cache=True, nogil=True)
def sway(  # type: ignore[no-untyped-def]  # noqa: ANN201 - numba types its arguments
    start,  # noqa: ANN001
    step,  # noqa: ANN001
    count,  # noqa: ANN001
    node,  # noqa: ANN001
    before,  # noqa: ANN001
    rail,  # noqa: ANN001
    next_rail,  # noqa: ANN001
    free,  # noqa: ANN001
    torn,  # noqa: ANN001
    air,  # noqa: ANN001
    gust,  # noqa: ANN001
    link,  # noqa: ANN001
    length,  # noqa: ANN001
    surface,  # noqa: ANN001
):
    """Move drapes from one picture to the next.

    Args:
        start, step, count: When [s], how long a step is [s], how many.
        node, before: Corners now and a step ago [m], shape [k, rows, columns, 3]. Changed.
        rail, next_rail: The top row at this picture and the next, shape [k, columns, 3].
        free: When each begins to move [s]; torn: when its rail lets go [s], shape [k].
        air: That blows out of the window while it hangs [m/s], shape [k, 3]; gust: besides, shape [count, k, 3].
        link: Pairs of corners that keep their distance, [m, 2]; length: of each drape's [m], [k, m].
        surface: Of what lies, see ``tops.Tops``.
    """
    columns = node.shape[2]
    moved = np.empty(node.shape[1:])
    flat = moved.reshape(-1, 3)
    for k in range(len(node)):
        if free[k] >= start + count * step:
            continue
        for n in range(count):
            share = (n + 1) / count
            hangs = start + (n + 1) * step <= torn[k]
            wind = gust[n, k] + air[k] if hangs else gust[n, k]
            _predicted(node[k], before[k], wind, step, moved)
            held = columns if hangs else 0
            for c in range(held):
                flat[c] = (1.0 - share) * rail[k, c] + share * next_rail[k, c]
            for _ in range(ITERATIONS):
                _right(flat, link, length[k], held)
            for r in range(node.shape[1]):
                for c in range(columns):
                    before[k, r, c] = node[k, r, c]
                    if r * columns + c >= held:
                        _out(surface, node[k, r, c], moved[r, c])
                    node[k, r, c] = moved[r, c]


@numba.njit(cache=True, nogil=True)
def _predicted(node, before, wind, step, moved):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Say where corners go by their speed, weight and the air that their cloth stands across."""
    rows, columns = node.shape[:2]
    for r in range(rows):
        for c in range(columns):
            down = node[min(r + 1, rows - 1), c] - node[max(r - 1, 0), c]
            side = node[r, min(c + 1, columns - 1)] - node[r, max(c - 1, 0)]
            normal = np.cross(down, side)
            size = np.sqrt((normal * normal).sum())
            velocity = (node[r, c] - before[r, c]) / step
            velocity[2] -= GRAVITY * step
            if size > 1e-9:
                normal /= size
            away = wind - velocity
            across = (away * normal).sum()
            velocity += normal * (across * (1.0 - np.exp(-BROADSIDE * abs(across) * step)))
            skin = np.sqrt((away * away).sum())
            velocity += (away - across * normal) * (1.0 - np.exp(-ALONG * BROADSIDE * skin * step))
            moved[r, c] = node[r, c] + velocity * step


@numba.njit(cache=True, nogil=True)
def _right(flat, link, length, held):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Put lengths right, one after another; the first ``held`` corners do not give."""
    for m in range(len(link)):
        a, b = link[m]
        one, two = (0.0 if a < held else 1.0), (0.0 if b < held else 1.0)
        if one + two == 0.0:
            continue
        x, y, z = flat[b, 0] - flat[a, 0], flat[b, 1] - flat[a, 1], flat[b, 2] - flat[a, 2]
        far = np.sqrt(x * x + y * y + z * z)
        if far < 1e-9:
            continue
        pull = (1.0 - length[m] / far) / (one + two)
        flat[a, 0] += one * pull * x
        flat[a, 1] += one * pull * y
        flat[a, 2] += one * pull * z
        flat[b, 0] -= two * pull * x
        flat[b, 1] -= two * pull * y
        flat[b, 2] -= two * pull * z


@numba.njit(cache=True, nogil=True)
def _out(surface, was, at):  # type: ignore[no-untyped-def]  # noqa: ANN001, ANN202
    """Keep a corner out of what lies there, and over the ground."""
    top, whose, _ = stands(surface, at[0], at[1], at[2])
    deep = top + OVER_M - at[2]
    if whose >= 0 and deep > SINKS_M:
        at[:] = was
    elif deep > 0.0:  # laid on it, it stays where it touched
        at[0], at[1], at[2] = was[0], was[1], max(top + OVER_M, min(was[2], top + SINKS_M))
    at[2] = max(at[2], OVER_M)
