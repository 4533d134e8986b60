"""Ask: a brief as a form, told back as one types, cleared and estimated before anything is made."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from rushes import pipeline
from rushes.brief import brief_sha256
from rushes.clearance import Clearance, Verdict
from rushes.engines.clip.engine import offered
from rushes.errors import BadInputError, RefusedError, RushesError
from rushes.plan import load_calibration
from rushes.review.page import spoken
from rushes.review.side_by_side import clock
from rushes.review.web.asked import Asked, read_asked
from rushes.review.web.brief_form import KINDS, form_of
from rushes.review.web.floor import MEASURE
from rushes.review.web.room import Here
from rushes.review.web.visitor import Visitor, Who
from rushes.show import Show
from rushes.studio import settings_folder

router = APIRouter()

KindName = Literal["", "destruction", "reage", "wardrobe", "set", "clip"]


class Wanted(BaseModel):
    """What somebody asks for: words, fields as their YAML has them, or both."""

    shot: Annotated[str, Field(max_length=20)]
    kind: KindName = ""
    text: Annotated[str, Field(max_length=8000)] = ""
    fields: Annotated[dict[str, Annotated[str, Field(max_length=20_000)]], Field(max_length=400)] = {}


class Read(BaseModel):
    """A field as it was read: its name for people, its value, and the words that said so."""

    field: str
    value: str
    words: str = ""


class Estimate(BaseModel):
    """How long it takes here: the time of all steps [s], in words, which of them nobody ever measured, and what it rests on."""

    seconds: float
    words: str
    unknown: tuple[str, ...]
    done: tuple[str, ...]
    basis: str


class ToldBack(BaseModel):
    """What was understood of it, whether it may be made, and how long that takes.

    Attributes:
        problem: Why it can't be read, as a sentence; empty when it can.
        kind, shot, frames, quality: What it is.
        understood, assumed, not_understood: How it was read.
        verdict: ``cleared``, ``escalate`` or ``refused``; empty while it can't be read.
        reasons: Every rule that spoke.
        remedies: What would clear it.
        estimate: The time; None where it may not be made.
        price: What a vendor's work would cost, in words; empty where it costs nothing.
    """

    problem: str = ""
    kind: str = ""
    shot: str = ""
    frames: int = 0
    quality: str = ""
    understood: tuple[Read, ...] = ()
    assumed: tuple[Read, ...] = ()
    not_understood: tuple[str, ...] = ()
    verdict: str = ""
    reasons: tuple[dict[str, Any], ...] = ()
    remedies: tuple[str, ...] = ()
    estimate: Estimate | None = None
    price: str = ""


class ToldPart(BaseModel):
    """The same as a part of the page."""

    verdict: str
    problem: str
    html: str


class Begun(BaseModel):
    """What became of it: ``waiting`` for its turn to be made, or on the ``desk``, with its name there."""

    state: Literal["waiting", "desk"]
    id: str


@router.get("/ask", response_class=HTMLResponse, include_in_schema=False)
def ask_page(
    request: Request,
    room: Here,
    who: Who,
    shot: Annotated[str, Query(max_length=20)] = "",
    kind: KindName = "",
    text: Annotated[str, Query(max_length=8000)] = "",
) -> HTMLResponse:
    """Show the form, and what was understood of what it holds."""
    _check(who)
    told = tell_back(room.show(), Wanted(shot=shot, kind=kind, text=text)) if text or kind else None
    return room.page(
        request,
        "ask.html",
        here="ask",
        shot=shot,
        kind=kind,
        text=text,
        kinds=KINDS,
        sections=form_of(kind) if kind else (),
        told=told,
    )


@router.post("/api/ask")
def ask(room: Here, who: Who, wanted: Wanted) -> ToldBack:
    """Say what is understood of a brief, whether it may be made, and how long it takes. Makes nothing, records nothing."""
    _check(who)
    return tell_back(room.show(), wanted)


@router.post("/api/ask/page")
def ask_part(room: Here, who: Who, wanted: Wanted) -> ToldPart:
    """Return the same as a part of the page, drawn as the page itself draws it."""
    _check(who)
    told = tell_back(room.show(), wanted)
    html = room.templates.get_template("told.html").render(told=told)
    return ToldPart(verdict=told.verdict, problem=told.problem, html=html)


@router.post("/api/ask/measure", status_code=202)
def measure(room: Here, who: Who, wanted: Wanted) -> Begun:
    """Measure what the steps of a brief take on this machine, with small real jobs: a minute or two."""
    _check(who)
    asked = _read(room.show(), wanted)
    pipeline.judge(asked.brief, room.show()).require("generate", brief_sha256=brief_sha256(asked.brief))
    return Begun(state="waiting", id=room.floor.ask(asked.brief.shot, MEASURE + asked.yaml).id)


@router.post("/api/make", status_code=202)
def make(room: Here, who: Who, wanted: Wanted) -> Begun:
    """Have it made, in a process of its own; or put it on the desk, when a person has to decide first."""
    _check(who)
    show = room.show()
    asked = _read(show, wanted)
    clearance = pipeline.judge(asked.brief, show)
    if clearance.verdict is Verdict.REFUSED:
        pipeline.put_on_record(asked.brief, show, clearance)
        raise RefusedError(f"It may not be made. {clearance.sentence()}")
    if clearance.verdict is Verdict.ESCALATE:
        return Begun(state="desk", id=pipeline.put_on_record(asked.brief, show, clearance))
    return Begun(state="waiting", id=room.floor.ask(asked.brief.shot, asked.yaml).id)


def tell_back(show: Show, wanted: Wanted) -> ToldBack:
    """Return what is understood of a brief; what is wrong with it is a sentence in the answer, since people are typing."""
    try:
        asked = _read(show, wanted)
        clearance = pipeline.judge(asked.brief, show)
    except RushesError as error:
        return ToldBack(problem=str(error))
    brief = asked.brief
    estimate, price, problem = None, "", ""
    if clearance.verdict is Verdict.CLEARED:
        try:
            offer = offered(brief, show.rate)
            price = offer.words if offer is not None else ""
            estimate = _estimate(asked, show, clearance)
        except RushesError as error:
            problem = str(error)
    return ToldBack(
        problem=problem,
        kind=brief.kind,
        shot=brief.shot,
        frames=brief.frames,
        quality=str(brief.quality),
        understood=tuple(Read(field=spoken(one.field), value=one.value, words=one.words) for one in brief.understood),
        assumed=tuple(Read(field=spoken(one.field), value=one.value) for one in brief.assumed),
        not_understood=brief.not_understood,
        verdict=str(clearance.verdict),
        reasons=tuple(asdict(reason) for reason in clearance.reasons),
        remedies=tuple(dict.fromkeys(reason.remedy for reason in clearance.reasons if reason.remedy))
        if clearance.verdict is not Verdict.CLEARED
        else (),
        estimate=estimate,
        price=price,
    )


def _estimate(asked: Asked, show: Show, clearance: Clearance) -> Estimate:
    calibration = load_calibration(settings_folder())
    outlook = pipeline.preview(asked.brief, show, clearance, calibration)
    seconds = sum(state.seconds or 0.0 for state in outlook.states)
    unknown = tuple(state.step.name for state in outlook.states if state.seconds is None)
    return Estimate(
        seconds=seconds,
        words=clock(seconds) if seconds or not unknown else "",
        unknown=unknown,
        done=tuple(state.step.name for state in outlook.states if state.done),
        basis=calibration.basis(),
    )


def _read(show: Show, wanted: Wanted) -> Asked:
    if not wanted.shot.strip():
        raise BadInputError("Name the shot, as 020_0150.")
    return read_asked(show, shot=wanted.shot.strip(), kind=wanted.kind, text=wanted.text, fields=wanted.fields)


def _check(who: Visitor) -> None:
    if who.only_represents:
        raise RefusedError("Whoever speaks for a performer asks for no takes here. Write a note on the take instead.")
