"""The form of a brief: a control for every field that its YAML has, worked out from the same JSON Schema."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any, Literal

from rushes.brief import brief_schema
from rushes.brief.kinds import belongs
from rushes.review.page import spoken

Kind = Literal["destruction", "reage", "wardrobe", "set", "clip"]
KINDS: tuple[Kind, ...] = ("destruction", "reage", "wardrobe", "set", "clip")

ABOVE = frozenset({"kind", "shot", "text", "quality", "frames", "seed"})
"""Fields that stand above the sections, since every brief has them."""

ALIASES = frozenset({"performer", "from", "to"})
"""Fields of a re-age that its section holds as well."""

SHARED = frozenset({"use", "finish", "explore", "costs", "on_set"})
"""Sections that stand behind a kind's own: they say where it belongs and what becomes of it."""

_UNITS = {
    "_mm": "mm",
    "_m": "m",
    "_deg": "°",
    "_s": "s",
    "_percent": "%",
    "_px": "px",
    "_usd": "USD",
    "_stops": "stops",
}


@dataclass(frozen=True, slots=True)
class Control:
    """One field as a control.

    Attributes:
        name: Dotted, for example ``building.storeys``.
        label: As people say it.
        how: ``choice``, ``yes_no``, ``number``, ``text``, or ``yaml`` for what has a shape of its own.
        choices: Of a choice.
        low, high: Bounds of a number; empty without.
        whole: Whether a number is whole.
        unit: Behind the value.
        usual: Its value when nobody gives it, as text.
        about: What it means.
    """

    name: str
    label: str
    how: Literal["choice", "yes_no", "number", "text", "yaml"]
    choices: tuple[str, ...] = ()
    low: str = ""
    high: str = ""
    whole: bool = False
    unit: str = ""
    usual: str = ""
    about: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """Fields that go together."""

    name: str
    label: str
    controls: tuple[Control, ...]


@lru_cache(maxsize=8)
def form_of(kind: Kind) -> tuple[Section, ...]:
    """Return the form of a kind of brief: its own sections first, then what every brief may say."""
    loose: list[Control] = []
    sections: list[Section] = []
    for name, schema in brief_schema()["properties"].items():
        if name in ABOVE | ALIASES or not belongs(name, kind):
            continue
        if schema.get("type") == "object" and "properties" in schema:
            controls = tuple(_control(f"{name}.{leaf}", one) for leaf, one in schema["properties"].items())
            sections.append(Section(name, spoken(name).capitalize(), controls))
        else:
            loose.append(_control(name, schema))
    own = [section for section in sections if section.name not in SHARED]
    shared = [section for section in sections if section not in own]
    return (*own, *([Section("pictures", "Pictures and people", tuple(loose))] if loose else []), *shared)


def _control(name: str, schema: Mapping[str, Any]) -> Control:
    leaf = name.rpartition(".")[2]
    default = schema.get("default")
    plain = Control(
        name,
        spoken(leaf).capitalize(),
        "yaml",
        unit=next((unit for end, unit in _UNITS.items() if leaf.endswith(end)), ""),
        usual=_said(default),
        about=str(schema.get("description", "")),
    )
    if "enum" in schema:
        return replace(plain, how="choice", choices=tuple(str(choice) for choice in schema["enum"]))
    kind = schema.get("type")
    if kind == "boolean":
        return replace(plain, how="yes_no")
    if kind in {"integer", "number"}:
        low = _said(schema.get("minimum", schema.get("exclusiveMinimum")))
        return replace(plain, how="number", low=low, high=_said(schema.get("maximum")), whole=kind == "integer")
    if kind == "string" or _is_quantity(schema):
        return replace(plain, how="text")
    return plain


def _is_quantity(schema: Mapping[str, Any]) -> bool:
    """Return whether a field is a number that may be written with its unit."""
    return {one.get("type") for one in schema.get("anyOf", ())} in ({"number", "string"}, {"integer", "string"})


def _said(value: object) -> str:
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"{value:g}" if isinstance(value, float) else str(value)
