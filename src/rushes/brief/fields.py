"""Every field that a brief may give: its kind, its bounds, its unit, and how its value is said."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from rushes.brief.brief import Brief, Quad
from rushes.brief.shapes import SHAPES, Shape, read_shape, say_shape
from rushes.brief.units import parse_quantity
from rushes.errors import BadInputError

Kind = Literal["whole", "number", "yes_no", "choice", "text", "path", "names", "corners", "shape"]
Value = int | float | str | bool | tuple[str, ...] | Quad | Shape | None

READINGS = frozenset({"understood", "assumed", "not_understood"})
"""Fields of a brief that say how it was read; nobody gives them."""

FOUND = frozenset({"explore.file", "costs.file", "on_set.file"})
"""Fields that hold what was found in the show's folder; nobody gives them."""

SHORTER: Mapping[str, str] = {
    "body.height": "body.height_m",
    "room.width": "room.width_m",
    "room.depth": "room.depth_m",
    "room.height": "room.height_m",
}
"""Fields that may be written without their unit's letter: a designer writes ``body: {height: 1.84 m}``."""

_UNITS = ("_mm", "_m", "_deg", "_s")
_KINDS: Mapping[str, Kind] = {"integer": "whole", "number": "number", "boolean": "yes_no", "array": "names"}
_YES_NO = {"yes": True, "true": True, "on": True, "with": True, "no": False, "false": False, "off": False}
_SPOKEN_UNITS = {"m": " m", "mm": " mm", "deg": "\u00b0", "s": " s", "": ""}


@dataclass(frozen=True, slots=True)
class Field:
    """One field.

    Attributes:
        name: Dotted, for example ``building.storeys``.
        kind: What it holds.
        unit: ``m``, ``mm``, ``deg``, ``s``, or nothing.
        default: Its value when nobody gives it.
        low, high: Bounds, both included.
        choices: The words it may hold.
        optional: Whether it may be left open.
        about: What it means.
    """

    name: str
    kind: Kind
    unit: str
    default: Value
    low: float
    high: float
    choices: tuple[str, ...]
    optional: bool
    about: str

    def read(self, value: object) -> Value:
        """Return a given value in the field's kind and unit.

        Args:
            value: As YAML or an option gives it: ``12``, ``"40 ft"``, ``"late afternoon"``.

        Raises:
            ValueError: It is none, or it is out of bounds; the message says what it has to be.
        """
        if value is None and self.optional:
            return None
        if self.kind == "shape":
            return read_shape(self.name, value)
        read: Value = None
        if self.kind in {"whole", "number"}:
            read = self._quantity(value)
        elif self.kind == "yes_no":
            read = value if isinstance(value, bool) else _YES_NO.get(str(value).strip().lower())
        elif self.kind == "choice":
            said = f"{value:g}" if isinstance(value, float) else value if isinstance(value, str) else ""
            said = "_".join(said.lower().replace("-", " ").split("_"))
            said = "_".join(said.split())
            read = said if said in self.choices else None
        elif self.kind == "names":
            read = _names(value)
        elif self.kind == "corners":
            read = _corners(value)
        elif isinstance(value, str | int) and not isinstance(value, bool) and str(value).strip():
            read = str(value)
        if read is None:
            raise ValueError(self.demand)
        return read

    @property
    def demand(self) -> str:
        """What the field has to be, as the end of a sentence."""
        if self.kind == "choice":
            return "one of " + ", ".join(self.choices)
        if self.kind == "yes_no":
            return "true or false"
        if self.kind == "names":
            return "a list of names"
        if self.kind == "corners":
            return (
                "four corners (bottom left, bottom right, top right, top left), each as x and y in shares of the picture "
                "from 0 to 1, for example [[0.2, 0.8], [0.7, 0.75], [0.7, 0.2], [0.2, 0.1]]"
            )
        if self.kind in {"text", "path"}:
            return "a text"
        what = "a whole number" if self.kind == "whole" else "a number"
        units = {"m": ' in metres, or a length such as "40 ft",', "mm": " in millimetres", "deg": " in degrees"}
        return f"{what}{units.get(self.unit, ' in seconds' if self.unit else '')} from {self.low:g} to {self.high:g}"

    def say(self, value: Value) -> str:
        """Return a value in words, with its unit."""
        if value is None or (value == "" and self.name in _OPEN):
            return _OPEN.get(self.name, "left open")
        if isinstance(value, bool):
            return "yes" if value else "no"
        if self.kind == "shape":
            return say_shape(self.name, value) if value else _OPEN.get(self.name, "left open")
        if isinstance(value, tuple):
            return ", ".join(_point(part) for part in value)
        if isinstance(value, str):
            return value.replace("_", " ") if self.kind == "choice" else value
        return f"{value:.6g}{_SPOKEN_UNITS[self.unit]}" if self.kind == "number" else f"{value:g}"

    def _quantity(self, value: object) -> int | float | None:
        if isinstance(value, str):
            value = parse_quantity(value, self.unit)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        if not self.low <= value <= self.high:
            return None
        if self.kind == "whole":
            return int(value) if value == int(value) else None
        return float(value)


