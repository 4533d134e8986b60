"""A sample of the soak: twenty tiny jobs, four processes at a time, through the real queue and supervisor, on both databases."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.parametrize(
    "database",
    [
        "sqlite",
        pytest.param(
            "postgresql", marks=[pytest.mark.slow, pytest.mark.long]
        ),  # 40 s more; the queue's own tests run on both
    ],
)
def test_twenty_jobs_end_and_nothing_is_lost_or_made_twice(database: str, tmp_path: Path) -> None:
    if database == "postgresql" and not list(Path("/usr/lib/postgresql").glob("*/bin/initdb")):
        pytest.skip("PostgreSQL is not installed")
    results = tmp_path / "soak.json"
    argv = ["--database", database, "--jobs", "20", "--workers", "4", "--results", str(results)]
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "soak.py"), *argv],
        capture_output=True, text=True, check=False, env=dict(os.environ), timeout=500,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    found = json.loads(results.read_text(encoding="utf-8"))[database]
    assert (found["done"], found["jobs_recorded"], found["ledger_entries"]) == (20, 20, 20)
    assert (found["failures"], found["lost"], found["twice"]) == (0, 0, 0)
    assert found["ledgers_whole"]
    assert found["supervisor_files"][-1] <= 20 + 8 * 4, "files don't pile up"
