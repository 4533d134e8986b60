"""The first page: shots as a wall by where they stand, jobs, and what waits for who looks."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query, Request, Response
from fastapi.responses import HTMLResponse
from pydantic import BaseModel

from rushes.errors import BadInputError
from rushes.review.web.desk import waiting_on_desk
from rushes.review.web.representing import seen_of
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.takes import STATES, ShotLine
from rushes.review.web.visitor import Visitor, Who
from rushes.review.web.waiting import Elsewhere, waiting_for
from rushes.review.web.worker import inside
from rushes.set_aside import set_aside
from rushes.studio import Job, list_jobs, spoken_errors, write_atomically

PREVIEW = 60
"""Cards of each state on the first page; the state's own page has them all, ``PAGE`` at a time."""

PAGE = 240

FINISHED_JOBS = 3
"""Jobs that ended, which the page still shows."""

_WORDS = {"open": "To decide", "held": "Held", "circled": "Circled", "killed": "Killed"}

ShotName = Annotated[str, Path(pattern=r"^[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?$", description="As 020_0150.")]
VersionName = Annotated[str, Path(pattern=r"^v[0-9]{3,6}$", description="As v001.")]

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Group:
    """Shots of one state: those that are shown, and how many there are."""

    state: str
    words: str
    shots: tuple[ShotLine, ...]
    count: int


class TakeAnswer(BaseModel):
    """A take in short."""

    version: str
    kind: str
    engine: str
    created: str
    frames: int
    state: str
    missing: tuple[str, ...]
    failed: int
    checks: int


class ShotAnswer(BaseModel):
    """A shot in short: its takes, newest first, and its open notes by version."""

    shot: str
    takes: tuple[TakeAnswer, ...]
    open_notes: dict[str, int]


@router.get("/", response_class=HTMLResponse, include_in_schema=False)
def home(
    request: Request,
    room: Here,
    who: Who,
    state: Annotated[Literal["", "open", "held", "circled", "killed"], Query()] = "",
    q: Annotated[str, Query(max_length=60)] = "",
    page: Annotated[int, Query(ge=1, le=10_000)] = 1,
) -> HTMLResponse:
    """Show the wall."""
    every = room.shots(who)
    found = [shot for shot in every if q.casefold() in f"{shot.shot} {shot.newest.kind}".casefold()]
    groups = _groups(found, state, page)
    pages = max(1, -(-max((group.count for group in groups), default=0) // PAGE)) if state else 1
    return room.page(
        request,
        "home.html",
        here="shots",
        groups=groups,
        counts={name: sum(shot.newest.state == name for shot in found) for name in STATES},
        words=_WORDS,
        total=len(every),
        state=state,
        q=q,
        page=page,
        pages=pages,
        jobs=() if who.only_represents else _jobs(room),
        asked=() if who.only_represents else room.floor.waiting(),
        waiting=waiting_for(who, every, _elsewhere(room, who, every)),
    )


@router.get("/api/shots")
def shots(room: Here, who: Who) -> list[ShotAnswer]:
    """Return every shot that you may see, with its takes."""
    return [
        ShotAnswer(
            shot=shot.shot,
            takes=tuple(
                TakeAnswer(
                    version=take.version,
                    kind=take.kind,
                    engine=take.engine,
                    created=take.created,
                    frames=take.frames,
                    state=take.state,
                    missing=take.missing,
                    failed=take.failed,
                    checks=take.checks,
                )
                for take in reversed(shot.takes)
            ),
            open_notes=dict(shot.open_notes),
        )
        for shot in room.shots(who)
    ]


@router.get(
    "/api/shots/{shot}/{version}/thumb.webp", response_class=Response, responses={200: {"content": {"image/webp": {}}}}
)
def thumb(room: Here, who: Who, shot: ShotName, version: VersionName) -> Response:
    """Return the middle frame of a take's review movie, small."""
    take = room.take(who, shot, version)
    movies = [file for file in take.files if file.role == "review" and file.path.endswith(".mp4")]
    if not movies:
        raise NotHereError(f"{take.stem} has no movie.")
    name = sha256(f"{movies[0].sha256} 1".encode()).hexdigest()[:32]
    kept = room.show().work / "review" / "thumbs" / f"{name}.webp"
    try:
        data = kept.read_bytes()
    except OSError:
        data = room.thumbs.draw("thumb", {"movie": str(inside(take.folder, movies[0].path))})
        try:
            with spoken_errors(kept):
                kept.parent.mkdir(parents=True, exist_ok=True)
                write_atomically(kept, data)
        except BadInputError:  # a show that may only be read is reviewed all the same
            pass
    return Response(data, media_type="image/webp", headers={"cache-control": "private, max-age=31536000, immutable"})


@router.get("/api/jobs")
def jobs(room: Here, who: Who) -> list[Job]:
    """Return the jobs of the show, the newest first."""
    return [] if who.only_represents else [*list_jobs(room.show().work)]


def _groups(shots: list[ShotLine], state: str, page: int) -> tuple[Group, ...]:
    made = []
    for name in STATES:
        if state not in {"", name}:
            continue
        own = [shot for shot in shots if shot.newest.state == name]
        shown = own[(page - 1) * PAGE : page * PAGE] if state else own[:PREVIEW]
        if own or state:
            made.append(Group(name, _WORDS[name], tuple(shown), len(own)))
    return tuple(made)


def _elsewhere(room: Room, who: Visitor, shots: tuple[ShotLine, ...]) -> Elsewhere:
    show = room.show()
    clears = "clearance" in who.roles
    unsaid = tuple(
        (performer, one.take.shot, one.take.version)
        for performer in who.performers
        for one in seen_of(show, shots, performer)
        if one.state == "pending"
    )
    return Elsewhere(waiting_on_desk(room) if clears else 0, len(set_aside(show)) if clears else 0, unsaid)


def _jobs(room: Room) -> tuple[Job, ...]:
    every = list_jobs(room.show().work)
    going = [job for job in every if job.state == "running"]
    ended = [job for job in every if job.state != "running"]
    return (*going, *ended[:FINISHED_JOBS])


def may_ask(who: Visitor) -> bool:
    """Return whether somebody may ask for takes: everybody but a representative."""
    return not who.only_represents
