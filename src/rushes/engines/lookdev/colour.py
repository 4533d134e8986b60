"""A colour that a designer can ask for and a workshop can name: by trade word, by ISCC-NBS name, by code.

Trade words (bottle green, oxblood, ecru) are our own list. Colours that were measured get their name by the ISCC-NBS
system, a public standard; no maker's system of names is used.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from rushes.engines.lookdev.oklab import distance, from_oklab, to_oklab
from rushes.errors import BadInputError

Rgb = tuple[float, float, float]

_ADJECTIVES: Final[dict[str, tuple[float, float]]] = {
    "pale": (0.14, 0.6),
    "light": (0.09, 0.9),
    "soft": (0.05, 0.75),
    "faded": (0.07, 0.6),
    "washed": (0.08, 0.6),
    "dusty": (0.02, 0.6),
    "muted": (0.0, 0.6),
    "dull": (-0.03, 0.55),
    "bright": (0.05, 1.25),
    "vivid": (0.02, 1.45),
    "rich": (-0.03, 1.2),
    "deep": (-0.07, 1.1),
    "dark": (-0.1, 0.9),
}
"""What an adjective does to a colour's OKLab: added to its lightness, and a factor on its chroma; by eye."""

_CODE: Final = re.compile(r"#?([0-9a-fA-F]{6})")
_WORD: Final = re.compile(r"[a-z]+")


@dataclass(frozen=True, slots=True)
class Colour:
    """A colour, as it looks in daylight on a matt surface.

    Attributes:
        srgb: Red, green, blue; encoded, 0 to 1.
        word: What the trade or the brief calls it; empty when it was measured.
    """

    srgb: Rgb
    word: str = ""

    @classmethod
    def from_hex(cls, code: str, word: str = "") -> Self:
        """Read six hex digits, with or without ``#``.

        Raises:
            BadInputError: It is no such code.
        """
        match = _CODE.fullmatch(code.strip())
        if match is None:
            raise BadInputError(f'"{code}" is no colour code. Write six hex digits, for example #123a2a.')
        red, green, blue = (int(match[1][at : at + 2], 16) / 255 for at in (0, 2, 4))
        return cls((red, green, blue), word)

    @classmethod
    def from_oklab(cls, lab: NDArray[np.float64], word: str = "") -> Self:
        """Make one of OKLab, shape [3], as near as sRGB comes to it, rounded to 8 bits."""
        red, green, blue = (round(float(value) * 255) / 255 for value in from_oklab(lab))
        return cls((red, green, blue), word)

    @property
    def hex(self) -> str:
        """The code, for example ``#123a2a``."""
        return "#" + "".join(f"{round(value * 255):02x}" for value in self.srgb)

    @property
    def oklab(self) -> NDArray[np.float64]:
        """Its place in OKLab, shape [3]."""
        return to_oklab(self.srgb)

    @property
    def acescg(self) -> Rgb:
        """Its reflectance in ACEScg, scene-linear: what a material is given."""
        from rushes.media.colour import SRGB_TEXTURE, to_acescg

        red, green, blue = (float(value) for value in to_acescg(np.asarray(self.srgb, np.float32), SRGB_TEXTURE))
        return red, green, blue

    @property
    def iscc_nbs(self) -> str:
        """Its name by ISCC-NBS: that of the nearest of the 267 centroids, which at a block's rim may be a neighbour's."""
        names, places = _centroids()
        return names[int(np.argmin(distance(places, self.oklab)))]

    @property
    def name(self) -> str:
        """The word it was asked by, or else its ISCC-NBS name."""
        return self.word or self.iscc_nbs

    def to_json(self) -> dict[str, str]:
        """Return its code and word."""
        return {"hex": self.hex, "word": self.word}

    @classmethod
    def from_json(cls, record: dict[str, str]) -> Self:
        """Read what ``to_json`` gave."""
        return cls.from_hex(record["hex"], record["word"])


@dataclass(frozen=True, slots=True)
class Found:
    """A colour that a text names.

    Attributes:
        colour: Which.
        start, end: Where its words stand in the text.
    """

    colour: Colour
    start: int
    end: int


def colour_words() -> tuple[str, ...]:
    """Return the trade words that are known, sorted."""
    return tuple(sorted(_trade()))


def named_colour(words: str) -> Colour:
    """Return the colour that plain words mean.

    A trade word (``bottle green``), one with an adjective before it (``pale olive``), an ISCC-NBS name (``deep bluish
    green``) or a code (``#123a2a``); trade words come first. Grey and gray are one.

    Raises:
        BadInputError: The words name no colour known here; the sentence offers the nearest.
    """
    if _CODE.fullmatch(words.strip()):
        return Colour.from_hex(words)
    said = _plain(words)
    found = _meant(said)
    if found is None:
        from rapidfuzz import process

        near = [known for known, _score, _at in process.extract(said, colour_words(), limit=3, score_cutoff=50)]
        hint = f"Did you mean {' or '.join(near)}? " if near else ""
        raise BadInputError(f'"{words}" is no colour known here. {hint}Write another word, or a code such as #123a2a.')
    return found


def colours_in(text: str) -> tuple[Found, ...]:
    """Find the colours that a text names, in its order; of words that overlap the longest count.

    Materials that are colours, too (walnut, brass), are among them: the reader knows which are meant as what.
    """
    words = [(match[0], match.start(), match.end()) for match in _WORD.finditer(text.lower())]
    found: list[Found] = []
    at = 0
    while at < len(words):
        for long in range(min(4, len(words) - at), 0, -1):
            run = words[at : at + long]
            together = all(text[one[2] : next_[1]] in {" ", "-"} for one, next_ in zip(run, run[1:], strict=False))
            colour = _meant(_plain(" ".join(word for word, _, _ in run))) if together else None
            if colour is not None:
                found.append(Found(colour, run[0][1], run[-1][2]))
                at += long - 1
                break
        at += 1
    return tuple(found)


def _meant(said: str) -> Colour | None:
    if said in _trade():
        return Colour.from_hex(_trade()[said], said)
    names, places = _centroids()
    american = said.replace("grey", "gray")
    if american in names:
        return Colour.from_oklab(places[names.index(american)], said)
    adjective, _, rest = said.partition(" ")
    base = _meant(rest) if adjective in _ADJECTIVES and rest else None
    if base is None:
        return None
    lighter, purer = _ADJECTIVES[adjective]
    lab = base.oklab * (1.0, purer, purer) + (lighter, 0.0, 0.0)
    return Colour.from_oklab(np.clip(lab, (0.08, -1.0, -1.0), (0.985, 1.0, 1.0)), said)


def _plain(words: str) -> str:
    parts = " ".join(_WORD.findall(words.lower()))
    return re.sub(r"\bgray", "grey", parts)


@cache
def _trade() -> dict[str, str]:
    from rushes.brief.colours import colour_words as spoken

    return dict(spoken())


@cache
def _centroids() -> tuple[tuple[str, ...], NDArray[np.float64]]:
    known = _read("iscc_nbs.yaml")
    return tuple(known), np.array([Colour.from_hex(code).oklab for code in known.values()])


def _read(name: str) -> dict[str, str]:
    import yaml

    text = resources.files("rushes.engines.lookdev").joinpath("names", name).read_text(encoding="utf-8")
    return {str(word): str(code) for word, code in yaml.safe_load(text).items()}
