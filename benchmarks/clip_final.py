"""From a sentence to a sealed clip in final quality: 4 s at 960x540 with sound, traced by Cycles.

Ours is the time of `rushes make` as a person waits for it; the other side is the sum of the steps by their own records. The full form is
that of `benchmarks/clip.py`, a chandelier that falls on a laid table, and takes some ten minutes; the quick form is a crate that topples over, for a second.
"""

from __future__ import annotations

import argparse

from clip import measured
from measuring import Figures, run

FULL_LIMIT_S = 720.0
QUICK_LIMIT_S = 180.0


def measure(asked: argparse.Namespace) -> Figures:
    """Make a clip in final quality."""
    return measured(asked, "final", "960x540", (FULL_LIMIT_S, QUICK_LIMIT_S))


if __name__ == "__main__":
    run("clip_final", __doc__ or "", measure)
