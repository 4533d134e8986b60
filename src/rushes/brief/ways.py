"""How a building comes down when the words name more than one way: what starts it, and what follows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rushes.brief.fields import Value
from rushes.brief.words import Said
from rushes.errors import BadInputError

_TOGETHER = {
    frozenset({"soft_storey", "pancake"}): "soft_storey",
    frozenset({"soft_storey", "zipper"}): "zipper",
    frozenset({"soft_storey", "overturning"}): "overturning",
    frozenset({"soft_storey", "implosion"}): "implosion",
    frozenset({"impact", "pancake"}): "impact",
    frozenset({"impact", "soft_storey"}): "impact",
    frozenset({"impact", "soft_storey", "pancake"}): "impact",
    frozenset({"zipper", "pancake"}): "zipper",
    frozenset({"soft_storey", "zipper", "pancake"}): "zipper",
}
"""Ways that one collapse can show together, and which of them is the way: the one that starts it, or shapes it."""

_FOLLOWS = {
    "pancake": "then pancake: the floors above land on one another",
    "soft_storey": "the ground floor goes with it",
}


def one_way(said: Sequence[Said]) -> tuple[Said, tuple[tuple[Said, str], ...]]:
    """Return the way of collapse, and the others that go along with it, each with how.

    Raises:
        BadInputError: One building can't do both.
    """
    ways = dict.fromkeys(str(each.value) for each in said)
    if len(ways) == 1:
        return said[0], ()
    chosen = _TOGETHER.get(frozenset(ways))
    if chosen is None:
        named = [next(each for each in said if each.value == way) for way in ways]
        raise BadInputError(
            f'The text asks for {_plain(named[0])} ("{named[0].words}") and for {_plain(named[1])} '
            f'("{named[1].words}"). One building does one of them: keep one.'
        )
    main = next(each for each in said if each.value == chosen)
    return main, tuple((each, _FOLLOWS[str(each.value)]) for each in said if each.value != chosen)


def directed_way(chosen: Mapping[str, Value], where: str) -> str | None:
    """Return the way that an artist's direction asks for where none is named; None for the usual one.

    Raises:
        BadInputError: The direction and the way contradict each other.
    """
    way, members, delays = (chosen.get(f"collapse.{name}") for name in ("way", "members", "delays"))
    if members and delays:
        raise BadInputError(
            f"{where}: collapse.members and collapse.delays both say what goes first. Give one of them; members have "
            "a time of their own in at."
        )
    if delays and way not in {None, "implosion"}:
        raise BadInputError(
            f"{where}: collapse.delays is the sequence of an implosion, but collapse.way is {str(way).replace('_', ' ')}. "
            "Leave the way out, or give collapse.members with at instead."
        )
    if way == "mixed" and not members:
        raise BadInputError(
            f"{where}: collapse.way is mixed, in which only what is named goes first, but nothing is. Name it under "
            "collapse.members."
        )
    if way is None and (members or delays):
        return "mixed" if members else "implosion"
    return None


def _plain(said: Said) -> str:
    return str(said.value).replace("_", " ")
