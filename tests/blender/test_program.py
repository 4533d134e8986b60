"""A program that runs Blender does what its request says, keeps to its cores, and says in one line what was fatal."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

SCRIPT = """
import os, sys
from rushes.blender.program import run, say

def work(request):
    os.write(1, b"Blender's own\\n")
    say("cores " + str(sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else request["cores"]))
    if request["breaks"]:
        raise ValueError("no such thing")

run(work)
"""


@pytest.mark.parametrize("breaks", [False, True])
def test_only_our_lines_come_out_and_a_failure_is_one_of_them(tmp_path, breaks):
    cores = [_a_core()]
    (tmp_path / "request.json").write_text(json.dumps({"cores": cores, "breaks": breaks}), encoding="utf-8")
    ended = _run(tmp_path / "request.json")
    said = [f"cores {cores}", "fatal: ValueError: no such thing"]
    assert ended.stdout.splitlines() == said[: 1 + breaks]
    assert ended.returncode == int(breaks)


def test_a_request_that_is_not_there_is_fatal(tmp_path):
    ended = _run(tmp_path / "none.json")
    assert ended.returncode == 1
    assert ended.stdout.startswith("fatal: FileNotFoundError: ")


def _a_core() -> int:
    return max(os.sched_getaffinity(0)) if sys.platform == "linux" else 0


def _run(request) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-c", SCRIPT, str(request)], capture_output=True, text=True, check=False, timeout=60
    )
