"""The times that are promised: from a brief to a sealed take, against what the plan had said it would take."""

from __future__ import annotations

import argparse

from measuring.figures import Figures
from measuring.making import MeasuredMake
from measuring.workshop import ROOT, Workshop, small_brief

QUICK_LIMIT_S = 50.0
"""How long the make of a quick form may take [s]: nothing is promised of it but that it is quick."""

BRIEF = ROOT / "examples" / "apartment_block.yaml"


def hut(quality: str, frames: int) -> str:
    """Return the work of a quick form, in words."""
    return f"a hut of one room over a plate, {frames} frames, {quality}"


def block(quality: str, frames: int) -> str:
    """Return the work of a full form, in words."""
    return f"the eight-storey apartment block over a street, {frames} frames, {quality}"


def make_block(asked: argparse.Namespace, quality: str, frames: int, *, ask: bool) -> MeasuredMake:
    """Make the default building, or speak of the make that another benchmark kept.

    Args:
        asked: The options; ``take`` names the file that keeps it.
        quality: Of the picture.
        frames: How many.
        ask: Ask ``rushes plan`` for its estimate first.
    """
    what = block(quality, frames)
    kept = MeasuredMake.shared(asked.take, what)
    if kept is not None:
        return kept
    ask = ask or asked.take is not None  # another benchmark may want the estimate
    with Workshop() as workshop:
        made = MeasuredMake.of(workshop, BRIEF, what, quality=quality, frames=frames, ask=ask)
    made.keep(asked.take)
    return made


def make_hut(quality: str, frames: int) -> MeasuredMake:
    """Make the smallest whole take there is."""
    with Workshop() as workshop:
        brief = workshop.brief(small_brief(frames))
        return MeasuredMake.of(workshop, brief, hut(quality, frames), quality=quality, frames=frames, ask=False)


def promised(asked: argparse.Namespace, quality: str, *, frames: int, few: int, limit_s: float) -> Figures:
    """Measure a make at a quality against its plan and its limit.

    Args:
        asked: The options.
        quality: Of the picture.
        frames: Of the full form.
        few: Frames of the quick form.
        limit_s: What is promised of the full form [s].
    """
    made = make_block(asked, quality, frames, ask=True) if asked.full else make_hut(quality, few)
    steps = ", ".join(f"{name} {seconds:.0f} s" for name, seconds in made.steps.items())
    if asked.full:
        other, other_is = made.estimate, "what `rushes plan` said just before, from small jobs on this machine"
    else:
        other, other_is = sum(made.steps.values()), "its steps by their own records: what a plan would say of the next"
    return Figures(
        ours=made.seconds,
        other=other,
        limit=limit_s if asked.full else QUICK_LIMIT_S,
        unit="s",
        ours_is=f"`rushes make` from brief to sealed take: {made.what}",
        other_is=other_is,
        limit_is="what was promised" if asked.full else "what a quick form may take; nothing is promised of it",
        notes=(f"Steps: {steps}.",),
    )
