"""The most memory that a make takes, with everything it starts.

Ours is the peak of the sum over the whole tree of processes, supervisor, steps and Blender (proportional set size from
/proc, looked at twice a second); the other side is the peak of the largest single process in the same run, which is
the renderer or the simulation alone. The ratio says what the house around it adds.
"""

from __future__ import annotations

import argparse

from measuring import Figures, run
from measuring.promise import make_block, make_hut
from rushes.errors import BadInputError

LIMIT_GIB = 6.0


def measure(asked: argparse.Namespace) -> Figures:
    """Watch one make: in full, the one at review quality."""
    made = make_block(asked, "review", 96, ask=False) if asked.full else make_hut("draft", 2)
    if not made.largest_bytes:
        raise BadInputError("This system has no /proc/PID/smaps_rollup, so that memory can't be measured. Use Linux.")
    return Figures(
        ours=made.peak_bytes / 2**30,
        other=made.largest_bytes / 2**30,
        limit=LIMIT_GIB,
        unit="GiB",
        ours_is=f"peak of the whole tree of processes: {made.what}",
        other_is="peak of its largest process",
        limit_is="what was promised",
    )


if __name__ == "__main__":
    run("memory", __doc__ or "", measure, shares=True)
