"""The door: what every request has to bring before any page sees it, and what every answer carries out."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from typing import Any

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rushes.review.web.forms import form_word
from rushes.review.web.limits import ASKS, CHANGES, READS, SIGN_INS, Buckets, Limit
from rushes.review.web.visitor import Access, Session, Visitor
from rushes.show import Show

CSRF_HEADER = "x-rushes-csrf"
LARGEST_BODY_BYTES = 1 << 20
"""Of a request [bytes]: a note of 200 strokes with 5,000 points is a fifth of it."""

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; media-src 'self' blob:; "
    "connect-src 'self'; worker-src 'self' blob:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
"""Content Security Policy of every answer: our own files only, no script or style inside a page."""

_HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",  # with none at all, a browser sends our own forms as from nowhere
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_OPEN = ("/assets/", "/static/", "/sign-in")
"""What anybody may fetch: the pages' looks and scripts, and the way in."""

_UNKNOWN = ("/me", "/sign-out")
"""What somebody of the team sees who has no part in this show: their own page, with the key for the desk to enrol."""

_NOT_ENROLLED = "You have no part in this show yet. Your own page, /me, has what its clearance desk needs to enrol you."

_log = logging.getLogger("rushes.review")


class _TooLargeError(Exception):
    """A body went over its limit while it was read."""


class Guard:
    """Middleware: host, size, session, forged requests, rate, headers."""

    def __init__(
        self, app: ASGIApp, *, access: Access, show: Callable[[], Show], outside: Callable[[str], bytes]
    ) -> None:
        self._app = app
        self._access = access
        self._show = show
        self._outside = outside
        self._buckets = Buckets()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer it at the door."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        answer = _Answer(scope, send, secure=self._access.secure)
        refusal = self._refused(scope, Headers(scope=scope))
        if refusal is not None:
            await answer.refuse(*refusal, page=self._outside)
            return
        limited = _limited(receive)
        try:
            if scope["method"] not in _SAFE and not scope["path"].startswith(_OPEN):
                word, limited = await _word_of(scope, limited)
                session: Session = scope["state"]["session"]
                if not (_from_here(Headers(scope=scope)) and session.allows(word)):
                    await answer.refuse(403, _FORGED, {}, page=self._outside)
                    return
            await self._app(scope, limited, answer.send)
        except _TooLargeError:
            if not answer.started:
                await answer.refuse(413, _TOO_LARGE, {})
        except Exception:
            _log.exception("%s %s", scope["method"], scope["path"])
            if answer.started:
                raise
            await answer.refuse(
                500,
                "Something unforeseen happened. That is a fault in Rushes; its log says more. Load the page again, and tell whoever runs the room.",
                {},
            )

    def _refused(self, scope: Scope, headers: Headers) -> tuple[int, str, dict[str, str]] | None:
        """Return status, sentence and headers of a refusal; None when the request may go in."""
        host = _without_port(headers.get("host", ""))
        if host not in self._access.hosts:
            return (
                421,
                f"This room does not answer for {host or 'no host'}. Open it by the address that it printed.",
                {},
            )
        if _announced(headers) > LARGEST_BODY_BYTES:
            return 413, _TOO_LARGE, {}
        path, address = scope["path"], (scope.get("client") or ("",))[0]
        session, visitor = self._who(headers)
        scope.setdefault("state", {}).update(session=session, visitor=visitor)
        limit = _limit(scope["method"], path)
        asking = session.id if session else address
        if wait := self._buckets.take(asking, limit):
            return 429, "That was too often. Wait a moment.", {"retry-after": str(max(1, round(wait)))}
        if path.startswith(_OPEN):
            return None
        if session is None or visitor is None:
            return 401, self._access.outside(), {}
        if self._access.is_team and not visitor.roles and path not in _UNKNOWN:
            return 403, _NOT_ENROLLED, {}
        return None

    def _who(self, headers: Headers) -> tuple[Session | None, Visitor | None]:
        try:
            jar = SimpleCookie(headers.get("cookie", ""))
        except CookieError:
            return None, None
        morsel = jar.get(self._access.cookie)
        session = self._access.sessions.find(morsel.value) if morsel else None
        return session, self._access.visitor(self._show(), session) if session else None


_FORGED = "This request did not come from a page of this room. Load the page again."
_TOO_LARGE = f"That is more than {LARGEST_BODY_BYTES >> 20} MiB, and more than this page ever sends. Say it in less."


class _Answer:
    """What goes back: the headers of every answer are put on here."""

    def __init__(self, scope: Scope, send: Send, *, secure: bool) -> None:
        self._scope = scope
        self._send = send
        self._secure = secure
        self.started = False

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.started = True
            headers = MutableHeaders(scope=message)
            for name, value in _HEADERS.items():
                headers[name] = value
            headers.setdefault("cache-control", "no-store")
            if self._secure:
                headers["strict-transport-security"] = "max-age=31536000"
        await self._send(message)

    async def refuse(
        self, status: int, sentence: str, headers: dict[str, str], *, page: Callable[[str], bytes] | None = None
    ) -> None:
        asked_by = Headers(scope=self._scope).get("accept", "")
        if page is not None and "text/html" in asked_by and not self._scope["path"].startswith("/api/"):
            kind, body = b"text/html; charset=utf-8", page(sentence)
        else:
            kind, body = b"application/json", json.dumps({"error": sentence}).encode("utf-8")
        sent: list[tuple[bytes, bytes]] = [
            (b"content-type", kind),
            (b"content-length", str(len(body)).encode("ascii")),
            *((name.encode("ascii"), value.encode("latin-1")) for name, value in headers.items()),
        ]
        await self.send({"type": "http.response.start", "status": status, "headers": sent})
        await self.send({"type": "http.response.body", "body": b"" if self._scope["method"] == "HEAD" else body})


async def _word_of(scope: Scope, receive: Receive) -> tuple[str, Receive]:
    """Return the session's word that a request brings, in its header or in its form, and what the page then receives."""
    headers = Headers(scope=scope)
    if CSRF_HEADER in headers:
        return headers[CSRF_HEADER], receive
    return await form_word(headers.get("content-type", ""), receive)


def _limited(receive: Receive) -> Receive:
    """Return a receive that stops a body which goes on past the limit without having announced it."""
    read = 0

    async def limited() -> Message:
        nonlocal read
        message: dict[str, Any] = dict(await receive())
        read += len(message.get("body", b""))
        if read > LARGEST_BODY_BYTES:
            raise _TooLargeError
        return message

    return limited


def _announced(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isdecimal() and len(text) < 20 else LARGEST_BODY_BYTES + 1


def _without_port(host: str) -> str:
    """Return a host's name without its port, in small letters: ``[::1]:80`` is ``[::1]``."""
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdecimal() and (not name or "]" in name or ":" not in name) else host).lower()


def _from_here(headers: Headers) -> bool:
    """Return whether a browser sent this from one of our own pages, as far as it says so."""
    site, origin = headers.get("sec-fetch-site"), headers.get("origin")
    if site is not None and site != "same-origin":
        return False
    return origin is None or origin.partition("://")[2].lower() == headers.get("host", "").lower()


def _limit(method: str, path: str) -> Limit:
    if path.startswith("/sign-in"):
        return SIGN_INS
    if method in _SAFE:
        return READS
    return ASKS if path.startswith("/api/ask") else CHANGES
