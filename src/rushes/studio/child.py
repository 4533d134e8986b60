"""The child process: imports an entry by its name, runs it, and says how far it is and how it ended."""

from __future__ import annotations

import importlib
import json
import os
import sys
import traceback
from pathlib import Path

from rushes.errors import RushesError
from rushes.studio.executor import MARK
from rushes.studio.process import hold
from rushes.studio.watch import span, watching


def say(**message: str | int) -> None:
    """Print a line that the parent understands."""
    sys.stdout.write(f"\n{MARK}{json.dumps(message)}\n")
    sys.stdout.flush()


def main(request_path: str) -> int:
    """Run the entry that a request file names; 0 when it went well."""
    task = json.loads(Path(request_path).read_text(encoding="utf-8"))
    if task["cores"] and sys.platform == "linux":
        os.sched_setaffinity(0, task["cores"])
    hold(task["held"])
    module, _, function = task["entry"].partition(":")
    try:
        with watching(), span("task", step=task["name"]):
            getattr(importlib.import_module(module), function)(
                task["request"], lambda done, total: say(done=done, total=total)
            )
    except RushesError as error:
        say(**{"class": type(error).__name__, "error": str(error)})
        return error.exit_code
    except Exception as error:  # noqa: BLE001 - the one place where a surprise becomes a sentence
        traceback.print_exc()
        say(
            **{
                "class": "StepFailedError",
                "error": f"Step {task['name']} met something unforeseen: {type(error).__name__}: {error}. "
                f"What is finished stays. That is a fault in Rushes; its log holds the details: {task['log']}",
            }
        )
        return 5
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
