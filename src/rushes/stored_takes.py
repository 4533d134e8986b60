"""What a show has in the studio's storage: its takes, and the steps that they were made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

from rushes.engines import Take
from rushes.errors import BadInputError, RushesError, StorageError
from rushes.show import Show
from rushes.studio import Progress, StepFolder
from rushes.studio.cache import entries
from rushes.studio.storage.storage import LOG, Storage, storage_for


def stored_in(show: Show) -> Storage | None:
    """Return a show's storage; None where the studio has none, and where it can't be used now: that is said, and work goes on."""
    try:
        return storage_for(show.name)
    except StorageError as error:
        LOG.warning("%s What is made stays here; `rushes studio push` stores it later.", error)
        return None


def store_take(take: Take, show: Show, tell: Callable[[Progress], None]) -> None:
    """Store a take that was handed over. What can't be stored now is said, and can be stored later: the take is made."""
    storage = stored_in(show)
    if storage is None:
        return
    tell(Progress("store", 0, 1))
    try:
        storage.push_take(take.folder)
    except RushesError as error:
        LOG.warning("%s %s stays here; `rushes studio push` stores it later.", error, take.stem)
        return
    tell(Progress("store", 1, 1))


def storable(show: Show) -> Iterator[StepFolder | Path]:
    """Yield what a show has to store: its finished steps, then the folders of its sealed takes."""
    for entry in entries(show.work):
        step, key = _named(entry.path)
        if key and StepFolder(show.work, step, key).is_done():
            yield StepFolder(show.work, step, key)
    if not show.shots.is_dir():
        return
    for shot in sorted(path.name for path in show.shots.iterdir() if path.is_dir()):
        try:
            versions = show.versions(shot)
        except BadInputError:
            continue  # no shot's folder
        yield from (show.version_folder(shot, version) for version in versions)


def _named(path: Path) -> tuple[str, str]:
    """Return the step and the whole key of a folder in the store; no key when it isn't a finished one."""
    record = StepFolder(path.parent.parent, path.parent.name, path.name).record() or {}
    key = record.get("key")
    if not isinstance(key, str) or not key.startswith(path.name):
        return path.parent.name, ""
    return path.parent.name, key
