"""What waits for somebody: each thing once, as a sentence with a place to go to."""

from __future__ import annotations

from dataclasses import dataclass

from rushes.review.web.takes import ShotLine
from rushes.review.web.visitor import Visitor

DECIDERS = ("supervisor", "production")


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that waits.

    Attributes:
        title: What it is about, for example a shot's name.
        words: What is wanted.
        href: Where it is done.
    """

    title: str
    words: str
    href: str


def waiting_for(who: Visitor, shots: tuple[ShotLine, ...], on_desk: int) -> tuple[Waiting, ...]:
    """Return what waits for somebody, by their roles.

    Args:
        who: Somebody.
        shots: What they see.
        on_desk: How many questions on the desk wait for clearance.
    """
    found: list[Waiting] = []
    if on_desk and "clearance" in who.roles:
        words = "1 question waits" if on_desk == 1 else f"{on_desk} questions wait"
        found.append(Waiting("Desk", f"{words} for an answer", "/desk"))
    for shot in shots:
        take = shot.newest
        place = f"/shots/{shot.shot}"
        if "representative" in who.roles and take.state == "open":
            found.append(Waiting(shot.shot, f"your word about {take.version}", place))
        if take.state == "open" and _is_asked(who, take.missing):
            found.append(Waiting(shot.shot, f"decide {take.version}", place))
        if "artist" in who.roles and (count := shot.open_notes.get(take.version, 0)):
            found.append(Waiting(shot.shot, f"{_notes(count)} open on {take.version}", place))
        if who.is_any(*DECIDERS):
            answered = sum(shot.addressed_notes.values())
            if answered:
                found.append(Waiting(shot.shot, f"{_notes(answered)} answered: verify", place))
    return tuple(found)


def _is_asked(who: Visitor, missing: tuple[str, ...]) -> bool:
    """Return whether a seat that is missing is somebody's: ``supervisor or production`` is either's."""
    return any(role in who.roles for seat in missing for role in seat.split(" or ") if role in DECIDERS)


def _notes(count: int) -> str:
    return "1 note" if count == 1 else f"{count} notes"
