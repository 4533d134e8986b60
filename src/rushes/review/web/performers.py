"""A performer's page: exactly the takes that show them, for whoever speaks for them, and what was said of each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel

from rushes.errors import RefusedError, RushesError
from rushes.judgement import gate_of
from rushes.review.deciding import Decision, Outcome, draft, outcomes, person_of, record, register_of, sign
from rushes.review.web.clearing import clears, short_did
from rushes.review.web.desk import Text
from rushes.review.web.home import ShotName, VersionName
from rushes.review.web.own_key import own_signer
from rushes.review.web.room import Here, NotHereError, Room
from rushes.review.web.shelf_of_consents import line_of, resting_on
from rushes.review.web.takes import TakeLine
from rushes.review.web.visitor import Visitor, Who

SAID = {"approve": "approved", "refuse": "refused", "suspend": "suspended"}
"""Each word of a representative, as it stands on the take."""

PerformerId = Annotated[str, Path(pattern=r"^[a-z0-9][a-z0-9._-]{0,63}$", description="As p-014.")]

router = APIRouter(include_in_schema=False)


class WordForm(BaseModel):
    """What a representative says of a take."""

    verdict: Literal["approve", "refuse", "suspend"]
    why: Text = ""


@dataclass(frozen=True, slots=True)
class Seen:
    """A take of a performer, and what was said of it.

    Attributes:
        take: It.
        outcome: What all decisions about it come to.
        words: The newest word of each who speaks for this performer, the newest last.
    """

    take: TakeLine
    outcome: Outcome
    words: tuple[Decision, ...]

    @property
    def state(self) -> str:
        """``approved``, ``refused``, ``suspended``, or ``pending`` when nobody spoke yet."""
        verdicts = [word.verdict for word in self.words]
        stopping = next((verdict for verdict in ("refuse", "suspend") if verdict in verdicts), "")
        return SAID[stopping or verdicts[-1]] if verdicts else "pending"


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
            raise RefusedError(f"Only who speaks for {performer} says that.")
        if not who.signs_here:
            raise RefusedError("Your key is in your browser: open the take, and say it there.")
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
        seen=_seen(room, [take for shot in shots for take in shot.takes if performer in take.people], performer),
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


def _seen(room: Room, takes: list[TakeLine], performer: str) -> list[Seen]:
    """Return takes with what was said of them: what waits for a word first, then the newest."""
    show = room.show()
    theirs = {name for name, person in register_of(show).everybody.items() if performer in person.performers}
    found = outcomes(show, [(take.shot, take.version) for take in takes])
    seen = []
    for take in takes:
        outcome = found[take.shot, take.version]
        newest = {word.person: word for word in outcome.decisions if word.person in theirs}
        words = tuple(sorted(newest.values(), key=lambda word: word.decided_at))
        seen.append(Seen(take, outcome, words))
    newest_first = sorted(seen, key=lambda one: one.take.created, reverse=True)
    return sorted(newest_first, key=lambda one: one.state != "pending")
