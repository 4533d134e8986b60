"""The executor of many machines: tasks go to a Ray cluster, paths and small messages travel, never frames.

All machines see the show's folders under the same paths. What is done is known from the files alone, so that nothing is lost with the cluster:
a task whose worker, machine or driver is gone is asked for again elsewhere, and whoever goes on makes what is missing.
"""

from __future__ import annotations

import contextlib
import json
import os
import queue
import secrets
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import weakref
from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any, Final

from rushes import __version__, errors
from rushes.errors import BadInputError, CancelledError, StepFailedError
from rushes.studio import guard
from rushes.studio.executor import CHUNK_FRAMES, Progress, Task
from rushes.studio.process import CANCELLED, POLL_S
from rushes.studio.ray_machine import token_environment
from rushes.studio.resources import UNKNOWN, Machine, placed
from rushes.studio.turn import Turn
from rushes.studio.watch import child_environment

TRIES: Final = 4
"""How often a task is begun before it is given up: a machine may go, but what takes four with it is the task's own fault."""

PATIENCE_S: Final = 600.0
"""How long [s] a cluster that was there may be gone: its head is started again, or the network comes back."""

AGAIN_S: Final = 3.0
"""How long [s] it is waited before a cluster is looked for again."""

FAREWELL_S: Final = 30.0
"""How long [s] a cancelled task is waited for; a machine that was cut off doesn't answer, and ends it by itself."""

HEAD_GONE_S: Final = 20
"""How long [s] a driver without its head waits for it before it ends."""

_QUIET: Final = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_gcs_rpc_server_reconnect_timeout_s": str(HEAD_GONE_S),
    "RAY_DEDUP_LOGS": "0",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}
_SHARED: Final = ("PYTHONHASHSEED", "RUSHES_HOME", "RUSHES_STUDIO")
"""What of this process's environment a task is run with elsewhere: paths that every machine sees."""


class _Driver:
    """A driver's process and what it says, by the id of who asked."""

    def __init__(self, address: str) -> None:
        self.is_connected = threading.Event()
        self.is_over = threading.Event()
        self.machines: list[Machine] = []
        self.reason = ""
        self._let_in = token_environment()
        self._heard: dict[str, queue.SimpleQueue[Mapping[str, Any]]] = {}
        self._changing = threading.Lock()
        self._link, self._theirs = socket.socketpair()
        self._out = self._link.makefile("w", encoding="utf-8")
        self._child: subprocess.Popen[bytes] | None = None
        threading.Thread(target=self._follow, args=(address,), name="ray driver", daemon=True).start()

    def ask(self, name: str, **what: Any) -> queue.SimpleQueue[Mapping[str, Any]]:  # noqa: ANN401 - JSON values
        """Ask for something under an id; return where the answers come."""
        with self._changing:
            heard = self._heard.setdefault(name, queue.SimpleQueue())
            if self.is_over.is_set():
                heard.put({"gone": True})
                return heard
            try:
                self._out.write(json.dumps({"id": name, **what}) + "\n")
                self._out.flush()
            except OSError:
                heard.put({"gone": True})
            return heard

    def forget(self, name: str) -> None:
        """Hear no more of an id."""
        with self._changing:
            self._heard.pop(name, None)

    def end(self) -> None:
        """End the driver, and with it all that it asked for; the cluster notices."""
        child = self._child
        if child is not None:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)

    def _follow(self, address: str) -> None:
        """Start the driver and read what it says until it is gone. The thread that starts it has to live as long as it does."""
        program = [sys.executable, "-m", "rushes.studio.ray_driver", address, str(self._theirs.fileno())]
        with tempfile.TemporaryFile() as words:
            self._child = subprocess.Popen(
                [sys.executable, "-I", "-S", guard.__file__, str(os.getpid()), *program],
                stdin=subprocess.PIPE,
                stdout=words,
                stderr=words,
                pass_fds=(self._theirs.fileno(),),
                env={**os.environ, **_QUIET, **self._let_in},
                start_new_session=True,
            )
            self._theirs.close()
            with self._link.makefile("r", encoding="utf-8") as lines:
                for line in lines:
                    self._take(json.loads(line))
            self._child.wait()
            words.seek(0)
            said = words.read()[-2000:].decode("utf-8", "replace").strip().splitlines()
            self.reason = self.reason or (said[-1] if said else f"it left with code {self._child.returncode}")
        with self._changing:
            self.is_over.set()
            for heard in self._heard.values():
                heard.put({"gone": True})
            with contextlib.suppress(OSError):  # what was still to be said to it
                self._out.close()
        self._link.close()
        if self._child.stdin is not None:
            self._child.stdin.close()

    def _take(self, message: Mapping[str, Any]) -> None:
        if "machines" in message:
            self.machines = [_machine(one) for one in message["machines"]]
            self.is_connected.set()
        elif "closed" in message:
            self.reason = message["closed"]
        else:
            with self._changing:
                heard = self._heard.get(message["id"])
            if heard is not None:
                heard.put(message)


