"""How a store is kept within a limit: what was used longest ago goes first, and nothing that a take or a running job refers to."""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from rushes.studio.cache import Entry, entries, entry_at
from rushes.studio.kept import Kept, kept_steps
from rushes.studio.lock import FileLock
from rushes.studio.store import spoken_errors
from rushes.studio.tidy_lock import tidying

_GOING = ".tidied"
"""Where a folder is renamed to before it is deleted: what is half deleted is in nobody's way."""


@dataclass(frozen=True, slots=True)
class Outlook:
    """What tidying would do.

    Attributes:
        limit: What the stores may hold together [bytes].
        held: What only they hold now [bytes].
        referred: How much of that takes and running jobs refer to [bytes].
        remove: What would be removed, in that order.
        unread: Why all of a store has to stay: a sentence for each record that can't be read.
    """

    limit: int
    held: int
    referred: int
    remove: tuple[Entry, ...]
    unread: tuple[str, ...]

    @property
    def frees(self) -> int:
        """What removing it makes free [bytes]."""
        return sum(entry.alone for entry in self.remove)

    @property
    def over(self) -> int:
        """What is left above the limit after it [bytes]."""
        return max(0, self.held - self.frees - self.limit)


def look(shows: Iterable[tuple[Path, Path]], limit: int) -> Outlook:
    """Say what would be removed from stores so that they hold no more than a limit together. Removes nothing.

    Args:
        shows: Each show's folder and its store.
        limit: What the stores may hold together [bytes].
    """
    held = referred = 0
    unread: list[str] = []
    loose: list[Entry] = []
    for folder, work in shows:
        kept = kept_steps(folder, work)
        unread.extend(kept.unread)
        for entry in entries(work):
            held += entry.alone
            if _stays(entry, kept):
                referred += entry.alone
            elif entry.alone:
                loose.append(entry)
    remove: list[Entry] = []
    left = held
    for entry in sorted(loose, key=lambda one: (one.used, one.name)):
        if left <= limit:
            break
        remove.append(entry)
        left -= entry.alone
    return Outlook(limit, held, referred, tuple(remove), tuple(unread))


def remove(folder: Path, work: Path, planned: Iterable[Entry]) -> tuple[Entry, ...]:
    """Remove what was planned, if it is still as it was planned; return what is gone.

    No job begins meanwhile, and what jobs and takes refer to is read once more: one may have come since the look at it. Each
    folder is renamed out of the way and then deleted, so that none is ever there in part.

    Args:
        folder: The show's.
        work: Its store.
        planned: From ``look``, of this store.

    Raises:
        BadInputError: The store can't be written.
    """
    gone: list[Entry] = []
    going = work / _GOING
    with spoken_errors(work):
        with tidying(work):
            kept = kept_steps(folder, work)
            for number, entry in enumerate(planned):
                if not _stays(entry, kept) and _took_away(entry, going / f"{number}-{entry.name.replace('/', '-')}"):
                    gone.append(entry)
        shutil.rmtree(going, ignore_errors=True)
    return tuple(gone)


def _took_away(entry: Entry, target: Path) -> bool:
    """Rename an entry that is as it was and that nobody makes or uses, by its step's lock."""
    lock = FileLock(entry.work / f"{entry.step}.lock")
    if not lock.take(holder="tidy"):
        return False
    try:
        if _used_since(entry):
            return False
        shutil.rmtree(target, ignore_errors=True)
        target.parent.mkdir(exist_ok=True)
        entry.path.rename(target)
        if "." not in entry.name:
            entry.path.with_name(f"{entry.path.name}.log").unlink(missing_ok=True)
        return True
    finally:
        lock.release(remove=True)


def _stays(entry: Entry, kept: Kept) -> bool:
    return bool(kept.unread) or entry.step in kept.steps


def _used_since(entry: Entry) -> bool:
    now = entry_at(entry.work, entry.path)
    return now is None or now.used != entry.used
