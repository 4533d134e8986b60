"""An index of every show's takes. The files in a show's folder say what is; this can be thrown away and read from them again."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import delete, insert, select

from rushes.show import Show
from rushes.studio.database.engine import Database
from rushes.studio.database.tables import TAKES

BROKEN = "broken"
"""The state of a version whose record can't be read."""


@dataclass(frozen=True, slots=True)
class TakeRow:
    """A take as the index has it.

    Attributes:
        show, shot, version: Which.
        state: What its own record says of it: ``sealed``, the decision in it, or ``broken`` where it can't be read.
        kind, engine: Of its making.
        frames: How many, handles included.
        recipe: The recipe's SHA-256.
        created: ISO 8601 in UTC.
    """

    show: str
    shot: str
    version: str
    state: str
    kind: str
    engine: str
    frames: int
    recipe: str
    created: str


@dataclass(frozen=True, slots=True)
class Indexed:
    """What came of reading a show: how many takes there are, were read now, are gone, and can't be read."""

    takes: int
    read: int
    gone: int
    broken: int


def index(database: Database, show: Show, *, anew: bool = False) -> Indexed:
    """Bring the index of one show to what lies in its folder; a record that has not changed is not read again.

    Args:
        database: The studio's.
        show: The show.
        anew: Read every record again.

    Raises:
        NotNowError: The database does not answer; the index is as it was.
    """
    records = _records(show)
    with database.writing() as connection:
        mine = TAKES.c.show == show.name
        rows = connection.execute(select(TAKES.c.shot, TAKES.c.version, TAKES.c.seen).where(mine)).all()
        known = {} if anew else {(row.shot, row.version): row.seen for row in rows}
        had = {(row.shot, row.version) for row in rows}
        fresh = [_read(show.name, *key, path, seen) for key, (path, seen) in records.items() if known.get(key) != seen]
        gone = had - set(records)
        stale = [(row["shot"], row["version"]) for row in fresh if (row["shot"], row["version"]) in had]
        if stale or gone:
            old = delete(TAKES)
            if anew:
                connection.execute(old.where(mine))
            else:
                for shot, version in (*stale, *gone):
                    connection.execute(old.where(mine, TAKES.c.shot == shot, TAKES.c.version == version))
        if fresh:
            connection.execute(insert(TAKES), fresh)
        broken = select(TAKES.c.shot).where(mine, TAKES.c.state == BROKEN)
        return Indexed(len(records), len(fresh), len(gone), len(connection.execute(broken).all()))


def list_takes(
    database: Database, *, show: str | None = None, shot: str | None = None, most: int = 1000
) -> list[TakeRow]:
    """Return takes, the newest first; of a show or a shot only, when named."""
    columns = [column for column in TAKES.c if column.name != "seen"]
    asked = select(*columns).order_by(TAKES.c.created.desc(), TAKES.c.shot, TAKES.c.version.desc()).limit(most)
    if show is not None:
        asked = asked.where(TAKES.c.show == show)
    if shot is not None:
        asked = asked.where(TAKES.c.shot == shot)
    with database.reading() as connection:
        return [TakeRow(**row._mapping) for row in connection.execute(asked)]  # noqa: SLF001 - SQLAlchemy's public name for a row's fields


def _records(show: Show) -> dict[tuple[str, str], tuple[Path, str]]:
    """Return the record of every version, by shot and version, and which state of it lies there."""
    found: dict[tuple[str, str], tuple[Path, str]] = {}
    for shot in _folders(show.shots):
        for version in _folders(Path(shot.path)):
            if not version.name.startswith("v") or not version.name[1:].isdigit():
                continue  # what is being put together is no take
            path = Path(version.path) / "take.json"
            try:
                state = path.stat()
                seen = f"{state.st_mtime_ns}-{state.st_size}"
            except OSError:
                seen = "none"
            found[shot.name, version.name] = (path, seen)
    return found


def _folders(place: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(place) as entries:
            return sorted((entry for entry in entries if entry.is_dir()), key=lambda entry: entry.name)
    except (FileNotFoundError, NotADirectoryError):
        return []


def _read(show: str, shot: str, version: str, path: Path, seen: str) -> dict[str, Any]:
    row: dict[str, Any] = {"show": show, "shot": shot, "version": version, "seen": seen}
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        decision = said.get("decision") or {}
        return row | {
            "state": str(decision.get("state") or "sealed")[:12],
            "kind": str(said["kind"])[:20],
            "engine": str(said["engine"])[:60],
            "frames": int(said["last_frame"]) - int(said["first_frame"]) + 1,
            "recipe": str(said["recipe"]["sha256"])[:64],
            "created": str(said["created"])[:40],
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return row | {"state": BROKEN, "kind": "", "engine": "", "frames": 0, "recipe": "", "created": ""}
