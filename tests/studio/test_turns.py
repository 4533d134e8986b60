"""Tasks of jobs that want the same machines take turns: by priority, fair between shows, and a GPU where their models are loaded."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import asdict
from typing import Any

import pytest

from rushes.studio.config import ShowSection, Studio
from rushes.studio.resources import Resources
from rushes.studio.turn import TURN, Turn, turn_environment, turn_of
from rushes.studio.turns import FORGET_S, Claim, Gpu, Turns


class Floor:
    """Drivers that say again and again what they run and wait for, on machines of so many processors."""

    def __init__(self, cpus: int = 4, gpus: int = 0, vram_gb: float | None = None) -> None:
        self.machines = [{"id": "m", "cpus": cpus, "gpus": gpus, "vram_gb": vram_gb}]
        self.now = 0.0
        self.turns = Turns(clock=lambda: self.now)
        self.runs: dict[str, dict[str, Claim]] = {}
        self.waits: dict[str, dict[str, Claim]] = {}

    def ask(self, driver: str, many: int = 1, needs: Resources | None = None, **turn: Any) -> None:
        """Let a driver wait for so many tasks more."""
        claim = Claim(asdict(needs or Resources()), asdict(Turn(show=driver, asked_at=0.0)) | turn)
        waits = self.waits.setdefault(driver, {})
        self.runs.setdefault(driver, {})
        start = len(waits) + len(self.runs[driver])
        waits.update({f"{driver}{start + one:03d}": claim for one in range(many)})
        self.tell(driver)

    def tell(self, driver: str) -> None:
        """Let a driver say what it runs and waits for, when nothing can be begun."""
        self.turns.look(driver, self.runs[driver], self.waits[driver], [])

    def look(self, driver: str) -> dict[str, Gpu | None]:
        """Let a driver look, and begin what it may."""
        begun = self.turns.look(driver, self.runs[driver], self.waits[driver], self.machines)
        for name, gpu in begun.items():
            claim = self.waits[driver].pop(name)
            self.runs[driver][name] = Claim(claim.needs, claim.turn, gpu)
        return begun

    def look_all(self) -> Counter[str]:
        """Let all look, twice, so that everybody has heard of everybody; return how many tasks each runs."""
        for driver in (*self.runs, *self.runs):
            self.look(driver)
        return Counter({driver: len(runs) for driver, runs in self.runs.items()})

    def end(self, driver: str, many: int = 1) -> None:
        """Let so many tasks of a driver end."""
        for name in list(self.runs[driver])[:many]:
            del self.runs[driver][name]
        self.tell(driver)


def test_no_more_is_begun_than_there_are_processors() -> None:
    floor = Floor(cpus=4)
    floor.ask("A", 10)
    assert len(floor.look("A")) == 4
    assert floor.look("A") == {}
    floor.end("A", 2)
    assert len(floor.look("A")) == 2


def test_shows_share_the_machines_as_tasks_end() -> None:
    """A is alone, and B comes: as tasks of A end, B begins, until both have as much."""
    floor = Floor(cpus=4)
    floor.ask("A", 50)
    assert floor.look_all() == Counter(A=4)
    floor.ask("B", 50)
    for running in (Counter(A=3, B=1), Counter(A=2, B=2)):
        floor.now += 1
        floor.end("A")
        assert floor.look_all() == running
    floor.end("B")
    assert floor.look_all() == Counter(A=2, B=2)


def test_a_show_of_twice_the_weight_has_twice_as_much() -> None:
    floor = Floor(cpus=6)
    floor.ask("A", 50, weight=2.0)
    floor.ask("B", 50)
    assert floor.look_all() == Counter(A=4, B=2)


def test_one_processor_goes_from_show_to_show_by_what_each_has_had() -> None:
    floor = Floor(cpus=1)
    for show in "ABC":
        floor.ask(show, 20)
    had: Counter[str] = Counter()
    for _ in range(30):
        floor.look_all()
        (runs,) = [show for show, running in floor.runs.items() if running]
        had[runs] += 1
        floor.now += 1
        floor.end(runs)
    assert had == Counter(A=10, B=10, C=10)


def test_who_was_alone_for_long_owes_nobody() -> None:
    floor = Floor(cpus=1)
    floor.ask("A", 100)
    for _ in range(50):
        floor.look("A")
        floor.now += 1
        floor.end("A")
    floor.ask("B", 100)
    had: Counter[str] = Counter()
    for _ in range(10):
        floor.look_all()
        (runs,) = [show for show, running in floor.runs.items() if running]
        had[runs] += 1
        floor.now += 1
        floor.end(runs)
    assert had == Counter(A=5, B=5)


def test_priority_goes_first_and_within_a_show_too() -> None:
    floor = Floor(cpus=2)
    floor.ask("film", 4)
    floor.ask("spot", 3, show_priority=5)
    assert floor.look("film") == {}, "what the other show waits for is kept for it"
    assert floor.look_all() == Counter(spot=2)
    floor.end("spot", 2)
    assert floor.look_all() == Counter(spot=1, film=1)
    floor = Floor(cpus=1)
    floor.ask("late", show="S", asked_at=2.0)
    floor.ask("early", show="S", asked_at=1.0)
    floor.ask("urgent", show="S", asked_at=3.0, priority=1)
    order = []
    for _ in range(3):
        (runs,) = floor.look_all() & Counter(late=1, early=1, urgent=1)
        order.append(runs)
        floor.end(runs)
    assert order == ["urgent", "early", "late"]


def test_a_task_for_many_processors_comes_to_its_turn() -> None:
    floor = Floor(cpus=4)
    floor.ask("A", 4)
    floor.look("A")
    floor.ask("B", 1, Resources(cpus=4))
    floor.ask("C", 9, asked_at=1.0)
    floor.look("B")
    for _ in range(3):
        floor.end("A")
        assert floor.look("C") == {}, "it would never find four free"
    floor.end("A")
    assert len(floor.look("B")) == 1


def test_a_driver_that_is_gone_keeps_nothing() -> None:
    floor = Floor(cpus=1)
    floor.ask("A")
    floor.ask("B")
    floor.look("A")
    assert floor.look("B") == {}
    floor.now += FORGET_S + 1
    assert len(floor.look("B")) == 1


def test_who_takes_over_knows_all_once_everybody_has_looked() -> None:
    floor = Floor(cpus=4, gpus=1)
    floor.ask("A", 3)
    floor.ask("B", 4)
    floor.ask("A", 1, Resources(gpu=True))
    floor.look_all()
    before = {driver: dict(runs) for driver, runs in floor.runs.items()}
    floor.turns = Turns(clock=lambda: floor.now)
    for driver in floor.runs:
        floor.turns.look(driver, floor.runs[driver], {}, floor.machines)
    floor.look_all()
    assert floor.runs == before


def test_a_gpu_goes_to_whose_models_it_has() -> None:
    floor = Floor(cpus=8, gpus=2, vram_gb=48)
    wan, flux = (Resources(gpu=True, vram_gb=20, warm=name) for name in ("wan", "flux"))
    floor.ask("A", 1, wan)
    assert list(floor.look("A").values()) == [("m", 0)]
    floor.end("A")
    floor.ask("B", 1, flux)
    assert list(floor.look("B").values()) == [("m", 1)], "what is warm is left alone while another is free"
    floor.end("B")
    floor.ask("C", 1, wan)
    assert list(floor.look("C").values()) == [("m", 0)]
    floor.ask("C", 1, wan)
    assert list(floor.look("C").values()) == [("m", 1)], "better cold than late"
    floor.ask("D", 1, wan)
    floor.ask("D", 1)
    assert list(floor.look("D").values()) == [None], "who needs no GPU does not wait for one"
    floor.end("C", 2)
    floor.ask("E", 1, Resources(gpu=True, vram_gb=25))
    assert floor.look("E") == {}, "none is as large"


def test_a_job_knows_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    studio = Studio(shows={"SPOT": ShowSection(weight=2, priority=5)})
    for name, value in turn_environment(3, 1_000.0).items():
        monkeypatch.setenv(name, value)
    assert turn_of(studio, "SPOT") == Turn("SPOT", 5, 2.0, 3, 1_000.0)
    assert turn_of(studio, "OTHER") == Turn("OTHER", 0, 1.0, 3, 1_000.0)
    for said in ("", "[]", "{", json.dumps({"priority": "high"})):
        monkeypatch.setenv(TURN, said)
        turn = turn_of(studio, "OTHER")
        assert (turn.priority, turn.asked_at > 1e9) == (0, True)