def _point(part: object) -> str:
    return f"({part[0]:g}, {part[1]:g})" if isinstance(part, tuple) else str(part)


_OPEN = {
    "plate": "none: a procedural street and sky",
    "clean_plate": "painted in where a building of the plate is gone",
    "site.corners": "not marked",
    "site.mask": "none",
    "site.frame": "the first",
    "site.foreground": "nothing stands before it",
    "site.prim": "none",
    "camera.k1": "0",
    "camera.k2": "0",
    "camera.track": "none",
    "camera.track_prim": "the only camera in it",
    "camera.track_frame": "the shot's own number, else the plate's",
    "camera.track_scale": "as the plate shows",
    "use.story_relevant": "nobody said",
    "camera.distance_m": "far enough that the building fills the frame",
    "camera.tilt_deg": "as the framing needs",
    "camera.horizon": "as the framing needs",
    "light.sun_azimuth_deg": "where it models the facade",
    "light.sun_elevation_deg": "as the time of day has it",
    "dust.vdb": "in review and final",
    "collapse.impact_storey": "nothing hits it",
    "collapse.members": "those of the way",
    "collapse.delays": "from the middle outward",
    "collapse.stay": "nothing",
    "collapse.stay_mask": "none",
    "collapse.footprint_m": "wherever it falls",
    "collapse.timing": "as the load has it",
    "reage.keys": "the shot's own, when there are any",
    "reage.templates": "the show's own",
    "hair.colour": "the hair's own dark",
    "model.file": "none",
    "model.edits": "as many as keys would be",
    "reage.from_age": "not said",
    "reage.to_age": "not said",
    "on_set.shot": "none: a building",
    "on_set.version": "none",
    "explore.of": "no earlier options",
    "explore.wish": "nothing",
    "explore.palette": "as its style or the words have it",
    "finish.model": "none",
    "finish.adapters": "none",
    "finish.hosted": "none",
    "finish.rights": "none stated",
    "finish.usd_per_second": "as the table has it",
    "finish.budget_usd": "asked before anything is drawn",
    "use.rights": "none stated",
    "costs.currency": "the show's, or that of the usual prices",
    "costs.prices": "the show's, or usual ones",
    "wardrobe.others": "nobody",
    "body.height_m": "the middle of the table",
    "body.measures": "none taken",
    **dict.fromkeys(("body.skin", "body.hair", "body.hair_colour", "body.shoes"), "as is usual for sex and age"),
    "wardrobe.pieces": "none",
    **dict.fromkeys(
        (
            "room.width_m",
            "room.depth_m",
            "room.height_m",
            "room.seats",
            "room.motive",
            "room.time",
            "room.darkness",
            "room.wear",
            "room.dressing",
        ),
        "as its style has it",
    ),
    "room.materials": "as its style has it",
    "room.params": "as its style has it",
    "clip.place": "as what stands there has it, or a studio",
    "clip.things": "nothing",
    "clip.characters": "nobody",
    "clip.shots": "one, locked off, 35 mm",
    "clip.beats": "nothing",
    "clip.sound": "as place and weather have it, and what hits and breaks",
    "clip.speech": "nothing",
    "building.height_m": "as is usual for its form",
    "building.length_m": "as is usual for its form",
    "building.depth_m": "as is usual for its form",
    "building.thickness_m": "as is usual for its form",
    "building.diameter_m": "as is usual for its form",
    "building.gap_m": "6, or a quarter of the height where that is less",
    "building.span_m": "as is usual for its form",
}


