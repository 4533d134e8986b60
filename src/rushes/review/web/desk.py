"""The desk's pages: what waits for a person, the questions to answer, and decisions that are signed here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Form, Path, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from pydantic import BaseModel, Field

from rushes.brief.brief import UseCase
from rushes.clearance.policy.rule import Kind, Role
from rushes.clearance.question import Answer, Guidance
from rushes.clearance.records.desk import answer, escalations, trusted_desk, working_desk
from rushes.clearance.records.escalation import MATRIX, NETFLIX, QUESTIONS, Answers
from rushes.errors import BadInputError, RushesError
from rushes.review.web.cases import KINDS, STATES, Case, case_of, desk_of
from rushes.review.web.clearing import check_clears, short_did, signing_key, signing_of
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who
from rushes.set_aside import set_aside
from rushes.written_decisions import Answering, Said, Word, decide_about, plain

MONTH = timedelta(days=30)
"""How long a decision holds when its author changes nothing: long enough for a shot, short enough to be looked at again."""

ZONES = tuple(f"{'-' if hours < 0 else '+'}{abs(hours):02d}:00" for hours in range(-12, 15))

EscalationId = Annotated[str, Path(pattern=r"^esc-[0-9a-f]{12}$", description="As esc-3f2a9c1b7d20.")]
Text = Annotated[str, Field(max_length=4000)]
Line = Annotated[str, Field(max_length=200)]

router = APIRouter(include_in_schema=False)


class AnswersForm(BaseModel):
    """The five questions, the row of the matrix, and the dates from which clocks run."""

    by: Line = ""
    no_replication: Answer = "unsure"
    no_training: Answer = "unsure"
    secure: Answer = "unsure"
    temporary: Answer = "unsure"
    no_replacement: Answer = "unsure"
    use_case: UseCase | Literal[""] = ""
    story_relevant: Literal["", "yes", "no"] = ""
    services_at: Line = ""
    notice_given_at: Line = ""
    transfer_asked_at: Line = ""
    zone: Annotated[str, Field(pattern=r"^[+-]\d\d:\d\d$")] = "+00:00"


class DecisionForm(BaseModel):
    """A decision about rules that wait."""

    rules: tuple[Line, ...] = ()
    kind: Kind = "approval"
    exception: Line = ""
    performer: Line = ""
    reach: Literal["brief", "shots"] = "brief"
    shots: Line = ""
    by: Line = ""
    role: Role | Literal[""] = ""
    why: Text = ""
    evidence: Text = ""
    expires: Line = ""


@router.get("/desk", response_class=HTMLResponse)
def desk(request: Request, room: Here, who: Who) -> HTMLResponse:
    """Show what waits, what is held, and what was decided."""
    check_clears(room, who)
    show = room.show()
    found = desk_of(show, datetime.now(UTC))
    return room.page(
        request,
        "desk.html",
        here="desk",
        desk=found,
        groups=[(state, STATES[state], [case for case in found.cases if case.state == state]) for state in STATES],
        held=set_aside(show),
    )


@router.get("/desk/{name}", response_class=HTMLResponse)
def escalation(request: Request, room: Here, who: Who, name: EscalationId) -> HTMLResponse:
    """Show one question: what is asked, why it waits, the clocks, what was answered and what was decided."""
    return _page(request, room, who, name)


@router.post("/desk/{name}/answers")
def answers(
    request: Request, room: Here, who: Who, name: EscalationId, said: Annotated[AnswersForm, Form()]
) -> Response:
    """Write answers down, signed by the desk."""
    check_clears(room, who)
    try:
        show, signer = working_desk(room.show())
        answer(show.consents, name, answers_of(said, who, is_team=room.access.is_team), signer=signer)
    except RushesError as error:
        return _page(request, room, who, name, trouble=str(error), answered=said.model_dump())
    return RedirectResponse(f"/desk/{name}#answers", status_code=303)


@router.post("/desk/{name}/decisions")
def decisions(
    request: Request, room: Here, who: Who, name: EscalationId, said: Annotated[DecisionForm, Form()]
) -> Response:
    """Sign a decision about rules that wait, and write it down."""
    check_clears(room, who)
    show = room.show()
    word = Word(**asdict(said_of(said)), key=lambda: signing_key(room, who))
    try:
        decide_about(show, case_of(show, name, datetime.now(UTC)).escalation, answering_of(said), word)
    except RushesError as error:
        return _page(request, room, who, name, trouble=str(error), decided=said.model_dump())
    return RedirectResponse(f"/desk/{name}#decisions", status_code=303)


def said_of(form: DecisionForm) -> Said:
    """Return what a form says, whoever signs it."""
    evidence = tuple(line.strip() for line in form.evidence.splitlines() if line.strip())
    return Said(form.by, form.role, form.why, evidence, form.expires)


def answering_of(form: DecisionForm) -> Answering:
    """Return what a form decides about."""
    shots = tuple(form.shots.split()) or ("*",)
    return Answering(
        form.rules,
        form.kind,
        form.exception if form.kind == "exception" else "",
        form.performer or None,
        shots if form.reach == "shots" and form.kind != "approval" else None,
    )


def waiting_on_desk(room: Room) -> int:
    """Return how many questions on the desk nobody has answered."""
    show = room.show()
    found, _ = escalations(show.consents, desk=trusted_desk(show))
    return sum(not one.answers for one in found)


def _page(
    request: Request,
    room: Room,
    who: Visitor,
    name: str,
    *,
    trouble: str = "",
    answered: Mapping[str, Any] | None = None,
    decided: Mapping[str, Any] | None = None,
) -> HTMLResponse:
    """Return the page of one question; what somebody typed stays when it could not be taken."""
    check_clears(room, who)
    show, now = room.show(), datetime.now(UTC)
    case = case_of(show, name, now)
    kinds, roles, exceptions = case.offered()
    page = room.page(
        request,
        "escalation.html",
        here="desk",
        case=case,
        questions=QUESTIONS,
        matrix=MATRIX,
        guidance_source=NETFLIX,
        zones=ZONES,
        kinds={kind: KINDS[kind] for kind in kinds},
        roles=roles,
        exceptions=exceptions,
        trouble=trouble,
        answered=answered or _as_answered(case, who),
        decided=decided or _as_decided(case, who, now, roles),
        **signing_of(room, who),
        short_did=short_did,
        today=now.date().isoformat(),
    )
    page.status_code = 400 if trouble else 200
    return page


def answers_of(said: AnswersForm, who: Visitor, *, is_team: bool) -> Answers:
    """Return what a form answers, at this moment; in a team by whoever is signed in.

    Raises:
        BadInputError: Nobody is said to answer, or a moment is none.
    """
    return Answers(
        by=plain(who.name if is_team else said.by, "who answers"),
        at=datetime.now(UTC),
        guidance=Guidance(**said.model_dump(include=set(Guidance.model_fields))),
        use_case=said.use_case or None,
        story_relevant={"yes": True, "no": False}.get(said.story_relevant),
        services_at=_moment(said.services_at, said.zone),
        notice_given_at=_moment(said.notice_given_at, said.zone),
        transfer_asked_at=_moment(said.transfer_asked_at, said.zone),
    )


def _moment(text: str, zone: str) -> datetime | None:
    if not text:
        return None
    try:
        return datetime.fromisoformat(f"{text}{zone}")
    except ValueError as error:
        raise BadInputError(f'"{text}" is no moment. Write it as 2027-03-31T08:00.') from error


def _as_answered(case: Case, who: Visitor) -> dict[str, Any]:
    """Return what the form shows first: the newest answers; nothing is sure before."""
    newest = case.escalation.answers[-1] if case.escalation.answers else None
    given = newest.guidance if newest else case.escalation.question.guidance
    form: dict[str, Any] = AnswersForm(by=who.name, **given.model_dump()).model_dump()
    if newest:
        form["use_case"] = newest.use_case or ""
        form["story_relevant"] = {True: "yes", False: "no", None: ""}[newest.story_relevant]
        for field in ("services_at", "notice_given_at", "transfer_asked_at"):
            moment: datetime | None = getattr(newest, field)
            form[field] = f"{moment.astimezone(UTC):%Y-%m-%dT%H:%M}" if moment else ""
    return form


def _as_decided(case: Case, who: Visitor, now: datetime, roles: tuple[str, ...]) -> dict[str, Any]:
    # Whose word it is nobody presumes: a client's or a union's is put down by hand, with the evidence of it.
    own = "clearance" in roles
    return {
        **DecisionForm(by=who.name if own else "", expires=(now + MONTH).date().isoformat()).model_dump(),
        "kind": case.offered()[0][0] if case.open_rules else "approval",
        "role": "clearance" if own else "",
        "shots": case.escalation.question.shot or "*",
    }
