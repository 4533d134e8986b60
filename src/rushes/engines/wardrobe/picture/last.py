"""Lasts: the forms that shoes are built on, one for each kind; plan and toe are the last's, length, width and instep the foot's."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Form:
    """A last's form.

    Attributes:
        plan: Rows of: share of the length, how far the inner and the outer side are off its axis there, as shares of the ball's width.
        toe: Rows of: share of the length, height over the insole [m]; from the ball on.
        away: How far it is off the foot [m].
        full: Exponent of its cross-section: 1 is round, less is squarer.
    """

    plan: Floats
    toe: Floats
    away: float
    full: float


_BACK = [
    (0.00, 0.000, 0.000),
    (0.012, 0.125, 0.125),
    (0.035, 0.21, 0.21),
    (0.08, 0.285, 0.285),
    (0.17, 0.335, 0.335),
]
_WAIST = [(0.30, 0.335, 0.345), (0.45, 0.345, 0.38), (0.58, 0.415, 0.455), (0.68, 0.495, 0.505)]
_SLIM = [(0.30, 0.300, 0.320), (0.45, 0.300, 0.345), (0.58, 0.39, 0.43), (0.68, 0.48, 0.49)]


def _form(
    middle: Sequence[tuple[float, ...]],
    front: Sequence[tuple[float, ...]],
    toe: Sequence[tuple[float, float]],
    **rest: float,
) -> Form:
    return Form(np.array([*_BACK, *middle, *front, (1.0, 0.0, 0.0)]), np.array([*toe, (1.0, 0.003)]), **rest)


LASTS: Final[Mapping[str, Form]] = {
    "man": _form(
        _WAIST,
        [(0.76, 0.49, 0.48), (0.84, 0.43, 0.40), (0.91, 0.335, 0.30), (0.96, 0.235, 0.205), (0.99, 0.115, 0.10)],
        [(0.66, 0.050), (0.80, 0.040), (0.93, 0.031), (0.985, 0.019)],
        away=0.004,
        full=0.62,
    ),
    "woman": _form(
        _SLIM,
        [(0.76, 0.47, 0.455), (0.84, 0.375, 0.355), (0.91, 0.235, 0.22), (0.96, 0.125, 0.115), (0.99, 0.050, 0.045)],
        [(0.66, 0.036), (0.80, 0.029), (0.93, 0.021), (0.985, 0.012)],
        away=0.0036,
        full=0.50,
    ),
    "boot": _form(
        _WAIST,
        [(0.76, 0.51, 0.49), (0.84, 0.465, 0.43), (0.91, 0.375, 0.34), (0.96, 0.255, 0.23), (0.99, 0.12, 0.11)],
        [(0.66, 0.056), (0.80, 0.048), (0.93, 0.037), (0.985, 0.023)],
        away=0.005,
        full=0.60,
    ),
    "trainer": _form(
        _WAIST,
        [(0.76, 0.515, 0.495), (0.84, 0.47, 0.435), (0.91, 0.375, 0.34), (0.96, 0.25, 0.225), (0.99, 0.115, 0.105)],
        [(0.66, 0.052), (0.80, 0.043), (0.93, 0.036), (0.985, 0.022)],
        away=0.005,
        full=0.62,
    ),
}
"""By kind: a man's Oxford is long and chiselled, a woman's pump narrow in the waist with an almond toe, low in front; by eye, after shoes."""

CUT_M: Final = 0.13
"""How high a last goes on behind the instep, where the leg is [m]: toplines are cut under it."""

INSTEP: Final = 0.43
"""Where along the length the instep ends and the leg begins."""


def instep(t: Floats, y: Floats, points: Floats, form: Form) -> Floats:
    """Return how high a last is over the insole at its stations [m]: the foot's own height, the last's toe in front, up to ``CUT_M`` behind.

    Args:
        t: Stations as shares of the length, shape [n].
        y: The same [m].
        points: The foot's skin, along it second and up third [m], shape [m, 3].
        form: The last's.
    """
    top = np.zeros(len(t))
    for number, at in enumerate(y):
        near = points[np.abs(points[:, 1] - at) < 0.010]
        if len(near) and INSTEP <= t[number] < 0.94:
            snug = min(max((t[number] - INSTEP) / 0.12, 0.25), 1.0)  # trousers hang over the instep
            top[number] = near[:, 2].max() + form.away * snug
    first = int(np.argmax(t >= INSTEP))
    top[first:] = np.maximum.accumulate(top[first:][::-1])[::-1]
    slope = (top[first] - np.interp(0.55, t, top)) / (0.55 - t[first])
    rise = np.minimum(top[first] + slope * (t[first] - t[:first]), CUT_M)
    top[:first] = np.maximum(rise, np.interp(t[:first], [0.0, 0.30, INSTEP], [CUT_M, CUT_M, top[first]]))
    front = t > form.toe[0, 0]
    top[front] = np.maximum(
        np.interp(t[front], form.toe[:, 0], form.toe[:, 1]), np.where(t[front] < 0.94, top[front], 0.0)
    )
    kernel = np.hanning(7) / np.hanning(7).sum()
    return np.convolve(np.pad(top, 3, mode="edge"), kernel, mode="valid")
