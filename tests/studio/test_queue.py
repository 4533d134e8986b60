"""The queue: whose turn it is, one take of a shot at a time, nothing claimed twice, and all of that on both databases."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
import sqlalchemy
from sqlalchemy import insert

from rushes.errors import BadInputError, BusyError
from rushes.studio import queue
from rushes.studio.config import load_studio
from rushes.studio.database import Database, migrate
from rushes.studio.database.tables import ASKS

NOW = 2_000_000_000.0


@pytest.fixture
def database(studio_file):
    with Database(load_studio()) as opened:
        migrate(opened)
        yield opened


@pytest.fixture
def asked(database, tmp_path):
    """Ask for a take of a shot, and return its id."""

    def ask(shot="010_0010", show="S", **given):
        return queue.add(
            database, show=show, folder=tmp_path / show, shot=shot, asked={"brief": None, "flags": []}, **given
        ).id

    return ask


def work(database, epoch, seconds, *, at_once=1, turns=40):
    """Run what is claimed for some seconds each, and return the shows in the order in which they had their turns."""
    now, running, order = NOW, [], []
    while len(order) < turns:
        while len(running) < at_once and (ask := queue.claim(database, epoch, now=now)):
            running.append((now + seconds[ask.show], ask))
            order.append(ask.show)
        if not running:
            break
        running.sort(key=lambda one: one[0])
        now, ask = running.pop(0)
        assert queue.settle(database, ask, epoch, state="done", now=now)
    return order


def test_what_was_asked_for_is_done_in_its_order_and_its_priority(database, asked):
    first, second, urgent = asked("010_0010"), asked("010_0020"), asked("010_0030", priority=5)
    epoch, left = queue.begin(database, "here")
    assert left == []
    order = []
    while ask := queue.claim(database, epoch):
        order.append(ask.id)
        assert ask.state == "running"
        assert queue.settle(database, ask, epoch, state="done", take="/take.json")
    assert order == [urgent, first, second]
    assert [ask.state for ask in queue.list_asks(database)] == ["done"] * 3
    assert queue.counts(database)["done"] == 3


def test_one_take_of_a_shot_is_made_at_a_time_and_many_shots_at_once(database, asked):
    first, again, other = asked("010_0010"), asked("010_0010"), asked("010_0020")
    epoch, _ = queue.begin(database, "here")
    claimed = [queue.claim(database, epoch), queue.claim(database, epoch)]
    assert [ask.id for ask in claimed] == [first, other]
    assert queue.claim(database, epoch) is None
    queue.settle(database, claimed[0], epoch, state="failed", reason="no")
    assert queue.claim(database, epoch).id == again


def test_a_show_that_had_less_of_the_floor_goes_next(database, asked):
    for number in range(40):
        asked(f"010_{number:04d}", "LONG")
        asked(f"010_{number:04d}", "QUICK")
    epoch, _ = queue.begin(database, "here")
    order = work(database, epoch, {"LONG": 30.0, "QUICK": 10.0})
    assert 28 <= Counter(order)["QUICK"] <= 32  # of 40: three for one, so that both have the same time
    assert Counter(work(database, epoch, {"LONG": 10.0, "QUICK": 10.0}, at_once=2, turns=10)) == {"LONG": 5, "QUICK": 5}


def test_a_show_gets_by_its_weight_and_one_of_a_higher_priority_before_all(studio_file, tmp_path):
    with studio_file.open("a") as stream:
        stream.write("shows: {BIG: 3, FIRST: {priority: 1}}\n")
    with Database(load_studio()) as database:
        migrate(database)
        for show in ("BIG", "SMALL", "FIRST"):
            for number in range(4 if show == "FIRST" else 40):
                queue.add(database, show=show, folder=tmp_path, shot=f"010_{number:04d}", asked={})
        epoch, _ = queue.begin(database, "here")
        order = work(database, epoch, {"BIG": 10.0, "SMALL": 10.0, "FIRST": 99.0}, turns=44)
    assert order[:4] == ["FIRST"] * 4
    assert 29 <= Counter(order)["BIG"] <= 31


def test_a_show_that_comes_late_owes_nothing_and_is_owed_nothing(database, asked):
    for number in range(30):
        asked(f"010_{number:04d}", "OLD")
    epoch, _ = queue.begin(database, "here")
    work(database, epoch, {"OLD": 100.0}, turns=10)
    for number in range(20):
        asked(f"010_{number:04d}", "NEW")
    order = work(database, epoch, {"OLD": 10.0, "NEW": 10.0}, turns=20)
    assert 9 <= Counter(order)["OLD"] <= 11


def test_many_who_claim_at_once_get_each_ask_once(database, asked, studio_file):
    for number in range(40):
        asked(f"010_{number:04d}", "ST"[number % 2])
    epoch, _ = queue.begin(database, "here")
    claimed, gate = [], threading.Barrier(6)

    def claimer():
        with Database(load_studio()) as mine:
            gate.wait()
            while ask := queue.claim(mine, epoch):
                claimed.append(ask.id)

    threads = [threading.Thread(target=claimer) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(claimed) == 40
    assert len(set(claimed)) == 40


def test_who_supervises_next_takes_up_what_ran_and_the_one_before_counts_no_more(database, asked):
    name = asked()
    first, _ = queue.begin(database, "first")
    ask = queue.claim(database, first)
    second, left = queue.begin(database, "second")
    assert left == [name]
    assert not queue.settle(database, ask, first, state="done")
    with pytest.raises(BusyError, match="taken this studio over \\(second\\)"):
        queue.claim(database, first)
    again = queue.claim(database, second)
    assert (again.id, again.tries) == (name, 0)
    assert not queue.settle(database, ask, first, state="done")
    assert queue.settle(database, again, second, state="done")


def test_what_waits_is_cancelled_at_once_and_what_runs_is_told(database, asked):
    runs, waits = asked("010_0010"), asked("010_0020")
    epoch, _ = queue.begin(database, "here")
    ask = queue.claim(database, epoch)
    assert queue.cancel(database, waits) == "cancelled"
    assert queue.cancel(database, waits) == "already cancelled"
    assert queue.cancelled(database) == set()
    assert queue.cancel(database, runs) == "cancelling"
    assert queue.cancelled(database) == {runs}
    assert queue.cancel(database, "nothing") is None
    assert queue.settle(database, ask, epoch, state="queued", crashed=True)  # it crashed before it was stopped
    assert [one.state for one in queue.list_asks(database)] == ["cancelled", "cancelled"]
    assert queue.retry(database, runs).state == "queued"
    assert queue.claim(database, epoch).id == runs
    assert queue.cancelled(database) == set()


def test_what_has_to_wait_is_passed_by_until_its_moment(database, asked):
    waits, other = asked("010_0010"), asked("010_0020")
    epoch, _ = queue.begin(database, "here")
    ask = queue.claim(database, epoch, now=NOW)
    queue.settle(database, ask, epoch, state="queued", reason="The disk is full.", wait_s=60.0, now=NOW)
    assert queue.claim(database, epoch, now=NOW + 1).id == other
    assert queue.claim(database, epoch, now=NOW + 59) is None
    assert queue.claim(database, epoch, now=NOW + 61).id == waits


def test_only_what_ended_without_a_take_is_tried_again(database, asked):
    name = asked()
    with pytest.raises(BadInputError, match="is queued: only what ended"):
        queue.retry(database, name)
    with pytest.raises(BadInputError, match='Nothing called "x" was asked for'):
        queue.retry(database, "x")
    epoch, _ = queue.begin(database, "here")
    queue.settle(database, queue.claim(database, epoch), epoch, state="aside", reason="It crashed.", crashed=True)
    assert [(ask.state, ask.tries, ask.reason) for ask in queue.list_asks(database)] == [("aside", 1, "It crashed.")]
    assert (again := queue.retry(database, name)).tries == 0
    assert again.reason == ""


def test_two_shows_of_one_name_are_told_apart(database, tmp_path):
    (tmp_path / "a").mkdir()
    queue.know(database, "S", tmp_path / "a")
    with pytest.raises(BadInputError, match="Two shows of one studio can't have one name"):
        queue.know(database, "S", tmp_path / "b")
    (tmp_path / "a").rmdir()
    queue.know(database, "S", tmp_path / "b")  # it has moved
    assert queue.shows(database) == {"S": tmp_path / "b"}
    with pytest.raises(BadInputError, match="priority 1001"):
        queue.add(database, show="S", folder=tmp_path / "b", shot="010_0010", asked={}, priority=1001)


def test_ten_thousand_in_the_queue_are_found_by_an_index(database, tmp_path):
    queue.know(database, "S", tmp_path)
    queue.know(database, "T", tmp_path)
    row = {
        "asked": {}, "state": "queued", "tries": 0, "reason": "", "take": "", "epoch": 0, "is_cancelled": False,
        "asked_at": 0.0, "not_before": 0.0, "started_at": 0.0, "ended_at": 0.0,
    }  # fmt: skip
    with database.writing() as connection:
        many = [
            {**row, "id": f"q{n}", "show": "ST"[n % 2], "shot": f"{n % 999:03d}_{n % 9999:04d}", "rank": n % 7}
            for n in range(10_000)
        ]
        connection.execute(insert(ASKS), many)
    if database.is_postgresql:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.exec_driver_sql("ANALYZE asks")
    epoch, _ = queue.begin(database, "here")
    assert queue.claim(database, epoch).id == "q0"
    with database.reading() as connection:
        query = queue._next_of("S", ["000_0000"], NOW).compile(connection, compile_kwargs={"literal_binds": True})
        explain = "EXPLAIN" if database.is_postgresql else "EXPLAIN QUERY PLAN"
        plan = " ".join(str(part) for row in connection.execute(sqlalchemy.text(f"{explain} {query}")) for part in row)
    assert "asks_next" in plan, plan
    for word in ("Seq Scan", "SCAN asks", "Sort", "TEMP B-TREE"):
        assert word not in plan, plan
