"""Briefs of kind ``clip``: what fields and words say of a scene, brought together, timed, and checked for what can't be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any, Final

from rushes.brief.agreement import BRIEF, OPTION, brought_together
from rushes.brief.brief import Brief, Reading
from rushes.brief.fields import Value, all_fields
from rushes.brief.finish import asks_finish, check_finish
from rushes.brief.kinds import belongs
from rushes.brief.scene.checks import check_scene
from rushes.brief.scene.place import Place
from rushes.brief.scene.reading import SECTION
from rushes.brief.scene.saying import say_part
from rushes.brief.scene.scene import Scene
from rushes.brief.scene.timing import timed
from rushes.brief.script import (
    Outcome,
    Script,
    agree,
    agree_place,
    outcome_of,
    place_of,
    place_words,
    read_script,
    wide_words,
)
from rushes.brief.settle import Given
from rushes.errors import BadInputError

_PARTS: Final = ("things", "characters", "shots", "beats", "speech", "sound")
"""Parts of a scene that words make as a whole."""

_NOT_TOLD: Final = frozenset({"shot", "text", "people", "kind", "clip.place", "clip.shots", "frames"})
"""Fields that are told otherwise, or never assumed."""

_USUAL_PLACES: Final = (("vehicle", "street"), ("building", "street"), ("furniture", "interior"))
"""Where a clip plays that names no place, by the first family of things in it that says so."""


def settle_clip(asked: Given, *, shot: str, text: str, rate: Fraction, decided: str = "") -> Brief:
    """Bring fields and words of a clip's brief together.

    Args:
        asked: What was written down.
        shot: The shot.
        text: The words.
        rate: The show's frames per second.
        decided: Words that decided the kind, where nobody said it.

    Raises:
        BadInputError: Two of them contradict each other, a value is out of bounds, or the scene can't be.
    """
    return settle_script(
        asked, read_script(text) if text else Script(), shot=shot, text=text, rate=rate, decided=decided
    )


def settle_script(
    asked: Given, script: Script, *, shot: str, text: str, rate: Fraction, decided: str = "", told: str = BRIEF
) -> Brief:
    """Bring fields and a script that was read already together, as ``settle_clip``; ``told`` says where the fields come from."""
    chosen: dict[str, Value] = {**asked.brief, **asked.options}
    source = dict.fromkeys(asked.brief, told) | dict.fromkeys(asked.options, OPTION)
    wide, unsaid = wide_words(script, rate)
    words = brought_together(wide, chosen, asked.options, asked.where)
    check_finish(chosen, asked.where)
    frames = chosen.get("frames")
    total = float(frames / rate) if isinstance(frames, int) else None
    outcome = outcome_of(script, total, asked.where)
    agree(outcome, chosen, asked.where)
    scene = timed(_scene(chosen, outcome, script, asked.where), total, asked.where)
    check_scene(scene, asked.where, rate)
    _check_masked(chosen, scene, asked.where)
    chosen["frames"] = frames if isinstance(frames, int) else scene.cuts(rate)[-1]
    settled = chosen | {
        name: getattr(scene, name.partition(".")[2]) for name in chosen if name.startswith(f"{SECTION}.")
    }
    kind = [Reading(field="kind", value="clip", words=decided)] if decided else []
    understood = (*kind, *_understood(settled, source, words, outcome, script))
    assumed = tuple(_assumed({**chosen, **words}, scene, outcome, script, total))
    return _brief(chosen, scene, shot, text, understood, assumed, (*script.not_understood, *unsaid))


def _check_masked(chosen: Mapping[str, Value], scene: Scene, where: str) -> None:
    """Stop where a finish is to draw, or to keep, what isn't in the scene.

    Raises:
        BadInputError: It is.
    """
    there = [*(one.name for one in scene.things), *(one.name for one in scene.characters)]
    for field in ("finish.only", "finish.keep"):
        names = chosen.get(field)
        if unknown := [name for name in (names if isinstance(names, tuple) else ()) if name not in there]:
            raise BadInputError(
                f'{where}: {field} has "{unknown[0]}", and nothing in the scene is called so. There are: {", ".join(map(str, there)) or "none"}.'
            )


def _scene(chosen: Mapping[str, Value], outcome: Outcome, script: Script, where: str) -> Scene:
    given: dict[str, Any] = {
        name.partition(".")[2]: value for name, value in chosen.items() if name.startswith(f"{SECTION}.")
    }
    for part in _PARTS:
        if part not in given and (part != "shots" or script.has_shots):
            given[part] = getattr(outcome, part)
    scene = Scene(**given)
    place = place_of(script, where)
    if "place" in given:
        agree_place(place, scene.place, ", ".join(place_words(script)), where)
        return scene
    return Scene(**given, place=place or Place(kind=usual_place(scene)))


def usual_place(scene: Scene) -> Any:  # noqa: ANN401 - a literal of places
    """Return the kind of place that is usual for what stands in a scene."""
    families = {thing.family for thing in scene.things}
    kinds = {thing.kind for thing in scene.things}
    if kinds & {"boat", "ship", "lighthouse"}:
        return "coast"
    if kinds & {"street_lamp", "phone_box", "traffic_cone"}:
        return "street"
    return (
        "interior"
        if "chandelier" in kinds
        else next((place for family, place in _USUAL_PLACES if family in families), "studio")
    )


def _understood(
    settled: Mapping[str, Value],
    source: Mapping[str, str],
    words: Mapping[str, list[str]],
    outcome: Outcome,
    script: Script,
) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name in {"shot", "text", "kind"}:
            continue
        if name in source:
            yield Reading(field=name, value=field.say(settled[name]), words=source[name])
        for said in words.get(name, ()):
            yield Reading(field=name, value=field.say(settled[name]), words=said)
        if name == "clip.place" and name not in source and place_words(script):
            yield Reading(
                field=name, value=say_part(place_of(script, "The text")), words=", ".join(place_words(script))
            )
        for part, said in outcome.readings.get(name, ()) if name not in source else ():
            yield Reading(field=name, value=say_part(part), words=said)


def _assumed(
    known: Mapping[str, object], scene: Scene, outcome: Outcome, script: Script, total: float | None
) -> Iterator[Reading]:
    for name, field in all_fields().items():
        if name == "clip.place" and name not in known and not place_words(script):
            yield Reading(field=name, value=say_part(scene.place))
        elif name == "clip.shots" and name not in known:
            yield from _assumed_shots(scene, outcome, total)
        elif name.startswith("finish.") and not asks_finish(known):
            continue
        elif name not in known and not outcome.readings.get(name) and _is_told(name):
            yield Reading(field=name, value=field.say(field.default))


def _assumed_shots(scene: Scene, outcome: Outcome, total: float | None) -> Iterator[Reading]:
    """Tell the shots of which words said nothing, and the length of a clip that nobody gave."""
    told = [shot for shot, _ in outcome.readings.get("clip.shots", ())]
    for number, shot in enumerate(scene.shots, 1):
        if shot not in told:
            yield Reading(field="clip.shots", value=f"shot {number}: {say_part(shot)}")
    if total is None:
        yield Reading(field="frames", value=f"{scene.seconds:g} s, as long as what happens needs")


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
