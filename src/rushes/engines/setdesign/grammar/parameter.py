"""Design parameters: what a style can be asked for, each with its range and meaning."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rushes.engines.setdesign.model.room import Room
from rushes.errors import BadInputError

Params = dict[str, float | str]


@dataclass(frozen=True)
class Parameter:
    """A number that a designer may turn.

    Attributes:
        name: What it is called.
        low: Least value.
        high: Greatest value.
        usual: Value when nothing is said.
        unit: `m`, `no.`, `K` or "" for a share.
        meaning: In plain words.
    """

    name: str
    low: float
    high: float
    usual: float
    unit: str
    meaning: str

    @property
    def whole(self) -> bool:
        """Whether it counts things."""
        return self.unit == "no."

    def at(self, share: float) -> float:
        """Value at a share of its range, 0 to 1."""
        value = self.low + (self.high - self.low) * min(1.0, max(0.0, share))
        return float(round(value)) if self.whole else round(value, 3)

    def clamped(self, value: float) -> float:
        """Bring a value into the range."""
        value = min(self.high, max(self.low, value))
        return float(round(value)) if self.whole else round(value, 3)


@dataclass(frozen=True)
class Choice:
    """One of several ways.

    Attributes:
        name: What it is called.
        options: The ways.
        usual: The way when nothing is said.
        meaning: In plain words.
    """

    name: str
    options: tuple[str, ...]
    usual: str
    meaning: str

    def at(self, share: float) -> str:
        """Option at a share of the list, 0 to 1."""
        return self.options[min(len(self.options) - 1, int(min(1.0, max(0.0, share)) * len(self.options)))]


@dataclass(frozen=True)
class Style:
    """A style: its parameters, and the program that grows a room from them. A brief's words that turn them are in the brief's vocabulary.

    Attributes:
        name: `bunker` ...
        title: For title blocks: `Bunker lounge`.
        parameters: What may be turned, the most telling first.
        grow: From complete parameters and a seed to a room, not yet checked.
    """

    name: str
    title: str
    parameters: tuple[Parameter | Choice, ...]
    grow: Callable[[Params, int], Room]

    def parameter(self, name: str) -> Parameter | Choice | None:
        """Find a parameter by its name."""
        return next((row for row in self.parameters if row.name == name), None)

    def usual(self) -> Params:
        """Say all parameters as they are when nothing is said."""
        return {row.name: row.usual for row in self.parameters}

    def at(self, shares: Sequence[float]) -> Params:
        """Turn a vector of shares (0 to 1, one a parameter, in their order) into parameters.

        This is the space that several options are spread over.

        Raises:
            ValueError: Not one share a parameter.
        """
        return {row.name: row.at(share) for row, share in zip(self.parameters, shares, strict=True)}

    def complete(self, params: Mapping[str, float | str]) -> Params:
        """Add what wasn't said, and refuse what can't be.

        Raises:
            BadInputError: A parameter is unknown or outside its range.
        """
        whole = self.usual()
        for name, value in params.items():
            row = self.parameter(name)
            if row is None:
                raise BadInputError(
                    f"Style {self.name}: there is no parameter {name!r}; it has {', '.join(p.name for p in self.parameters)}."
                )
            whole[name] = _taken(self.name, row, value)
        return whole


def _taken(style: str, row: Parameter | Choice, value: float | str) -> float | str:
    if isinstance(row, Choice):
        if value not in row.options:
            raise BadInputError(f"Style {style}: {row.name} can't be {value!r}; it is one of {', '.join(row.options)}.")
        return value
    if isinstance(value, str) or not row.low <= value <= row.high:
        raise BadInputError(
            f"Style {style}: {row.name} is {value!r}; it goes from {row.low:g} to {row.high:g} {row.unit} ({row.meaning})."
        )
    return row.clamped(value)


def number(params: Params, name: str) -> float:
    """Read a number."""
    return float(params[name])


def count(params: Params, name: str) -> int:
    """Read a count."""
    return round(float(params[name]))


def word(params: Params, name: str) -> str:
    """Read a choice."""
    return str(params[name])
