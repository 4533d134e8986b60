"""What a show registered itself, found in words: artists whose style is asked about, works and characters that somebody owns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from rushes.clearance.likeness.disguise import Word
from rushes.clearance.likeness.names import NameIndex
from rushes.clearance.question import Owner, Shown
from rushes.clearance.records.registry import Registry
from rushes.clearance.records.work import Work


@dataclass(frozen=True, slots=True)
class Registered:
    """A registered name in a text.

    Attributes:
        shown: What it says to the rules.
        start, end: Where it stands.
    """

    shown: Shown
    start: int
    end: int


def own_artists(registry: Registry) -> dict[str, Owner]:
    """Return the artists that a show registered, by each of their names."""
    return {
        name: Owner(name=work.title, died=work.died)
        for work in registry.works
        if work.kind == "artist"
        for name in work.called
    }


def registered_in(words: Sequence[Word], cleaned: str, registry: Registry) -> tuple[Registered, ...]:
    """Return what a text names of the show's own registrations, in any writing, wherever it stands."""
    if not registry.works:
        return ()
    by_id = {work.id: work for work in registry.works}
    return tuple(
        Registered(_shown(one.words, by_id[one.performer]), one.start, one.end)
        for one in _index(registry.works).find_in(words, cleaned)
    )


def _shown(words: str, work: Work) -> Shown:
    owner = Owner(name=work.title, died=work.died if work.kind == "artist" else None)
    return Shown(words=words, how="style" if work.kind == "artist" else "protected_work", owners=(owner,))


@dataclass(frozen=True, slots=True)
class _Named:
    id: str
    names: tuple[str, ...]


@lru_cache(maxsize=4)
def _index(works: tuple[Work, ...]) -> NameIndex:
    return NameIndex([_Named(work.id, work.called) for work in works], parts=False)
