"""The JSON Schema of a brief's YAML, worked out from the very fields that read it."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any, get_args

from pydantic import TypeAdapter

from rushes.brief.fields import SHORTER, Field, all_fields, attributes
from rushes.brief.scene.reading import SHAPES as SCENE
from rushes.brief.settle_reage import ALIASES
from rushes.brief.wardrobe import Build, Fabric, Garment, HairColour, HairCut, Period, Sex, Shoes, SkinTone, Weave

SCHEMA_ID = "urn:rushes:brief:1"

_DECIMAL = re.compile(r"[0-9]+\.[0-9]+")
"""A choice that YAML reads as a number."""

_NUMBER = r"[+-]?\s*[0-9]+([.,][0-9]+)?"
_PATTERNS = {
    "m": (
        rf"^{_NUMBER}\s*(m|metres?|meters?|cm|mm|ft|foot|feet|yd|yards?|in|inch|inches)?$"
        r"|^[0-9]+\s*('|ft|feet)\s*[0-9]+\s*(\"|in|inch|inches)?$"
        rf"|^{_NUMBER}\s*'$"
    ),
    "mm": rf"^{_NUMBER}\s*(mm|cm|m|in|inch|inches)?$",
    "deg": rf"^{_NUMBER}\s*(°|deg|degrees?)?$",
    "frames": rf"^{_NUMBER}\s*(frames?|s|sec|secs|seconds?)$",
    "s": rf"^{_NUMBER}\s*(s|sec|seconds?)?$",
}
_PLAIN: dict[str, dict[str, Any]] = {
    "yes_no": {"type": "boolean"},
    "names": {"type": "array", "items": {"type": "string", "minLength": 1}},
    "text": {"type": "string", "minLength": 1},
    "path": {"type": "string", "minLength": 1},
    "corners": {
        "type": "array",
        "minItems": 4,
        "maxItems": 4,
        "items": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "items": {"type": "number", "minimum": 0, "maximum": 1},
        },
    },
}


_COUNTED = {"type": "integer", "minimum": 1, "maximum": 99}
_RANGE: dict[str, Any] = {
    "anyOf": [
        _COUNTED,
        {"type": "string", "pattern": r"^(all|[0-9]+\s*(-\s*[0-9]+)?)$"},
        {"type": "array", "items": _COUNTED, "minItems": 2, "maxItems": 2},
    ]
}
_BAY = {"anyOf": [*_RANGE["anyOf"][:2], {"type": "array", "items": _RANGE, "minItems": 2, "maxItems": 2}]}
_SECONDS = {"anyOf": [{"type": "number", "minimum": 0, "maximum": 60}, {"type": "string", "pattern": _PATTERNS["s"]}]}
_MILLISECONDS = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 60_000},
        {"type": "string", "pattern": rf"^{_NUMBER}\s*(ms|s|sec|seconds?)?$"},
    ]
}
_SIDE = {"enum": ["left", "right", "front", "back"]}


def _record(**properties: Any) -> dict[str, Any]:  # noqa: ANN401 - schemas
    return {"type": "object", "additionalProperties": False, "properties": properties}


_DIRECTIONS: dict[str, dict[str, Any]] = {
    "collapse.members": {
        "type": "array",
        "items": _record(
            member={"enum": ["column", "wall", "beam", "slab"]}, storey=_RANGE, bay=_BAY, side=_SIDE, at=_SECONDS
        )
        | {"required": ["member"]},
    },
    "collapse.delays": _record(
        columns={"type": "array", "items": _MILLISECONDS},
        rows={"type": "array", "items": _MILLISECONDS},
        storeys={"type": "array", "items": _COUNTED},
        between=_MILLISECONDS,
    ),
    "collapse.stay": {"type": "array", "items": _record(storey=_RANGE, bay=_BAY)},
    "collapse.timing": {
        "type": "array",
        "items": {
            "type": "array",
            "minItems": 2,
            "maxItems": 2,
            "prefixItems": [_SECONDS, {"type": "number", "minimum": 0, "maximum": 1}],
        },
    },
}

_LENGTH = {
    "anyOf": [{"type": "number", "exclusiveMinimum": 0, "maximum": 3}, {"type": "string", "pattern": _PATTERNS["m"]}]
}
_WORD = {"type": "string", "minLength": 1}
_PIECES: dict[str, Any] = {
    "type": "array",
    "items": {
        "anyOf": [
            {"enum": list(get_args(Garment))},
            _record(
                garment={"enum": list(get_args(Garment))},
                fabric={"enum": list(get_args(Fabric))},
                colour={"type": "string"},
                buttons={"type": "string"},
                lining={"type": "string"},
                weave={"enum": list(get_args(Weave))},
                style={"type": "object", "additionalProperties": {"anyOf": [{"type": "number"}, _WORD]}},
            )
            | {"required": ["garment"]},
        ]
    },
}
_RIGHTS: dict[str, Any] = {
    "type": "object",
    "additionalProperties": {
        "anyOf": [_WORD, _record(licence={"type": "string"}, owner={"type": "string"}, source={"type": "string"})]
    },
}
_TABLES: dict[str, dict[str, Any]] = {
    "body.measures": {"type": "object", "additionalProperties": _LENGTH},
    "room.materials": {"type": "object", "additionalProperties": _WORD},
    "room.params": {"type": "object", "additionalProperties": {"anyOf": [{"type": "number"}, _WORD]}},
    "use.rights": _RIGHTS,
    "finish.rights": _RIGHTS,
    "costs.prices": {"type": "object", "additionalProperties": {"type": "number", "minimum": 0}},
    "wardrobe.pieces": _PIECES,
    "wardrobe.others": {
        "type": "array",
        "items": _record(
            name=_WORD,
            period={"enum": list(get_args(Period))},
            pieces=_PIECES,
            body=_record(
                sex={"enum": list(get_args(Sex))},
                height=_LENGTH,
                height_m=_LENGTH,
                build={"enum": list(get_args(Build))},
                age={"type": "integer", "minimum": 18, "maximum": 100},
                measures={"type": "object", "additionalProperties": _LENGTH},
                skin={"enum": list(get_args(SkinTone))},
                hair={"enum": list(get_args(HairCut))},
                hair_colour={"enum": list(get_args(HairColour))},
                shoes={"enum": list(get_args(Shoes))},
                performer={"type": "string"},
            ),
        )
        | {"required": ["name", "pieces"]},
    },
}


def brief_schema() -> dict[str, Any]:
    """Return the JSON Schema (draft 2020-12) of a brief as YAML holds it."""
    properties: dict[str, Any] = {}
    for name, field in all_fields().items():
        section, _, leaf = name.rpartition(".")
        place = properties
        if section:
            part = properties.setdefault(section, {"type": "object", "additionalProperties": False, "properties": {}})
            place = part["properties"]
        place[leaf] = _entry(field)
    for shorter, name in SHORTER.items():
        section, _, leaf = name.partition(".")
        parts = properties[section]["properties"]
        parts[shorter.partition(".")[2]] = parts[leaf]
    for alias, name in ALIASES.items():
        section, _, leaf = name.partition(".")
        properties[alias] = properties[section]["properties"][leaf]
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": SCHEMA_ID,
        "title": "A brief",
        "description": "What is asked of Rushes for one shot. Only the shot is required; words in `text` say the rest.",
        "type": "object",
        "additionalProperties": False,
        "required": ["shot"],
        "properties": properties,
        "$defs": _scene_parts()[1],
    }


@lru_cache(maxsize=1)
def _scene_parts() -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the schemas of a clip's fields by their dotted names, and of the parts that they are made of."""
    fields: dict[str, Any] = {}
    parts: dict[str, Any] = {}
    for name, shape in SCENE.items():
        schema = TypeAdapter(shape).json_schema()
        parts |= schema.pop("$defs", {})
        fields[name] = schema
    for part in parts.values():
        said = str(part.pop("description", ""))
        part["description"] = said.partition("\n")[0]
        about = attributes(said)
        for field, entry in part.get("properties", {}).items():
            if field in about:
                entry["description"] = about[field]
    return fields, parts


