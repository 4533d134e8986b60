"""Who sees the desk and the consents: people of clearance, and whoever sits at a machine of their own."""

from __future__ import annotations

import re
from typing import Any

from rushes.clearance.records.desk import trusted_desk
from rushes.clearance.records.desk_key import desk_did
from rushes.clearance.records.keys import Signer
from rushes.errors import RefusedError
from rushes.review.web.own_key import own_signer
from rushes.review.web.room import NotHereError, Room
from rushes.review.web.visitor import Visitor
from rushes.show import Show

_DID = re.compile(r"did:key:(z\w{4})\w+(\w{4})\b")


def clears(room: Room, who: Visitor) -> bool:
    """Return whether somebody sees the desk and the consents."""
    return not who.only_represents and (not room.access.is_team or "clearance" in who.roles)


def check_clears(room: Room, who: Visitor) -> None:
    """Stop whoever doesn't see the desk and the consents.

    Raises:
        NotHereError: They are a performer's representative, and are told of no page that isn't theirs.
        RefusedError: They are somebody else.
    """
    if who.only_represents:
        raise NotHereError("There is no such page here.")
    if not clears(room, who):
        raise RefusedError(
            "The desk and the consents are for people of clearance, and you are not enrolled as one. Ask one of them, or whoever holds the show's clearance desk to enrol you as one."
        )


def is_desk(show: Show) -> bool:
    """Return whether this machine holds the key of the show's desk, or may still become its desk."""
    trusted = trusted_desk(show)
    return not trusted or trusted == desk_did()


def signing_key(room: Room, who: Visitor) -> Signer:
    """Return the key with which somebody decides from this process.

    Raises:
        RefusedError: It is not here.
    """
    if room.access.is_team:
        raise RefusedError(
            "Your key is not here, but in your browser: turn the page's script on, or decide by command where it is: rushes desk, rushes decide or rushes quarantine."
        )
    check_clears(room, who)
    return own_signer()


def signs_in_browser(room: Room, who: Visitor) -> bool:
    """Return whether somebody signs the desk's words with a key in their browser: of clearance, in a room that is the desk's."""
    return room.access.is_team and bool(who.id and who.did) and "clearance" in who.roles and is_desk(room.show())


def signing_of(room: Room, who: Visitor) -> dict[str, Any]:
    """Return what the desk's forms say of signing: whether one may, by which key, and whether that is the browser's.

    Raises:
        RushesError: The key on this machine can't be used.
    """
    in_browser = signs_in_browser(room, who)
    here = is_desk(room.show()) and not room.access.is_team
    did = who.did if in_browser else signing_key(room, who).did if here else ""
    return {"signs": here or in_browser, "in_browser": in_browser, "key": short_did(did)}


def short_did(text: str) -> str:
    """Return words in which each key is as long as people compare them: its beginning and its end."""
    return _DID.sub(r"did:key:\1…\2", text)
