"""Decisions over the wire: drawn up here, signed by the person's own key, here or in their browser, and put on record."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field

from rushes.engines import Take
from rushes.errors import BadInputError, RefusedError
from rushes.review.deciding import Decision, draft, outcome, person_of, record, sign, to_sign, with_signed
from rushes.review.web.home import ShotName, VersionName
from rushes.review.web.noting import Role, as_what
from rushes.review.web.own_key import own_signer
from rushes.review.web.room import Here, Room
from rushes.review.web.visitor import Visitor, Who

router = APIRouter()


class Said(BaseModel):
    """What somebody decides about a take."""

    verdict: Literal["circle", "hold", "kill", "approve", "refuse", "suspend"]
    role: Role | None = None
    why: Annotated[str, Field(max_length=4000)] = ""
    human_contribution: Annotated[str, Field(max_length=4000)] = ""


class Draft(BaseModel):
    """A decision that waits for a signature.

    Attributes:
        document: The whole decision, but for the signature.
        to_sign: The 64 bytes that the person's key signs (Ed25519), in base64.
    """

    document: dict[str, Any]
    to_sign: str


class Signed(BaseModel):
    """A decision with its signature, in base64."""

    document: dict[str, Any]
    signature: Annotated[str, Field(max_length=200)]


class Outcome(BaseModel):
    """What the decisions about a take come to."""

    state: str
    missing: tuple[str, ...]
    decision: str


@router.post("/api/shots/{shot}/{version}/decisions", status_code=201)
def say(room: Here, who: Who, shot: ShotName, version: VersionName, said: Said) -> Outcome:
    """Decide about a take, signed with your key on this machine."""
    if not who.signs_here:
        raise RefusedError(
            "Your key is in your browser: have the decision drawn up, sign it there, and send it signed."
        )
    take = room.take(who, shot, version)
    document = sign(_drafted(room, who, take, said), own_signer())
    return _recorded(room, document, take)


@router.post("/api/shots/{shot}/{version}/decisions/draft")
def draw_up(room: Here, who: Who, shot: ShotName, version: VersionName, said: Said) -> Draft:
    """Draw a decision up for a key in your browser."""
    document = _drafted(room, who, room.take(who, shot, version), said)
    return Draft(document=document, to_sign=base64.b64encode(to_sign(document)).decode("ascii"))


@router.post("/api/shots/{shot}/{version}/decisions/signed", status_code=201)
def put_on_record(room: Here, who: Who, shot: ShotName, version: VersionName, signed: Signed) -> Outcome:
    """Put a decision on record that your browser signed."""
    take = room.take(who, shot, version)
    told = {name: signed.document.get(name) for name in ("shot", "version", "person")}
    if told != {"shot": take.shot, "version": take.version, "person": who.id}:
        raise BadInputError("The decision is another's, or about another take. Draw it up anew.")
    try:
        signature = base64.b64decode(signed.signature, validate=True)
    except (binascii.Error, ValueError) as error:
        raise BadInputError("The signature is no base64. Sign the decision again.") from error
    return _recorded(room, with_signed(signed.document, signature), take)


def _drafted(room: Room, who: Visitor, take: Take, said: Said) -> dict[str, Any]:
    role = as_what(who, said.role)
    person = person_of(room.show(), who.did)
    return draft(
        room.show(), take, said.verdict, person, role,
        why=said.why, human_contribution=said.human_contribution, now=datetime.now(UTC),
    )  # fmt: skip


def _recorded(room: Room, document: dict[str, Any], take: Take) -> Outcome:
    decision: Decision = record(room.show(), document)
    found = outcome(room.show(), take.shot, take.version)
    return Outcome(state=found.state, missing=found.missing, decision=decision.id)
