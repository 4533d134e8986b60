"""How a step is run: what the child process is told, and what it does. The clearance gate is asked here, first."""

from __future__ import annotations

import errno
import importlib
import os
import shutil
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from rushes.canonical import sha256_of_place
from rushes.clearance import Clearance
from rushes.clearance.gate import Gate, Permit
from rushes.clearance.models import refuse_pickles
from rushes.clearance.question import Question
from rushes.errors import BadInputError, RefusedError
from rushes.plan.recipe import Recipe
from rushes.plan.step import Step, StepContext
from rushes.plan.stored import fetched
from rushes.show import FrameRange
from rushes.studio import CLOSED, FULL, StepFolder, StepTask, spoken_errors
from rushes.studio.chunks import Chunk, chunk_in, forget_chunks, seconds_in_chunks
from rushes.studio.writing import writing

ENTRY = "rushes.plan.run:run_step"

FULL_BELOW_BYTES = 1 << 20
"""A disk with less room than this is full: no picture of ours is smaller."""


def tasks(recipe: Recipe, work: Path, clearance: Clearance, *, question: Question, gate: Gate) -> tuple[StepTask, ...]:
    """Return what the studio has to run, each step with its own request.

    Args:
        recipe: The steps.
        work: The show's folder of finished steps.
        clearance: What the recipe was planned with.
        question: What was judged then; each step has it judged again.
        gate: Where each step asks.
    """
    folders = folders_of(recipe, work)
    asking = {
        "clearance": clearance.to_json(),
        "question": question.model_dump(mode="json"),
        "gate": gate.to_json(),
        "brief_sha256": recipe.brief_sha256,
    }
    return tuple(
        StepTask(
            folders[step.name], ENTRY, _request(step, work, folders) | asking, step.needs, step.apart, step.resources
        )
        for step in recipe.steps
    )


def folders_of(recipe: Recipe, work: Path) -> dict[str, StepFolder]:
    """Return where each step's files are or will be."""
    return {name: StepFolder(work, name, key) for name, key in recipe.keys.items()}


def _request(step: Step, work: Path, folders: Mapping[str, StepFolder]) -> dict[str, Any]:
    return {
        "step": step.name,
        "entry": step.entry,
        "action": step.action,
        "params": dict(step.params),
        "tools": dict(step.tools),
        "work": str(work),
        "key": folders[step.name].key,
        "inputs": {name: str(folders[name].path) for name in step.needs},
        "keys": {name: folders[name].key for name in step.needs},
        "files": {file.label: str(file.path) for file in step.files},
        "weights": {file.label: file.sha256 for file in step.files if file.weights},
        "sends": list(step.sends),
    }


def run_step(request: Mapping[str, Any], report: Callable[[int, int], None]) -> None:
    """Run one step in this process and put its files into the store; of a chunk, only the frames of it. Fetch what another machine stored.

    Raises:
        RefusedError: The gate does not let it through now, or the clearance does not cover it or was changed; nothing is
            imported or run, no folder is made.
        EscalatedError: A person has to decide first; nothing is run.
        BadInputError: The show's records can't be read, the disk is full, or the show's folder can't be written.
        BusyError: An earlier run of it still writes, and does not end.
        RushesError: What the step raised.
    """
    permit = ask_gate(request)
    folder = StepFolder(Path(request["work"]), request["step"], request["key"])
    if folder.is_done():
        return
    chunk = chunk_in(request, folder)
    with writing(folder, beside=chunk is not None):
        if not folder.is_done() and not fetched(request, folder, permit):
            _make(request, folder, chunk, permit, report)


def _make(
    request: Mapping[str, Any],
    folder: StepFolder,
    chunk: Chunk | None,
    permit: Permit,
    report: Callable[[int, int], None],
) -> None:
    check_weights(request)
    check_sent(request)
    module, _, function = request["entry"].partition(":")
    step: Callable[[StepContext], None] = getattr(importlib.import_module(module), function)
    started = time.monotonic()
    if chunk is not None:
        with chunk.scratch() as scratch, spoken_errors(folder.part, only=FULL | CLOSED), _full_disk_named(folder):
            only = FrameRange(chunk.first, chunk.last)
            step(replace(_context(request, folder.part, permit, report), only=only, scratch=scratch))
        chunk.finish(seconds=time.monotonic() - started)
        return
    with spoken_errors(folder.part, only=FULL | CLOSED), _full_disk_named(folder):
        step(_context(request, folder.open(), permit, report))
    folder.finish(seconds=time.monotonic() - started + seconds_in_chunks(folder), tools=request.get("tools"))
    forget_chunks(folder)


def ask_gate(request: Mapping[str, Any]) -> Permit:
    """Ask for a step what its request says, now and in this process.

    Raises:
        RefusedError: The request names no clearance, question, gate or action; or as ``Gate.ask``.
        EscalatedError: As ``Gate.ask``.
        BadInputError: As ``Gate.ask``.
    """
    missing = [name for name in ("clearance", "question", "gate", "action", "brief_sha256") if not request.get(name)]
    if missing:
        raise RefusedError(
            f"Step {request.get('step', '(unnamed)')} was asked for without its {' and '.join(missing)}. Nothing runs that "
            "was not cleared: make it through rushes.plan.tasks."
        )
    try:
        question = Question.model_validate(request["question"])
    except ValidationError as error:
        raise RefusedError(
            f"Step {request['step']}: the question that it was cleared with is not whole ({error.error_count()} fields are "
            "wrong). Clear the brief again."
        ) from error
    if question.brief_sha256 != request["brief_sha256"]:
        raise RefusedError(f"Step {request['step']} belongs to another brief than its question. Clear the brief again.")
    return Gate.from_json(request["gate"]).ask(question, request["action"], given=request["clearance"])


def check_weights(request: Mapping[str, Any]) -> None:
    """Stop unless the models that a step would load are those that it was cleared for, and lie there unchanged.

    They are read once more here, in the process that loads them: of 60 GB that is a minute on a fast disk.

    Raises:
        RefusedError: A model is none of those that were cleared, changed since, or is a pickle.
        BadInputError: It can't be read.
    """
    cleared = {one["sha256"] for one in request["question"].get("brought", ())}
    for label, sha256 in request.get("weights", {}).items():
        path = Path(request["files"][label])
        if sha256 not in cleared:
            raise RefusedError(
                f"Step {request['step']}: the model {path} is none of those that were cleared, so it is not loaded. Clear the brief again."
            )
        refuse_pickles(path)
        try:
            there = sha256_of_place(path)
        except OSError as error:
            raise BadInputError(f"The model {path} can't be read ({error.strerror}). Put it back.") from error
        if there != sha256:
            raise RefusedError(
                f"Step {request['step']}: the model {path} changed since it was cleared ({sha256[:12]}, now {there[:12]}), so it is not loaded. Put the "
                "right file back, or clear the brief again."
            )


def check_sent(request: Mapping[str, Any]) -> None:
    """Stop unless clearance was asked for all that a step sends out of the house.

    Raises:
        RefusedError: It wasn't.
    """
    asked = set(request["question"].get("sent") or ())
    if unasked := sorted(set(request.get("sends") or ()) - asked):
        raise RefusedError(
            f"Step {request['step']} would send {', '.join(unasked)} out of the house, and clearance was not asked for that. Clear the brief again."
        )


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
    out: Path,
    permit: Permit,
    report: Callable[[int, int], None],
) -> StepContext:
    return StepContext(
        out=out,
        inputs={name: Path(path) for name, path in request["inputs"].items()},
        files={label: Path(path) for label, path in request["files"].items()},
        params=request["params"],
        permit=permit,
        report=report,
    )
