"""Run every test in two processes side by side, one a core: the engines with what they stand on, and all the rest.

Whatever is given goes on to both: ``scripts/run_tests.py -m "not slow"``. What the engines' tests say is shown as they go;
what the others said, once both have ended. Leaves with 0 if both passed.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
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
    asked = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *sys.argv[1:]]
    with tempfile.TemporaryFile() as said:
        beside = subprocess.Popen([*asked, *others], cwd=ROOT, stdout=said, stderr=subprocess.STDOUT)
        try:
            first = subprocess.run([*asked, *engines], cwd=ROOT, check=False).returncode
            second = beside.wait()
        except BaseException:
            beside.kill()
            beside.wait()
            raise
        finally:
            said.seek(0)
            sys.stdout.flush()
            sys.stdout.buffer.write(said.read())
            sys.stdout.flush()
    return first or second


if __name__ == "__main__":
    sys.exit(main())
