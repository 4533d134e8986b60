"""A step is done when its files are there and right; everything that can be wrong with a disk is one sentence."""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.errors import BadInputError
from rushes.studio import StepFolder, spoken_errors, write_atomically
from rushes.studio.store import DONE

ROOT = os.geteuid() == 0


@pytest.fixture
def folder(tmp_path: Path) -> StepFolder:
    return StepFolder(tmp_path, "render", "k" * 64)


@pytest.fixture
def finished(folder: StepFolder) -> StepFolder:
    out = folder.open()
    (out / "deep").mkdir()
    (out / "a.exr").write_bytes(b"abc")
    (out / "deep" / "b.exr").write_bytes(b"defg")
    folder.finish(seconds=2.0, tools={"blender": "4.5"})
    return folder


def test_a_finished_folder_names_its_files(finished: StepFolder) -> None:
    record = finished.record()
    assert record is not None
    assert sorted(record["files"]) == ["a.exr", "deep/b.exr"]
    assert record["tools"] == {"blender": "4.5"}
    assert finished.is_done(deep=True)
    assert not finished.part.exists()


@pytest.mark.parametrize(
    "damage",
    ["", "{", "[]", "null", "{}", '{"key": 1}', '{"key": "KEY", "files": []}', '{"key": "KEY", "files": {}}',
     '{"key": "KEY", "files": {"a.exr": 3}}', '{"key": "KEY", "files": {"a.exr": {"size": 3, "sha256": 1}}}',
     '{"key": "other", "files": {"a.exr": {"size": 3}}}', '{"key": "KEY"}'],
)  # fmt: skip
def test_a_damaged_record_is_not_done(finished: StepFolder, damage: str) -> None:
    (finished.path / DONE).write_text(damage.replace("KEY", finished.key), encoding="utf-8")
    assert not finished.is_done(deep=True)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(bit=st.integers(0, 8 * 7 - 1))
def test_any_flipped_bit_is_mended_by_setting_it_aside(tmp_path_factory: pytest.TempPathFactory, bit: int) -> None:
    folder = StepFolder(tmp_path_factory.mktemp("store"), "render", "k" * 64)
    (folder.open() / "a.bin").write_bytes(bytes(range(7)))
    folder.finish(seconds=1.0)
    assert folder.mend()
    data = bytearray((folder.path / "a.bin").read_bytes())
    data[bit // 8] ^= 1 << bit % 8
    (folder.path / "a.bin").write_bytes(data)
    assert folder.is_done()
    assert not folder.mend()
    assert not folder.path.exists()
    assert (folder.path.with_name(f"{folder.path.name}.broken-1") / "a.bin").read_bytes() == data


def test_a_second_broken_folder_gets_the_next_number(finished: StepFolder) -> None:
    for number in (1, 2):
        (finished.path / "a.exr").unlink()
        assert not finished.mend()
        assert finished.path.with_name(f"{finished.path.name}.broken-{number}").is_dir()
        (finished.open() / "a.exr").write_bytes(b"abc")
        finished.finish(seconds=1.0)


def test_whole_frames_of_a_broken_off_run_are_kept_and_half_ones_go(folder: StepFolder) -> None:
    assert not folder.begun()
    out = folder.open()
    (out / "f.1001.exr").write_bytes(b"whole")
    (out / "f.1002.exr.part").write_bytes(b"ha")
    assert folder.begun()
    assert sorted(path.name for path in folder.open().iterdir()) == ["f.1001.exr"]


def test_a_step_without_files_is_not_done(folder: StepFolder) -> None:
    folder.open()
    folder.finish(seconds=1.0)
    assert not folder.is_done()


def test_a_file_in_the_place_of_the_folder_is_named(tmp_path: Path) -> None:
    (tmp_path / "render").write_text("in the way", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"render.*write permission"):
        StepFolder(tmp_path, "render", "k" * 64).open()


@pytest.mark.skipif(ROOT, reason="root may write everywhere")
def test_a_read_only_folder_is_named(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(BadInputError, match=r"render.*write permission"):
        StepFolder(tmp_path, "render", "k" * 64).open()


@pytest.mark.skipif(not ROOT, reason="only root may mount")
def test_a_full_or_read_only_disk_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(tmp_path)], check=False).returncode:  # noqa: S607 - the system's mount
        pytest.skip("this root may not mount")
    folder = StepFolder(tmp_path, "render", "k" * 64)
    try:
        (folder.open() / "f.1001.exr").write_bytes(b"whole")
        with pytest.raises(BadInputError, match=r"disk is full.*MiB free"), spoken_errors(folder.part):
            (folder.part / "f.1002.exr.part").write_bytes(bytes(100_000))
        with pytest.raises(BadInputError, match="disk is full"):
            folder.finish(seconds=1.0)
        assert not folder.path.exists()
        assert [path.name for path in folder.open().iterdir()] == ["f.1001.exr"]
        folder.finish(seconds=1.0)
        assert folder.is_done(deep=True)
        subprocess.run(["mount", "-o", "remount,ro", str(tmp_path)], check=True)  # noqa: S607 - the system's mount
        with pytest.raises(BadInputError, match="write permission"):
            StepFolder(tmp_path, "comp", "c" * 64).open()
    finally:
        subprocess.run(["umount", str(tmp_path)], check=True)  # noqa: S607 - the system's mount


def test_a_record_is_written_whole_or_not_at_all(tmp_path: Path) -> None:
    path = tmp_path / "record.json"
    write_atomically(path, '{"version": 1}')
    code = (
        "import resource, signal, sys; from pathlib import Path; from rushes.studio import *\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        f"resource.setrlimit(resource.RLIMIT_FSIZE, (4096, {resource.RLIM_INFINITY}))\n"
        "path = Path(sys.argv[1])\n"
        "try:\n"
        "    with spoken_errors(path): write_atomically(path, 'x' * 10000)\n"
        "except Exception as error: print(type(error).__name__, error)\n"
    )
    said = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True).stdout
    assert said.startswith("NotNowError The disk is full while writing")
    assert json.loads(path.read_text(encoding="utf-8")) == {"version": 1}
    assert [entry.name for entry in tmp_path.iterdir()] == ["record.json"]


def test_only_the_errors_that_were_asked_for_are_spoken(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError), spoken_errors(tmp_path, only=frozenset()):
        (tmp_path / "gone").read_bytes()
