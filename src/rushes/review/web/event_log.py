"""What happened in a show while people looked: numbered, so that whoever was away for a moment goes on where they were."""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.studio import spoken_errors

KEPT = 20_000
"""Events that are kept: five hours of a job that tells its progress once a second."""

AT_ONCE = 500
"""Rows that are read at a time."""

_TRIM_EVERY = 1_000


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its number, its kind (``job``, ``take``, ``note``, ``desk``, ``ask``), and what it is about."""

    id: int
    kind: str
    data: Mapping[str, Any]


class EventLog:
    """A table of events in one file, and a bell that rings in this process when it grows."""

    def __init__(self, path: Path) -> None:
        with spoken_errors(path):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = threading.Lock()
        self._table = _opened(path)
        self._newest: int = self._table.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0]
        self._bells: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._added = 0

    @property
    def newest(self) -> int:
        """The number of the newest event; 0 while there is none."""
        return self._newest

    def add(self, events: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Write events down, in order, and ring."""
        if not events:
            return
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        with self._lock:
            with self._table:
                for kind, data in events:
                    row = self._table.execute(
                        "INSERT INTO events (at, kind, data) VALUES (?, ?, ?)",
                        (at, kind, json.dumps(data, ensure_ascii=False)),
                    )
                    self._newest = row.lastrowid or self._newest
                self._added += len(events)
                if self._added >= _TRIM_EVERY:
                    self._table.execute("DELETE FROM events WHERE id <= ?", (self._newest - KEPT,))
                    self._added = 0
            bells = tuple(self._bells)
        for loop, bell in bells:
            with contextlib.suppress(RuntimeError):  # its loop ended
                loop.call_soon_threadsafe(bell.set)

    def after(self, number: int) -> list[Event]:
        """Return the next events after a number, oldest first, ``AT_ONCE`` at most."""
        if number >= self._newest:
            return []
        with self._lock:
            rows = self._table.execute(
                "SELECT id, kind, data FROM events WHERE id > ? ORDER BY id LIMIT ?", (number, AT_ONCE)
            ).fetchall()
        return [Event(number, kind, json.loads(data)) for number, kind, data in rows]

    def holds_all_after(self, number: int) -> bool:
        """Return whether nothing between a number and now was thrown away; False for a number from another time."""
        with self._lock:
            oldest = self._table.execute("SELECT COALESCE(MIN(id), 0) FROM events").fetchone()[0]
        return oldest - 1 <= number <= self._newest

    @contextlib.contextmanager
    def bell(self) -> Any:  # noqa: ANN401 - a generator that contextlib wraps
        """Give an ``asyncio.Event`` of the running loop that is set whenever events come."""
        own = (asyncio.get_running_loop(), asyncio.Event())
        with self._lock:
            self._bells.add(own)
        try:
            yield own[1]
        finally:
            with self._lock:
                self._bells.discard(own)

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._table.close()


def _opened(path: Path) -> sqlite3.Connection:
    """Return the table; one that is damaged is thrown away, since it only tells what the show's own files say."""
    try:
        return _connected(path)
    except sqlite3.DatabaseError:
        for name in (path, path.with_name(f"{path.name}-wal"), path.with_name(f"{path.name}-shm")):
            name.unlink(missing_ok=True)
        return _connected(path)


def _connected(path: Path) -> sqlite3.Connection:
    table = sqlite3.connect(path, check_same_thread=False, timeout=10)
    table.execute("PRAGMA journal_mode=WAL")
    table.execute("PRAGMA synchronous=NORMAL")
    table.execute(
        "CREATE TABLE IF NOT EXISTS events (id INTEGER PRIMARY KEY AUTOINCREMENT, at TEXT, kind TEXT, data TEXT)"
    )
    table.commit()
    return table
