"""Who has the last word on each field: an option, then the brief's own field, then the words, then the default."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any

from rushes.brief.agreement import BRIEF, OPTION, TOP, brought_together
from rushes.brief.brief import Brief, Reading
from rushes.brief.fields import Value, all_fields
from rushes.brief.forms import hidden, measured, usual_of
from rushes.brief.kinds import belongs
from rushes.brief.site import MARKS, solved_by_plate
from rushes.brief.size import Measure, fit_sizes
from rushes.brief.ways import directed_way, one_way
from rushes.brief.words import Heard, Said
from rushes.errors import BadInputError

ASPECT = 16 / 9
"""Width over height of every picture that we make."""

HORIZON_AGREEMENT = 0.02
"""Largest difference, in picture heights, between a horizon and a tilt that are both given."""

_HOURS = ((5, "dawn"), (7, "morning"), (11, "noon"), (13.5, "afternoon"), (16, "late_afternoon"), (18.5, "dusk"))
_NIGHT_FROM = 20.5

_DIRECTED = ("strength", "resistance", "hinge_deg", "slenderness", "members", "delays", "stay", "stay_mask", "timing")

_NOT_TOLD = frozenset(
    {
        "shot",
        "text",
        "people",
        "on_set.shot",
        "on_set.version",
        "on_set.setup",
        "collapse.footprint_m",
        *(f"collapse.{name}" for name in _DIRECTED),
    }
)
"""Fields that are never assumed. A collapse that nobody directs is as its way has it. Of ``use`` only the lifecycle is told when it is left open: clearance asks for the rest
where it matters."""

_OF_A_BUILDING = frozenset({"building", "camera", "site", "light", "dust", "debris", "grade", "plate", "clean_plate"})
"""What a set brings itself, or hasn't: nothing is assumed of it where one comes down."""

_OF_THE_PLATE = frozenset(
    {
        "clean_plate",
        "site.corners",
        "site.mask",
        "site.frame",
        "site.foreground",
        "site.windows",
        "site.lift_shadow",
        "camera.solve",
    }
)
"""Fields that speak of a building that stands in the plate: nothing is assumed of it where none is marked."""

_OF_THE_LENS = frozenset({"camera.distortion", "camera.k1", "camera.k2"})
"""Fields that speak of the lens that took a plate: nothing is assumed of it where its camera is not solved."""

_OF_THE_TRACK = frozenset(
    {"camera.track", "camera.track_prim", "camera.track_frame", "camera.track_scale", "site.prim"}
)
"""Fields that speak of a camera that was tracked: nothing is assumed of it where there is none."""

_SIZES = ("building.height_m", "building.width_m", "building.depth_m")


@dataclass(frozen=True, slots=True)
class Given:
    """Fields that somebody wrote down, in the kinds and units of the brief.

    Attributes:
        options: From the command line; they win over everything.
        brief: From the brief's own fields.
        where: What errors call the brief, for example its path.
    """

    options: Mapping[str, Value]
    brief: Mapping[str, Value]
    where: str


