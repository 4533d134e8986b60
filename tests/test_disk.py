"""A disk that is full or may not be written: one sentence, exit code 2, and what is finished stays finished."""

from __future__ import annotations

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from rushes.studio import StepFolder
from rushes.studio.store import DONE

ROOT = os.geteuid() == 0
SMALL_HOUSE = ("frames: 2", "building: {storeys: 2, bays: 2, bays_deep: 2}")


@pytest.fixture
def mount(tmp_path: Path) -> Iterator[Callable[..., None]]:
    """Mount a disk in memory at ``S`` with some options, or mount it anew with others."""
    place = tmp_path / "S"
    place.mkdir()

    def mount(*options: str) -> None:
        if not ROOT:
            pytest.skip("only root may mount")
        argv = ["mount", "-t", "tmpfs", "-o", ",".join(options), "tmpfs", str(place)]
        if subprocess.run(argv, check=False, capture_output=True).returncode:
            pytest.skip("this root may not mount")

    yield mount
    while os.path.ismount(place):
        subprocess.run(["umount", "-l", str(place)], check=True)  # noqa: S607 - the system's umount


def test_a_full_disk_before_anything_is_made(mount, asked) -> None:
    mount("size=64k")
    assert asked.rushes("init", "S")[0] == 0
    code, _, errors = asked.make_apart(asked.brief(*SMALL_HOUSE))
    assert code == 2
    assert len(errors.splitlines()) == 1
    assert "The disk is full while writing" in errors
    assert "Make room and run the same command again: what is finished is kept." in errors


@pytest.mark.slow
def test_a_disk_that_fills_up_in_the_middle_of_a_step(mount, asked) -> None:
    mount("size=448k")
    assert asked.rushes("init", "S")[0] == 0
    code, _, errors = asked.make_apart(asked.brief(*SMALL_HOUSE))
    *steps, sentence = errors.splitlines()
    assert code == 2
    assert steps[-1].split()[0] not in {"build", "comp", "clip"}
    assert sentence.startswith("rushes: The disk is full while writing")
    assert "Make room and run the same command again: what is finished is kept." in sentence
    done = {path.parent.parent.name for path in (asked.show / "work").rglob(DONE)}
    assert "build" in done
    assert not done & {"render", "comp", "clip"}
    assert not (asked.show / "shots").exists()

    built = next((asked.show / "work" / "build").rglob(DONE))
    record = json.loads(built.read_text(encoding="utf-8"))
    assert StepFolder(asked.show / "work", "build", record["key"]).is_done(deep=True)
    code, out, _ = asked.rushes("jobs", "--show", "S")
    assert code == 0
    assert "again: what is finished is kept" in out


@pytest.mark.slow
def test_a_limit_on_the_size_of_a_file_is_said_like_a_full_disk(asked) -> None:
    """As a quota would, and without being root."""
    limit = "import resource; resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))"
    code, _, errors = asked.make_apart(asked.brief(*SMALL_HOUSE), before=limit)
    assert code == 2, errors
    assert "The disk is full while writing" in errors.splitlines()[-1]
    assert not (asked.show / "shots").exists()


def test_a_show_that_may_only_be_read(mount, asked) -> None:
    if ROOT:
        mount("size=1m")
        assert asked.rushes("init", "S")[0] == 0
        mount("remount", "ro", "size=1m")
    else:
        asked.show.chmod(0o500)
    sentence = asked.refused(asked.brief(*SMALL_HOUSE))
    assert str(asked.show) in sentence
    assert "can't be written" in sentence
    assert "Give write permission or another place" in sentence
