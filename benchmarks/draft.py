"""From a brief to a sealed take at draft quality: 640x360, 48 frames, the default building over a street.

Ours is the time of `rushes make` as a person waits for it: the interpreter's start, every step, inspection, seal and
verification. There is no other program that does this job, so the other side is the pipeline's own promise: the sum
that `rushes plan` gave just before, from small jobs that it measured on the same machine. A ratio near 1 says that
the plan can be believed; the limit says whether the time is good. The quick form makes two frames of a hut over a
plate; a plan that may not measure anything first knows nothing, so that its other side is the sum of the steps' own
records, which is what a plan says of the same work once it was done, and the ratio is what comes on top of the steps.
"""

from __future__ import annotations

import argparse

from measuring import Figures, run
from measuring.promise import promised

LIMIT_S = 6 * 60.0


def measure(asked: argparse.Namespace) -> Figures:
    """Make a take in draft."""
    return promised(asked, "draft", frames=48, few=2, limit_s=LIMIT_S)


if __name__ == "__main__":
    run("draft", __doc__ or "", measure, shares=True)
