"""What materials cost: a show's own prices, those of the brief, or usual ones, which are said to be assumed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from rushes.errors import BadInputError
from rushes.show import parse_document

UNITS: Final = ("m", "m²", "each")


@dataclass(frozen=True)
class Price:
    """What an amount of a material costs.

    Attributes:
        amount: Of money, for one unit.
        unit: ``m`` (of a cloth's width), ``m²`` or ``each``.
        width: Of a cloth that is sold by the metre [m]; 0 where it has none.
        assumed: Whether it is a usual price and nobody's quotation.
    """

    amount: float
    unit: str
    width: float = 0.0
    assumed: bool = False


@dataclass(frozen=True)
class Prices:
    """Prices in one currency.

    Attributes:
        currency: Three letters (ISO 4217).
        rows: By the material's trade name.
        widths: Of cloth [m] by its trade name, whatever its price is in.
    """

    currency: str
    rows: Mapping[str, Price]
    widths: Mapping[str, float]

    def of(self, name: str) -> Price | None:
        """Return a material's price; None where there is none in this currency."""
        return self.rows.get(name)


def prices(*, own: Path | None = None, given: Mapping[str, float] | None = None, currency: str = "") -> Prices:
    """Return the prices in force: the brief's, then the show's, then usual ones where they are in the same currency.

    Args:
        own: The show's table, a YAML file like ours: ``currency``, and by trade name a price or ``{price, unit, width}``.
        given: The brief's: prices by trade name.
        currency: The brief's; the show's, or ours, where it is empty.

    Raises:
        BadInputError: The show's table can't be read, a price is none, or brief and show count in different currencies.
    """
    usual = _read(files("rushes.engines.lookdev").joinpath("prices.yaml").read_text(encoding="utf-8"), "", assumed=True)
    shows = _read(_text(own), str(own), usual=usual) if own else None
    if shows and currency and shows.currency != currency:
        raise BadInputError(
            f"The brief counts in {currency}, and {own} in {shows.currency}. Nothing is converted: give both in one currency."
        )
    told = currency or (shows.currency if shows else usual.currency)
    rows = dict(usual.rows) if told == usual.currency else {}
    rows |= shows.rows if shows else {}
    for name, amount in (given or {}).items():
        before = usual.rows.get(name)
        rows[name] = Price(float(amount), before.unit if before else "m", before.width if before else 0.0)
    widths = {name: row.width for name, row in usual.rows.items() if row.width}
    return Prices(told, rows, widths | {name: row.width for name, row in rows.items() if row.width})


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInputError(
            f"The price table {path} can't be read ({error}). Write it again, or take it away."
        ) from error


def _read(text: str, where: str, *, assumed: bool = False, usual: Prices | None = None) -> Prices:
    table = parse_document(text, f"The price table {where}")
    if not _is_currency(table.get("currency")):
        raise BadInputError(
            f"The price table {where} has no currency. Begin it with for example: currency: EUR (three capital letters), then a line a material: cotton velvet: 28."
        )
    known = usual.rows if usual else {}
    rows = {
        str(name): _price(where, str(name), row, known.get(str(name)), assumed)
        for name, row in table.items()
        if name != "currency"
    }
    return Prices(str(table["currency"]), rows, {})


def _is_currency(said: object) -> bool:
    return isinstance(said, str) and len(said) == 3 and said.isalpha() and said.isupper()


def _price(where: str, name: str, row: Any, usual: Price | None, assumed: bool) -> Price:  # noqa: ANN401 - as YAML gives it
    given = row if isinstance(row, dict) else {"price": row}
    amount, unit, width = (
        given.get("price"),
        given.get("unit", usual.unit if usual else "m"),
        given.get("width", usual.width if usual else 0.0),
    )
    numbers = [
        one for one in (amount, width) if isinstance(one, int | float) and not isinstance(one, bool) and one >= 0
    ]
    if len(numbers) < 2 or unit not in UNITS or set(given) - {"price", "unit", "width"}:
        raise BadInputError(
            f"The price table {where}: {name} is {row!r}. Write a price, or {{price: 28, unit: m, width: 1.4}}; units are {', '.join(UNITS)}."
        )
    return Price(float(numbers[0]), str(unit), float(numbers[1]), assumed)
