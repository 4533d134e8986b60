"""Who one is here: the page of oneself, and being enrolled by the desk of this machine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field, ValidationError

from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.desk_key import desk_did
from rushes.errors import BadInputError, RefusedError
from rushes.review.deciding import Person, add_person, register_of
from rushes.review.web.own_key import own_signer
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who

router = APIRouter()


class Myself(BaseModel):
    """Who one is, for the desk of this machine to sign."""

    id: Annotated[str, Field(min_length=1, max_length=40)]
    name: Annotated[str, Field(min_length=1, max_length=200)]
    roles: Annotated[
        list[Literal["artist", "supervisor", "production", "clearance"]], Field(min_length=1, max_length=4)
    ]


@router.get("/me", response_class=HTMLResponse, include_in_schema=False)
def me_page(request: Request, room: Here, who: Who) -> HTMLResponse:
    """Show who one is here, and how one's decisions are signed."""
    return room.page(
        request,
        "me.html",
        here="me",
        did=who.did,
        can_enrol=can_enrol(room, who),
        people=[]
        if who.only_represents or not (who.roles or who.signs_here)
        else list(register_of(room.show()).everybody.values()),
        quorum=room.show().quorum,
    )


@router.post("/api/me", status_code=201)
def enrol_me(room: Here, who: Who, myself: Myself) -> dict[str, str]:
    """Enrol the person at this machine, with their key, by the show's clearance desk, which is on this machine."""
    if not can_enrol(room, who):
        raise RefusedError("Whoever holds the show's clearance desk enrols you: rushes reviewer add.")
    try:
        person = Person.model_validate(
            {
                **myself.model_dump(),
                "did": own_signer().did,
                "evidence": "at this machine, which holds the desk's key",
                "enrolled_at": datetime.now(UTC),
            }
        )
    except ValidationError as error:
        raise BadInputError(
            f"You can't be enrolled like this: {sentence_of(error)}. Correct it, and enrol again."
        ) from error
    add_person(room.show(), person)
    return {"id": person.id}


def can_enrol(room: Room, who: Visitor) -> bool:
    """Return whether somebody can enrol themselves: at the machine of the show's own desk, and nobody yet."""
    if room.access.is_team or who.id:
        return False
    desk = room.show().clearance_desk
    return desk is None or desk == desk_did()
