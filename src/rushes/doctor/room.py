"""Is there room: on the disks of the show, of the settings and of temporary files, and within the limit of ``work/``."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from rushes.doctor.examination import Place
from rushes.studio.trouble import Trouble

GIB: Final = 2**30

LEAST_FREE_GIB: Final = 2
"""The demo, a draft of 96 frames, leaves 0.33 GiB in ``work/`` and its take; a review has four times the pixels: under
this, one shot fills the disk."""

LITTLE_FREE_GIB: Final = 20
"""Some fifteen such shots: a day's work of one machine."""

LEAST_FREE_FILES: Final = 10_000
"""Files that a disk can still take; a shot leaves some hundreds."""


def check_room(place: Place) -> Iterator[Trouble]:
    """Look at the room on each disk once, and at the size of ``work/``."""
    folders = [Path(tempfile.gettempdir()), place.home]
    if place.show is not None:
        folders.insert(0, place.show.folder)
        yield from work_troubles(place.show.work, place.studio.cache.limit_gb)
    yield from disk_troubles(folders)


def disk_troubles(folders: Sequence[Path]) -> Iterator[Trouble]:
    """Say which disks are full or nearly so; a disk with several of the folders is told of once.

    Args:
        folders: Folders that need not exist: the nearest one above that does is looked at.
    """
    seen: set[int] = set()
    for folder in folders:
        there = next(one for one in (folder.absolute(), *folder.absolute().parents) if one.exists())
        device = there.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        about = os.statvfs(there)
        free = about.f_bavail * about.f_frsize
        if free < LITTLE_FREE_GIB * GIB:
            yield Trouble(
                "room",
                f"The disk of {there} has {free / GIB:.1f} GiB left.",
                "Make room: what lies in a show's work/ is made again when it is needed, once none of its jobs runs.",
                is_hint=free >= LEAST_FREE_GIB * GIB,
            )
        if about.f_files and about.f_favail < LEAST_FREE_FILES:
            yield Trouble(
                "room",
                f"The disk of {there} can take {about.f_favail} more files, however small.",
                "Delete or pack away many small files, or make a file system with more inodes.",
            )


def work_troubles(work: Path, limit_gb: float | None) -> Iterator[Trouble]:
    """Say that a show's finished steps take more room than they may.

    Args:
        work: ``SHOW/work``; it need not exist.
        limit_gb: The studio's ``cache.limit_gb`` [GB]; None for no limit.
    """
    if limit_gb is None or not work.is_dir():
        return
    taken = sum(entry.lstat().st_size for entry in work.rglob("*") if entry.is_file())
    if taken > limit_gb * 1e9:
        yield Trouble(
            "room",
            f"{work} holds {taken / 1e9:.1f} GB, and may hold {limit_gb:g}.",
            "Run rushes studio tidy, which keeps what takes and running jobs refer to, or raise cache.limit_gb.",
        )
