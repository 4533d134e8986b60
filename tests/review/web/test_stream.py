"""Tests of the stream on a real server: fifty people at once, and one who was away for a moment."""

from __future__ import annotations

import asyncio
import contextlib
import threading
import time

import pytest
import uvicorn

from rushes.review.web import events
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.serving import listening
from rushes.review.web.visitor import Visitor

PEOPLE, EVENTS = 50, 300


@pytest.fixture
def served(show):
    """Serve the show's room on a free port; give the application, its access and the port."""
    access = LocalAccess(show, Visitor("ida", "Ida", roles=("supervisor",)))
    app = create(show, access)
    with contextlib.closing(listening("127.0.0.1", 0)) as door:
        server = uvicorn.Server(uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=1))
        thread = threading.Thread(target=lambda: server.run(sockets=[door]))
        thread.start()
        while not server.started:
            time.sleep(0.01)
        yield app, access, door.getsockname()[1]
        server.should_exit = True
        thread.join(timeout=20)


async def numbers(port, cookie, *, until, headers=""):
    """Return the ids that a stream sends, up to and with one."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(
        f"GET /api/events?after=0 HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\n{headers}\r\n".encode()
    )
    found = []
    try:
        while not found or found[-1] < until:
            line = await asyncio.wait_for(reader.readline(), timeout=60)
            assert line, "the stream ended"
            if line.startswith(b"id: "):
                found.append(int(line[4:]))
    finally:
        writer.close()
        await writer.wait_closed()
    return found


def test_fifty_streams_lose_no_event(served):
    app, access, port = served
    log = app.state.room.log

    async def everybody():
        cookies = [f"{access.cookie}={access.sessions.begin('me').id}" for _ in range(PEOPLE)]
        streams = [asyncio.create_task(numbers(port, cookie, until=EVENTS)) for cookie in cookies]
        for number in range(EVENTS):
            await asyncio.to_thread(log.add, [("job", {"step": number})])
            if number % 50 == 0:
                await asyncio.sleep(0.05)
        return await asyncio.gather(*streams)

    for heard in asyncio.run(everybody()):
        assert heard == list(range(1, EVENTS + 1))


def test_who_was_away_goes_on_where_they_were(served):
    app, access, port = served
    log = app.state.room.log
    log.add([("job", {"step": number}) for number in range(9)])
    cookie = f"{access.cookie}={access.sessions.begin('me').id}"
    assert asyncio.run(numbers(port, cookie, until=9, headers="Last-Event-ID: 6\r\n")) == [7, 8, 9]
    assert asyncio.run(numbers(port, cookie, until=9, headers="Last-Event-ID: 70\r\n")) == [9], "reset: load again"


def test_a_session_holds_so_many_streams_and_no_more(served, monkeypatch):
    app, access, port = served
    monkeypatch.setattr(events, "MOST_STREAMS", 0)
    cookie = f"{access.cookie}={access.sessions.begin('me').id}"
    app.state.room.log.add([("job", {})])
    with pytest.raises(AssertionError, match="the stream ended"):
        asyncio.run(numbers(port, cookie, until=1, headers="Connection: close\r\n"))


def test_a_stream_ends_with_its_readers_part_in_the_show(served):
    app, access, port = served
    log = app.state.room.log
    log.add([("job", {"step": 1})])
    cookie = f"{access.cookie}={access.sessions.begin('me').id}"

    async def ended():
        stream = asyncio.create_task(numbers(port, cookie, until=2))
        await asyncio.sleep(0.5)
        access._me = Visitor("ida", "Ida")
        await asyncio.to_thread(log.add, [("job", {"step": 2})])
        return await stream

    with pytest.raises(AssertionError, match="the stream ended"):
        asyncio.run(ended())
