"""Every generation of a studio's tables becomes the newest, on both databases, with all that is in it."""

from __future__ import annotations

import threading

import pytest
import sqlalchemy
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext

from rushes.errors import BadInputError
from rushes.studio.config import load_studio
from rushes.studio.database import Database, check_generation, generation_of, generations, migrate, newest
from rushes.studio.database.schema import VERSION_TABLE
from rushes.studio.database.tables import METADATA

ROWS = {
    "studio": [{"id": 1, "name": "test", "epoch": 3, "supervisor": "host 12", "since": 1.5, "drained": 2}],
    "shows": [
        {"name": "S", "folder": "/shows/Ä S", "used": 12.25},
        {"name": "T", "folder": "/t", "used": 0.0},
    ],
    "asks": [
        {
            "number": number, "id": f"S-010_{number:04d}", "show": "S", "shot": f"010_{number:04d}",
            "asked": {"brief": "/b.yaml", "words": 'a "quoted" ä 🎬 word'}, "rank": number % 3, "state": state, "tries": 1,
            "reason": "it's so", "epoch": 2, "is_cancelled": number % 2 == 0, "asked_at": 1.7e9 + number / 3,
            "started_at": 0.0, "ended_at": 0.0, "not_before": 0.0, "take": "",
        }
        for number, state in enumerate(["queued", "running", "done", "aside"], 1)
    ],
    "takes": [
        {
            "show": "S", "shot": "010_0001", "version": "v001", "state": "sealed", "kind": "clip", "engine": "clip",
            "frames": 48, "recipe": "a" * 64, "created": "2026-01-01", "seen": "1-2",
        }
    ],
}  # fmt: skip
"""Rows as the newest generation has them; an older one gets the columns that it has."""


@pytest.fixture
def database(studio_file):
    with Database(load_studio()) as opened:
        yield opened


def filled(connection):
    """Put rows into every table that there is, and return what is in them."""
    tables = reflected(connection)
    for name, table in tables.items():
        rows = [{column: row[column] for column in table.c.keys()} for row in ROWS[name]]  # noqa: SIM118 - a collection of columns
        connection.execute(table.insert(), rows)
    return held(connection)


def reflected(connection):
    """The tables that are there, as this Rushes types their columns."""
    found = sqlalchemy.inspect(connection)
    tables = {}
    for name, whole in METADATA.tables.items():
        if found.has_table(name):
            there = {column["name"] for column in found.get_columns(name)}
            columns = [sqlalchemy.Column(one.name, one.type) for one in whole.c if one.name in there]
            tables[name] = sqlalchemy.Table(name, sqlalchemy.MetaData(), *columns)
    return tables


def held(connection):
    return {
        name: [dict(row) for row in connection.execute(table.select().order_by(table.c[0])).mappings()]
        for name, table in reflected(connection).items()
    }


@pytest.mark.parametrize("first", generations())
def test_every_generation_becomes_the_newest_with_all_that_is_in_it(database, first):
    assert migrate(database, first) == (None, first)
    with database.writing() as connection:
        before = filled(connection)
    assert migrate(database) == (first, newest())
    with database.reading() as connection:
        after = held(connection)
    for name, rows in before.items():
        assert len(after[name]) == len(rows)
        for now, then in zip(after[name], rows, strict=True):
            assert {column: now[column] for column in then} == then
    check_generation(database)


@pytest.mark.parametrize("first", [None, *generations()])
def test_the_newest_generation_is_what_the_tables_say(database, first):
    if first is not None:
        migrate(database, first)
    migrate(database)
    with database.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        found = compare_metadata(context, METADATA)
    assert [one for one in found if VERSION_TABLE not in repr(one)] == []


def test_a_database_says_where_it_stands_and_what_to_do(database):
    assert generation_of(database) is None
    with pytest.raises(BadInputError, match="Start it with: rushes studio init"):
        check_generation(database)
    migrate(database, "1")
    assert generation_of(database) == "1"
    with pytest.raises(BadInputError, match="is of generation 1, and this Rushes knows"):
        check_generation(database)
    migrate(database)
    with database.writing() as connection:
        connection.exec_driver_sql("UPDATE rushes_schema SET version_num = '99'")
    for ask in (check_generation, migrate):
        with pytest.raises(BadInputError, match="generation 99, which this Rushes does not know"):
            ask(database)


def test_a_migration_that_fails_leaves_everything_as_it_was(database, monkeypatch):
    migrate(database, "1")
    with database.writing() as connection:
        before = filled(connection)
    from alembic import op

    def fails(*_, **__):
        raise RuntimeError("in the middle")

    monkeypatch.setattr(op, "create_table", fails)  # of the last generation, when the one before is made
    with pytest.raises(RuntimeError):
        migrate(database)
    assert generation_of(database) == "1"
    with database.reading() as connection:
        assert held(connection) == before


def test_two_machines_may_begin_at_once(studio_file):
    outcomes = []

    def begin():
        with Database(load_studio()) as mine:
            outcomes.append(migrate(mine))

    threads = [threading.Thread(target=begin) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes, key=str) == sorted([(None, newest()), *[(newest(), newest())] * 3], key=str)
