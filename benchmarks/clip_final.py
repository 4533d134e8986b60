"""From a sentence to a sealed clip in final quality: 4 s at 960x540 with sound, traced by Cycles.

Ours is the time of `rushes make` as a person waits for it; the other side is the sum of the steps by their own records. The full form is
that of `benchmarks/clip.py`, a chandelier that falls on a laid table, and takes some ten minutes; the quick form is a crate that topples over, for a second.
"""

from __future__ import annotations

import argparse

from clip import CRATE, ROOM
from measuring import Figures, MeasuredMake, Workshop, run

FULL_LIMIT_S = 720.0
QUICK_LIMIT_S = 180.0


def measure(asked: argparse.Namespace) -> Figures:
    """Make a clip in final quality."""
    frames = 96 if asked.full else 24
    what = (
        f"a chandelier falls on a laid table, {frames} frames"
        if asked.full
        else f"a crate topples over, {frames} frames"
    )
    with Workshop() as workshop:
        brief = workshop.brief({"kind": "clip", "shot": "010_0010", "clip": ROOM if asked.full else CRATE})
        made = MeasuredMake.of(workshop, brief, what, quality="final", frames=frames, ask=False)
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in made.steps.items())
    return Figures(
        ours=made.seconds,
        other=sum(made.steps.values()),
        limit=FULL_LIMIT_S if asked.full else QUICK_LIMIT_S,
        unit="s",
        ours_is=f"`rushes make` from brief to sealed clip: {what}, 960x540, with sound",
        other_is="its steps by their own records: what a plan would say of the next",
        limit_is="what was promised" if asked.full else "what a quick form may take; nothing is promised of it",
        notes=(f"Steps: {steps}.",),
    )


if __name__ == "__main__":
    run("clip_final", __doc__ or "", measure)
