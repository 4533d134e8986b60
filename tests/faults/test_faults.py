"""A sample of the fault run (scripts/fault_run.py, docs/faults.md): shows are attacked, and what is left has to hold."""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from attacked import Attacked, new_show  # noqa: E402 - found by what stands above
from attacks import ATTACKS  # noqa: E402
from rounds import attack_round, planned  # noqa: E402

RESULT = HERE.parent.parent / "benchmarks" / "results" / "faults.json"
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Iterator[Attacked]:
    """A show with a circled take; its processes are started anew, since a test has threads that a copy would lack."""
    folder = tmp_path_factory.mktemp("faults")
    attacked = new_show(folder / "template")
    attacked.forks = False
    yield attacked
    shutil.rmtree(folder, ignore_errors=True)


def survived(template: Attacked, folder: Path, *names: str, seed: int = 1) -> None:
    records = attack_round(template, (0, list(names)), seed, folder)
    assert [record["attack"] for record in records] == list(names), records
    assert [record["wrong"] for record in records] == [[] for _ in names], records


@pytest.mark.slow
def test_killed_harmed_and_torn_and_then_made_to_the_end(template, tmp_path) -> None:
    survived(template, tmp_path, "kill_supervisor", "kill_worker", "corrupt_cache", "torn_ledger_line")


@pytest.mark.slow
@ROOT
def test_no_room_and_no_right_to_write_and_then_made_to_the_end(template, tmp_path) -> None:
    survived(template, tmp_path, "full_show", "read_only", "flipped_in_take")


@pytest.mark.slow
def test_a_dead_database_and_then_made_to_the_end(template, tmp_path, postgres, postgres_url) -> None:
    studio = tmp_path / "studio.yaml"
    studio.write_text(f'name: faults\ndatabase: "{postgres_url}"\n', encoding="utf-8")
    template.postgres, template.env = postgres, {"RUSHES_STUDIO": str(studio)}
    try:
        survived(template, tmp_path, "database_killed", "kill_one_of_two")
    finally:
        template.postgres, template.env = None, {}


@pytest.mark.blender
@pytest.mark.slow
def test_a_killed_blender_and_then_made_to_the_end(template, tmp_path) -> None:
    survived(template, tmp_path, "kill_blender", "kill_blender")


@pytest.mark.slow
@ROOT
@pytest.mark.parametrize("name", sorted(name for name in ATTACKS if not name.startswith("database_")))
def test_every_attack_is_survived(template, tmp_path, name: str) -> None:
    survived(template, tmp_path, name, seed=2)


def test_the_page_tells_what_the_result_holds() -> None:
    told = json.loads(RESULT.read_text(encoding="utf-8"))
    assert told["points"] == sum(one["points"] for one in told["attacks"].values()) == told["survived"] + told["lost"]
    assert len(told["not_survived"]) == told["lost"]
    page = (HERE.parent.parent / "docs" / "faults.md").read_text(encoding="utf-8")
    assert f"{told['points']} points, {told['survived']} survived" in page


def test_a_plan_is_the_same_for_a_seed_and_keeps_databases_apart() -> None:
    files, postgresql = planned(9)
    assert (files, postgresql) == planned(9) != planned(10)
    numbers = [number for number, _ in (*files, *postgresql)]
    assert sorted(numbers) == list(range(len(numbers)))
    assert all(not name.startswith("database_") for _, names in files for name in names)
    assert sum(len(names) for _, names in (*files, *postgresql)) >= 200
