"""Is every frame there, readable and of one size?"""

from __future__ import annotations

from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_facts, listed


def missing_frames(take: Take) -> tuple[Finding, ...]:
    """Count frames of the range that are missing, broken off, or of another size than the first."""
    if not take.paths("comp"):
        return ()
    facts = comp_facts(take)
    absent = [frame for frame in take.frames if frame not in facts]
    broken = [frame for frame, fact in facts.items() if fact.problem]
    whole = {frame: fact.size for frame, fact in facts.items() if not fact.problem}
    first = next(iter(whole.values()), (0, 0))
    odd = [frame for frame, size in whole.items() if size != first]
    said = [
        (absent, "missing: {}. Render them."),
        (broken, "can't be read: {}. Delete them and make the take again."),
        (odd, f"not {first[0]}x{first[1]} like the first: {{}}. Render them at one size."),
    ]
    detail = " ".join(f"Frames {sentence.format(listed(frames))}" for frames, sentence in said if frames)
    count = len(absent) + len(broken) + len(odd)
    return (Finding("missing_frames", count == 0, count, 0, "frames", detail),)
