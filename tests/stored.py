"""A machine's own store, and a storage that machines share, in tests."""

from __future__ import annotations

import hashlib
import random
from pathlib import Path

from rushes.studio import StepFolder
from rushes.studio.config import StorageSection
from rushes.studio.storage import Objects, Patience, Storage, open_place

PIECE = 1000
"""What a piece holds in these tests [bytes]."""

FILES = {
    "comp.1001.exr": b"one piece",
    "layers/mist.1001.exr": random.Random(1).randbytes(4254),  # noqa: S311 - five pieces that differ
    "empty.txt": b"",
    "whole.bin": b"w" * PIECE * 2,
    "same.exr": b"one piece",
}


def storage_at(url: str, endpoint: str | None = None, *, timeout_s: float = 30.0, tries: int = 4) -> Storage:
    place = open_place(StorageSection(url=url, endpoint=endpoint), timeout_s=timeout_s)
    bulk = open_place(StorageSection(url=url, endpoint=endpoint), bulk=True, timeout_s=timeout_s)
    return Storage(Objects(place, words="The storage", bulk=bulk, patience=Patience(tries, 0.01, 0.02)), "SHOW")


class Machine:
    """A machine's own store."""

    def __init__(self, folder: Path) -> None:
        self.work = folder / "work"

    def step(self, name: str = "render") -> StepFolder:
        return StepFolder(self.work, name, hashlib.sha256(name.encode()).hexdigest())

    def make(self, name: str = "render", **files: bytes) -> StepFolder:
        folder = self.step(name)
        out = folder.open()
        for file, data in (files or FILES).items():
            (out / file).parent.mkdir(parents=True, exist_ok=True)
            (out / file).write_bytes(data)
        folder.finish(seconds=1.5, tools={"toy": "1"})
        return folder
