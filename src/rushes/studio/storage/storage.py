"""A show's part of the studio's storage: finished steps and takes go there, and what another machine made comes from there."""

from __future__ import annotations

import contextlib
import fcntl
import json
import logging
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from rushes.canonical import sha256_of_file
from rushes.errors import BadInputError, StorageError
from rushes.studio.storage.fetching import fetch_files
from rushes.studio.storage.manifest import Manifest, read_manifest
from rushes.studio.storage.objects import Objects, Patience, WrongError
from rushes.studio.storage.place import open_place
from rushes.studio.storage.pushing import Push
from rushes.studio.store import DONE, StepFolder, spoken_errors, write_atomically
from rushes.studio.watch import say

LOG = logging.getLogger("rushes.storage")

STAYS_HOME: Final = ".safetensors"
"""Networks that were learned of somebody never leave the machine by themselves: `rushes reage forget` has to find all of them."""


@dataclass
class Storage:
    """Where a show's steps and takes go besides.

    Attributes:
        objects: The place.
        show: The show's name: each has its own part of the place, so that a studio can say who may read which.
    """

    objects: Objects
    show: str

    def push_step(self, folder: StepFolder) -> int | None:
        """Store a finished step.

        Returns:
            What was sent [bytes]: nothing of what was there; None when it stays at home.

        Raises:
            BadInputError: It isn't finished, or isn't what it was.
            StorageError: It can't be stored.
        """
        record = folder.record()
        if record is None or not folder.is_done():
            raise BadInputError(f"{folder.path} is no finished step, so it is not stored.")
        if any(name.endswith(STAYS_HOME) for name in record["files"]):
            return None
        known = {name: entry["sha256"] for name, entry in record["files"].items()}
        about: dict[str, Any] = {
            "kind": "step",
            **{name: record[name] for name in ("step", "key", "seconds", "tools") if name in record},
        }
        return self._push(self._step_path(folder), folder.path, known, about)

    def push_take(self, folder: Path) -> int:
        """Store a take: every file of its version, as it lies there.

        Returns:
            What was sent [bytes].

        Raises:
            BadInputError: It has no record, or a file changed since it was sealed.
            StorageError: It can't be stored.
        """
        try:
            take = json.loads((folder / "take.json").read_text(encoding="utf-8"))
            about = {"kind": "take", "shot": str(take["shot"]), "version": str(take["version"])}
            sealed = {str(file["path"]): str(file["sha256"]) for file in take["files"]}
            others = sorted(path for path in folder.rglob("*") if path.is_file() and not path.name.endswith(".part"))
            names = [path.relative_to(folder).as_posix() for path in others]
            known = {
                name: sealed.get(name) or sha256_of_file(folder / name) for name in {**sealed, **dict.fromkeys(names)}
            }
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(f"{folder} can't be stored: its record or a file can't be read ({error}).") from error
        return self._push(f"takes/{self.show}/{about['shot']}/{about['version']}.json", folder, known, about)

    def _push(self, path: str, folder: Path, known: Mapping[str, str], about: Mapping[str, Any]) -> int:
        try:
            there = self.objects.record(path, read_manifest)
        except WrongError:
            there = None
        spoilt = self.objects.has(f"suspect/{path}")
        if (
            there is not None
            and not spoilt
            and {name: file.sha256 for name, file in there.files.items()} == dict(known)
        ):
            return 0
        push = Push(self.objects, anew=spoilt)
        manifest = Manifest(about, push.files(folder, known))
        self.objects.put(path, manifest.to_bytes())
        if spoilt:
            self.objects.remove(f"suspect/{path}")
        ids = {name: about[name] for name in ("step", "shot", "version") if name in about}
        say("storage.stored", show=self.show, bytes=push.sent, **ids)
        return push.sent

    def fetch_step(self, folder: StepFolder, told: Callable[[int], None] = lambda _: None) -> bool:
        """Bring a step that another machine made, if it was stored: verified as it arrives, and there whole or not at all.

        The gate has to be asked before: what comes is what the step would have made. What arrived of a fetch that broke off is kept.

        Returns:
            Whether it is done now. Not so when it was never stored, or is not there as its record says; that is marked, so that
            whoever makes it stores it anew.

        Raises:
            StorageError: The place doesn't answer.
            BadInputError: The disk is full, or the folder can't be written.
        """
        path = self._step_path(folder)
        try:
            manifest = self.objects.record(path, read_manifest)
            if manifest is None:
                return False
            if (
                manifest.about.get("key") != folder.key
                or manifest.about.get("step") != folder.step
                or not manifest.files
            ):
                raise WrongError("its record is another step's")
            coming = folder.path.with_name(f"{folder.path.name}.coming")
            with _alone(coming) as mine:
                if mine and not folder.is_done():
                    fetch_files(self.objects, manifest, coming, told)
                    self._finish(folder, manifest, coming)
        except WrongError as error:
            LOG.warning(
                "Step %s is not stored as it should be (%s). It is made here, and stored anew.", folder.step, error
            )
            with contextlib.suppress(StorageError):
                self.objects.put(f"suspect/{path}", b"")
            return False
        return folder.is_done()

    def _finish(self, folder: StepFolder, manifest: Manifest, coming: Path) -> None:
        record = {
            **{name: manifest.about.get(name) for name in ("step", "key", "seconds", "tools")},
            "files": {name: {"size": file.size, "sha256": file.sha256} for name, file in manifest.files.items()},
        }
        with spoken_errors(coming):
            write_atomically(coming / DONE, json.dumps(record, indent=1))
            if folder.path.exists():
                folder.mend()  # it isn't right, or it would be done
            coming.rename(folder.path)
        say(
            "storage.fetched",
            show=self.show,
            step=folder.step,
            bytes=sum(file.size for file in manifest.files.values()),
        )

    def _step_path(self, folder: StepFolder) -> str:
        return f"steps/{self.show}/{folder.step}/{folder.key}.json"


@contextmanager
def _alone(folder: Path) -> Iterator[bool]:
    """Have a folder to oneself: another process may fetch the same step. False when it has become the finished one meanwhile."""
    with spoken_errors(folder):
        folder.mkdir(parents=True, exist_ok=True)
        held = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(held, fcntl.LOCK_EX)
        try:
            mine = os.path.samestat(os.fstat(held), folder.stat())
        except FileNotFoundError:
            mine = False
        yield mine
        if mine and folder.is_dir() and not any(folder.iterdir()):
            shutil.rmtree(folder, ignore_errors=True)
    finally:
        os.close(held)


def storage_for(show: str, *, patience: Patience | None = None) -> Storage | None:
    """Return a show's storage as the studio's file names it; None where it names none.

    Raises:
        BadInputError: The studio's file can't be read, or holds a password.
        StorageError: The folder isn't there, or keys, or obstore, are missing.
    """
    from rushes.studio.config import load_studio

    section = load_studio().storage
    if section is None:
        return None
    parts = urlsplit(section.url)
    words = f"The storage {parts.scheme}://{parts.netloc}{parts.path}"
    place, bulk = open_place(section), open_place(section, bulk=True)
    return Storage(Objects(place, words=words, bulk=bulk, patience=patience), show)
