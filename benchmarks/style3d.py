"""Garments hang from the same welded start by our solver and by Newton's Style3D, and our gate measures both.

Ours is what a drape takes from gravity to rest: small steps with one sweep each, in which cloth keeps off itself. The other
side is Newton's `SolverStyle3D` on the CPU for the same simulated time, as its example is set (60 frames a second, 10 steps
of 4 iterations, 3 mm self-contact; only the body pushes 100 times harder, else cloth sinks into it), over the same triangles,
flat panels, weights, stretch, bending and body; a start is welded, untangled and hasn't felt gravity. Buttons pull and waists
keep their height on both sides. CPU seconds are counted, so that other work on the machine does not show; Newton's
compilation is not counted, it stands in the notes with what the gate says. The quick form is a pair of trousers, the full
form trousers, a shirt and a dress, in triangles with edges of 25 mm. Newton is not a dependency: the benchmark says what to
install.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import dataclass

from measuring import Figures, run
from measuring.newton_cloth import Hung, hung, newton
from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.shape import Body
from rushes.engines.body.stance import Stance, posed
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import field_of
from rushes.engines.wardrobe.drape.draping import HANGING, draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import GateReport, gate

EDGE_M, COARSE_M = 0.025, 0.05

GARMENTS = (
    ("trousers", "wool suiting", "male"),
    ("shirt", "cotton poplin", "male"),
    ("dress", "silk charmeuse", "female"),
)

USUAL = {"male": (1.84, 50), "female": (1.66, 30)}
"""How tall [m] and old the usual slim man and woman are."""


@dataclass(frozen=True, eq=False)
class Pair:
    """A garment that hung both ways.

    Attributes:
        name: The garment.
        points: How many it has, welded.
        ours_s: CPU time of our hanging [s].
        ours: What the gate says of it.
        other: The same in Newton.
        report: What the gate says of that.
    """

    name: str
    points: int
    ours_s: float
    ours: GateReport
    other: Hung
    report: GateReport


def measure(asked: argparse.Namespace) -> Figures:
    """Hang each garment both ways."""
    version = newton().__version__
    pairs = [_pair(*garment) for garment in (GARMENTS if asked.full else GARMENTS[:1])]
    other = sum(pair.other.cpu_s for pair in pairs)
    return Figures(
        ours=sum(pair.ours_s for pair in pairs),
        other=other,
        limit=other,
        unit="s",
        ours_is=f"CPU time from gravity to rest: {', '.join(pair.name for pair in pairs)}",
        other_is=f"the same simulated time in Style3D of Newton {version}",
        limit_is="no dearer than Style3D",
        notes=tuple(
            note
            for pair in pairs
            for note in (
                f"{pair.name}, {pair.points} points, ours: {pair.ours_s:.1f} CPU s, {_said(pair.ours)}",
                f"{pair.name}, Style3D: {pair.other.cpu_s:.1f} CPU s and {pair.other.compiling_s:.1f} of compilation, {_said(pair.report)}",
            )
        ),
    )


def _pair(name: str, made_of: str, sex: str) -> Pair:
    """Drape a garment up to gravity, and from there both ways."""
    height, age = USUAL[sex]
    measures = Measures.usual(height, "slim", sex, age)
    body = _body(measures, sex, age)
    field, cloth, stuff = field_of(body), cloth_of(draft(name, measures), EDGE_M), fabric(made_of)
    draped(cloth_of(draft(name, measures), COARSE_M), body, field, stuff)  # our loops are compiled
    first = time.process_time()
    start = draped(cloth, body, field, stuff, hanging=HANGING[:1])
    second = time.process_time()
    ours = draped(cloth, body, field, stuff)
    whole = time.process_time() - second
    other = hung(start, body, stuff, sum(phase.seconds for phase in HANGING[1:]))
    return Pair(
        name, len(start.mesh.weights), whole - (second - first), gate(ours, field), other, gate(other.drape, field)
    )


def _body(measures: Measures, sex: str, age: int) -> Body:
    """Return the body of measures, arms a little off it."""
    fit = fitted(measures, male=float(sex == "male"), age=age)
    return posed(fit.body, Stance(arms_deg=25, shoulders_deg=-fit.off["shoulder_slope_deg"]))


def _said(report: GateReport) -> str:
    """Say what the gate says of a drape."""
    bad = sorted((one for one in report.strains if not one.good), key=lambda one: one.share)
    panels = f"{len(report.strains) - len(bad)} of {len(report.strains)} panels have 95 % of their edges under 3 % of stretch"
    least = min(report.strains, key=lambda one: one.share)
    return (
        f"{panels} (the least, {least.panel}: {least.share:.1%}), {report.crossings} edges pierce the garment, "
        f"{report.depth * 1000:.1f} mm in the body, {report.speed * 100:.1f} cm/s at the end."
    )


if __name__ == "__main__":
    run("style3d", __doc__ or "", measure)
