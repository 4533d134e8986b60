"""A recipe as an Open Job Description template (2023-09): what a farm of one's own runs instead of our floor, to the same frames."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final

from rushes.errors import BadInputError
from rushes.plan.recipe import Recipe
from rushes.studio import StepTask
from rushes.studio.chunks import Apart

VERSION: Final = "jobtemplate-2023-09"
NOTICE_S: Final = 20
"""How long [s] a task has after a cancel before it is killed: what it finished stays either way."""

TAKE: Final = "take"
"""The last step: it puts the files together, checks, seals and hands over, as `rushes make` does."""

_PYTHON, _FILE = "{{Param.Python}}", "{{Task.File.Request}}"
_TEXT = re.compile(r'"(?:[^"\\]|\\.)*"')


def job_template(
    recipe: Recipe, tasks: Sequence[StepTask], *, chunk_frames: int, take: Sequence[str] = ()
) -> dict[str, Any]:
    """Return a template whose steps make what a recipe's steps make; each asks the clearance gate when it runs, as always.

    A step whose frames can be made apart becomes two or three: its frames in chunks, one task each, and then the step itself, which
    finds them and does what belongs to all of them.

    Args:
        recipe: The steps.
        tasks: What the floor would run, in the same order.
        chunk_frames: Frames of a task.
        take: Arguments of ``python -m rushes`` for the last step; none without it.
    """
    steps = [step for task in tasks for step in _steps(task, chunk_frames)]
    if take:
        needs = [task.folder.step for task in tasks]
        steps.append(_step(TAKE, ["-m", "rushes", *map(_plain, take)], needs))
    return {
        "specificationVersion": VERSION,
        "name": f"{recipe.show}_{recipe.shot}_{recipe.version}",
        "description": f"{recipe.kind} by {recipe.engine} {recipe.engine_version}, recipe {recipe.sha256}",
        "parameterDefinitions": [
            {
                "name": "Python",
                "type": "STRING",
                "default": "python3",
                "description": "The Python of a node that Rushes is installed for.",
            }
        ],
        "steps": steps,
    }


def _steps(task: StepTask, chunk_frames: int) -> Iterator[dict[str, Any]]:
    name, needs = task.folder.step, list(task.needs or ())
    made: list[str] = []
    if task.apart is not None:
        leads, frames = _chunks(task.apart, chunk_frames)
        for part, chunks in (("first", leads), ("frames", frames)):
            if chunks:
                yield _request_step(f"{name}-{part}", task, [*needs, *made], chunks)
                made.append(f"{name}-{part}")
    yield _request_step(name, task, [*needs, *made])


def _chunks(apart: Apart, chunk_frames: int) -> tuple[list[str], list[str]]:
    named = [f"{first}-{last}" for first, last in apart.chunks(chunk_frames)]
    return (named[:1], named[1:]) if apart.first_leads else ([], named)


def _request_step(name: str, task: StepTask, needs: Sequence[str], chunks: Sequence[str] = ()) -> dict[str, Any]:
    asked = {"name": task.folder.step, "entry": task.entry, "request": dict(task.request)}
    file = {"name": "Request", "type": "TEXT", "filename": "request.json", "data": _data(asked)}
    arguments = ["-m", "rushes.plan.task", _FILE, *(["{{Task.Param.Frames}}"] if chunks else [])]
    step = _step(name, arguments, needs)
    step["script"]["embeddedFiles"] = [file]
    if chunks:
        frames = {"name": "Frames", "type": "STRING", "range": list(chunks)}
        step["parameterSpace"] = {"taskParameterDefinitions": [frames]}
    return step


def _step(name: str, arguments: Sequence[str], needs: Sequence[str]) -> dict[str, Any]:
    run = {
        "command": _PYTHON,
        "args": list(arguments),
        "cancelation": {"mode": "NOTIFY_THEN_TERMINATE", "notifyPeriodInSeconds": NOTICE_S},
    }
    step: dict[str, Any] = {"name": name, "script": {"actions": {"onRun": run}}}
    if needs:
        step["dependencies"] = [{"dependsOn": one} for one in needs]
    return step


def _data(asked: Mapping[str, Any]) -> str:
    """Return a request as JSON that holds no pair of braces, which a farm would read as the name of one of its values."""
    return _TEXT.sub(lambda text: text[0].replace("{", "\\u007b").replace("}", "\\u007d"), json.dumps(asked, indent=1))


def _plain(argument: str) -> str:
    """Return an argument if nothing in it is read as a name.

    Raises:
        BadInputError: It holds a pair of braces.
    """
    if "{{" in argument or "}}" in argument:
        raise BadInputError(f"{argument} holds a pair of braces, which a farm would replace. Give it another name.")
    return argument
