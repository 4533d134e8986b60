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
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rushes import __version__
from rushes.errors import CancelledError, RushesError
from rushes.studio.executor import Progress, Task, run_in_child
from rushes.studio.lock import FileLock
from rushes.studio.process import CANCELLED

Message = Mapping[str, Any]
"""Small JSON values: ``host``, ``done`` of ``total``, ``class`` with ``error``, or ``end``."""

HELD_S: Final = 600.0
"""How long [s] another machine may hold a task that this one was asked for."""

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
        yield from until_ended(said)
    finally:
        stop.set()
        running.join()


def until_ended(said: queue.SimpleQueue[Message]) -> Iterator[Message]:
    """Yield what a task says of how far it is, and how it ended. It looks up now and then, as Ray can only then end whoever waits."""
    while True:
        try:
            message = said.get(timeout=_POLL_S)
        except queue.Empty:
            continue
        yield message
        if "done" not in message:
            return


def _run(asked: Mapping[str, Any], say: Callable[[Message], None], stopped: Callable[[], bool]) -> None:
    log = Path(asked["log"])
    own = log.with_name(f"{log.stem}.{secrets.token_hex(4)}.log")
    task = Task(asked["name"], asked["entry"], asked["request"], own)

    def tell(now: Progress) -> None:
        say({"done": now.done, "total": now.total, "left": now.seconds_left})

    try:
        with alone(log, stopped) as held, own_core() if asked["beside"] else _any_core() as cores:
            run_in_child(replace(task, held=held), cores=cores, env=asked["env"], progress=tell, cancelled=stopped)
        own.replace(log)
        say({"end": "made"})
    except RushesError as error:
        say({"class": type(error).__name__, "error": str(error)})
    except BaseException as error:
        say({"class": "StepFailedError", "error": f"Step {task.name}: {type(error).__name__}: {error}. Log: {own}"})
        raise


@contextmanager
def alone(log: Path, stopped: Callable[[], bool]) -> Iterator[tuple[int, ...]]:
    """Be the only machine that does a task, by a lock beside its log on the disk that all share; give the lock's open file.

    A machine that was only cut off goes on for a while with what is asked for elsewhere already. Whoever comes second waits until the first has
    made it, or is gone, and its lock with it; so no frame is written by two. A network's disk may keep a lost machine's lock, so after
    ``HELD_S`` it is done all the same: each then writes under names of its own, and the frames are equal.

    Raises:
        CancelledError: ``stopped`` said so.
        BadInputError: The lock can't be written.
    """
    lock = FileLock(log.with_suffix(".task"))
    until = time.monotonic() + HELD_S
    while not (held := lock.take(holder=f"process {os.getpid()} on {platform.node()}")) and time.monotonic() < until:
        if stopped():
            raise CancelledError(CANCELLED)
        time.sleep(_POLL_S)
    try:
        yield lock.descriptors()
    finally:
        lock.release(remove=held)


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
