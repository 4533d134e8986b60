"""The body of a tailored coat in three: front, side and back, unrolled about the half body.

Inside this file u runs from the front's centre (0) around the side to the back's centre (`half`); a front has x = u, a back
x = u - half. Seams are shaped alike on both sides of an upright line, so that what is sewn together has one length.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.torso import Ease, Torso, torso
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, backward, bend, joined, line, mix, moved, through
from rushes.engines.wardrobe.pattern.edge import Edge

SHARES = (0.16, 0.40, 0.26, 0.18)  # of what is taken in at the waist: centre back, back seam, side seam, front dart
SIDE_BACK, SIDE_FRONT = 0.055, 0.006  # metres over the armhole's lowest point at which the two side seams enter it


@dataclass(frozen=True)
class CoatEase:
    """Ease of a coat [m]: around chest, waist and hip, the armhole's depth, shoulder, pad, and around the neck."""

    chest: float = 0.13
    waist: float = 0.12
    hip: float = 0.12
    scye: float = 0.015
    shoulder: float = 0.008
    pad: float = 0.010
    neck: float = 0.023


@dataclass(frozen=True)
class CoatBody:
    """What the panels of a coat are cut from.

    Attributes:
        t: The torso's points.
        half: Half the girth at the chest with ease [m].
        back_at, side_at: Where the two seams enter the armhole, in u.
        back_arm, side_arm, front_arm: The armhole's three parts, in u, in the direction of their panels' rings.
        taken: Taken in at centre back, back seam, side seam, front dart [m].
        flare: Added at each side seam at the hip [m].
    """

    t: Torso
    half: float
    back_at: Point
    side_at: Point
    back_arm: Curve
    side_arm: Curve
    front_arm: Curve
    taken: tuple[float, float, float, float]
    flare: float

    def seam(self, at: Point, taken: float, low: float, hand: float) -> Curve:
        """A seam's one side from the armhole down to a height [m]: hand 1 for the panel at larger u, -1 for the one at smaller."""
        x, y = at
        hip = self.t.hip
        waist = (x + hand * 0.5 * taken, 0.0)
        spread = x - hand * 0.5 * self.flare
        points = [(x, y), (x + hand * 0.16 * taken, 0.45 * y), waist]
        if low > hip - 0.02:
            share = low / (hip - 0.02)
            points.append((mix(waist, (spread, hip), share)[0], low) if low < -0.03 else (waist[0], min(low, -0.004)))
            return through(points)
        return through([*points, (spread, hip), (x - hand * 0.5 * self.flare * (1 + 0.35 * (low - hip) / hip), low)])

    def centre_back(self, low: float) -> Curve:
        """The centre back seam in u, walked up from a height [m] to the nape."""
        inset = self.taken[0]
        down = [
            (self.half, self.t.nape[1]),
            (self.half - 0.15 * inset, 0.62 * self.t.nape[1]),
            (self.half - inset, 0.0),
        ]
        seam = through(down, leave=270.0, arrive=270.0)
        return backward(joined(seam, line(down[-1], (self.half - inset, low))) if low < 0 else seam)

    def back(self, curve: Curve) -> Curve:
        """A curve in u as the back panel has it."""
        return moved(curve, (-self.half, 0.0))


def coat_body(m: Measures, ease: CoatEase, *, front_drop: float = 0.0) -> CoatBody:
    """Divide the half body into front, side and back; what is closed to the neck has it deeper in front by so much [m]."""
    t = torso(
        m,
        Ease(ease.chest, ease.scye, ease.shoulder, ease.neck, ease.pad, 0.014),
        shoulder_ease=0.007,
        front_drop=front_drop,
    )
    half = t.front_under[0] - t.back_under[0]
    back_arm, rest = _cut(moved(t.back_armhole, (half, 0.0)), t.scye + SIDE_BACK, first=True)
    front_low, front_arm = _cut(t.front_armhole, t.scye + SIDE_FRONT, first=False)
    spare = half - 0.5 * (m.waist_girth + ease.waist)
    taken = min(max(spare, 0.012), 0.095)
    hip = 0.5 * (m.hip_girth + ease.hip) - (half - SHARES[0] * taken)
    shares = tuple(share * taken for share in SHARES)
    return CoatBody(
        t=t,
        half=half,
        back_at=back_arm[-1][-1],
        side_at=front_arm[0][0],
        back_arm=back_arm,
        side_arm=joined(rest, front_low),
        front_arm=front_arm,
        taken=(shares[0], shares[1], shares[2], shares[3]),
        flare=min(max(hip, 0.004), 0.12) / 2,
    )


def _cut(armhole: Curve, height: float, *, first: bool) -> tuple[Curve, Curve]:
    """An armhole's two parts at a height; the back's runs down (first), the front's up."""
    size = curves.length(armhole)
    walked = np.linspace(0.0, size, 1001)
    places, _ = curves.along(armhole, walked)
    over = places[:, 1] > height
    index = int(over.sum()) if first else int((~over).sum())
    return curves.split(armhole, float(walked[min(max(index, 1), 999)]))


def bottom(name: str, a: Point, b: Point, deep: float = 0.04) -> Edge:
    """A hem from a to b, level at both ends."""
    return Edge(name, bend(a, b, 0.0, 0.0, 0.3) if abs(a[1] - b[1]) > 1e-6 else line(a, b), deep, "hem")
