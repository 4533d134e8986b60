"""What happened in a show while people looked: numbered, so that whoever was away for a moment goes on where they were.

Several rooms of one show on one machine share it. What was told last of each thing stands in it as well, so that a change is told
once, by whichever room sees it first; and each room hears of what the others write.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rushes.studio.lock import waiting_lock

KEPT = 20_000
"""Events that are kept: five hours of a job that tells its progress once a second."""

AT_ONCE = 500
"""Rows that are read at a time."""

_TRIM_EVERY = 1_000

_LEARNED = ""
"""The name under which it stands that some room has looked at all things of a kind."""


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened: its number, its kind (``job``, ``take``, ``note``, ``desk``, ``ask``), and what it is about."""

    id: int
    kind: str
    data: Mapping[str, Any]


class EventLog:
    """Tables of events in one file, and a bell that rings in this process when they grow."""

    def __init__(self, path: Path) -> None:
        self._turn = path.with_suffix(".lock")
        self._lock = threading.Lock()
        with self.turn():
            self._table = _opened(path)
        self._newest: int = self._table.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0]
        self._bells: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()
        self._added = 0

    @property
    def newest(self) -> int:
        """The number of the newest event that this room has heard of; 0 while there is none."""
        return self._newest

    @contextlib.contextmanager
    def turn(self) -> Iterator[None]:
        """Wait until no other room looks at the show: who looks in turn never tells what is older than what was told."""
        with waiting_lock(self._turn):
            yield

    def add(self, events: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Write events down, in order, and ring."""
        if not events:
            return
        with self._lock, self._writing():
            self._insert(events)
        self._ring()

    def add_changes(self, kind: str, states: Mapping[str, str], told: Callable[[str, bool], Mapping[str, Any]]) -> None:
        """Write down what differs from what was told last, and ring. The first time there only is something to learn.

        Args:
            kind: Of the events.
            states: How each thing stands now, by its name. What was told of others is forgotten.
            told: Gives an event's data from a thing's name and whether it is new.
        """
        with self._lock, self._writing():
            before = dict(self._table.execute("SELECT name, state FROM told WHERE kind = ?", (kind,)).fetchall())
            changed = [(name, state) for name, state in states.items() if before.get(name) != state]
            if _LEARNED in before:
                self._insert([(kind, told(name, name not in before)) for name, _ in changed])
            gone = [(kind, name) for name in before if name not in states and name != _LEARNED]
            self._table.executemany("DELETE FROM told WHERE kind = ? AND name = ?", gone)
            self._table.executemany(
                "INSERT OR REPLACE INTO told (kind, name, state) VALUES (?, ?, ?)",
                [(kind, name, state) for name, state in [(_LEARNED, ""), *changed]],
            )
        self._ring()

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        """Write as one: other rooms see all of it or nothing, and nobody else writes meanwhile."""
        with self._table:
            self._table.execute("BEGIN IMMEDIATE")
            yield

    def _insert(self, events: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        at = datetime.now(UTC).isoformat(timespec="milliseconds")
        for kind, data in events:
            row = self._table.execute(
                "INSERT INTO events (at, kind, data) VALUES (?, ?, ?)", (at, kind, json.dumps(data, ensure_ascii=False))
            )
            self._newest = row.lastrowid or self._newest
        self._added += len(events)
        if self._added >= _TRIM_EVERY:
            self._table.execute("DELETE FROM events WHERE id <= ?", (self._newest - KEPT,))
            self._added = 0

    def hear(self) -> None:
        """Ring for what other rooms wrote since."""
        before = self._newest
        with self._lock:
            self._learn()
        if self._newest != before:
            self._ring()

    def _learn(self) -> None:
        self._newest = self._table.execute("SELECT COALESCE(MAX(id), 0) FROM events").fetchone()[0]

    def _ring(self) -> None:
        with self._lock:
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
            self._learn()
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
    except sqlite3.OperationalError:
        raise  # it is whole, and could not be opened now
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
    table.execute("CREATE TABLE IF NOT EXISTS told (kind TEXT, name TEXT, state TEXT, PRIMARY KEY (kind, name))")
    table.commit()
    return table