def _entry(field: Field) -> dict[str, Any]:
    entry = _kind(field)
    if field.about:
        entry["description"] = field.about
    if field.default not in (None, "", ()):
        entry["default"] = list(field.default) if isinstance(field.default, tuple) else field.default
    return entry


def _kind(field: Field) -> dict[str, Any]:
    if field.name == "shot":
        return {"type": "string", "pattern": "^[A-Za-z0-9]{1,8}_[0-9]{3,5}[A-Z]?$", "examples": ["020_0150"]}
    if field.kind in {"whole", "number"}:
        return _number(field)
    if field.kind == "choice":
        return {"enum": [*field.choices, *(float(word) for word in field.choices if _DECIMAL.fullmatch(word))]}
    if field.kind == "shape":
        return dict((_DIRECTIONS | _TABLES | _scene_parts()[0])[field.name])
    return dict(_PLAIN[field.kind])


def _number(field: Field) -> dict[str, Any]:
    if field.kind == "whole":
        number: dict[str, Any] = {"type": "integer", "minimum": int(field.low), "maximum": int(field.high)}
    else:
        number = {"type": "number", "minimum": field.low, "maximum": field.high}
    pattern = _PATTERNS.get("frames" if field.name == "frames" else field.unit)
    return number if pattern is None else {"anyOf": [number, {"type": "string", "pattern": pattern}]}
