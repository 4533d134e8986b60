"""What was said of a performer's takes by whoever speaks for them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rushes.review.deciding import Decision, Outcome, outcomes, register_of
from rushes.review.web.takes import ShotLine, TakeLine
from rushes.show import Show

SAID = {"approve": "approved", "refuse": "refused", "suspend": "suspended"}
"""Each word of a representative, as it stands on the take."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A take of a performer, and what was said of it.

    Attributes:
        take: It.
        outcome: What all decisions about it come to.
        words: The newest word of each who speaks for this performer, the newest last.
    """

    take: TakeLine
    outcome: Outcome
    words: tuple[Decision, ...]

    @property
    def state(self) -> str:
        """``approved``, ``refused``, ``suspended``, or ``pending`` when nobody spoke yet."""
        verdicts = [word.verdict for word in self.words]
        stopping = next((verdict for verdict in ("refuse", "suspend") if verdict in verdicts), "")
        return SAID[stopping or verdicts[-1]] if verdicts else "pending"


def seen_of(show: Show, shots: Iterable[ShotLine], performer: str) -> list[Seen]:
    """Return the takes of a performer with what was said of them: what waits for a word first, then the newest.

    Args:
        show: Whose takes.
        shots: Those that somebody may see.
        performer: Whose takes of them, by id.
    """
    takes = [take for shot in shots for take in shot.takes if performer in take.people]
    theirs = {name for name, person in register_of(show).everybody.items() if performer in person.performers}
    found = outcomes(show, [(take.shot, take.version) for take in takes])
    seen = []
    for take in takes:
        outcome = found[take.shot, take.version]
        newest = {word.person: word for word in outcome.decisions if word.person in theirs}
        words = tuple(sorted(newest.values(), key=lambda word: word.decided_at))
        seen.append(Seen(take, outcome, words))
    newest_first = sorted(seen, key=lambda one: one.take.created, reverse=True)
    return sorted(newest_first, key=lambda one: one.state != "pending")
