"""A store is kept within its limit, and nothing that a take or a running job refers to is ever removed."""

from __future__ import annotations

import fcntl
import hashlib
import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.cli import group
from rushes.show import Show
from rushes.studio import FileLock, StepFolder
from rushes.studio.cache import entries
from rushes.studio.kept import kept_steps
from rushes.studio.tidy import look, remove
from rushes.studio.tidy_lock import beginning

NOW = 1_700_000_000.0


def key(number: int) -> str:
    return hashlib.sha256(str(number).encode()).hexdigest()


@dataclass
class Shop:
    """A show whose store holds steps of known size and age."""

    show: Show
    made: list[StepFolder] = field(default_factory=list)

    @property
    def work(self) -> Path:
        return self.show.work

    def step(self, number: int, *, name: str = "simulate", size: int = 1000, age: float = 0.0) -> StepFolder:
        """A finished step that was used some time ago [s]."""
        folder = StepFolder(self.work, name, key(number))
        (folder.open() / "frame.1001").write_bytes(b"x" * size)
        folder.finish(seconds=1.0)
        os.utime(folder.path / "done.json", (NOW - age, NOW - age))
        self.made.append(folder)
        return folder

    def take(self, version: str, *steps: StepFolder, shot: str = "010_0010", linked: bool = False) -> Path:
        """A take's record that names its steps; with ``linked`` it holds their files as well."""
        folder = self.show.version_folder(shot, version)
        folder.mkdir(parents=True)
        named = [{"name": step.step, "key": step.key} for step in steps]
        (folder / "take.json").write_text(json.dumps({"recipe": {"steps": named}}), encoding="utf-8")
        for step in steps if linked else ():
            os.link(step.path / "frame.1001", folder / f"{step.key}.exr")
        return folder

    def job(self, name: str, *steps: StepFolder, state: str = "running") -> Path:
        path = self.work / "jobs" / f"{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        held = [step.name for step in steps]
        path.write_text(json.dumps({"id": name, "shot": "s", "version": "v001", "state": state, "steps": held}))
        return path

    @contextmanager
    def alive(self, *names: str) -> Iterator[None]:
        """Hold the locks that jobs hold as long as their processes live."""
        locks = [FileLock(self.work / "jobs" / f"{name}.lock") for name in names]
        assert all(lock.take() for lock in locks)
        yield
        for lock in locks:
            lock.release(remove=True)

    def tidy(self, limit: int = 0) -> set[str]:
        """Tidy, and return the names of what is gone."""
        seen = look([(self.show.folder, self.work)], limit)
        return {one.name for one in remove(self.show.folder, self.work, seen.remove)}

    def names(self) -> set[str]:
        return {one.name for one in entries(self.work)}


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    return Shop(Show.init(tmp_path / "SHOP", Fraction(24)))


def test_what_was_used_longest_ago_goes_first_until_the_limit_is_kept(shop: Shop) -> None:
    old, older, new = shop.step(1, age=20), shop.step(2, age=30), shop.step(3, age=10)
    size = next(iter(entries(shop.work))).alone
    assert shop.tidy(limit=3 * size) == set()
    assert shop.tidy(limit=2 * size) == {older.name}
    assert shop.tidy(limit=2 * size - 1) == {old.name}
    assert shop.names() == {new.name}
    assert new.is_done(deep=True)


def test_a_step_that_is_found_done_counts_as_used(shop: Shop) -> None:
    first, second = shop.step(1, age=30), shop.step(2, age=20)
    size = next(iter(entries(shop.work))).alone
    assert first.mend()
    assert shop.tidy(limit=size) == {second.name}


def test_what_takes_refer_to_stays_wherever_the_take_lies(shop: Shop) -> None:
    of_take, of_held, loose = shop.step(1, age=30), shop.step(2, age=20), shop.step(3)
    shop.take("v001", of_take)
    held = shop.take("v002", of_held)
    (shop.show.folder / "quarantine").mkdir()
    held.rename(shop.show.folder / "quarantine" / "010_0010_v002")
    assert shop.tidy() == {loose.name}
    assert of_take.is_done(deep=True)
    assert of_held.is_done(deep=True)


def test_what_a_take_holds_too_costs_nothing_and_frees_nothing(shop: Shop) -> None:
    folder = shop.step(1, size=10_000)
    seen = look([(shop.show.folder, shop.work)], 0)
    shop.take("v001", folder, linked=True)
    beside = look([(shop.show.folder, shop.work)], 0)
    assert seen.held - beside.held == 10_000