def settle(given: Given, heard: Heard, *, shot: str, text: str, rate: Fraction) -> Brief:
    """Bring everything that was said together into one brief.

    Args:
        given: What was written down as fields.
        heard: What the words said.
        shot: The shot.
        text: The words.
        rate: The show's frames per second, which turns seconds into frames.

    Raises:
        BadInputError: Two of them contradict each other, or a value is out of bounds; both are named.
    """
    said = [translated for each in heard.said for translated in _translate(each, rate)]
    said, kind, kind_readings = _building(said)
    ways = [each for each in said if each.field == "collapse.way"]
    follow: tuple[tuple[Said, str], ...] = ()
    if ways:
        way, follow = one_way(ways)
        follow = follow if "collapse.way" not in given.options else ()
        said = [each for each in said if each.field != "collapse.way" or each.value == way.value]
    chosen = {**given.brief, **given.options}
    kind, usual = usual_of(kind, chosen, chosen.get("collapse.way", ways[0].value if ways else None))
    form = str(chosen.get("building.form", usual.get("building.form", "block")))
    said = measured(said, form)
    sizes = [each for each in said if each.field in _SIZES and form == "block"]
    said = [each for each in said if each not in sizes]

    source = dict.fromkeys(given.brief, BRIEF) | dict.fromkeys(given.options, OPTION)
    words = brought_together(said, chosen, given.options, given.where)
    if (directed := directed_way(chosen, given.where)) is not None:
        chosen["collapse.way"] = directed
        source["collapse.way"] = source.get("collapse.members", source.get("collapse.delays", BRIEF))
    for measure in fit_sizes([_measure(each) for each in sizes], chosen, usual):
        chosen[measure.field] = measure.value
        words.setdefault(measure.field, []).append(measure.words)
    _storey_of_impact(chosen, usual, words, given.where, form)
    left_to_plate = solved_by_plate(chosen, given.where)
    if "camera.focal_length_mm" not in left_to_plate:
        _check_horizon(chosen, given.where)

    understood = [
        *kind_readings,
        *_understood(chosen, source, words, [(follower.words, how) for follower, how in follow]),
    ]
    usual = {name: value for name, value in usual.items() if name not in left_to_plate}
    assumed = [told for told in _assumed(chosen, usual, kind, left_to_plate) if told.field not in hidden(form)]
    fields = {name: value for name, value in {**usual, **left_to_plate}.items() if name not in chosen} | chosen
    return _brief(fields, shot, text, understood, assumed, heard.not_understood)


def _translate(said: Said, rate: Fraction) -> Iterator[Said]:
    """Turn what words measure into what a brief holds: seconds into frames, an hour into a time of day."""
    value = said.value
    if said.field == "seconds" and isinstance(value, float):
        yield replace(said, field="frames", value=float(round(Fraction(value) * rate)))
    elif said.field == "light.hour" and isinstance(value, float):
        yield replace(said, field="light.time_of_day", value=time_of_day(value))
    elif said.field == "camera.tilt_down" and isinstance(value, float):
        yield replace(said, field="camera.tilt_deg", value=-value)
    elif said.field == "camera.horizon_up" and isinstance(value, float):
        yield replace(said, field="camera.horizon", value=round(1 - value, 6))
    else:
        yield said


def time_of_day(hour: float) -> str:
    """Return the time of day that an hour of the clock is in."""
    if hour >= _NIGHT_FROM or hour < _HOURS[0][0]:
        return "night"
    return next(name for start, name in reversed(_HOURS) if hour >= start)


def _building(said: Sequence[Said]) -> tuple[list[Said], str, list[Reading]]:
    """Return the words without the kinds of building, the first kind, and the kinds as readings."""
    named = [each for each in said if each.field == "building"]
    kinds = [str(each.value) for each in named if each.value != "building"]
    kind = kinds[0] if kinds else "building"
    first = [each for each in named if each.value == kind] or named
    readings = [Reading(field="building", value=kind, words=words) for words in _unique(first)]
    return [each for each in said if each.field != "building"], kind, readings


def _unique(said: Sequence[Said]) -> list[str]:
    return list(dict.fromkeys(each.words for each in said))


def _measure(said: Said) -> Measure:
    value = said.value
    return Measure(said.field, float(value) if isinstance(value, int | float) else 0.0, said.words)


def _storey_of_impact(
    chosen: dict[str, Value], usual: Mapping[str, Any], words: Mapping[str, list[str]], where: str, form: str
) -> None:
    field = "collapse.impact_storey"
    if form != "block" and chosen.get(field) == TOP:
        raise BadInputError(f"{where}: a {form} has no top storey to hit. Give collapse.impact_storey as a number.")
    if form != "block":
        return
    storeys = chosen.get("building.storeys", usual.get("building.storeys", 8))
    if chosen.get(field) == TOP:
        chosen[field] = storeys
    hit = chosen.get(field)
    if isinstance(hit, int) and isinstance(storeys, int) and hit > storeys:
        said = "".join(f' ("{each}")' for each in words.get(field, [])[:1])
        raise BadInputError(
            f"{where}: storey {hit} is hit{said}, but the building has {storeys}. Hit a storey between 1 and "
            f"{storeys}, or make the building higher."
        )


