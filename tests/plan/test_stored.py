"""What another machine made is fetched by whoever would make it: after the gate let it through, and never around it."""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from rushes.clearance import Gate, Question, Registry, clear
from rushes.errors import RefusedError, StepFailedError
from rushes.plan import Recipe, Step, StepContext, folders_of, tasks
from rushes.plan.run import run_step
from rushes.plan.stored import fetched
from rushes.show import FrameRange, Show
from rushes.studio import StepFolder
from rushes.studio.storage import storage_for
from rushes.studio.storage.behind import stored_behind
from stored import Machine

SHA = "b" * 64
STEPS = (Step("one", "toy_stored_steps:write", 1, {}), Step("two", "toy_stored_steps:write", 1, {}, needs=("one",)))


class Floor:
    """A machine with a show and the recipe of two steps."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        self.show = Show.init(folder / "S", Fraction(24))
        self.recipe = Recipe(
            "S", "010_0010", "v001", "destruction", "toy", "1", Fraction(24), FrameRange.of_length(2), 0, 1, SHA, STEPS
        )
        self.folders = folders_of(self.recipe, self.show.work)
        question = Question(production="S", shot="010_0010", brief_sha256=SHA)
        cleared = clear(question, Registry(), self.show.policies, now=datetime.now(UTC))
        self.tasks = tasks(self.recipe, self.show.work, cleared, question=question, gate=Gate.of(self.show))

    def run(self, number: int) -> StepFolder:
        task = self.tasks[number]
        run_step(dict(task.request), lambda *_: None)
        return task.folder


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The steps that were made, in order; and the module that the toy steps' entries name."""
    made: list[str] = []
    module = ModuleType("toy_stored_steps")

    def write(ctx: StepContext) -> None:
        made.append(ctx.out.parent.name)
        read = "".join((folder / "words.txt").read_text(encoding="utf-8") for folder in ctx.inputs.values())
        (ctx.out / "words.txt").write_text(f"{read}{ctx.out.parent.name}\n", encoding="utf-8")

    module.write = write  # type: ignore[attr-defined] # a module that is made here
    monkeypatch.setitem(sys.modules, "toy_stored_steps", module)
    return made


