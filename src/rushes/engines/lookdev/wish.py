"""What a designer says about options, read: "more like 3, less like 5", "3 but much darker", "lock the jacket of 2"."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final

from rushes.engines.lookdev.explore import lock, steer, unlock, vary
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.space import Choice, Range, Space, Value
from rushes.engines.lookdev.twins import Seen
from rushes.errors import BadInputError

_SIZES: Final = {
    "a touch": 0.1,
    "a bit": 0.12,
    "a little": 0.12,
    "slightly": 0.12,
    "much": 0.45,
    "a lot": 0.45,
    "far": 0.45,
    "very": 0.45,
}
_STEP: Final = 0.25
"""How far a plain "darker" goes, in shares of the range: seen at once, and three more times possible."""

_NUMBERS: Final = r"(?P<numbers>\d+(?:\s*(?:,|and|or|&|\+)\s*\d+)*)"
_LIKE = re.compile(rf"(?P<how>more|less|not|un)?\s*like\s+(?:options?\s+)?{_NUMBERS}")
_LOCK = re.compile(
    r"(?P<how>unlock|free|lock|keep|hold)\s+(?:the\s+)?(?P<what>[a-z][a-z_ ]*?)(?:\s+(?:of|from|as in)\s+(?P<of>\d+))?$"
)
_BASE = re.compile(r"^(?:option\s+)?(?P<number>\d+)(?:\s+(?P<rest>.*))?$")
_CUT = re.compile(r"\s*(?:[;:]|,(?!\s*\d)|\bbut\b|\bwith\b|\band\b(?!\s*\d))\s*")
_SIZE = re.compile(rf"^({'|'.join(_SIZES)})\s+")


@dataclass(slots=True)
class Wish:
    """What was understood.

    Attributes:
        like, unlike: Options to be near to, and away from.
        base: The option to change.
        steps: Numbers to move, in shares of their range.
        values: Parameters to set.
        lock: Parameters to hold, and as in which option; None is the base or the first liked one.
        unlock: Parameters to let go.
        not_understood: What was not.
    """

    like: list[int] = field(default_factory=list)
    unlike: list[int] = field(default_factory=list)
    base: int | None = None
    steps: dict[str, float] = field(default_factory=dict)
    values: dict[str, Value] = field(default_factory=dict)
    lock: list[tuple[str, int | None]] = field(default_factory=list)
    unlock: list[str] = field(default_factory=list)
    not_understood: list[str] = field(default_factory=list)

    @property
    def is_empty(self) -> bool:
        """Whether nothing was understood."""
        return not (self.like or self.unlike or self.steps or self.values or self.lock or self.unlock)


def read_wish(words: str, space: Space) -> Wish:
    """Read what a designer says; nothing is made up for what is not understood."""
    wish = Wish()
    text = re.sub(r"\s+", " ", words.strip().rstrip(".!").lower())
    text = _LIKE.sub(lambda match: _likes(wish, match), text)
    for clause in (part.strip() for part in _CUT.split(text)):
        if clause:
            _clause(wish, clause, space)
    return wish


def follow(
    exploration: Exploration, words: str, *, count: int, seed: int, seen: Seen | None = None
) -> tuple[Exploration, tuple[str, ...]]:
    """Do what a designer says.

    Args:
        exploration: What there is.
        words: For example ``more like 3, less like 5`` (gives ``count`` options) or ``3 but darker`` (gives one).
        count: How many options "like" gives.
        seed: Where the spread starts.
        seen: What is seen of a design, so that no two of several options look alike.

    Returns:
        The exploration with the new options, and what was not understood.

    Raises:
        BadInputError: Nothing was understood, it contradicts itself, no option is named to change, or options would be equal.
    """
    wish = read_wish(words, exploration.space)
    if wish.is_empty:
        raise BadInputError(
            f'"{words}" was not understood. Say for example "more like 3, less like 5", "3 but darker" or "lock '
            f'{exploration.space.parameters[0].name.replace("_", " ")} of 2".'
        )
    first = wish.base or (wish.like[0] if wish.like else None)
    exploration = unlock(exploration, wish.unlock)
    for name, of in wish.lock:
        if of is None and first is None:
            raise BadInputError(f'Say of which option {name.replace("_", " ")} is to be kept: "lock {name} of 3".')
        exploration = lock(exploration, [name], of or first or 0)
    if (wish.steps or wish.values) and first is None:
        raise BadInputError(f'Say which option is meant: "3 but {words.strip()}".')
    if first is not None and (wish.steps or wish.values):
        exploration = vary(exploration, first, steps=wish.steps, values=wish.values, words=words)
        if wish.like:
            wish.like[0] = exploration.options[-1].number
    if wish.like or wish.unlike:
        exploration = steer(
            exploration, like=wish.like, unlike=wish.unlike, count=count, seed=seed, words=words, seen=seen
        )
    return exploration, tuple(wish.not_understood)


def _likes(wish: Wish, match: re.Match[str]) -> str:
    numbers = [int(number) for number in re.findall(r"\d+", match["numbers"])]
    (wish.unlike if match["how"] in {"less", "not", "un"} else wish.like).extend(numbers)
    return ";"


def _clause(wish: Wish, clause: str, space: Space) -> None:
    if match := _LOCK.search(clause):
        names = space.named(match["what"])
        if names and match["how"] in {"unlock", "free"}:
            wish.unlock.extend(names)
        else:
            wish.lock.extend((name, int(match["of"]) if match["of"] else None) for name in names)
        if not names:
            wish.not_understood.append(clause)
        return
    if base := _BASE.match(clause):
        wish.base = int(base["number"])
        clause = base["rest"] or ""
    if clause and not _changes(wish, clause, space):
        wish.not_understood.append(clause)


def _changes(wish: Wish, clause: str, space: Space) -> bool:
    size = _STEP
    plain = clause
    if match := _SIZE.match(plain):
        size, plain = _SIZES[match[1]], plain[match.end() :]
    plain = re.sub(r"^(?:a|an|the)\s+", "", plain)
    for one in space:
        name = one.name.replace("_", " ")
        if isinstance(one, Range):
            if plain in {*one.more, f"more {name}", f"higher {name}", *(f"{word} {name}" for word in one.more)}:
                wish.steps[one.name] = size
                return True
            if plain in {*one.less, f"less {name}", f"lower {name}", *(f"{word} {name}" for word in one.less)}:
                wish.steps[one.name] = -size
                return True
    plain = plain.removeprefix("in ").removeprefix("a ")
    return _value(wish, plain, space) or _of_part(wish, plain, space)


def _of_part(wish: Wish, plain: str, space: Space) -> bool:
    """Read what a part is to be of: "burgundy velvet dress"; each word is a value of one of the part's choices."""
    for part in sorted({one.part for one in space if one.part}, key=len, reverse=True):
        if not plain.endswith(f" {part}"):
            continue
        rest, found = plain.removesuffix(f" {part}"), dict[str, Value]()
        choices = [one for one in space if isinstance(one, Choice) and one.part == part]
        while rest:
            named = [
                (value.replace("_", " "), one.name, value)
                for one in choices
                if one.name not in found
                for value in one.values
                if f"{rest} ".startswith(f"{value.replace('_', ' ')} ")
            ]
            if not named:
                return False
            said, name, value = max(named, key=lambda row: len(row[0]))
            found[name], rest = value, rest[len(said) + 1 :]
        wish.values |= found
        return bool(found)
    return False


def _value(wish: Wish, plain: str, space: Space) -> bool:
    """Read a choice's value: with its parameter's name, or alone where only one parameter has it."""
    found = [
        (one.name, value)
        for one in space
        if isinstance(one, Choice)
        for value in one.values
        if plain in {f"{one.name.replace('_', ' ')} {value}", f"{value} {one.name.replace('_', ' ')}"}
    ] or [(one.name, value) for one in space if isinstance(one, Choice) for value in one.values if plain == value]
    if len(found) != 1:
        return False
    wish.values[found[0][0]] = found[0][1]
    return True