@lru_cache(maxsize=1)
def all_fields() -> Mapping[str, Field]:
    """Return every field by its dotted name, in the order of the brief."""
    schema = Brief.model_json_schema()
    found: dict[str, Field] = {}
    for name, entry in schema["properties"].items():
        if name in READINGS:
            continue
        if "$ref" in entry:
            part = schema["$defs"][entry["$ref"].rsplit("/", 1)[-1]]
            about = attributes(str(part.get("description", "")))
            for inner, leaf in part["properties"].items():
                if f"{name}.{inner}" not in FOUND:
                    found[f"{name}.{inner}"] = _field(f"{name}.{inner}", leaf, about.get(inner, ""))
        else:
            about = attributes(str(schema["description"]))
            found[name] = _field(name, entry, about.get(name, ""))
    return found


def sections() -> tuple[str, ...]:
    """Return the names of the parts of a brief, such as ``building``."""
    return tuple(dict.fromkeys(name.split(".")[0] for name in all_fields() if "." in name))


def field_named(name: str, where: str) -> Field:
    """Return a field by its dotted name.

    Raises:
        BadInputError: There is none; the sentence suggests the nearest.
    """
    fields = all_fields()
    if (known := SHORTER.get(name, name)) in fields:
        return fields[known]
    from rapidfuzz import process

    near = process.extractOne(name, [*fields, *sections()], score_cutoff=60)
    known = ", ".join(dict.fromkeys(each.split(".")[0] for each in fields))
    hint = f' Did you mean "{near[0]}"?' if near else f" A brief has {known}."
    raise BadInputError(f'{where}: "{name}" is no field of a brief.{hint}')


def _field(name: str, entry: Mapping[str, Any], about: str) -> Field:
    options = [option for option in entry.get("anyOf", [entry]) if option.get("type") != "null"]
    leaf = options[0]
    kind: Kind = _KINDS.get(leaf.get("type", ""), "text")
    if "prefixItems" in leaf and leaf["prefixItems"][0].get("type") == "array":
        kind = "corners"
    choices = tuple(leaf.get("enum", [leaf["const"]] if "const" in leaf else []))
    if name in SHAPES:
        kind = "shape"
    elif choices:
        kind = "choice"
    elif leaf.get("format") == "path":
        kind = "path"
    default = None if name in SHAPES and name.startswith("clip.") else entry.get("default")
    return Field(
        name=name,
        kind=kind,
        unit=next((unit[1:] for unit in _UNITS if name.endswith(unit)), ""),
        default=tuple(default) if isinstance(default, list) else default,
        low=float(leaf.get("minimum", -math.inf)),
        high=float(leaf.get("maximum", leaf.get("exclusiveMaximum", math.inf) - 1)),
        choices=choices,
        optional="anyOf" in entry,
        about=about,
    )


def attributes(docstring: str) -> dict[str, str]:
    """Return what a docstring's "Attributes" say, by name."""
    found: dict[str, str] = {}
    name = ""
    for line in docstring.partition("Attributes:")[2].splitlines():
        head, colon, rest = line.strip().partition(": ")
        if colon and head.replace("_", "").isalnum():
            name = head
            found[name] = rest
        elif colon and head.replace("_", "").replace(", ", "").isalnum():
            name = ""  # several at once: none of them is a field of its own
        elif name and line.strip():
            found[name] += f" {line.strip()}"
    return found


def _names(value: object) -> tuple[str, ...] | None:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list | tuple) or not all(isinstance(item, str) and item.strip() for item in items):
        return None
    return tuple(items)


def _corners(value: object) -> Quad | None:
    """Return four corners, each within the picture; whether they are a facade's is told when the picture is at hand."""
    if not isinstance(value, list | tuple) or len(value) != 4:
        return None
    found: list[tuple[float, float]] = []
    for corner in value:
        if not isinstance(corner, list | tuple) or len(corner) != 2:
            return None
        if any(isinstance(part, bool) or not isinstance(part, int | float) or not 0 <= part <= 1 for part in corner):
            return None
        found.append((float(corner[0]), float(corner[1])))
    return found[0], found[1], found[2], found[3]
