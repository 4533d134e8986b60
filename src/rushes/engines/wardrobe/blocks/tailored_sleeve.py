"""The two-part sleeve of tailored coats: a top and an under sleeve, bent at the elbow, with the head's ease above the pitch notches.

Drafted as one sleeve folded flat; the hindarm and forearm seams lie beside the folds, so that from the front none is seen.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.blocks.crown import Crown, crown
from rushes.engines.wardrobe.pattern import curves
from rushes.engines.wardrobe.pattern.curves import Curve, Point, backward, joined, line, through
from rushes.engines.wardrobe.pattern.edge import Edge, hem
from rushes.engines.wardrobe.pattern.panel import Mark, Panel, Placement
from rushes.engines.wardrobe.pattern.seam import Seam, sew

FRONT, BACK = 0.030, 0.012  # metres that the seams lie under the folds
ELBOW = 0.54  # share of the arm's length


@dataclass(frozen=True)
class SleeveStyle:
    """Metres: ease in the head, over the upper arm and at the cuff, and what is added to the length."""

    head: float = 0.032
    arm: float = 0.09
    cuff: float = 0.105
    longer: float = 0.0


def tailored_sleeve(
    measures: Measures, back_armhole: float, front_armhole: float, style: SleeveStyle, body: str, layer: int
) -> tuple[tuple[Panel, ...], tuple[Seam, ...], Crown]:
    """Top and under sleeve, their seams, and the seam into an armhole.

    Args:
        measures: The body's.
        back_armhole, front_armhole: The armhole's length from the shoulder down to the underarm [m].
        style: Ease.
        body: The armhole's edges, from the shoulder down the front and up the back: `front.armhole side.armhole back.armhole`.
        layer: Of the garment.

    Raises:
        BadInputError: The arm is too large for the armhole.
    """
    whole = back_armhole + front_armhole
    width = max(measures.upper_arm_girth + style.arm, 0.72 * whole)
    head = crown(back_armhole + 0.55 * style.head, front_armhole + 0.45 * style.head, width)
    frame = _Frame(measures, style, head)
    top, under = frame.top(layer), frame.under(layer)
    first = top.edge("crown_front").length
    second = first + under.edge("crown").length
    eased = 0.45 * style.head
    middle = 0.5 * (first + second)
    rows = "top_sleeve.crown_front under_sleeve.crown top_sleeve.crown_back"
    elbow = tuple(
        curves.length(top.edge(name).curve[at]) for name, at in (("forearm", slice(1)), ("hindarm", slice(1)))
    )
    seams = (
        sew("sleeve_head", rows, body, ease=style.head, notches=tuple((a, a - eased) for a in (first, middle, second))),
        sew("forearm", "top_sleeve.forearm", "under_sleeve.forearm", notches=(elbow[0],)),
        sew("hindarm", "top_sleeve.hindarm", "under_sleeve.hindarm", notches=(elbow[1],)),
    )
    return (top, under), seams, head


class _Frame:
    """The folded sleeve: where its folds run, and the crown cut at the two seams."""

    def __init__(self, m: Measures, style: SleeveStyle, head: Crown) -> None:
        self.head, w = head, head.width
        self.width = w
        self.foot = head.height - m.arm_length - 0.015 - style.longer
        self.elbow = head.height - ELBOW * m.arm_length
        elbow = 0.5 * max(m.elbow_girth + 0.07, 0.86 * w)
        cuff = 0.5 * max(m.wrist_girth + style.cuff, 0.55 * w)
        bent = 0.014
        self.folds_front = (-0.25 * w, -0.25 * w + bent, -0.25 * w - 0.4 * bent)
        self.folds_back = (0.25 * w, self.folds_front[1] + elbow, self.folds_front[2] + cuff)
        whole = head.whole
        self.at_back = _distance_at(whole, self.folds_back[0] + BACK)
        self.at_front = _distance_at(whole, self.folds_front[0] - FRONT)

    def top(self, layer: int) -> Panel:
        """The top sleeve, front at x < 0."""
        under_back, rest = curves.split(self.head.whole, self.at_back)
        shown, _ = curves.split(rest, self.at_front - self.at_back)
        crown_back, crown_front = curves.split(shown, curves.length(self.head.back) - curves.length(under_back))
        hind = self._seam(self.folds_back, BACK, shown[0][0], 1.0, -0.012)
        fore = self._seam(self.folds_front, -FRONT, shown[-1][-1], 1.0, 0.0)
        edges = (
            hem("hem", line(fore[-1][-1], hind[-1][-1]), 0.04),
            Edge("hindarm", backward(hind)),
            Edge("crown_back", crown_back),
            Edge("crown_front", crown_front),
            Edge("forearm", fore),
        )
        marks = tuple(Mark("button", (hind[-1][-1][0] - 0.016, hind[-1][-1][1] + 0.035 + 0.015 * i)) for i in range(4))
        return Panel(
            "top_sleeve",
            edges,
            marks=marks,
            grain=((0.0, self.elbow + 0.02), (0.0, 0.0)),
            placement=Placement("arm", "shoulder", 90.0, (0.0, self.head.height), layer),
            note="Hindarm seam: 4 cm more for a vent of 10 cm",
        )

    def under(self, layer: int) -> Panel:
        """The under sleeve as seen from outside: the back at its left, the front at its right."""
        back, rest = curves.split(self.head.whole, self.at_back)
        _, front = curves.split(rest, self.at_front - self.at_back)
        w = self.width
        low = joined(curves.moved(front, (w, 0.0)), back)
        hind = self._seam(self.folds_back, -BACK, low[-1][-1], -1.0, -0.012)
        fore = self._seam(self.folds_front, FRONT, low[0][0], -1.0, 0.0)
        edges = (
            hem("hem", line(hind[-1][-1], fore[-1][-1]), 0.04),
            Edge("forearm", backward(fore)),
            Edge("crown", low),
            Edge("hindarm", hind),
        )
        return Panel(
            "under_sleeve",
            edges,
            grain=((0.5 * w, self.elbow + 0.02), (0.5 * w, -0.03)),
            placement=Placement("arm", "shoulder", 270.0, (0.5 * w, self.head.height), layer),
        )

    def _seam(self, folds: tuple[float, float, float], beside: float, top: Point, hand: float, dropped: float) -> Curve:
        """A seam from the head to the hem, walked down; the under sleeve is the folded one's other face."""

        def x(fold: float) -> float:
            place = fold + beside
            return place if hand > 0 else 0.5 * self.width - place

        return through([top, (x(folds[1]), self.elbow), (x(folds[2]), self.foot + dropped)])


def _distance_at(whole: Curve, x: float) -> float:
    """How far along the head, walked from the back to the front, it stands over x."""
    size = curves.length(whole)
    walked = np.linspace(0.0, size, 2001)
    places, _ = curves.along(whole, walked)
    return float(np.interp(-x, -places[:, 0], walked))
