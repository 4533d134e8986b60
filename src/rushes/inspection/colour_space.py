"""Does every frame say in which colour space it is?"""

from __future__ import annotations

from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_facts, listed

ACESCG = "lin_ap1_scene"
"""The Color Interop ID of ACEScg."""


def colour_space(take: Take) -> tuple[Finding, ...]:
    """Count composited frames whose header does not name ACEScg and its primaries."""
    facts = comp_facts(take)
    if not facts:
        return ()
    unsaid = [frame for frame, fact in facts.items() if not fact.problem and not (fact.colour == ACESCG and fact.ap1)]
    detail = f"Frames whose header does not say ACEScg: {listed(unsaid)}. Write them again." if unsaid else ""
    return (Finding("colour_space", not unsaid, len(unsaid), 0, "frames", detail),)
