"""A shot's page: its versions in the player, what is said of them, what was decided, found and cleared."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse

from rushes.engines import Take
from rushes.errors import BadInputError, RushesError
from rushes.judgement import gate_of
from rushes.provenance import ConsentNamed, ConsentStanding, standing_of
from rushes.provenance.standing import moment_of
from rushes.review.deciding import THEIRS, VERDICTS, WITH_A_REASON, outcome
from rushes.review.web.home import ShotName
from rushes.review.web.media import stills_of
from rushes.review.web.noting import threads_for
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.takes import ShotLine
from rushes.review.web.visitor import Visitor, Who
from rushes.show import Show, rate_text

Version = Annotated[str, Query(max_length=8, pattern=r"^(v[0-9]{3,6})?$")]

router = APIRouter()


@router.get("/shots/{shot}", response_class=HTMLResponse, include_in_schema=False)
def shot_page(request: Request, room: Here, who: Who, shot: ShotName, version: Version = "") -> HTMLResponse:
    """Show a shot, at its newest version unless another is named."""
    line = line_of(room, who, shot)
    chosen = version or line.newest.version
    take = room.take(who, shot, chosen)
    neighbours = [one.shot for one in room.shots(who)]
    at = neighbours.index(shot)
    return room.page(
        request,
        "shot.html",
        here="shot",
        shot=line,
        take=take,
        is_newest=chosen == line.newest.version,
        before=neighbours[at - 1] if at else "",
        after=neighbours[at + 1] if at + 1 < len(neighbours) else "",
        plays=any(file.path.endswith("_frames.json") for file in take.files),
        movie=next((file.path for file in take.files if file.role == "review" and file.path.endswith(".mp4")), ""),
        sheet=next(
            (file.path for file in take.files if file.role == "contact_sheet" and file.path.endswith(".png")), ""
        ),
        failed=[finding for finding in take.findings if not finding.ok],
        passed=[finding for finding in take.findings if finding.ok],
        standings=[
            one for one in _standings(room.show(), take) if not who.only_represents or one.performer in who.performers
        ],
        threads=threads_for(who, room.show(), shot),
        **deciding_of(room.show(), take, who),
    )


@router.get("/api/shots/{shot}/versions")
def versions(room: Here, who: Who, shot: ShotName) -> dict[str, Any]:
    """Return a shot's versions for the player, newest first: movies, frame tables, stills, passes and mattes."""
    line = line_of(room, who, shot)
    listed, frames = [], None
    for short in reversed(line.takes):
        take = room.take(who, shot, short.version)
        movie = next((file.path for file in take.files if file.role == "review" and file.path == short.movie), "")
        table = next((file.path for file in take.files if file.path.endswith("_frames.json")), "")
        if not movie or not table:
            continue
        frames = frames or take
        listed.append(
            {
                "version": take.version,
                "newest": take.version == line.newest.version,
                "state": short.state,
                "movie": f"/media/{shot}/{take.version}/{movie}",
                "frames": f"/media/{shot}/{take.version}/{table}",
                "passes": [],
                "mattes": [],
                **stills_of(room, take),
            }
        )
    newest = frames or room.take(who, shot, line.newest.version)
    return {
        "shot": shot,
        "rate": rate_text(newest.rate),
        "first": newest.frames.first,
        "last": newest.frames.last,
        "versions": listed,
    }


def line_of(room: Room, who: Visitor, shot: str) -> ShotLine:
    """Return a shot in short, with the takes that somebody may see.

    Raises:
        NotHereError: There is none for them.
    """
    line = next((line for line in room.shots(who) if line.shot == shot), None)
    if line is None:
        raise NotHereError(f"There is no shot {shot[:40]} here.")
    return line


def deciding_of(show: Show, take: Take, who: Visitor) -> dict[str, Any]:
    """Return what a page shows of a take's decisions: the outcome, and what somebody may say about it."""
    try:
        found, problem = outcome(show, take.shot, take.version), ""
    except RushesError as error:
        found, problem = None, str(error)
    theirs = {
        role: [verdict for verdict in VERDICTS if (verdict in THEIRS) == (role == "representative")]
        for role in who.roles
    }
    return {
        "outcome": found,
        "undecidable": problem,
        "may_say": {} if problem else theirs,
        "with_a_reason": WITH_A_REASON,
        "names": _names(show),
    }


def _names(show: Show) -> dict[str, str]:
    from rushes.review.deciding import register_of

    with contextlib.suppress(RushesError):
        return {person.id: person.name for person in register_of(show).everybody.values()}
    return {}


def _standings(show: Show, take: Take) -> list[ConsentStanding]:
    """Return how each consent that a take rests on stood then and stands now; none where nobody is shown."""
    named = [ConsentNamed(*map(str, consent)) for consent in take.clearance.get("consents", ())]
    if not named:
        return []
    now = datetime.now(UTC)
    try:
        registry = gate_of(show).registry(now)
    except BadInputError:
        return []
    then = moment_of(str(take.clearance.get("judged_at", "")))
    return [standing_of(one, registry, then=then, now=now) for one in named]
