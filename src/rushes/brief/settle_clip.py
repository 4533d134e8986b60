"""Briefs of kind ``clip``: what fields and words say of a scene, brought together, timed, and checked for what can't be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from rushes.brief.agreement import BRIEF, OPTION
from rushes.brief.brief import Brief, Reading
from rushes.brief.fields import Value, all_fields
from rushes.brief.kinds import belongs
from rushes.brief.scene.checks import check_scene
from rushes.brief.scene.place import Place
from rushes.brief.scene.reading import SECTION
from rushes.brief.scene.saying import say_part
from rushes.brief.scene.scene import Scene
from rushes.brief.scene.timing import timed
from rushes.brief.settle import Given

_NOT_TOLD: Final = frozenset({"shot", "text", "people", "kind", "clip.place", "clip.shots", "frames"})
"""Fields that are told otherwise, or never assumed."""

_USUAL_PLACES: Final = (("vehicle", "street"), ("building", "street"), ("furniture", "interior"))
"""Where a clip plays that names no place, by the first family of things in it that says so."""


def settle_clip(asked: Given, *, shot: str, text: str, rate: Fraction) -> Brief:
    """Bring fields and words of a clip's brief together.

    Args:
        asked: What was written down.
        shot: The shot.
        text: The words.
        rate: The show's frames per second.

    Raises:
        BadInputError: Two of them contradict each other, a value is out of bounds, or the scene can't be.
    """
    chosen: dict[str, Value] = {**asked.brief, **asked.options}
    source = dict.fromkeys(asked.brief, BRIEF) | dict.fromkeys(asked.options, OPTION)
    scene = _scene(chosen)
    frames = chosen.get("frames")
    scene = timed(scene, float(frames / rate) if isinstance(frames, int) else None, asked.where)
    check_scene(scene, asked.where, rate)
    chosen["frames"] = frames if isinstance(frames, int) else scene.cuts(rate)[-1]
    settled = chosen | {
        name: getattr(scene, name.partition(".")[2]) for name in chosen if name.startswith(f"{SECTION}.")
    }
    understood = tuple(_understood(settled, source))
    assumed = tuple(_assumed(chosen, scene, is_timed=isinstance(frames, int)))
    return _brief(chosen, scene, shot, text, understood, assumed, (text,) if text else ())


def _scene(chosen: Mapping[str, Value]) -> Scene:
    given: dict[str, Any] = {
        name.partition(".")[2]: value for name, value in chosen.items() if name.startswith(f"{SECTION}.")
    }
    scene = Scene(**given)
    return scene if "place" in given else Scene(**given, place=Place(kind=usual_place(scene)))


def usual_place(scene: Scene) -> Any:  # noqa: ANN401 - a literal of places
    """Return the kind of place that is usual for what stands in a scene."""
    families = {thing.family for thing in scene.things}
    if any(thing.kind in {"boat", "ship", "lighthouse"} for thing in scene.things):
        return "coast"
    return next((place for family, place in _USUAL_PLACES if family in families), "studio")


def _understood(chosen: Mapping[str, Value], source: Mapping[str, str]) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name in source and name not in {"shot", "text", "kind"}:
            yield Reading(field=name, value=field.say(chosen[name]), words=source[name])


def _assumed(chosen: Mapping[str, Value], scene: Scene, *, is_timed: bool) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name == "clip.place" and name not in chosen:
            yield Reading(field=name, value=say_part(scene.place))
        elif name == "clip.shots" and not (is_timed or name in chosen):
            yield Reading(field=name, value=say_part(scene.shots))
        elif name not in chosen and _is_told(name):
            yield Reading(field=name, value=field.say(field.default))


def _is_told(name: str) -> bool:
    of_use = name.startswith("use.") and name != "use.lifecycle"
    return name not in _NOT_TOLD and not of_use and belongs(name, "clip")


def _brief(
    fields: Mapping[str, Value],
    scene: Scene,
    shot: str,
    text: str,
    understood: tuple[Reading, ...],
    assumed: tuple[Reading, ...],
    not_understood: tuple[str, ...],
) -> Brief:
    tree: dict[str, Any] = {"kind": "clip", "clip": scene, "shot": shot, "text": text}
    for name, value in fields.items():
        section, _, leaf = name.rpartition(".")
        if name not in {"shot", "text", "kind"} and section != SECTION:
            (tree.setdefault(section, {}) if section else tree)[leaf] = value
    return Brief.model_validate(tree | {"understood": understood, "assumed": assumed, "not_understood": not_understood})