def test_what_a_running_job_uses_stays_and_what_another_used_does_not(shop: Shop) -> None:
    used, waits, left = shop.step(1), shop.step(2), shop.step(3)
    begun = StepFolder(shop.work, "render", key(4)).open()
    (begun / "frame.1001").write_bytes(b"half of the work")
    with shop.alive("runs"):
        shop.job("runs", used, waits, StepFolder(shop.work, "render", key(4)))
        shop.job("was", left, state="failed")
        assert shop.tidy() == {left.name}
    assert shop.tidy() == {used.name, waits.name, f"render/{key(4)[:16]}.part"}, "its process is gone"


def test_what_somebody_holds_outside_of_any_job_stays(shop: Shop) -> None:
    used, loose = shop.step(1), shop.step(2)
    lock = FileLock(used.lock)
    assert lock.take(shared=True)
    assert shop.tidy() == {loose.name}
    lock.release()
    assert shop.tidy() == {used.name}
    assert not used.lock.exists()


def broken_take(shop: Shop) -> Path:
    record = shop.take("v002", shop.made[0]) / "take.json"
    record.write_text(record.read_text()[:-20])
    return record


def missing_take(shop: Shop) -> Path:
    record = shop.take("v002", shop.made[0]) / "take.json"
    record.unlink()
    return record


def take_without_steps(shop: Shop) -> Path:
    return shop.take("v002") / "take.json"


def take_without_a_key(shop: Shop) -> Path:
    record = shop.take("v002", shop.made[0]) / "take.json"
    record.write_text(json.dumps({"recipe": {"steps": [{"name": "simulate", "key": "../../x"}]}}))
    return record


def broken_job(shop: Shop) -> Path:
    path = shop.job("runs", shop.made[0])
    path.write_text("{")
    return path


@pytest.mark.parametrize("spoil", [broken_take, missing_take, take_without_steps, take_without_a_key, broken_job])
def test_a_record_that_cannot_be_read_keeps_everything_and_is_named(shop: Shop, spoil: Callable[[Shop], Path]) -> None:
    shop.step(1), shop.step(2)
    path = spoil(shop)
    seen = look([(shop.show.folder, shop.work)], 0)
    assert seen.remove == ()
    assert seen.over == seen.held > 0
    assert [str(path) in sentence and "can't be read" in sentence for sentence in seen.unread] == [True]
    assert shop.tidy() == set()


def test_a_job_of_an_older_rushes_that_names_no_steps_keeps_everything(shop: Shop) -> None:
    shop.step(1)
    with shop.alive("runs"):
        shop.job("runs")
        assert "does not say on which steps" in look([(shop.show.folder, shop.work)], 0).unread[0]
        assert shop.tidy() == set()


def test_what_came_to_be_used_after_the_look_stays(shop: Shop) -> None:
    taken, running, found, loose = (shop.step(number) for number in range(4))
    seen = look([(shop.show.folder, shop.work)], 0)
    assert len(seen.remove) == 4
    shop.take("v001", taken)
    found.mend()
    with shop.alive("runs"):
        shop.job("runs", running)
        gone = remove(shop.show.folder, shop.work, seen.remove)
    assert [one.name for one in gone] == [loose.name]
    assert shop.names() == {taken.name, running.name, found.name}


def test_a_record_that_broke_after_the_look_keeps_everything(shop: Shop) -> None:
    shop.step(1)
    seen = look([(shop.show.folder, shop.work)], 0)
    broken_take(shop)
    assert remove(shop.show.folder, shop.work, seen.remove) == ()


def test_what_is_none_of_ours_is_left_alone(shop: Shop) -> None:
    shop.step(1)
    strange = [shop.work / "review" / "thumbs", shop.work / "simulate" / "by hand", shop.work / "simulate" / key(9)]
    for folder in strange:
        folder.mkdir(parents=True)
        (folder / "file").write_text("mine")
    (shop.work / "simulate" / key(8)[:16]).symlink_to(strange[0])
    assert len(shop.tidy()) == 1
    assert all((folder / "file").read_text() == "mine" for folder in strange)


def test_a_step_that_was_set_aside_and_one_that_was_broken_off_go_too(shop: Shop) -> None:
    step = shop.step(1)
    step.log.write_text("words")
    (step.path / "frame.1001").write_bytes(b"other")
    assert not step.mend()
    begun = StepFolder(shop.work, "render", key(2)).open()
    (begun / "frame.1001").write_bytes(b"half")
    assert shop.tidy() == {f"{step.name}.broken-1", f"render/{key(2)[:16]}.part"}


