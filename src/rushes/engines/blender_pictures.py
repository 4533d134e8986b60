"""One run of Blender for pictures, whoever asks: how it is started, and which picture it was at when it failed."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from rushes.clearance.gate import Permit
from rushes.clearance.records.consent import Action
from rushes.errors import StepFailedError
from rushes.media.exr import is_whole
from rushes.studio.process import run_program

CORES = 2
"""Cores that a picture is traced with: those of the machines that the promised times are for."""


def trace_pictures(
    permit: Permit,
    program: str,
    request: Mapping[str, Any],
    pictures: Sequence[tuple[str, Path]],
    folder: Path,
    on_picture: Callable[[int], None],
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Trace pictures in one Blender and hand each on, by its number, as soon as its raw file is whole.

    Args:
        permit: What the step that asks holds; Blender is started with one only.
        program: The module of ``rushes.blender`` that Blender runs.
        request: What it is asked for.
        pictures: What each is called in an error, and where its raw file comes.
        folder: Where request and log lie.
        on_picture: Called with each.
        cancelled: Asked now and then.

    Raises:
        StepFailedError: Blender failed; the sentence names the picture.
        RefusedError: The permit is for something else than making a picture.
    """
    done = 0

    def on_line(line: str) -> None:
        nonlocal done
        if line.startswith("frame "):
            name, path = pictures[done]
            if not is_whole(path):
                raise StepFailedError(f"{name}: Blender said it was done, but {path} is not whole. Make it again.")
            on_picture(done)
            done += 1

    def failed() -> str:
        return f"{pictures[done][0] if done < len(pictures) else 'After the last picture'}: Blender failed"

    log = run_blender(permit, program, request, folder, on_line, failed, cancelled)
    if done < len(pictures):
        raise StepFailedError(f"{pictures[done][0]}: Blender ended without rendering it. Make it again. Log: {log}")


def run_blender(
    permit: Permit,
    program: str,
    request: Mapping[str, Any],
    folder: Path,
    on_line: Callable[[str], None],
    failed: Callable[[], str],
    cancelled: Callable[[], bool] = lambda: False,
) -> Path:
    """Run one Blender until it ends, and return its log.

    Args:
        permit: What the step that asks holds; Blender is started with one only.
        program: The module of ``rushes.blender`` that Blender runs.
        request: What it is asked for.
        folder: Where request and log lie.
        on_line: Called with each line that it says.
        failed: How a sentence about its failure begins: at what it was, by what it has said.
        cancelled: Asked now and then.

    Raises:
        StepFailedError: Blender failed, or ``on_line`` said so.
        RefusedError: The permit is for something else than making a picture.
    """
    permit.require(Action.GENERATE, Action.ALTER)
    folder.mkdir(parents=True, exist_ok=True)
    asked = folder / "request.json"
    asked.write_text(json.dumps(request), encoding="utf-8")
    reasons: list[str] = []

    def hear(line: str) -> None:
        if line.startswith("fatal: "):
            reasons.append(line.removeprefix("fatal: "))
        else:
            on_line(line)

    argv = [sys.executable, "-m", f"rushes.blender.{program}", str(asked)]
    log = folder / "blender.log"
    try:
        run_program(argv, log=log, on_line=hear, cancelled=cancelled, env=environment(folder))
    except StepFailedError as error:
        said = reasons[-1] if reasons else str(error)
        raise StepFailedError(f"{failed()} ({said}). Make it again. Log: {log}") from error
    return log


def environment(folder: Path) -> dict[str, str]:
    """Keep a user's Blender settings, add-ons and display out of it."""
    return {
        "BLENDER_USER_RESOURCES": str(folder / "blender_user"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "DISPLAY": "",
        "OCIO": "",
    }


def cores() -> list[int]:
    """Return the numbers of the cores that may be used."""
    if sys.platform == "linux":
        return sorted(os.sched_getaffinity(0))[:CORES]
    return list(range(min(CORES, os.cpu_count() or 1)))
