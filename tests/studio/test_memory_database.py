"""The studio's PostgreSQL goes away while jobs run: work goes on by its files, and nothing waits for it for ever."""

from __future__ import annotations

import json
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from sqlalchemy.exc import OperationalError

from rushes.errors import NotNowError
from rushes.studio import cancel_job
from rushes.studio.memory_database import MemoryDatabase

from .conftest import JOB, Floor, ended

FRAMES = 6


@pytest.fixture
def floor(tmp_path: Path, postgres_url: str) -> Iterator[Floor]:
    yield from ended(Floor(tmp_path, postgres_url))


@pytest.fixture
def gate(tmp_path: Path) -> Path:
    """A step that is started with it stops before its fourth frame until the file is there."""
    return tmp_path / "gate"


def said(process: subprocess.Popen[str]) -> list[str]:
    out, errors = process.communicate(timeout=120)
    assert errors == ""
    told: list[str] = json.loads(out.splitlines()[-1])
    return told


def begun(floor: Floor, until, gate: Path, **asked: object) -> subprocess.Popen[str]:
    process = floor.start(gate=str(gate), **asked)
    until(lambda: "a 3" in floor.made())
    return process


def test_a_job_whose_database_dies_is_made_to_its_end(floor, until, gate, postgres) -> None:
    process = begun(floor, until, gate)
    postgres.kill()
    gate.touch()
    assert said(process) == ["a", "b"]
    assert floor.job().state == "done"
    postgres.start()
    assert floor.run() == []
    assert len(floor.made()) == 2 * FRAMES


def test_a_database_that_is_back_soon_remembers_the_rest(floor, until, gate, postgres) -> None:
    process = begun(floor, until, gate)
    postgres.kill()
    postgres.start()
    gate.touch()
    assert said(process) == ["a", "b"]
    assert floor.workflows() in (["SUCCESS"], ["PENDING"])
    assert floor.run() == []
    assert floor.workflows()[-1] == "SUCCESS"


def test_a_step_that_fails_is_told_though_nobody_remembers_it(floor, until, gate, postgres) -> None:
    process = begun(floor, until, gate, then="CheckFailedError")
    postgres.kill()
    gate.touch()
    assert said(process) == ["CheckFailedError", "a sentence"]
    assert floor.job().state == "failed"


@pytest.mark.parametrize("how", ["cancel", "ctrl-c", "kill"])
def test_who_stops_a_job_without_its_database_is_obeyed_and_it_goes_on_later(floor, until, gate, postgres, how) -> None:
    process = begun(floor, until, gate)
    postgres.kill()
    if how == "cancel":
        assert cancel_job(floor.work, JOB) == "cancelling"
    else:
        process.send_signal(signal.SIGINT if how == "ctrl-c" else signal.SIGKILL)
    process.communicate(timeout=120)
    assert process.returncode != 0
    until(lambda: floor.processes() == [])
    assert floor.job().state == ("cancelled" if how == "cancel" else "interrupted")
    postgres.start()
    whole, before = floor.whole_frames(), len(floor.made())
    assert len(whole) == 3
    assert floor.run() == ["b"]
    assert not whole & set(floor.made()[before:])
    assert floor.is_whole()


def test_a_database_that_does_not_answer_is_one_sentence_without_its_password(floor, postgres) -> None:
    postgres.kill()
    kind, sentence = floor.run()
    assert kind == "NotNowError"
    assert sentence.startswith("The studio's database postgresql://rushes@127.0.0.1:")
    assert "password" not in sentence
    assert floor.job().state == "failed"
    assert floor.made() == []
    postgres.start()
    assert floor.run() == ["a", "b"]


def test_two_shows_with_a_job_of_one_name_have_two_memories(tmp_path: Path, postgres_url: str, monkeypatch) -> None:
    (tmp_path / "studio.yaml").write_text(f'database: "{postgres_url}"\n', encoding="utf-8")
    monkeypatch.setenv("RUSHES_STUDIO", str(tmp_path / "studio.yaml"))
    one, two = (MemoryDatabase.of(tmp_path / show / "work") for show in ("ONE", "TWO"))
    assert one.name_of(JOB) != two.name_of(JOB)
    assert one.name_of(JOB) == MemoryDatabase.of(tmp_path / "ONE" / "work").name_of(JOB)
    (tmp_path / "studio.yaml").write_text("name: laptop\n", encoding="utf-8")
    assert MemoryDatabase.of(tmp_path / "ONE" / "work").path == tmp_path / "ONE" / "work" / "jobs.sqlite"


@pytest.mark.parametrize(
    ("said", "passes"),
    [
        ("connection failed: Network is unreachable", True),
        ("connection failed: Connection refused", True),
        ('FATAL: password authentication failed for user "rushes"', False),
    ],
)
def test_a_job_that_can_not_begin_without_it_is_begun_again_later_and_not_for_a_wrong_password(
    tmp_path, said: str, passes: bool
) -> None:
    there = MemoryDatabase(tmp_path, "postgresql://db/rushes", "postgresql://db/rushes", None)
    sentence = there.sentence(OperationalError("SELECT 1", {}, psycopg.OperationalError(said)))
    assert isinstance(sentence, NotNowError) is passes
    assert said in str(sentence)
