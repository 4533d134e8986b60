"""From a brief to what is drafted: who wears what, which of it was asked for, and which is left to the period, to usage or to options."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from rushes.brief.wardrobe import Body, Piece, Wardrobe
from rushes.engines.body.measures import Measures
from rushes.engines.lookdev.colour import named_colour
from rushes.engines.wardrobe.blocks.periods import PERIODS
from rushes.engines.wardrobe.clothes import clothing, trade_name
from rushes.engines.wardrobe.cuts import Value, flat_style, taken
from rushes.errors import BadInputError

TODAY = "today"
LAPS = "laps"
"""A style field of what is buttoned in front: women wear the right side over the left, men the other way round."""

PULL_ON = "closure"
"""A style field that every garment has: ``none`` leaves its closures out, so that it is pulled on."""


@dataclass(frozen=True)
class AskedPiece:
    """A garment as it is asked for; what is empty is open.

    Attributes:
        key: What it is called among the wearer's pieces: ``trousers``, ``shirt_2``.
        garment: What it is.
        style: Fields of its block's style that were asked for, and those that make it this garment.
        fabric, colour, buttons, lining: As the brief says them.
        pull_on: Whether it has no closure.
        weave: What is woven into its cloth; empty for nothing.
    """

    key: str
    garment: str
    style: Mapping[str, Value]
    fabric: str = ""
    colour: str = ""
    buttons: str = ""
    lining: str = ""
    pull_on: bool = False
    weave: str = ""


@dataclass(frozen=True)
class Wearer:
    """Somebody who is dressed.

    Attributes:
        name: What they are called on papers; empty for the only one.
        sex, age: As the brief says.
        measures: Theirs [m].
        period: The time whose cut their clothes have.
        pieces: From the skin outward.
        appearance: Skin, hair and shoes as far as they were asked for.
    """

    name: str
    sex: str
    age: float
    measures: Measures
    period: str
    pieces: tuple[AskedPiece, ...]
    appearance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Asked:
    """What a brief asks of this engine.

    Attributes:
        wearers: Who is dressed.
        told: What was asked and can't be had, in sentences.
    """

    wearers: tuple[Wearer, ...]
    told: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return it as plain values."""
        return {
            "wearers": [asdict(one) | {"measures": one.measures.to_json()} for one in self.wearers],
            "told": list(self.told),
        }

    @classmethod
    def from_json(cls, read: Mapping[str, Any]) -> Self:
        """Return what ``to_json`` wrote."""
        return cls(
            tuple(
                Wearer(
                    one["name"],
                    one["sex"],
                    one["age"],
                    Measures.from_json(one["measures"]),
                    one["period"],
                    tuple(AskedPiece(**piece) for piece in one["pieces"]),
                    dict(one["appearance"]),
                )
                for one in read["wearers"]
            ),
            tuple(read["told"]),
        )


def asked_of(body: Body, wardrobe: Wardrobe) -> Asked:
    """Return what a brief's body and clothes ask for.

    Raises:
        BadInputError: The body is impossible, a garment has no pattern, its style no such field or not in that size, its fabric no data, or a colour
            isn't known.
    """
    told: list[str] = []
    wearers = [_wearer("", body, wardrobe.period, wardrobe.pieces, told)]
    for other in wardrobe.others:
        if other.name in [one.name for one in wearers]:
            raise BadInputError(f"wardrobe.others has two people called {other.name}. Give each a name of their own.")
        wearers.append(_wearer(other.name, other.body, other.period or wardrobe.period, other.pieces, told))
    return Asked(tuple(wearers), tuple(dict.fromkeys(told)))


def _wearer(name: str, body: Body, period: str, pieces: Sequence[Piece], told: list[str]) -> Wearer:
    measures = Measures.usual(body.height_m, body.build, body.sex, float(body.age), **body.measures)
    if period not in {TODAY, *PERIODS}:
        told.append(f"There is no cut of the {period} yet: today's was drafted.")
        period = TODAY
    made = []
    for number, piece in enumerate(pieces):
        before = sum(one.garment == piece.garment for one in pieces[:number])
        key = f"{piece.garment}_{before + 1}" if before else str(piece.garment)
        made.append(_piece(key, piece, period, measures, body.sex))
    asked_for = (("skin", body.skin), ("hair", body.hair), ("hair_colour", body.hair_colour), ("shoes", body.shoes))
    appearance = {part: value for part, value in asked_for if value is not None}
    return Wearer(name, body.sex, float(body.age), measures, period, tuple(made), appearance)


def _piece(key: str, piece: Piece, period: str, measures: Measures, sex: str) -> AskedPiece:
    made = clothing(piece.garment)
    if piece.fabric:
        trade_name(piece.fabric, piece.garment)
    for words in (piece.colour, piece.lining):
        if words:
            named_colour(words)
    style = {
        name: taken(made.block, period, name, value, measures) for name, value in piece.style.items() if name != PULL_ON
    }
    pull_on = str(piece.style.get(PULL_ON, "")) == "none"
    laps = {LAPS: "right"} if sex == "female" and LAPS in flat_style(made.block) else {}
    return AskedPiece(
        key,
        piece.garment,
        {**made.fixed, **laps, **style},
        piece.fabric or "",
        piece.colour,
        piece.buttons,
        piece.lining,
        pull_on=pull_on,
        weave=piece.weave or "",
    )
