"""How large each form is, of what it is built, and in which ways it comes down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rushes.brief import Brief
from rushes.brief.brief import Building
from rushes.engines.destruction.building.forms import bridge as bridges
from rushes.engines.destruction.building.forms import wall as walls
from rushes.errors import BadInputError

STOREY_M = 3.0
"""Chimneys and towers are counted in storeys of about this height [m], for impacts and for joints."""

SLENDEREST = {"wall": 34.0, "chimney": 18.0, "tower": 9.0}
"""Height over thickness or diameter at most: what is more slender would not have stood."""


@dataclass(frozen=True, slots=True)
class Form:
    """What a form can be.

    Attributes:
        measures: Field to usual value, smallest and largest [m].
        materials: What it is built of; the first is usual.
        ways: The ways in which it comes down; the first is usual.
        toward: The sides that it can fall or fail to, by way; all four where a way is left out.
    """

    measures: Mapping[str, tuple[float, float, float]]
    materials: tuple[str, ...]
    ways: tuple[str, ...]
    toward: Mapping[str, tuple[str, ...]]


_ACROSS, _ALONG = ("camera", "away"), ("left", "right")

FORMS: Mapping[str, Form] = {
    "wall": Form(
        {"length_m": (12.0, 2.0, 60.0), "height_m": (4.0, 1.0, 12.0), "thickness_m": (0.365, 0.1, 1.5)},
        ("brick", "concrete", "wood"),
        ("overturning", "zipper", "impact"),
        {"overturning": _ACROSS, "zipper": _ALONG},
    ),
    "tower": Form(
        {"height_m": (24.0, 8.0, 60.0), "diameter_m": (5.6, 3.0, 14.0)},
        ("brick", "wood", "concrete", "steel"),
        ("overturning", "soft_storey", "pancake", "impact"),
        {},
    ),
    "bridge": Form(
        {
            "length_m": (54.0, 8.0, 120.0),
            "span_m": (18.0, 5.0, 40.0),
            "height_m": (8.5, 4.0, 30.0),
            "depth_m": (9.0, 4.0, 20.0),
        },
        ("concrete", "steel"),
        ("soft_storey", "zipper", "implosion", "impact"),
        {"zipper": _ALONG},
    ),
    "chimney": Form(
        {"height_m": (32.0, 6.0, 80.0), "diameter_m": (3.4, 1.2, 9.0), "thickness_m": (0.5, 0.15, 1.2)},
        ("brick", "concrete"),
        ("overturning", "implosion", "impact"),
        {},
    ),
    "room": Form(
        {"length_m": (6.4, 3.5, 14.0), "depth_m": (5.6, 3.5, 12.0), "height_m": (2.8, 2.3, 5.0)},
        ("concrete", "brick", "wood"),
        ("pancake", "impact"),
        {},
    ),
}

_MEASURES = ("height_m", "length_m", "depth_m", "thickness_m", "diameter_m", "span_m")


_DIRECTION = ("members", "delays", "stay", "stay_mask", "timing")


def ways_of(form: str) -> tuple[str, ...]:
    """Return the ways in which a form comes down; none for a block, which does them all."""
    return FORMS[form].ways if form in FORMS else ()


def check_form(brief: Brief) -> None:
    """Refuse what doesn't go together: a measure of another form, a material, a way or a side that it can't have.

    Raises:
        BadInputError: The sentence names what goes.
    """
    asked, where = brief.building, f"Shot {brief.shot}"
    given = [name for name in _MEASURES if getattr(asked, name) is not None]
    if asked.form == "block":
        if given:
            raise BadInputError(
                f"{where}: building.{given[0]} is for forms other than a block. Size a block by building.storeys, "
                "building.floor_height_m, building.bays and building.bay_width_m, or name a building.form: "
                f"{', '.join(FORMS)}."
            )
        return
    if asked.row > 1:
        raise BadInputError(
            f"{where}: building.row puts blocks side by side; a {asked.form} stands alone. Leave building.row out, or ask for blocks."
        )
    form = FORMS[asked.form]
    for name in given:
        if name not in form.measures:
            raise BadInputError(
                f"{where}: a {asked.form} has no building.{name}. It is sized by "
                f"{', '.join(f'building.{each}' for each in form.measures)}."
            )
        _, low, high = form.measures[name]
        if not low <= float(getattr(asked, name)) <= high:
            raise BadInputError(
                f"{where}: building.{name} of a {asked.form} has to be from {low:g} to {high:g} m, "
                f"not {getattr(asked, name):g}."
            )
    if asked.material not in form.materials:
        raise BadInputError(
            f"{where}: a {asked.form} can't be built of {asked.material} here. It can be of {_either(form.materials)}."
        )
    _check_way(brief, form)
    directed = next((name for name in _DIRECTION if getattr(brief.collapse, name)), None)
    if directed is not None or brief.collapse.footprint_m is not None:
        raise BadInputError(
            f"{where}: collapse.{directed or 'footprint_m'} directs the members of a block; a {asked.form} takes its way, "
            "toward, start_s and strength alone. Leave it out."
        )
    if brief.plate is not None and (brief.camera.solve == "plate" or brief.site.corners or brief.site.mask):
        raise BadInputError(
            f"{where}: a {asked.form} can't be matched to a facade of the plate yet; only a block can. Leave site and "
            "camera.solve out and give the camera's numbers, or make it without a plate."
        )
    if asked.form == "room" and (brief.plate is not None or brief.camera.distance_m is not None):
        raise BadInputError(
            f"{where}: in a room the camera stands inside, at its front wall: a plate and camera.distance_m have no "
            "place there. Leave them out."
        )


def _check_way(brief: Brief, form: Form) -> None:
    asked, collapse = brief.building, brief.collapse
    if collapse.way not in form.ways:
        raise BadInputError(
            f"Shot {brief.shot}: a {asked.form} doesn't come down by {collapse.way}. "
            f"Give collapse.way: {_either(form.ways)}."
        )
    sides = form.toward.get(collapse.way, ())
    if sides and collapse.toward not in sides:
        raise BadInputError(
            f"Shot {brief.shot}: a {asked.form} in the way {collapse.way} can't go to the side {collapse.toward}. "
            f"Give collapse.toward: {_either(sides)}."
        )


def _either(names: tuple[str, ...]) -> str:
    return f"{', '.join(names[:-1])} or {names[-1]}" if len(names) > 1 else names[0]


def form_measures(brief: Brief) -> dict[str, Any]:
    """Return the fields of ``BuildingSpec`` that make a brief's form; lengths in metres.

    Raises:
        BadInputError: It is too slender to have stood, or goes together with something else of the brief badly.
    """
    check_form(brief)
    asked = brief.building
    form = FORMS[asked.form]
    given = {name: getattr(asked, name) for name in form.measures}
    size = {name: given[name] or form.measures[name][0] for name in form.measures}
    if asked.form == "chimney" and given["thickness_m"] is None:
        size["thickness_m"] = round(min(max(size["diameter_m"] * 0.15, 0.24), 0.6), 3)
    if asked.form == "wall" and given["thickness_m"] is None:
        size["thickness_m"] = round(max(size["thickness_m"], size["height_m"] / 20), 3)
        size["thickness_m"] = 0.12 if asked.material == "wood" else size["thickness_m"]
    _check_slender(brief, size)
    fields: dict[str, Any] = {"form": asked.form, "material": asked.material, "seed": brief.seed, "balconies": False}
    return fields | _SHAPES[asked.form](size, asked)


def _check_slender(brief: Brief, size: Mapping[str, float]) -> None:
    form = brief.building.form
    across = {"wall": "thickness_m"}.get(form, "diameter_m")
    most = SLENDEREST.get(form)
    if most is None or size["height_m"] <= most * size[across]:
        return
    raise BadInputError(
        f"Shot {brief.shot}: a {form} {size['height_m']:g} m high and {size[across]:g} m in {across.removesuffix('_m')} "
        f"would not have stood. Give building.{across} of at least {size['height_m'] / most:.2g}, or "
        f"building.height_m of at most {size[across] * most:.3g}."
    )


def _wall(size: Mapping[str, float], _: Building) -> dict[str, Any]:
    courses, sections = walls.courses_of(size["height_m"]), walls.sections_of(size["length_m"])
    area = size["length_m"] * size["height_m"]
    return {
        **_box(size["length_m"], size["thickness_m"], size["height_m"]),
        **_grid(courses, size["height_m"] / courses, sections, size["length_m"] / sections),
        "thickness_m": size["thickness_m"],
        "detail": _fewer(area, 60.0),
    }


def _tower(size: Mapping[str, float], asked: Building) -> dict[str, Any]:
    storeys = max(3, round(size["height_m"] * 0.8 / 4.0))
    return {
        **_box(size["diameter_m"], size["diameter_m"], size["height_m"]),
        **_grid(storeys, size["height_m"] / (storeys + 1), 1, size["diameter_m"]),
        "thickness_m": 0.22 if asked.material == "wood" else 0.5,
        "detail": _fewer(size["height_m"] * size["diameter_m"], 140.0),
    }


def _bridge(size: Mapping[str, float], _: Building) -> dict[str, Any]:
    spans = bridges.spans_of(size["length_m"], size["span_m"])
    height = size["height_m"] + bridges.PARAPET_M
    return {
        **_box(size["length_m"], size["depth_m"], height),
        **_grid(1, size["height_m"], spans, size["length_m"] / spans),
        "detail": _fewer(size["length_m"] * size["depth_m"], 500.0),
    }


def _chimney(size: Mapping[str, float], _: Building) -> dict[str, Any]:
    storeys = max(2, round(size["height_m"] / STOREY_M))
    return {
        **_box(size["diameter_m"], size["diameter_m"], size["height_m"]),
        **_grid(storeys, size["height_m"] / storeys, 1, size["diameter_m"]),
        "thickness_m": size["thickness_m"],
        "detail": _fewer(size["height_m"], 34.0),
    }


def _room(size: Mapping[str, float], _: Building) -> dict[str, Any]:
    return {
        **_box(size["length_m"], size["depth_m"], size["height_m"]),
        **_grid(1, size["height_m"], 2, size["length_m"] / 2),
        "detail": _fewer(size["length_m"] * size["depth_m"], 40.0),
    }


_SHAPES = {"wall": _wall, "tower": _tower, "bridge": _bridge, "chimney": _chimney, "room": _room}


def _box(length: float, depth: float, height: float) -> dict[str, float]:
    return {"length_m": length, "deep_m": depth, "height_m": height}


def _grid(storeys: int, high: float, bays: int, wide: float) -> dict[str, float]:
    return {
        "storeys": storeys,
        "floor_height_m": round(high, 6),
        "ground_height_m": round(high, 6),
        "bays": bays,
        "bays_deep": 1,
        "bay_width_m": round(wide, 6),
    }


def _fewer(size: float, usual: float) -> float:
    """Return fewer pieces for what is larger than usual."""
    return round(min(1.0, max(0.3, (usual / size) ** 0.6)), 4)
