"""What a brief of kind ``wardrobe`` asks: whose body, which clothes, of what, and from which time."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError

from rushes.brief.units import parse_quantity

Sex = Literal["female", "male"]
SkinTone = Literal["mannequin", "porcelain", "fair", "olive", "tan", "brown", "deep"]
HairCut = Literal["bald", "cropped", "side parting", "slicked back", "bob", "long", "bun", "curls"]
HairColour = Literal["black", "dark brown", "brown", "auburn", "red", "blonde", "grey", "white"]
Shoes = Literal["barefoot", "oxfords", "boots", "pumps", "trainers"]
Build = Literal["thin", "slim", "regular", "athletic", "broad", "full", "stout"]
Period = Literal[
    "1890s", "1900s", "1910s", "1920s", "1930s", "1940s", "1950s", "1960s", "1970s", "1980s", "1990s", "today"
]
Garment = Literal[
    "shirt", "blouse", "trousers", "pencil_skirt", "circle_skirt", "pleated_skirt", "dress", "waistcoat", "jacket", "tailcoat",
    "tunic", "coat", "overalls", "robe", "cape",
]  # fmt: skip
Weave = Literal["stripe", "check", "herringbone"]
Fabric = Literal["cotton_poplin", "denim", "knit", "leather", "linen", "silk", "velvet", "wool"]


class Part(BaseModel):
    """A frozen part of a brief; unknown fields are an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Piece(Part):
    """One garment.

    Attributes:
        garment: What it is.
        fabric: What it is made of; open: what is usual for it.
        colour: In words (bottle green) or as ``#rrggbb``; open: what is usual for its fabric.
        buttons: What its buttons are of, in words.
        lining: The lining's colour, in words or as ``#rrggbb``.
        weave: What is woven into its cloth; open: nothing.
        style: Parameters of its block, by name: lapel, flare, ease and so on, each within the block's range.
    """

    garment: Garment
    fabric: Fabric | None = None
    colour: str = ""
    buttons: str = ""
    lining: str = ""
    weave: Weave | None = None
    style: Mapping[str, float | str] = {}


def _metres(value: object) -> object:
    if not isinstance(value, str):
        return value
    number = parse_quantity(value, "m")
    return value if number is None else number


Girths = Mapping[str, Annotated[float, Field(gt=0.0, le=3.0), BeforeValidator(_metres)]]
"""Measures that were taken [m], by name."""


class Body(Part):
    """Whose body the clothes are for: words, and the measures that were taken.

    Attributes:
        sex: Which table of usual measures fills what was not taken.
        height_m: From crown to floor [m]; open: the middle of the table.
        build: How full and how strong.
        age: Years; a grown person's.
        measures: Measures that were taken, by their names in ISO 8559-1; these stand as they are.
        skin: Its tone; nobody's.
        hair: How it is cut.
        hair_colour: Its colour.
        shoes: What stands under the clothes.
        performer: Whose measures they are, by their id in the show's register: under a consent, or not at all.
    """

    sex: Sex = "female"
    height_m: Annotated[float, Field(ge=1.3, le=2.3)] | None = None
    build: Build = "regular"
    age: Annotated[int, Field(ge=18, le=100)] = 35
    measures: Girths = {}
    skin: SkinTone | None = None
    hair: HairCut | None = None
    hair_colour: HairColour | None = None
    shoes: Shoes | None = None
    performer: str = ""


class Other(Part):
    """Somebody else who is dressed for the same board.

    Attributes:
        name: What they are called on papers and boards, for example ``footman``.
        body: Theirs.
        pieces: From the skin outward.
        period: The time whose cut they have; open: the first one's.
    """

    name: Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9 _-]{0,30}$")]
    body: Body = Body()
    pieces: Annotated[tuple[Piece, ...], Field(min_length=1)]
    period: Period | None = None


class Wardrobe(Part):
    """The clothes.

    Attributes:
        pieces: From the skin outward.
        period: The time whose cut it has.
        turn: Pictures of the turn-around, all round.
        others: Who stands beside, each with a body and pieces of their own.
    """

    pieces: tuple[Piece, ...] = ()
    period: Period = "today"
    turn: Annotated[int, Field(ge=0, le=72)] = 8
    others: Annotated[tuple[Other, ...], Field(max_length=4)] = ()


Outfit = tuple[Piece, ...] | tuple[Other, ...] | Mapping[str, float]

SHAPES: Final[Mapping[str, Any]] = {
    "wardrobe.pieces": tuple[Piece, ...],
    "wardrobe.others": Annotated[tuple[Other, ...], Field(max_length=4)],
    "body.measures": Girths,
}
"""Fields of a wardrobe brief that hold more than one value, by their dotted names."""

DEMANDS: Final[Mapping[str, str]] = {
    "wardrobe.pieces": "a list of garments with fabric, colour and style, for example "
    "[{garment: tailcoat, fabric: velvet, colour: bottle green, buttons: brass}]",
    "wardrobe.others": "a list of at most four people, each {name: footman, body: {height: 1.75 m, build: slim}, pieces: [trousers, jacket]}",
    "body.measures": 'measures in metres by their names, for example {waist_girth: 0.82, hip_girth: "98 cm"}',
}


def read_outfit(name: str, value: object) -> Outfit:
    """Return what a field of ``SHAPES`` holds.

    Args:
        name: The dotted field.
        value: As YAML gives it.

    Raises:
        ValueError: It is none; the message says what it has to be, and what is wrong.
    """
    if name == "wardrobe.pieces":
        value = _listed(value)
    elif name == "wardrobe.others" and isinstance(value, list | tuple):
        value = [_person(one) for one in value]
    try:
        found: Outfit = TypeAdapter(SHAPES[name]).validate_python(value)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ValueError(f"{DEMANDS[name]} ({where + ': ' if where else ''}{first['msg']})") from error
    return found


def _listed(value: object) -> object:
    """Return pieces as records: a garment alone may be said by its name."""
    if not isinstance(value, list | tuple):
        return value
    return [{"garment": one} if isinstance(one, str) else one for one in value]


def _person(row: object) -> object:
    """Return somebody's record as the model has it: pieces by name, a height in words."""
    if not isinstance(row, Mapping):
        return row
    made = {**row, "pieces": _listed(row.get("pieces"))}
    body = row.get("body")
    if isinstance(body, Mapping):
        made["body"] = {{"height": "height_m"}.get(name, name): one for name, one in body.items()}
        if "height_m" in made["body"]:
            made["body"]["height_m"] = _metres(made["body"]["height_m"])
    return made


def say_outfit(value: Outfit) -> str:
    """Return pieces or measures in words."""
    if isinstance(value, Mapping):
        return ", ".join(f"{name.replace('_', ' ')} {metres * 100:.1f} cm" for name, metres in value.items())
    return "; ".join(
        f"{one.name}: {say_outfit(one.pieces)}" if isinstance(one, Other) else say_piece(one) for one in value
    )


def say_piece(piece: Piece) -> str:
    """Return a piece in words: ``bottle green velvet tailcoat with brass buttons``."""
    words = [piece.colour, piece.weave or "", (piece.fabric or "").replace("_", " "), piece.garment.replace("_", " ")]
    said = " ".join(word for word in words if word)
    if piece.buttons:
        said += f" with {piece.buttons} buttons"
    if piece.lining:
        said += f", lined in {piece.lining}"
    details = ", ".join(f"{name.replace('_', ' ')} {value}" for name, value in piece.style.items())
    return said + (f" ({details})" if details else "")
