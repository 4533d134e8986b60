"""The escalation desk: what waits for a person, the five questions, and written approvals."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse
from pydantic import BaseModel, Field

from rushes.brief.brief import UseCase
from rushes.clearance import Clearance
from rushes.clearance.policy.deciders import USUAL_DECIDERS, check_decision, rule_named
from rushes.clearance.question import Guidance
from rushes.clearance.records.decision import Decision
from rushes.clearance.records.desk import answer, decide, escalation, escalations, trusted_desk, working_desk
from rushes.clearance.records.desk_key import desk_did
from rushes.clearance.records.escalation import MATRIX, QUESTIONS, Answers, Clock, Escalation, clocks
from rushes.errors import BadInputError, RefusedError
from rushes.judgement import judge_again
from rushes.provenance.events import record_decision
from rushes.review.web.own_key import own_signer
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who

router = APIRouter()

READERS = ("clearance", "production", "supervisor")
"""Who sees the desk: everybody whose work waits for it."""

EscalationId = Annotated[str, Path(pattern=r"^esc-[0-9a-f]{12}$")]
Answer = Literal["yes", "no", "unsure"]
Words = Annotated[str, Field(min_length=1, max_length=4000)]


class Answered(BaseModel):
    """The five questions of the guidance, and the row of the use-case matrix."""

    no_replication: Answer = "unsure"
    no_training: Answer = "unsure"
    secure: Answer = "unsure"
    temporary: Answer = "unsure"
    no_replacement: Answer = "unsure"
    use_case: UseCase | None = None


class Approval(BaseModel):
    """A written approval of rules, with why, on what evidence, and until when."""

    rules: Annotated[list[Annotated[str, Field(max_length=120)]], Field(min_length=1, max_length=40)]
    role: Literal["clearance", "production"]
    why: Words
    evidence: Words
    expires: date


class Standing(BaseModel):
    """How a question stands after it was answered: the verdict, and the rules that still wait."""

    verdict: str
    waiting: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """A question on the desk as the page shows it.

    Attributes:
        one: As it lies there.
        judged: As it is judged now.
        waiting: Rules that wait, each with whether somebody here may approve it.
        clocks: The time limits that run.
    """

    one: Escalation
    judged: Clearance
    waiting: tuple[tuple[str, bool], ...]
    clocks: tuple[Clock, ...]


@router.get("/desk", response_class=HTMLResponse, include_in_schema=False)
def desk_page(request: Request, room: Here, who: Who) -> HTMLResponse:
    """Show what lies on the desk, what waits first."""
    _check_reader(who)
    show, now = room.show(), datetime.now(UTC)
    found, problems = escalations(show.consents, desk=trusted_desk(show))
    cases = [_case(one, room, who, now) for one in found]
    cases.sort(key=lambda case: (not case.waiting, -case.one.asked_at.timestamp()))
    return room.page(
        request,
        "desk.html",
        here="desk",
        cases=cases,
        problems=problems,
        questions=QUESTIONS,
        matrix=MATRIX,
        answers_here=may_answer(room, who),
        approves=_roles(who) if may_approve(room, who) else (),
        in_a_month=(now + timedelta(days=30)).date().isoformat(),
    )


@router.post("/api/desk/{id}/answers", status_code=201)
def answer_case(room: Here, who: Who, id: EscalationId, said: Answered) -> Standing:  # noqa: A002 - a question's own word for it
    """Answer the five questions for a question on the desk; the desk's key signs what you said."""
    if not may_answer(room, who):
        raise RefusedError("A person of clearance answers, where the show's desk is: rushes desk answer.")
    show, signer = working_desk(room.show())
    guidance = Guidance(**said.model_dump(exclude={"use_case"}))
    now = datetime.now(UTC)
    answer(show.consents, id, Answers(by=who.name, at=now, guidance=guidance, use_case=said.use_case), signer=signer)
    return _standing(room, id)


