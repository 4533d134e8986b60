"""Run every benchmark and write docs/benchmarks.md from what they measured.

Quick forms by default, each under a minute on a quiet machine; FULL=1 in the environment measures what the limits are
promised for, which takes over an hour. The makes that several benchmarks speak of are then made once. A benchmark that can't
be run is named and the others go on.
"""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BENCHMARKS, DOCS = ROOT / "benchmarks", ROOT / "docs"
TAKES = ROOT / "out" / "bench"

SHARED = {"draft": "draft", "overhead": "draft", "review_quality": "review_quality", "memory": "review_quality"}
"""Which full benchmarks speak of the same make."""

sys.path.insert(0, str(BENCHMARKS))


def main() -> int:
    """Run them all, one after the other, or those that are named; return the exit code."""
    from measuring.command import RESULTS, read_results
    from measuring.page import names, page

    full = os.environ.get("FULL", "") not in {"", "0"}
    asked = sys.argv[1:] or names()
    unknown = sorted(set(asked) - set(names()))
    if unknown:
        print(f"There is no benchmark {unknown[0]}. There are: {', '.join(names())}.", file=sys.stderr)
        return 2
    for kept in TAKES.glob("*.json"):
        kept.unlink()
    failed, missed = [], []
    for name in asked:
        shared = ["--take", str(TAKES / f"{SHARED[name]}.json")] if full and name in SHARED else []
        command = [sys.executable, str(BENCHMARKS / f"{name}.py"), *(["--full"] if full else []), *shared]
        print(flush=True)
        if subprocess.run(command, cwd=ROOT, check=False).returncode:
            failed.append(name)
        elif not read_results(RESULTS / f"{name}.json")["full" if full else "quick"]["pass"]:
            missed.append(name)
    (DOCS / "benchmarks.md").write_text(page(RESULTS), encoding="utf-8")
    print("\nThe page is docs/benchmarks.md.")
    if failed:
        print(f"Not measured: {', '.join(failed)}. Their sentences stand above.", file=sys.stderr)
    if missed:
        print(f"Outside their limits: {', '.join(missed)}.", file=sys.stderr)
    return 5 if failed or missed else 0


if __name__ == "__main__":
    sys.exit(main())
