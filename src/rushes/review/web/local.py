"""One person on one machine: loopback, a token in the address that is printed once, then a cookie."""

from __future__ import annotations

import getpass
import hashlib
import hmac
import secrets
from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response

from rushes.errors import RefusedError, RushesError
from rushes.review.deciding import person_of
from rushes.review.web.own_key import own_signer
from rushes.review.web.visitor import Session, Sessions, Visitor
from rushes.show import Show

IDLE_S = 12 * 3600.0
"""How long [s] a browser may rest before the token is asked for again: a day's work."""

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})


class LocalAccess:
    """Whoever has the token is the person at this machine.

    Args:
        show: The show.
        me: Who that is; found by this machine's key when left out.
    """

    is_team = False
    secure = False
    hosts = LOOPBACK

    def __init__(self, show: Show, me: Visitor | None = None) -> None:
        self.token = secrets.token_urlsafe(32)
        self.sessions = Sessions(IDLE_S)
        # Cookies don't know ports: two shows' rooms on one machine must not put each other out.
        self.cookie = f"rushes_{hashlib.sha256(str(show.folder).encode()).hexdigest()[:12]}"
        self._me = me

    def address(self, port: int) -> str:
        """Return the address that lets somebody in."""
        return f"http://127.0.0.1:{port}/sign-in?token={self.token}"

    def visitor(self, show: Show, session: Session) -> Visitor | None:  # noqa: ARG002 - one person has them all
        """Return the person at this machine, as the register has whoever holds this machine's key."""
        return self._me or _at_this_machine(show)

    def outside(self) -> str:
        """Say how to come in."""
        return "This room is closed to whoever has no key to it, and a key lasts twelve hours without a visit. Open it by the whole address that `rushes review` printed."

    def router(self) -> APIRouter:
        """Return the way in."""
        router = APIRouter()

        @router.get("/sign-in", include_in_schema=False)
        def sign_in(request: Request, token: Annotated[str, Query(max_length=200)] = "") -> Response:
            if not hmac.compare_digest(token.encode("utf-8", "replace"), self.token.encode("ascii")):
                raise RefusedError(self.outside())
            old: Session | None = request.state.session
            if old is not None:
                self.sessions.end(old)
            answer = RedirectResponse("/", status_code=303)
            answer.set_cookie(
                self.cookie, self.sessions.begin("me").id, httponly=True, samesite="strict", path="/", secure=False
            )
            return answer

        return router


def _at_this_machine(show: Show) -> Visitor:
    did = own_signer().did
    try:
        person = person_of(show, did)
    except RushesError:  # not enrolled; or a ledger that was altered, which the pages say where it matters
        return Visitor("", getpass.getuser(), did=did, signs_here=True)
    return Visitor(person.id, person.name, person.roles, person.performers, did, signs_here=True)
