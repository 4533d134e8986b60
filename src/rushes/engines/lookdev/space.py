"""A design space: the parameters that an engine lets a designer explore, each with what it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from rushes.errors import BadInputError

Value = float | str
Values = Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Range:
    """A parameter that is a number.

    Attributes:
        name: What it is called, for example ``lapel_width``.
        low, high: Its bounds, both reachable.
        meaning: What it changes, in a designer's words.
        unit: For example ``m``; empty for a plain number.
        weight: How much it matters to the look: 1 is usual, 0 is not explored (it stays in the middle).
        part: The part that it belongs to, for example ``jacket``: parts can be locked.
        more, less: Words that ask for a higher or a lower value, for example ``wider`` and ``narrower``.
    """

    name: str
    low: float
    high: float
    meaning: str
    unit: str = ""
    weight: float = 1.0
    part: str = ""
    more: tuple[str, ...] = ()
    less: tuple[str, ...] = ()

    def at(self, share: float) -> float:
        """Return the value at a share of the range, 0 to 1."""
        return min(max(self.low + (self.high - self.low) * share, self.low), self.high)

    def share(self, value: Value) -> float:
        """Return where a value stands in the range, 0 to 1."""
        return (float(value) - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True)
class Choice:
    """A parameter that is one of some words.

    Attributes:
        name: What it is called, for example ``lapel``.
        values: What it can be, for example ``notch``, ``peak``, ``shawl``.
        meaning: What it changes, in a designer's words.
        weight: How much it matters to the look; 0 is not explored (it stays the first).
        part: The part that it belongs to.
    """

    name: str
    values: tuple[str, ...]
    meaning: str
    weight: float = 1.0
    part: str = ""


@dataclass(frozen=True, slots=True)
class Space:
    """Parameters that are explored together.

    Raises:
        BadInputError: Two have one name, or one has no room: a programmer's slip, said all the same.
    """

    parameters: tuple[Range | Choice, ...]

    def __post_init__(self) -> None:
        names = [one.name for one in self.parameters]
        if not names or len(set(names)) < len(names):
            raise BadInputError(f"A design space needs parameters of different names, not {names}.")
        for one in self.parameters:
            if isinstance(one, Range) and not one.low < one.high:
                raise BadInputError(
                    f"The parameter {one.name} goes from {one.low:g} to {one.high:g}: there is no room."
                )
            if isinstance(one, Choice) and len(set(one.values)) < max(len(one.values), 1):
                raise BadInputError(f"The parameter {one.name} needs values, each once, not {list(one.values)}.")

    def __iter__(self) -> Iterator[Range | Choice]:
        return iter(self.parameters)

    def __getitem__(self, name: str) -> Range | Choice:
        """Return a parameter by its name.

        Raises:
            BadInputError: There is none of that name.
        """
        for one in self.parameters:
            if one.name == name:
                return one
        raise BadInputError(f'There is no parameter "{name}". There are: {", ".join(one.name for one in self)}.')

    def named(self, word: str) -> tuple[str, ...]:
        """Return the names of the parameters that a word means: one by its name, or those of a part; empty if none."""
        plain = word.strip().lower().replace(" ", "_")
        return tuple(one.name for one in self if plain in {one.name, one.part.lower().replace(" ", "_")})

    def check(self, values: Values) -> None:
        """Stop unless values are of this space's parameters and within bounds; some may be missing.

        Raises:
            BadInputError: One is not.
        """
        for name, value in values.items():
            one = self[name]
            if isinstance(one, Choice) and value not in one.values:
                raise BadInputError(f'{name} can\'t be "{value}". It can be {", ".join(one.values)}.')
            if isinstance(one, Range) and (isinstance(value, str) or not one.low <= value <= one.high):
                raise BadInputError(
                    f"{name} can't be {value}. It goes from {one.low:g} to {one.high:g} {one.unit}".rstrip() + "."
                )

    def to_json(self) -> list[dict[str, Any]]:
        """Return the parameters as records."""
        return [asdict(one) | {"kind": "range" if isinstance(one, Range) else "choice"} for one in self]

    @classmethod
    def from_json(cls, rows: list[dict[str, Any]]) -> Self:
        """Read what ``to_json`` gave."""
        return cls(tuple(_parameter(row) for row in rows))


def _parameter(row: Mapping[str, Any]) -> Range | Choice:
    given: dict[str, Any] = {key: tuple(value) if isinstance(value, list) else value for key, value in row.items()}
    return Range(**given) if given.pop("kind") == "range" else Choice(**given)
