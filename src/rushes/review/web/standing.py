"""Where takes stand, and for whom: what the pages ask of decisions and notes."""

from __future__ import annotations

from collections import Counter

from rushes.review.deciding import outcome
from rushes.review.notes import read_notes
from rushes.review.web.takes import Judging
from rushes.review.web.visitor import Visitor
from rushes.show import Show


def may_see(visitor: Visitor, people: tuple[str, ...]) -> bool:
    """Return whether somebody may see a take: a representative sees exactly those of their performers."""
    return not visitor.only_represents or not set(people).isdisjoint(visitor.performers)


def _outcome(show: Show, shot: str, version: str) -> tuple[str, tuple[str, ...]]:
    found = outcome(show, shot, version)
    return found.state, found.missing


def _notes(show: Show, shot: str) -> tuple[dict[str, int], dict[str, int]]:
    threads = [note for note in read_notes(show, shot) if not note.is_reply]
    opened = Counter(note.version for note in threads if note.state == "open")
    addressed = Counter(note.version for note in threads if note.state == "addressed")
    return dict(opened), dict(addressed)


JUDGING = Judging(outcome=_outcome, notes=_notes)
