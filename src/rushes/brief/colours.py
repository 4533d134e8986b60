"""Colours by the words that cloth and paint are sold under, free of any maker's name."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from typing import Final

from rushes.show import parse_document

SHADES: Final = (
    "pale", "light", "soft", "faded", "washed", "dusty", "muted", "dull", "bright", "vivid", "rich", "deep", "dark"
)  # fmt: skip
"""Adjectives that may stand before any of the words."""


@lru_cache(maxsize=1)
def colour_words() -> Mapping[str, str]:
    """Return each colour's sRGB value as six hex digits by its name in small letters, such as ``bottle green``."""
    text = files("rushes.brief").joinpath("vocabulary", "colours.yaml").read_text(encoding="utf-8")
    return {str(name): str(value) for name, value in parse_document(text, "colours.yaml").items()}
