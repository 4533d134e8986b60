"""Where DBOS remembers: a file in the show's ``work/``, or the studio's PostgreSQL, which all of its shows share."""

from __future__ import annotations

import errno
import hashlib
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError, NotNowError
from rushes.studio.lock import waiting_lock
from rushes.studio.store import set_aside, spoken_errors

FILE: Final = "jobs.sqlite"

_LOCKED_S: Final = 60.0
"""How long [s] a file is waited for that others write to."""

_FORMATS: Final = (1, 2)
"""What a file's bytes 18 and 19 say of who may write and read it; with any other it is read-only for ever."""

_GONE_S: Final = 10
"""How long [s] PostgreSQL may not answer until a job goes on without it."""

_CONNECTIONS: Final = 3
"""Connections that a job keeps to PostgreSQL; forty jobs then need no more than a small server has."""


@dataclass(frozen=True, slots=True)
class MemoryDatabase:
    """A database for DBOS.

    Attributes:
        work: The show's folder of finished steps.
        url: Its address, with a password that may be in it.
        words: What it is called in a sentence.
        path: Its file; None for PostgreSQL.
    """

    work: Path
    url: str
    words: str
    path: Path | None

    @classmethod
    def of(cls, work: Path) -> MemoryDatabase:
        """Return where the jobs of a show are remembered.

        Raises:
            BadInputError: The studio's file can't be read.
        """
        from rushes.studio.config import load_studio  # what a step's process, which has no memory, need not load

        studio = load_studio()
        if studio.is_postgresql:
            return cls(work, studio.database_url, studio.database_words, None)
        path = (work / FILE).absolute()
        return cls(work, f"sqlite:///{path}", str(path), path)

    def name_of(self, job_id: str) -> str:
        """Return what a job is called there: in a database of many shows, two may have jobs of one name."""
        if self.path is not None:
            return job_id
        return f"{hashlib.sha256(str(self.work.resolve()).encode()).hexdigest()[:12]}.{job_id}"

    def settings(self) -> dict[str, Any]:
        """Return what DBOS has to know about it."""
        if self.path is not None:
            return {"system_database_url": self.url}
        patience = {
            "connect_timeout": _GONE_S, "keepalives_idle": _GONE_S, "keepalives_interval": 2, "keepalives_count": 3,
            "tcp_user_timeout": _GONE_S * 1000, "application_name": "rushes-job",
        }  # fmt: skip
        return {
            "system_database_url": self.url,
            "sys_db_pool_size": _CONNECTIONS,
            "db_engine_kwargs": {"connect_args": patience},
            "use_listen_notify": False,
        }

    def check(self) -> None:
        """Set a file aside that is no database any more: the steps' files say what is done, so nothing is lost with it.

        Raises:
            BadInputError: It can't be read or set aside.
        """
        if self.path is None or not self.path.exists():
            return
        with waiting_lock(self.path.with_name("jobs.lock")):
            try:
                is_whole = _is_whole(self.path)
            except sqlite3.OperationalError as error:
                raise BadInputError(
                    f"{self.path} can't be opened ({error}). Give read and write permission to it."
                ) from error
            if not is_whole:
                with spoken_errors(self.path):
                    set_aside(self.path)
                    for suffix in ("-wal", "-shm", "-journal"):
                        self.path.with_name(self.path.name + suffix).unlink(missing_ok=True)

    def is_full(self, error: Exception) -> bool:
        """Say whether an error means that the file's disk is full."""
        reason = getattr(error, "orig", None) or error
        return self.path is not None and getattr(reason, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL

    def sentence(self, error: Exception) -> BadInputError:
        """Return what a database's error means for a person."""
        reason = getattr(error, "orig", None) or error
        if self.path is None:
            from sqlalchemy.exc import DBAPIError

            from rushes.studio.database.engine import is_away

            passes = not isinstance(error, DBAPIError) or is_away(error, is_postgresql=True)
            return (NotNowError if passes else BadInputError)(
                f"The studio's database {self.words} can't be used ({' '.join(str(reason).split())}). Nothing was begun: run the "
                "same command again when it answers, or ask `rushes studio doctor`."
            )
        if self.is_full(error):
            try:
                with spoken_errors(self.path):
                    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(self.path))
            except BadInputError as full:
                return full
        return BadInputError(
            f"{self.path} can't be written ({reason}). Make room or give write permission, and run the same command "
            "again: what is finished is kept."
        )


def _is_whole(path: Path) -> bool:
    """Say whether a file is a database of SQLite, to its last page.

    Raises:
        sqlite3.OperationalError: It can't be read.
    """
    connection = sqlite3.connect(path, timeout=_LOCKED_S)
    connection.text_factory = bytes  # what is damaged may be no text
    try:
        if connection.execute("PRAGMA quick_check").fetchall() != [(b"ok",)]:
            return False
        connection.execute("SELECT count(*) FROM sqlite_master").fetchall()
        with path.open("rb") as stream:
            return all(version in _FORMATS for version in stream.read(20)[18:])
    except sqlite3.OperationalError as error:
        if getattr(error, "sqlite_errorcode", None) != sqlite3.SQLITE_ERROR:
            raise
        return False  # a format of the future: nobody wrote that here
    except (
        sqlite3.DatabaseError,
        UnicodeDecodeError,
    ):  # what is wrong is told with names that may be damaged themselves
        return False
    finally:
        connection.close()