def test_a_job_waits_until_the_store_is_tidied(shop: Shop) -> None:
    begun = threading.Event()

    def begin() -> None:
        with beginning(shop.work):
            begun.set()

    shop.work.mkdir()
    with (shop.work / "tidy.lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        thread = threading.Thread(target=begin)
        thread.start()
        assert not begun.wait(0.1)
    thread.join(60)
    assert begun.is_set()


@settings(max_examples=25, deadline=None)
@given(data=st.data())
def test_nothing_that_is_referred_to_is_removed_whatever_the_graph(tmp_path_factory, data: st.DataObject) -> None:
    shop = Shop(Show.init(tmp_path_factory.mktemp("graph") / "SHOP", Fraction(24)))
    ages = data.draw(st.lists(st.integers(0, 50), min_size=1, max_size=10))
    steps = [shop.step(number, name=f"step{number % 3}", size=100, age=age) for number, age in enumerate(ages)]
    some = st.lists(st.sampled_from(steps), min_size=1, max_size=4, unique_by=lambda step: step.name)
    takes = data.draw(st.lists(some, max_size=4))
    running = data.draw(st.lists(some, max_size=2))
    ended = data.draw(st.lists(some, max_size=2))
    for number, named in enumerate(takes, 1):
        shop.take(f"v{number:03d}", *named, shot=f"010_00{number % 2}0", linked=data.draw(st.booleans()))
    for number, named in enumerate(ended):
        shop.job(f"ended{number}", *named, state=data.draw(st.sampled_from(["done", "failed", "cancelled"])))
    limit = data.draw(st.integers(0, 6_000))
    referred = {one.name for named in (*takes, *running) for one in named}
    with shop.alive("runs0", "runs1"):
        for number, named in enumerate(running):
            shop.job(f"runs{number}", *named)
        assert kept_steps(shop.show.folder, shop.work).steps == referred
        before = {one.name: one for one in entries(shop.work)}
        seen = look([(shop.show.folder, shop.work)], limit)
        gone = shop.tidy(limit)
    assert not gone & referred
    assert gone == {one.name for one in seen.remove}
    assert all(step.is_done(deep=True) for step in steps if step.name not in gone)
    stayed = [one for name, one in before.items() if name not in gone | referred]
    assert all(before[name].used <= one.used for name in gone for one in stayed), "what was used later went earlier"
    left = sum(one.alone for one in entries(shop.work))
    assert left <= limit or not stayed
    assert left == seen.held - seen.frees


def test_the_command_says_what_goes_before_it_goes(shop: Shop, capsys) -> None:
    kept, loose = shop.step(1, age=86_400), shop.step(2, age=172_800)
    shop.take("v001", kept)
    argv = ["studio", "tidy", "--limit", "1kB", "--show", str(shop.show.folder), "--json"]
    group.main([*argv, "--dry-run"], standalone_mode=False)
    said = capsys.readouterr()
    *lines, record = said.out.splitlines()
    assert lines[1].startswith(f"{loose.path} ")
    assert lines[1].endswith("used 2023-11-12 22:13 UTC")
    assert json.loads(record)["removed"] == []
    assert "above the limit have to stay" in said.err
    assert loose.is_done()
    group.main(argv, standalone_mode=False)
    assert json.loads(capsys.readouterr().out.splitlines()[-1])["removed"] == [str(loose.path)]
    assert not loose.path.exists()
    assert not (shop.work / ".tidied").exists()
    assert kept.is_done(deep=True)


def test_without_a_limit_the_studio_s_own_holds_and_none_is_said(shop: Shop, rushes, monkeypatch) -> None:
    loose = shop.step(1, size=2_000_000)
    code, _, errors = rushes("studio", "tidy", "--show", "SHOP")
    assert (code, errors.count("\n")) == (2, 1)
    assert "give --limit 200GB" in errors
    (shop.show.folder.parent / "studio.yaml").write_text("cache: {limit_gb: 0.001}\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", "studio.yaml")
    assert rushes("studio", "tidy", "--show", "SHOP")[0] == 0
    assert not loose.path.exists()


@pytest.mark.parametrize("limit", ["", "-1GB", "200 loaves", "GB", "1e3"])
def test_a_limit_that_is_no_size_is_a_sentence(shop: Shop, rushes, limit: str) -> None:
    code, _, errors = rushes("studio", "tidy", "--show", "SHOP", f"--limit={limit}")
    assert code == 2
    assert f'"{limit}" is no size. Write it as 200GB, 1.5TB or 800MiB.' in errors
