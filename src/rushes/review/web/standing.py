"""Where takes stand, and for whom: what the pages ask of decisions and notes."""

from __future__ import annotations

from rushes.engines import Take
from rushes.review.web.takes import Judging
from rushes.review.web.visitor import Visitor
from rushes.show import Show


def may_see(visitor: Visitor, people: tuple[str, ...]) -> bool:
    """Return whether somebody may see a take: a representative sees exactly those of their performers."""
    return not visitor.only_represents or not set(people).isdisjoint(visitor.performers)


def _outcome(show: Show, shot: str, version: str) -> tuple[str, tuple[str, ...]]:
    take = Take.load(show.version_folder(shot, version) / "take.json")
    return str(take.decision.get("state", "open")), ()


JUDGING = Judging(outcome=_outcome, notes=lambda *_: ({}, {}))
