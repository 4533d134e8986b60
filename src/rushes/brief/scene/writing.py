"""A scene as YAML that a person edits: what was said and settled, part by part, in the order in which one thinks of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import MISSING, fields
from typing import Any, Final

import yaml

from rushes.brief.scene.scene import Scene, plain

WIDTH: Final = 140
"""Longest line before a list is broken [characters]."""

_ALWAYS: Final = frozenset(
    {"kind", "name", "event", "thing", "at_s", "seconds", "move", "lens_mm", "does", "text", "who", "garment"}
)
"""Fields that are written even where they are as usual: what one changes first."""


def scene_record(scene: Scene, *, every_field: bool = False) -> dict[str, Any]:
    """Return a scene as YAML holds it.

    Args:
        scene: The scene.
        every_field: Whether fields that are as usual, or left open, are written too.
    """
    record: dict[str, Any] = plain(scene)
    if every_field:
        return record
    return {
        name: _short(value, scene_part)
        for name, value in record.items()
        if (scene_part := getattr(scene, name)) != _usual(Scene, name)
        or name in {"place", "time_of_day", "weather", "aspect", "shots"}
    }


def _usual(kind: type, name: str) -> Any:  # noqa: ANN401 - any default
    field = next(one for one in fields(kind) if one.name == name)
    return None if field.default is MISSING else field.default


def _short(value: Any, part: Any) -> Any:  # noqa: ANN401 - a part of a scene, and what YAML holds of it
    """Return a part without the fields that are as usual."""
    if isinstance(part, tuple):
        return [_short(one, inner) for one, inner in zip(value, part, strict=True)]
    if not isinstance(value, Mapping):
        return value
    if not hasattr(part, "__dataclass_fields__"):
        return {name: one for name, one in value.items() if one not in (None, "", {})}
    kept = {}
    for name, one in value.items():
        inner = getattr(part, name)
        if inner != _usual(type(part), name) or (name in _ALWAYS and one not in (None, "", [])):
            kept[name] = _short(one, inner)
    return kept


def scene_yaml(scene: Scene, head: Mapping[str, Any], *, every_field: bool = False) -> str:
    """Return a brief of kind ``clip`` as YAML.

    Args:
        scene: The scene.
        head: What stands before it: kind, shot, text, frames.
        every_field: Whether fields that are as usual, or left open, are written too.
    """
    record = {**head, "clip": scene_record(scene, every_field=every_field)}
    return yaml.dump(record, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=WIDTH, default_flow_style=None)


class _Dumper(yaml.SafeDumper):
    """YAML without anchors: our reader refuses them."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ANN401, ARG002 - yaml's signature
        """Write everything out."""
        return True
