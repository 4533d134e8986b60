"""A farm that runs the exported template makes the same frames, asks the same gate, and goes on where it was cancelled."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.clearance import Gate, Question, Registry, clear
from rushes.errors import BadInputError
from rushes.plan import Recipe, Step, folders_of, tasks
from rushes.plan.openjd import job_template
from rushes.plan.task import main
from rushes.show import FrameRange, Show
from rushes.studio.chunks import Apart

SHA = "b" * 64
TOY = """
import os, time

def build(ctx):
    (ctx.out / "house.txt").write_text(ctx.params["text"])
    ctx.report(1, 1)

def render(ctx):
    house = (ctx.inputs["build"] / "house.txt").read_text()
    for frame in ctx.mine(__import__("rushes.show", fromlist=["FrameRange"]).FrameRange(1001, 1004)):
        target = ctx.out / f"comp.{frame}.txt"
        if not target.exists():
            with open(os.environ["TOY_LOG"], "a") as log:
                log.write(f"{frame} {ctx.only}\\n")
            if f"{frame}" == os.environ.get("TOY_HANGS"):
                time.sleep(300)
            part = ctx.scratch / f"{frame}.part"
            part.write_text(f"{house} {frame}")
            part.rename(target)
    ctx.report(4, 4)
"""


class Farm:
    """A show whose recipe has a step that is divided, and a farm that runs what was exported."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.show = Show.init(folder / "S", Fraction(24))
        (folder / "toy_farm_steps.py").write_text(TOY)
        steps = (
            Step("build", "toy_farm_steps:build", 1, {"text": 'a "{{house}}" of {braces}}'}),
            Step("render", "toy_farm_steps:render", 1, {}, needs=("build",), apart=Apart(1001, 1004, first_leads=True)),
        )
        self.recipe = Recipe(
            "S", "010_0010", "v001", "destruction", "toy", "1", Fraction(24), FrameRange(1001, 1004), 0, 1, SHA, steps
        )
        question = Question(production="S", shot="010_0010", brief_sha256=SHA)
        cleared = clear(question, Registry(), self.show.policies, now=datetime.now(UTC))
        self.tasks = tasks(self.recipe, self.show.work, cleared, question=question, gate=Gate.of(self.show))
        self.folders = folders_of(self.recipe, self.show.work)
        self.template = job_template(self.recipe, self.tasks, chunk_frames=2)

    def openjd(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        path = self.folder / "job.template.json"
        path.write_text(json.dumps(self.template))
        program = Path(sys.executable).with_name("openjd")
        return subprocess.run(
            [program, arguments[0], str(path), *arguments[1:]],
            capture_output=True,
            text=True,
            check=False,
            timeout=500,
            env=self.env,
        )

    @property
    def env(self) -> dict[str, str]:
        paths = os.pathsep.join([str(self.folder), os.environ.get("PYTHONPATH", "")])
        return {
            **os.environ,
            "PYTHONPATH": paths,
            "TOY_LOG": str(self.folder / "log.txt"),
            "RUSHES_HOME": str(self.folder / "home"),
        }

    def request(self, step: str) -> str:
        data = next(one for one in self.template["steps"] if one["name"] == step)["script"]["embeddedFiles"][0]["data"]
        path = self.folder / f"{step}.request.json"
        path.write_text(data)
        return str(path)


@pytest.fixture
def farm(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Farm:
    farm = Farm(tmp_path)
    for name in ("TOY_LOG", "RUSHES_HOME"):
        monkeypatch.setenv(name, farm.env[name])
    monkeypatch.syspath_prepend(str(tmp_path))
    return farm


def test_openjd_runs_it_to_the_same_frames(farm: Farm, tmp_path: Path) -> None:
    ran = farm.openjd("run", "--step", "render", "--run-dependencies", "-p", f"Python={sys.executable}")
    assert ran.returncode == 0, ran.stdout + ran.stderr
    made = farm.folders["render"]
    assert made.is_done(deep=True)
    (tmp_path / "alone").mkdir()
    alone = Farm(tmp_path / "alone")
    for step in ("build", "render"):
        assert main([alone.request(step)]) == 0
    assert alone.folders["render"].key == made.key
    assert (alone.folders["render"].record() or {})["files"] == (made.record() or {})["files"]
    frames = [line.split(maxsplit=1) for line in (tmp_path / "log.txt").read_text().splitlines()[:4]]
    assert sorted(frame for frame, _ in frames) == ["1001", "1002", "1003", "1004"], "a frame was made twice"
    assert "None" not in {only for _, only in frames}, "the whole step made what its chunks should have made"
    assert (made.path / "comp.1003.txt").read_text() == 'a "{{house}}" of {braces}} 1003'


def test_a_cancelled_run_ends_its_task_and_goes_on_where_it_was(farm: Farm, tmp_path: Path) -> None:
    """The cancel comes while a frame is made: in the moment in which openjd starts a task, its own handler waits for a lock that it holds."""
    program = Path(sys.executable).with_name("openjd")
    path = tmp_path / "job.template.json"
    path.write_text(json.dumps(farm.template))
    argv = [program, "run", path, "--step", "render", "--run-dependencies", "-p", f"Python={sys.executable}"]
    log = tmp_path / "log.txt"
    begun = lambda: [line.split()[0] for line in log.read_text().splitlines()] if log.exists() else []  # noqa: E731 - a name
    with (tmp_path / "said").open("wb") as said:
        running = subprocess.Popen(argv, stdout=said, stderr=said, env={**farm.env, "TOY_HANGS": "1003"})
    try:
        until = time.monotonic() + 200
        while "1003" not in begun():
            assert running.poll() is None, (tmp_path / "said").read_text()
            assert time.monotonic() < until
            time.sleep(0.05)
        running.send_signal(signal.SIGINT)
        assert running.wait(200) != 0
    finally:
        running.kill()
    assert "openjd_fail: Cancelled. What is finished stays" in (tmp_path / "said").read_text()
    assert not farm.folders["render"].is_done()
    again = farm.openjd("run", "--step", "render", "--run-dependencies", "-p", f"Python={sys.executable}")
    assert again.returncode == 0, again.stdout + again.stderr
    assert farm.folders["render"].is_done(deep=True)
    assert sorted(begun()) == ["1001", "1002", "1003", "1003", "1004"]


def test_the_template_is_one_and_its_steps_wait_for_what_they_read(farm: Farm) -> None:
    checked = farm.openjd("check")
    assert checked.returncode == 0, checked.stdout + checked.stderr
    needs = {one["name"]: [on["dependsOn"] for on in one.get("dependencies", [])] for one in farm.template["steps"]}
    assert needs == {
        "build": [],
        "render-first": ["build"],
        "render-frames": ["build", "render-first"],
        "render": ["build", "render-first", "render-frames"],
    }
    ranges = [
        one["parameterSpace"]["taskParameterDefinitions"][0]["range"]
        for one in farm.template["steps"]
        if "parameterSpace" in one
    ]
    assert ranges == [["1001-1001"], ["1002-1003", "1004-1004"]]


def test_a_task_asks_the_gate_when_it_runs_and_not_when_it_was_exported(farm: Farm, capsys) -> None:
    request = farm.request("build")
    asked = json.loads(Path(request).read_text())
    asked["request"]["action"] = "reage"
    Path(request).write_text(json.dumps(asked))
    assert main([request]) == 3
    assert capsys.readouterr().out.startswith("openjd_fail: ")
    assert not farm.folders["build"].path.exists()
    del asked["request"]["clearance"]
    Path(request).write_text(json.dumps(asked))
    assert main([request]) == 3


def test_a_task_says_how_far_it_is(farm: Farm, capsys) -> None:
    assert main([farm.request("build")]) == 0
    assert capsys.readouterr().out.splitlines() == ["openjd_status: 1 of 1", "openjd_progress: 100.0"]
    assert main([farm.request("build")]) == 0, "what is done is not done again"


def test_a_task_before_its_time_is_a_sentence(farm: Farm, capsys) -> None:
    assert main([farm.request("render")]) == 5
    assert "openjd_fail: Step render reads the step build, which is neither in" in capsys.readouterr().out


@pytest.mark.parametrize("frames", ["", "1004-1001", "first", "1001", "1001-1002-1003"])
def test_frames_that_are_none_are_a_sentence(farm: Farm, capsys, frames: str) -> None:
    assert main([farm.request("render"), frames or "x"]) == 2
    assert "are no frames. Write them as 1001-1008." in capsys.readouterr().out


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"entry": "os:system", "request": {"work": "a", "step": "b", "key": "c"}}']
)
def test_a_request_that_is_none_is_a_sentence(tmp_path: Path, capsys, text: str) -> None:
    path = tmp_path / "request.json"
    path.write_text(text)
    assert main([str(path)]) == 2
    assert "is no request of a step" in capsys.readouterr().out
    assert main([str(tmp_path / "none.json")]) == 2
    assert main([]) == 2


def test_a_name_that_a_farm_would_replace_is_refused(farm: Farm) -> None:
    with pytest.raises(BadInputError, match="holds a pair of braces"):
        job_template(farm.recipe, farm.tasks, chunk_frames=2, take=["make", "/shows/{{x}}/brief.yaml"])


def test_the_command_writes_a_template_that_is_one(asked) -> None:
    code, out, errors = asked.rushes(
        "export", "openjd", asked.brief("frames: 12"), "--show", "S", "--chunk", "5", "--json"
    )
    assert code == 0, errors
    said = json.loads(out.splitlines()[-1])
    assert said["steps"][-1] == "take"
    assert {"render", "render-frames"} <= set(said["steps"])
    program = Path(sys.executable).with_name("openjd")
    checked = subprocess.run(
        [program, "check", said["template"]], capture_output=True, text=True, check=False, timeout=300
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr
    take = json.loads(Path(said["template"]).read_text())["steps"][-1]
    assert take["script"]["actions"]["onRun"]["args"][:4] == ["-m", "rushes", "make", str(asked.folder / "brief.yaml")]
    assert not (asked.show / "work" / "build").exists(), "nothing is made by it"
