"""The process of ``warm.py``: takes tasks from a socket, and runs them one after another: ``python -m rushes.studio.warm_child DESCRIPTOR SECONDS``."""

from __future__ import annotations

import importlib
import json
import os
import select
import socket
import sys
import time
from pathlib import Path
from typing import Any, Final

from rushes.errors import EscalatedError, RefusedError, RushesError
from rushes.studio.child import main as run_task
from rushes.studio.child import say
from rushes.studio.process import held_by_children

KEPT_S: Final = 600.0
"""How long [s] models stay loaded that nobody asks for."""

_REFUSED: Final = frozenset({RefusedError.exit_code, EscalatedError.exit_code})
_MOST_HELD: Final = 16


def main(descriptor: str, look_every_s: str) -> int:
    """Serve until whoever asks is gone, something was refused, or nothing was asked for long."""
    link = socket.socket(fileno=int(descriptor))
    used: dict[str, dict[str, Any]] = {}
    last = time.monotonic()
    while True:
        if not select.select([link], [], [], float(look_every_s))[0]:
            if time.monotonic() - last > KEPT_S or not all(map(_may_stay, used.values())):
                return 0
            continue
        data, held, _, _ = socket.recv_fds(link, 1 << 14, _MOST_HELD)
        if not data:
            return 0
        path = data.decode().strip()
        task = json.loads(Path(path).read_text(encoding="utf-8"))
        os.environ.update(task["env"])
        try:
            with held_by_children(held):
                code = run_task(path)
        finally:
            for one in held:
                os.close(one)
        used[f"{task['name']} {task['request'].get('weights')}"] = task
        say(over=code)
        if code in _REFUSED:
            return 0
        last = time.monotonic()


def _may_stay(task: dict[str, Any]) -> bool:
    """Ask the gate that a task was let through by whether it would be now."""
    ask = getattr(importlib.import_module(task["entry"].partition(":")[0]), "ask_gate", None)
    if ask is not None:
        try:
            ask(task["request"])
        except RushesError:
            return False
    return True


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
