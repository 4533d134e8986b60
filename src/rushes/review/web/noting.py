"""Notes over the wire: read, written, answered, and followed to where they are verified."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path
from pydantic import BaseModel, Field

from rushes.errors import RefusedError
from rushes.review.notes import Note, add_note, read_note, read_notes, read_one, reply, set_state
from rushes.review.web.home import ShotName
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.visitor import Visitor, Who
from rushes.show import Show

NoteId = Annotated[str, Path(pattern=r"^n-[0-9a-f]{12}$")]
Share = Annotated[float, Field(ge=0, le=1)]
Role = Literal["artist", "supervisor", "production", "clearance", "representative"]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Thread:
    """A note with its replies, oldest first."""

    note: Note
    replies: tuple[Note, ...]


class NewStroke(BaseModel):
    """Something drawn: see docs/notes.md."""

    tool: Literal["pen", "arrow", "box"]
    colour: Annotated[str, Field(pattern=r"^#[0-9a-fA-F]{6}$")]
    width: Annotated[float, Field(gt=0, le=1)]
    points: Annotated[list[tuple[Share, Share]], Field(min_length=1, max_length=5000)]


class NewNote(BaseModel):
    """A note as a page sends it; who wrote it is known already."""

    version: Annotated[str, Field(pattern=r"^v[0-9]{3,6}$")]
    frames: tuple[Annotated[int, Field(ge=0, le=999_999)], Annotated[int, Field(ge=0, le=999_999)]]
    text: Annotated[str, Field(max_length=4000)] = ""
    role: Role | None = None
    region: tuple[Share, Share, Share, Share] | None = None
    strokes: Annotated[list[NewStroke], Field(max_length=200)] = []


class Reply(BaseModel):
    """An answer in words."""

    text: Annotated[str, Field(min_length=1, max_length=4000)]
    role: Role | None = None


class NewState(BaseModel):
    """What becomes of a note."""

    state: Literal["open", "addressed", "verified"]
    version: Annotated[str, Field(pattern=r"^(v[0-9]{3,6})?$")] = ""


def threads_for(who: Visitor, show: Show, shot: str) -> tuple[Thread, ...]:
    """Return the threads that somebody sees, newest first: a representative those that they began themselves."""
    notes = read_notes(show, shot)
    replies: dict[str, list[Note]] = {}
    for note in notes:
        if note.is_reply:
            replies.setdefault(note.thread, []).append(note)
    begun = (note for note in reversed(notes) if not note.is_reply)
    seen = (note for note in begun if not who.only_represents or note.author == who.id)
    return tuple(Thread(note, tuple(replies.get(note.id, ()))) for note in seen)


@router.get("/api/shots/{shot}/notes")
def notes(room: Here, who: Who, shot: ShotName) -> list[dict[str, Any]]:
    """Return the notes of a shot that you see, newest first, replies behind what they reply to."""
    _check_shot(room, who, shot)
    return [note.to_json() for thread in threads_for(who, room.show(), shot) for note in (thread.note, *thread.replies)]


@router.post("/api/shots/{shot}/notes", status_code=201)
def write(room: Here, who: Who, shot: ShotName, note: NewNote) -> dict[str, Any]:
    """Write a note on a frame or a range of frames."""
    room.take(who, shot, note.version)
    role = as_what(who, note.role)
    said = note.model_dump(mode="json") | {"shot": shot, "author": who.id, "role": role}
    return add_note(room.show(), read_note(said, "The note")).to_json()


@router.post("/api/shots/{shot}/notes/{id}/replies", status_code=201)
def answer(room: Here, who: Who, shot: ShotName, id: NoteId, words: Reply) -> dict[str, Any]:  # noqa: A002 - a note's own word for it
    """Answer a note in words."""
    _check_note(room, who, shot, id)
    return reply(room.show(), shot, id, words.text, who.id, as_what(who, words.role)).to_json()


@router.post("/api/shots/{shot}/notes/{id}/state")
def change(room: Here, who: Who, shot: ShotName, id: NoteId, wanted: NewState) -> dict[str, Any]:  # noqa: A002 - a note's own word for it
    """Say what became of a note: addressed by a version, verified, or open again."""
    _check_note(room, who, shot, id)
    as_what(who, None)
    return set_state(room.show(), shot, id, wanted.state, who.id, wanted.version).to_json()


def as_what(who: Visitor, role: Role | None) -> Any:  # noqa: ANN401 - one of a Literal's words
    """Return as what somebody speaks: the role that they name, or their first.

    Raises:
        RefusedError: They are not enrolled, or it is not theirs.
    """
    if not who.id or not who.roles:
        raise RefusedError(
            "Say first who you are: the room has to know whose word it writes down. Open your own page for it."
        )
    if role is not None and role not in who.roles:
        raise RefusedError(f"{who.id} is {', '.join(who.roles)}, not {role}. Choose one of these.")
    return role or who.roles[0]


def _check_shot(room: Room, who: Visitor, shot: str) -> None:
    if all(line.shot != shot for line in room.shots(who)):
        raise NotHereError(f"There is no shot {shot[:40]} here.")


def _check_note(room: Room, who: Visitor, shot: str, name: str) -> None:
    note = read_one(room.show(), shot, name)
    room.take(who, shot, note.version)
    root = read_one(room.show(), shot, note.thread) if note.thread else note
    if who.only_represents and root.author != who.id:
        raise NotHereError("There is no such note here.")
