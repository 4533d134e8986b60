"""Times come from what this machine measured: a start-up share and a rate, and nothing of it is lost or invented."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from rushes import pipeline
from rushes.brief import Brief
from rushes.brief.reage import Reage
from rushes.errors import BadInputError
from rushes.plan import Step, load_calibration
from rushes.plan.calibration import KEPT, machine
from rushes.show import Show

STEP = Step("render", "rushes.engines.toy:render", 1, {}, work=10.0, work_unit="megasample")


def sized(work: float) -> Step:
    return replace(STEP, work=work)


def test_nothing_measured_is_no_estimate(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path)
    assert calibration.estimate(STEP) is None
    assert not calibration.covers((STEP,))
    assert "never measured" in calibration.basis()
    assert "never measured" in calibration.basis_of(STEP)


@settings(max_examples=40, deadline=None)
@given(start=st.floats(0.0, 30.0), rate=st.floats(0.01, 20.0))
def test_the_start_up_share_is_told_from_the_rate(
    tmp_path_factory: pytest.TempPathFactory, start: float, rate: float
) -> None:
    calibration = load_calibration(tmp_path_factory.mktemp("home"))
    for work in (2.0, 6.0, 20.0):
        calibration = calibration.with_run(sized(work), start + rate * work)
    assert calibration.estimate(sized(100.0)) == pytest.approx(start + rate * 100.0, rel=1e-6)


def test_one_outlier_does_not_carry_the_estimate(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path)
    for work, seconds in ((2.0, 5.0), (4.0, 9.0), (6.0, 13.0), (8.0, 17.0), (10.0, 400.0)):
        calibration = calibration.with_run(sized(work), seconds)
    assert calibration.estimate(sized(20.0)) == pytest.approx(41.0, rel=0.5)


def test_what_was_measured_is_there_again_and_says_what_it_rests_on(tmp_path: Path) -> None:
    load_calibration(tmp_path).with_run(STEP, 20.0).with_run(sized(30.0), 60.0)
    again = load_calibration(tmp_path)
    assert again.estimate(sized(50.0)) == pytest.approx(100.0)
    assert again.covers((STEP,))
    assert machine() in again.basis()
    assert again.basis_of(STEP).startswith("2 runs of 10 to 30 megasample")


def test_only_the_last_runs_count(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path).with_run(STEP, 1000.0)
    for _ in range(KEPT):
        calibration = calibration.with_run(STEP, 20.0)
    assert calibration.estimate(STEP) == pytest.approx(20.0)


def test_another_version_of_a_step_is_another_measurement(tmp_path: Path) -> None:
    calibration = load_calibration(tmp_path).with_run(STEP, 20.0)
    assert calibration.estimate(replace(STEP, version=2)) is None


def test_a_run_without_work_divides_by_nothing(tmp_path: Path) -> None:
    assert load_calibration(tmp_path).with_run(sized(0.0), 3.0).estimate(sized(0.0)) == 0.0


def test_what_another_machine_measured_is_kept_and_counts_for_nothing(tmp_path: Path) -> None:
    other = {"other machine": {"rushes.engines.toy:render/1/megasample": [[10.0, 99.0, "2026-01-01T00:00:00+00:00"]]}}
    (tmp_path / "calibration.json").write_text(json.dumps({"machines": other}), encoding="utf-8")
    calibration = load_calibration(tmp_path)
    assert calibration.estimate(STEP) is None
    calibration.with_run(STEP, 20.0)
    written = json.loads((tmp_path / "calibration.json").read_text(encoding="utf-8"))["machines"]
    assert written["other machine"] == other["other machine"]
    assert set(written) == {"other machine", machine()}


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"machines": 3}', '{"machines": {"MACHINE": {"a": [[1]]}}}'])
def test_a_damaged_file_is_set_aside_and_said(tmp_path: Path, damage: str) -> None:
    text = damage.replace("MACHINE", machine())
    (tmp_path / "calibration.json").write_text(text, encoding="utf-8")
    calibration = load_calibration(tmp_path)
    assert calibration.runs == {}
    aside = tmp_path / "calibration.json.broken-1"
    assert str(aside) in calibration.basis()
    assert aside.read_text(encoding="utf-8") == text
    assert load_calibration(tmp_path).note == ""


def test_a_settings_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "home").write_text("in the way", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"home.*can't be written"):
        load_calibration(tmp_path / "home").with_run(STEP, 1.0)


def test_the_first_job_on_a_new_machine_compiles_and_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path))
    took = iter((100.0, 1.0, 2.0))

    def run_job(_work, _job, todo, **_):
        seconds = next(took)
        return {task.folder.step: seconds for task in todo}

    monkeypatch.setattr(pipeline, "run_job", run_job)
    calibration = pipeline.calibrated(lambda _: None)
    assert calibration.runs
    for runs in calibration.runs.values():
        assert [run.seconds for run in runs] == [1.0, 2.0]
    assert pipeline.calibrated(lambda _: None).runs == calibration.runs  # measured once


@pytest.fixture
def agreed(tmp_path: Path, rushes: Callable[..., Any], monkeypatch: pytest.MonkeyPatch) -> tuple[Brief, Show]:
    """Return the brief of a re-age that its performer agreed to, and the show."""
    show = Show.init(tmp_path / "S", Fraction(24))
    monkeypatch.setenv("RUSHES_PASSPHRASE", "seven grey herons at low tide")
    _, out, _ = rushes("consent", "key", "ada.key", "--json")
    did = json.loads(out.splitlines()[-1])["did"]
    (tmp_path / "keys").mkdir()
    until = f"{datetime.now(UTC).year + 1}-12-31"
    for line in (
        f"performer enrol p-014 --name Ada --did {did} --evidence seen --show S",
        f"consent draft p-014 --out d.yaml --action alter --action reage --kind reage --until {until} --set age_from=40 --set age_to=70 --description younger --show S",
        "consent sign d.yaml --key ada.key --yes --show S",
    ):
        code, _, errors = rushes(*line.split())
        assert code == 0, errors
    Image.fromarray(np.full((120, 160, 3), 90, np.uint8)).save(tmp_path / "plate.png")
    reage = Reage(performer="p-014", from_age=61, to_age=45, keys=tmp_path / "keys")
    plate = tmp_path / "plate.png"
    return Brief(kind="reage", shot="010_0030", plate=plate, frames=48, people=("p-014",), reage=reage), show


def test_a_re_age_is_measured_with_a_few_frames_of_its_own_and_no_house_is_made(
    agreed: tuple[Brief, Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    brief, show = agreed
    jobs = []

    def run_job(work, _job, todo, **_):
        jobs.append((work, [(task.folder.step, task.request["params"]["frames"]) for task in todo]))
        return {task.folder.step: float(len(jobs)) for task in todo}

    monkeypatch.setattr(pipeline, "run_job", run_job)
    calibration = pipeline.calibrated(lambda _: None, brief, show)
    assert [dict(steps)["track"] for _, steps in jobs] == [[1001, 1002], [1001, 1002], [1001, 1006]]
    assert all(work != show.work and not work.exists() for work, _ in jobs)
    outlook = pipeline.preview(brief, show, pipeline.judge(brief, show), calibration)
    assert all(state.seconds for state in outlook.states)
    assert len(jobs) == 3
    pipeline.calibrated(lambda _: None, brief, show)
    assert len(jobs) == 3  # measured once


def test_frames_that_show_nobody_leave_times_unknown_and_do_not_stop_a_plan(
    agreed: tuple[Brief, Show], monkeypatch: pytest.MonkeyPatch
) -> None:
    def run_job(*_, **__):
        raise BadInputError("No face was found in the plate's frames 1001-1002.")

    monkeypatch.setattr(pipeline, "run_job", run_job)
    brief, show = agreed
    calibration = pipeline.calibrated(lambda _: None, brief, show)
    outlook = pipeline.preview(brief, show, pipeline.judge(brief, show), calibration)
    assert {state.seconds for state in outlook.states} == {None}


MEASURE = """
import sys
from pathlib import Path
from rushes.plan import Step, load_calibration

calibration = load_calibration(Path(sys.argv[1]))
for turn in range(6):
    step = Step("render", f"rushes.engines.toy:{sys.argv[2]}", 1, {}, work=float(turn + 1), work_unit="frames")
    calibration = calibration.with_run(step, 1.0)
"""


def test_jobs_that_measure_at_once_lose_nothing_of_one_another(tmp_path: Path) -> None:
    jobs = [subprocess.Popen([sys.executable, "-c", MEASURE, str(tmp_path), name]) for name in ("one", "two", "three")]
    assert [job.wait(120) for job in jobs] == [0, 0, 0]
    known = load_calibration(tmp_path).runs
    assert {name: len(runs) for name, runs in known.items()} == {
        f"rushes.engines.toy:{name}/1/frames": 6 for name in ("one", "two", "three")
    }
