"""Files that are written once."""

from __future__ import annotations

import errno
import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError


def test_a_file_is_whole_and_has_its_mode(tmp_path):
    write_once(tmp_path / "a" / "b.json", b"{}", mode=0o600)
    assert (tmp_path / "a" / "b.json").read_bytes() == b"{}"
    assert (tmp_path / "a" / "b.json").stat().st_mode & 0o777 == 0o600


@pytest.fixture(params=["with hard links", "without"])
def disk(request, tmp_path, monkeypatch):
    """A folder on a disk of either kind."""
    if request.param == "without":
        monkeypatch.setattr(os, "link", _no_links)
    return tmp_path


def _no_links(*_):
    raise OSError(errno.EOPNOTSUPP, "Operation not supported")


def test_what_is_there_stays(disk):
    write_once(disk / "one.json", b"first", mode=0o600)
    with pytest.raises(BadInputError, match="never overwritten"):
        write_once(disk / "one.json", b"second")
    assert (disk / "one.json").read_bytes() == b"first"
    assert (disk / "one.json").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in disk.iterdir()] == ["one.json"]


def test_a_full_disk_leaves_nothing_behind(disk, monkeypatch):
    def full(_):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(BadInputError, match="disk is full"):
        write_once(disk / "one.json", b"{}")
    assert not list(disk.iterdir())


def test_of_many_writers_one_succeeds(disk):
    def write(number: int) -> bool:
        try:
            write_once(disk / "one.json", str(number).encode())
        except BadInputError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(40))) == 1
    assert [path.name for path in disk.iterdir()] == ["one.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_has_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(BadInputError, match="can't be written"):
        write_once(tmp_path / "one.json", b"{}")


def test_a_folder_in_the_way_of_the_place_has_a_sentence(tmp_path):
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(BadInputError, match="can't be written"):
        write_once(tmp_path / "folder" / "one.json", b"{}")
