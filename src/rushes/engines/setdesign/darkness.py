"""How dark a set is printed: a parameter that every style has, which turns no wall, and which an option keeps."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Final

from rushes.engines.lookdev.space import Range
from rushes.media.metering import KEY

NAME: Final = "darkness"

BRIGHT_KEY, DARK_KEY = 0.2, 0.07
"""Log mean that a picture is printed to, of a set that is as bright and as dark as can be shot."""

USUAL: Final = math.log(BRIGHT_KEY / KEY) / math.log(BRIGHT_KEY / DARK_KEY)
"""The darkness of a set of which nothing is said."""

PARAMETER: Final = Range(
    NAME, 2 * USUAL - 1.0, 1.0, "how dark it is printed", "", 0.0, "light", ("darker", "moodier", "gloomier"), ("brighter", "lighter")
)  # fmt: skip
"""It isn't explored: options stay in the middle, which is the usual darkness, until somebody says *darker*."""


def key_of(darkness: float | None) -> float:
    """Return the log mean that a set is printed to."""
    return KEY if darkness is None else BRIGHT_KEY * (DARK_KEY / BRIGHT_KEY) ** darkness


def darkness_of(rooms: Path, index: int) -> float | None:
    """Return how dark the design that is shown as number ``index`` (from 0) is printed; None where nothing is said of it.

    Args:
        rooms: What the step ``room`` left.
        index: Which of those that are shown.
    """
    record = json.loads((rooms / "explored.json").read_text(encoding="utf-8"))
    values = {row["number"]: row["values"] for row in record["options"]}
    said = values[record["shown"][index]].get(NAME)
    return None if said is None else float(said)
