# SPDX-License-Identifier: GPL-3.0-or-later
"""A program that runs Blender: its request, the cores it keeps to, our lines alone on standard output, and how it ends."""

from __future__ import annotations

import json
import os
import sys
import traceback
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NoReturn


def say(line: str) -> None:
    """Write a line that the parent reads, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(work: Callable[[Mapping[str, Any]], None]) -> NoReturn:
    """Do what the request file asks for, keep our lines on standard output, drop Blender's own, and leave."""
    ours = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = os.fdopen(ours, "w", encoding="utf-8")
    leave(answered(work))


def answered(work: Callable[[Mapping[str, Any]], None]) -> int:
    """Do what the request file, the first argument, asks for; say what was fatal, and return the exit code.

    Args:
        work: Given the request; it imports Blender itself, after the cores are set.
    """
    try:
        request = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
        if "cores" in request:
            _keep_to(request["cores"])
        work(request)
    except BaseException as error:  # noqa: BLE001 - the last line of defence names the reason
        traceback.print_exc()
        say(f"fatal: {type(error).__name__}: {error}")
        return 1
    return 0


def leave(code: int) -> NoReturn:
    """End with an exit code."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # Blender's own clean-up may abort; everything is written by now


def _keep_to(cores: Sequence[int]) -> None:
    """Stay on these cores, or the denoiser's threads and another Blender's spin in each other's way.

    Before Blender is imported: its thread pools count the cores they find.
    """
    if sys.platform == "linux":
        os.sched_setaffinity(0, set(cores))
