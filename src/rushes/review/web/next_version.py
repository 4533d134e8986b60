"""The next version from a version's open notes: what each would change, and having it made."""

from __future__ import annotations

from fastapi import APIRouter
from pydantic import BaseModel

from rushes.errors import BadInputError
from rushes.review.notes import Note, brief_of, changes_for, read_notes
from rushes.review.web.ask import Begun
from rushes.review.web.floor import FROM_NOTES
from rushes.review.web.home import ShotName, VersionName
from rushes.review.web.noting import as_what
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who

router = APIRouter()


class Turned(BaseModel):
    """A note that is understood: what it changes, and what else there is to say about it."""

    note: str
    text: str
    changes: tuple[str, ...]


class LeftOpen(BaseModel):
    """A note that nothing is made of, and why."""

    note: str
    text: str
    why: tuple[str, ...]


class NextVersion(BaseModel):
    """What the next version would be made of."""

    answered: tuple[Turned, ...]
    left: tuple[LeftOpen, ...]


@router.get("/api/shots/{shot}/{version}/next")
def foresee(room: Here, who: Who, shot: ShotName, version: VersionName) -> NextVersion:
    """Say what each open note on a version would change in the next one. Makes nothing."""
    _check(who)
    take = room.take(who, shot, version)
    found = changes_for(room.show(), take, _open(room, shot, version), brief_of(take))
    return NextVersion(
        answered=tuple(
            Turned(note=one.note.id, text=one.note.text, changes=(*map(str, one.turned), *one.told))
            for one in found.answered
        ),
        left=tuple(LeftOpen(note=one.note.id, text=one.note.text, why=one.why) for one in found.not_understood),
    )


@router.post("/api/shots/{shot}/{version}/next", status_code=202)
def make_next(room: Here, who: Who, shot: ShotName, version: VersionName) -> Begun:
    """Have the next version made from the open notes on this one, by ``rushes make --from-notes``."""
    _check(who)
    take = room.take(who, shot, version)
    if not changes_for(room.show(), take, _open(room, shot, version), brief_of(take)).answered:
        raise BadInputError(
            "No open note on this version is understood, so nothing would change. Say in a note what should be otherwise: a thing, a number, a moment."
        )
    return Begun(state="waiting", id=room.floor.ask(shot, f"{FROM_NOTES}{shot}/{take.version}\n").id)


def _open(room: Room, shot: str, version: str) -> list[Note]:
    found = [note for note in read_notes(room.show(), shot, version) if note.state == "open" and not note.is_reply]
    if not found:
        raise BadInputError("There is no open note on this version. Write one first.")
    return found


def _check(who: Visitor) -> None:
    role = as_what(who, None)
    if role == "representative":
        raise BadInputError("Whoever speaks for a performer asks for no takes here. Write a note on the take instead.")
