# SPDX-License-Identifier: GPL-3.0-or-later
"""Standard output of a program that runs Blender: our lines alone, and an end that Blender's clean-up can't spoil."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from typing import NoReturn


def say(line: str) -> None:
    """Write a line that the parent reads, at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def run(main: Callable[[list[str]], int]) -> NoReturn:
    """Run a program on its arguments, keep its lines on standard output, drop Blender's own, and leave with its exit code."""
    ours = os.dup(1)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.close(nowhere)
    sys.stdout = os.fdopen(ours, "w", encoding="utf-8")
    code = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # Blender's own clean-up may abort; everything is written by now
