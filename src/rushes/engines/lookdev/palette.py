"""A palette read from pictures: the few colours that make them, with the area that each takes.

Areas are what the eye sees first, but a brass button is what a costume is remembered by. So a palette holds dominants,
by area, and then accents: small, and far from everything else.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.looking import as_seen, pictures_of
from rushes.engines.lookdev.oklab import distance, to_oklab
from rushes.errors import BadInputError

Floats = NDArray[np.float64]
Role = Literal["dominant", "accent"]

MOST_COLOURS: Final = 12

LOOKED_AT_PX: Final = 256
"""Longest side that a picture is counted at: enough for a button in a full figure, and done in a blink."""

_BIN: Final = 0.02
"""A step in OKLab that is barely seen side by side: pixels nearer than that are counted together."""

_CLUSTERS, _ROUNDS = 28, 40
_APART: Final = 0.09
"""Colours nearer than this are one to a designer: shades of a fold in the same cloth."""

_LEAST_SHARE: Final = 0.004
_ACCENT_SHARE, _ACCENT_APART = 0.12, 0.1
_LIGHTNESS_OF_AN_ACCENT: Final = 0.35
"""An accent is another colour; another light on the same one counts for a third."""


@dataclass(frozen=True, slots=True)
class Swatch:
    """One colour of a palette.

    Attributes:
        colour: Which.
        share: The part of the area that is nearest to it, 0 to 1.
        role: Whether it makes the picture or points in it.
    """

    colour: Colour
    share: float
    role: Role = "dominant"


@dataclass(frozen=True, slots=True)
class Palette:
    """Colours in a designer's order: dominants by area, then accents by area.

    Attributes:
        swatches: The colours.
        source: Where they come from, in words.
    """

    swatches: tuple[Swatch, ...]
    source: str = ""

    def to_json(self) -> dict[str, Any]:
        """Return it as a record, with each colour's ISCC-NBS name for who reads it elsewhere."""
        return {
            "source": self.source,
            "swatches": [
                one.colour.to_json() | {"share": round(one.share, 4), "role": one.role, "iscc_nbs": one.colour.iscc_nbs}
                for one in self.swatches
            ],
        }

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        rows = record["swatches"]
        return cls(tuple(Swatch(Colour.from_json(row), row["share"], row["role"]) for row in rows), record["source"])


def palette_of_files(paths: Sequence[Path], *, colours: int = 6, seed: int = 1) -> Palette:
    """Read a palette from pictures of any format that a plate may have; each counts alike, whatever its size.

    Of a sequence or a movie five frames are looked at. Encoded pictures are taken as they are seen; scene-linear ones
    through the show's output transform.

    Raises:
        BadInputError: There is no picture, one can't be read, or the number of colours is out of 1 to 12.
    """
    if not paths:
        raise BadInputError("A palette needs a picture. Name at least one.")
    pictures = [np.concatenate([_pixels(as_seen(one)) for one in pictures_of(path)]) for path in paths]
    most = max(len(one) for one in pictures)
    weights = [np.full(len(one), most / len(one)) for one in pictures]
    source = "from " + ", ".join(path.name for path in paths)
    return _palette(np.concatenate(pictures), np.concatenate(weights), colours, seed, source)


def palette_of(srgb: NDArray[Any], *, colours: int = 6, seed: int = 1, source: str = "") -> Palette:
    """Read a palette from a picture: encoded sRGB, shape [h, w, 3], 0 to 1 or 8 bit.

    k-means in OKLab (seeded k-means++, Arthur and Vassilvitskii 2007) over the colours present, each weighed by the
    root of its area so that small ones get a cluster; near ones are merged; then dominants are taken by area and accents
    by how far they stand from all taken before.

    Raises:
        BadInputError: The number of colours is out of 1 to 12.
    """
    code = srgb / np.float32(255) if srgb.dtype == np.uint8 else np.asarray(srgb, np.float32)
    pixels = _pixels(code)
    return _palette(pixels, np.ones(len(pixels)), colours, seed, source)


def _pixels(code: NDArray[np.float32]) -> Floats:
    """Return a picture's pixels in OKLab, shape [n, 3], at the size it is looked at."""
    import cv2

    height, width = code.shape[:2]
    smaller = LOOKED_AT_PX / max(height, width)
    if smaller < 1.0:
        size = max(1, round(width * smaller)), max(1, round(height * smaller))
        code = cv2.resize(np.ascontiguousarray(code, np.float32), size, interpolation=cv2.INTER_AREA)
    return to_oklab(code.reshape(-1, 3))


