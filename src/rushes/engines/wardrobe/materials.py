"""What a look takes of cloth and trimmings, and what that costs: from the markers and closures of its patterns."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Final

from rushes.engines.lookdev.prices import Prices
from rushes.engines.wardrobe.look import LookPiece
from rushes.engines.wardrobe.papers.cutting_list import CuttingList

INSIDE: Final[Mapping[str, str]] = {
    "lining": "viscose lining",
    "interfacing": "woven interfacing",
    "pocketing": "cotton pocketing",
}
"""What a garment's inner cloths are in the trade."""

THREAD: Final = "sewing thread"

_COUNTED = re.compile(r"(\d+) (\w+), ")


@dataclass(frozen=True)
class Row:
    """An amount of one material in one garment.

    Attributes:
        piece: The garment.
        name: The material's trade name.
        use: What it is for.
        amount, unit: How much: metres of its width, or how many.
        width: Of the cloth [m]; 0 for what has none.
        colour: As ``#rrggbb``; empty where it doesn't matter.
        price: For one unit; None where there is none.
        assumed: Whether the price is a usual one.
    """

    piece: str
    name: str
    use: str
    amount: float
    unit: str
    width: float = 0.0
    colour: str = ""
    price: float | None = None
    assumed: bool = False

    @property
    def cost(self) -> float | None:
        """What it costs; None where nobody gave a price."""
        return None if self.price is None else self.price * self.amount

    @property
    def spoken(self) -> str:
        """The amount in words."""
        if self.unit == "m":
            return f"{self.amount:.2f} m of {100 * self.width:.0f} cm"
        return f"{self.amount:g}"


def rows_of(piece: LookPiece, listed: CuttingList, prices: Prices, called: str = "") -> tuple[Row, ...]:
    """Return what a garment takes.

    Args:
        piece: The garment.
        listed: Its cutting list.
        prices: In force.
        called: What the garment is called among those of several people; its own name where it is left out.
    """
    piece = replace(piece, key=called or piece.key)
    out = []
    for marker in listed.markers:
        name = INSIDE.get(marker.cloth, piece.fabric)
        colour = {"lining": piece.lining, "shell": piece.colour, "contrast": piece.colour}.get(marker.cloth, "")
        out.append(_row(piece, name, marker.cloth, round(marker.length, 2), "m", prices, marker.width, colour))
    counts: dict[str, int] = {}
    for said in listed.closures:
        if found := _COUNTED.match(said):
            kind = found[2] if found[2] != "buttons" else f"{piece.buttons or 'horn'} buttons"
            counts[kind] = counts.get(kind, 0) + int(found[1])
    out += [_row(piece, name, "closure", float(count), "each", prices) for name, count in counts.items()]
    return (*out, _row(piece, THREAD, "sewing", 1.0, "each", prices))


def _row(
    piece: LookPiece,
    name: str,
    use: str,
    amount: float,
    unit: str,
    prices: Prices,
    width: float = 0.0,
    colour: str = "",
) -> Row:
    found = prices.of(name)
    fits = found is not None and found.unit == unit
    return Row(
        piece.key.replace("_", " "),
        name,
        use,
        amount,
        unit,
        width,
        colour,
        found.amount if found and fits else None,
        bool(found and fits and found.assumed),
    )


def total(rows: Iterable[Row]) -> float:
    """Return what all rows cost together, as far as they have prices."""
    return sum(row.cost or 0.0 for row in rows)


def said_total(rows: Sequence[Row], currency: str) -> str:
    """Return the sum in a sentence that says what of it is assumed, and what is missing."""
    missing = list(dict.fromkeys(row.name for row in rows if row.price is None))
    assumed = total(row for row in rows if row.assumed)
    said = f"Materials cost about {total(rows):.0f} {currency}, labour and making apart"
    if assumed:
        said += (
            ", all at assumed usual prices"
            if assumed == total(rows)
            else f", {assumed:.0f} of it at assumed usual prices"
        )
    return said + (f"; without {', '.join(missing)}, which nobody gave a price for in {currency}." if missing else ".")


def as_csv(rows: Sequence[Row], currency: str) -> str:
    """Return the rows as CSV, with the sum below."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    writer.writerow(
        ["garment", "material", "use", "amount", "unit", "width m", f"price {currency}", f"cost {currency}", "price is"]
    )
    for row in rows:
        cost = "" if row.cost is None else f"{row.cost:.2f}"
        price = "" if row.price is None else f"{row.price:g}"
        writer.writerow(
            [row.piece, row.name, row.use, f"{row.amount:g}", row.unit, f"{row.width:g}" if row.width else "", price, cost,
             "not known" if row.price is None else "assumed" if row.assumed else "given"]
        )  # fmt: skip
    writer.writerow(["", "", "", "", "", "", "", f"{total(rows):.2f}", "sum"])
    return stream.getvalue()


def to_json(rows: Sequence[Row], currency: str) -> dict[str, Any]:
    """Return the rows as plain values."""
    return {"currency": currency, "rows": [asdict(row) for row in rows]}


def from_json(read: Mapping[str, Any]) -> tuple[tuple[Row, ...], str]:
    """Return the rows and their currency as ``to_json`` wrote them."""
    return tuple(Row(**row) for row in read["rows"]), str(read["currency"])
