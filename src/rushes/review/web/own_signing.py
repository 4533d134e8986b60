"""Signing at the desk with one's own key in the browser: drawn up here, signed there, taken here."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter
from pydantic import BaseModel, Field

from rushes.clearance.records.countersigned import proposed, with_signature_of
from rushes.errors import BadInputError, RefusedError
from rushes.review.web.cases import case_of
from rushes.review.web.clearing import check_clears, signs_in_browser
from rushes.review.web.desk import AnswersForm, DecisionForm, EscalationId, answering_of, answers_of, said_of
from rushes.review.web.held import HeldName, NobodyForm, finds_of, nobody_of, taken
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who
from rushes.signed_elsewhere import Bringer, proposed_answers, take_answers, take_decisions, take_nobody
from rushes.written_decisions import Hand, drawn_about

router = APIRouter()


class Drafts(BaseModel):
    """Words that wait for a signature: each a whole document, but for the ``proofValue`` of its proof."""

    documents: list[dict[str, Any]]


class SignedDraft(BaseModel):
    """One of them with its signature: Ed25519 over its 64 bytes (eddsa-jcs-2022), in base64."""

    document: dict[str, Any]
    signature: Annotated[str, Field(max_length=200)]


class SignedDrafts(BaseModel):
    """What the browser signed."""

    signed: Annotated[list[SignedDraft], Field(min_length=1, max_length=8)]


class Taken(BaseModel):
    """Where what was signed stands now."""

    page: str


@router.post("/api/desk/{name}/answers/draft")
def draw_up_answers(room: Here, who: Who, name: EscalationId, said: AnswersForm) -> Drafts:
    """Draw up answers to a question on the desk for a key in your browser."""
    bringer = _bringer(room, who)
    asked = case_of(room.show(), name, datetime.now(UTC)).escalation
    return Drafts(documents=[proposed_answers(answers_of(said, who, is_team=True), asked, bringer)])


@router.post("/api/desk/{name}/answers/signed", status_code=201)
def put_answers_on_record(room: Here, who: Who, name: EscalationId, given: SignedDrafts) -> Taken:
    """Write down answers that your browser signed."""
    bringer, now = _bringer(room, who), datetime.now(UTC)
    show = room.show()
    if len(given.signed) != 1:
        raise BadInputError("Answers are one document. Draw them up anew, and sign them.")
    take_answers(show, case_of(show, name, now).escalation, _document(given.signed[0]), bringer, now=now)
    return Taken(page=f"/desk/{name}#answers")


@router.post("/api/desk/{name}/decisions/draft")
def draw_up_decisions(room: Here, who: Who, name: EscalationId, said: DecisionForm) -> Drafts:
    """Draw up decisions about rules that wait, for a key in your browser: one for all that is about the same."""
    bringer, now = _bringer(room, who), datetime.now(UTC)
    show = room.show()
    asked = case_of(show, name, now).escalation
    hand = Hand(lambda: bringer.did, bringer.person, now)
    drawn = drawn_about(show, asked, answering_of(said), said_of(said), hand)
    return Drafts(documents=[proposed(decision) for decision in drawn])


@router.post("/api/desk/{name}/decisions/signed", status_code=201)
def put_decisions_on_record(room: Here, who: Who, name: EscalationId, given: SignedDrafts) -> Taken:
    """Write down decisions that your browser signed."""
    bringer, now = _bringer(room, who), datetime.now(UTC)
    show = room.show()
    documents = [_document(one) for one in given.signed]
    take_decisions(show, case_of(show, name, now).escalation, documents, bringer, now=now)
    return Taken(page=f"/desk/{name}#decisions")


@router.post("/api/desk/held/{name}/nobody/draft")
def draw_up_nobody(room: Here, who: Who, name: HeldName, said: NobodyForm) -> Drafts:
    """Draw up, for a key in your browser, that finds are nobody's face."""
    bringer = _bringer(room, who)
    decided = nobody_of(room.show(), name, said, did=bringer.did, person=bringer.person)
    return Drafts(documents=[proposed(decided)])


@router.post("/api/desk/held/{name}/nobody/signed", status_code=201)
def put_nobody_on_record(room: Here, who: Who, name: HeldName, given: SignedDrafts) -> Taken:
    """Write down that finds are nobody's face, as your browser signed it."""
    bringer, now = _bringer(room, who), datetime.now(UTC)
    show = room.show()
    take = taken(show, name)
    if len(given.signed) != 1:
        raise BadInputError("The word is one document. Draw it up anew, and sign it.")
    take_nobody(show, take, finds_of(show, take), _document(given.signed[0]), bringer, now=now)
    return Taken(page=f"/desk/held/{name}")


def _bringer(room: Room, who: Visitor) -> Bringer:
    """Return who signs.

    Raises:
        RushesError: They are not of clearance, their key is here, or the show's desk is elsewhere.
    """
    check_clears(room, who)
    if not room.access.is_team:
        raise RefusedError("Your key is on this machine: send the form itself, and it is signed here.")
    if not signs_in_browser(room, who):
        raise RefusedError(
            "The desk's words are signed by people whom the show's desk enrolled as clearance, where that desk's key is. Ask it to enrol you: rushes reviewer add."
        )
    return Bringer(who.id, who.did)


def _document(signed: SignedDraft) -> Mapping[str, Any]:
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInputError("The signature is no base64. Sign it again.") from error
    return with_signature_of(signed.document, signature)
