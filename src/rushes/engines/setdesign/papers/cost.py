"""What the finishes of a set cost: what is ordered of each, at the prices in force."""

from __future__ import annotations

import math
from typing import NamedTuple

from rushes.engines.lookdev.prices import Price, Prices
from rushes.engines.setdesign.model.finish import Finish
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.papers.schedule import WASTE, finish_areas

SMALLEST_M2 = 0.005


class Cost(NamedTuple):
    """What one finish costs.

    Attributes:
        finish: Its name.
        order_m2: What is ordered: its area and a tenth, in whole square metres.
        price: Of a square metre; None where nobody gave one.
    """

    finish: str
    order_m2: int
    price: Price | None

    @property
    def amount(self) -> float | None:
        """Of money; None where there is no price."""
        return None if self.price is None else self.price.amount * self.order_m2


def price_of(finish: Finish, prices: Prices) -> Price | None:
    """Return a finish's price by the square metre: by its trade name, its own name, or its family, the nearest first.

    A price that somebody gave a finish without a unit is by the square metre; one of cloth, by the metre of its width, is none of a surface.
    """
    plain = (finish.trade, finish.name, finish.name.replace("_", " "), finish.family.replace("_", " "))
    rows = (prices.of(name) for name in plain)
    return next(
        (row for row in rows if row is not None and (row.unit == "m²" or (row.unit == "m" and not row.width))), None
    )


def costs(room: Room, prices: Prices) -> tuple[Cost, ...]:
    """Return what each finish of a room's surfaces costs, the largest area first. Furniture is hired or bought, and not counted."""
    areas = {name: sum(where.values()) for name, where in finish_areas(room).items()}
    return tuple(
        Cost(name, math.ceil(area * WASTE), price_of(room.finish(name), prices))
        for name, area in sorted(areas.items(), key=lambda row: -row[1])
        if area >= SMALLEST_M2
    )


def told(rows: tuple[Cost, ...], currency: str) -> str:
    """Say in a sentence what all of them cost, how much of it is assumed, and what has no price."""
    whole = sum(row.amount or 0.0 for row in rows)
    assumed = sum(row.amount or 0.0 for row in rows if row.price is not None and row.price.assumed)
    missing = [row.finish for row in rows if row.price is None]
    how = (
        "at usual prices, which are assumed"
        if assumed == whole
        else f"{assumed:,.0f} of it at usual prices, which are assumed"
        if assumed
        else "at the prices given"
    )
    last = f" No price is known of {', '.join(missing)}." if missing else ""
    return f"Finishes cost about {whole:,.0f} {currency} for what is ordered, {how}; without labour, framing, furniture and hire.{last}"