def _check_horizon(chosen: Mapping[str, Value], where: str) -> None:
    tilt, horizon = chosen.get("camera.tilt_deg"), chosen.get("camera.horizon")
    if not isinstance(tilt, float) or not isinstance(horizon, float):
        return
    focal, sensor = (
        float(str(chosen.get(name, all_fields()[name].default)))
        for name in ("camera.focal_length_mm", "camera.sensor_width_mm")
    )
    implied = 0.5 + math.tan(math.radians(tilt)) * focal / (sensor / ASPECT)
    if abs(implied - horizon) > HORIZON_AGREEMENT:
        raise BadInputError(
            f"{where}: a tilt of {tilt:g} degrees puts the horizon at {implied:.2f} of the picture's height from the "
            f"top, but camera.horizon says {horizon:g}. Give camera.tilt_deg or camera.horizon, not both."
        )


def _understood(
    chosen: Mapping[str, Value],
    source: Mapping[str, str],
    words: Mapping[str, Sequence[str]],
    follow: Sequence[tuple[str, str]],
) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name not in chosen or name in {"shot", "text"}:
            continue
        value = field.say(chosen[name])
        if name in source:
            yield Reading(field=name, value=value, words=source[name])
        for said in words.get(name, ()):
            if source.get(name) != OPTION:
                yield Reading(field=name, value=value, words=said)
        if name == "collapse.way":
            for said, how in dict.fromkeys(follow):
                yield Reading(field=name, value=how, words=said)


def _assumed(
    chosen: Mapping[str, Value], usual: Mapping[str, Any], kind: str, left_to_plate: Mapping[str, Value]
) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name in chosen or name in _NOT_TOLD or (name.startswith("use.") and name != "use.lifecycle"):
            continue
        if not belongs(name, "destruction"):
            continue
        if "on_set.shot" in chosen and name.partition(".")[0] in _OF_A_BUILDING:
            continue
        if name in _OF_THE_PLATE and not any(marked in chosen for marked in MARKS):
            continue
        if name in _OF_THE_LENS and chosen.get("camera.solve", left_to_plate.get("camera.solve")) != "plate":
            continue
        if name in _OF_THE_TRACK and "camera.track" not in chosen:
            continue
        if name in left_to_plate:
            value = left_to_plate[name]
            yield Reading(field=name, value="as the plate shows" if value is None else field.say(value))
            continue
        if name in usual:
            article = "an" if kind[0] in "aeiou" else "a"
            yield Reading(field=name, value=f"{field.say(usual[name])} (usual for {article} {kind})")
        elif not name.startswith("collapse.impact") or chosen.get("collapse.way") == "impact":
            open_storey = "a little above the middle" if name == "collapse.impact_storey" else ""
            yield Reading(field=name, value=open_storey or field.say(field.default))


def _brief(
    fields: Mapping[str, Value],
    shot: str,
    text: str,
    understood: Sequence[Reading],
    assumed: Sequence[Reading],
    not_understood: Sequence[str],
) -> Brief:
    tree: dict[str, Any] = {}
    for name, value in fields.items():
        section, _, leaf = name.rpartition(".")
        if name not in {"shot", "text"}:
            (tree.setdefault(section, {}) if section else tree)[leaf] = value
    return Brief.model_validate(
        tree
        | {
            "shot": shot,
            "text": text,
            "understood": tuple(understood),
            "assumed": tuple(assumed),
            "not_understood": tuple(not_understood),
        }
    )
