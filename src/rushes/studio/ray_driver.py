"""The driver of a Ray cluster, in a process of its own: ``python -m rushes.studio.ray_driver ADDRESS DESCRIPTOR``.

Ray ends the process that drives it when the cluster's head is gone, without a word. So whoever asks for tasks (``ray_executor``) is another
process, which notices and starts a new driver. They talk in lines of JSON over a pair of sockets: ``{"id": ..., "task": ...}`` or
``{"id": ..., "cancel": true}`` comes, what a task says goes back under its id, and ``{"machines": [...]}`` as the cluster grows and shrinks.
"""

from __future__ import annotations

import contextlib
import json
import logging
import queue
import secrets
import socket
import sys
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from rushes import __version__
from rushes.studio.ray_gpu import gpu_actor
from rushes.studio.ray_line import Line
from rushes.studio.resources import GPU_GIVEN, UNKNOWN, WARM_GB
from rushes.studio.turns import Claim, Gpu, gpus_of

POLL_S: Final = 0.1
COUNT_EVERY_S: Final = 2.0
NAMESPACE: Final = "rushes"
VRAM: Final = "vram_gb"
"""What a machine calls the memory of its GPUs, all together [GB]: ``ray start --resources='{"vram_gb": 24}'``."""


@dataclass
class _Running:
    """A task on the cluster: what Ray calls it, where it is, and whether it is to end."""

    stream: Any
    gpu: Any = None
    node: str = ""
    host: str = ""
    is_ending: bool = False


class Driver:
    """Hands tasks to the cluster and sends back what they say."""

    def __init__(self, link: socket.socket) -> None:
        """Take the socket to whoever asks."""
        self._asks: queue.SimpleQueue[Mapping[str, Any] | None] = queue.SimpleQueue()
        self._out = link.makefile("w", encoding="utf-8")
        self._in = link.makefile("r", encoding="utf-8")
        self._running: dict[str, _Running] = {}
        self._asked: dict[str, Mapping[str, Any]] = {}
        self._line = Line(secrets.token_hex(8), NAMESPACE)
        self._counted_at = -float("inf")
        self._machines: list[dict[str, Any]] | None = None

    def say(self, **message: Any) -> None:  # noqa: ANN401 - JSON values
        """Send one message."""
        self._out.write(json.dumps(message) + "\n")
        self._out.flush()

    def run(self) -> None:
        """Serve until whoever asks is gone."""
        threading.Thread(target=self._listen, daemon=True).start()
        while True:
            self._count()
            try:
                ask = self._asks.get(timeout=0.0 if self._running else POLL_S)
            except queue.Empty:
                self._begin()
                self._hear()
                continue
            if ask is None:
                return
            self._take(ask)

    def _listen(self) -> None:
        for line in self._in:
            self._asks.put(json.loads(line))
        self._asks.put(None)

    def _count(self) -> None:
        """Tell of the cluster's machines when they have changed, and of tasks whose machine is gone."""
        if time.monotonic() - self._counted_at < COUNT_EVERY_S:
            return
        machines = [_machine(node["NodeID"], node["Resources"]) for node in _taking()]
        self._miss({node["NodeID"] for node in _alive()})
        self._counted_at = time.monotonic()
        for name, one in self._running.items():
            if one.gpu is not None:
                one.gpu.beat.remote(name)
        if machines != self._machines:
            self._machines = machines
            self.say(machines=machines)

    def _miss(self, alive: set[str]) -> None:
        """Give up tasks of machines that the cluster has given up.

        Ray itself waits for the connection to break: without a word from a machine whose cable was pulled that takes minutes more.
        """
        for name, one in list(self._running.items()):
            if one.node and one.node not in alive:
                self._forget(name)
                if one.is_ending:
                    self.say(id=name, cancelled=True)
                else:
                    self.say(id=name, lost="it is not heard of any more", node=one.node, host=one.host)

    def _take(self, ask: Mapping[str, Any]) -> None:
        name = ask["id"]
        if ask.get("cancel"):
            if name in self._running:
                self._end(name, self._running[name])
            elif self._asked.pop(name, None):
                self._forget(name)
                self.say(id=name, cancelled=True)
            return
        self._asked[name] = ask
        self._line.wait(name, Claim(ask["needs"], ask["turn"]))

    def _begin(self) -> None:
        """Hand the cluster what has come to its turn."""
        for name, gpu in self._line.next(self._machines or ()).items():
            ask = self._asked.pop(name)
            self._running[name] = self._on_gpu(name, ask, gpu) if ask["needs"]["gpu"] else _Running(_submitted(ask))

    def _on_gpu(self, name: str, ask: Mapping[str, Any], gpu: Gpu | None) -> _Running:
        """Hand a task to the actor of the GPU that it was given; of one that is large enough when nobody said which."""
        vram = dict(gpus_of(self._machines or ()))
        node, number = gpu or next(one for one, has in vram.items() if has >= ask["needs"]["vram_gb"])
        actor = gpu_actor(node, number, NAMESPACE)
        has = vram.get((node, number), UNKNOWN)
        given = {GPU_GIVEN: "1"} | ({} if has == UNKNOWN else {WARM_GB: str(has)})
        task = {**ask["task"], "env": {**ask["task"]["env"], **given}}
        stream = actor.work.options(num_returns="streaming").remote(name, task, __version__, node)
        return _Running(stream, gpu=actor)

    def _forget(self, name: str) -> None:
        """Know no more of a task: it has ended, or is not to begin."""
        self._running.pop(name, None)
        self._line.leave(name)

    def _end(self, name: str, one: _Running) -> None:
        """Kill the task's worker; the guard then kills the task. Asked to end by itself, a worker that waits never hears it."""
        import ray

        one.is_ending = True
        if one.gpu is not None:
            one.gpu.stop.remote(name)
            return
        with contextlib.suppress(ValueError, ray.exceptions.RayError):  # it has ended by itself
            ray.cancel(one.stream, force=True)

    def _hear(self) -> None:
        """Send what the tasks have said since; wait for it a moment."""
        import ray

        if not self._running:
            return
        by_stream = {one.stream: name for name, one in self._running.items()}
        ready, _ = ray.wait(list(by_stream), num_returns=1, timeout=POLL_S, fetch_local=False)
        for stream in ready:
            self._hear_one(by_stream[stream])

    def _hear_one(self, name: str) -> None:
        import ray

        one = self._running[name]
        try:
            message = ray.get(next(one.stream))
        except StopIteration:
            self._forget(name)
            self.say(id=name, over=True)
        except ray.exceptions.TaskCancelledError:
            self._forget(name)
            self.say(id=name, cancelled=True)
        except Exception as error:  # noqa: BLE001 - of many kinds: worker, node, memory, object
            self._forget(name)
            if isinstance(getattr(error, "cause", None), ray.exceptions.TaskCancelledError) or one.is_ending:
                self.say(id=name, cancelled=True)
            else:
                self.say(id=name, lost=str(error).splitlines()[0][:300], node=one.node, host=one.host)
        else:
            if "node" in message:
                one.node, one.host = message["node"], message["host"]
            self.say(id=name, **message)


