"""Who is told, in this process: nobody, until a studio's file or the parent's environment names somebody."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Protocol

from rushes.errors import CancelledError, EscalatedError, RefusedError
from rushes.studio.watch.allowed import allowed
from rushes.studio.watch.event import Event
from rushes.studio.watch.standing import Standing, standing, within

if TYPE_CHECKING:
    from rushes.studio.config import Studio
    from rushes.studio.watch.figures import Depth
    from rushes.studio.watch.post import Post
    from rushes.studio.watch.traces import Traces

WATCH: Final = "RUSHES_WATCH"
TRACEPARENT: Final = "TRACEPARENT"
STANDARD_ERROR: Final = "-"
"""What ``watch.log`` says for lines on standard error."""


class Watcher(Protocol):
    """Somebody who is told of events."""

    def tell(self, event: Event) -> None:
        """Hear of one event; never raises, never waits."""
        ...

    def end(self) -> None:
        """Hear of no more."""
        ...


@dataclass(slots=True)
class _Watching:
    """Who is told in this process.

    Attributes:
        watchers: Told of every event.
        traces: Where spans go.
        post: Takes letters from this process's children.
        handed: What the children are told, as ``RUSHES_WATCH`` holds it.
        metrics: Where Prometheus is answered; empty for nowhere.
    """

    watchers: tuple[Watcher, ...] = ()
    traces: Traces | None = None
    post: Post | None = None
    handed: Mapping[str, str] | None = None
    metrics: str = ""


_NOW = _Watching()


def is_watched() -> bool:
    """Say whether anybody is told anything."""
    return bool(_NOW.watchers or _NOW.traces)


def begin(studio: Studio | None = None, *, depth: Depth | None = None, serve: bool = False) -> Standing:
    """Begin to tell whoever is to be told; in a child process, whoever the parent tells.

    Args:
        studio: Whose ``watch`` says who; left out, and without a parent that is watched, nobody is told.
        depth: Asked about the queue at each scrape.
        serve: Whether this process answers Prometheus, as the supervisor does.

    Returns:
        Where in the work the parent was when it started this process: go on ``within`` it.

    Raises:
        BadInputError: The extra ``watch`` is not installed, or the address for Prometheus can't be used.
    """
    end()
    handed = _handed()
    if handed is not None:
        _be_a_child(handed)
        return Standing(allowed(handed.get("ids", {})), os.environ.get(TRACEPARENT, ""))
    if studio is not None:
        _be_the_first(studio, depth, serve=serve)
    return Standing(traceparent=os.environ.get(TRACEPARENT, "") if is_watched() else "")


def _handed() -> dict[str, Any] | None:
    try:
        said = json.loads(os.environ[WATCH])
    except (KeyError, ValueError):
        return None
    return said if isinstance(said, dict) else None


def _be_a_child(handed: Mapping[str, Any]) -> None:
    watchers: list[Watcher] = []
    if handed.get("log"):
        from rushes.studio.watch.log import LogFile

        watchers.append(LogFile(Path(handed["log"])))
    if handed.get("post"):
        from rushes.studio.watch.post import Letters

        watchers.append(Letters(Path(handed["post"])))
    _NOW.watchers = tuple(watchers)
    _NOW.traces = _traces(handed.get("traces"))
    _NOW.handed = {name: handed[name] for name in ("log", "post", "traces") if handed.get(name)}


def _be_the_first(studio: Studio, depth: Depth | None, *, serve: bool) -> None:
    asked = studio.watch
    watchers: list[Watcher] = []
    told_of_letters: list[Watcher] = []
    handed: dict[str, str] = {}
    if asked.log is not None and str(asked.log) == STANDARD_ERROR:
        from rushes.studio.watch.log import ErrorOutput

        watchers.append(ErrorOutput())
        told_of_letters.append(watchers[-1])
    elif asked.log is not None:
        from rushes.studio.watch.log import LogFile

        path = (studio.folder / asked.log).absolute()
        watchers.append(LogFile(path))
        handed["log"] = str(path)
    if asked.metrics and serve:
        from rushes.studio.watch.figures import Figures

        figures = Figures(asked.metrics, depth)
        watchers.append(figures)
        told_of_letters.append(figures)
        _NOW.metrics = figures.address
    if told_of_letters:
        from rushes.studio.watch.post import Post

        def hear(event: Event) -> None:
            for one in told_of_letters:
                one.tell(event)

        _NOW.post = Post(hear)
        handed["post"] = str(_NOW.post.path)
    if asked.traces:
        handed["traces"] = asked.traces
    _NOW.watchers, _NOW.traces, _NOW.handed = tuple(watchers), _traces(asked.traces), handed


def _traces(address: str | None) -> Traces | None:
    if not address:
        return None
    from rushes.studio.watch.traces import Traces

    return Traces(address)


def end() -> None:
    """Tell nobody any more, once everybody has what was said."""
    if _NOW.post is not None:
        _NOW.post.end()
    for watcher in _NOW.watchers:
        watcher.end()
    if _NOW.traces is not None:
        _NOW.traces.end()
    _NOW.watchers, _NOW.traces, _NOW.post, _NOW.handed, _NOW.metrics = (), None, None, None, ""


@contextmanager
def watching(studio: Studio | None = None, *, depth: Depth | None = None, serve: bool = False) -> Iterator[str]:
    """Tell whoever is to be told, for the length of a ``with``; see ``begin``. Gives the address where Prometheus is answered."""
    where = begin(studio, depth=depth, serve=serve)
    try:
        with within(where):
            yield _NOW.metrics
    finally:
        end()


def child_environment() -> dict[str, str]:
    """Return what a child process needs in its environment to go on telling, under the ids and the span of here; nothing when nobody is told."""
    if not _NOW.handed:
        return {}
    here = standing()
    said = {WATCH: json.dumps({**_NOW.handed, "ids": dict(here.ids)})}
    return {**said, TRACEPARENT: here.traceparent} if here.traceparent else said


def say(event: str, level: str = "info", **attributes: object) -> None:
    """Tell whoever watches that something happened; what may not be said is left out.

    Args:
        event: What, for example ``step.frames``.
        level: One of ``event.LEVELS``.
        attributes: Ids and numbers, beside those of where this thread stands.
    """
    if _NOW.watchers:
        told = Event(event, level, time.time(), {**standing().ids, **allowed(attributes)})
        for watcher in _NOW.watchers:
            watcher.tell(told)


@contextmanager
def span(noun: str, **ids: object) -> Iterator[None]:
    """Tell that something begins, and how and after how long it ended; everything said meanwhile carries its ids.

    Args:
        noun: What it is: ``job``, ``step``, ``task``, ``seal``, ``ledger``. The events are ``noun.begun`` and ``noun.ended``.
        ids: What it is about.
    """
    if not is_watched():
        yield
        return
    here = standing()
    where = replace(here, ids={**here.ids, **allowed(ids)})
    opened = None
    if _NOW.traces is not None:
        opened, traceparent = _NOW.traces.open(noun, where.ids, here.traceparent)
        where = replace(where, traceparent=traceparent)
    ended: dict[str, object] = {"state": "done"}
    started = time.monotonic()
    with within(where):
        say(f"{noun}.begun")
        try:
            yield
        except BaseException as error:
            ended = {"state": _state(error), "kind": type(error).__name__}
            raise
        finally:
            ended["seconds"] = round(time.monotonic() - started, 6)
            say(f"{noun}.ended", "error" if ended["state"] in {"failed", "interrupted"} else "info", **ended)
            if opened is not None and _NOW.traces is not None:
                _NOW.traces.close(opened, allowed(ended))


def _state(error: BaseException) -> str:
    if isinstance(error, CancelledError):
        return "cancelled"
    if isinstance(error, RefusedError):
        return "refused"
    if isinstance(error, EscalatedError):
        return "escalated"
    return "failed" if isinstance(error, Exception) else "interrupted"
