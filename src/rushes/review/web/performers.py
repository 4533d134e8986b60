"""A performer's page: exactly the takes that show them, for whoever speaks for them, and what was said of each."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from rushes.errors import RefusedError, RushesError
from rushes.judgement import gate_of
from rushes.review.deciding import draft, person_of, record, sign
from rushes.review.web.clearing import clears, short_did
from rushes.review.web.desk import Text
from rushes.review.web.home import ShotName, VersionName
from rushes.review.web.own_key import own_signer
from rushes.review.web.representing import seen_of
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.shelf_of_consents import line_of, resting_on
from rushes.review.web.visitor import Visitor, Who

PerformerId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="As p-014.")]

router = APIRouter(include_in_schema=False)


class WordForm(BaseModel):
    """What a representative says of a take."""

    verdict: Literal["approve", "refuse", "suspend"]
    why: Text = ""


@router.get("/performers/{performer}", response_class=HTMLResponse)
def performer_page(request: Request, room: Here, who: Who, performer: PerformerId) -> HTMLResponse:
    """Show a performer's takes and consents."""
    return _page(request, room, who, performer)


@router.post("/performers/{performer}/{shot}/{version}")
def say(
    request: Request, room: Here, who: Who, performer: PerformerId, shot: ShotName, version: VersionName, said: Annotated[WordForm, Form()]
) -> Response:  # fmt: skip
    """Approve, refuse or suspend a take, signed with the key of whoever speaks for the performer."""
    _check_sees(room, who, performer)
    take = room.take(who, shot, version)
    if performer not in take.clearance.get("people", ()):
        raise NotHereError(f"There is no take {shot} {version} of {performer}.")
    show = room.show()
    try:
        if performer not in who.performers:
            raise RefusedError(f"Only who speaks for {performer} says that. Ask them, or write a note on the take.")
        if not who.signs_here:
            raise RefusedError("Your key is in your browser: turn the page's script on, and say it again.")
        document = draft(
            show, take, said.verdict, person_of(show, who.did), "representative", why=said.why, now=datetime.now(UTC)
        )
        record(show, sign(document, own_signer()))
    except RushesError as error:
        return _page(request, room, who, performer, trouble=str(error), about=(shot, version), why=said.why)
    return RedirectResponse(f"/performers/{performer}#{shot}_{version}", status_code=303)


def _page(
    request: Request,
    room: Room,
    who: Visitor,
    performer: str,
    *,
    trouble: str = "",
    about: tuple[str, str] = ("", ""),
    why: str = "",
) -> HTMLResponse:
    _check_sees(room, who, performer)
    show, now, shots = room.show(), datetime.now(UTC), room.shots(who)
    registry = gate_of(show).registry(now)
    one = registry.performers.get(performer)
    if one is None:
        raise NotHereError("There is no such performer here.")
    resting = resting_on(show, shots)
    page = room.page(
        request,
        "performer.html",
        here=performer,
        performer=one,
        seen=seen_of(show, shots, performer),
        lines=[line_of(held, registry, show, resting, now) for held in registry.consents_of(performer)],
        speaks=performer in who.performers,
        trouble=trouble,
        about=about,
        why=why,
        short_did=short_did,
    )
    page.status_code = 400 if trouble else 200
    return page


def _check_sees(room: Room, who: Visitor, performer: str) -> None:
    if performer not in who.performers and not clears(room, who):
        raise NotHereError("There is no such performer here.")
