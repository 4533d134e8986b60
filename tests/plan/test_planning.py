"""A recipe's graph is checked, and a step of it runs in its folder with the clearance asked first."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from types import ModuleType

import pytest

from rushes.brief import Brief
from rushes.clearance import Clearance, Gate, Question, Registry, Verdict, clear
from rushes.errors import BadInputError, EscalatedError, RefusedError, RushesError
from rushes.plan import Engine, Recipe, Step, StepContext, folders_of, load_calibration, plan, states, tasks
from rushes.plan.run import run_step
from rushes.show import Show
from rushes.studio import StepTask
from rushes.studio.kept import kept_steps

SHA = "b" * 64


def clearance(verdict: Verdict = Verdict.CLEARED) -> Clearance:
    return Clearance(verdict, (), SHA, frozenset({"generate"}), (), datetime(2026, 1, 1, tzinfo=UTC))


def step(name: str, *needs: str, entry: str = "toy_plan_steps:write") -> Step:
    return Step(name, entry, 1, {"text": name}, needs=needs, tools={"toy": "1"})


def planned(*steps: Step, record: Clearance | None = None, frames: int = 20) -> Recipe:
    engine = Engine("toy", "destruction", "1", lambda *_: steps, lambda _: "")
    brief = Brief(shot="010_0010", frames=frames)
    return plan(brief, record or clearance(), engine, show="S", version="v001", rate=Fraction(24), brief_sha256=SHA)


def todo(recipe: Recipe, folder: Path) -> tuple[StepTask, ...]:
    """The steps of a recipe as the studio gets them, in a show where nothing stands against them."""
    show = Show.init(folder / "S", Fraction(24))
    question = Question(production="S", shot="010_0010", brief_sha256=SHA)
    cleared = clear(question, Registry(), show.policies, now=datetime.now(UTC))
    return tasks(recipe, folder, cleared, question=question, gate=Gate.of(show))


@pytest.fixture
def toy() -> Iterator[ModuleType]:
    """The module that the toy steps' entries name."""
    module = ModuleType("toy_plan_steps")

    def write(ctx: StepContext) -> None:
        words = [(folder / "words.txt").read_text(encoding="utf-8") for folder in ctx.inputs.values()]
        (ctx.out / "words.txt").write_text(" ".join([*words, ctx.params["text"]]), encoding="utf-8")
        ctx.report(1, 1)

    module.write = write
    sys.modules["toy_plan_steps"] = module
    yield module
    del sys.modules["toy_plan_steps"]


@pytest.mark.parametrize(
    ("steps", "sentence"),
    [
        ((step("a"), step("a")), "a twice"),
        ((step("b", "a"), step("a")), "b needs a, which does not come before"),
        ((step("a", "a"),), "a needs a"),
        ((step("a"), step("b", "a", "ghost")), "needs ghost"),
    ],
)
def test_a_graph_that_cannot_run_is_refused(steps: tuple[Step, ...], sentence: str) -> None:
    with pytest.raises(BadInputError, match=sentence):
        planned(*steps)


@pytest.mark.parametrize(("verdict", "error"), [(Verdict.REFUSED, RefusedError), (Verdict.ESCALATE, EscalatedError)])
def test_without_clearance_there_is_no_recipe(verdict: Verdict, error: type[RushesError]) -> None:
    with pytest.raises(error):
        planned(step("a"), record=clearance(verdict))


def test_a_short_picture_has_no_handles() -> None:
    assert planned(step("a"), frames=16).handles == 0
    assert planned(step("a"), frames=17).handles == 8


def test_steps_run_from_folders_to_folders_and_are_done(tmp_path: Path, toy: ModuleType) -> None:
    recipe = planned(step("a"), step("b", "a"))
    reports: list[tuple[int, int]] = []
    for task in todo(recipe, tmp_path):
        run_step(task.request, lambda done, total: reports.append((done, total)))
    assert reports == [(1, 1), (1, 1)]
    folders = folders_of(recipe, tmp_path)
    assert (folders["b"].path / "words.txt").read_text(encoding="utf-8") == "a b"
    record = folders["b"].record()
    assert record is not None
    assert record["tools"] == {"toy": "1"}
    seen = states(recipe, tmp_path, load_calibration(tmp_path))
    assert [(state.step.name, state.done, state.seconds) for state in seen] == [("a", True, 0.0), ("b", True, 0.0)]


def test_a_step_that_is_done_is_not_run_again(tmp_path: Path, toy: ModuleType) -> None:
    (task,) = todo(planned(step("a")), tmp_path)
    run_step(task.request, lambda *_: None)
    toy.write = None
    run_step(task.request, lambda *_: None)
    assert task.folder.is_done(deep=True)


def test_a_changed_recipe_is_another_folder() -> None:
    first, second = planned(step("a"), step("b", "a")), planned(replace(step("a"), version=2), step("b", "a"))
    assert set(first.keys.values()).isdisjoint(second.keys.values())


def test_a_take_s_record_keeps_its_steps_and_no_others_in_the_store(tmp_path: Path, toy: ModuleType) -> None:
    recipe = planned(step("one"), step("two", "one"))
    (tmp_path / "work").mkdir()
    for task in todo(recipe, tmp_path / "work"):
        run_step(dict(task.request), lambda *_: None)
    version = tmp_path / "work" / "S" / "shots" / "010_0010" / "v001"
    version.mkdir(parents=True)
    (version / "take.json").write_text(json.dumps({"recipe": recipe.to_json()}), encoding="utf-8")
    kept = kept_steps(tmp_path / "work" / "S", tmp_path / "work")
    assert {tmp_path / "work" / name for name in kept.steps} == {
        one.path for one in folders_of(recipe, tmp_path / "work").values() if one.is_done(deep=True)
    }
    assert len(kept.steps) == 2


@pytest.mark.parametrize(("number", "word"), [(28, "disk is full"), (122, "disk is full"), (30, "write permission")])
def test_what_the_disk_says_in_a_step_is_a_sentence(tmp_path: Path, toy: ModuleType, number: int, word: str) -> None:
    def write(ctx: StepContext) -> None:
        raise OSError(number, "no", str(ctx.out / "f.1001.exr"))

    toy.write = write
    (task,) = todo(planned(step("a")), tmp_path)
    with pytest.raises(BadInputError, match=rf"f\.1001\.exr.*{word}|{word}.*f\.1001\.exr"):
        run_step(task.request, lambda *_: None)
    assert not task.folder.path.exists()


def test_a_file_that_is_missing_is_not_said_to_be_unwritable(tmp_path: Path, toy: ModuleType) -> None:
    def write(ctx: StepContext) -> None:
        (ctx.out / "gone").read_bytes()

    toy.write = write
    (task,) = todo(planned(step("a")), tmp_path)
    with pytest.raises(FileNotFoundError):
        run_step(task.request, lambda *_: None)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount")
def test_a_full_disk_is_named_even_when_a_library_does_not(tmp_path: Path, toy: ModuleType) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False).returncode:
        pytest.skip("this root may not mount")

    def write(ctx: StepContext) -> None:
        raise RuntimeError("something could not be written")

    toy.write = write
    try:
        (task,) = todo(planned(step("a")), tmp_path)
        with pytest.raises(BadInputError, match="disk is full"):
            run_step(task.request, lambda *_: None)
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)  # noqa: S607 - the system's umount
