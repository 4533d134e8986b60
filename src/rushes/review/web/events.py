"""The stream of what happens: one a browser, numbered, going on after a break by ``Last-Event-ID``."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.sse import EventSourceResponse, ServerSentEvent

from rushes.errors import BusyError
from rushes.review.web.event_log import Event
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who, Within

MOST_STREAMS = 8
"""Event streams that one session may hold open: a window each."""

RETRY_MS = 2_000

router = APIRouter()


async def one_stream(session: Within) -> AsyncIterator[None]:
    """Count a stream for as long as it is open.

    Raises:
        BusyError: This session has enough of them.
    """
    if session.streams >= MOST_STREAMS:
        raise BusyError("This browser has many windows of this room open. Close one.")
    session.streams += 1
    try:
        yield
    finally:
        session.streams -= 1


@router.get("/api/events", response_class=EventSourceResponse, dependencies=[Depends(one_stream)])
async def events(
    room: Here,
    session: Within,
    who: Who,
    last_event_id: Annotated[str, Header(max_length=20)] = "",
    after: Annotated[int | None, Query(ge=0, le=1 << 60)] = None,
) -> AsyncIterator[ServerSentEvent]:
    """Stream what happens in the show: kinds ``job``, ``take``, ``desk``, ``ask``; every 15 s a comment when nothing does.

    It goes on after ``Last-Event-ID``, or after ``after``, the newest event that the page knew. An event ``reset`` says
    that too much happened meanwhile: the page has to be loaded again.
    """
    at = int(last_event_id) if last_event_id.isdecimal() else room.log.newest if after is None else after
    if not await asyncio.to_thread(room.log.holds_all_after, at):
        at = room.log.newest
        yield ServerSentEvent(event="reset", id=str(at), data={})
    yield ServerSentEvent(comment="here", retry=RETRY_MS)
    room.watch.listen()
    try:
        with room.log.bell() as bell:
            while True:
                bell.clear()
                now = room.access.visitor(room.show(), session)
                if now is None or now.roles != who.roles:
                    return  # somebody's part has ended or changed: the page asks again, and is told
                for event in await asyncio.to_thread(room.log.after, at):
                    at = event.id
                    if _concerns(room, who, event):
                        yield ServerSentEvent(event=event.kind, id=str(event.id), data=dict(event.data))
                if at >= room.log.newest:
                    await bell.wait()
    finally:
        room.watch.leave()


def _concerns(room: Room, who: Visitor, event: Event) -> bool:
    """Return whether somebody is told of an event: a representative of nothing but their performers' takes."""
    if not who.only_represents:
        return True
    place = (event.data.get("shot"), event.data.get("version"))
    return event.kind == "take" and any(
        place == (take.shot, take.version) for shot in room.shots(who) for take in shot.takes
    )
