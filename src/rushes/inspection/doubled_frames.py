"""Is any frame the same picture as the one before it?"""

from __future__ import annotations

from itertools import pairwise

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Bodies, read_bodies
from rushes.inspection.pictures import comp_facts, listed

MOVED = 1e-3
"""Metres that a piece has to go between two frames for the picture to have to change."""


def doubled_frames(take: Take) -> tuple[Finding, ...]:
    """Count frames whose pixels are exactly those of the frame before, though something moved between them.

    A plate that is held still before the collapse may repeat; grain makes even that rare. Without a record of motion
    every repetition counts.
    """
    facts = comp_facts(take)
    if not facts:
        return ()
    bodies = read_bodies(take)
    same = [
        frame
        for before, frame in pairwise(facts)
        if frame == before + 1
        and facts[frame].pixels
        and facts[frame].pixels == facts[before].pixels
        and (bodies is None or _moved(bodies, before, frame))
    ]
    detail = f"Frames equal to the one before: {listed(same)}. Render them again." if same else ""
    return (Finding("doubled_frames", not same, len(same), 0, "frames", detail),)


def _moved(bodies: Bodies, before: int, frame: int) -> bool:
    rows = {int(known): row for row, known in enumerate(bodies.frame)}
    if before not in rows or frame not in rows:
        return True
    return bool(abs(bodies.position[rows[frame]] - bodies.position[rows[before]]).max(initial=0.0) > MOVED)
