"""Is any pixel no number?"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from rushes.engines import Finding, Take
from rushes.inspection.pictures import comp_frames, facts_of, frame_of


def finite_pixels(take: Take) -> tuple[Finding, ...]:
    """Count values that are NaN or infinite: in each composited frame, and in three frames of each element and pass.

    Elements are written by the same step in the same way for each frame; the first, the middle and the
    last of each find a broken step at a thirtieth of the price.
    """
    paths = [*comp_frames(take).values(), *_sampled(take.paths("element") + take.paths("pass"))]
    if not paths:
        return ()
    facts = dict(zip(paths, facts_of(paths), strict=True))
    bad = {path: fact.not_finite for path, fact in facts.items() if fact.not_finite}
    names = ", ".join(path.name for path in list(bad)[:5])
    detail = f"NaN or infinity in {len(bad)} of {len(facts)} pictures looked at: {names}." if bad else ""
    return (Finding("finite_pixels", not bad, sum(bad.values()), 0, "values", detail),)


def _sampled(paths: tuple[Path, ...]) -> list[Path]:
    sequences: dict[str, list[Path]] = defaultdict(list)
    for path in paths:
        if path.suffix == ".exr":
            frame = frame_of(path)
            sequences[str(path).replace(f".{frame:04d}.", ".") if frame is not None else str(path)].append(path)
    return [
        path
        for sequence in sequences.values()
        for path in dict.fromkeys(
            [sequence[0], sequence[len(sequence) // 2], sequence[-1]]  # one of each when there are fewer
        )
    ]