@router.post("/api/desk/{id}/approvals", status_code=201)
def approve_case(room: Here, who: Who, id: EscalationId, said: Approval) -> Standing:  # noqa: A002 - a question's own word for it
    """Approve rules in writing for a question on the desk, signed with your key and counter-signed by the desk."""
    if not may_approve(room, who) or said.role not in who.roles:
        raise RefusedError(
            "Who may approve it does so with their own key, where the show's desk is: rushes desk approve."
        )
    show, now = room.show(), datetime.now(UTC)
    one = escalation(show.consents, id, desk=trusted_desk(show))
    rules = tuple(dict.fromkeys(said.rules))
    check_decision(rules, kind="approval", role=said.role)
    strange = sorted(set(rules) - set(_waiting(judge_again(one, show))))
    if strange:
        raise BadInputError(f"The question does not wait for {', '.join(strange)}.")
    ends = datetime.combine(said.expires, datetime.min.time(), UTC) + timedelta(days=1)
    if ends <= now:
        raise BadInputError("Every approval ends, on a day that is to come.")
    signer = own_signer()
    about = {rule_named(rule).about for rule in rules}
    decision = Decision(
        id=uuid.uuid4().urn, kind="approval", rules=rules, production=show.name,
        shots=(one.question.shot,) if one.question.shot else ("*",),
        performer=_about_whom(one) if "person" in about else "", brief_sha256=one.question.brief_sha256,
        decided_by=who.name, role=said.role, did=signer.did, why=said.why, evidence=(said.evidence,),
        decided_at=now, expires_at=ends,
    )  # fmt: skip
    show, desk = working_desk(show)
    decide(show.consents, decision, signer=signer, desk=desk)
    record_decision(show, decision, now=now)
    return _standing(room, id)


def may_answer(room: Room, who: Visitor) -> bool:
    """Return whether somebody answers here: a person of clearance, in a process that holds the show's desk."""
    return "clearance" in who.roles and _is_the_desk(room)


def may_approve(room: Room, who: Visitor) -> bool:
    """Return whether somebody approves here: with their own key, in a process that holds the show's desk."""
    return bool(_roles(who)) and who.signs_here and _is_the_desk(room)


def waiting_on_desk(room: Room) -> int:
    """Return how many questions on the desk nobody has answered."""
    show = room.show()
    found, _ = escalations(show.consents, desk=trusted_desk(show))
    return sum(not one.answers for one in found)


def _is_the_desk(room: Room) -> bool:
    desk = room.show().clearance_desk
    return desk is None or desk == desk_did()


def _roles(who: Visitor) -> tuple[str, ...]:
    return tuple(role for role in ("clearance", "production") if role in who.roles)


def _case(one: Escalation, room: Room, who: Visitor, now: datetime) -> Case:
    judged = judge_again(one, room.show(), now=now)
    theirs = set(_roles(who))
    waiting = tuple((rule, _may_let_go(rule, theirs)) for rule in _waiting(judged))
    return Case(one, judged, waiting, tuple(clocks(one, now)))


def _may_let_go(name: str, roles: set[str]) -> bool:
    rule = rule_named(name)
    answers = not rule.answers or "approval" in rule.answers
    return rule.waivable and answers and bool(roles & set(rule.deciders or USUAL_DECIDERS))


def _waiting(judged: Clearance) -> tuple[str, ...]:
    return tuple(dict.fromkeys(reason.rule for reason in judged.reasons if reason.outcome != "cleared"))


def _standing(room: Room, name: str) -> Standing:
    show = room.show()
    judged = judge_again(escalation(show.consents, name, desk=trusted_desk(show)), show)
    return Standing(verdict=str(judged.verdict), waiting=_waiting(judged))


def _about_whom(one: Escalation) -> str:
    shown = sorted({person.performer for person in one.question.shown if person.performer})
    if len(shown) > 1:
        raise BadInputError(
            f"The question shows {', '.join(shown)}. Decide about one of them at a time: rushes desk approve."
        )
    return shown[0] if shown else ""


def _check_reader(who: Visitor) -> None:
    if not who.is_any(*READERS):
        raise RefusedError("The desk is for clearance, production and supervisors.")
