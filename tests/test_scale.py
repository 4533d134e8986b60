"""The simulation of a big studio keeps the laws that any queue keeps."""

from __future__ import annotations

import json
import re
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "benchmarks"))

from scaling import drawing, studio, work  # noqa: E402 - the benchmarks' folder comes first
from scaling.floor import Floor, Give, Pool, Rest, Take, Together  # noqa: E402 - as above

FREE = studio.Size(
    workers=1, cores=1, jobs=1, chunk_s=0.0, task_s=0.0, start_s=0.0, finish_s=0.0, link=1e30, card=1e30, ask_s=0.0
)
"""A studio in which nothing costs anything but the steps themselves."""


def customer(pool: Pool, seconds: float, ended: list[float], floor: Floor):
    yield Take(pool)
    yield Rest(seconds)
    yield Give(pool)
    ended.append(floor.now)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=40))
def test_one_server_takes_the_sum_of_the_times(times: list[float]) -> None:
    floor, ended = Floor(), []
    pool = floor.pool("one", 1)
    for seconds in times:
        floor.at(0.0, customer(pool, seconds, ended, floor))
    assert floor.run() == pytest.approx(sum(times))
    assert pool.busy_s == pytest.approx(sum(times))
    assert ended == pytest.approx([sum(times[: place + 1]) for place in range(len(times))]), "first come, first served"


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 50)), min_size=1, max_size=60), st.integers(1, 8), st.data())
def test_nobody_is_lost_and_littles_law_holds(visits, size: int, data) -> None:
    """Length of the queue in the mean = rate of coming x mean wait, whatever the times are."""
    floor, ended, waits = Floor(), [], []
    pool = floor.pool("some", size)

    def visit(seconds: float):
        waits.append((yield Take(pool)))
        yield Rest(seconds)
        yield Give(pool)
        ended.append(floor.now)

    for moment, seconds in visits:
        floor.at(moment, visit(seconds))
    end = floor.run()
    assert len(ended) == len(waits) == len(visits)
    assert pool.free == size
    assert not pool.waiting
    assert pool.most <= size
    assert pool.busy_s == pytest.approx(sum(seconds for _, seconds in visits))
    assert pool.waited_s == pytest.approx(sum(waits), abs=1e-6)
    assert end >= max(moment + seconds for moment, seconds in visits) - 1e-9
    assert end <= max(moment for moment, _ in visits) + sum(seconds for _, seconds in visits) + 1e-9


def test_several_work_beside_one_another_and_all_are_waited_for() -> None:
    floor, told = Floor(), []

    def rest(seconds: float):
        yield Rest(seconds)

    def all_of_them():
        told.append((yield Together([rest(3.0), rest(5.0), rest(1.0)])))
        yield Together([])
        told.append(floor.now)

    floor.at(2.0, all_of_them())
    floor.run()
    assert told == [5.0, 7.0]
    with pytest.raises(ValueError, match="serves nobody"):
        floor.pool("none", 0)


def few_shots(count: int, seed: int) -> list[work.Kind]:
    return work.shots(work.kinds(), count, seed)


@settings(max_examples=15)
@given(st.integers(1, 25), st.integers(0, 1000))
def test_one_worker_and_nothing_else_takes_the_sum_of_all_steps(count: int, seed: int) -> None:
    shots = few_shots(count, seed)
    day = studio.run(FREE, shots, [0.0] * count)
    assert day.ends == pytest.approx(sum(kind.seconds for kind in shots))
    assert day.workers.busy_s == pytest.approx(day.ends)


@settings(max_examples=15)
@given(st.integers(1, 40), st.integers(0, 1000), st.integers(1, 30), st.integers(1, 12))
def test_every_shot_is_made_once_and_every_frame_is_in_one_task(count, seed, workers, frames) -> None:
    size = replace(studio.Size(), workers=workers, chunk_frames=frames, jobs=7)
    shots = few_shots(count, seed)
    day = studio.run(size, shots, studio.over_a_day(count, 1.0, seed))
    assert len(day.waits) == len(day.took) == len(day.begun) == len(day.ended) == count
    expected = sum(1 + -(-step.frames // frames) if step.frames else 1 for kind in shots for step in kind.steps)
    assert day.tasks == len(day.task_waits) == expected
    assert all(took >= wait >= 0 for took, wait in zip(sorted(day.took), sorted(day.waits), strict=True))
    for pool in (day.workers, day.cores, day.jobs):
        assert pool.free == pool.size
        assert pool.most <= pool.size
    assert sum(day.workers_used.values()) == pytest.approx(day.workers.busy_s)
    assert sum(day.statements.values()) == pytest.approx(count * size.ask_statements)
    asked = sum(2 * kind.written + fetched(kind, frames) for kind in shots)
    assert sum(day.moved.values()) == pytest.approx(asked)


def fetched(kind: work.Kind, frames: int) -> float:
    made = total = 0.0
    for step in kind.steps:
        tasks = -(-step.frames // frames) if step.frames else 1
        total += tasks * made + (made + step.written if step.frames else 0.0)
        made += step.written
    return total


def test_what_the_link_carries_no_day_exceeds() -> None:
    size = replace(studio.Size(), link=5e7)
    day = studio.run(size, few_shots(60, 3), [0.0] * 60)
    assert day.loads()["storage's link"] == pytest.approx(1.0, rel=0.1)
    assert day.ends >= sum(day.moved.values()) / size.link


def test_more_shots_at_once_wait_longer_for_their_turn() -> None:
    shots = few_shots(60, 3)
    waits = [sum(studio.run(replace(FREE, workers=9, jobs=jobs), shots, [0.0] * 60).waits) for jobs in (1, 5, 60)]
    assert waits[0] > waits[1] > waits[2] == 0


def test_the_steps_are_those_of_the_benchmarks() -> None:
    shot = json.loads((ROOT / "benchmarks" / "results" / "shot.json").read_text(encoding="utf-8"))["full"]
    told = work.measured("shot")
    assert f"render {told['render']:.0f} s" in shot["notes"][0]
    assert 0.8 * shot["ours"] < sum(told.values()) < 1.6 * shot["ours"], "some steps run beside one another"
    for kind in work.kinds():
        assert all(step.written > 0 for step in kind.steps), kind.name


@given(st.floats(1e-3, 1e9))
def test_an_axis_ends_at_or_above_what_it_shows(value: float) -> None:
    assert drawing._round_up(value) >= value * 0.999


def test_the_page_shows_every_plot_that_was_drawn_and_says_what_was_soaked() -> None:
    page = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    drawn = {path.name for path in (ROOT / "docs" / "scale").glob("*.svg")}
    assert set(re.findall(r"\(scale/([a-z]+\.svg)\)", page)) == drawn
    soaked = json.loads((ROOT / "benchmarks" / "scaling" / "soak.json").read_text(encoding="utf-8"))
    for name, one in soaked.items():
        assert f"| {name} | {one['jobs']:,} | {one['failures']} | {one['lost']} |" in page
        assert one["failures"] == one["lost"] == one["twice"] == 0
        assert one["ledgers_whole"]
    assert "5,000 shots" in page
