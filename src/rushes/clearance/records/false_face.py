"""That a shape which passes for a face in a take is nobody's: a person looked at it, and signs for that very shape."""

from __future__ import annotations

import json
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal, get_args

from pydantic import AwareDatetime, Field

from rushes.canonical import sha256_of
from rushes.clearance.records.consent import Record
from rushes.clearance.records.countersigned import countersigned
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.work import Digest
from rushes.studio import spoken_errors, write_atomically

FALSE_FACES = "false_faces"
"""The folder under ``SHOW/consents``."""

What = Literal["smoke", "dust", "fire", "rubble", "foliage", "cloth", "object"]
WHAT: tuple[str, ...] = get_args(What)
"""What a shape that passes for a face may be. No word for a person, a figure or a picture of one: whoever sees one of those has seen somebody."""

Decider = Literal["clearance", "counsel"]
DECIDERS: tuple[str, ...] = get_args(Decider)
"""Roles that may say that nobody is seen: those who answer for people's rights, and not those who want the take."""


class Shape(Record):
    """Where something passed for a face, so closely that nothing else is meant.

    Attributes:
        frame: The frame's number.
        picture: SHA-256 of that frame's file.
        box: Left, top, width and height of what was found, rounded [px].
    """

    frame: int
    picture: Digest
    box: tuple[int, int, int, int]

    def named(self, recipe: str) -> str:
        """Return the SHA-256 that names this shape in what one recipe makes."""
        return sha256_of({"recipe": recipe, **self.model_dump(mode="json")})


class FalseFace(Record):
    """The signed word of a person that shapes in a take are nobody's face.

    It holds for one recipe, and in it for these frames' very bytes and these boxes. Whom a shape is like isn't kept: nothing in here is
    a template of anybody.

    Attributes:
        id: The record's name, a ``urn:uuid:``.
        production, shot, version: Of the take that was looked at.
        recipe, brief_sha256: What it was made by.
        shapes: What was looked at.
        what: What it is instead.
        decided_by, role, did: Who looked, as what, and the key that signs.
        person: The id of whoever signed in a team's room, with the key that the register has of them; empty by command.
        why: In their words.
        decided_at, expires_at: When, and until when takes may be sealed on it.
    """

    id: Annotated[str, Field(pattern=r"^urn:uuid:")]
    production: str
    shot: str
    version: str
    recipe: Digest
    brief_sha256: Digest
    shapes: Annotated[tuple[Shape, ...], Field(min_length=1)]
    what: What
    decided_by: Annotated[str, Field(min_length=1)]
    role: Decider
    did: str
    person: str = ""
    why: Annotated[str, Field(min_length=1)]
    decided_at: AwareDatetime
    expires_at: AwareDatetime

    def holds(self, production: str, shot: str, brief_sha256: str, now: datetime) -> bool:
        """Return whether it is about what a brief makes, and holds at a moment."""
        about = (self.production, self.shot, self.brief_sha256)
        return about == (production, shot, brief_sha256) and self.decided_at <= now < self.expires_at


def record_false_face(folder: Path, decided: FalseFace, *, signer: Signer, desk: Signer) -> Path:
    """Write it down, signed by whoever looked and counter-signed by the desk, and return its file.

    Args:
        folder: ``SHOW/consents``.
        decided: What was decided; ``decided.did`` is the signer's.
        signer: The key of whoever looked.
        desk: The desk's key: that the desk saw whose key it is.

    Raises:
        BadInputError: It names another key, ends before it begins, or can't be written.
    """
    return file_false_face(folder, decided, countersigned(decided, signer=signer, desk=desk))


def file_false_face(folder: Path, decided: FalseFace, whole: dict[str, Any]) -> Path:
    """Write what carries both signatures, and return its file.

    Raises:
        BadInputError: It can't be written.
    """
    file = folder / FALSE_FACES / f"{decided.id.removeprefix('urn:uuid:')}.json"
    with spoken_errors(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(file, json.dumps(whole, indent=1, ensure_ascii=False) + "\n")
    return file
