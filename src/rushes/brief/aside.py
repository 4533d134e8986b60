"""Things that a text names by the way: what the clothes are for, where a room is, of what its walls are.

The door asks which kind of brief words are by the things they name. Not each of them is what is to be made: an office has a wall, a porter's
jacket is a hotel's, a control room is in a tower, and a lobby has a coat rack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from rushes.brief.tokens import Token

BUILDING, ROOM, CLOTHES = "destruction", "set", "wardrobe"

PARTS_OF_A_ROOM: Final = frozenset({"wall", "room", "interior", "chimney", "block", "brick", "glass"})
"""Words of buildings' names that say a part of a room, or what it is of, once a room has been named."""

HOLDS_CLOTHES: Final = frozenset(
    {
        "rack",
        "racks",
        "stand",
        "stands",
        "hook",
        "hooks",
        "peg",
        "pegs",
        "hanger",
        "hangers",
        "check",
        "cupboard",
        "closet",
    }
    | {"tree", "shop", "form", "forms", "rail", "rails", "circle"}
)
"""What stands in a room and has its name from a garment."""

_INSIDE: Final = frozenset(
    {"in", "inside", "within", "of", "at", "under", "underneath", "below", "beneath", "above", "atop"}
)
_OUTSIDE: Final = frozenset({"on", "in", "along", "by", "at", "beside", "off"})

_OUTDOORS: Final = frozenset({"street"})
"""Styles of sets that a building stands on or by."""

_BREAKS: Final = (
    _INSIDE
    | _OUTSIDE
    | {
        "a",
        "an",
        "the",
        "and",
        "or",
        "with",
        "without",
        "for",
        "to",
        "from",
        "near",
        "behind",
        "before",
        "while",
        "over",
    }
    | {"is", "are", "who", "that", "which", "where", "whose", "wears", "wearing", "beneath", "but", "then", "next"}
)
"""Words that end a noun's own phrase."""

WITHIN: Final = 6
"""So many words lie between a place and the place that it is in, at most: "on the third floor of a tower"."""


@dataclass(frozen=True, slots=True)
class Thing:
    """A name in a text.

    Attributes:
        words: As they stand there.
        tokens: Its words, without those that say nothing.
        first: Its first token's number in the text.
        last: One more than its last token's.
        value: What the vocabulary takes it for; "" where that isn't one word.
    """

    words: str
    tokens: frozenset[str]
    first: int
    last: int
    value: str = ""

    def lies_in(self, other: Thing) -> bool:
        """Return whether it is a part of a longer name: "hotel" of "hotel lobby"."""
        return (
            other.first <= self.first and self.last <= other.last and self.last - self.first < other.last - other.first
        )


def without_asides(tokens: Sequence[Token], named: Mapping[str, Sequence[Thing]]) -> dict[str, list[Thing]]:
    """Return the things that a text names, by kind, without those that it names by the way.

    Args:
        tokens: The text's.
        named: Things by kind; of names in one another the longest alone.
    """
    aside = set(_asides(tokens, named))
    kept = {kind: [one for one in things if one not in aside] for kind, things in named.items()}
    return {kind: things for kind, things in kept.items() if things}


def _asides(tokens: Sequence[Token], named: Mapping[str, Sequence[Thing]]) -> Iterator[Thing]:
    clothes = [one for one in named.get(CLOTHES, ()) if not _holds_clothes(tokens, one)]
    yield from (one for one in named.get(CLOTHES, ()) if one not in clothes)
    rooms, buildings = named.get(ROOM, ()), named.get(BUILDING, ())
    for place in (*rooms, *buildings):
        if any(_is_whose(tokens, place, garment) for garment in clothes):
            yield place
    for building in buildings:
        if any(_is_part(building, room) or _is_where(tokens, room, building, _INSIDE) for room in rooms):
            yield building
    for room in rooms:
        if room.value in _OUTDOORS and any(_is_where(tokens, one, room, _OUTSIDE) for one in buildings):
            yield room


def _holds_clothes(tokens: Sequence[Token], garment: Thing) -> bool:
    return garment.last < len(tokens) and tokens[garment.last].norm in HOLDS_CLOTHES


def _is_whose(tokens: Sequence[Token], place: Thing, garment: Thing) -> bool:
    """Return whether a place says what clothes are for: "a hotel porter's jacket", "a school uniform: grey blazer"."""
    if place.first >= garment.first:
        return False
    between = tokens[place.last : garment.first]
    if any(one.norm in {"uniform", "livery", "dress", "outfit", "costume"} for one in between[:3]) and not _breaks(
        between[:1]
    ):
        return True
    return not _breaks(between)


def _is_part(building: Thing, room: Thing) -> bool:
    """Return whether a building's name says a part of a room that was named before it: an office, one long wall."""
    return room.first < building.first and building.tokens <= PARTS_OF_A_ROOM


def _is_where(tokens: Sequence[Token], what: Thing, where: Thing, joints: frozenset[str]) -> bool:
    """Return whether one place is said to be in or by another: "a control room on the third floor of a tower"."""
    between = tokens[what.last : where.first]
    if not between or what.first >= where.first or len(between) > WITHIN or any(one.ends for one in between):
        return False
    return between[0].norm in _INSIDE | _OUTSIDE and any(one.norm in joints for one in between)


def _breaks(between: Sequence[Token]) -> bool:
    return any(one.kind == "mark" or one.norm in _BREAKS for one in between)
