"""Can it be written, and does the file system keep what Rushes builds on: locks, and renames that are whole or not at all."""

from __future__ import annotations

import fcntl
import os
import tempfile
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

NETWORK: Final = (
    "nfs",
    "nfs4",
    "cifs",
    "smb3",
    "smbfs",
    "9p",
    "fuse.sshfs",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.gcsfuse",
    "afs",
)
"""File systems on another machine, as ``/proc/mounts`` calls them."""


def check_places(place: Place) -> Iterator[Trouble]:
    """Write, lock and rename a small file in each folder that Rushes writes to."""
    yield from temporary_troubles()
    folders = [place.home] if place.home.is_dir() else []
    if place.show is not None:
        folders = [place.show.folder, *(one for one in (place.show.work, place.show.shots) if one.is_dir()), *folders]
    for folder in folders:
        yield from folder_troubles(folder)
    if place.show is not None:
        yield from network_troubles(place.show.folder)


def temporary_troubles() -> Iterator[Trouble]:
    """Say that there is no place for temporary files, or that it can't be written."""
    try:
        folder = Path(tempfile.gettempdir())
    except FileNotFoundError:
        yield Trouble("places", "There is no folder for temporary files.", "Make /tmp, or name another with TMPDIR.")
        return
    named = os.environ.get("TMPDIR")
    if named and folder.resolve() != Path(named).resolve():
        yield Trouble(
            "places",
            f"TMPDIR names {named}, which can't be written, so temporary files go to {folder}.",
            "Make that folder, or name one that you may write to.",
        )


def folder_troubles(folder: Path) -> Iterator[Trouble]:
    """Say what a folder doesn't let one do. The file that this is tried with is gone afterwards."""
    beside = folder / f".doctor-{uuid.uuid4().hex}"
    target = beside.with_suffix(".whole")
    try:
        beside.write_bytes(b"new")
        target.write_bytes(b"old")
        yield from _lock_troubles(beside)
        beside.replace(target)
        if target.read_bytes() != b"new":
            yield Trouble(
                "places",
                f"In {folder}, a file that was renamed over another still reads as the old one.",
                "Move the show to a disk whose caching can be trusted: a local one, NFS 4 or SMB 3 without client caching.",
            )
    except OSError as error:
        yield Trouble(
            "places",
            f"{folder} can't be written ({error.strerror}).",
            "Give this account write permission, mount the disk for writing, or work on a copy elsewhere.",
        )
    finally:
        for path in (beside, target):
            _forget(path)


def _lock_troubles(path: Path) -> Iterator[Trouble]:
    """Take a lock twice: the second one must be refused."""
    remedy = "Mount it with locks (NFS 4, or NFS 3 with lockd and without nolock), or keep the show on another disk."
    with path.open("rb") as first, path.open("rb") as second:
        try:
            fcntl.flock(first, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            yield Trouble("places", f"The disk of {path.parent} knows no file locks ({error.strerror}).", remedy)
            return
        try:
            fcntl.flock(second, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        yield Trouble("places", f"The disk of {path.parent} gives one file lock to two at once.", remedy)


def _forget(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError:
        return  # what can't be written was told above


def network_troubles(folder: Path, mounts: Path = Path("/proc/mounts")) -> Iterator[Trouble]:
    """Say that a show lies on another machine's disk.

    Args:
        folder: The show's.
        mounts: The system's table of mounts; other systems than Linux have none, and nothing is said there.
    """
    kind = file_system(folder, mounts)
    if kind in NETWORK:
        yield Trouble(
            "places",
            f"{folder} lies on a network disk ({kind}), where locks hold on one machine or on all, as it was mounted.",
            "Work from one machine, or see that two refuse each other: run rushes make of one shot on both at once.",
            is_hint=True,
        )


def file_system(folder: Path, mounts: Path) -> str:
    """Return what kind of file system a folder lies on; empty when that can't be told."""
    try:
        lines = mounts.read_text(encoding="utf-8").splitlines()
    except OSError:
        return ""
    here, best, kind = folder.resolve(), Path("/"), ""
    for line in lines:
        _, point, name, *_ = line.split(" ")
        at = Path(point.replace("\\040", " "))
        if here.is_relative_to(at) and len(at.parts) >= len(best.parts):
            best, kind = at, name
    return kind
