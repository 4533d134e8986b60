"""The board: one look on one sheet, for who decides and for who makes it. A typed value; files are written from it.

The first sheet is to be pinned up. The working sheets behind it hold all of what the first one only begins.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final, Literal

from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.palette import Palette
from rushes.engines.lookdev.references import Reference
from rushes.errors import BadInputError

Standing = Literal["makeable", "impression"]
"""Makeable: the picture shows what the papers make, nothing more. Impression: it shows a mood, and nobody can build it."""

MOST_OPTIONS: Final = 12
MOST_MATERIALS: Final = 8


@dataclass(frozen=True, slots=True)
class Shown:
    """A picture on a board.

    Attributes:
        path: A picture of any format that a plate may have.
        standing: Whether it can be made as it is shown.
        caption: What is seen, in few words.
    """

    path: Path
    standing: Standing
    caption: str = ""


@dataclass(frozen=True, slots=True)
class Material:
    """A swatch: cloth, leather, finish, metal.

    Attributes:
        name: Its name in the trade, for example ``cotton velvet``.
        use: What is made of it.
        detail: Weight, width, amount, supplier: what a buyer asks.
        colour: Its colour, where there is no picture of it.
        picture: A picture of it, looked at close.
        is_cloth: Whether the swatch is cut with pinking shears.
    """

    name: str
    use: str = ""
    detail: str = ""
    colour: Colour | None = None
    picture: Path | None = None
    is_cloth: bool = False


@dataclass(frozen=True, slots=True)
class OptionCard:
    """One option in the strip.

    Attributes:
        number: What people call it.
        picture: How it looks.
        caption: What sets it apart.
        origin: Where it comes from, for example ``3 but darker``; empty for one of the first.
        is_hero: Whether the large picture shows this one.
        plan: Its plan as SVG, where it has one; all of a board's plans are shown at one scale.
        materials: What it is of, the largest first.
    """

    number: int
    picture: Shown
    caption: str = ""
    origin: str = ""
    is_hero: bool = False
    plan: Path | None = None
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True, slots=True)
class Drawing:
    """A plan, an elevation or a pattern, as a small picture of the real paper.

    Attributes:
        svg: The drawing.
        caption: What it is, for example ``Plan``.
        scale: How it is drawn where it is to be measured, for example ``1:50 on A2``; here it is fitted to the sheet.
    """

    svg: Path
    caption: str
    scale: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing that was understood or assumed.

    Attributes:
        field: What of, in plain words.
        value: The value, with its unit.
        words: The words that it came from; empty when it was assumed.
    """

    field: str
    value: str
    words: str = ""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a board comes from: enough to make it again.

    Attributes:
        show, shot, version: Of the production.
        engine: The engine, with its version.
        seed: Where all randomness started.
        made: The day, for example ``26 November 2026``; empty leaves it out, so that equal boards are equal files.
    """

    show: str
    shot: str
    version: str
    engine: str
    seed: int
    made: str = ""

    @property
    def line(self) -> str:
        """All of it in one line."""
        parts = (self.show, self.shot, self.version, self.engine, f"seed {self.seed}", self.made)
        return "  ·  ".join(part for part in parts if part)


@dataclass(frozen=True, slots=True)
class Board:
    """A look, ready to be laid out.

    Attributes:
        kind: What it is a board of, for example ``Wardrobe`` or ``Set``.
        title: What it is called.
        provenance: Where it comes from.
        words: What was asked, in the designer's own words.
        hero: The large picture.
        finished: Pictures that a brought model drew over ours, the hero's first: impressions, shown beside what they were drawn from.
        options: The options, up to 12.
        strip: What the strip of them is called, for example ``Views`` where they are one design's.
        palette: The colours.
        materials: The swatches, up to 8.
        drawings: Plan, elevations or pattern; the first one stands on the first sheet.
        notes: What a designer or maker should know, a sentence each.
        understood, assumed: How the words were read.
        not_understood: Words that were not.
        references: Pictures that were looked at, with their rights.

    Raises:
        BadInputError: It has no title, too many options or materials, or two options of one number.
    """

    kind: str
    title: str
    provenance: Provenance
    words: str = ""
    hero: Shown | None = None
    finished: tuple[Shown, ...] = ()
    options: tuple[OptionCard, ...] = ()
    palette: Palette | None = None
    materials: tuple[Material, ...] = ()
    drawings: tuple[Drawing, ...] = ()
    notes: tuple[str, ...] = ()
    understood: tuple[Reading, ...] = ()
    assumed: tuple[Reading, ...] = ()
    not_understood: tuple[str, ...] = ()
    references: tuple[Reference, ...] = ()
    strip: str = "Options"

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise BadInputError("A board needs a title. Say what the look is called.")
        if len(self.options) > MOST_OPTIONS:
            raise BadInputError(f"A board holds {MOST_OPTIONS} options, not {len(self.options)}. Choose some.")
        if len(self.materials) > MOST_MATERIALS:
            raise BadInputError(f"A board holds {MOST_MATERIALS} materials, not {len(self.materials)}. Choose some.")
        if any(one.standing == "makeable" for one in self.finished):
            raise BadInputError(
                "A picture that a model drew over is an impression; the board calls one makeable. Mark it as an impression."
            )
        numbers = [one.number for one in self.options]
        if twice := sorted({number for number in numbers if numbers.count(number) > 1}):
            raise BadInputError(f"Two options of the board are number {twice[0]}. Give each its own.")

    @property
    def shown(self) -> tuple[Shown, ...]:
        """Every picture of the look itself, the hero first."""
        return ((self.hero,) if self.hero else ()) + self.finished + tuple(one.picture for one in self.options)
