"""What is left to do when a recipe was made before, and when only its grade changed.

Ours is `rushes make` of a finished brief whose grade changed: comp and clip again, then inspection and seal, and nothing
simulated or rendered (the benchmark fails if something was). The other side is making the brief from nothing, in the
same run. The notes give the third time: `rushes make` of the very same brief, which verifies the take and hands it over.
"""

from __future__ import annotations

import argparse
import time
from pathlib import Path
from typing import Any

from measuring import Figures, Workshop, run, small_brief
from measuring.workshop import ROOT
from rushes.errors import CheckFailedError
from rushes.show import read_document

LIMIT_SHARE = 0.6
FULL_LIMIT_SHARE = 0.25
"""In full, rendering and simulation are most of the work. Of a hut they are about half."""

REGRADED = frozenset({"comp", "clip"})


def measure(asked: argparse.Namespace) -> Figures:
    """Make, make again, regrade."""
    fields = _block() if asked.full else small_brief(1)
    with Workshop() as workshop:
        anew = _seconds(workshop, workshop.brief(fields))
        made = _finished(workshop)
        again = _seconds(workshop, workshop.brief(fields))
        if _finished(workshop) != made:
            raise CheckFailedError("A second make of a finished brief made steps again. Compare the folders in work/.")
        grade = _seconds(workshop, workshop.brief({**fields, "grade": {"exposure_stops": 0.5}}))
        fresh = {path.parent.name for path in _finished(workshop) - made}
    if fresh != REGRADED:
        raise CheckFailedError(
            f"A new grade made {', '.join(sorted(fresh))} again, and should have made comp and clip."
        )
    share = FULL_LIMIT_SHARE if asked.full else LIMIT_SHARE
    return Figures(
        ours=grade,
        other=anew,
        limit=share * anew,
        unit="s",
        ours_is="`rushes make` after a change of grade alone: comp, clip, inspection, seal",
        other_is="`rushes make` of the same brief from nothing",
        limit_is=f"{100 * share:.0f} % of the other side",
        notes=(f"Make of the very same brief, verified and handed over: {again:.2f} s.",),
    )


def _block() -> dict[str, Any]:
    return {**read_document(ROOT / "examples" / "apartment_block.yaml"), "frames": 24}


def _seconds(workshop: Workshop, brief: Path) -> float:
    started = time.perf_counter()
    workshop.rushes("make", brief, "--show", workshop.show, "--quality", "draft", "--json")
    return time.perf_counter() - started


def _finished(workshop: Workshop) -> set[Path]:
    """Return the folders of finished steps."""
    return {record.parent for record in (workshop.show / "work").glob("*/*/done.json")}


if __name__ == "__main__":
    run("resume", __doc__ or "", measure)