def _alive() -> list[dict[str, Any]]:
    """Return the cluster's living machines."""
    import ray

    return [node for node in ray.nodes() if node["Alive"]]  # type: ignore[no-untyped-call]


def _taking() -> list[dict[str, Any]]:
    """Return the cluster's living machines that take tasks: one that is drained does not."""
    from ray._private.state import state  # the only place that names them

    drained = state.get_draining_nodes()
    return [node for node in _alive() if node["NodeID"] not in drained]


def _machine(node: str, resources: Mapping[str, float]) -> dict[str, Any]:
    """Return what a machine has: its ``id``, ``cpus``, how many ``gpus``, and ``vram_gb`` of them together, None where it doesn't say."""
    return {
        "id": node,
        "cpus": int(resources.get("CPU", 0)),
        "gpus": int(resources.get("GPU", 0)),
        "vram_gb": resources.get(VRAM),
    }


def _submitted(ask: Mapping[str, Any]) -> Any:  # noqa: ANN401 - Ray's own stream
    """Hand a task to the cluster; where it was lost before it goes again only when there is no other machine."""
    import ray
    from ray.util.scheduling_strategies import NodeLabelSchedulingStrategy, NotIn

    away = set(ask["away"])
    others = [node for node in _taking() if node["NodeID"] not in away and "CPU" in node["Resources"]]
    strategy: Any = "SPREAD"
    if away and others:
        strategy = NodeLabelSchedulingStrategy(hard={"ray.io/node-id": NotIn(*away)})  # type: ignore[no-untyped-call]
    needs = ask["needs"]
    options: dict[str, Any] = {"num_cpus": needs["cpus"], "max_retries": 0, "scheduling_strategy": strategy}
    return ray.remote(_on_node).options(**options).remote(ask["task"], __version__)


def _on_node(asked: Mapping[str, Any], version: str) -> Any:  # noqa: ANN401 - a generator of small messages
    import ray

    from rushes.studio.ray_task import work

    yield from work(asked, version, ray.get_runtime_context().get_node_id())


def main(address: str, descriptor: str) -> int:
    """Drive a cluster for whoever holds the other end of a socket."""
    import ray

    link = socket.socket(fileno=int(descriptor))
    driver = Driver(link)
    try:
        ray.init(
            address=address,
            namespace=NAMESPACE,
            log_to_driver=False,
            logging_level=logging.CRITICAL,
            include_dashboard=False,
        )
    except Exception as error:  # noqa: BLE001 - of many kinds; whoever asked makes a sentence of it
        driver.say(closed=f"{type(error).__name__}: {str(error).splitlines()[0][:300]}")
        return 1
    driver.run()
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
