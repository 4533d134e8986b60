"""From a sentence to a sealed clip: 4 s at 480x270 with sound, drafted by Workbench.

Ours is the time of `rushes make` as a person waits for it: the interpreter's start, every step, inspection, seal and
verification. The other side is the sum of the steps by their own records, which is what a plan says of the same work
once it was done: the ratio is what comes on top of the steps. The full form is a table, four chairs and a vase under a
chandelier that falls; the quick form is a crate that topples over, for a second.
"""

from __future__ import annotations

import argparse
from typing import Any

from measuring import Figures, MeasuredMake, Workshop, run

FULL_LIMIT_S = 45.0
QUICK_LIMIT_S = 50.0

ROOM: dict[str, Any] = {
    "place": "interior",
    "things": [
        {"kind": "table", "where": [0, 0.2]},
        {"kind": "chair", "count": 4, "where": "around table"},
        {"kind": "vase", "where": "on table"},
        {"kind": "chandelier"},
    ],
    "beats": [{"event": "fall", "thing": "chandelier", "at_s": 1.5}],
    "shots": [{"seconds": 4, "camera": {"move": "push_in", "pace": "slow"}}],
}

CRATE: dict[str, Any] = {
    "things": [{"kind": "crate"}],
    "beats": [{"event": "topple", "thing": "crate", "at_s": 0.1}],
    "shots": [{"seconds": 1}],
}


def measured(asked: argparse.Namespace, quality: str, size: str, limits: tuple[float, float]) -> Figures:
    """Make the clip of either form in a quality.

    Args:
        asked: Whether the full form.
        quality: Of the clip.
        size: Of its pictures, as the page says it.
        limits: Of the full form and of the quick one [s].
    """
    frames = 96 if asked.full else 24
    what = f"{'a chandelier falls on a laid table' if asked.full else 'a crate topples over'}, {frames} frames"
    with Workshop() as workshop:
        brief = workshop.brief({"kind": "clip", "shot": "010_0010", "clip": ROOM if asked.full else CRATE})
        made = MeasuredMake.of(workshop, brief, what, quality=quality, frames=frames, ask=False)
    steps = ", ".join(f"{name} {seconds:.1f} s" for name, seconds in made.steps.items())
    return Figures(
        ours=made.seconds,
        other=sum(made.steps.values()),
        limit=limits[0] if asked.full else limits[1],
        unit="s",
        ours_is=f"`rushes make` from brief to sealed clip: {what}, {size}, with sound",
        other_is="its steps by their own records: what a plan would say of the next",
        limit_is="what was promised" if asked.full else "what a quick form may take; nothing is promised of it",
        notes=(f"Steps: {steps}.",),
    )


def measure(asked: argparse.Namespace) -> Figures:
    """Make a clip in draft."""
    return measured(asked, "draft", "480x270", (FULL_LIMIT_S, QUICK_LIMIT_S))


if __name__ == "__main__":
    run("clip", __doc__ or "", measure)
