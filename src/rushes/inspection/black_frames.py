"""Is any frame black?"""

from __future__ import annotations

from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_facts, listed

LEAST_LIT = 0.001
"""A picture in which fewer than one in a thousand pixels is lit is black, whatever hot pixel is in it."""


def black_frames(take: Take) -> tuple[Finding, ...]:
    """Count frames in which nothing is lit."""
    facts = comp_facts(take)
    if not facts:
        return ()
    black = [frame for frame, fact in facts.items() if not fact.problem and fact.lit < LEAST_LIT]
    detail = f"Frames that are black: {listed(black)}. Look at their passes." if black else ""
    return (Finding("black_frames", not black, len(black), 0, "frames", detail),)
