"""What the pages of one show share: the show, its index, its events, and who draws."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from importlib import resources
from typing import Annotated, Any
from urllib.parse import urlsplit

import jinja2
from fastapi import Depends, Request
from fastapi.responses import HTMLResponse
from markupsafe import Markup, escape

from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.review.page import spoken
from rushes.review.side_by_side import clock
from rushes.review.web.event_log import EventLog
from rushes.review.web.floor import Floor
from rushes.review.web.kept import Kept
from rushes.review.web.standing import JUDGING, may_see
from rushes.review.web.takes import ShotLine, TakeIndex
from rushes.review.web.visitor import Access, Visitor
from rushes.review.web.watch import Watch
from rushes.review.web.worker import Worker
from rushes.show import Show, check_shot_name, parse_version, version_name

KEPT_TAKES = 64


class NotHereError(BadInputError):
    """What was asked for is not in this room, or not for who asks: nobody is told which."""


@dataclass(slots=True)
class Room:
    """One show's room."""

    start: Show
    access: Access
    index: TakeIndex = field(default_factory=lambda: TakeIndex(JUDGING))
    thumbs: Worker = field(default_factory=Worker)
    stills: Worker = field(default_factory=Worker)
    layers: Kept[dict[str, dict[str, tuple[str, str]]]] = field(default_factory=Kept)
    log: EventLog = field(init=False)
    watch: Watch = field(init=False)
    floor: Floor = field(init=False)
    templates: jinja2.Environment = field(init=False)
    _show: tuple[int, Show] = field(init=False)
    _takes: Kept[Take] = field(default_factory=lambda: Kept(KEPT_TAKES))

    def __post_init__(self) -> None:
        self._show = (_changed(self.start), self.start)
        self.log = EventLog(self.start.work / "review" / "events.sqlite")
        self.watch = Watch(self.log, self.show, lambda: self.index.shots(self.show()))
        self.floor = Floor(self.show, self.log)
        self.templates = _templates()

    def show(self) -> Show:
        """Return the show as ``show.yaml`` has it now."""
        at = _changed(self.start)
        if at != self._show[0]:
            self._show = (at, Show.load(self.start.folder))
        return self._show[1]

    def shots(self, visitor: Visitor) -> tuple[ShotLine, ...]:
        """Return every shot with the takes that somebody may see."""
        lines = self.index.shots(self.show())
        if not visitor.only_represents:
            return lines
        return tuple(line for shot in lines if (line := shot.only(lambda take: may_see(visitor, take.people))))

    def take(self, visitor: Visitor, shot: str, version: str) -> Take:
        """Return a take that somebody may see.

        Raises:
            NotHereError: There is none for them.
        """
        try:
            folder = self.show().version_folder(check_shot_name(shot), version)
            number = version_name(parse_version(version))
            at = (folder / "take.json").stat().st_mtime_ns
        except (BadInputError, OSError) as error:
            raise NotHereError(f"There is no take {shot[:40]} {version[:40]} here.") from error
        take = self._takes.of((shot, number, at), lambda: Take.load(folder / "take.json"))
        if not may_see(visitor, tuple(map(str, take.clearance.get("people", ())))):
            raise NotHereError(f"There is no take {shot[:40]} {version[:40]} here.")
        return take

    def page(self, request: Request, name: str, **values: Any) -> HTMLResponse:  # noqa: ANN401 - a template's values
        """Return a page of the room."""
        visitor, session = request.state.visitor, request.state.session
        text = self.templates.get_template(name).render(
            show=self.show(),
            me=visitor,
            csrf=session.csrf,
            newest_event=self.log.newest,
            is_team=self.access.is_team,
            **values,
        )
        return HTMLResponse(text)

    def outside(self, sentence: str) -> bytes:
        """Return the page of somebody who isn't let in."""
        return (
            self.templates.get_template("outside.html")
            .render(sentence=sentence, signs_in=self.access.is_team and "/me" not in sentence, enrols="/me" in sentence)
            .encode("utf-8")
        )

    def close(self) -> None:
        """Stop everything that runs beside the pages."""
        self.watch.stop()
        self.floor.stop()
        self.index.save(self.show())
        self.thumbs.close()
        self.stills.close()
        self.log.close()


def _changed(show: Show) -> int:
    try:
        return (show.folder / "show.yaml").stat().st_mtime_ns
    except OSError as error:
        raise BadInputError(
            f"{show.folder} is not there any more ({error.strerror}). Bring it back, or open the room of where it is now."
        ) from error


def _templates() -> jinja2.Environment:
    folder = resources.files("rushes.review.web").joinpath("templates")
    loader = jinja2.FunctionLoader(lambda name: folder.joinpath(name).read_text(encoding="utf-8"))
    environment = jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    filters: dict[str, Callable[..., Any]] = {
        "spoken": spoken,
        "clock": clock,
        "day": _day,
        "with_code": _with_code,
        "source": _source,
    }
    environment.filters.update(filters)
    return environment


def _day(iso: str) -> str:
    """Return a moment as a person writes it: 1 November 2026, 10:00 UTC."""
    from datetime import UTC, datetime

    try:
        return datetime.fromisoformat(iso).astimezone(UTC).strftime("%-d %B %Y, %H:%M UTC")
    except ValueError:
        return iso


def _with_code(sentence: str) -> Markup:
    """Return a sentence as a page says it: what stands between backticks is a command."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return escape(sentence)
    return Markup("").join(
        Markup("<code>{}</code>").format(part) if at % 2 else escape(part) for at, part in enumerate(parts)
    )


def _source(text: str) -> Markup:
    """Return a rule's source with its address as a link of the host's name alone."""
    address, comma, rest = text.partition(",")
    if not address.startswith("https://"):
        return escape(text)
    host = urlsplit(address).hostname or address
    return Markup('<a href="{}" rel="noreferrer noopener">{}</a>{}').format(address, host, comma + rest)


def room_of(request: Request) -> Room:
    """Return the room that a request is in."""
    room: Room = request.app.state.room
    return room


Here = Annotated[Room, Depends(room_of)]
