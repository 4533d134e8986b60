"""What of our clip holds a model that draws it anew: what its brief says, or what is usual of all that it can be held by."""

from __future__ import annotations

from typing import Final

from rushes.brief.finish import Finish

USUAL: Final = frozenset({"control", "first", "start"})
"""What of our clip holds a model when nobody says what: all of these that it takes."""


def held_by(takes: frozenset[str], finish: Finish) -> frozenset[str]:
    """Return what holds a model.

    Args:
        takes: What it can be held by.
        finish: What the brief says of it.
    """
    more = {"references"} if finish.references else set()
    if finish.only or finish.keep:
        more.add("masks")
    instead = finish.method == "veo" and bool(finish.references)  # it takes references or a first picture
    usual = frozenset() if instead else takes & USUAL
    return (frozenset(finish.hold) if finish.hold else usual) | more
