"""What is wrong with a database that answers is told with its remedy, and nothing is told of one that is well."""

from __future__ import annotations

import pytest

from rushes.studio import queue
from rushes.studio.config import load_studio
from rushes.studio.database import Database, checks, migrate


@pytest.fixture
def database(studio_file):
    with Database(load_studio()) as opened:
        migrate(opened)
        yield opened


def test_a_database_that_is_well_has_no_troubles(database):
    assert [one for one in checks.database_troubles(database) if not one.is_hint] == []  # a busy machine is slow
    assert list(checks.folder_troubles(database)) == []


def test_a_damaged_or_slow_database_is_told(database, monkeypatch):
    monkeypatch.setattr(checks, "SLOW_MS", -1.0)
    found = list(checks.database_troubles(database))
    assert [one.is_hint for one in found] == [True]
    if database.is_postgresql:
        return
    with database.writing() as connection:
        connection.exec_driver_sql("PRAGMA writable_schema = ON")
        connection.exec_driver_sql("UPDATE sqlite_master SET rootpage = 1 WHERE name = 'asks_next'")
    database.close()
    assert "is damaged" in next(checks.database_troubles(database)).what


def test_shows_whose_folder_is_gone_are_told(database, tmp_path):
    for number in range(5):
        queue.know(database, f"S{number}", tmp_path / f"S{number}")
    (one,) = checks.folder_troubles(database)
    assert one.what.endswith("and 2 more is not there, so that its jobs wait.")


def test_a_password_that_others_may_read_is_told(studio_file):
    studio = load_studio()
    studio_file.chmod(0o644)
    assert bool(list(checks.password_troubles(studio))) is studio.is_postgresql
    studio_file.chmod(0o600)
    assert list(checks.password_troubles(studio)) == []
