"""What a set changes when somebody says something of a version: darker, wider, a brass bar."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rushes.brief import Brief
from rushes.brief.outfit import materials_of
from rushes.brief.room import Room
from rushes.brief.settle_design import VIEWS
from rushes.brief.words import read_words
from rushes.engines.lookdev.answers import design_answers
from rushes.engines.lookdev.space import Choice, Space, Value
from rushes.engines.setdesign.asked import asked_of
from rushes.errors import BadInputError
from rushes.plan import Answer, Remark

EXPLORED: Final = "elements/room/explored.json"
"""Where a version keeps what it explored, from its folder."""


def answers(remark: Remark, brief: Brief) -> Answer:
    """Turn a remark into the wish of a further set."""
    return design_answers(remark, brief, EXPLORED, VIEWS, _read)


def _read(clause: str, brief: Brief, space: Space) -> Mapping[str, Value]:
    """Return the finishes that a clause asks for in the words of a brief: "a brass bar", "green velvet sofas", "at night"."""
    heard = read_words(clause, "set")
    if heard.not_understood or not heard.said:
        return {}
    room: dict[str, object] = {
        each.field.removeprefix("room."): each.value
        for each in heard.said
        if each.field in {"room.motive", "room.time"}
    }
    materials = [each for each in heard.said if each.field.startswith("material.")]
    if len(materials) + len(room) < len(heard.said):
        return {}
    rows = materials_of(materials)
    try:
        asked = asked_of(
            Room.model_validate(
                {"style": brief.room.style, "materials": {part: stuff for part, stuff, _ in rows}, **room}
            )
        )
    except (BadInputError, ValueError):
        return {}
    if asked.told:
        return {}
    return {
        name: value
        for name, value in asked.held.items()
        if isinstance(one := space[name], Choice) and value in one.values
    }
