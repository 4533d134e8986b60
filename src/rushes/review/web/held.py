"""Takes that are held for a face: what was found, how it looks, and a person's word that it is nobody."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from pathlib import Path as FilePath
from tempfile import TemporaryDirectory
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from rushes.clearance.likeness.vault import FILE as VAULT
from rushes.clearance.records.false_face import DECIDERS, FALSE_FACES, WHAT, FalseFace
from rushes.engines import Take
from rushes.errors import BadInputError, RushesError
from rushes.find_pictures import draw_finds
from rushes.inspection.likeness import UNDECIDABLE
from rushes.review.web.clearing import check_clears, signing_key, signing_of
from rushes.review.web.desk import MONTH, Line, Text
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.visitor import Visitor, Who
from rushes.set_aside import Find, Nobody, decide_nobody, drawn_nobody, finds_in, taken_aside
from rushes.show import Show
from rushes.written_decisions import check_to_come, last_moment, plain

HeldName = Annotated[str, Path(pattern=r"^[A-Za-z0-9_]{1,60}$", description="As 020_0150_v001.")]

router = APIRouter(include_in_schema=False)

_looked: dict[FilePath, tuple[tuple[int, ...], tuple[Find, ...]]] = {}
_looking = threading.Lock()
"""What was found in each held take, kept until the take, the people or the decisions change: looking reads every frame."""


class NobodyForm(BaseModel):
    """That finds are nobody's face."""

    finds: tuple[int, ...] = ()
    what: Line = ""
    by: Line = ""
    role: Line = ""
    why: Text = ""
    expires: Line = ""


@router.get("/desk/held/{name}", response_class=HTMLResponse)
def held(request: Request, room: Here, who: Who, name: HeldName) -> HTMLResponse:
    """Show what a take is held for, with its frames and boxes."""
    return _page(request, room, who, name)


@router.get("/desk/held/{name}/{number}/{which}.png")
def picture(room: Here, who: Who, name: HeldName, number: int, which: Literal["frame", "close"]) -> Response:
    """Draw a find: its frame with the box in it, or the place close among the frames beside it. It is kept nowhere."""
    check_clears(room, who)
    take = taken(room.show(), name)
    find = next((find for find in finds_of(room.show(), take) if find.number == number), None)
    if find is None:
        raise NotHereError(f"{name} has no find {number}.")
    with TemporaryDirectory(prefix="rushes-held-") as folder:
        whole, close = draw_finds(take, [find], FilePath(folder))
        return Response((whole if which == "frame" else close).read_bytes(), media_type="image/png")


@router.post("/desk/held/{name}/nobody")
def nobody(request: Request, room: Here, who: Who, name: HeldName, said: Annotated[NobodyForm, Form()]) -> Response:
    """Sign that finds are nobody's face, and write it down."""
    check_clears(room, who)
    show, now = room.show(), datetime.now(UTC)
    take = taken(show, name)
    try:
        signer = signing_key(room, who)
        decide_nobody(take, show, _chosen(show, take, said), _said(said, now, signer.did), signer)
    except RushesError as error:
        return _page(request, room, who, name, trouble=str(error), said=said.model_dump())
    return RedirectResponse(f"/desk/held/{name}", status_code=303)


def nobody_of(show: Show, name: str, said: NobodyForm, *, did: str, person: str) -> FalseFace:
    """Return what a form says of a held take, before anybody has signed it.

    Args:
        show: Whose take it is.
        name: Of the held take.
        said: The form.
        did, person: Whose key will sign.

    Raises:
        RushesError: There is no such take, or it can't be said of it.
    """
    take = taken(show, name)
    return drawn_nobody(take, show, _chosen(show, take, said), _said(said, datetime.now(UTC), did, person))


def _chosen(show: Show, take: Take, said: NobodyForm) -> list[Find]:
    return [find for find in finds_of(show, take) if find.number in said.finds]


def _said(said: NobodyForm, now: datetime, did: str, person: str = "") -> Nobody:
    expires_at = last_moment(said.expires)
    check_to_come(expires_at, now)
    by, why = plain(said.by, "who looked"), plain(said.why, "why it is nobody")
    return Nobody(said.what, by, said.role, why, now, expires_at, did, person)


def _page(
    request: Request, room: Room, who: Visitor, name: str, *, trouble: str = "", said: dict[str, Any] | None = None
) -> HTMLResponse:
    check_clears(room, who)
    show, now = room.show(), datetime.now(UTC)
    take = taken(show, name)
    finds = finds_of(show, take)
    first = {
        "by": who.name,
        "expires": (now + MONTH).date().isoformat(),
        "what": "",
        "why": "",
        "role": "",
        "finds": (),
    }
    page = room.page(
        request,
        "held.html",
        here="desk",
        held_name=name,
        take=take,
        finds=finds,
        open_finds=[find for find in finds if find.why == "stranger" and not find.decided],
        decidable=take.kind not in UNDECIDABLE,
        whats=WHAT,
        roles=DECIDERS,
        trouble=trouble,
        said=said or first,
        **signing_of(room, who),
        today=now.date().isoformat(),
    )
    page.status_code = 400 if trouble else 200
    return page


def taken(show: Show, name: str) -> Take:
    """Return a held take by its name.

    Raises:
        NotHereError: None of this name is held.
    """
    try:
        return taken_aside(show, name)
    except BadInputError as error:
        raise NotHereError(f"No take {name} is held here.") from error


def finds_of(show: Show, take: Take) -> tuple[Find, ...]:
    """Return what a held take is held for. One looks at a time: a look takes both of a small machine's cores.

    Raises:
        RushesError: Its brief, its frames or the show's records can't be read.
    """
    now = datetime.now(UTC)
    places = (
        take.folder / "take.json",
        show.consents / VAULT,
        show.consents / FALSE_FACES,
        show.consents / "performers",
    )
    stamp = (*(path.stat().st_mtime_ns if path.exists() else 0 for path in places), now.toordinal())
    with _looking:
        kept = _looked.get(take.folder)
        if kept is None or kept[0] != stamp:
            kept = (stamp, finds_in(take, show, now))
            _looked[take.folder] = kept
        return kept[1]
