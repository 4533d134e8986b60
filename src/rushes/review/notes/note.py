"""What somebody says about a version's frames: words, a region, a drawing, and what became of it."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Literal, get_args

from rushes.errors import BadInputError
from rushes.review.notes.extra import unknown_fields
from rushes.review.notes.place import Region, read_region
from rushes.review.notes.stroke import Stroke, read_stroke
from rushes.show import FrameRange, Role, check_shot_name, parse_version, version_name

State = Literal["open", "addressed", "verified"]

SCHEMA = "rushes/note/1"

LETTERS = 4000
"""So many letters a note has at most: two pages of typing."""

STROKES = 200
"""So many strokes a note has at most."""

POINTS = 5000
"""So many points all strokes of a note have at most: half a minute of drawing at a tablet's pace."""

REMEMBERED = 1000
"""So many changes of its state a note has at most."""

LAST_FRAME = 999_999
"""The highest number of a frame: six digits, as in file names."""

_ID = re.compile(r"n-[0-9a-f]{12}")
_SCHEMA = re.compile(r"rushes/note/([1-9][0-9]{0,5})")
_LINE = 100
_FIELDS = (
    "schema", "id", "shot", "version", "frames", "author", "role", "created", "text", "region", "strokes", "thread",
    "state", "history", "answered_by",
)  # fmt: skip
_CHANGE_FIELDS = ("state", "by", "at", "version")


def new_id() -> str:
    """Return an id that no note has yet, as far as chance goes."""
    return f"n-{secrets.token_hex(6)}"


def moment(now: datetime | None = None) -> str:
    """Return a moment as records hold it: ISO 8601 in UTC, to the second; the present when left out."""
    return (now or datetime.now(UTC)).astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a note's state.

    Attributes:
        state: What it became.
        by: Who said so.
        at: When, ISO 8601 in UTC.
        version: The version that answers it; empty when none does.
        extra: Fields that this Rushes doesn't know; they are written back as they were.
    """

    state: State
    by: str
    at: str
    version: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """Return the change as a note's file holds it."""
        return {"state": self.state, "by": self.by, "at": self.at, "version": self.version, **self.extra}


@dataclass(frozen=True, slots=True)
class Note:
    """A note on a frame or a range of frames of one version, or a reply to one.

    Attributes:
        shot, version: What it is about.
        frames: The frames, both ends included.
        author: Who wrote it.
        role: As what.
        text: The words; may be empty where something was drawn or marked.
        region: The part of the picture that is meant; None for all of it.
        strokes: What was drawn over the picture.
        thread: The id of the note that it replies to; empty for one that starts a thread.
        id: ``n-`` and twelve hex digits; ``new_id`` when left out.
        created: When, ISO 8601 in UTC; now when left out.
        state: ``open`` until a version answers it (``addressed``) and somebody has seen that it does (``verified``).
        history: Every change of its state, oldest first.
        answered_by: The version that answers it; empty when none does.
        extra: Fields that this Rushes doesn't know; they are written back as they were.
    """

    shot: str
    version: str
    frames: FrameRange
    author: str
    role: Role
    text: str = ""
    region: Region | None = None
    strokes: tuple[Stroke, ...] = ()
    thread: str = ""
    id: str = field(default_factory=new_id)
    created: str = field(default_factory=moment)
    state: State = "open"
    history: tuple[Change, ...] = ()
    answered_by: str = ""
    extra: Mapping[str, Any] = field(default_factory=dict)

    @property
    def is_reply(self) -> bool:
        """Whether it replies to another note."""
        return bool(self.thread)

    def to_json(self) -> dict[str, Any]:
        """Return the note as its file holds it; the inverse of ``read_note``."""
        return {
            "schema": SCHEMA,
            "id": self.id,
            "shot": self.shot,
            "version": self.version,
            "frames": [self.frames.first, self.frames.last],
            "author": self.author,
            "role": self.role,
            "created": self.created,
            "text": self.text,
            "region": None if self.region is None else list(self.region),
            "strokes": [stroke.to_json() for stroke in self.strokes],
            "thread": self.thread,
            "state": self.state,
            "history": [change.to_json() for change in self.history],
            "answered_by": self.answered_by,
            **self.extra,
        }


def check_id(text: object) -> str:
    """Return a note's id if it is one.

    Raises:
        BadInputError: It isn't ``n-`` and twelve hex digits.
    """
    if not isinstance(text, str) or not _ID.fullmatch(text):
        raise BadInputError(
            f'"{_short(text)}" is no note\'s id. It is n- and twelve digits, as n-3f2a9c1b7d20: see rushes note list.'
        )
    return text


def read_note(value: object, where: str) -> Note:
    """Read a note from JSON: a file's content, or what a page sends.

    Args:
        value: As ``Note.to_json`` gives it. What has a usual value (``id``, ``created``, ``role``, ``state`` ...) may be left out.
        where: What errors call it, for example the file's path.

    Raises:
        BadInputError: A newer Rushes wrote it, a field is missing or isn't of its form, or it is over a limit.
    """
    if not isinstance(value, Mapping):
        raise BadInputError(f"{where} is no note: it has to be a JSON object.")
    _check_schema(value.get("schema", SCHEMA), where)
    state = _one_of(value, "state", get_args(State), "open", where)
    strokes = _strokes(value.get("strokes"), where)
    text = _text(value.get("text", ""), where)
    region = read_region(value.get("region"), where)
    if not text.strip() and not strokes:
        raise BadInputError(f"{where} says nothing. Give it words, or draw something.")
    answered_by = value.get("answered_by") or ""
    return Note(
        shot=_shot(value, where),
        version=_version(value.get("version"), where),
        frames=_frames(value.get("frames"), where),
        author=_line(value, "author", where),
        role=_one_of(value, "role", get_args(Role), "artist", where),
        text=text,
        region=region,
        strokes=strokes,
        thread=_id(value, "thread", where),
        id=_id(value, "id", where) or new_id(),
        created=_moment(value["created"], "created", where) if value.get("created") else moment(),
        state=state,
        history=_history(value.get("history"), where),
        answered_by=_version(answered_by, where) if answered_by else "",
        extra=unknown_fields(value, _FIELDS, where),
    )


