"""Options and where each came from: the genealogy of a design."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Self

from rushes.engines.lookdev.space import Space, Value
from rushes.errors import BadInputError


@dataclass(frozen=True, slots=True)
class Move:
    """One parameter that differs from the parent's.

    Attributes:
        name: Which parameter.
        before, after: Its value in the first parent, and in the child.
    """

    name: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Option:
    """One design.

    Attributes:
        number: What people call it; never used twice in an exploration.
        values: Every parameter's value, by name.
        parents: The options that it was made from; none for the first ones.
        words: What was asked for, as it was said.
        moved: What differs from the first parent.
    """

    number: int
    values: dict[str, Value]
    parents: tuple[int, ...] = ()
    words: str = ""
    moved: tuple[Move, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as a record."""
        return {
            "number": self.number,
            "values": dict(self.values),
            "parents": list(self.parents),
            "words": self.words,
            "moved": [{"name": one.name, "before": one.before, "after": one.after} for one in self.moved],
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        moved = tuple(Move(**one) for one in row["moved"])
        return cls(row["number"], dict(row["values"]), tuple(row["parents"]), row["words"], moved)


@dataclass(frozen=True, slots=True)
class Exploration:
    """All options of a design so far, and what is locked.

    Attributes:
        space: What can be changed.
        options: Every option that was ever made, by number.
        held: Parameters that are locked, with their values.
    """

    space: Space
    options: tuple[Option, ...] = ()
    held: dict[str, Value] = field(default_factory=dict)

    def option(self, number: int) -> Option:
        """Return an option by its number.

        Raises:
            BadInputError: There is none.
        """
        for one in self.options:
            if one.number == number:
                return one
        numbers = f"1 to {self.options[-1].number}" if self.options else "none yet"
        raise BadInputError(f"There is no option {number} (there are {numbers}). Name one of them.")

    @property
    def next_number(self) -> int:
        """The number of the next option."""
        return max((one.number for one in self.options), default=0) + 1

    def ancestry(self, number: int) -> tuple[Option, ...]:
        """Return an option and its first parents back to the beginning, youngest first."""
        line = [self.option(number)]
        while line[-1].parents:
            line.append(self.option(line[-1].parents[0]))
        return tuple(line)

    def to_json(self) -> dict[str, Any]:
        """Return it as a record that stands alone."""
        return {
            "space": self.space.to_json(),
            "options": [one.to_json() for one in self.options],
            "held": dict(self.held),
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        options = tuple(Option.from_json(row) for row in record["options"])
        return cls(Space.from_json(record["space"]), options, dict(record["held"]))
