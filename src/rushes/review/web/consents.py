"""The consents' pages: how each stands, which takes rest on it, what a revocation touches, strike orders, and the ledger's end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import HTMLResponse

from rushes.judgement import gate_of
from rushes.provenance.impact import impact
from rushes.review.web.cases import holding
from rushes.review.web.clearing import check_clears, short_did
from rushes.review.web.room import Here, NotHereError
from rushes.review.web.shelf_of_consents import consent_of, consents_of, line_of, resting_on
from rushes.review.web.visitor import Who

ConsentEnd = Annotated[str, Path(pattern=r"^[0-9a-f]{12}$", description="The end of a consent's id.")]

router = APIRouter(include_in_schema=False)


@router.get("/consents", response_class=HTMLResponse)
def consents(request: Request, room: Here, who: Who) -> HTMLResponse:
    """Show every consent, strike orders, and what the ledger saw last."""
    check_clears(room, who)
    show, now = room.show(), datetime.now(UTC)
    found = consents_of(show, room.shots(who), now)
    return room.page(
        request, "consents.html", here="consents", found=found, holding=holding(found.strikes, now), short_did=short_did
    )


@router.get("/consents/{name}", response_class=HTMLResponse)
def consent(request: Request, room: Here, who: Who, name: ConsentEnd) -> HTMLResponse:
    """Show one consent's clauses, and what its revocation touches or would touch."""
    check_clears(room, who)
    show, now = room.show(), datetime.now(UTC)
    registry = gate_of(show).registry(now)
    held = consent_of(registry, name)
    if held is None:
        raise NotHereError(
            f"No consent that ends with {name} is in this show's register. Look for it among the consents."
        )
    return room.page(
        request,
        "consent.html",
        here="consents",
        line=line_of(held, registry, show, resting_on(show, room.shots(who)), now),
        impact=impact(show, registry, held.consent.id, now=now)[0],
        now=now,
        short_did=short_did,
    )
