"""How long a verdict takes: whether a brief may be made.

Ours is the 95th percentile of verdicts in a process that has given one before (what the review room and every step
of a job feel); the other side is the first verdict of a new process, in which the policies are read and parsed, its
imports included. The brief names nobody in one half of the verdicts and a stranger in the other.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime

from measuring import Figures, run
from rushes.brief import brief_sha256
from rushes.brief.brief import Brief
from rushes.clearance import Verdict, clear
from rushes.clearance.consent import ConsentRegistry
from rushes.clearance.faces import PlateScan
from rushes.errors import CheckFailedError
from rushes.show.show import HOUSE_POLICIES

LIMIT_SHARE = 0.1
"""Asking again has to be cheap enough to ask at every step: a tenth of asking for the first time."""

NOW = datetime(2026, 1, 1, tzinfo=UTC)

COLD = """
import time
started = time.perf_counter()
import clearance
clearance.verdict("")
print(1000 * (time.perf_counter() - started))
"""


def verdict(person: str) -> Verdict:
    """Ask whether a collapse may be made, with a person in it or with nobody."""
    brief = Brief(shot="010_0010", text=f"A block pancakes. {person}".strip(), people=(person,) if person else ())
    return clear(
        brief,
        ConsentRegistry(),
        HOUSE_POLICIES,
        production="BENCH",
        brief_sha256=brief_sha256(brief),
        plate_people=PlateScan(),
        now=NOW,
    ).verdict


def measure(asked: argparse.Namespace) -> Figures:
    """Judge cold in new processes, warm in this one."""
    if verdict("") is not Verdict.CLEARED or verdict("Mara Lindqvist") is not Verdict.REFUSED:
        raise CheckFailedError("The verdicts themselves are wrong; their time says nothing. Run the tests.")
    cold = [_cold_ms() for _ in range(9 if asked.full else 3)]
    times = []
    for turn in range(2000 if asked.full else 200):
        started = time.perf_counter()
        verdict("Mara Lindqvist" if turn % 2 else "")
        times.append(1000 * (time.perf_counter() - started))
    other = statistics.median(cold)
    return Figures(
        ours=statistics.quantiles(times, n=20)[-1],
        other=other,
        limit=LIMIT_SHARE * other,
        unit="ms",
        ours_is=f"95th percentile of {len(times)} verdicts in a process that gave one before",
        other_is=f"the first verdict of a new process, the middle of {len(cold)}",
        limit_is="a tenth of the other side, so that every step can ask",
        notes=(f"The middle of the warm verdicts is {statistics.median(times):.2f} ms.",),
    )


def _cold_ms() -> float:
    folder = __file__.rpartition("/")[0]
    command = [sys.executable, "-c", f"import sys; sys.path.insert(0, {folder!r})\n{COLD}"]
    return float(subprocess.run(command, check=True, capture_output=True, text=True).stdout)


if __name__ == "__main__":
    run("clearance", __doc__ or "", measure)
