"""From a brief to a sealed take at draft quality: 640x360, 48 frames, the default building over a street.

Ours is the time of `rushes make` as a person waits for it: the interpreter's start, every step, inspection, seal and
verification. There is no other program that does this job, so the other side is the pipeline's own promise: the sum
that `rushes plan` gave just before, from small jobs that it measured on the same machine. A ratio near 1 says that
the plan can be believed; the limit says whether the time is good. The quick form makes two frames of a hut over a
plate, after one frame that the plan could learn from: one run only, so that its estimate is a rough one.
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
