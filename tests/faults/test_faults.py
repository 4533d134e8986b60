"""A sample of the fault run (scripts/fault_run.py, docs/faults.md): shows are attacked, and what is left has to hold."""

from __future__ import annotations

import json
import os
import re
import shutil
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE))

from attacked import Attacked, new_show  # noqa: E402 - found by what stands above
from listed import ATTACKS, TIMES  # noqa: E402
from machine import why_not  # noqa: E402
from rounds import Round, attack_round, planned  # noqa: E402
from studios import Services  # noqa: E402

RESULT = HERE.parent.parent / "benchmarks" / "results" / "faults.json"
ROOT = pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
EVERY = [(name, kind) for name in sorted(ATTACKS) for kind in TIMES[name]]

WAITING = {"floor_database_away", "stalled_bucket"}
"""Those that wait out half a minute and more."""


@pytest.fixture(scope="module")
def template(tmp_path_factory) -> Iterator[Attacked]:
    """A show with a circled take; its processes are started anew, since a test has threads that a copy would lack."""
    folder = tmp_path_factory.mktemp("faults")
    attacked = new_show(folder / "template")
    attacked.forks, attacked.seconds = False, 3.0
    yield attacked
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="module")
def services() -> Iterator[Services]:
    services = Services()
    yield services
    services.close()


@pytest.fixture
def survived(
    template: Attacked, services: Services, tmp_path: Path, request: pytest.FixtureRequest
) -> Callable[..., None]:
    def attacked(*names: str, kind: str = "file", seed: int = 1) -> None:
        if "database" in kind or kind == "network":
            services.use(request.getfixturevalue("postgres"))
        if kind == "network" and (why := why_not()):
            pytest.skip(why)
        records = attack_round(template, Round(0, kind, names), seed, tmp_path, services)
        assert [record["attack"] for record in records] == list(names), records
        assert [record["wrong"] for record in records] == [[] for _ in names], records

    return attacked


@pytest.mark.slow
def test_killed_harmed_and_torn_and_then_made_to_the_end(survived) -> None:
    survived("kill_supervisor", "kill_worker", "corrupt_cache", "torn_ledger_line")


@pytest.mark.slow
@ROOT
def test_no_room_and_no_right_to_write_and_then_made_to_the_end(survived) -> None:
    survived("full_show", "read_only", "flipped_in_take")


@pytest.mark.slow
def test_a_dead_database_and_then_made_to_the_end(survived) -> None:
    survived("database_killed", "kill_one_of_two", kind="database")


def test_a_killed_supervisor_of_the_queue_and_then_made_to_the_end(survived) -> None:
    survived("kill_floor", "poison_job", kind="floor")


@pytest.mark.blender
@pytest.mark.slow
def test_a_killed_blender_and_then_made_to_the_end(survived) -> None:
    survived("kill_blender", "kill_blender", kind="blender")


@pytest.mark.slow
@ROOT
@pytest.mark.parametrize(
    ("name", "kind"),
    [pytest.param(*one, marks=pytest.mark.long if one[0] in WAITING else ()) for one in EVERY if one[1] != "blender"],
)
def test_every_attack_is_survived(survived, name: str, kind: str) -> None:
    survived(name, kind=kind, seed=2)


def test_the_page_tells_what_the_result_holds() -> None:
    told = json.loads(RESULT.read_text(encoding="utf-8"))
    assert told["points"] == sum(one["points"] for one in told["attacks"].values()) == told["survived"] + told["lost"]
    assert len(told["not_survived"]) == told["lost"]
    page = (HERE.parent.parent / "docs" / "faults.md").read_text(encoding="utf-8")
    assert re.search(rf"{told['points']} points[^,]*, {told['survived']} survived, {told['lost']} lost", page)


def test_a_plan_is_the_same_for_a_seed_and_makes_every_attack() -> None:
    rounds = planned(9)
    assert rounds == planned(9) != planned(10)
    assert [one.number for one in rounds] == list(range(len(rounds)))
    made = Counter((name, one.kind) for one in rounds for name in one.names)
    assert made == {(name, kind): TIMES[name][kind] for name, kind in EVERY}
    assert made.total() >= 200