def _id(value: Mapping[str, Any], name: str, where: str) -> str:
    with _saying(where):
        return check_id(value[name]) if value.get(name) else ""


def _check_schema(schema: object, where: str) -> None:
    if schema == SCHEMA:
        return
    found = _SCHEMA.fullmatch(schema) if isinstance(schema, str) else None
    if found is None:
        raise BadInputError(f'{where} is no note: its schema is "{_short(schema)}", and a note\'s is {SCHEMA}.')
    raise BadInputError(
        f"{where} was written by a newer Rushes ({found[0]}; this one knows {SCHEMA}). Update Rushes to read it; nothing was changed."
    )


def _one_of(value: Mapping[str, Any], name: str, known: tuple[str, ...], usual: str, where: str) -> Any:  # noqa: ANN401 - one of a Literal's words
    said = value.get(name, usual)
    if said not in known:
        raise BadInputError(f"{where}: {name} has to be one of {', '.join(known)}.")
    return said


def _strokes(value: object, where: str) -> tuple[Stroke, ...]:
    if value is None:
        return ()
    if not isinstance(value, list | tuple):
        raise BadInputError(f"{where}: strokes has to be a list.")
    if len(value) > STROKES:
        raise BadInputError(
            f"{where} has {len(value):,} strokes, and {STROKES} are the most. Draw less, or write a second note."
        )
    points = sum(
        len(stroke.get("points") or ())
        for stroke in value
        if isinstance(stroke, Mapping) and isinstance(stroke.get("points"), list | tuple)
    )
    if points > POINTS:
        raise BadInputError(
            f"{where} has {points:,} points drawn, and {POINTS:,} are the most. Draw less, or write a second note."
        )
    return tuple(read_stroke(stroke, f"{where}: stroke {number}") for number, stroke in enumerate(value, 1))


def _text(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BadInputError(f"{where}: text has to be words.")
    if len(value) > LETTERS:
        raise BadInputError(
            f"{where} has {len(value):,} letters, and {LETTERS:,} are the most. Say it shorter, or write a second note."
        )
    if any(_is_control(letter) for letter in value):
        raise BadInputError(f"{where}: text holds a control character. Write plain words; new lines and tabs are fine.")
    return value


def _is_control(letter: str) -> bool:
    return (letter < " " and letter not in "\n\t\r") or "\x7f" <= letter <= "\x9f" or "\ud800" <= letter <= "\udfff"


def _line(value: Mapping[str, Any], name: str, where: str) -> str:
    said = value.get(name)
    if not isinstance(said, str) or not said.strip():
        raise BadInputError(f"{where}: {name} is missing.")
    if len(said) > _LINE or not said.isprintable():
        raise BadInputError(f"{where}: {name} has to be one line of at most {_LINE} letters.")
    return said


def _version(value: object, where: str) -> str:
    if not isinstance(value, str):
        raise BadInputError(f"{where}: version has to be one such as v001.")
    with _saying(where):
        return version_name(parse_version(value))


def _frames(value: object, where: str) -> FrameRange:
    if (
        not isinstance(value, list | tuple)
        or len(value) != 2
        or not all(
            isinstance(frame, int) and not isinstance(frame, bool) and 0 <= frame <= LAST_FRAME for frame in value
        )
    ):
        raise BadInputError(f"{where}: frames has to be the first and the last one, as [1012, 1030].")
    with _saying(where):
        return FrameRange(value[0], value[1])


def _shot(value: Mapping[str, Any], where: str) -> str:
    with _saying(where):
        return check_shot_name(_line(value, "shot", where))


@contextmanager
def _saying(where: str) -> Iterator[None]:
    """Say in front of an error where it was found."""
    try:
        yield
    except BadInputError as error:
        said = str(error)
        raise BadInputError(said if said.startswith(where) else f"{where}: {said}") from error


def _history(value: object, where: str) -> tuple[Change, ...]:
    if value is None:
        return ()
    if (
        not isinstance(value, list | tuple)
        or len(value) > REMEMBERED
        or not all(isinstance(one, Mapping) for one in value)
    ):
        raise BadInputError(f"{where}: history has to be a list of at most {REMEMBERED:,} changes.")
    return tuple(_change(one, f"{where}: change {number}") for number, one in enumerate(value, 1))


def _change(value: Mapping[str, Any], where: str) -> Change:
    version = value.get("version") or ""
    return Change(
        state=_one_of(value, "state", get_args(State), "", where),
        by=_line(value, "by", where),
        at=_moment(value.get("at"), "at", where),
        version=_version(version, where) if version else "",
        extra=unknown_fields(value, _CHANGE_FIELDS, where),
    )


def _moment(value: object, name: str, where: str) -> str:
    try:
        if datetime.fromisoformat(str(value)).tzinfo is not None and isinstance(value, str):
            return value
    except ValueError:
        pass
    raise BadInputError(f"{where}: {name} has to be a moment with its time zone, as 2026-11-27T10:00:00Z.")


def _short(value: object) -> str:
    said = str(value).encode("utf-8", "replace").decode()
    return said if len(said) <= 40 else f"{said[:40]} ..."
