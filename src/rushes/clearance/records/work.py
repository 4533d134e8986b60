"""Works and artists that a show registers, and the leaves that it holds to use them: records that the desk signs."""

from __future__ import annotations

from datetime import datetime
from fnmatch import fnmatchcase
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from rushes.clearance.records.consent import Record

Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class Pictured(Record):
    """A picture of a registered work. It is not kept: what is kept are marks that it is known again by.

    Attributes:
        name: The file's name when it was registered.
        sha256: Of the file.
        marks: SHA-256 of its marks, which name their file in ``SHOW/consents/works``.
    """

    name: str
    sha256: Digest
    marks: Digest


class Work(Record):
    """A work, a character or an artist that briefs of this show are to be asked about.

    Attributes:
        id: The record's name, a ``urn:uuid:``.
        kind: ``artist`` for a style, ``work`` for a work or a character.
        title: The artist's name, or the work's title.
        names: What else it is called.
        holder: Who holds the rights, as far as it is known.
        died: Of an artist: the year of death; None where it isn't known.
        pictures: Pictures of it that references are compared with.
        did: The desk's key.
        registered_at: When.
    """

    id: str
    kind: Literal["artist", "work"]
    title: Annotated[str, Field(min_length=1, max_length=200)]
    names: tuple[str, ...] = ()
    holder: str = ""
    died: Annotated[int, Field(ge=1, le=9999)] | None = None
    pictures: tuple[Pictured, ...] = ()
    did: str
    registered_at: AwareDatetime

    @property
    def called(self) -> tuple[str, ...]:
        """Every name that it is found by."""
        return tuple(dict.fromkeys((self.title, *self.names)))


class Leave(Record):
    """That whoever holds the rights lets this show use a style, a work or a character, on what evidence, and until when.

    Attributes:
        id: The record's name, a ``urn:uuid:``.
        names: What may be used: artists, titles or ids of registered works.
        holder: Who gave it.
        production, shots: Where it holds; patterns such as ``010_*``.
        decided_by, role, did: Who looked at the licence and signs, as what, and their key.
        evidence: The licence: a contract's number, a letter's address. Without any it is refused.
        decided_at, expires_at: When, and until when.
    """

    id: str
    names: Annotated[tuple[str, ...], Field(min_length=1)]
    holder: Annotated[str, Field(min_length=1)]
    production: str
    shots: tuple[str, ...] = ("*",)
    decided_by: Annotated[str, Field(min_length=1)]
    role: Literal["clearance", "counsel", "production", "estate"]
    did: str
    evidence: Annotated[tuple[str, ...], Field(min_length=1)]
    decided_at: AwareDatetime
    expires_at: AwareDatetime

    def holds(self, production: str, shot: str, now: datetime) -> bool:
        """Return whether it is about a piece of work and holds at a moment."""
        return (
            self.production == production
            and self.decided_at <= now < self.expires_at
            and any(fnmatchcase(shot, pattern) for pattern in self.shots)
        )
