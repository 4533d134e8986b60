"""Where every slider of a re-age stands: what the brief says, and what the years ask where it says nothing.

The amounts that the years ask are a starting point for an artist, chosen by eye; they are no measure of how people age.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, Self

from rushes.brief import Brief

REGIONS: Final = (
    *("forehead", "glabella", "crows_feet", "lids", "bags", "nasolabial", "marionette", "lips"),
    *("cheeks", "jowl", "chin", "neck", "ears"),
)
"""Regions of the skin that have a slider of their own, in the order of the brief."""

FULL_YEARS: Final = 30.0
"""So many years ask for the amounts below; fewer ask for a share of them, more for no more."""

ASKED_SKIN: Final = {
    "forehead": 0.85, "glabella": 0.85, "crows_feet": 0.85, "lids": 0.5, "bags": 0.85, "nasolabial": 0.65, "marionette": 0.8,
    "lips": 0.6, "cheeks": 0.75, "jowl": 0.7, "chin": 0.6, "neck": 0.75, "ears": 0.5, "hands": 0.5, "spots": 0.8, "evenness": 0.5,
}  # fmt: skip
"""Share taken away for the full years."""

DEEPENED: Final = 0.6
"""Made older, skin gets this part of the amounts: what is deepened shows sooner than what is taken away."""

ASKED_FORM: Final = {
    "jaw_mm": 3.0, "throat_mm": 3.0, "cheeks_mm": 1.5, "lids_mm": 1.2, "brows_mm": 1.5, "nose_mm": 1.0, "ears_mm": 1.5, "lips_mm": 0.6,
}  # fmt: skip
"""Millimetres for the full years."""

ASKED_HAIR: Final = {"grey": 0.8, "brows": 0.6, "hairline_mm": 0.0}
"""Share of the grey for the full years; a hairline is not moved unless somebody asks."""


@dataclass(frozen=True, slots=True)
class Sliders:
    """Every slider's value; shares below 0 make older.

    Attributes:
        skin: By region, and ``spots``, ``evenness``, ``hands``.
        weights: Factors of the bands ``fine``, ``medium``, ``broad``.
        form: Millimetres by name.
        hair: ``grey`` and ``brows`` as shares, ``hairline_mm``.
        colour: What grey hair is brought to, ``#rrggbb``; None is its own dark.
    """

    skin: dict[str, float]
    weights: dict[str, float]
    form: dict[str, float]
    hair: dict[str, float]
    colour: str | None = None

    @classmethod
    def of(cls, brief: Brief) -> Self:
        """Resolve a brief's sliders: its own numbers, else the years' share of the full amounts, by its strength."""
        asked = brief.reage
        years = float((asked.from_age or 0) - (asked.to_age or 0))
        share = max(-1.0, min(1.0, years / FULL_YEARS)) * asked.strength

        def resolved(part: object, amounts: dict[str, float], least: float, most: float) -> dict[str, float]:
            own = {name: getattr(part, name) for name in amounts}
            return {
                name: float(min(most, max(least, amounts[name] * share))) if value is None else float(value)
                for name, value in own.items()
            }

        deepened = {name: amount * (DEEPENED if share < 0 else 1.0) for name, amount in ASKED_SKIN.items()}
        skin = resolved(brief.skin, deepened, -2.0, 1.0)
        return cls(
            skin=skin if asked.hands else skin | {"hands": 0.0},
            weights={name: float(getattr(brief.skin, name)) for name in ("fine", "medium", "broad")},
            form=resolved(brief.form, ASKED_FORM, -12.0, 12.0),
            hair=resolved(brief.hair, ASKED_HAIR, -2.0, 30.0),
            colour=brief.hair.colour,
        )

    def to_json(self) -> dict[str, Any]:
        """Return them as a step's parameters hold them."""
        return {"skin": self.skin, "weights": self.weights, "form": self.form, "hair": self.hair, "colour": self.colour}

    @classmethod
    def from_json(cls, record: dict[str, Any]) -> Self:
        """Read what ``to_json`` gave."""
        parts = {name: dict(record[name]) for name in ("skin", "weights", "form", "hair")}
        return cls(**parts, colour=record["colour"])