@pytest.fixture
def shared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A storage that the studio's file names."""
    shared = tmp_path / "shared"
    shared.mkdir()
    (tmp_path / "studio.yaml").write_text(f"storage: {{url: 'file://{shared}'}}\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    return shared


def test_what_one_machine_made_and_stored_another_does_not_make(tmp_path: Path, made: list[str], shared: Path) -> None:
    here, there = Floor(tmp_path / "here"), Floor(tmp_path / "there")
    storage = storage_for("S")
    assert storage
    for number in (0, 1):
        storage.push_step(here.run(number))
    assert made == ["one", "two"]
    assert there.run(1).is_done(deep=True)
    assert made == ["one", "two"]
    assert not there.folders["one"].path.exists(), "nobody asked for it"


def test_a_step_that_reads_what_only_the_storage_has_fetches_that(
    tmp_path: Path, made: list[str], shared: Path
) -> None:
    here, there = Floor(tmp_path / "here"), Floor(tmp_path / "there")
    storage = storage_for("S")
    assert storage
    with pytest.raises(StepFailedError, match="reads the step one, which is neither in"):
        there.run(1)
    storage.push_step(here.run(0))
    assert (there.run(1).path / "words.txt").read_text() == "one\ntwo\n"
    assert made == ["one", "two"]


def test_what_may_not_be_made_is_not_fetched_either(tmp_path: Path, made: list[str], shared: Path, monkeypatch) -> None:
    here, there = Floor(tmp_path / "here"), Floor(tmp_path / "there")
    storage = storage_for("S")
    assert storage
    storage.push_step(here.run(0))
    request = {**there.tasks[0].request, "action": "reage"}
    monkeypatch.setattr("rushes.plan.run.fetched", lambda *_: pytest.fail("it was fetched"))
    with pytest.raises(RefusedError):
        run_step(request, lambda *_: None)
    assert not there.folders["one"].path.parent.exists()


def test_nothing_is_fetched_without_a_permit_of_the_gate(tmp_path: Path, made: list[str], shared: Path) -> None:
    there = Floor(tmp_path / "there")
    with pytest.raises(TypeError, match="with a permit of the clearance gate only"):
        fetched(there.tasks[0].request, there.folders["one"], None)  # type: ignore[arg-type] # that is the test


def test_a_storage_that_is_gone_is_said_and_the_step_is_made(
    tmp_path: Path, made: list[str], monkeypatch, caplog
) -> None:
    (tmp_path / "studio.yaml").write_text("storage: {url: 's3://bucket/studio'}\n", encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name, raising=False)
    assert Floor(tmp_path / "here").run(0).is_done(deep=True)
    assert "The storage has no keys" in caplog.text
    assert "Step one is made here." in caplog.text


def run(floor: Floor, storage) -> None:
    with stored_behind(storage) as behind:
        for number in (0, 1):
            behind.push(floor.run(number))


def test_what_is_made_is_stored_behind_the_work(tmp_path: Path, made: list[str], shared: Path) -> None:
    run(Floor(tmp_path / "here"), storage_for("S"))
    there = Floor(tmp_path / "there")
    assert there.run(1).is_done(deep=True)
    assert made == ["one", "two"]


def test_work_goes_on_without_the_storage_and_push_stores_it_later(
    tmp_path: Path, made: list[str], shared: Path, rushes, caplog
) -> None:
    storage = storage_for("S")
    assert storage
    shared.rename(tmp_path / "unmounted")
    caplog.set_level(logging.WARNING)
    here = Floor(tmp_path / "here")
    shared.write_text("in the way")
    run(here, storage)
    assert made == ["one", "two"]
    assert "`rushes studio push` stores it later." in caplog.text
    shared.unlink()
    (tmp_path / "unmounted").rename(shared)
    code, out, _ = rushes("studio", "push", "--show", str(here.show.folder))
    assert code == 0, out
    assert "Stored 2" in out
    assert (
        rushes("studio", "push", "--show", str(here.show.folder))[1].splitlines()[-1]
        == "Stored 2, 0 bytes of them sent now."
    )
    there = Floor(tmp_path / "there")
    assert there.run(1).is_done(deep=True)
    assert made == ["one", "two"]


def test_push_without_a_storage_is_a_sentence(tmp_path: Path, rushes) -> None:
    Show.init(tmp_path / "S", Fraction(24))
    code, _, errors = rushes("studio", "push", "--show", "S")
    assert (code, errors.count("\n")) == (2, 1)
    assert "The studio has no storage." in errors


def test_what_is_changed_at_home_is_told_by_push_and_the_rest_is_stored(tmp_path: Path, shared: Path, rushes) -> None:
    Show.init(tmp_path / "S", Fraction(24))
    machine = Machine(tmp_path / "S")
    machine.make("right")
    wrong = machine.make("wrong")
    (wrong.path / "comp.1001.exr").write_bytes(b"one riece")
    code, out, errors = rushes("studio", "push", "--show", "S")
    assert code == 5
    assert "Stored 1" in out
    assert errors.count("is not what it was when it was made") == 1


def test_a_take_is_stored_with_all_that_lies_in_it(tmp_path: Path, shared: Path) -> None:
    folder = tmp_path / "v001"
    (folder / "exr").mkdir(parents=True)
    (folder / "exr" / "comp.exr").write_bytes(b"comp")
    sha256 = hashlib.sha256(b"comp").hexdigest()
    take = {"shot": "010_0010", "version": "v001", "files": [{"path": "exr/comp.exr", "sha256": sha256}]}
    (folder / "take.json").write_text(json.dumps(take))
    storage = storage_for("S")
    assert storage
    assert storage.push_take(folder) > 4
    record = json.loads((shared / "takes" / "S" / "010_0010" / "v001.json").read_text())
    assert set(record["files"]) == {"exr/comp.exr", "take.json"}
    assert storage.push_take(folder) == 0
