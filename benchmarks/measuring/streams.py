"""A room's streams of events, heard by many people at once from one process."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time
from fractions import Fraction
from pathlib import Path

import uvicorn

from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.serving import listening
from rushes.review.web.visitor import Visitor
from rushes.show import Show

EVENTS_AT_ONCE = 50


def dropped(folder: Path, people: int, events: int) -> tuple[int, float]:
    """Send events to people who listen at once; return how many of people x events were not heard in order, and the seconds.

    Args:
        folder: Where a show is made for it.
        people: How many streams.
        events: How many are sent to each.
    """
    show = Show.init(folder / "STREAMS", rate=Fraction(24))
    access = LocalAccess(show, Visitor("ida", "Ida", roles=("supervisor",)))
    app = create(show, access)
    with contextlib.closing(listening("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: server.run(sockets=[door]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        began = time.perf_counter()
        try:
            cookies = [f"{access.cookie}={access.sessions.begin('me').id}" for _ in range(people)]
            heard = asyncio.run(_everybody(app.state.room.log, door.getsockname()[1], cookies, events))
        finally:
            server.should_exit = True
            thread.join(timeout=20)
    sent = list(range(1, events + 1))
    return sum(
        events - sum(a == b for a, b in zip(one, sent, strict=False)) for one in heard
    ), time.perf_counter() - began


async def _everybody(log: object, port: int, cookies: list[str], events: int) -> list[list[int]]:
    streams = [asyncio.create_task(_numbers(port, cookie, events)) for cookie in cookies]
    for number in range(events):
        await asyncio.to_thread(log.add, [("job", {"step": number})])  # type: ignore[attr-defined]
        if number % EVENTS_AT_ONCE == 0:
            await asyncio.sleep(0.05)
    return await asyncio.gather(*streams)


async def _numbers(port: int, cookie: str, until: int) -> list[int]:
    """Return the numbers of the events that a stream sends, up to and with one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(f"GET /api/events?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n\r\n".encode())
    found: list[int] = []
    try:
        while not found or found[-1] < until:
            line = await asyncio.wait_for(reader.readline(), timeout=60)
            if not line:
                break
            if line.startswith(b"id: "):
                found.append(int(line[4:]))
    finally:
        writer.close()
        await writer.wait_closed()
    return found
