"""A driver's place in its cluster's line. Who may begin is said by one small actor of the cluster (``turns.py``), which every driver asks."""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from rushes import __version__
from rushes.studio.turns import Claim, Gpu, Turns

WAITING_S: Final = 0.5
"""How often [s] a driver asks that waits for something."""

RUNNING_S: Final = 2.0
"""How often [s] one tells that only runs something."""

ALONE_S: Final = 60.0
"""How long [s] an answer is waited for: without it a driver begins all, and the cluster has its own order, which is first come, first served."""


class Line:
    """What a driver runs and waits for, and what it may begin."""

    def __init__(self, driver: str, namespace: str) -> None:
        """Take the driver's name, and where in the cluster the actor is looked for; nothing is asked yet."""
        self._driver, self._namespace = driver, namespace
        self._runs: dict[str, Claim] = {}
        self._waits: dict[str, Claim] = {}
        self._actor: Any = None
        self._answer: Any = None
        self._asked_at = self._heard_at = -float("inf")
        self._is_news = False

    def wait(self, name: str, claim: Claim) -> None:
        """Stand in line for a task."""
        if not self._waits:
            self._heard_at = time.monotonic()
        self._waits[name] = claim
        self._is_news = True

    def leave(self, name: str) -> None:
        """Give back what a task had, or its place."""
        self._waits.pop(name, None)
        self._runs.pop(name, None)
        self._is_news = True

    def next(self, machines: Sequence[Mapping[str, Any]]) -> dict[str, Gpu | None]:
        """Return what may be begun now, each with the GPU that it was given; asks, and looks for the answer, without waiting for it.

        Args:
            machines: As ``Turns.look`` takes them.
        """
        import ray

        now = time.monotonic()
        if self._answer is None:
            self._ask(now, machines)
        elif ray.wait([self._answer], timeout=0)[0]:
            answer, self._answer = self._answer, None
            try:
                granted = ray.get(answer)
            except ray.exceptions.RayError:
                self._actor = None  # it went with its machine; the cluster begins another
            else:
                self._heard_at = now
                return self._begun(granted)
        if self._waits and now - self._heard_at > ALONE_S:
            return self._begun(dict.fromkeys(self._waits))
        return {}

    def _ask(self, now: float, machines: Sequence[Mapping[str, Any]]) -> None:
        import ray

        every = WAITING_S if self._waits else RUNNING_S
        if not self._is_news and (now - self._asked_at < every or not (self._waits or self._runs)):
            return
        self._is_news, self._asked_at = False, now
        try:
            self._actor = self._actor or _turns(self._namespace)
            self._answer = self._actor.look.remote(self._driver, self._runs, self._waits, list(machines))
        except (ray.exceptions.RayError, ValueError):
            self._actor = None

    def _begun(self, granted: Mapping[str, Gpu | None]) -> dict[str, Gpu | None]:
        """Note what of it still waits as begun, and return that."""
        mine = {name: gpu for name, gpu in granted.items() if name in self._waits}
        for name, gpu in mine.items():
            self._runs[name] = replace(self._waits.pop(name), gpu=gpu)
        return mine


def _turns(namespace: str) -> Any:  # noqa: ANN401 - Ray's own handle
    """Return the cluster's one actor, which is made by whoever asks first; of each version of Rushes there is one."""
    import ray

    kept: dict[str, Any] = {
        "name": f"turns-{__version__}",
        "namespace": namespace,
        "lifetime": "detached",
        "get_if_exists": True,
        "max_restarts": -1,
        "num_cpus": 0,
    }
    return ray.remote(Turns).options(**kept).remote()
