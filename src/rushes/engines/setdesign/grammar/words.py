"""From a designer's words to a style and its parameters, and what of them was not understood."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from rushes.engines.setdesign.grammar.grow import styles
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style
from rushes.errors import BadInputError

Change = float | str | tuple[str, float]

COMMON: dict[str, dict[str, Change]] = {
    "huge": {"width": ("times", 1.5), "depth": ("times", 1.5), "height": ("times", 1.25)},
    "vast": {"width": ("times", 1.5), "depth": ("times", 1.5), "height": ("times", 1.25)},
    "large": {"width": ("times", 1.25), "depth": ("times", 1.25)},
    "big": {"width": ("times", 1.25), "depth": ("times", 1.25)},
    "small": {"width": ("times", 0.78), "depth": ("times", 0.78)},
    "tiny": {"width": ("times", 0.6), "depth": ("times", 0.6)},
    "cramped": {"width": ("times", 0.72), "depth": ("times", 0.72), "height": ("times", 0.9)},
    "wide": {"width": ("times", 1.3)},
    "narrow": {"width": ("times", 0.7)},
    "long": {"depth": ("times", 1.35)},
    "deep": {"depth": ("times", 1.3)},
    "low ceiling": {"height": ("times", 0.82)},
    "low-ceilinged": {"height": ("times", 0.82)},
    "high ceiling": {"height": ("times", 1.3)},
    "high-ceilinged": {"height": ("times", 1.3)},
    "lofty": {"height": ("times", 1.3)},
    "tall": {"height": ("times", 1.2)},
    "worn": {"wear": 0.55},
    "shabby": {"wear": 0.65},
    "derelict": {"wear": 0.95},
    "abandoned": {"wear": 0.9},
    "decaying": {"wear": 0.8},
    "pristine": {"wear": 0.0},
    "brand new": {"wear": 0.0},
    "immaculate": {"wear": 0.02},
    "smoky": {"haze": 0.6},
    "hazy": {"haze": 0.5},
    "dusty": {"haze": 0.4, "wear": 0.5},
    "clear air": {"haze": 0.0},
    "dawn": {"time": "morning"},
    "sunrise": {"time": "morning"},
    "midday": {"time": "noon"},
    "daytime": {"time": "noon"},
    "evening": {"time": "dusk"},
    "sunset": {"time": "dusk"},
    "twilight": {"time": "dusk"},
    "at night": {"time": "night"},
    "midnight": {"time": "night"},
    "empty": {"clutter": 0.05},
}
"""Phrases that mean the same in every style that has the parameter."""

SYNONYMS = {
    "burgundy": "crimson",
    "red": "crimson",
    "emerald": "green",
    "bottle": "green",
    "mustard": "ochre",
    "gold": "ochre",
    "golden": "ochre",
    "yellow": "ochre",
    "terracotta": "rust",
    "burnt": "orange",
    "purple": "plum",
    "aubergine": "plum",
    "navy": "blue",
    "tan": "cognac",
    "brown": "cognac",
    "charcoal": "grey",
    "gray": "grey",
    "cream": "ivory",
    "white": "ivory",
    "tweed": "wool",
    "steel": "chrome",
    "chromed": "chrome",
    "oxblood": "oxblood",
}
"""Other words for the tokens that options are named by."""

FABRICS = ("velvet", "leather", "wool", "boucle", "vinyl")

FILLERS = frozenset(
    """a an the of and with in on at to for from by its it is are as one some two three four five six no not very rather quite set
    room interior where who that this there into over under up down or but like style styled era period 1920s 1930s 1940s 1950s 1960s 1970s
    1980s 1880s 1890s modern old film television scene shot day daylight light lit lamps lamp furniture chairs sofas sofa chair
    tables table walls wall floor ceiling windows window doors door m metre metres meter meters high by""".split()
)
"""Words that carry nothing to be built; they aren't told back."""

_SIZE = re.compile(
    r"(\d+(?:\.\d+)?)\s*(?:m|metres?|meters?)?\s*(?:x|by|×)\s*(\d+(?:\.\d+)?)\s*(?:m\b|metres?|meters?)?", re.IGNORECASE
)
_HEIGHT = re.compile(
    r"(?:ceilings?\s+(?:of|at)\s+(\d+(?:\.\d+)?)\s*(?:m\b|metres?|meters?))|(?:(\d+(?:\.\d+)?)\s*(?:m|metres?|meters?)\s+(?:high|tall|ceilings?))",
    re.IGNORECASE,
)
_COUNT = re.compile(
    r"\b(\d{1,2}|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty)\s+([a-z]+)(?=\s+([a-z]+))?", re.IGNORECASE
)
_NUMBERS = {
    w: n for n, w in enumerate("zero one two three four five six seven eight nine ten eleven twelve".split())
} | {"twenty": 20}


@dataclass(frozen=True)
class Understood:
    """What was read out of words.

    Attributes:
        style: Name of the style.
        params: What the words set; the rest is as usual.
        unknown: Words that nothing was made of, in their order.
        told: Sentences about what was brought into range.
    """

    style: str
    params: Params
    unknown: tuple[str, ...]
    told: tuple[str, ...]


