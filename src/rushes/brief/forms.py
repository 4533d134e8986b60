"""Which form words and fields speak of, and what is usual for it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from rushes.brief.fields import Value
from rushes.brief.grammar import load_grammar
from rushes.brief.words import Said

_KIND_OF_FORM = {"wall": "wall", "bridge": "bridge", "chimney": "chimney", "room": "room"}
_TOWERS = {"concrete": "water tower", "steel": "water tower"}

_MEASURES: Mapping[str, Mapping[str, str]] = {
    "block": {"length_m": "width_m"},
    "wall": {"width_m": "length_m", "depth_m": "thickness_m"},
    "tower": {"width_m": "diameter_m"},
    "bridge": {"width_m": "depth_m"},
    "chimney": {"width_m": "diameter_m"},
    "room": {"width_m": "length_m", "floor_height_m": "height_m"},
}
"""What a measure in words is called in a form: a bridge is wide across its roadway, a wall along its length."""


def usual_of(kind: str, chosen: Mapping[str, Value], way: object) -> tuple[str, dict[str, Any]]:
    """Return the kind of building, and what is usual for it.

    Args:
        kind: As the words call it; ``building`` when they don't.
        chosen: What the brief's fields say; a form there is believed before the words.
        way: The way of collapse, as far as it is known: some usual values hold for one way only.
    """
    kinds = load_grammar().kinds
    usual = dict(kinds.get(kind, {}))
    form = chosen.get("building.form", usual.get("building.form", "block"))
    if form != usual.get("building.form", "block"):
        material = str(chosen.get("building.material", ""))
        kind = _TOWERS.get(material, "clock tower") if form == "tower" else _KIND_OF_FORM.get(str(form), "building")
        usual = dict(kinds.get(kind, {}))
    by_way = {name: value for name, value in usual.items() if isinstance(value, Mapping)}
    usual = {name: value for name, value in usual.items() if name not in by_way}
    return kind, usual | dict(by_way.get(str(way or usual.get("collapse.way", "")), {}))


def measured(said: Sequence[Said], form: str) -> list[Said]:
    """Return what was said with its measures under the names that they have in a form."""
    names = {f"building.{name}": f"building.{other}" for name, other in _MEASURES[form].items()}
    return [replace(each, field=names.get(each.field, each.field)) for each in said]


_ROW = ("building.row", "building.gap_m")


def hidden(form: str) -> frozenset[str]:
    """Return the fields of ``building`` that say nothing about a form: nobody is told what is assumed of them."""
    metres = {f"building.{name}_m" for name in ("height", "length", "depth", "thickness", "diameter", "span")}
    if form == "block":
        return frozenset(metres | {"building.form", *_ROW})
    grid = {
        f"building.{name}" for name in ("storeys", "floor_height_m", "bays", "bays_deep", "bay_width_m", "balconies")
    }
    shown = {
        "wall": {"height", "length", "thickness"},
        "tower": {"height", "diameter"},
        "bridge": {"height", "length", "depth", "span"},
        "chimney": {"height", "diameter", "thickness"},
        "room": {"height", "length", "depth"},
    }[form]
    return frozenset({*_ROW} | grid | (metres - {f"building.{name}_m" for name in shown}))
