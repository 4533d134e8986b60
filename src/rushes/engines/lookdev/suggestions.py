"""What a reference's surfaces may be of: cloths and finishes in trade words, from measures, with how sure that is.

A picture doesn't say what a thing is made of. These are guesses to start a talk with a supplier from: shine, texture and grain as they are seen, and
what often looks like that. They shape nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.oklab import distance, to_oklab
from rushes.engines.lookdev.palette import Palette
from rushes.engines.lookdev.surface import LEAST_PX, LOOKED_AT_PX, Surface, surface_of

Shine = Literal["matt", "soft sheen", "glossy"]
Texture = Literal["smooth", "fine texture", "strong texture"]
Sure = Literal["a fair guess", "a weak guess"]

MOST: Final = 4
"""Surfaces of a picture that are spoken of, the largest first."""

_CALM_PX: Final = 6.0
"""How far around a place is looked for whose colour it is of [px]; a texture that is coarser falls apart into its colours, and is left out or half told."""

_SMOOTH, _STRONG = 0.009, 0.03
"""Spread of lightness under which nothing is felt, and over which it is coarse; by eye, on pictures of known surfaces."""

_ONE_WAY: Final = 0.55
_SHEEN, _GLOSS = 0.004, 0.03
"""Shares of highlights of a soft sheen, and of gloss."""

_BETWEEN, _FILLS, _IN_ONE = 0.25, 0.5, 0.6
"""What leaves a doubt each: a texture within a quarter of an edge between two words, less than half the picture, less than so much in one piece."""

_SKEWED, _GLINTS = 0.6, 1.0
"""A skew of lightness that speaks of sheen without any highlight, and one that tells glints from the light side of a coarse texture."""

_CLOTHS: Final[dict[tuple[Shine, bool], tuple[str, str, str]]] = {
    # shine, runs one way: smooth, fine texture, strong texture
    ("matt", False): ("felt, crêpe, fine wool", "plain-woven cotton, linen, flannel", "tweed, bouclé, heavy knit"),
    ("matt", True): ("fine twill, gabardine", "twill, fine rib, needlecord", "corduroy, rib knit, wide stripe"),
    ("soft sheen", False): (
        "velvet, sateen, fine leather",
        "velvet, barathea, grained leather",
        "crushed velvet, brocade",
    ),
    ("soft sheen", True): ("silk twill, brushed velvet", "moiré, brushed velvet", "pleats, ribbed silk"),
    ("glossy", False): ("satin, patent leather", "satin, lamé", "sequins, brocade with metal"),
    ("glossy", True): ("satin in folds", "moiré, lamé", "pleated satin, fringe"),
}
_FINISHES: Final[dict[tuple[Shine, bool], tuple[str, str, str]]] = {
    ("matt", False): (
        "emulsion on skimmed plaster",
        "plaster, limewash, felt, short carpet",
        "brick, rough render, bouclé, shag",
    ),
    ("matt", True): (
        "scraped plaster, linen on the wall",
        "board-marked concrete, raw wood, grasscloth",
        "boards, slats, ribbed cloth",
    ),
    ("soft sheen", False): (
        "eggshell paint, waxed plaster, leather",
        "velvet, honed stone, lino",
        "terrazzo, patterned paper, hammered metal",
    ),
    ("soft sheen", True): ("waxed wood", "oiled wood, brushed metal", "planks, reeded panels, curtains"),
    ("glossy", False): (
        "gloss paint, lacquer, glass, polished metal",
        "polished stone, glazed tile",
        "marble, mosaic, cut glass",
    ),
    ("glossy", True): ("lacquered wood", "french-polished wood, brushed metal", "figured veneer, fluted glass"),
}


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One surface of a reference, and what it may be.

    Attributes:
        colour: Its colour.
        share: The part of the picture that it takes.
        seen: Its shine, texture and grain, in words.
        cloths: What cloths often look like that.
        finishes: What finishes do.
        sure: How sure that is.
    """

    colour: Colour
    share: float
    seen: str
    cloths: str
    finishes: str
    sure: Sure

    def to_json(self) -> dict[str, Any]:
        """Return it as a record."""
        return self.colour.to_json() | {
            "share": round(self.share, 4),
            "seen": self.seen,
            "cloths": self.cloths,
            "finishes": self.finishes,
            "sure": self.sure,
        }

    @classmethod
    def from_json(cls, row: dict[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        return cls(Colour.from_json(row), row["share"], row["seen"], row["cloths"], row["finishes"], row["sure"])


def suggestions_of(srgb: NDArray[np.float32], palette: Palette) -> tuple[Suggestion, ...]:
    """Return what a picture's largest surfaces may be of; a surface is what is of one colour of its palette. None is named of which nothing should be said.

    Args:
        srgb: The picture, encoded sRGB 0 to 1, shape [h, w, 3].
        palette: Its palette.
    """
    import cv2

    height, width = srgb.shape[:2]
    smaller = LOOKED_AT_PX / max(height, width)
    if smaller < 1.0:
        size = max(1, round(width * smaller)), max(1, round(height * smaller))
        srgb = np.asarray(cv2.resize(np.ascontiguousarray(srgb, np.float32), size, interpolation=cv2.INTER_AREA))
    # Of which colour a place is, is told from what lies around: a texture's own light and dark belong together.
    calm = cv2.GaussianBlur(np.ascontiguousarray(srgb, np.float32), (0, 0), _CALM_PX)
    swatches = np.stack([one.colour.oklab for one in palette.swatches])
    lab = to_oklab(calm.reshape(-1, 3))
    nearest = distance(lab[:, None], swatches[None]).argmin(axis=1).reshape(srgb.shape[:2])
    found = []
    for at, swatch in enumerate(palette.swatches):
        measured = surface_of(srgb, nearest == at)
        share = float((nearest == at).mean())
        if measured is not None and (sure := _sure(measured, share)):
            found.append(_suggestion(swatch.colour, share, measured, sure))
    return tuple(sorted(found, key=lambda one: -one.share)[:MOST])


def _suggestion(colour: Colour, share: float, surface: Surface, sure: Sure) -> Suggestion:
    shine, texture, runs = shine_of(surface), texture_of(surface), surface.one_way > _ONE_WAY
    at = ("smooth", "fine texture", "strong texture").index(texture)
    runs = runs and texture != "smooth"
    grain = f" of {100 * surface.size:.1f} % of the picture's width" if texture != "smooth" else ""
    seen = f"{shine}, {texture}{grain}" + (", running one way" if runs else "")
    return Suggestion(colour, share, seen, _CLOTHS[shine, runs][at], _FINISHES[shine, runs][at], sure)


def shine_of(surface: Surface) -> Shine:
    """Return how a surface shines, in a word. The light spots of a strong texture are no highlights, unless few are much lighter than the rest."""
    is_coarse = texture_of(surface) == "strong texture"
    if surface.highlights > _GLOSS and (surface.skew > _GLINTS or not is_coarse):
        return "glossy"
    has_spots = surface.highlights > _SHEEN and not is_coarse
    return "soft sheen" if has_spots or surface.skew > _SKEWED else "matt"


def texture_of(surface: Surface) -> Texture:
    """Return how a surface feels to the eye, in words."""
    if surface.texture < _SMOOTH:
        return "smooth"
    return "strong texture" if surface.texture > _STRONG else "fine texture"


def _sure(surface: Surface, share: float) -> Sure | None:
    """Return how sure words are: at best fair, of one surface that fills most of the picture; None where nothing should be said."""
    between = min(abs(np.log(surface.texture / edge)) for edge in (_SMOOTH, _STRONG)) if surface.texture > 0 else 1.0
    doubts = (
        between < _BETWEEN,
        surface.pixels < 6 * LEAST_PX,
        _SHEEN / 2 < surface.highlights < _SHEEN * 2,
        share < _FILLS,
        surface.in_one < _IN_ONE,
    )
    return {0: "a fair guess", 1: "a weak guess"}.get(sum(doubts))  # type: ignore[return-value] # these are the words
