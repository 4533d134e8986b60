"""Where in the work a thread is: the ids that every line, span and figure said there carries."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field, replace

from rushes.studio.watch.allowed import Value, allowed


@dataclass(frozen=True, slots=True)
class Standing:
    """Where somebody is.

    Attributes:
        ids: Show, shot, job, step: as far as it is known.
        traceparent: The span that it is part of, as W3C's trace context writes it; empty without one.
    """

    ids: Mapping[str, Value] = field(default_factory=dict)
    traceparent: str = ""


_STANDING: ContextVar[Standing] = ContextVar("rushes_standing", default=Standing())  # noqa: B039 - it is frozen


def standing() -> Standing:
    """Return where this thread is. A new thread begins nowhere: hand this to it, and let it work ``within``."""
    return _STANDING.get()


@contextmanager
def within(where: Standing) -> Iterator[None]:
    """Be somewhere, for the length of a ``with``."""
    token = _STANDING.set(where)
    try:
        yield
    finally:
        _STANDING.reset(token)


@contextmanager
def about(**ids: object) -> Iterator[None]:
    """Let everything that is said carry more ids, for the length of a ``with``."""
    here = standing()
    with within(replace(here, ids={**here.ids, **allowed(ids)})):
        yield
