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


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What waits besides the shots' newest takes.

    Attributes:
        questions: How many on the desk nobody has answered.
        held: How many takes are held because of a face.
        unsaid: Takes about which a representative has said nothing: the performer, the shot, the version.
    """

    questions: int = 0
    held: int = 0
    unsaid: tuple[tuple[str, str, str], ...] = ()


def waiting_for(who: Visitor, shots: tuple[ShotLine, ...], elsewhere: Elsewhere) -> tuple[Waiting, ...]:
    """Return what waits for somebody, by their roles.

    Args:
        who: Somebody.
        shots: What they see.
        elsewhere: What waits besides; nothing that they may not see.
    """
    found = [
        Waiting(shot, f"your word about {version}", f"/performers/{performer}#{shot}_{version}")
        for performer, shot, version in elsewhere.unsaid
    ]
    if count := elsewhere.questions:
        words = "1 question waits" if count == 1 else f"{count} questions wait"
        found.append(Waiting("Desk", f"{words} for an answer", "/desk"))
    if count := elsewhere.held:
        words = "1 take is" if count == 1 else f"{count} takes are"
        found.append(Waiting("Desk", f"{words} held because of a face", "/desk#g-held"))
    for shot in shots:
        take = shot.newest
        place = f"/shots/{shot.shot}"
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
