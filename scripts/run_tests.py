"""Run every test in two processes side by side, one a core: the engines with what they stand on, and all the rest.

Whatever is given goes on to both: ``scripts/run_tests.py -m "not slow"``. What both say is shown as they go, that of the
others behind a bar. Leaves with 0 if both passed. What takes minutes by the clock is sampled by cheaper tests and left to
``make long``, unless markers are named.
"""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).parents[1]
ENGINES = ("engines", "media", "plan", "show", "studio")
"""Folders of tests that together take about as long as the others."""


def main() -> int:
    """Run both."""
    tests = sorted(
        path.relative_to(ROOT).as_posix()
        for path in (ROOT / "tests").iterdir()
        if (path.is_dir() and any(path.rglob("test_*.py"))) or (path.name.startswith("test_") and path.suffix == ".py")
    )
    engines = [f"tests/{name}" for name in ENGINES]
    others = [name for name in tests if name not in engines]
    given = sys.argv[1:]
    if "-m" not in given:
        given = [*given, "-m", "not long"]
    asked = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *given]
    said = {**os.environ, "PYTHONUNBUFFERED": "1"}
    with subprocess.Popen(
        [*asked, *others], cwd=ROOT, env=said, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as beside:
        shown = threading.Thread(target=show, args=(beside.stdout or (),))
        shown.start()
        try:
            first = subprocess.run([*asked, *engines], cwd=ROOT, env=said, check=False).returncode
            second = beside.wait()
        except BaseException:
            beside.kill()
            raise
        finally:
            shown.join()
    return first or second


def show(lines: Iterable[str]) -> None:
    """Print lines behind a bar, each as it comes."""
    for line in lines:
        print(f"| {line}", end="", flush=True)


if __name__ == "__main__":
    sys.exit(main())
