"""Whom a question shows, as the rules see them: what the words named, and what the pictures showed besides."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Literal

from rushes.clearance.question import Question, Seen, Shown
from rushes.clearance.records.consent import ADULT_AGE
from rushes.clearance.records.decision import StrikeOrder
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Held, Registry
from rushes.clearance.records.terms import eighteenth_birthday, is_minor

Kind = Literal["nobody", "character", "work", "person"]
Age = Literal["minor", "adult", "unknown"]

_KINDS: dict[str, Kind] = {"fictional": "character", "style": "work", "protected_work": "work"}
"""What is shown is a person unless it is one of these: what nobody thought of is judged most strictly."""


@dataclass(frozen=True)
class Likeness:
    """Somebody, or nobody, whom a question shows.

    Attributes:
        shown: As the words or the pictures have it; None for nobody.
        performer: Their record in the register; None for somebody who is in none.
        consents: Theirs, the newest first.
    """

    shown: Shown | None
    performer: Performer | None
    consents: tuple[Held, ...]

    @property
    def kind(self) -> Kind:
        """Nobody, a character, a work, or a person."""
        return "nobody" if self.shown is None else _KINDS.get(self.shown.how, "person")

    @property
    def words(self) -> str:
        """What a reason calls them: as they were written."""
        return "the shot" if self.shown is None else f'"{self.shown.words}"'

    @property
    def deceased(self) -> bool:
        """Whether the register or any of their consents says that they died."""
        return (self.performer is not None and self.performer.status == "deceased") or any(
            held.consent.subject_status == "deceased" for held in self.consents
        )

    @property
    def born(self) -> date | None:
        """The latest date of birth that anybody attested: who may be the younger counts as the younger."""
        births = [held.consent.born for held in self.consents if held.consent.born is not None]
        if self.performer is not None and self.performer.born is not None:
            births.append(self.performer.born)
        return max(births, default=None)

    def age(self, now: datetime) -> Age:
        """Return whether they are a minor, an adult, or of an age that nobody attested."""
        if self.born is None:
            return "unknown"
        return "minor" if is_minor(self.born, now) else "adult"

    @property
    def comes_of_age(self) -> datetime | None:
        """The moment at which they turn 18; None when their birth was not attested."""
        return None if self.born is None else eighteenth_birthday(self.born)

    def forbade(self, uses: frozenset[str]) -> tuple[str, ...]:
        """Return which of some uses they forbade by name in any consent that no newer one took the place of.

        A consent that was revoked or has ended permits nothing any more, but what it forbade its signatory never allowed.
        """
        return tuple(
            sorted(
                {
                    word
                    for held in self.consents
                    if held.standing.state != "superseded"
                    for word in held.consent.prohibited
                    if plain(word) in uses
                }
            )
        )

    def strikes(
        self, orders: tuple[StrikeOrder, ...], held: Held | None, production: str, now: datetime
    ) -> tuple[StrikeOrder, ...]:
        """Return the orders that hold now and reach them, under one of their consents or without any.

        Who belongs to a union by any of their papers belongs to it under all of them; a company is reached under its own.
        """
        unions, companies = set[str](), set[str]()
        if self.kind == "person":
            unions.update(plain(union) for one in self.consents for union in one.consent.unions)
            if self.performer is not None:
                unions.update(map(plain, self.performer.unions))
                companies.add(plain(self.performer.company))
            if held is not None:
                companies.add(plain(held.consent.company))
        reached = {"union": unions, "company": companies - {""}, "show": {plain(production)}}
        return tuple(order for order in orders if order.holds(now) and plain(order.name) in reached[order.scope])


def likenesses(question: Question, registry: Registry) -> tuple[Likeness, ...]:
    """Return everybody a question shows, each once; one that is nobody when it shows no one.

    A performer whose face was seen in a plate or a reference is shown, whether the question lists them or not.
    """
    shown = list(question.shown)
    for seen in (question.plate, *question.references):
        shown += [one for one in _faces(seen) if not _listed(one, shown)]
    if not shown:
        return (Likeness(None, None, ()),)
    return tuple(
        Likeness(one, registry.performers.get(one.performer), _newest_first(registry.consents_of(one.performer)))
        for one in dict.fromkeys(shown)
    )


def _faces(seen: Seen) -> list[Shown]:
    return [
        *(Shown(words=f"the face of {name}", performer=name, how="face") for name in seen.matched),
        *(Shown(words=f"a face like {name}'s", performer=name, how="face", sure=False) for name in seen.uncertain),
    ]


def _listed(face: Shown, shown: list[Shown]) -> bool:
    """Return whether the performer of a face is listed as a person already, and as surely."""
    return any(one.performer == face.performer and one.how not in _KINDS and one.sure == face.sure for one in shown)


def _newest_first(consents: tuple[Held, ...]) -> tuple[Held, ...]:
    return tuple(sorted(consents, key=lambda held: (held.consent.issued_at, held.consent.id), reverse=True))


def plain(word: str) -> str:
    """Return a name or a use as it is compared: case, hyphens and underscores do not tell two apart."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split())


def age_in_words(age: Age) -> str:
    """Return an age for a reason."""
    return {
        "minor": f"a minor (under {ADULT_AGE})",
        "adult": f"an adult ({ADULT_AGE} or older)",
        "unknown": "of an age that nobody attested",
    }[age]


def day(moment: datetime) -> str:
    """Return a moment's day (UTC) as people write it."""
    return f"{moment.astimezone(UTC):%-d %B %Y}"
