"""How carefully pictures of an outfit are made."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True)
class Quality:
    """How carefully pictures are made.

    Attributes:
        height: Of a picture [px]; three quarters as wide.
        samples: Paths per pixel.
        edge_m: Length of a triangle's edge in the drape [m].
        rounds: How often the cloth's triangles are cut into four for the picture.
        hairs: Share of a head's strands that are drawn.
        baked_px: Side of a baked cloth's picture.
    """

    height: int
    samples: int
    edge_m: float
    rounds: int
    hairs: float
    baked_px: int

    @property
    def width(self) -> int:
        """Of a picture [px]."""
        return round(self.height * 3 / 4 / 2) * 2


QUALITIES: Final[Mapping[str, Quality]] = {
    "sheet": Quality(480, 16, 0.032, 1, 0.35, 128),
    "draft": Quality(720, 24, 0.025, 2, 0.6, 256),
    "review": Quality(1200, 64, 0.015, 2, 1.0, 512),
    "final": Quality(2160, 256, 0.015, 2, 1.0, 1024),
}
"""``sheet`` is for contact sheets of options."""

SHEET: Final = {"draft": "sheet", "review": "draft", "final": "review"}
"""How carefully an option is pictured among others, by the brief's quality: they are to be chosen from."""


def quality_of(quality: str, options: int) -> Quality:
    """Return how carefully a brief's pictures are made."""
    return QUALITIES[SHEET[quality] if options > 1 else quality]
