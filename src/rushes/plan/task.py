"""A step, or some frames of one, as the task of a farm: ``python -m rushes.plan.task REQUEST.json [FIRST-LAST]``.

It prints what Open Job Description listens to (``openjd_progress``, ``openjd_status``, ``openjd_fail``), and leaves with the exit
code that `rushes make` would leave with. The gate is asked here, in this process, whenever it runs.
"""

from __future__ import annotations

import importlib
import json
import re
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any, Never

from rushes.errors import BadInputError, CancelledError, RushesError
from rushes.studio import StepFolder
from rushes.studio.chunks import CHUNK
from rushes.studio.lock import FileLock
from rushes.studio.storage.storage import LOG, storage_for

WAIT_S = 0.5
"""How often [s] a step is asked for again that another process makes now."""

_FRAMES = re.compile(r"([0-9]{1,7})-([0-9]{1,7})")


def main(arguments: Sequence[str]) -> int:
    """Run the task; return its exit code."""
    signal.signal(signal.SIGTERM, _cancelled)
    try:
        run_task(*arguments)
    except RushesError as error:
        _say(f"openjd_fail: {error}")
        return error.exit_code
    return 0


def run_task(request: str = "", frames: str = "", *others: str) -> None:
    """Run a step as a request file asks for it, or some frames of it.

    Args:
        request: The file.
        frames: ``1001-1008``; empty for the whole step.
        others: Nothing.

    Raises:
        BadInputError: The file or the frames are none.
        RushesError: As the step.
    """
    if not request or others:
        raise BadInputError(
            "Give one request file, and the frames of it if not all: python -m rushes.plan.task REQUEST.json 1001-1008"
        )
    asked = _read(Path(request))
    if frames:
        found = _FRAMES.fullmatch(frames)
        if found is None or int(found[1]) > int(found[2]):
            raise BadInputError(f'"{frames}" are no frames. Write them as 1001-1008.')
        asked["request"][CHUNK] = [int(found[1]), int(found[2])]
    folder = StepFolder(Path(asked["request"]["work"]), asked["request"]["step"], asked["request"]["key"])
    needs = [StepFolder(folder.work, name, key) for name, key in asked["request"].get("keys", {}).items()]
    module, _, function = asked["entry"].partition(":")
    run = getattr(importlib.import_module(module), function)
    with _held(folder, shared=bool(frames)), _all_held(needs):
        if not frames:
            folder.mend()
        run(asked["request"], _report)
    if not frames:
        _store(folder, str(asked["request"]["question"]["production"]))


def _read(path: Path) -> dict[str, Any]:
    try:
        asked = json.loads(path.read_text(encoding="utf-8"))
        if not isinstance(asked["entry"], str) or not asked["entry"].startswith("rushes.plan.run:"):
            raise ValueError("it asks for no step of a recipe")
        if not all(isinstance(asked["request"][name], str) for name in ("work", "step", "key")):
            raise TypeError("it names no step")
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}).") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInputError(
            f"{path} is no request of a step ({error}). Export the job again: rushes export openjd"
        ) from error
    return dict(asked)


@contextmanager
def _held(folder: StepFolder, *, shared: bool) -> Iterator[None]:
    """Hold a step: alone to make it, shared to make some frames of it or to read it. Whoever else makes it is waited for."""
    lock = FileLock(folder.lock)
    while not lock.take(shared=shared, holder="a task of a farm"):
        time.sleep(WAIT_S)
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _all_held(folders: Sequence[StepFolder]) -> Iterator[None]:
    if not folders:
        yield
        return
    with _held(folders[0], shared=True), _all_held(folders[1:]):
        yield


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _report(done: int, total: int) -> None:
    _say(f"openjd_status: {done} of {total}")
    _say(f"openjd_progress: {100 * done / max(1, total):.1f}")


def _store(folder: StepFolder, show: str) -> None:
    try:
        storage = storage_for(show)
        if storage is not None:
            storage.push_step(folder)
    except RushesError as error:
        LOG.warning("%s What was made stays here; `rushes studio push` stores it later.", error)


def _cancelled(_signal: int, _frame: FrameType | None) -> Never:
    raise CancelledError("Cancelled. What is finished stays; run the task again to go on.")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
