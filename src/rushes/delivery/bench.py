"""Where a package is put together: a folder beside its place, which remembers what is done, and is renamed at the end."""

from __future__ import annotations

import fcntl
import json
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from rushes.canonical import sha256_of_file
from rushes.delivery.making import Done
from rushes.errors import BadInputError, BusyError
from rushes.show import Show
from rushes.studio import spoken_errors

MEMORY: Final = ".delivery"
"""The folder inside that remembers; it is gone before the package is handed over."""

_ORDER, _DONE = "order", "done.jsonl"


@dataclass(frozen=True, slots=True)
class Bench:
    """A package that is being put together.

    Attributes:
        out: Where it will lie.
        folder: Where it lies until then.
    """

    out: Path
    folder: Path

    def remembered(self) -> dict[str, Done]:
        """Return what an earlier run finished and is still what it was then, by path."""
        found: dict[str, Done] = {}
        try:
            lines = (self.folder / MEMORY / _DONE).read_text(encoding="utf-8").splitlines()
        except OSError:
            return found
        for line in lines:
            try:
                done = Done.from_json(line)
                whole = sha256_of_file(self.folder / done.path) == done.sha256
                sealed = not done.manifest or (self.folder / done.manifest).is_file()
            except (ValueError, KeyError, TypeError, OSError):
                continue  # a line that a kill cut off, or a file that is gone: it is made again
            if whole and sealed:
                found[done.path] = done
        return found

    def remember(self, done: Done) -> None:
        """Write down that a file is done.

        Raises:
            OSError: It can't be written.
        """
        with (self.folder / MEMORY / _DONE).open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(done.to_json(), ensure_ascii=False) + "\n")
            stream.flush()
            os.fsync(stream.fileno())

    def files(self) -> frozenset[str]:
        """Return every file of the package, from its folder; what the bench remembers is none."""
        inside = (path for path in self.folder.rglob("*") if path.is_file())
        paths = (path.relative_to(self.folder).as_posix() for path in inside)
        return frozenset(path for path in paths if not path.startswith(f"{MEMORY}/"))

    def tidy(self, wanted: frozenset[str]) -> None:
        """Take away what an earlier run left half done."""
        for path in self.files() - wanted:
            (self.folder / path).unlink()

    def forget(self) -> None:
        """Take away what the bench remembers."""
        shutil.rmtree(self.folder / MEMORY)

    def throw_away(self) -> None:
        """Take everything away."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def hand_over(self) -> None:
        """Rename the folder to its place: from here on it is a package.

        Raises:
            OSError: It can't be renamed.
        """
        if self.out.is_dir():
            self.out.rmdir()  # it is empty, as was looked at; a full one makes this fail
        self.folder.rename(self.out)


@contextmanager
def bench(out: Path, order_sha256: str) -> Iterator[Bench]:
    """Open the bench of a package: the one that an earlier run of the same order left, or an empty one.

    Args:
        out: Where the package will lie.
        order_sha256: What is being put together.

    Raises:
        BadInputError: The place can't be written.
        BusyError: Another run puts a package together there.
    """
    folder = out.with_name(f"{out.name}.part")
    with spoken_errors(folder):
        (folder / MEMORY).mkdir(parents=True, exist_ok=True)
    with (out.parent / f".{out.name}.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            raise BusyError(f"Another run delivers to {out}. Wait for it, or choose another folder.") from error
        try:
            yield _opened(Bench(out, folder), order_sha256)
        finally:
            Path(lock.name).unlink(missing_ok=True)


def check_place(out: Path, show: Show) -> Path:
    """Return where a package will lie, once it is known that one can lie there.

    Raises:
        BadInputError: Something lies there already, the folder around it is missing, or it is inside the show's own records.
    """
    out = out.absolute()
    if not out.name or out.name.startswith(".") or not out.name.isprintable():
        raise BadInputError(f"{out} can't be the name of a package. Give a folder such as out/turnover_2026-11-27.")
    for inside in (show.shots, show.consents, show.work):
        if out.resolve().is_relative_to(inside.resolve()):
            raise BadInputError(f"{out} lies in {inside}, where the show keeps its own. Choose a place outside of it.")
    with spoken_errors(out):
        if out.exists() and (not out.is_dir() or any(out.iterdir())):
            raise BadInputError(f"{out} is there already. A package is never written over another: choose a new name.")
    if not out.parent.is_dir():
        raise BadInputError(f"{out.parent} is no folder. Make it first, or choose another place.")
    return out


def _opened(made: Bench, order_sha256: str) -> Bench:
    order = made.folder / MEMORY / _ORDER
    with spoken_errors(made.folder):
        if not order.is_file() or order.read_text(encoding="ascii", errors="replace") != order_sha256:
            made.throw_away()
            (made.folder / MEMORY).mkdir(parents=True)
            order.write_text(order_sha256, encoding="ascii")
    return made
