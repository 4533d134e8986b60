"""What a design changes when somebody says something of a version: the wish of a further one, that goes on from what was shown."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.explore import Explore
from rushes.brief.remark import HEDGES
from rushes.engines.lookdev.continued import read_explored
from rushes.engines.lookdev.explore import unlock
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.space import Range, Space, Value
from rushes.engines.lookdev.wish import Wish, follow, read_wish
from rushes.errors import BadInputError
from rushes.plan import Answer, Remark, Turned

_CLAUSES = re.compile(r"\s*(?:[;:.!?]|,(?!\s*\d)|\bbut\b|\band\b(?!\s*\d))\s*")
_OPENINGS: Final = (
    "the room",
    "the set",
    "the look",
    "the whole",
    "the picture",
    "this",
    "it",
    "everything",
    "overall",
    "all",
    "the",
)
_VERBS: Final = frozenset({"is", "are", "was", "were", "it's"})
_ASIDE: Final = re.compile(
    r"^(?:(?:i'd like|i would like|i want|we want|we'd like)(?: it| this| them)?|i think|i feel|maybe|perhaps|also|then|still|now|just|quite|so)\b\s*"
)
_TOO: Final = re.compile(
    r"^(?P<what>[a-z' ]*?)\s*\b(?P<size>much|far|way|a bit|a little|slightly)?\s*\b(?:too|not so|not as|less)\s+(?P<how>[a-z]+)$"
)
_NOUNS: Final = frozenset({"room", "set", "space", "place", "overall", "look"})
"""Words beside which a wish may stand alone: "a wider room"."""

_CEILING: Final = frozenset({"higher", "lower", "loftier"})
"""What a ceiling can be, and a room is then."""

MOST_CLAUSES: Final = 24
"""So many things one note asks for at most: each is read in a dozen ways."""

LONGEST: Final = 160
"""The longest clause [characters] that may be a wish; ours are a few words."""

EVERYWHERE: Final = "The region was left aside: a design is changed as a whole, or by the part that is named."

Reading = Callable[[str, Brief, Space], Mapping[str, Value]]
"""Returns the parameters that a clause sets which no wish says, by name; none where it says nothing."""


@dataclass(frozen=True)
class Shown:
    """What a version showed.

    Attributes:
        exploration: All of its options.
        numbers: Of those that it showed, in the order of its frames.
    """

    exploration: Exploration
    numbers: tuple[int, ...]

    @classmethod
    def read(cls, path: Path) -> Shown:
        """Read a version's ``explored.json``.

        Raises:
            BadInputError: It can't be read.
        """
        record = read_explored(path)
        try:
            return cls(Exploration.from_json(record), tuple(int(number) for number in record["shown"]))
        except (KeyError, TypeError, ValueError) as error:
            raise BadInputError(f"The options in {path} can't be read ({error}). Make that version again.") from error

    def meant(self, remark: Remark) -> int:
        """Return the option that a note on a frame means: the one in its picture, where several are shown."""
        at = remark.frames.first - remark.first
        return self.numbers[at] if len(self.numbers) > 1 and at < len(self.numbers) else self.numbers[0]


def design_answers(remark: Remark, brief: Brief, explored: str, pictures: int, read: Reading) -> Answer:
    """Turn a remark into the wish of a further design.

    Args:
        remark: What was said.
        brief: What the version was made from.
        explored: Where a version keeps what it explored, from its folder.
        pictures: How many pictures one design has.
        read: What the engine reads of a clause that is no wish.
    """
    try:
        shown = Shown.read(remark.folder / explored)
    except BadInputError as error:
        return Answer(brief, left=(str(error),))
    left: list[str] = []
    clauses = list(clauses_of(remark.text))
    if len(clauses) > MOST_CLAUSES:
        return Answer(
            brief,
            left=(
                f"It asks for {len(clauses)} things at once. Write several notes, of {MOST_CLAUSES} things at most.",
            ),
        )
    parts = [_part(clause, brief, shown.exploration.space, read) for clause in clauses]
    left += [f'"{part.words}" was not understood.' for part in parts if part.is_lost]
    number = next((part.wish.base for part in parts if part.wish.base is not None), shown.meant(remark))
    asked = [part for part in parts if part.asks]
    if left or not asked:
        return Answer(brief, left=tuple(left))
    try:
        return _wished(remark, brief, shown, number, asked, pictures)
    except BadInputError as error:
        return Answer(brief, left=(str(error),))


@dataclass(frozen=True)
class Part:
    """A clause of a note: its words, as a wish, and in the words that a wish is said in."""

    words: str
    wish: Wish
    said: str

    @property
    def asks(self) -> bool:
        """Whether it asks for anything."""
        return not self.wish.is_empty

    @property
    def is_lost(self) -> bool:
        """Whether something of it was not understood."""
        return bool(self.wish.not_understood) or (not self.asks and self.wish.base is None)


def clauses_of(text: str) -> Iterator[str]:
    """Return a note's clauses in small letters, without the words that it is wrapped in."""
    for clause in _CLAUSES.split(text.lower()):
        words = " ".join(word for word in clause.split() if word not in HEDGES | _VERBS)
        words = _ASIDE.sub("", words)
        for opening in _OPENINGS:
            if words == opening or words.startswith(f"{opening} "):
                words = words.removeprefix(opening).strip()
                break
        if words:
            yield words


