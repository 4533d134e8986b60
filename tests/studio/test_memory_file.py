"""A ``jobs.sqlite`` that was harmed: it is set aside, or it can be used; never anything else."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from rushes.studio.memory_database import MemoryDatabase


@pytest.fixture
def path(tmp_path: Path) -> Path:
    path = tmp_path / "jobs.sqlite"
    with sqlite3.connect(path) as connection:
        for name in ("workflow_status", "operation_outputs"):
            connection.execute(f"CREATE TABLE {name} (id INTEGER PRIMARY KEY, status TEXT, given BLOB)")
            connection.execute(f"CREATE INDEX {name}_by_status ON {name} (status)")
            connection.executemany(f"INSERT INTO {name} (status, given) VALUES (?, ?)", [("DONE", b"x" * 300)] * 60)  # noqa: S608
    connection.close()
    return path


def checked(path: Path) -> bool:
    """Check a file; say whether it is still there. What is there has to take a table more."""
    MemoryDatabase(path.parent, f"sqlite:///{path}", str(path), path).check()
    if not path.exists():
        return False
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE more (id INTEGER)")
    connection.close()
    return True


def changed(path: Path, at: int, content: bytes) -> None:
    held = bytearray(path.read_bytes())
    held[at : at + len(content)] = content
    path.write_bytes(held)


def test_a_whole_file_stays(path) -> None:
    assert checked(path)


def test_what_it_calls_its_tables_may_be_no_text_any_more(path) -> None:
    changed(path, path.read_bytes().index(b"INDEX workflow") + 6, b"\xff\xfe")
    assert not checked(path)
    assert len(list(path.parent.glob("jobs.sqlite.broken-*"))) == 1


@pytest.mark.parametrize(("at", "content"), [(18, b"\x09"), (19, b"\x09"), (44, b"\xff\xff\xff\xff")])
def test_a_format_that_nobody_wrote_is_damage_and_no_missing_right(path, at, content) -> None:
    changed(path, at, content)
    assert not checked(path)


@pytest.mark.parametrize("seed", range(24))
def test_forty_blocks_of_chance(path, seed) -> None:
    chance = random.Random(seed)  # noqa: S311 - where to harm is no secret
    for _ in range(40):
        changed(path, chance.randrange(path.stat().st_size - 64), chance.randbytes(64))
    assert not checked(path)
