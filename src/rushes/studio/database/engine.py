"""A studio's database, opened: SQLite in a file or PostgreSQL, with what each needs to be asked by many at once."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, Final, Self, TypeVar

import sqlalchemy
from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoneFree

from rushes.errors import BadInputError, NotNowError
from rushes.studio.config import Studio
from rushes.studio.store import spoken_errors

BUSY_S: Final = 30
"""How long [s] SQLite waits for somebody else's writing, which takes milliseconds."""

CONNECT_S: Final = 5
"""How long [s] PostgreSQL has to answer: longer on no network that one could work on."""

KEEPALIVE: Final = {
    "keepalives": 1, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3, "tcp_user_timeout": 11_000,
}  # fmt: skip
"""A connection whose other end is gone, and said nothing, is known to be so within 11 s, whether something was asked or not: without the last, what was
asked is sent again ever more seldom, and the answer of a network that is back is waited for."""

_WRITES = "rushes_writes"

Result = TypeVar("Result")


class Database:
    """A studio's database. Use it within ``with``; threads may share it, processes open their own."""

    def __init__(self, studio: Studio) -> None:
        """Take a studio; nothing is connected yet."""
        self.studio = studio
        self.words = studio.database_words
        self.engine = _engine(studio)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()

    @property
    def is_postgresql(self) -> bool:
        """Whether it is PostgreSQL; a file of SQLite otherwise."""
        return self.studio.is_postgresql

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Hand out a connection that sees one state of the database, whatever others write meanwhile.

        Raises:
            NotNowError: The database does not answer.
            BadInputError: It can't be opened, or is none.
        """
        with self._spoken(), self._connection(writes=False) as connection, connection.begin():
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Hand out a connection whose writing is kept whole when the block ends, and not at all when it raises.

        Raises:
            NotNowError: The database does not answer.
            BadInputError: It can't be opened or written, or is none.
        """
        with self._spoken(), self._connection(writes=True) as connection, connection.begin():
            yield connection

    @contextmanager
    def _connection(self, *, writes: bool) -> Iterator[Connection]:
        options: dict[str, Any] = {_WRITES: writes}
        if self.is_postgresql and not writes:
            options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
        with self.engine.connect() as connection:
            yield connection.execution_options(**options)

    @contextmanager
    def _spoken(self) -> Iterator[None]:
        """Turn what the database says into a sentence, without a word of what was asked of it."""
        try:
            yield
        except NoneFree:
            raise NotNowError(f"The studio's database {self.words} has no connection free. {_LATER}") from None
        except (OperationalError, InterfaceError, DBAPIError) as error:
            reason = _reason(error)
            if is_away(error, is_postgresql=self.is_postgresql):
                raise NotNowError(f"The studio's database {self.words} does not answer ({reason}). {_LATER}") from None
            raise BadInputError(
                f"The studio's database {self.words} refused what was asked of it ({reason}). `rushes studio doctor` looks "
                "what is wrong with it."
            ) from None


_LATER = "What was asked for is kept: run the same command once it is back."


def patiently(
    do: Callable[[], Result],
    *,
    told: Callable[[str], None],
    stopped: Callable[[], bool] = lambda: False,
    every_s: float = 1.0,
) -> Result:
    """Do something with a database, again and again until it answers.

    Args:
        do: What has to be done; nothing of it is kept when it raises.
        told: Handed the sentence, once, when the database is first found away.
        stopped: Asked between two tries; True gives up.
        every_s: How long [s] to wait between two tries.

    Raises:
        NotNowError: The database is away, and ``stopped`` said so.
        BadInputError: What is wrong does not pass by itself.
    """
    is_told = False
    while True:
        try:
            return do()
        except NotNowError as error:
            if stopped():
                raise
            if not is_told:
                told(str(error))
                is_told = True
            time.sleep(every_s)


def _engine(studio: Studio) -> Engine:
    path = studio.database_path
    if path is None:
        return sqlalchemy.create_engine(
            studio.database_url,
            pool_size=5,
            max_overflow=10,
            pool_timeout=BUSY_S,
            pool_pre_ping=True,
            pool_recycle=3600,
            hide_parameters=True,
            connect_args={
                "connect_timeout": CONNECT_S,
                "application_name": f"rushes {studio.name} {os.getpid()}",
                "options": f"-c statement_timeout={BUSY_S * 1000} -c idle_in_transaction_session_timeout=60000",
                **KEEPALIVE,
            },
        )
    with spoken_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = sqlalchemy.create_engine(
        studio.database_url, hide_parameters=True, connect_args={"timeout": BUSY_S, "check_same_thread": False}
    )
    event.listen(engine, "connect", _settle_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _settle_sqlite(connection: Any, _record: object) -> None:  # noqa: ANN401 - a connection of SQLite's driver
    connection.isolation_level = None  # the driver begins nothing by itself: _begin_sqlite does
    for pragma in ("journal_mode=WAL", f"busy_timeout={BUSY_S * 1000}", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Begin as a writer at once where writing follows: two readers that both want to write would wait for each other in vain."""
    writes = connection.get_execution_options().get(_WRITES, True)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


_SQLITE_PASSING = ("locked", "busy", "disk is full", "disk i/o error")
_POSTGRESQL_PASSING = ("08", "53", "57", "40", "55")
"""Classes of SQLSTATE that pass: the connection, room and memory, an operator's stop, a deadlock, a lock not to be had."""


def is_away(error: DBAPIError, *, is_postgresql: bool) -> bool:
    """Say whether what a driver said passes by itself, so that the same may be asked again later."""
    if not is_postgresql:
        return any(words in _reason(error).lower() for words in _SQLITE_PASSING)
    state = getattr(error.orig, "sqlstate", None)
    if state is None:  # said by the driver, before a server said anything
        wrong = ("password", "authentication", "does not exist", "no pg_hba.conf")
        return isinstance(error, OperationalError) and not any(words in str(error.orig) for words in wrong)
    return str(state).startswith(_POSTGRESQL_PASSING)


def _reason(error: DBAPIError) -> str:
    """Return what the driver said, in one line."""
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return (lines[0] if lines else type(error.orig).__name__)[:300]
