"""The one seat of a studio's supervisor: who sits on it supervises; nobody else can until it is left, or its holder is gone.

PostgreSQL keeps it with a connection of its own, which ends with the process or, 11 s after the last word, with the network between. For SQLite it is
the lock of a file beside the database, which a dead process can't keep.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import IO, Any, Final, Protocol

import sqlalchemy
from sqlalchemy import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError
from sqlalchemy.pool import NullPool

from rushes.errors import BusyError, NotNowError
from rushes.studio.config import Studio
from rushes.studio.database.engine import CONNECT_S, KEEPALIVE
from rushes.studio.store import spoken_errors

LOOK_EVERY_S: Final = 0.5
"""How often [s] a standby looks whether the seat is free: what a take-over takes, at most, once it is."""

_SEAT = 0x52757370
_SERVER_KEEPALIVE = "-c tcp_keepalives_idle=5 -c tcp_keepalives_interval=2 -c tcp_keepalives_count=3"
"""Without these, PostgreSQL keeps the seat for a machine that was unplugged for two hours."""


class Seat(Protocol):
    """The seat, taken or not."""

    def take(self) -> bool:
        """Try to sit down; False when somebody else sits there.

        Raises:
            NotNowError: The database does not answer.
        """
        ...

    def is_kept(self) -> bool:
        """Say whether it is still held; False when the connection that kept it is gone."""
        ...

    def leave(self) -> None:
        """Let go of it."""
        ...


def seat_of(studio: Studio) -> Seat:
    """Return a studio's seat, not taken yet."""
    return _PostgresSeat(studio) if studio.is_postgresql else _FileSeat(studio)


@contextmanager
def supervising(
    studio: Studio, *, standby: bool, waits: Callable[[], None], stopped: Callable[[], bool]
) -> Iterator[Seat]:
    """Sit on a studio's seat.

    Args:
        studio: The studio.
        standby: Whether to wait until the seat is free.
        waits: Called once when it has to be waited for.
        stopped: Asked while it is waited for; True gives up.

    Raises:
        BusyError: Somebody else sits there, and ``standby`` is false or ``stopped`` said so.
        NotNowError: The database does not answer.
    """
    seat = seat_of(studio)
    is_told = False
    try:
        while not _taken(seat, standby=standby):
            if not standby or stopped():
                raise BusyError(
                    f"Another supervisor works for the studio {studio.name}. `rushes studio run --standby` waits until it is "
                    "gone, and takes over."
                )
            if not is_told:
                waits()
                is_told = True
            time.sleep(LOOK_EVERY_S)
        yield seat
    finally:
        seat.leave()


def who() -> str:
    """Return which process this is, for people: host and process id."""
    return f"{socket.gethostname()}, process {os.getpid()}"


def _taken(seat: Seat, *, standby: bool) -> bool:
    try:
        return seat.take()
    except NotNowError:
        if not standby:
            raise
        return False


class _FileSeat:
    def __init__(self, studio: Studio) -> None:
        path = studio.database_path
        assert path is not None  # noqa: S101 - the other seat is PostgreSQL's
        self.path = path.with_name(f"{path.name}.supervisor")
        self._stream: IO[str] | None = None

    def take(self) -> bool:
        with spoken_errors(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            stream = self.path.open("a+", encoding="utf-8")
        try:
            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            stream.close()
            return False
        self._stream = stream
        return True

    def is_kept(self) -> bool:
        return self._stream is not None

    def leave(self) -> None:
        if self._stream is not None:
            self._stream.close()
            self._stream = None


class _PostgresSeat:
    def __init__(self, studio: Studio) -> None:
        self.words = studio.database_words
        digest = hashlib.sha256(studio.name.encode()).digest()
        self._key = {"seat": _SEAT, "studio": int.from_bytes(digest[:4], signed=True)}
        arguments: dict[str, Any] = {
            "connect_timeout": CONNECT_S,
            "application_name": f"rushes supervisor {studio.name}",
            "options": _SERVER_KEEPALIVE,
            **KEEPALIVE,
        }
        self._engine = sqlalchemy.create_engine(
            studio.database_url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args=arguments
        )
        self._connection: Connection | None = None

    def take(self) -> bool:
        try:
            if self._connection is None:
                self._connection = self._engine.connect()
            asked = sqlalchemy.text("SELECT pg_try_advisory_lock(:seat, :studio)")
            return bool(self._connection.execute(asked, self._key).scalar())
        except DBAPIError as error:
            self.leave()
            said = str(error.orig).strip().splitlines()
            reason = said[0] if said else type(error.orig).__name__
            raise NotNowError(f"The studio's database {self.words} does not answer ({reason}).") from None

    def is_kept(self) -> bool:
        if self._connection is None:
            return False
        try:
            self._connection.execute(sqlalchemy.text("SELECT 1")).scalar()
        except SQLAlchemyError:
            self.leave()
            return False
        return True

    def leave(self) -> None:
        if self._connection is not None:
            with suppress(SQLAlchemyError):  # closed only, the server would keep the seat until it notices
                self._connection.execute(sqlalchemy.text("SELECT pg_advisory_unlock(:seat, :studio)"), self._key)
            with suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = None
