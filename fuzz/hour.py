"""Fuzz all targets in turn: ``nice -n 19 python -m fuzz.hour --minutes 60``; add what was run to ``docs/fuzzing.json``."""

from __future__ import annotations

import argparse
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from fuzz.__main__ import KEPT

RECORD = Path("docs/fuzzing.json")
PAGE = Path("docs/fuzzing.md")
BEGIN, END = "<!-- runs -->", "<!-- end of runs -->"
_PROGRESS = re.compile(r"cov: (\d+) ft: (\d+) corp: (\d+)")
_UNITS = re.compile(r"number_of_executed_units: (\d+)")
_MEMORY = re.compile(r"peak_rss_mb: +(\d+)")


@dataclass
class Run:
    """What is known of a target: of its last run, and summed over all."""

    seconds: int = 0
    executions: int = 0
    edges: int = 0
    inputs: int = 0
    megabytes: int = 0
    crashes: int = 0


def fuzzed(name: str, seconds: int) -> tuple[Run, str]:
    """Fuzz one target; return what was run, and what it said if it ended with a crash."""
    began = time.monotonic()
    log = KEPT / f"{name}.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("wb") as out:
        done = subprocess.run(
            [sys.executable, "-m", "fuzz", name, "--seconds", str(seconds)], check=False, stdout=out, stderr=out
        )
    said = log.read_text(encoding="utf-8", errors="replace")
    progress = _PROGRESS.findall(said)
    units, memory = _UNITS.search(said), _MEMORY.search(said)
    edges, _, inputs = (int(one) for one in progress[-1]) if progress else (0, 0, 0)
    run = Run(
        round(time.monotonic() - began), int(units[1]) if units else 0, edges, inputs, int(memory[1]) if memory else 0
    )
    if done.returncode == 0:
        return run, ""
    run.crashes = 1
    return run, said[-4000:]


def main() -> None:
    """Go round; every target gets the same share of the time."""
    from fuzz.targets import TARGETS

    parser = argparse.ArgumentParser(prog="python -m fuzz.hour", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--only", nargs="*", help="targets; all when left out")
    asked = parser.parse_args()
    names = asked.only or list(TARGETS)
    each = max(5, round(asked.minutes * 60 / len(names) / asked.rounds))
    os.environ["PYTHONPATH"] = os.pathsep.join([str(Path.cwd()), os.environ.get("PYTHONPATH", "src")])
    for name in names * asked.rounds:
        run, said = fuzzed(name, each)
        print(f"{name:16} {run}", flush=True)
        if said:
            print(said, flush=True)
        keep(name, run)


def keep(name: str, run: Run) -> None:
    """Add a run to the record: times, executions and crashes are summed, the rest is the most there was."""
    record = json.loads(RECORD.read_text(encoding="utf-8")) if RECORD.is_file() else {}
    before = Run(**record.get(name, {}))
    both = Run(
        before.seconds + run.seconds, before.executions + run.executions, max(before.edges, run.edges),
        max(before.inputs, run.inputs), max(before.megabytes, run.megabytes), before.crashes + run.crashes,
    )  # fmt: skip
    record[name] = asdict(both)
    RECORD.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    write_page({name: Run(**one) for name, one in record.items()})


def write_page(runs: Mapping[str, Run]) -> None:
    """Write what was run into the page's table, between its two marks."""
    from fuzz.targets import TARGETS

    whole = sum((run.seconds for run in runs.values()), 0)
    rows = [
        f"{whole / 3600:.1f} hours on one core in all, {sum(run.executions for run in runs.values()):,} executions.",
        "",
        "| Reader | Read in | Executions | Edges | Inputs kept | Memory [MB] | Stops |",
        "|---|---|--:|--:|--:|--:|--:|",
    ]
    for name, target in TARGETS.items():
        run = runs.get(name, Run())
        rows.append(
            f"| {name} | {'C or C++' if target.native else 'Python'} | {run.executions:,} | {run.edges:,} | {run.inputs:,} | {run.megabytes:,} | {run.crashes} |"
        )
    before, mark, rest = PAGE.read_text(encoding="utf-8").partition(BEGIN)
    _, end, after = rest.partition(END)
    PAGE.write_text(before + mark + "\n" + "\n".join(rows) + "\n" + end + after, encoding="utf-8")


if __name__ == "__main__":
    main()
