"""How a studio is emptied for an upgrade: its supervisor begins nothing more, or a machine of its cluster takes no more tasks; what runs ends."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Final

from rushes.errors import BadInputError
from rushes.studio import queue
from rushes.studio.config import Studio
from rushes.studio.database.engine import Database
from rushes.studio.seat import seat_of

LOOK_EVERY_S: Final = 0.5


def drain_studio(studio: Studio, told: Callable[[str], None], *, wait: bool = True) -> bool:
    """Ask a studio's supervisor to begin nothing more, and wait until what it runs has ended and it has left.

    Args:
        studio: The studio.
        told: Called with a sentence when there is something to say.
        wait: Whether to wait for that.

    Returns:
        Whether anybody supervised.

    Raises:
        NotNowError: The database does not answer.
    """
    seat = seat_of(studio)
    if seat.take():
        seat.leave()
        return False
    with Database(studio) as database:
        queue.drain(database)
        told("It begins nothing more.")
        known = -1
        while wait and not seat.take():
            running = queue.counts(database)["running"]
            if running != known:
                told(f"{running} still run.")
            known = running
            time.sleep(LOOK_EVERY_S)
    seat.leave()
    return True


def drain_node(address: str, node: str, told: Callable[[str], None]) -> str:
    """Let a machine of a Ray cluster take no more tasks, and wait until what it runs has ended.

    Args:
        address: Where the cluster is.
        node: The machine's name, its address, or how its id begins.
        told: Called with a sentence when there is something to say.

    Returns:
        What the machine is called.

    Raises:
        BadInputError: No cluster answers, no machine is called so or several are, or Ray refuses.
    """
    argv = [sys.executable, "-m", "rushes.studio.ray_drain", address, node]
    name = ""
    with subprocess.Popen(argv, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as asked:
        assert asked.stdout is not None  # noqa: S101 - a pipe, above
        for line in asked.stdout:
            said = json.loads(line) if line.startswith("{") else {}
            if "nodes" in said:
                raise BadInputError(
                    f'"{node}" names no machine of the cluster alone. There are: {", ".join(said["nodes"])}. Name one by what stands in brackets.'
                )
            if "closed" in said:
                raise BadInputError(f"No Ray cluster answers at {address} ({said['closed']}).")
            if "refused" in said:
                raise BadInputError(f"Ray does not drain {node}: {said['refused']}")
            name = said.get("drains", name)
            if "drains" in said:
                told(f"{name} takes no more tasks.")
            if "runs" in said:
                told(f"{said['runs']} of its processors and GPUs are still used.")
            if "ended" in said:
                return name
    raise BadInputError(f"The cluster at {address} went away while {node} was drained. Look at it, and drain it again.")
