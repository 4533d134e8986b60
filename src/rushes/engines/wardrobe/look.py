"""A look: what everybody wears, decided to the last button; the one source of patterns, drape, picture and board."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any, Self

from rushes.engines.body.measures import Measures
from rushes.engines.wardrobe.asked import Asked
from rushes.engines.wardrobe.blocks.catalogue import draft
from rushes.engines.wardrobe.clothes import clothing
from rushes.engines.wardrobe.cuts import Value, block_style
from rushes.engines.wardrobe.pattern.garment import Garment
from rushes.errors import BadInputError


@dataclass(frozen=True)
class LookPiece:
    """A garment of a look.

    Attributes:
        key: What it is called among the wearer's pieces.
        garment: What it is, as a brief calls it.
        style: Fields of its block's style, on top of the period's.
        fabric: In trade terms.
        colour: As ``#rrggbb``.
        colour_name: In words.
        buttons: What they are of, in words.
        lining: The lining's colour as ``#rrggbb``.
        pull_on: Whether it has no closure.
        weave: What is woven into its cloth; empty for nothing.
    """

    key: str
    garment: str
    style: Mapping[str, Value]
    fabric: str
    colour: str
    colour_name: str
    buttons: str
    lining: str
    pull_on: bool = False
    weave: str = ""

    @property
    def spoken(self) -> str:
        """The piece in words."""
        return (
            f"{self.colour_name} {self.weave + ' ' if self.weave else ''}{self.fabric} {self.garment.replace('_', ' ')}"
        )


@dataclass(frozen=True)
class Dressed:
    """Somebody with what they wear.

    Attributes:
        name: Empty for the only one.
        period: The time whose cut the clothes have.
        measures: The body's [m].
        pieces: From the skin outward.
        appearance: Skin, hair and shoes as far as they were asked for.
    """

    name: str
    period: str
    measures: Measures
    pieces: tuple[LookPiece, ...]
    appearance: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """One design.

    Attributes:
        dressed: Everybody.
        told: What somebody should know about it, in sentences.
    """

    dressed: tuple[Dressed, ...]
    told: tuple[str, ...] = ()

    @property
    def pieces(self) -> tuple[LookPiece, ...]:
        """Everybody's pieces."""
        return tuple(piece for one in self.dressed for piece in one.pieces)

    def to_json(self) -> str:
        """Return it as text."""
        rows = [asdict(one) | {"measures": one.measures.to_json()} for one in self.dressed]
        return json.dumps({"dressed": rows, "told": list(self.told)}, indent=1) + "\n"

    @classmethod
    def read(cls, path: Path) -> Self:
        """Read a look that was written.

        Raises:
            BadInputError: It can't be read.
        """
        try:
            read = json.loads(path.read_text(encoding="utf-8"))
            return cls(tuple(_dressed(one) for one in read["dressed"]), tuple(read["told"]))
        except (OSError, ValueError, KeyError, TypeError) as error:
            raise BadInputError(f"The look {path} can't be read ({error}). Make the version again.") from error


def _dressed(row: Mapping[str, Any]) -> Dressed:
    pieces = tuple(LookPiece(**piece) for piece in row["pieces"])
    return Dressed(row["name"], row["period"], Measures.from_json(row["measures"]), pieces, dict(row["appearance"]))


def drafted(piece: LookPiece, one: Dressed) -> Garment:
    """Draft a piece for who wears it.

    Raises:
        BadInputError: It can't be drafted so; the sentence names the piece.
    """
    block = clothing(piece.garment).block
    try:
        garment = draft(block, one.measures, **block_style(block, one.period, piece.style))
    except BadInputError as error:
        raise BadInputError(f"The {piece.key.replace('_', ' ')} can't be drafted. {error}") from error
    garment = replace(garment, name=piece.key if not one.name else f"{one.name}_{piece.key}".replace(" ", "_"))
    return replace(garment, closures=()) if piece.pull_on else garment


def open_look(asked: Asked) -> bool:
    """Return whether anything of a brief's colours is left open."""
    return any(not piece.colour for one in asked.wearers for piece in one.pieces)