def understand(text: str, style: str = "") -> Understood:
    """Read a style and parameters out of plain words.

    Args:
        text: What the designer wrote.
        style: Name of the style when it is named elsewhere; else it is found in the words.

    Raises:
        BadInputError: No word names a style, or the style named isn't there.
    """
    known = styles()
    if style and style not in known:
        raise BadInputError(f"There is no style of sets called {style!r}; there are {', '.join(known)}.")
    low = _tidy(text)
    made = known[style] if style else _style_in(low, known)
    reading = _Reading(made, low)
    reading.sizes()
    reading.counts()
    phrases: dict[str, Mapping[str, Change]] = {**COMMON, **made.phrases}
    for phrase in sorted(phrases, key=len, reverse=True):
        if reading.take(phrase):
            for name, change in phrases[phrase].items():
                reading.turn(name, change)
    for word in sorted(made.words, key=len, reverse=True):
        reading.take(word)
    reading.choices()
    return Understood(made.name, reading.params, reading.unknown(), tuple(reading.told))


def _tidy(text: str) -> str:
    return " " + re.sub(r"\s+", " ", text.lower().replace("é", "e").replace("’", "'")) + " "


def _style_in(low: str, known: Mapping[str, Style]) -> Style:
    """Find the style of which most words are there; a longer phrase counts for more."""
    scores = {name: sum(len(word.split()) for word in row.words if _there(word, low)) for name, row in known.items()}
    best = max(scores, key=lambda name: scores[name])
    if not scores[best]:
        offers = ", ".join(f"{row.title.lower()} ({name})" for name, row in known.items())
        raise BadInputError(f"No word in {low.strip()!r} names a set that Rushes can grow. It knows: {offers}.")
    return known[best]


def _there(phrase: str, low: str) -> bool:
    return re.search(rf"(?<![a-z]){re.escape(phrase)}(?![a-z])", low) is not None


class _Reading:
    """Words while they are read: what is understood is crossed out."""

    def __init__(self, style: Style, low: str) -> None:
        self.style, self.low, self.rest = style, low, low
        self.params: Params = {}
        self.told: list[str] = []
        self.used: set[str] = set()

    def take(self, phrase: str) -> bool:
        """Cross a phrase out, if it is there."""
        pattern = rf"(?<![a-z]){re.escape(phrase)}(?![a-z])"
        if not re.search(pattern, self.rest):
            return False
        self.rest = re.sub(pattern, " ; ", self.rest)
        return True

    def turn(self, name: str, change: Change) -> None:
        """Set or change a parameter that the style has, within its range."""
        row = self.style.parameter(name)
        if row is None:
            return
        if isinstance(row, Choice):
            if isinstance(change, str) and change in row.options:
                self.params[name] = change
            return
        if isinstance(change, tuple):
            base = float(self.params.get(name, row.usual))
            value = base * change[1] if change[0] == "times" else base + change[1]
            self.params[name] = row.clamped(value)
        elif not isinstance(change, str):
            self._number(row, change)

    def _number(self, row: Parameter, value: float) -> None:
        if not row.low <= value <= row.high:
            self.told.append(
                f"{row.name} of {value:g} {row.unit} was brought to {row.clamped(value):g}: it goes from {row.low:g} to {row.high:g}."
            )
        self.params[row.name] = row.clamped(value)

    def sizes(self) -> None:
        """Read `9 x 6 m` and `ceiling of 3.5 m`."""
        size = _SIZE.search(self.rest)
        if size:
            self.turn("width", float(size[1]))
            self.turn("depth", float(size[2]))
            self.rest = self.rest.replace(size[0], " ; ")
        high = _HEIGHT.search(self.rest)
        if high:
            self.turn("height", float(high[1] or high[2]))
            self.rest = self.rest.replace(high[0], " ; ")

    def counts(self) -> None:
        """Read `12 desks`: a count before the name of a parameter that counts."""
        for match in list(_COUNT.finditer(self.rest)):
            nouns = [noun for noun in (match[2], match[3]) if noun]
            for name in (form for noun in nouns for form in (noun, f"{noun}s", noun.rstrip("s"))):
                row = self.style.parameter(name)
                if isinstance(row, Parameter) and row.whole:
                    self._number(row, float(match[1]) if match[1].isdigit() else float(_NUMBERS[match[1].lower()]))
                    self.rest = self.rest.replace(match[0], " ; ")
                    break

    def choices(self) -> None:
        """Choose the options of which the most tokens stand in the words: `velvet sofas`, `green velvet`, `walnut`."""
        for row in self.style.parameters:
            if not isinstance(row, Choice):
                continue
            found = set(re.findall(r"[a-z]+", self.rest))
            meant = found | {SYNONYMS[token] for token in found if token in SYNONYMS}
            best = max(row.options, key=lambda option: (self._score(option, meant), option == row.usual))
            if self._score(best, meant) > (1 if row.name in self.params else 0):
                self.params[row.name] = best
                tokens = set(best.split("_"))
                for token in found:
                    if token in tokens or SYNONYMS.get(token) in tokens:
                        self.used.add(token)

    def _score(self, option: str, meant: set[str]) -> float:
        """Tokens of an option that are meant; a colour alone chooses no fabric when no fabric is named."""
        tokens = option.split("_")
        score = sum(token in meant for token in tokens)
        if tokens[0] in FABRICS and tokens[0] not in meant:
            return 0.0
        if (
            tokens[0] in {"paint", "carpet", "terrazzo", "wallpaper", "marble", "tile", "boards", "lino", "brick"}
            and tokens[0] not in meant
        ):
            return 0.0
        return float(score)

    def unknown(self) -> tuple[str, ...]:
        """Words that are left."""
        words = []
        for token in re.findall(r"[a-z0-9][a-z0-9'-]*", self.rest):
            known = token in FILLERS or token in self.used or token.rstrip("s") in FILLERS
            if not known and token not in words:
                words.append(token)
        return tuple(words)
