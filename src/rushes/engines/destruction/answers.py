"""What a destruction changes when somebody says something of a version: more dust, half a second later, hit it here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from rushes.brief import Brief
from rushes.brief.direction import ALL, Stay
from rushes.brief.grammar import About
from rushes.brief.remark import Wanted, read_remark
from rushes.engines.destruction.shot.light import light_rig
from rushes.engines.destruction.spec import BuildingSpec
from rushes.engines.destruction.view import View, view_of
from rushes.engines.remarks.fields import turn_fields, value_of, with_field
from rushes.engines.remarks.region import shown_in
from rushes.errors import BadInputError
from rushes.plan import Answer, Remark, Turned

Done = tuple[Brief, tuple[Turned, ...]]

NAMED: Final = frozenset({"building", "kind", "named"})
"""What phrases say that only names what is there."""

ACROSS: Final = ("left", "centre", "right")
"""Thirds of a front, as the brief names where it is hit."""


@dataclass(frozen=True)
class Cells:
    """The storeys and bays of a front that a region shows, counted from 1: from the ground, and from the left as it is seen."""

    storeys: tuple[int, int]
    bays: tuple[int, int]
    middle: float
    """Of the region along the front, 0 at its left end."""


def answers(remark: Remark, brief: Brief) -> Answer:
    """Turn a remark into parameters of the next version.

    A region says which storeys and bays are meant, for what is hit, stays or goes first; the first frame says when, for *here* and *on this frame*.
    """
    noted = read_remark(remark.text, "destruction")
    left = [f'"{phrase}" was not understood.' for phrase in noted.not_understood]
    turned: list[Turned] = []
    asked = brief
    named = {one.sentence for one in noted.wanted if _only_names(one)}
    for wanted in noted.wanted:
        try:
            _check_grade(remark, wanted, of_a_thing=wanted.sentence in named)
            _check_means_anything(brief, wanted)
            brief, more = _turn(remark, brief, _asking(wanted), asked)
        except BadInputError as error:
            left.append(str(error))
        else:
            turned += more
    told = [] if remark.region is None or _uses_region(noted.wanted) or not turned else [EVERYWHERE]
    return Answer(brief, tuple(turned), tuple(left), tuple(told))


EVERYWHERE: Final = "The region was left aside: what was changed is changed in all of the picture."


def _only_names(wanted: Wanted) -> bool:
    """Return whether a phrase only names the building, or its dust."""
    return all(name == "building" or isinstance(value, About) for name, value in wanted.means.items())


def _check_grade(remark: Remark, wanted: Wanted, *, of_a_thing: bool) -> None:
    """Stop at a grade of one thing, or of a part of the picture: there is one over all of it.

    Raises:
        BadInputError: It is.
    """
    if any(name.rpartition(" ")[2].startswith("grade.") for name in wanted.means) and (
        of_a_thing or remark.region is not None
    ):
        raise BadInputError(
            f'"{wanted.words}" of one thing, or of a part of the picture, is for the comp: the grade here is of all of it. Use the mattes of the take.'
        )


def _check_means_anything(brief: Brief, wanted: Wanted) -> None:
    """Stop at what would be written into the brief and change nothing.

    Raises:
        BadInputError: The camera is the plate's, building, camera and light are a set's, or nothing hits the building.
    """
    fields = [
        name.rpartition(" ")[2] for name, value in wanted.means.items() if not isinstance(value, About) or " " in name
    ]
    parts = {field.partition(".")[0] for field in fields if "." in field}
    if (
        "camera" in parts
        and brief.plate is not None
        and (brief.camera.solve == "plate" or brief.camera.track is not None)
    ):
        raise BadInputError(f'"{wanted.words}": the camera is the plate\'s own, and stays so.')
    if brief.on_set.shot and (own := sorted(parts & {"building", "camera", "light"})):
        raise BadInputError(f'"{wanted.words}": the {own[0]} is the set\'s. Change the set, or the brief.')
    if "collapse.impact_storey" in fields and "collapse.way" not in fields and brief.collapse.way != "impact":
        raise BadInputError(
            f'"{wanted.words}": nothing hits the building in this version. Mark where, and say: hit here.'
        )


def _asking(wanted: Wanted) -> Wanted:
    """Return a phrase without what only names the building."""
    return Wanted(
        wanted.words, {name: value for name, value in wanted.means.items() if name not in NAMED}, wanted.sentence
    )


def _uses_region(wanted: tuple[Wanted, ...]) -> bool:
    return any(name.startswith("here ") for one in wanted for name in one.means)


def _turn(remark: Remark, brief: Brief, wanted: Wanted, asked: Brief) -> Done:
    name, value = next(iter(wanted.means.items()), ("", None))
    if (turn := _OWN.get(name)) is not None:
        return turn(remark, brief, wanted, value, asked)
    seconds = {"light.hour", "seconds"} & set(wanted.means)
    if seconds:
        raise BadInputError(f'"{wanted.words}": say how much longer or shorter, or name the time of day, such as dusk.')
    return turn_fields(brief, wanted, lambda now, field: _usual(remark, now, field))


def _usual(remark: Remark, brief: Brief, field: str) -> float | None:
    """Return what a field that is left open comes to."""
    if field == "light.sun_elevation_deg" and brief.light.solve == "given":
        return float(light_rig(brief.light, camera_azimuth_deg=brief.camera.azimuth_deg or 0.0).elevation_deg)
    if brief.on_set.shot or not field.startswith(("camera.", "building.", "collapse.impact")):
        return None
    view = view_of(brief, remark.rate)
    building, place = view.spec.building, view.camera.position[0]
    known: Mapping[str, float] = {
        "camera.distance_m": _away(building, place),
        "camera.height_m": float(place[2]),
        "camera.focal_length_mm": float(view.camera.focal_length_mm[0]),
        "building.bays": float(building.bays),
        "collapse.impact_storey": float(view.spec.collapse.impact_storey),
    }
    return known.get(field)


def _away(building: BuildingSpec, place: NDArray[np.float64]) -> float:
    """Return how far a camera stands from the building's outline [m]."""
    out = np.maximum(np.abs(place[:2]) - [building.width_m / 2, building.depth_m / 2], 0.0)
    return float(np.hypot(*out))


