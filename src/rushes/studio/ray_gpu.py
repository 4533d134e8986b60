"""The actor of one GPU of a Ray cluster: it runs the tasks that were given this GPU, in one process that keeps their models loaded (``warm.py``).

It outlives the jobs that ask for it, so it hears from their drivers while it works for them, and ends what nobody waits for any more.
"""

from __future__ import annotations

import platform
import queue
import secrets
import threading
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from pathlib import Path
from typing import Any, Final

from rushes import __version__
from rushes.errors import CancelledError, RushesError
from rushes.studio.executor import Progress, Task
from rushes.studio.process import CANCELLED
from rushes.studio.ray_task import until_ended
from rushes.studio.warm import Warm

SILENT_S: Final = 30.0
"""How long [s] a driver may be silent before what it asked for is ended."""

IDLE_S: Final = 660.0
"""How long [s] a GPU is kept that nobody asks for: longer than the models on it."""


class Gpu:
    """A GPU, and the process that uses it."""

    def __init__(self) -> None:
        """Start nothing yet."""
        self._warm = Warm()
        self._tasks = ThreadPoolExecutor(
            1, thread_name_prefix="task"
        )  # the process ends with the thread that started it
        self._heard: dict[str, float] = {}
        self._used = time.monotonic()
        threading.Thread(target=self._leave_when_idle, daemon=True).start()

    def beat(self, name: str) -> None:
        """Hear that somebody waits for a task."""
        if name in self._heard:
            self._heard[name] = time.monotonic()

    def stop(self, name: str) -> None:
        """End a task."""
        self._heard.pop(name, None)

    def leave(self) -> None:
        """Give the GPU back to the cluster."""
        import ray

        self._warm.end()
        ray.actor.exit_actor()  # type: ignore[no-untyped-call]

    def work(self, name: str, asked: Mapping[str, Any], version: str, node: str) -> Iterator[Mapping[str, Any]]:
        """Run a task, after the one that runs now, and yield what is to be known of it, as ``ray_task.work`` does."""
        self._heard[name] = time.monotonic()
        yield {"host": platform.node(), "node": node, "version": __version__}
        if version != __version__:
            return
        said: queue.SimpleQueue[Mapping[str, Any]] = queue.SimpleQueue()
        running = self._tasks.submit(self._run, name, asked, said)
        try:
            yield from until_ended(said)
        finally:
            self.stop(name)
            wait([running])

    def _run(self, name: str, asked: Mapping[str, Any], said: queue.SimpleQueue[Mapping[str, Any]]) -> None:
        log = Path(asked["log"])
        own = log.with_name(f"{log.stem}.{secrets.token_hex(4)}.log")
        task = Task(asked["name"], asked["entry"], asked["request"], own)

        def tell(now: Progress) -> None:
            said.put({"done": now.done, "total": now.total, "left": now.seconds_left})

        def stopped() -> bool:
            return time.monotonic() - self._heard.get(name, -SILENT_S) > SILENT_S

        try:
            if stopped():
                raise CancelledError(CANCELLED)
            self._warm.run(task, env=asked["env"], progress=tell, cancelled=stopped)
            self._used = time.monotonic()
            own.replace(log)
            said.put({"end": "made"})
        except RushesError as error:
            said.put({"class": type(error).__name__, "error": str(error)})
        except BaseException as error:
            said.put(
                {"class": "StepFailedError", "error": f"Step {task.name}: {type(error).__name__}: {error}. Log: {own}"}
            )
            raise

    def _leave_when_idle(self) -> None:
        import ray

        while self._heard or time.monotonic() - self._used < IDLE_S:
            time.sleep(IDLE_S / 60)
        ray.get_runtime_context().current_actor.leave.remote()


def gpu_actor(node: str, number: int, namespace: str) -> Any:  # noqa: ANN401 - Ray's own handle
    """Return the actor of a machine's GPU, which is made by whoever asks first."""
    import ray
    from ray.util.scheduling_strategies import In, NodeLabelSchedulingStrategy

    here = NodeLabelSchedulingStrategy(hard={"ray.io/node-id": In(node)})  # type: ignore[no-untyped-call]
    kept: dict[str, Any] = {
        "name": f"gpu-{__version__}-{node}-{number}",
        "namespace": namespace,
        "lifetime": "detached",
        "get_if_exists": True,
        "num_cpus": 0,
        "num_gpus": 1,
        "max_concurrency": 8,
        "scheduling_strategy": here,
    }
    return ray.remote(Gpu).options(**kept).remote()
