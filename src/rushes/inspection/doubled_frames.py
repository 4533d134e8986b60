"""Is any frame the same picture as the one before it?"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise

from rushes.engines import Finding, Take
from rushes.inspection.bodies import Bodies, read_bodies
from rushes.inspection.pictures import comp_facts, listed

MOVED = 1e-3
"""Metres that a piece has to go between two frames for the picture to have to change."""

DESIGNS = {"set", "wardrobe"}
"""Kinds whose frames are stills beside each other."""


def doubled_frames(take: Take) -> tuple[Finding, ...]:
    """Count frames whose pixels are exactly those of the frame before, though something moved between them.

    A plate that is held still before the collapse may repeat; grain makes even that rare. Without a record of motion
    every repetition counts. Of stills, the set-ups or options of a design, any two that are equal count.
    """
    facts = comp_facts(take)
    if not facts:
        return ()
    if take.kind in DESIGNS:
        return (_stills({frame: fact.pixels for frame, fact in facts.items()}),)
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


def _stills(pixels: Mapping[int, str]) -> Finding:
    first: dict[str, int] = {}
    same = {
        frame: earlier
        for frame, shown in pixels.items()
        if shown and (earlier := first.setdefault(shown, frame)) != frame
    }
    said = [f"{earlier} and {frame}" for frame, earlier in same.items()]
    detail = f"Equal pictures: {', '.join(said)}. They differ in nothing that is seen: ask for fewer, or say in what they are to differ."
    return Finding("doubled_frames", not same, len(same), 0, "frames", detail if same else "")


def _moved(bodies: Bodies, before: int, frame: int) -> bool:
    rows = {int(known): row for row, known in enumerate(bodies.frame)}
    if before not in rows or frame not in rows:
        return True
    return bool(abs(bodies.position[rows[frame]] - bodies.position[rows[before]]).max(initial=0.0) > MOVED)
