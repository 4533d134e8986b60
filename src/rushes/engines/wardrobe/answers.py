"""What clothes change when somebody says something of a version: wider lapels, navy trousers, brass buttons."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rushes.brief import Brief
from rushes.engines.lookdev.answers import design_answers
from rushes.engines.lookdev.space import Choice, Space, Value
from rushes.engines.wardrobe.space import BUTTONS
from rushes.plan import Answer, Remark

EXPLORED: Final = "elements/looks/explored.json"
"""Where a version keeps what it explored, from its folder."""


def answers(remark: Remark, brief: Brief) -> Answer:
    """Turn a remark into the wish of a further look."""
    return design_answers(remark, brief, EXPLORED, 1 + brief.wardrobe.turn, _read)


def _read(clause: str, _: Brief, space: Space) -> Mapping[str, Value]:
    """Return the buttons that a clause asks for: "brass buttons" of whatever is worn outermost and has some."""
    words = clause.removeprefix("with ").removeprefix("a ").split()
    if len(words) < 2 or words[-1] not in {"button", "buttons"}:
        return {}
    stuff = " ".join(words[:-1])
    for one in space:
        if isinstance(one, Choice) and one.name.endswith(f"_{BUTTONS}") and stuff in one.values:
            return {one.name: stuff}
    return {}
