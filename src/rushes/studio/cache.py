"""The store as a cache: what lies in it, how large it is, and what was used longest ago."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from rushes.studio.store import DONE

_ENTRY = re.compile(r"[0-9a-f]{16}(\.part|\.chunks|\.coming|\.broken-[0-9]+)?")
"""What a step's folder is called: finished, being made, being fetched, or set aside because it was not right. Nothing else is ours."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A folder of the store.

    Attributes:
        work: The store that it lies in.
        name: ``<step>/<16 digits>``, with ``.part``, ``.chunks``, ``.coming`` or ``.broken-N`` where it isn't a finished one.
        alone: What only the store holds of it [bytes]: files that a take holds too, by a hard link, cost nothing more.
        shared: What a take holds as well [bytes].
        used: When it was last used [s since 1970].
    """

    work: Path
    name: str
    alone: int
    shared: int
    used: float

    @property
    def path(self) -> Path:
        """Where it lies."""
        return self.work / self.name

    @property
    def step(self) -> str:
        """The step that it is of: ``<step>/<16 digits>``."""
        return self.name.partition(".")[0]


def entries(work: Path) -> Iterator[Entry]:
    """Yield the folders of a store, those of one step after another.

    A finished step was used when a job last found it done (that touches its ``done.json``), any other when it was last written.
    """
    for step in sorted(_folders(work)):
        for folder in sorted(_folders(Path(step))):
            if _ENTRY.fullmatch(Path(folder).name):
                entry = entry_at(work, Path(folder))
                if entry is not None:
                    yield entry


def _folders(path: Path) -> list[str]:
    try:
        with os.scandir(path) as found:
            return [entry.path for entry in found if entry.is_dir(follow_symlinks=False)]
    except FileNotFoundError:
        return []


def entry_at(work: Path, folder: Path) -> Entry | None:
    """Return what a folder of the store is now; None when it is gone."""
    try:
        written = folder.stat().st_mtime
    except FileNotFoundError:
        return None
    alone = shared = 0
    newest, done = 0.0, None
    for place, _, files in os.walk(folder):
        for file in files:
            try:
                found = os.lstat(os.path.join(place, file))  # noqa: PTH118 - a Path a file is half of the time of a large store
            except FileNotFoundError:
                continue  # a step that is being made renames its files
            alone += found.st_size if found.st_nlink == 1 else 0
            shared += found.st_size if found.st_nlink > 1 else 0
            newest = max(newest, found.st_mtime)
            if file == DONE and place == str(folder):
                done = found.st_mtime
    used = done if done is not None else newest or written
    return Entry(work, folder.relative_to(work).as_posix(), alone, shared, used)
