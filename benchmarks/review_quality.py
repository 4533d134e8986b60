"""From a brief to a sealed take at review quality: 960x540, 96 frames, the default building over a street.

Both sides are those of the benchmark `draft`: `rushes make` as a person waits for it, against what `rushes plan` said
just before. The quick form makes one frame of a hut in review quality, against the sum of its steps' own records.
"""

from __future__ import annotations

import argparse

from measuring import Figures, run
from measuring.promise import promised

LIMIT_S = 25 * 60.0


def measure(asked: argparse.Namespace) -> Figures:
    """Make a take in review quality."""
    return promised(asked, "review", frames=96, few=1, limit_s=LIMIT_S)


if __name__ == "__main__":
    run("review_quality", __doc__ or "", measure, shares=True)
