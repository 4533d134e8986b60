"""Who looks: a person of the show's register, with a session in this process."""

from __future__ import annotations

import hmac
import secrets
import threading
import time
from dataclasses import dataclass, field
from typing import Annotated, Protocol

from fastapi import APIRouter, Depends, Request

from rushes.show import Show

COOKIE_BYTES = 32
"""Of randomness in a session's name and in its word against forged requests."""

KEPT_SESSIONS = 2_000
"""Sessions that one process remembers; the one that rested longest goes first."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody in the room.

    Attributes:
        id: Their id in the show's register of people; empty for somebody who isn't in it.
        name: Their name, for people.
        roles: What they are in this show.
        performers: Ids of the performers that they speak for, when they are a representative.
        did: The key that their decisions are signed with; empty without one.
        signs_here: Whether this process holds that key. Otherwise their browser does.
    """

    id: str
    name: str
    roles: tuple[str, ...] = ()
    performers: tuple[str, ...] = ()
    did: str = ""
    signs_here: bool = False

    @property
    def only_represents(self) -> bool:
        """Whether they see nothing but their performers' takes: a representative who is nothing else here."""
        return set(self.roles) == {"representative"}

    def is_any(self, *roles: str) -> bool:
        """Return whether they have one of some roles."""
        return not set(roles).isdisjoint(self.roles)


@dataclass(slots=True)
class Session:
    """One browser's time in the room.

    Attributes:
        who: What names the person: an id in the register, or whatever the access needs to find them again.
        id: What the cookie holds.
        csrf: What every request that changes something has to bring in a header.
        seen: When it was last used [s, monotonic].
        streams: How many event streams it holds open.
    """

    who: str
    id: str = field(default_factory=lambda: secrets.token_urlsafe(COOKIE_BYTES))
    csrf: str = field(default_factory=lambda: secrets.token_urlsafe(COOKIE_BYTES))
    seen: float = field(default_factory=time.monotonic)
    streams: int = 0

    def allows(self, word: str) -> bool:
        """Return whether a request brought this session's word; takes as long for a wrong one."""
        return hmac.compare_digest(word.encode("utf-8", "replace"), self.csrf.encode("ascii"))


class Sessions:
    """The sessions of one process. A restart ends them all, and nothing of them is on disk."""

    def __init__(self, idle_s: float) -> None:
        self._idle_s = idle_s
        self._held: dict[str, Session] = {}
        self._lock = threading.Lock()

    def begin(self, who: str) -> Session:
        """Start a session under a name that nobody knew before, so that none can be planted."""
        session = Session(who)
        with self._lock:
            while len(self._held) >= KEPT_SESSIONS:
                del self._held[min(self._held, key=lambda name: self._held[name].seen)]
            self._held[session.id] = session
        return session

    def find(self, name: str) -> Session | None:
        """Return a session that goes on; None for a name that is unknown or rested too long."""
        with self._lock:
            session = self._held.get(name)
            if session is None:
                return None
            now = time.monotonic()
            if now - session.seen > self._idle_s:
                del self._held[name]
                return None
            session.seen = now
            return session

    def end(self, session: Session) -> None:
        """Forget a session."""
        with self._lock:
            self._held.pop(session.id, None)


class Access(Protocol):
    """How people come in: with a token on one machine, or by a studio's own sign-in."""

    cookie: str
    hosts: frozenset[str]
    secure: bool
    sessions: Sessions
    is_team: bool

    def router(self) -> APIRouter:
        """Return the routes of coming in and leaving."""
        ...

    def visitor(self, show: Show, session: Session) -> Visitor | None:
        """Return who a session belongs to as the show's register has them now; None when they may not come in any more."""
        ...

    def outside(self) -> str:
        """Return what somebody who isn't let in is told, as a sentence."""
        ...


def visitor_of(request: Request) -> Visitor:
    """Return who asks; the guard has let them in."""
    visitor: Visitor = request.state.visitor
    return visitor


def session_of(request: Request) -> Session:
    """Return the session of a request; the guard has found it."""
    session: Session = request.state.session
    return session


Who = Annotated[Visitor, Depends(visitor_of)]
Within = Annotated[Session, Depends(session_of)]
