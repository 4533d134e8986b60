"""How a step is run: what the child process is told, and what it does. The clearance is asked here, first."""

from __future__ import annotations

import errno
import importlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rushes.clearance import Clearance
from rushes.plan.recipe import Recipe
from rushes.plan.step import Step, StepContext
from rushes.studio import CLOSED, FULL, StepFolder, StepTask, spoken_errors

ENTRY = "rushes.plan.run:run_step"

FULL_BELOW_BYTES = 1 << 20
"""A disk with less room than this is full: no picture of ours is smaller."""


def tasks(recipe: Recipe, work: Path, clearance: Clearance) -> tuple[StepTask, ...]:
    """Return what the studio has to run, each step with its own request."""
    folders = folders_of(recipe, work)
    return tuple(
        StepTask(folders[step.name], ENTRY, _request(step, recipe, work, folders, clearance)) for step in recipe.steps
    )


def folders_of(recipe: Recipe, work: Path) -> dict[str, StepFolder]:
    """Return where each step's files are or will be."""
    return {name: StepFolder(work, name, key) for name, key in recipe.keys.items()}


def _request(
    step: Step,
    recipe: Recipe,
    work: Path,
    folders: Mapping[str, StepFolder],
    clearance: Clearance,
) -> dict[str, Any]:
    return {
        "step": step.name,
        "entry": step.entry,
        "action": step.action,
        "params": dict(step.params),
        "tools": dict(step.tools),
        "work": str(work),
        "key": folders[step.name].key,
        "inputs": {name: str(folders[name].path) for name in step.needs},
        "files": {file.label: str(file.path) for file in step.files},
        "brief_sha256": recipe.brief_sha256,
        "clearance": clearance.to_json(),
    }


def run_step(request: Mapping[str, Any], report: Callable[[int, int], None]) -> None:
    """Run one step in this process and put its files into the store.

    Raises:
        RefusedError: The clearance does not cover the step, or was changed; nothing is run, no folder is made.
        EscalatedError: A person has to decide first; nothing is run.
        BadInputError: The disk is full, or the show's folder can't be written.
        RushesError: What the step raised.
    """
    clearance = Clearance.from_json(request["clearance"])
    clearance.require(request["action"], brief_sha256=request["brief_sha256"])
    folder = StepFolder(Path(request["work"]), request["step"], request["key"])
    if folder.is_done():
        return
    module, _, function = request["entry"].partition(":")
    step: Callable[[StepContext], None] = getattr(importlib.import_module(module), function)
    started = time.monotonic()
    with spoken_errors(folder.part, only=FULL | CLOSED), _full_disk_named(folder):
        step(_context(request, folder, clearance, report))
    folder.finish(seconds=time.monotonic() - started, tools=request.get("tools"))


@contextmanager
def _full_disk_named(folder: StepFolder) -> Iterator[None]:
    """Name the full disk when a step fails on one: many libraries only say that they could not write.

    Raises:
        OSError: What the system said, in place of what a library made of it.
    """
    try:
        yield
    except Exception as error:
        quoted = next((code for code in sorted(FULL) if os.strerror(code) in str(error)), None)
        if quoted is None and shutil.disk_usage(folder.part).free < FULL_BELOW_BYTES:
            quoted = errno.ENOSPC
        if quoted is not None:
            raise OSError(quoted, os.strerror(quoted), str(folder.part)) from error
        raise


def _context(
    request: Mapping[str, Any],
    folder: StepFolder,
    clearance: Clearance,
    report: Callable[[int, int], None],
) -> StepContext:
    return StepContext(
        out=folder.open(),
        inputs={name: Path(path) for name, path in request["inputs"].items()},
        files={label: Path(path) for label, path in request["files"].items()},
        params=request["params"],
        clearance=clearance,
        report=report,
    )
