"""From a brief to a sealed take over a plate: the default building, in draft and in review quality.

Ours is the time of `rushes make` as a person waits for it: the interpreter's start, every step, inspection, seal and
verification; where nothing changes, the plate's own pixels are kept and nothing is traced. The plate is made by the
benchmark: a street that runs to a horizon under a clear sky, with grain. The full form makes 96 frames at 960x540 against
what `rushes plan` said just before; the quick form makes 24 frames in draft, against the sum of its steps' own records.
"""

from __future__ import annotations

import argparse
import resource
from pathlib import Path

import numpy as np

from measuring import Figures, MeasuredMake, Workshop, run

FULL_LIMIT_S = 12 * 60.0
QUICK_LIMIT_S = 60.0

SIZE = (960, 540)
HORIZON = 0.62
"""Share of the picture's height at which the sky ends."""


def measure(asked: argparse.Namespace) -> Figures:
    """Make the shot."""
    quality, frames = ("review", 96) if asked.full else ("draft", 24)
    what = f"the eight-storey apartment block over a plate, {frames} frames, {quality}"
    with Workshop() as workshop:
        draw_plate(workshop.folder / "plate.png")
        brief = workshop.brief({"kind": "destruction", "shot": "010_0010", "frames": frames, "plate": "plate.png"})
        before = _cpu_of_children()
        made = MeasuredMake.of(workshop, brief, what, quality=quality, frames=frames, ask=asked.full)
        cpu = _cpu_of_children() - before
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in made.steps.items())
    with_plan = " (the plan before counted in)" if asked.full else ""
    said = "what `rushes plan` said just before, from small jobs on this machine"
    return Figures(
        ours=made.seconds,
        other=made.estimate if asked.full else sum(made.steps.values()),
        limit=FULL_LIMIT_S if asked.full else QUICK_LIMIT_S,
        unit="s",
        ours_is=f"`rushes make` from brief to sealed take: {made.what}",
        other_is=said if asked.full else "its steps by their own records: what a plan would say of the next",
        limit_is="what was promised",
        notes=(
            f"Steps: {steps}.",
            f"{cpu:.0f} CPU seconds of all its processes{with_plan}: other work on the machine makes a person wait longer, but hardly these.",
            f"The whole tree of processes held at most {made.peak_bytes / 2**30:.2f} GiB.",
        ),
    )


def _cpu_of_children() -> float:
    """Return the CPU time [s] of all processes that this one has started and seen end, and of theirs."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def draw_plate(path: Path) -> None:
    """Draw a plate: a sky, and a ground whose kerbs and joints run to one point of the horizon."""
    from PIL import Image

    wide, high = SIZE
    horizon = round(high * HORIZON)
    y, x = np.mgrid[0:high, 0:wide].astype(float)
    sky = np.clip(y / horizon, 0, 1)[..., None]
    picture = (1 - sky) * np.array([92.0, 132.0, 186.0]) + sky * np.array([206.0, 214.0, 220.0])
    depth = np.maximum(y - horizon, 0.5) / (high - horizon)  # 1 at the picture's foot, 0 at the horizon
    across = (x - wide / 2) / wide / depth
    along = 1.0 / depth
    ground = 104.0 + 14.0 * (np.abs(across) > 1.1) - 22.0 * (np.abs(np.abs(across) - 1.1) < 0.04)
    ground = ground - 9.0 * (np.mod(along, 1.0) < 0.06) * (np.abs(across) > 1.1)
    tinted = ground[..., None] * np.array([1.0, 0.98, 0.94])
    picture = np.where((y >= horizon)[..., None], tinted, picture)
    picture = picture + np.random.default_rng(1).normal(0.0, 2.5, picture.shape)
    Image.fromarray(np.clip(picture, 0, 255).astype(np.uint8)).save(path)


if __name__ == "__main__":
    run("shot", __doc__ or "", measure)
