"""How a file lies on the disk: what was read of it holds for as long as this stays the same."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Written:
    """A file at one moment; every file here is written beside and renamed, so a change is another inode or another time."""

    path: Path
    inode: int
    size: int
    changed_ns: int


def written(path: Path) -> Written | None:
    """Return how a file lies there; None when it is not there."""
    try:
        found = path.stat()
    except OSError:
        return None
    return Written(path, found.st_ino, found.st_size, max(found.st_mtime_ns, found.st_ctime_ns))
