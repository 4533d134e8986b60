"""What the decisions about a take come to: open, held, killed or circled; who is missing, and who stands in the way."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import Literal

from rushes.clearance.records.person import Person
from rushes.provenance.decided import Decided, Word
from rushes.review.deciding.book import HandedOver
from rushes.review.deciding.decision import Decision
from rushes.show import Role

State = Literal["open", "held", "killed", "circled"]

WITHOUT_QUORUM: tuple[Role, ...] = ("supervisor", "production")
"""One of these is enough to circle a take where the show names no quorum; either of them can kill one."""

ARTISTS: Role = "artist"
"""Whose hold or kill is told to everybody, and stops nobody: an artist does not decide about the take."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a take's decisions come to.

    Attributes:
        state: ``circled`` is the only one that may be delivered.
        missing: Seats of the quorum that nobody has filled yet, as roles.
        blocked_by: Decisions that stand in the way of a circle, oldest first.
        decisions: All that count, oldest first.
        problems: Decisions on record that can't be believed, or are gone; while there are any, nothing is circled.
        quorum: Whom the show asks for now; empty when one supervisor or production is enough.
        other_quorums: Whom it asked for when words were said, where that was another: ``show.yaml`` is signed by nobody.
        handed_over: When the take left the house, and by which profile, oldest first.
        late: Decisions that were recorded after their signer had ended, as was found out later; they don't count.
    """

    state: State
    missing: tuple[str, ...]
    blocked_by: tuple[Decision, ...] = ()
    decisions: tuple[Decision, ...] = ()
    problems: tuple[str, ...] = ()
    quorum: tuple[str, ...] = ()
    other_quorums: tuple[tuple[str, ...], ...] = ()
    handed_over: tuple[HandedOver, ...] = ()
    late: tuple[Decision, ...] = ()

    @property
    def circled(self) -> bool:
        """Whether the take was circled, by everybody whom the show asks for, and by nobody against."""
        return self.state == "circled"

    @property
    def human_contribution(self) -> str:
        """What people say that they put into the take: each one's newest words, once."""
        said = (decision.human_contribution for decision in standing(self.decisions))
        return " ".join(dict.fromkeys(words for words in said if words))


def decided_of(found: Outcome) -> Decided:
    """Return what a take's decisions come to as it may be told outside: by role, without names and without reasons."""
    words = (
        Word(word.role, word.verdict, word.decided_at.astimezone(UTC).date().isoformat())
        for word in standing(found.decisions)
    )
    said = bool(found.decisions or found.problems)
    return Decided(found.circled if said else None, tuple(words), found.human_contribution)


def outcome_of(
    decisions: Iterable[Decision],
    *,
    quorum: tuple[Role, ...] = (),
    people: Mapping[str, Person],
    shown: tuple[str, ...] = (),
    problems: tuple[str, ...] = (),
) -> Outcome:
    """Return what decisions about one take come to; the order in which they are given says nothing.

    The newest word of each person in each role counts. A quorum is as many people as it has seats: whoever has two roles
    fills one seat. A representative's seat is filled when every performer that the take shows is spoken for; their approval
    alone circles nothing. What somebody
    who decides no more held, killed, refused or suspended can be lifted by whoever speaks in that role after them.

    Args:
        decisions: Verified ones, about one take.
        quorum: Who has to circle it, one person a seat; empty when one supervisor or production is enough.
        people: Everybody who decides or did, by id.
        shown: Ids of the performers that the take's clearance names.
        problems: Decisions on record that can't be believed.
    """
    ordered = tuple(sorted(decisions, key=_when))
    words = standing(ordered)
    against = tuple(word for word in words if _stops(word) and not _is_lifted(word, words, people, shown))
    missing = _missing(words, quorum, people, shown)
    if any(word.verdict == "kill" and word.role in WITHOUT_QUORUM for word in against):
        state: State = "killed"
    elif against or problems:
        state = "held"
    else:
        state = "open" if missing else "circled"
    return Outcome(state, missing, against, ordered, problems, quorum)


def standing(decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    """Return the newest word of each person in each role, oldest first."""
    newest: dict[tuple[str, Role], Decision] = {}
    for decision in sorted(decisions, key=_when):
        newest[decision.person, decision.role] = decision
    return tuple(sorted(newest.values(), key=_when))


def _when(decision: Decision) -> tuple[float, str]:
    return decision.decided_at.timestamp(), decision.id


def _stops(word: Decision) -> bool:
    return word.verdict in {"hold", "kill", "refuse", "suspend"} and word.role != ARTISTS


def _is_lifted(
    word: Decision, words: tuple[Decision, ...], people: Mapping[str, Person], shown: tuple[str, ...]
) -> bool:
    """Say whether whoever said a word has ended, and somebody spoke in their role since: for the same performers, at least."""
    person = people.get(word.person)
    if person is None or person.ended_at is None:
        return False
    theirs = set(person.performers) & set(shown)
    later = (one for one in words if one.role == word.role and one.person != word.person and _when(one) > _when(word))
    return any(theirs <= set(people[one.person].performers) for one in later if one.person in people)


def _missing(
    words: tuple[Decision, ...], quorum: tuple[Role, ...], people: Mapping[str, Person], shown: tuple[str, ...]
) -> tuple[str, ...]:
    circled = tuple((word.person, word.role) for word in words if word.verdict == "circle")
    seats = tuple(seat for seat in quorum if seat != "representative")
    if seats:
        empty = tuple(_seated(seats, circled))
    else:  # an approval circles nothing: somebody has to
        empty = () if any(role in WITHOUT_QUORUM for _, role in circled) else (" or ".join(WITHOUT_QUORUM),)
    approved = {
        performer
        for word in words
        if word.verdict == "approve" and word.person in people
        for performer in people[word.person].performers
    }
    asked = "representative" in quorum and not set(shown) <= approved
    return (*empty, "representative") if asked else empty


def _seated(seats: tuple[Role, ...], circled: tuple[tuple[str, Role], ...]) -> list[str]:
    """Return the seats that stay empty when as many people as possible sit down, each on one of their own role."""
    sits: dict[str, int] = {}

    def seat(number: int, tried: set[str]) -> bool:
        for person, role in circled:
            if role != seats[number] or person in tried:
                continue
            tried.add(person)
            if person not in sits or seat(sits[person], tried):
                sits[person] = number
                return True
        return False

    return [role for number, role in enumerate(seats) if not seat(number, set())]
