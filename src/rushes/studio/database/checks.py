"""What can be wrong with a studio's database that answers, each with its remedy. The doctor asks."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Final

import sqlalchemy

from rushes.studio import queue
from rushes.studio.config import STUDIO_FILE, Studio
from rushes.studio.database.engine import Database
from rushes.studio.trouble import Trouble

SLOW_MS: Final = 100.0
"""A database that takes longer than this for nothing [ms] makes everybody wait: ten times what a good network takes."""

NAMED: Final = 3


def password_troubles(studio: Studio) -> Iterator[Trouble]:
    """Say that others may read the password in the studio's file."""
    path = studio.folder / STUDIO_FILE
    if studio.has_password and path.is_file() and path.stat().st_mode & 0o077:
        yield Trouble(
            "database",
            f"{path} holds the database's password, and others on this machine may read it.",
            f"chmod 600 {path}, or leave the password to PGPASSWORD or ~/.pgpass.",
        )


def database_troubles(database: Database) -> Iterator[Trouble]:
    """Say that it is damaged, or slow.

    Raises:
        NotNowError: It does not answer.
    """
    with database.reading() as connection:
        started = time.perf_counter()
        connection.execute(sqlalchemy.text("SELECT 1")).scalar()
        took = 1000 * (time.perf_counter() - started)
        whole = "ok" if database.is_postgresql else connection.exec_driver_sql("PRAGMA quick_check").scalar()
    if whole != "ok":
        yield Trouble(
            "database",
            f"{database.words} is damaged: {str(whole).splitlines()[0]}.",
            "Stop the supervisor, put the file aside, and rushes studio restore the newest backup; takes lie in files.",
        )
    if took > SLOW_MS:
        yield Trouble(
            "database",
            f"{database.words} takes {took:.0f} ms to say nothing.",
            "Look at the network and the load of its machine; a studio's database stands near its supervisor.",
            is_hint=True,
        )


def folder_troubles(database: Database) -> Iterator[Trouble]:
    """Say which shows' folders are not there.

    Raises:
        NotNowError: It does not answer.
    """
    gone = [f"{name} ({folder})" for name, folder in queue.shows(database).items() if not folder.is_dir()]
    if gone:
        rest = f" and {len(gone) - NAMED} more" if len(gone) > NAMED else ""
        yield Trouble(
            "queue",
            f"The folder of the show {', '.join(gone[:NAMED])}{rest} is not there, so that its jobs wait.",
            "Mount it where it was, or make it known where it is now: rushes studio index --show FOLDER.",
        )
