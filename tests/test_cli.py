"""The command line as a whole: what it imports, what it prints, how it leaves."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

HEAVY = ("torch", "pxr", "bpy", "cv2", "scipy", "numba", "av", "dbos", "numpy", "pydantic", "jinja2")


def rushes(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "rushes", *arguments], capture_output=True, text=True, check=False, timeout=120
    )


def test_help_imports_nothing_heavy() -> None:
    code = (
        "import sys; sys.argv = ['rushes', '--help']\n"
        "import rushes.cli\n"
        "try: rushes.cli.main()\n"
        "except SystemExit: pass\n"
        f"print([name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]"
    assert "make" in done.stdout


def test_an_unknown_command_is_one_sentence() -> None:
    done = rushes("mkae")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert "mkae" in done.stderr


def test_an_error_is_json_as_well_when_asked() -> None:
    done = rushes("plan", "nowhere.yaml", "--show", "nowhere", "--json")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert json.loads(done.stdout.splitlines()[-1])["exit_code"] == 2


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="this system has no /dev/full")
@pytest.mark.parametrize("arguments", [["schema"], ["--help"], ["plan", "nowhere.yaml", "--show", "nowhere", "--json"]])
def test_output_that_cannot_be_written_is_one_sentence(arguments: list[str]) -> None:
    with Path("/dev/full").open("w", encoding="utf-8") as full:
        done = subprocess.run(
            [sys.executable, "-m", "rushes", *arguments],
            stdout=full, stderr=subprocess.PIPE, text=True, check=False, timeout=120,
        )  # fmt: skip
    assert done.returncode == 2
    assert len(done.stderr.splitlines()) == 1, done.stderr
    said = "is no show" if "plan" in arguments else "can't be written (No space left on device). Make room"
    assert said in done.stderr
