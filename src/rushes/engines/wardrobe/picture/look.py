"""How a person looks who wears an outfit: skin, hair, shoes, in plain words. Nobody's likeness: there is no face to choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from rushes.engines.wardrobe.picture.piece import Rgb
from rushes.errors import BadInputError

SKINS: Final[Mapping[str, Rgb]] = {
    "mannequin": (0.40, 0.37, 0.33),
    "porcelain": (0.66, 0.45, 0.36),
    "fair": (0.56, 0.34, 0.25),
    "olive": (0.43, 0.26, 0.16),
    "tan": (0.34, 0.18, 0.105),
    "brown": (0.19, 0.088, 0.048),
    "deep": (0.075, 0.034, 0.02),
}
"""Skin by tone: linear, with the primaries of sRGB; a shop window's mannequin, and about what I to VI of T. B. Fitzpatrick's scale (1975) reflect."""

HAIR_COLOURS: Final[Mapping[str, Rgb]] = {
    "black": (0.012, 0.010, 0.010),
    "dark brown": (0.035, 0.020, 0.013),
    "brown": (0.085, 0.045, 0.025),
    "auburn": (0.13, 0.040, 0.018),
    "red": (0.27, 0.085, 0.025),
    "blonde": (0.42, 0.27, 0.12),
    "grey": (0.30, 0.29, 0.28),
    "white": (0.62, 0.60, 0.57),
}

CUTS: Final = ("bald", "cropped", "side parting", "slicked back", "bob", "long", "bun", "curls")
SHOES: Final = ("barefoot", "oxfords", "boots", "pumps", "trainers")

YEARS_GREY, YEARS_WHITE = 48.0, 68.0


@dataclass(frozen=True)
class Look:
    """Skin, hair and shoes.

    Attributes:
        skin: One of ``SKINS``.
        hair: One of ``CUTS``.
        hair_colour: One of ``HAIR_COLOURS``.
        shoes: One of ``SHOES``.
        shoe_colour: Linear, with the primaries of sRGB.
        sock_colour: The same; of socks, where there are any.
    """

    skin: str = "mannequin"
    hair: str = "bald"
    hair_colour: str = "dark brown"
    shoes: str = "oxfords"
    shoe_colour: Rgb = (0.012, 0.009, 0.008)
    sock_colour: Rgb = (0.02, 0.02, 0.022)

    @property
    def socks(self) -> bool:
        """Whether socks are worn: in every shoe but pumps."""
        return self.shoes not in {"barefoot", "pumps"}

    def __post_init__(self) -> None:
        """Refuse what can't be shown.

        Raises:
            BadInputError: A word is none that is known.
        """
        known = (
            ("skin", self.skin, tuple(SKINS)),
            ("hair", self.hair, CUTS),
            ("hair_colour", self.hair_colour, tuple(HAIR_COLOURS)),
            ("shoes", self.shoes, SHOES),
        )
        for what, said, words in known:
            if said not in words:
                raise BadInputError(f"A look's {what} can't be {said!r}. Say one of: {', '.join(words)}.")

    @classmethod
    def usual(cls, sex: str) -> Look:
        """Return a mannequin: it doesn't draw the eye away from the clothes.

        Args:
            sex: ``female`` or ``male``.
        """
        return cls(shoes=_shoes(sex))

    @classmethod
    def person(cls, sex: str, age: float, number: int = 0) -> Look:
        """Return skin and hair as people have them.

        Args:
            sex: ``female`` or ``male``.
            age: [years].
            number: Of a person among several: tones and cuts go round.
        """
        skin = ("fair", "brown", "olive", "deep", "porcelain", "tan")[number % 6]
        cuts = (
            ("bun", "bob", "long", "curls") if sex == "female" else ("side parting", "cropped", "slicked back", "curls")
        )
        colour = ("dark brown", "black", "brown", "black", "auburn", "dark brown")[number % 6]
        if age >= YEARS_WHITE:
            colour = "white"
        elif age >= YEARS_GREY:
            colour = "grey"
        return cls(skin, cuts[number % 4], colour, _shoes(sex))


def _shoes(sex: str) -> str:
    return "pumps" if sex == "female" else "oxfords"