def _now(remark: Remark, brief: Brief, wanted: Wanted, _: Any, __: Brief) -> Done:  # noqa: ANN401 - a phrase's value
    return _set(brief, "collapse.start_s", round(remark.at_s, 3), wanted)


def _later(sign: int) -> Callable[..., Done]:
    def turn(remark: Remark, brief: Brief, wanted: Wanted, frames: Any, _: Brief) -> Done:  # noqa: ANN401 - a phrase's value
        start = brief.collapse.start_s + sign * float(frames / remark.rate)
        return _set(brief, "collapse.start_s", round(max(0.0, start), 4), wanted)

    return turn


def _longer(sign: int) -> Callable[..., Done]:
    def turn(remark: Remark, brief: Brief, wanted: Wanted, seconds: Any, _: Brief) -> Done:  # noqa: ANN401 - a phrase's value
        return _set(brief, "frames", max(1, brief.frames + sign * round(float(seconds) * remark.rate)), wanted)

    return turn


def _impact(remark: Remark, brief: Brief, wanted: Wanted, _: Any, asked: Brief) -> Done:  # noqa: ANN401 - a phrase's value
    cells = _cells(remark, asked, wanted)
    storey = (cells.storeys[0] + cells.storeys[1] + 1) // 2
    side = ACROSS[min(2, int(cells.middle * 3))]
    brief, ways = _set(brief, "collapse.way", "impact", wanted) if brief.collapse.way != "impact" else (brief, ())
    brief, storeys = _set(brief, "collapse.impact_storey", storey, wanted, same=True)
    brief, sides = _set(brief, "collapse.impact_side", side, wanted, same=True)
    if not (*ways, *storeys, *sides):
        raise BadInputError(f'"{wanted.words}": storey {storey} is hit on the {side} already.')
    return brief, (*ways, *storeys, *sides)


