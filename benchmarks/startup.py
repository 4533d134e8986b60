"""How soon `rushes --help` answers.

Ours is the middle of several starts of `rushes --help`, the interpreter's own start included. The other side is
`python -c "import click"`, which no command line written with click can be quicker than; both take turns in one run.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

from measuring import Figures, run

LIMIT_S = 0.3


def measure(asked: argparse.Namespace) -> Figures:
    """Start both, in turns."""
    script = Path(sys.executable).parent / "rushes"
    ours_is = [str(script)] if script.is_file() else [sys.executable, "-m", "rushes"]
    sides = {"ours": [*ours_is, "--help"], "other": [sys.executable, "-c", "import click"]}
    times: dict[str, list[float]] = {name: [] for name in sides}
    for turn in range(1 + (60 if asked.full else 15)):
        for name, command in sides.items():
            seconds = _seconds(command)
            if turn:  # the first fills the disk's cache
                times[name].append(seconds)
    return Figures(
        ours=statistics.median(times["ours"]),
        other=statistics.median(times["other"]),
        limit=LIMIT_S,
        unit="s",
        ours_is=f"`rushes --help`, the middle of {len(times['ours'])} starts",
        other_is='`python -c "import click"`, in turns with it',
        limit_is="what was promised",
    )


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=os.environ)
    return time.perf_counter() - started


if __name__ == "__main__":
    run("startup", __doc__ or "", measure)
