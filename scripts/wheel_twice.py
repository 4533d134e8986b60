"""Build the wheel twice, in two folders, and stop unless both are the same bits and hold what they should: ``make wheel``."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from pathlib import Path
from typing import Final

ROOT = Path(__file__).parents[1]

BUNDLE: Final = "rushes/review/web/static/player.js"
"""The player's script, which npm builds (`make web`) before a wheel is made."""

KINDS: Final = frozenset(
    {
        "",
        ".txt",
        ".py",
        ".typed",
        ".cedar",
        ".cedarschema",
        ".yaml",
        ".json",
        ".html",
        ".css",
        ".js",
        ".typ",
        ".npz",
        ".mako",
        ".ini",
    }
)
"""Kinds of files that a wheel of ours holds (the first: METADATA and the like)."""


def build(folder: Path, moment: str) -> Path:
    """Build a wheel from a copy of the sources in a folder of its own.

    Args:
        folder: Where.
        moment: ``SOURCE_DATE_EPOCH``: the moment [s since 1970] that everything in it bears.
    """
    source = folder / "source"
    for name in ("src", "pyproject.toml", "README.md", "LICENSE"):
        held = ROOT / name
        leave = shutil.ignore_patterns("__pycache__", "*.egg-info", "*.nbi", "*.nbc")
        shutil.copytree(held, source / name, ignore=leave) if held.is_dir() else shutil.copy(held, source / name)
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation", "--disable-pip-version-check", "-w", str(folder), str(source)],
        check=True, env={**os.environ, "SOURCE_DATE_EPOCH": moment, "PYTHONHASHSEED": "0"},
    )  # fmt: skip
    return next(folder.glob("rushes-*.whl"))


def faults(wheel: Path, *, bundle: bool) -> list[str]:
    """Return a sentence for each thing in a wheel that has no place there, or lacks.

    Args:
        wheel: Which.
        bundle: Whether the player's script has to be in it.
    """
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    wrong = [
        f"{name} has no place in a wheel"
        for name in names
        if Path(name).suffix not in KINDS or not name.startswith("rushes")
    ]
    wrong += [f"{name} is a test or a build's rest" for name in names if "test_" in name or "__pycache__" in name]
    if bundle and BUNDLE not in names:
        wrong.append(f"{BUNDLE} is missing: run make web")
    return wrong


def main() -> int:
    """Say the two wheels' hash; 0 when it is one."""
    moment = subprocess.run(
        ["git", "log", "-1", "--format=%ct"],  # noqa: S607 - whichever git there is
        check=False,
        capture_output=True,
        text=True,
        cwd=ROOT,
    ).stdout.strip()
    with tempfile.TemporaryDirectory() as one, tempfile.TemporaryDirectory(prefix="another-") as other:
        wheels = [build(Path(folder), moment or "1700000000") for folder in (one, other)]
        hashes = [hashlib.sha256(wheel.read_bytes()).hexdigest() for wheel in wheels]
        wrong = faults(wheels[0], bundle=True)
        print(*(f"{digest}  {wheel.name}" for digest, wheel in zip(hashes, wheels, strict=True)), sep="\n")
        print(*wrong, sep="\n")
        return 1 if wrong or hashes[0] != hashes[1] else 0


if __name__ == "__main__":
    sys.exit(main())
