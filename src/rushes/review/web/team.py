"""A team's way in: the studio's sign-in says who it is, the show's register says as what."""

from __future__ import annotations

import contextlib
import html
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from rushes.errors import RefusedError, RushesError
from rushes.review.deciding import people
from rushes.review.web.oidc import ATTEMPT_S, SignIn
from rushes.review.web.team_file import Team
from rushes.review.web.visitor import Session, Sessions, Visitor
from rushes.show import Show

IDLE_S = 8 * 3600.0
"""How long [s] a browser may rest before somebody signs in again: a shift."""

_INSIDE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Signed in</title>
<meta http-equiv="refresh" content="0;url=/"><link rel="stylesheet" href="/assets/room.css"></head>
<body class="outside"><main><h1>Signed in</h1><p><a href="/">Go on to the room</a></p></main></body></html>"""
"""The way from the provider back into the room: a step of our own, so that the cookie is sent, which no other site's step sends."""


class TeamAccess:
    """Whoever the studio's sign-in names, and the show's register knows."""

    is_team = True

    def __init__(self, team: Team) -> None:
        self.sessions = Sessions(IDLE_S)
        self.secure = urlsplit(team.address).scheme == "https"
        self.cookie = "__Host-rushes" if self.secure else "rushes_team"
        self.hosts = frozenset({(urlsplit(team.address).hostname or "").lower()})
        self._began = f"{self.cookie}_began"
        self._team = team
        self._sign_in = SignIn(team)

    def visitor(self, show: Show, session: Session) -> Visitor | None:
        """Return who it is as the register has them now: without a part in the show, nobody who may see anything."""
        with contextlib.suppress(RushesError):
            for person in people(show):
                if person.id == session.who:
                    return Visitor(person.id, person.name, person.roles, person.performers, person.did)
        return Visitor("", session.who)

    def outside(self) -> str:
        """Say how to come in."""
        return "Sign in to come into this room. Whoever rests for eight hours is asked again."

    def router(self) -> APIRouter:
        """Return the ways in and out."""
        router = APIRouter(include_in_schema=False)

        @router.get("/sign-in")
        def begin() -> Response:
            attempt, address = self._sign_in.begin()
            answer = RedirectResponse(address, status_code=303)
            answer.set_cookie(
                self._began,
                attempt.state,
                max_age=int(ATTEMPT_S),
                httponly=True,
                samesite="lax",
                secure=self.secure,
                path="/",
            )
            return answer

        @router.get("/sign-in/callback")
        def come_back(
            request: Request,
            state: Annotated[str, Query(max_length=200)] = "",
            code: Annotated[str, Query(max_length=4000)] = "",
        ) -> Response:
            claims = self._sign_in.finish(state, request.cookies.get(self._began, ""), code)
            who = str(claims.get(self._team.claim, "")).casefold()
            if self._team.claim == "email" and claims.get("email_verified") is False:
                raise RefusedError(
                    "The studio's sign-in has not seen that this address is yours. Have it verified there."
                )
            person = self._team.people.get(who)
            if person is None:
                raise RefusedError(
                    f"{html.escape(who[:100]) or 'Whoever you are'}: this room does not know you. Ask whoever runs it."
                )
            old: Session | None = request.state.session
            if old is not None:
                self.sessions.end(old)
            answer = HTMLResponse(_INSIDE)
            answer.delete_cookie(self._began, path="/", secure=self.secure, httponly=True, samesite="lax")
            answer.set_cookie(
                self.cookie,
                self.sessions.begin(person).id,
                httponly=True,
                samesite="strict",
                secure=self.secure,
                path="/",
            )
            return answer

        @router.post("/sign-out")
        def leave(request: Request) -> Response:
            self.sessions.end(request.state.session)
            answer = Response(status_code=204)
            answer.delete_cookie(self.cookie, path="/", secure=self.secure, httponly=True, samesite="strict")
            return answer

        return router
