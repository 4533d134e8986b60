"""The consent ledger for clearance, and the page of one performer for whoever speaks for them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from rushes.clearance.records.registry import Held, Registry
from rushes.errors import RefusedError
from rushes.judgement import gate_of
from rushes.provenance.standing import Stood, stood_now
from rushes.review.web.desk import READERS
from rushes.review.web.room import Here, NotHereError
from rushes.review.web.takes import ShotLine
from rushes.review.web.visitor import Who
from rushes.show import Show

router = APIRouter()

PerformerId = Annotated[str, Path(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]{0,60}$")]


@router.get("/consents", response_class=HTMLResponse, include_in_schema=False)
def consents_page(request: Request, room: Here, who: Who) -> HTMLResponse:
    """Show every consent that the show holds, and how it stands now."""
    if not who.is_any(*READERS):
        raise RefusedError("The consents are for clearance, production and supervisors.")
    show, now = room.show(), datetime.now(UTC)
    registry = _registry(show, now)
    return room.page(
        request,
        "consents.html",
        here="consents",
        rows=[
            (held, registry.performers.get(held.consent.performer), stood_now(held, now)) for held in registry.consents
        ],
        without=[one for one in registry.performers.values() if not registry.consents_of(one.id)],
        strikes=[order for order in registry.strikes if order.holds(now)],
        problems=registry.problems,
        takes=_takes_by_performer(room.shots(who)),
    )


@router.get("/performers/{performer}", response_class=HTMLResponse, include_in_schema=False)
def performer_page(request: Request, room: Here, who: Who, performer: PerformerId) -> HTMLResponse:
    """Show a performer: what they agreed to, and exactly the takes that show them."""
    if performer not in who.performers and not who.is_any(*READERS):
        raise NotHereError("There is no such performer here.")
    show, now = room.show(), datetime.now(UTC)
    registry = _registry(show, now)
    one = registry.performers.get(performer)
    if one is None:
        raise NotHereError("There is no such performer here.")
    held: list[tuple[Held, Stood]] = [(held, stood_now(held, now)) for held in registry.consents_of(performer)]
    takes = [take for shot in room.shots(who) for take in reversed(shot.takes) if performer in take.people]
    return room.page(request, "performer.html", here=performer, performer=one, held=held, takes=takes)


def _registry(show: Show, now: datetime) -> Registry:
    return gate_of(show).registry(now)


def _takes_by_performer(shots: tuple[ShotLine, ...]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for shot in shots:
        for take in shot.takes:
            for name in take.people:
                counted[name] = counted.get(name, 0) + 1
    return counted
