"""What a brief's garments, fabrics and colours are to this engine: a reading of ``clothes.yaml``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from rushes.engines.wardrobe.blocks.catalogue import BLOCKS
from rushes.errors import BadInputError


@dataclass(frozen=True)
class Clothing:
    """A garment of a brief.

    Attributes:
        block: What drafts it.
        part: Which of a scheme's colours it takes: ``main``, ``second``, ``accent`` or ``light``.
        fabrics: What it is made of, the usual first.
        buttons: What its buttons usually are of; empty where it has none.
        fixed: Fields of the block's style that make it this garment.
    """

    block: str
    part: str
    fabrics: tuple[str, ...]
    buttons: str = ""
    fixed: Mapping[str, str] = field(default_factory=dict)


def clothing(garment: str) -> Clothing:
    """Return what a garment is.

    Raises:
        BadInputError: There is no pattern for it.
    """
    row = _table()["garments"].get(garment)
    if row is None or row["block"] not in BLOCKS:
        can = ", ".join(name.replace("_", " ") for name, one in _table()["garments"].items() if one["block"] in BLOCKS)
        raise BadInputError(f"There is no pattern for a {garment.replace('_', ' ')}. There are patterns for: {can}.")
    return Clothing(**{**row, "fabrics": tuple(row["fabrics"])})


def trade_name(fabric: str, garment: str) -> str:
    """Return what a fabric of a brief is called in the trade: the wool of a coat is another than that of a suit.

    Raises:
        BadInputError: There are no data for it.
    """
    table = _table()
    if garment in table["heavy_garments"] and fabric in table["heavy"]:
        return str(table["heavy"][fabric])
    if fabric not in table["fabrics"]:
        raise BadInputError(
            f"There are no data for the fabric {fabric.replace('_', ' ')}. Say one of: {', '.join(table['fabrics'])}."
        )
    return str(table["fabrics"][fabric])


def schemes() -> Mapping[str, Mapping[str, str]]:
    """Return colours that go together, by the part that a garment plays."""
    return dict(_table()["schemes"])


def colours() -> tuple[str, ...]:
    """Return the colours that an option may be asked in."""
    return tuple(_table()["colours"])


def buttons() -> tuple[str, ...]:
    """Return what buttons may be of."""
    return tuple(_table()["buttons"])


def button_colours() -> Mapping[str, str]:
    """Return what colours buttons have, by what they are of; those that are covered have their garment's."""
    return dict(_table()["button_colours"])


def lining_of(part: str) -> str:
    """Return a lining's usual colour, by the part that the garment plays."""
    return str(_table()["lining"][part])


@cache
def _table() -> Mapping[str, Any]:
    text = files("rushes.engines.wardrobe").joinpath("clothes.yaml").read_text(encoding="utf-8")
    return dict(yaml.safe_load(text))
