"""The upper body drawn flat: the points and curves from which shirt, waistcoat, jacket, dress and coat are drafted.

y is 0 at the waist; the front has its centre on x = 0 and lies at x > 0, the back at x < 0. The shares are our own, near those of
the published flat-pattern systems; every curve is trued, so what is sewn together has one length.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cached_property

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, bend, joined, line, quarter, toward

SCYE_BUST, SCYE_BACK = (
    0.125,
    0.25,
)  # the armhole's depth below the nape: shares of the bust's girth and of the back's length


SLENDER, SPREADING = 0.385, 0.9
"""What a neck is thicker than this girth [m] makes the line on which a collar is sewn longer, by so much of it: thick necks spread into the shoulders."""


@dataclass(frozen=True)
class Ease:
    """What is added to the body [m].

    Attributes:
        chest: Around the bust.
        scye: The armhole made deeper.
        shoulder: The shoulder made longer.
        neck: Around the neck.
        pad: Height of the shoulder pad.
        width: To each half of the back's and the chest's width.
    """

    chest: float = 0.10
    scye: float = 0.01
    shoulder: float = 0.0
    neck: float = 0.0
    pad: float = 0.0
    width: float = 0.01


@dataclass(frozen=True)
class Torso:
    """Points of the half back and half front [m]; curves run in the direction of their panel's ring."""

    nape: Point
    back_neck: Point
    back_shoulder: Point
    back_pitch: Point
    back_under: Point
    pit: Point
    front_neck: Point
    front_shoulder: Point
    front_pitch: Point
    front_under: Point
    hip: float

    @property
    def scye(self) -> float:
        """Height of the armhole's lowest point over the waist [m]."""
        return self.back_under[1]

    @cached_property
    def back_neckline(self) -> Curve:
        """From the nape to the neck's side."""
        x, y = self.back_neck
        flat = (0.45 * x, self.nape[1] + 0.0005)
        return joined(line(self.nape, flat), bend(flat, (x, y), 180.0, 115.0, 0.42, 0.3))

    @cached_property
    def front_neckline(self) -> Curve:
        """From the neck's side down to the pit."""
        return bend(self.front_neck, self.pit, 262.0, 180.0, 0.38, 0.4)

    @cached_property
    def back_armhole(self) -> Curve:
        """From the shoulder down to the underarm."""
        leave = curves.heading(self.back_neck, self.back_shoulder) + 90.0
        return joined(
            bend(self.back_shoulder, self.back_pitch, leave, 270.0, 0.36),
            quarter(self.back_pitch, self.back_under, level_first=False, full=0.60),
        )

    @cached_property
    def front_armhole(self) -> Curve:
        """From the underarm up to the shoulder."""
        arrive = curves.heading(self.front_shoulder, self.front_neck) - 90.0
        return joined(
            quarter(self.front_under, self.front_pitch, level_first=True, full=0.66),
            bend(self.front_pitch, self.front_shoulder, 90.0, arrive, 0.36),
        )

    @property
    def armhole(self) -> float:
        """Length around the armhole [m]."""
        return curves.length(self.back_armhole) + curves.length(self.front_armhole)


def torso(m: Measures, ease: Ease, *, shoulder_ease: float = 0.0, front_drop: float = 0.0) -> Torso:
    """Draft the half back and the half front.

    Args:
        m: The body.
        ease: What is added to it.
        shoulder_ease: The back's shoulder longer than the front's, to be eased in [m].
        front_drop: The front's neck made deeper [m].
    """
    neck = m.neck_girth + ease.neck + SPREADING * max(0.0, m.neck_girth - SLENDER)
    wide = 0.2 * neck - 0.003
    nape = (0.0, m.back_waist_length)
    scye = nape[1] - (SCYE_BUST * m.bust_girth + SCYE_BACK * m.back_waist_length + ease.scye)
    half = 0.5 * (m.bust_girth + ease.chest)
    back_neck = (-wide, nape[1] + 0.02)
    length = m.shoulder_length + ease.shoulder
    lift = math.degrees(math.atan2(0.6 * ease.pad, length))
    back_shoulder = toward(back_neck, 180.0 + m.shoulder_slope_deg - 3.0 - lift, length + shoulder_ease)
    height = min(max(m.front_waist_length + 0.012, back_neck[1] - 0.012), back_neck[1] + 0.02)
    front_neck = (wide, height)
    front_shoulder = toward(front_neck, -(m.shoulder_slope_deg + 1.0 - lift), length)
    room = max(half - (0.5 * m.back_width + ease.width) - (0.5 * m.front_width + ease.width), 0.105)
    spare = half - room - 0.5 * (m.back_width + m.front_width)
    back_width = min(0.5 * m.back_width + 0.5 * spare, -back_shoulder[0] - 0.004)
    front_width = min(0.5 * m.front_width + 0.5 * spare, front_shoulder[0] - 0.012)
    under = back_width + 0.5 * (half - back_width - front_width) - 0.002
    return Torso(
        nape=nape,
        back_neck=back_neck,
        back_shoulder=back_shoulder,
        back_pitch=(-back_width, scye + 0.42 * (back_shoulder[1] - scye)),
        back_under=(-under, scye),
        pit=(0.0, front_neck[1] - wide - 0.012 - front_drop),
        front_neck=front_neck,
        front_shoulder=front_shoulder,
        front_pitch=(front_width, scye + 0.34 * (front_shoulder[1] - scye)),
        front_under=(half - under, scye),
        hip=-m.waist_to_hip,
    )
