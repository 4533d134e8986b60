"""Which registered works a picture looks like."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from rushes.clearance.likeness.marks import How, Marks, looked_at
from rushes.clearance.question import Alike
from rushes.clearance.records.work import Work
from rushes.clearance.records.works import marks_in

_ORDER: tuple[How, ...] = ("copy", "part", "near")


def resemblances(picture: Path, works: Iterable[Work], consents: Path) -> tuple[Alike, ...]:
    """Return the registered works that a picture, a movie or a sequence looks like, each once, by the surest likeness.

    Args:
        picture: A picture, a movie, any frame of a sequence or its pattern.
        works: What the show registered.
        consents: ``SHOW/consents``, where the marks of registered pictures lie.

    Raises:
        BadInputError: The picture can't be read, or marks are gone or changed.
    """
    known = [(work, _read(marks_in(consents, pictured))) for work in works for pictured in work.pictures]
    if not known:
        return ()
    found: dict[str, Alike] = {}
    for looked in looked_at(picture):
        for work, marks in known:
            how = looked.like(marks)
            if how is not None and _is_surer(how, found.get(work.id)):
                found[work.id] = Alike(work=work.id, title=work.title, how=how)
    return tuple(found.values())


def _is_surer(how: How, before: Alike | None) -> bool:
    return before is None or _ORDER.index(how) < _ORDER.index(before.how)


@lru_cache(maxsize=2048)
def _read(content: bytes) -> Marks:
    return Marks.from_bytes(content)
