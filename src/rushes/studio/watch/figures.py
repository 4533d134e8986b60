"""Figures for Prometheus: made of the same events that the log has, and of the queue when somebody asks."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING, Final

from rushes.studio.watch.endpoint import Endpoint, prometheus
from rushes.studio.watch.event import Event

if TYPE_CHECKING:
    from prometheus_client import Metric

MINUTE_S: Final = 60.0

_FIELD: Final = "watch.metrics"

SECONDS: Final = (0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200)
"""Bounds of the histogram of steps [s]: a pattern takes a tenth of a second, a final's picture an hour and more."""

SHORT_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Bounds for checks, seals and ledger entries [s]."""

Depth = Callable[[], Mapping[str, int]]
"""Tells how many there are in the queue by state: ``queued``, ``running``, ``aside``."""


class Figures:
    """Counts events, and answers Prometheus.

    Attributes:
        address: ``host:port`` where it answers, the port it got included.
    """

    def __init__(self, address: str, depth: Depth | None = None) -> None:
        """Begin to count and to answer.

        Args:
            address: ``host:port``; port 0 for one that is free.
            depth: Asked about the queue at each scrape; figures of the queue are left out without it.

        Raises:
            BadInputError: The extra ``watch`` is not installed, or the address can't be used.
        """
        client = prometheus(_FIELD)
        self._depth = depth
        self._lock = threading.Lock()
        self._frames_at: deque[tuple[float, float]] = deque()
        self._tasks: dict[str, dict[str, int]] = {}
        registry = client.CollectorRegistry(auto_describe=True)
        self._frames = client.Counter(
            "rushes_frames", "Frames that steps finished.", ["show", "step"], registry=registry
        )
        self._steps = client.Histogram(
            "rushes_step_seconds", "How long steps took [s].", ["step"], buckets=SECONDS, registry=registry
        )
        self._finishes = client.Histogram(
            "rushes_finish_seconds",
            "How long checks, seal and ledger entry of a take took [s].",
            ["part"],
            buckets=SHORT_SECONDS,
            registry=registry,
        )
        self._jobs = client.Counter("rushes_jobs", "What was asked for, by how it ended.", ["state"], registry=registry)
        self._failures = client.Counter(
            "rushes_failures",
            "Steps and jobs that did not end well, by what was raised.",
            ["of", "kind"],
            registry=registry,
        )
        self._retries = client.Counter("rushes_retries", "Jobs that were begun again after a crash.", registry=registry)
        registry.register(self)
        self._endpoint = Endpoint(address, registry, field=_FIELD)
        self.address = self._endpoint.address

    def collect(self) -> Iterable[Metric]:
        """Return what is only known when somebody asks: the queue, the running tasks, frames of the last minute."""
        from prometheus_client.core import GaugeMetricFamily

        with self._lock:
            self._forget_old_frames()
            frames = sum(number for _, number in self._frames_at)
            tasks = sum(sum(steps.values()) for steps in self._tasks.values())
        yield GaugeMetricFamily("rushes_frames_per_minute", "Frames that were finished in the last minute.", frames)
        yield GaugeMetricFamily("rushes_tasks_running", "Steps that run now.", tasks)
        depth = self._asked()
        if depth is not None:
            family = GaugeMetricFamily("rushes_queue_depth", "What was asked for, by state.", labels=["state"])
            for state, number in sorted(depth.items()):
                family.add_metric([state], number)
            yield family

    def _asked(self) -> Mapping[str, int] | None:
        """Ask the queue; one that does not answer is left out, so that the other figures are still told."""
        if self._depth is None:
            return None
        try:
            return self._depth()
        except Exception:  # noqa: BLE001 - a database that is gone must not take the endpoint with it
            return None

    def _forget_old_frames(self) -> None:
        while self._frames_at and self._frames_at[0][0] < time.monotonic() - MINUTE_S:
            self._frames_at.popleft()

    def tell(self, event: Event) -> None:
        """Count one event."""
        said = event.attributes
        seconds = float(said.get("seconds", 0.0))
        step, state, kind = str(said.get("step", "")), str(said.get("state", "")), str(said.get("kind", ""))
        if event.name == "step.frames":
            self._count_frames(str(said.get("show", "")), step, float(said.get("frames", 0)))
        elif event.name == "step.ended" and state == "done":
            self._steps.labels(step).observe(seconds)
        elif event.name in {"checks.ended", "seal.ended", "ledger.ended"} and state == "done":
            self._finishes.labels(event.name.partition(".")[0]).observe(seconds)
        elif event.name == "ask.settled":
            self._jobs.labels(state).inc()
        elif event.name == "ask.retried":
            self._retries.inc()
        if state in {"failed", "interrupted"} and event.name in {"step.ended", "job.ended"}:
            self._failures.labels(event.name.partition(".")[0], kind).inc()
        self._count_tasks(event.name, str(said.get("ask", said.get("job", ""))), step)

    def _count_frames(self, show: str, step: str, frames: float) -> None:
        self._frames.labels(show, step).inc(frames)
        with self._lock:
            self._frames_at.append((time.monotonic(), frames))
            self._forget_old_frames()

    def _count_tasks(self, name: str, who: str, step: str) -> None:
        """Keep how many steps each job runs; what a killed job ran ends with its ask or job."""
        with self._lock:
            if name == "step.begun":
                steps = self._tasks.setdefault(who, {})
                steps[step] = steps.get(step, 0) + 1
            elif name == "step.ended" and self._tasks.get(who, {}).get(step):
                self._tasks[who][step] -= 1
            elif name in {"ask.ended", "job.ended"}:
                self._tasks.pop(who, None)

    def end(self) -> None:
        """Answer nobody any more."""
        self._endpoint.end()