def _part(clause: str, brief: Brief, space: Space, read: Reading) -> Part:
    ways = list(dict.fromkeys(_ways(clause))) if len(clause) <= LONGEST else []
    for said in ways:
        wish = read_wish(said, space)
        if not wish.not_understood and not wish.is_empty:
            return Part(clause, wish, said)
    for way in ways:
        values = dict(read(way, brief, space))
        said = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in values.items())
        wish = read_wish(said, space)
        if values and not wish.not_understood:
            return Part(clause, wish, said)
    return Part(clause, Wish(not_understood=[clause]), clause)


def _ways(clause: str) -> Iterator[str]:
    """Return the ways in which a clause may be a wish: as it stands, its opposite of what is too much, in the plural, turned round, and alone."""
    for said in filter(None, (clause, _opposite(clause))):
        yield said
        yield f"{said}s"
        words = said.split()
        if len(words) > 1:
            yield " ".join([*words[1:], words[0]])
            yield " ".join([*words[-1:], *words[:-1]])
            yield " ".join([*words[-1:], *words[:-1]]) + "s"
        for preposition in (" in ", " on the ", " of "):
            what, there, of = said.partition(preposition)
            if there:
                yield f"{of} {what}"
                yield f"{what} {of}"
        yield from _alone(words)


_OPPOSITES: Final = {
    "dark": "brighter", "bright": "darker", "light": "darker", "wide": "narrower", "narrow": "wider", "small": "larger", "large": "smaller", "big": "smaller",
    "high": "lower", "low": "higher", "new": "more worn", "clean": "more worn", "worn": "newer", "old": "newer", "empty": "fuller", "bare": "fuller",
    "full": "emptier", "busy": "emptier", "cluttered": "emptier", "long": "shorter", "short": "longer", "loose": "closer",
}  # fmt: skip
"""What is asked for where something is too dark, too wide, and so on."""


def _alone(words: Sequence[str]) -> Iterator[str]:
    """Return a wish that stands beside the room's own word: "wider" of "a wider room", "lower" of "a lower ceiling"."""
    for noun, rest in ((words[-1], words[:-1]), (words[0], words[1:])):
        plain = [word for word in rest if word not in {"a", "an", "the"}]
        if plain and (noun in _NOUNS or (noun == "ceiling" and plain[-1] in _CEILING)):
            yield " ".join(plain)


def _opposite(clause: str) -> str:
    """Return "brighter" for "too dark", and "narrower trousers" for "trousers too wide"; empty where nothing is too much."""
    match = _TOO.match(clause)
    if match is None or match["how"] not in _OPPOSITES:
        return ""
    return " ".join(word for word in (match["size"], _OPPOSITES[match["how"]], match["what"]) if word)


def _wished(remark: Remark, brief: Brief, shown: Shown, number: int, asked: Sequence[Part], pictures: int) -> Answer:
    """Return the brief that goes on from an option.

    Raises:
        BadInputError: Another note goes on from another option, or the wish can't be had.
    """
    before = brief.explore.wish if brief.explore.of == remark.version else ""
    if before and not before.startswith(f"{number} but "):
        raise BadInputError(
            f'Another note goes on from another option ("{before}"), and a version shows one of them in full.'
        )
    told = () if remark.region is None else (EVERYWHERE,)
    if any(part.wish.like or part.wish.unlike for part in asked):
        if before:
            raise BadInputError(
                f'Another note asks for "{before}" of one design, and this one for options. Make them one after the other.'
            )
        wish = ", ".join(part.said for part in asked)
        turned: tuple[Turned, ...] = (Turned("explore.wish", brief.explore.wish or "nothing", wish, remark.text),)
        return Answer(_going_on(brief, remark.version, wish), turned, told=told)
    every = tuple(_turns(shown.exploration, number, asked))
    turned = tuple(turn for turn in every if turn.before != turn.after)
    held = [
        turn.field.removeprefix("explore.")
        for turn in every
        if turn.field.removeprefix("explore.") in shown.exploration.held
    ]
    said = [*(f"unlock {name.replace('_', ' ')}" for name in held), *(part.said for part in asked)]
    follow(
        unlock(shown.exploration, held),
        f"{number} but {'; '.join(part.said for part in asked)}",
        count=1,
        seed=brief.seed,
    )
    wish = f"{before}; {'; '.join(said)}" if before else f"{number} but {'; '.join(said)}"
    changed = _going_on(brief, remark.version, wish).model_copy(
        update={"options": 1, "frames": pictures if brief.options > 1 else brief.frames}
    )
    return Answer(changed, turned, told=told)


def _going_on(brief: Brief, version: str, wish: str) -> Brief:
    return brief.model_copy(update={"explore": Explore(of=version, wish=wish)})


def _turns(exploration: Exploration, number: int, asked: Sequence[Part]) -> Iterator[Turned]:
    """Return what the clauses change of an option's parameters.

    Raises:
        BadInputError: There is no such option.
    """
    values = exploration.option(number).values
    for part in asked:
        after: dict[str, Any] = dict(part.wish.values)
        for name, step in part.wish.steps.items():
            one = exploration.space[name]
            if isinstance(one, Range):
                after[name] = one.at(min(max(one.share(values.get(name, (one.low + one.high) / 2)) + step, 0.0), 1.0))
        for name, value in after.items():
            yield Turned(f"explore.{name}", _say(values.get(name)), _say(value), part.words)


def _say(value: Any) -> str:  # noqa: ANN401 - a number or a word
    return f"{value:.4g}" if isinstance(value, float) else str(value).replace("_", " ")
