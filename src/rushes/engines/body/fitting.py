"""A body for measures: the knobs whose body a tape finds them on, by least squares within the knobs' bounds (Gauss and Newton).

What a body can't be made to measure stays off by a little, and is said by ``Fitted.off``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.measures import Measures
from rushes.engines.body.measuring import tape
from rushes.engines.body.shape import LOCAL, Body, Knobs, base

Floats = NDArray[np.float64]

UNFITTED: Final = frozenset({"head_girth", "shoulder_slope_deg"})
"""No knob moves these: the head stays in proportion, and the slope is the shape's own."""

ROUNDS = 6

HOLD = 0.004
"""What a knob that is all the way up costs, as a misfit of this much [m]: knobs that do nothing stay where they are."""

FLESH_HOLD = 0.015
"""The same for muscle, which changes what no tape sees: it is turned last."""

LOCAL_MOST = 1.6
"""How far a local knob may be turned: what the artists drew, and six tenths more."""

NEAR_M: Final[Mapping[str, float]] = {
    "bust_girth": 0.5,
    "waist_girth": 0.5,
    "hip_girth": 0.5,
    "height": 0.5,
    "neck_girth": 0.7,
    "front_width": 3.0,
    "back_width": 2.0,
    "elbow_girth": 2.0,
    "high_hip_girth": 1.5,
    "waist_to_hip": 2.0,
    "front_waist_length": 2.0,
}
"""How near a measure has to come, against the others': what garments hang on first, what a tape finds least surely last."""

STEP = 0.05


@dataclass(frozen=True, eq=False)
class Fitted:
    """A body and how well it fits its measures.

    Attributes:
        knobs: What it is made of.
        body: The body, in the mesh's own pose.
        off: By how much each of its measures is larger than asked [m].
    """

    knobs: Knobs
    body: Body
    off: Mapping[str, float]


def fitted(asked: Measures, *, male: float, age: float = 30.0) -> Fitted:
    """Return the body of measures.

    Args:
        asked: The measures.
        male: 0 to 1: which of the two sexes' shapes it starts from, and stays with.
        age: Age [years]: posture and flesh, not size.
    """
    from scipy.optimize import lsq_linear

    wanted = asked.to_json()
    names = [name for name in wanted if name not in UNFITTED]
    near = np.array([NEAR_M.get(name, 1.0) for name in names])
    goal = np.array([wanted[name] for name in names])
    start = tape(base().body(Knobs(male=male, age=age)))["height"]
    least, most = _bounds()
    values = np.zeros(len(least))
    hold = np.concatenate([[FLESH_HOLD], np.full(len(least) - 1, HOLD)])

    def knobs(at: Floats) -> Knobs:
        return Knobs(
            male=male,
            age=age,
            muscle=0.5 + at[0] / 2,
            weight=0.5 + at[1] / 2,
            tall=0.0,
            cup=0.5 + at[2] / 2 if male < 0.5 else 0.5,
            scale=asked.height / start * (1 + 0.2 * at[3]),
            local=dict(zip(LOCAL, at[4:], strict=True)),
        )

    def misfit(at: Floats) -> Floats:
        found = tape(base().body(knobs(at)))
        return np.concatenate([(np.array([found[name] for name in names]) - goal) / near, hold * at])

    now = misfit(values)
    for _ in range(ROUNDS):
        slope = np.stack(
            [(misfit(values + _nudge(values, most, k)) - now) / _nudge(values, most, k)[k] for k in range(len(values))],
            axis=1,
        )
        move = lsq_linear(slope, -now, (least - values - 1e-9, most - values + 1e-9)).x
        tried = [np.clip(values + part * move, least, most) for part in (1.0, 0.5, 0.2)]
        misfits = [misfit(one) for one in tried]
        best = int(np.argmin([float(one @ one) for one in misfits]))
        if misfits[best] @ misfits[best] > 0.995 * (now @ now):
            break
        values, now = tried[best], misfits[best]
    body = base().body(knobs(values))
    found = tape(body)
    return Fitted(knobs(values), body, {name: found[name] - wanted[name] for name in wanted})


def _bounds() -> tuple[Floats, Floats]:
    """Return the least and the most of every knob: muscle, weight, cup, scale, and the local ones."""
    most = np.concatenate([np.ones(4), np.full(len(LOCAL), LOCAL_MOST)])
    return -most, most


def _nudge(values: Floats, most: Floats, k: int) -> Floats:
    """Return a small move of one knob, into its bounds."""
    out = np.zeros(len(values))
    out[k] = STEP if values[k] + STEP <= most[k] else -STEP
    return out