class RayExecutor:
    """Runs tasks on the machines of a Ray cluster."""

    def __init__(
        self,
        address: str,
        chunk_frames: int = CHUNK_FRAMES,
        *,
        turn: Turn | None = None,
        tries: int = TRIES,
        patience_s: float = PATIENCE_S,
    ) -> None:
        """Take where the cluster is; nothing is started yet.

        Args:
            address: ``host:port`` of its head, or ``auto`` for the one that this machine belongs to.
            chunk_frames: Frames in a chunk.
            turn: Whose tasks go first when other jobs want the same machines.
            tries: How often a task that was lost with its machine is begun.
            patience_s: How long a cluster that was there may be gone [s].
        """
        self.address, self.chunk_frames = address, chunk_frames
        self._turn = turn or Turn()
        self._tries, self._patience_s = tries, patience_s
        self._drivers: list[_Driver] = []
        self._starting = threading.Lock()
        self._was_there = False
        weakref.finalize(self, _end_all, self._drivers)

    @property
    def workers(self) -> int:
        """The processors of the cluster's machines, at this moment.

        Raises:
            BadInputError: There is no cluster.
        """
        return max(sum(one.cpus for one in self._driver(lambda: False).machines), 1)

    def close(self) -> None:
        """End what runs, and let the cluster go."""
        _end_all(self._drivers)

    def run(self, task: Task, *, progress: Callable[[Progress], None], cancelled: Callable[[], bool]) -> None:
        """Run one task; see ``Executor.run``.

        Raises:
            BadInputError: There is no cluster, it did not come back, or none of its machines has what the task needs.
            StepFailedError: Its machines are lost again and again, or have another version of Rushes.
        """
        away: list[str] = []
        reasons: list[str] = []
        while len(reasons) < self._tries:
            driver = self._driver(cancelled)
            lost = self._once(driver, task, away, progress, cancelled)
            if lost is None:
                return
            if node := lost.get("node"):
                away.append(node)
            if not lost.get("gone"):  # with its driver everything is lost, whatever the task does
                reasons.append(lost["why"])
        raise StepFailedError(
            f"Step {task.name} was begun {len(reasons)} times and lost each time: {'; '.join(dict.fromkeys(reasons))}. "
            "What is finished stays; make it again to go on."
        )

    def _once(
        self,
        driver: _Driver,
        task: Task,
        away: list[str],
        progress: Callable[[Progress], None],
        cancelled: Callable[[], bool],
    ) -> Mapping[str, Any] | None:
        """Run a task once; return how it was lost, or None when it is done."""
        name = secrets.token_hex(8)
        needs = placed(task.name, task.resources, driver.machines, f"the Ray cluster at {self.address}")
        heard = driver.ask(name, task=_told(task), away=away, needs=asdict(needs), turn=asdict(self._turn))
        ending_since = None
        try:
            while True:
                if ending_since is None and cancelled():
                    ending_since = time.monotonic()
                    driver.ask(name, cancel=True)
                if ending_since is not None and time.monotonic() - ending_since > FAREWELL_S:
                    raise CancelledError(CANCELLED)
                try:
                    message = heard.get(timeout=POLL_S)
                except queue.Empty:
                    continue
                if "done" in message:
                    progress(Progress(task.name, message["done"], message["total"], message["left"]))
                elif ending_since is not None and "host" not in message:
                    raise CancelledError(CANCELLED)
                elif "error" in message:
                    raise getattr(errors, message["class"], StepFailedError)(message["error"])
                elif message.get("end"):
                    return None
                elif lost := _lost(message):
                    return lost
        finally:
            driver.forget(name)

    def _driver(self, cancelled: Callable[[], bool]) -> _Driver:
        """Return a driver that is connected; wait for a cluster that was there before and is gone."""
        until = time.monotonic() + self._patience_s
        with self._starting:
            while True:
                if not self._drivers or self._drivers[-1].is_over.is_set():
                    self._drivers[:] = [_Driver(self.address)]
                driver = self._drivers[-1]
                while not driver.is_connected.wait(POLL_S) and not driver.is_over.is_set():
                    if cancelled():
                        raise CancelledError(CANCELLED)
                if not driver.is_over.is_set():
                    self._was_there = True
                    return driver
                if not self._was_there or time.monotonic() > until:
                    raise BadInputError(
                        f"No Ray cluster answers at {self.address} from this machine ({driver.reason}). Start its head, and "
                        "`ray start --address` on this machine too: docs/studio.md says how."
                    )
                if cancelled():
                    raise CancelledError(CANCELLED)
                time.sleep(AGAIN_S)


def _told(task: Task) -> dict[str, Any]:
    """Return what the machine that runs a task is told: paths that it sees as well."""
    return {
        "name": task.name,
        "entry": task.entry,
        "request": dict(task.request),
        "log": str(task.log),
        "beside": task.beside,
        "env": {name: os.environ[name] for name in _SHARED if name in os.environ} | child_environment(),
    }


def _machine(said: Mapping[str, Any]) -> Machine:
    """Return a machine of the cluster; its GPUs are taken for equal."""
    cpus, gpus, vram_gb = said["cpus"], said["gpus"], said["vram_gb"]
    return Machine(cpus, (UNKNOWN if vram_gb is None else vram_gb / max(gpus, 1),) * gpus)


def _lost(message: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Return why a task has to be asked for again, if it has."""
    if message.get("gone"):
        return {"gone": True}
    if "lost" in message:
        return {"node": message["node"], "why": f"{message['host'] or 'a machine'}: {message['lost']}"}
    if "version" in message and message["version"] != __version__:
        why = f"{message['host']} has Rushes {message['version']}, and this is {__version__}: upgrade it"
        return {"node": message["node"], "why": why}
    if "cancelled" in message or "over" in message:
        return {"why": "the cluster ended it"}
    return None


def _end_all(drivers: list[_Driver]) -> None:
    for driver in drivers:
        driver.end()


def address_of(executor: str) -> str:
    """Return a cluster's address as Ray takes it: ``ray://host:port`` names the head's own port, not that of a Ray Client."""
    return executor.removeprefix("ray://") if executor != "ray" else "auto"
