"""What a brief says of prices: a designer's own, by the trade names of materials."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any, Final

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

Amounts = Mapping[str, Annotated[float, Field(ge=0.0, le=1e6)]]
"""Prices by a material's trade name."""


class Costs(BaseModel):
    """What materials cost.

    Attributes:
        currency: In which the prices are (ISO 4217), for example EUR; nothing is converted.
        prices: By trade name, for a metre of cloth, a square metre of a finish, or one button.
        file: The show's own table; found by itself.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    currency: str = ""
    prices: Amounts = {}
    file: Path | None = None


SHAPES: Final[Mapping[str, Any]] = {"costs.prices": Amounts}
DEMANDS: Final[Mapping[str, str]] = {
    "costs.prices": "prices by the trade names of materials, for example {cotton velvet: 28, brass buttons: 1.6}"
}


def read_prices(name: str, value: object) -> Mapping[str, float]:
    """Return what ``costs.prices`` holds.

    Raises:
        ValueError: It is none; the message says what it has to be.
    """
    try:
        found: Mapping[str, float] = TypeAdapter(SHAPES[name]).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{DEMANDS[name]} ({where + ': ' if where else ''}{first['msg']})") from error
    return found


def say_prices(value: Mapping[str, float]) -> str:
    """Return prices in words."""
    return ", ".join(f"{name} {amount:g}" for name, amount in value.items())
