"""Files that are written once."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor

import pytest

from rushes.clearance.records.write_once import write_once
from rushes.errors import BadInputError


def test_a_file_is_whole_and_has_its_mode(tmp_path):
    write_once(tmp_path / "a" / "b.json", b"{}", mode=0o600)
    assert (tmp_path / "a" / "b.json").read_bytes() == b"{}"
    assert (tmp_path / "a" / "b.json").stat().st_mode & 0o777 == 0o600


def test_of_many_writers_one_succeeds(tmp_path):
    def write(number: int) -> bool:
        try:
            write_once(tmp_path / "one.json", str(number).encode())
        except BadInputError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(write, range(40))) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["one.json"]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write anywhere")
def test_a_closed_folder_has_a_sentence(tmp_path):
    tmp_path.chmod(0o500)
    with pytest.raises(BadInputError, match="can't be written"):
        write_once(tmp_path / "one.json", b"{}")


def test_a_folder_in_the_way_of_the_place_has_a_sentence(tmp_path):
    (tmp_path / "folder").write_text("a file")
    with pytest.raises(BadInputError, match="can't be written"):
        write_once(tmp_path / "folder" / "one.json", b"{}")
