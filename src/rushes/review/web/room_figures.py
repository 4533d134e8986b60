"""A review room's figures for Prometheus, on a port of their own: counts and times of requests, by the route's pattern; nobody's name."""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

from fastapi import FastAPI
from starlette.types import Message, Receive, Scope, Send

from rushes.studio.watch.endpoint import Endpoint, prometheus

if TYPE_CHECKING:
    from prometheus_client import Metric

    from rushes.review.web.room import Room

SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
"""Bounds of the histogram of answers [s]: a thumbnail takes milliseconds, a still from a long EXR seconds."""

STREAM: Final = "/api/events"
"""What stays open for as long as somebody looks: it is counted, and not timed."""

_FIELD: Final = "watch.room"
_METHODS: Final = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})


class RoomFigures:
    """The room's application with a clock before it.

    Attributes:
        address: ``host:port`` where Prometheus is answered, the port it got included.
    """

    def __init__(self, app: FastAPI, address: str) -> None:
        """Begin to count and to answer.

        Args:
            app: The room's application.
            address: ``host:port``; port 0 for one that is free.

        Raises:
            BadInputError: The extra ``watch`` is not installed, or the address can't be used.
        """
        client = prometheus(_FIELD)
        registry = client.CollectorRegistry(auto_describe=True)
        self._app = app
        self._room: Room = app.state.room
        self._requests = client.Counter(
            "rushes_room_requests",
            "Requests, by how they were answered.",
            ["method", "route", "status"],
            registry=registry,
        )
        self._seconds = client.Histogram(
            "rushes_room_request_seconds", "How long answers took [s].", ["route"], buckets=SECONDS, registry=registry
        )
        registry.register(self)
        self._endpoint = Endpoint(address, registry, field=_FIELD)
        self.address = self._endpoint.address

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the room answer, and count it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        begun, status = time.perf_counter(), 500

        async def heard(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, heard)
        finally:
            route = str(getattr(scope.get("route"), "path", "other"))
            method = scope["method"] if scope["method"] in _METHODS else "other"
            self._requests.labels(method, route, str(status)).inc()
            if route != STREAM:
                self._seconds.labels(route).observe(time.perf_counter() - begun)

    def collect(self) -> Iterable[Metric]:
        """Return what is only known when somebody asks: who looks on, what waits, how much has happened."""
        from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily

        yield GaugeMetricFamily("rushes_room_streams", "Event streams that are open.", self._room.watch.listeners)
        yield GaugeMetricFamily(
            "rushes_room_waiting", "Takes that were asked for here and wait.", len(self._room.floor.waiting())
        )
        yield CounterMetricFamily(
            "rushes_room_events", "Events of the show that its pages were told.", self._room.log.newest
        )

    def end(self) -> None:
        """Answer Prometheus no more."""
        self._endpoint.end()
