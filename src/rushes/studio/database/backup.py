"""A copy of a studio's database in files that one can read: a table is a file of JSON lines, ``backup.json`` says how many and their hashes.

It is the same for SQLite and PostgreSQL, so that a studio can move from one to the other with it.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy
from sqlalchemy import Column, Connection, MetaData, Table

from rushes.errors import BadInputError
from rushes.studio.database.engine import Database
from rushes.studio.database.schema import check_generation, current, generations, newest, upgrade
from rushes.studio.database.tables import METADATA
from rushes.studio.store import spoken_errors, write_atomically

RECORD: Final = "backup.json"
SCHEMA: Final = "rushes/studio-backup/1"

_AT_A_TIME: Final = 1000


@dataclass(frozen=True, slots=True)
class KeptTable:
    """A table in a backup: its rows, and the SHA-256 of its file."""

    rows: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Backup:
    """What a backup says of itself.

    Attributes:
        studio: The studio's name.
        generation: Of its tables.
        made: When, ISO 8601 in UTC.
        tables: By name.
        shows: The folder of each show that was known, by name; they are not in it.
    """

    studio: str
    generation: str
    made: str
    tables: Mapping[str, KeptTable]
    shows: Mapping[str, str]


def back_up(database: Database, folder: Path) -> Backup:
    """Copy a database, as it is in one moment, into a folder.

    Args:
        database: The studio's, which may be at work.
        folder: It must not exist; it is there when all of it is.

    Raises:
        BadInputError: The folder is there already or can't be written, or the database is none.
        NotNowError: The database does not answer.
    """
    folder = folder.absolute()
    if os.path.lexists(folder):
        raise BadInputError(f"{folder} is there already. Name a folder that is not: a backup overwrites nothing.")
    check_generation(database)
    part = folder.with_name(f"{folder.name}.part")
    with spoken_errors(folder):
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir(parents=True)
        try:
            with database.reading() as connection:
                generation = current(connection) or newest()
                tables = {name: _write(connection, table, part) for name, table in _tables(connection).items()}
                shows = {row.name: row.folder for row in connection.execute(METADATA.tables["shows"].select())}
            made = datetime.now(UTC).isoformat(timespec="seconds")
            kept = Backup(database.studio.name, generation, made, tables, dict(sorted(shows.items())))
            write_atomically(
                part / RECORD, json.dumps({"schema": SCHEMA, **asdict(kept)}, indent=1, ensure_ascii=False)
            )
            part.rename(folder)
        except BaseException:
            shutil.rmtree(part, ignore_errors=True)
            raise
    return kept


def read_backup(folder: Path) -> Backup:
    """Read what a backup says of itself, and see to it that its files are what it says.

    Raises:
        BadInputError: It is none, or not whole.
    """
    try:
        said = json.loads((folder / RECORD).read_text(encoding="utf-8"))
        tables = {name: KeptTable(int(one["rows"]), str(one["sha256"])) for name, one in said["tables"].items()}
        kept = Backup(str(said["studio"]), str(said["generation"]), str(said["made"]), tables, dict(said["shows"]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(
            f"{folder} is no backup of a studio: its {RECORD} can't be read. Name its folder."
        ) from error
    if said.get("schema") != SCHEMA or kept.generation not in generations():
        raise BadInputError(f"{folder} was written by a Rushes that this one does not know. Restore it with that one.")
    for name, table in tables.items():
        if name not in METADATA.tables or _sha256(folder / f"{name}.jsonl") != table.sha256:
            raise BadInputError(
                f"{folder / name}.jsonl is missing or changed since it was written. Use another backup."
            )
    return kept


def restore(database: Database, folder: Path) -> tuple[Backup, str]:
    """Fill an empty database from a backup, compare every row, and bring it to the newest generation; all of it or nothing.

    Args:
        database: Without a row of ours in it.
        folder: As ``back_up`` wrote it.

    Returns:
        The backup, and the generation that the database is of now.

    Raises:
        BadInputError: The database is not empty, or the backup is not whole.
        NotNowError: The database does not answer.
    """
    kept = read_backup(folder)
    with database.writing() as connection:
        if current(connection) is not None and any(_rows(connection, table) for table in _tables(connection).values()):
            raise BadInputError(
                f"{database.words} is not empty, and a restore overwrites nothing. Name an empty database in the studio's file."
            )
        _begin_at(connection, kept.generation)
        for name, table in _tables(connection).items():
            if name not in kept.tables:
                continue
            for rows in _batches(folder / f"{name}.jsonl"):
                connection.execute(table.insert(), rows)
            _compare(connection, table, kept.tables[name])
        _count_on(connection)
        _, generation = upgrade(connection, newest())
    return kept, generation


def _begin_at(connection: Connection, generation: str) -> None:
    """Make the tables of a generation; empty ones of another are made anew."""
    if current(connection) not in {None, generation}:
        for table in reversed(list(_tables(connection).values())):
            table.drop(connection)
        connection.exec_driver_sql("DROP TABLE rushes_schema")
    upgrade(connection, generation)


def _compare(connection: Connection, table: Table, kept: KeptTable) -> None:
    digest, rows = hashlib.sha256(), 0
    for line in _lines(connection, table):
        digest.update(line)
        rows += 1
    if (rows, digest.hexdigest()) != (kept.rows, kept.sha256):
        raise BadInputError(
            f"The table {table.name} came back with {rows} rows that are not those of the backup ({kept.rows}). Nothing was "
            "restored; look at the database's own log."
        )


def _count_on(connection: Connection) -> None:
    """Let PostgreSQL number what is asked for next after what was restored; SQLite does so by itself."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql(
            "SELECT setval(pg_get_serial_sequence('asks', 'number'), coalesce((SELECT max(number) FROM asks), 0) + 1, false)"
        )


def _tables(connection: Connection) -> dict[str, Table]:
    """Return the tables of ours that are there, with the columns that are there, as this Rushes types them."""
    found = sqlalchemy.inspect(connection)
    tables = {}
    for name, whole in METADATA.tables.items():
        if found.has_table(name):
            there = {column["name"] for column in found.get_columns(name)}
            columns = [
                Column(one.name, one.type, primary_key=one.primary_key, autoincrement=False)
                for one in whole.c
                if one.name in there
            ]
            tables[name] = Table(name, MetaData(), *columns)
    return tables


def _rows(connection: Connection, table: Table) -> int:
    return int(connection.execute(sqlalchemy.select(sqlalchemy.func.count()).select_from(table)).scalar_one())


def _lines(connection: Connection, table: Table) -> Iterator[bytes]:
    """Return a table's rows as JSON lines, in an order that does not depend on the database."""
    rows = connection.execute(table.select()).mappings()
    yield from sorted(
        json.dumps(dict(row), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode() + b"\n"
        for row in rows
    )


def _write(connection: Connection, table: Table, folder: Path) -> KeptTable:
    digest, rows = hashlib.sha256(), 0
    with (folder / f"{table.name}.jsonl").open("wb") as stream:
        for line in _lines(connection, table):
            stream.write(line)
            digest.update(line)
            rows += 1
        stream.flush()
        os.fsync(stream.fileno())
    return KeptTable(rows, digest.hexdigest())


def _batches(path: Path) -> Iterable[list[dict[str, Any]]]:
    with spoken_errors(path), path.open("rb") as stream:
        batch: list[dict[str, Any]] = []
        for line in stream:
            batch.append(json.loads(line))
            if len(batch) == _AT_A_TIME:
                yield batch
                batch = []
        if batch:
            yield batch


def _sha256(path: Path) -> str:
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError:
        return ""