def _palette(pixels: Floats, weights: Floats, colours: int, seed: int, source: str) -> Palette:
    if not 1 <= colours <= MOST_COLOURS:
        raise BadInputError(f"A palette has 1 to {MOST_COLOURS} colours, not {colours}.")
    places, areas = _counted(pixels, weights)
    centres, shares = _merged(places, areas, _clusters(places, areas, seed))
    chosen, roles = _chosen(centres, shares, colours)
    nearest = _nearest(places, chosen)
    share = _summed(nearest, areas, len(chosen))
    swatches = [
        Swatch(Colour.from_oklab(chosen[at]), float(share[at]), roles[at]) for at in range(len(chosen)) if share[at] > 0
    ]
    swatches.sort(key=lambda one: (one.role == "accent", -one.share))
    return Palette(tuple(swatches), source)


def _counted(pixels: Floats, weights: Floats) -> tuple[Floats, Floats]:
    """Return the colours that occur, shape [m, 3], and the area of each; the areas sum to 1."""
    cells, inverse = np.unique((pixels / _BIN).round().astype(np.int64), axis=0, return_inverse=True)
    areas = _summed(inverse.ravel(), weights, len(cells))
    places = np.stack([_summed(inverse.ravel(), weights * pixels[:, k], len(cells)) for k in range(3)], axis=1)
    return places / areas[:, None], areas / areas.sum()


def _clusters(places: Floats, areas: Floats, seed: int) -> Floats:
    rng = np.random.default_rng(seed)
    mass = np.sqrt(areas)
    centres = places[[int(np.argmax(areas))]]
    while len(centres) < min(_CLUSTERS, len(places)):
        chance = mass * distance(places[:, None], centres[None]).min(axis=1) ** 2
        if chance.sum() <= 0:
            break
        centres = np.vstack([centres, places[rng.choice(len(places), p=chance / chance.sum())]])
    for _ in range(_ROUNDS):
        nearest = _nearest(places, centres)
        total = _summed(nearest, mass, len(centres))
        moved = np.stack([_summed(nearest, mass * places[:, k], len(centres)) for k in range(3)], axis=1)
        new = np.where(total[:, None] > 0, moved / np.maximum(total, 1e-12)[:, None], centres)
        if np.abs(new - centres).max() < 1e-5:
            break
        centres = new
    return centres


def _merged(places: Floats, areas: Floats, centres: Floats) -> tuple[Floats, Floats]:
    """Join clusters that a designer would call one; return centres by area and their shares."""
    nearest = _nearest(places, centres)
    shares = _summed(nearest, areas, len(centres))
    sums = np.stack([_summed(nearest, areas * places[:, k], len(centres)) for k in range(3)], axis=1)
    centres, shares = (sums / np.maximum(shares, 1e-12)[:, None])[shares > 0], shares[shares > 0]
    while len(centres) > 1:
        apart = distance(centres[:, None], centres[None]) + np.eye(len(centres)) * 9
        one, other = np.unravel_index(int(np.argmin(apart)), apart.shape)
        if apart[one, other] >= _APART:
            break
        both = shares[one] + shares[other]
        centres[one] = (centres[one] * shares[one] + centres[other] * shares[other]) / both
        shares[one] = both
        centres, shares = np.delete(centres, other, axis=0), np.delete(shares, other)
    order = np.argsort(-shares, kind="stable")
    return centres[order], shares[order]


def _chosen(centres: Floats, shares: Floats, colours: int) -> tuple[Floats, list[Role]]:
    worth = shares >= _LEAST_SHARE
    worth[0] = True
    centres, shares = centres[worth], shares[worth]
    dominants = min(len(centres), max(1, colours - colours // 3))
    taken, roles = list(range(dominants)), ["dominant"] * dominants
    for at in taken[1:]:
        if shares[at] < _ACCENT_SHARE and distance(centres[:at], centres[at]).min() > 2 * _ACCENT_APART:
            roles[at] = "accent"
    hue = (_LIGHTNESS_OF_AN_ACCENT, 1.0, 1.0)
    while len(taken) < min(colours, len(centres)):
        rest = [at for at in range(len(centres)) if at not in taken]
        stands = [distance(centres[taken] * hue, centres[at] * hue).min() * shares[at] ** 0.25 for at in rest]
        at = rest[int(np.argmax(stands))]
        away = distance(centres[taken], centres[at]).min() >= _ACCENT_APART and shares[at] <= _ACCENT_SHARE
        taken.append(at)
        roles.append("accent" if away else "dominant")
    return centres[taken], roles  # type: ignore[return-value] # the two words are roles


def _summed(which: NDArray[np.int64], amounts: Floats, groups: int) -> Floats:
    return np.asarray(np.bincount(which, amounts, groups), np.float64)


def _nearest(places: Floats, centres: Floats) -> NDArray[np.int64]:
    return np.asarray(distance(places[:, None], centres[None]).argmin(axis=1))