def _stay(remark: Remark, brief: Brief, wanted: Wanted, _: Any, asked: Brief) -> Done:  # noqa: ANN401 - a phrase's value
    cells = _cells(remark, asked, wanted)
    kept = Stay(storey=(1, cells.storeys[1]), bay=(cells.bays, ALL))
    return _set(brief, "collapse.stay", (*brief.collapse.stay, kept), wanted)


def _toward(remark: Remark, brief: Brief, wanted: Wanted, _: Any, asked: Brief) -> Done:  # noqa: ANN401 - a phrase's value
    cells = _cells(remark, asked, wanted)
    return _set(brief, "collapse.toward", "left" if cells.middle < 0.5 else "right", wanted)


def _set(brief: Brief, field: str, value: Any, wanted: Wanted, *, same: bool = False) -> Done:  # noqa: ANN401 - any field of a brief
    if value_of(brief, field) == value:
        if same:
            return brief, ()
        raise BadInputError(f'"{wanted.words}": {field} is so already.')
    changed, turned = with_field(brief, field, value, wanted.words)
    return changed, (turned,)


_OWN: Mapping[str, Callable[..., Done]] = {
    "now collapse.start_s": _now,
    "frames later": _later(1),
    "frames earlier": _later(-1),
    "seconds longer": _longer(1),
    "seconds shorter": _longer(-1),
    "here impact": _impact,
    "here stay": _stay,
    "here toward": _toward,
}


def _cells(remark: Remark, asked: Brief, wanted: Wanted) -> Cells:
    """Return the storeys and bays that a remark's region shows, in the version that it is about.

    Raises:
        BadInputError: There is no region, it shows nothing of the building's front, or a set comes down.
    """
    if asked.on_set.shot:
        raise BadInputError(
            f'"{wanted.words}": a region can\'t say where on a set. Name the side: left, right, camera or away.'
        )
    if remark.region is None:
        raise BadInputError(f'"{wanted.words}": mark where, with a box in the picture.')
    view = view_of(asked, remark.rate)
    rows, places = _front(view, remark.frames.first)
    shown = rows[shown_in(remark.region, places)]
    if not len(shown):
        raise BadInputError(
            f'"{wanted.words}": the region shows nothing of the building\'s front. Mark a part of that.'
        )
    building = view.spec.building
    across = building.row * building.bays
    return Cells(
        storeys=(int(shown[:, 0].min()), int(shown[:, 0].max())),
        bays=(int(shown[:, 1].min()), int(shown[:, 1].max())),
        middle=float((shown[:, 1].mean() - 0.5) / across),
    )


def _front(view: View, frame: int) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return the storey and bay of every cell of a front, shape [n, 2], and where each is seen, in shares of the picture and depth [m], shape [n, 3]."""
    building, camera = view.spec.building, view.camera
    across = building.row * building.bays
    rows = np.array([(storey, bay) for storey in range(1, building.storeys + 1) for bay in range(1, across + 1)])
    floors = np.array([building.floor_m(storey) for storey in range(building.storeys + 1)])
    floors *= building.roof_m / floors[-1]
    points = np.column_stack([
        (rows[:, 1] - 0.5) / across * building.width_m - building.width_m / 2,
        np.full(len(rows), -building.depth_m / 2),
        (floors[rows[:, 0] - 1] + floors[rows[:, 0]]) / 2,
    ])  # fmt: skip
    if camera.position[camera.index(frame)][1] >= -building.depth_m / 2:
        return rows[:0], np.empty((0, 3))  # who stands behind the front sees nothing of it
    seen = camera.project(points, frame)
    return rows, seen / [camera.width, camera.height, 1.0]
