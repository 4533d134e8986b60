"""What a machine of a Ray cluster does with a task: a child process of the worker runs it, and what it says goes back as small messages.

The child can't outlive the worker (``guard.py``), and the worker not its driver, so that nothing goes on that nobody waits for.
"""

from __future__ import annotations

import fcntl
import os
import platform
import queue
import secrets
import sys
import tempfile
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from rushes import __version__
from rushes.errors import RushesError
from rushes.studio.executor import Progress, Task, run_in_child

Message = Mapping[str, Any]
"""Small JSON values: ``host``, ``done`` of ``total``, ``class`` with ``error``, or ``end``."""

_POLL_S: Final = 0.2


def work(asked: Mapping[str, Any], version: str, node: str) -> Iterator[Message]:
    """Run a task in a child process and yield what is to be known of it; closed or interrupted, it ends the child first.

    Args:
        asked: ``name``, ``entry``, ``request``, ``log`` and ``beside`` of the task, and ``env`` that it is run with.
        version: Of Rushes where it is asked for. Another one here runs nothing: the same key could then mean another picture.
        node: The name of this machine in the cluster.
    """
    yield {"host": platform.node(), "node": node, "version": __version__}
    if version != __version__:
        return
    said: queue.SimpleQueue[Message] = queue.SimpleQueue()
    stop = threading.Event()
    running = threading.Thread(target=_run, args=(asked, said.put, stop.is_set), name="task")
    running.start()
    try:
        while True:
            try:
                message = said.get(timeout=_POLL_S)
            except queue.Empty:
                continue
            yield message
            if "done" not in message:
                return
    finally:
        stop.set()
        running.join()


def _run(asked: Mapping[str, Any], say: Callable[[Message], None], stopped: Callable[[], bool]) -> None:
    log = Path(asked["log"])
    own = log.with_name(f"{log.stem}.{secrets.token_hex(4)}.log")
    task = Task(asked["name"], asked["entry"], asked["request"], own)

    def tell(now: Progress) -> None:
        say({"done": now.done, "total": now.total, "left": now.seconds_left})

    try:
        with own_core() if asked["beside"] else _any_core() as cores:
            run_in_child(task, cores=cores, env=asked["env"], progress=tell, cancelled=stopped)
        own.replace(log)
        say({"end": "made"})
    except RushesError as error:
        say({"class": type(error).__name__, "error": str(error)})
    except BaseException as error:
        say({"class": "StepFailedError", "error": f"Step {task.name}: {type(error).__name__}: {error}. Log: {own}"})
        raise


@contextmanager
def own_core() -> Iterator[list[int]]:
    """Give a core that no other task of this machine has, as long as it is used; none when all are taken.

    The lock goes with the process that holds it, however that ends.
    """
    folder = Path(tempfile.gettempdir()) / f"rushes-cores-{os.getuid()}"
    folder.mkdir(exist_ok=True)
    for core in sorted(os.sched_getaffinity(0)) if sys.platform == "linux" else []:
        with (folder / f"{core}.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                continue
            yield [core]
            return
    yield []


@contextmanager
def _any_core() -> Iterator[list[int]]:
    yield []
