"""A shirt is draped over a body: panels cut into triangles, hung, sewn, welded, let fall and come to rest.

Ours is a drape as it is made for a picture, in which cloth keeps off itself. The other side is the same drape in which it may go
through itself, so that the ratio says what layers and collars cost. CPU seconds are counted, so that other work on the machine
does not show; the body, its distances and the compilation of the loops are not counted, they come once a body and once a machine.
The full form has triangles with edges of 15 mm, hung at 25 mm first, the quick form of 25 mm. What the gate says of the drape stands in the notes.
"""

from __future__ import annotations

import argparse
import time
from dataclasses import replace

from measuring import Figures, run
from rushes.engines.body.fitting import fitted
from rushes.engines.body.measures import Measures
from rushes.engines.body.stance import Stance, posed
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.drape import draping
from rushes.engines.wardrobe.drape.cloth import cloth_of
from rushes.engines.wardrobe.drape.distance_field import field_of
from rushes.engines.wardrobe.drape.draping import draped
from rushes.engines.wardrobe.drape.fabrics import fabric
from rushes.engines.wardrobe.drape.gate import GateReport, gate
from rushes.engines.wardrobe.drape.motion import Phase

LIMIT_S = 60.0

FULL_M, QUICK_M = 0.015, 0.025


def measure(asked: argparse.Namespace) -> Figures:
    """Drape a shirt both ways."""
    measures = Measures.usual(1.84, "slim", "male", 50)
    fit = fitted(measures, male=1.0, age=50)
    body = posed(fit.body, Stance(arms_deg=25, shoulders_deg=-fit.off["shoulder_slope_deg"]))
    field, cloth, poplin = (
        field_of(body),
        cloth_of(draft("shirt", measures), FULL_M if asked.full else QUICK_M),
        fabric("poplin"),
    )
    draped(cloth_of(draft("shirt", measures), 0.05), body, field, poplin)  # the loops are compiled
    started = time.process_time()
    worn = draped(cloth, body, field, poplin)
    ours, report = time.process_time() - started, gate(worn, field)
    hanging, held_up = draping.HANGING, draping.HELD_UP
    draping.HANGING, draping.HELD_UP = _loosely(hanging), _loosely(held_up)
    started = time.process_time()
    draped(cloth, body, field, poplin)
    other = time.process_time() - started
    draping.HANGING, draping.HELD_UP = hanging, held_up
    return Figures(
        ours=ours,
        other=other,
        limit=LIMIT_S,
        unit="s",
        ours_is=f"CPU time of a shirt's drape, {len(cloth.flat)} points",
        other_is="the same while cloth may go through itself",
        limit_is="what was promised for a garment",
        notes=(
            _panels(report),
            f"{report.crossings} edges pierce the garment itself, cloth is {report.depth * 1000:.1f} mm in the body at most.",
        ),
    )


def _loosely(phases: tuple[Phase, ...]) -> tuple[Phase, ...]:
    """Return phases in which cloth goes through itself."""
    return tuple(replace(phase, keeps_off=False) for phase in phases)


def _panels(report: GateReport) -> str:
    """Say how many panels pass, and which is the least of them."""
    good, least = sum(one.good for one in report.strains), min(report.strains, key=lambda one: one.share)
    return f"Of {len(report.strains)} panels {good} have 95 % of their edges under 3 % of stretch; of the {least.panel}'s edges {least.share:.1%} are."


if __name__ == "__main__":
    run("drape", __doc__ or "", measure)
