"""What can't be: a scene whose parts contradict each other, told in one sentence."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Final, get_args

from rushes.brief.scene.beat import verb_of
from rushes.brief.scene.camera import Camera
from rushes.brief.scene.character import Character
from rushes.brief.scene.motion import CharacterDoes, Motion, ThingDoes
from rushes.brief.scene.scene import LONGEST_S, RATES, SHORTEST_S, Scene
from rushes.brief.scene.thing import Thing
from rushes.errors import BadInputError
from rushes.show import rate_text

MOST_OBJECTS: Final = 600
"""So many single things stand in a scene at most: more don't move in physics in the time that a clip may take."""

_SLACK_S: Final = 1e-6

_SIDES: Final = {"left", "right"}
_WAYS: Final[dict[str, set[str]]] = {
    "pan": _SIDES, "whip": _SIDES, "orbit": _SIDES, "tilt": {"up", "down"}, "crane": {"up", "down"},
    "track": {*_SIDES, "camera", "away"}, "lock_off": set(), "handheld": set(), "push_in": set(), "pull_out": set(),
}  # fmt: skip
"""The ways that each move can go."""

_BY_CROWD: Final = frozenset({"stand", "look", "walk", "run", "sit", "wave", "dance", "jump", "crouch"})
_ENDS: Final = frozenset({"shatter", "explosion", "collapse"})
"""Events after which a thing is in pieces."""

_DOWN: Final = frozenset({*_ENDS, "fall", "topple"})
"""Events after which nothing stands any more."""


def check_scene(scene: Scene, where: str, rate: Fraction) -> None:
    """Stop at a scene that can't be.

    Args:
        scene: What was asked, with a length in every shot and a moment in every beat.
        where: What errors call the brief.
        rate: The show's frames per second.

    Raises:
        BadInputError: Something in it contradicts something else, is named that isn't there, or is too much.
    """
    if rate not in RATES:
        known = ", ".join(rate_text(one).removesuffix("/1") for one in RATES)
        raise BadInputError(
            f"{where}: a clip is made at {known} frames a second, and the show's rate is {rate_text(rate)}. Make it in a show of one of these."
        )
    for faults in _CHECKS:
        for fault in faults(scene):
            raise BadInputError(f"{where}: {fault}")


def _lengths(scene: Scene) -> Iterator[str]:
    if not SHORTEST_S <= round(scene.seconds, 3) <= LONGEST_S:
        yield (
            f"the clip is {scene.seconds:g} s long ({len(scene.shots)} shot{'s' * (len(scene.shots) > 1)}), and has to be {SHORTEST_S:g} to {LONGEST_S:g} s. "
            "Change its length, or the seconds of its shots."
        )


def _names(scene: Scene) -> Iterator[str]:
    seen: set[str] = set()
    for one in _everybody(scene):
        if one.name in seen:
            yield f'two things are called "{one.name}". Give one of them another name, so that a beat or a camera can mean it.'
        seen.add(one.name)


def _everybody(scene: Scene) -> tuple[Thing | Character, ...]:
    return (*scene.things, *scene.characters)


def _references(scene: Scene) -> Iterator[str]:
    named = [
        *((f"{one.name} stands {str(one.where.relation).replace('_', ' ')}", one.where.of) for one in _everybody(scene))
    ]
    named += [(f"{one.name} goes to", motion.to) for one in _everybody(scene) for motion in one.does]
    named += [(f"shot {number} looks at", shot.camera.subject) for number, shot in enumerate(scene.shots, 1)]
    named += [(f"a {beat.event} happens to", beat.thing) for beat in scene.beats]
    named += [(f"the {beat.thing} is to land on", beat.onto) for beat in scene.beats]
    named += [(f"a {effect.kind} is heard from", effect.of) for effect in scene.sound.effects]
    for what, name in named:
        if name and scene.named(name) is None:
            yield f'{what} "{name}", which is neither a thing nor a character of the clip.{_near(name, scene)}'
    for line in scene.speech:
        if line.who and line.who not in {one.name for one in scene.characters}:
            yield f'"{line.text}" is said by "{line.who}", who is no character of the clip. Name one, or leave who out for a voice off screen.'


def _near(name: str, scene: Scene) -> str:
    from rapidfuzz import process

    there = [one.name for one in _everybody(scene)]
    near = process.extractOne(name, there, score_cutoff=60)
    if near:
        return f' Did you mean "{near[0]}"?'
    return f" There are: {', '.join(there)}." if there else " Add it to clip.things."


def _positions(scene: Scene) -> Iterator[str]:
    on = {one.name: one.where.of for one in _everybody(scene) if one.where.of}
    for name in on:
        chain = [name]
        while (below := on.get(chain[-1])) is not None and below not in chain:
            chain.append(below)
        if below is not None:
            yield f"{' stands by '.join([*chain, below])}: that goes round in a circle. Leave one of their places open."
    for one in _everybody(scene):
        if one.where.relation not in {None, "hanging"} and not one.where.of:
            yield f"{one.name} stands {str(one.where.relation).replace('_', ' ')} nothing. Say what, for example where: {one.where.relation} table."
        if one.where.relation == "hanging" and not one.where.of and scene.place.kind in {"desert", "coast", "rooftop"}:
            yield (
                f"the {one.name} hangs, and over a {scene.place.kind} is nothing to hang from. Say what it hangs from (where: hanging crane), or lies on, or take "
                "another place."
            )


def _worn(scene: Scene) -> Iterator[str]:
    """Yield what is asked of a body, or of clothes, that a take of the wardrobe brings."""
    for one in scene.characters:
        if one.wears is None:
            continue
        given = {"clothes": one.clothes, "height_m": one.height_m, "shoes": one.shoes, "build": one.build != "regular"}
        for name, value in given.items():
            if value:
                yield f"the {one.name} wears {one.wears.said}, which brings {name.removesuffix('_m')} of its own. Leave {name} out, or wears."


def _place(scene: Scene) -> Iterator[str]:
    if scene.place.kind != "interior" and (scene.place.style or scene.place.words):
        yield f"style and words are of an interior, and the place is a {scene.place.kind}. Leave them out, or make it an interior."
    if not scene.place.is_inside and scene.place.height_m is not None:
        yield f"height_m is a ceiling's, and a {scene.place.kind} has none. Leave it out."


def _cameras(scene: Scene) -> Iterator[str]:
    for number, shot in enumerate(scene.shots, 1):
        yield from (f"shot {number}: {fault}" for fault in _camera(shot.camera))


def _camera(camera: Camera) -> Iterator[str]:
    stands = camera.move in {"lock_off", "handheld"}
    name = camera.move.replace("_", "-")
    if camera.move == "lock_off" and camera.handheld:
        yield "a camera can't be locked off and handheld. Keep one of them."
    if stands and (camera.speed_ms is not None or camera.angle_deg is not None or camera.pace != "usual"):
        yield f"a {name} doesn't move, and a pace, speed or angle is given. Leave it out, or give a move."
    if camera.toward is not None and camera.toward not in _WAYS[camera.move]:
        ways = sorted(_WAYS[camera.move])
        yield f"a {name} {'goes ' + ' or '.join(ways) if ways else 'has no side'}, not {camera.toward}. Change toward, or the move."
    if camera.speed_ms is not None and camera.move in {"pan", "tilt", "whip"}:
        yield f"a {name} turns and doesn't travel: give angle_deg instead of speed_ms."
    if camera.angle_deg is not None and camera.move in {"push_in", "pull_out", "track", "crane"}:
        yield f"a {name} travels and doesn't turn: give speed_ms instead of angle_deg."


def _counts(scene: Scene) -> Iterator[str]:
    total = sum(thing.count for thing in scene.things if thing.kind != "crowd")
    if total > MOST_OBJECTS:
        most = max(scene.things, key=lambda thing: thing.count)
        yield f"{total} things are too many: a clip holds {MOST_OBJECTS}. Ask for fewer, for example of {most.name} ({most.count})."
    people = sum(one.count for one in scene.characters)
    if people > 12:
        yield f"{people} characters are too many: a clip holds 12. Make the rest a crowd of stand-ins: things: [{{kind: crowd, count: {people - 12}}}]."


def _motions(scene: Scene) -> Iterator[str]:
    for one in _everybody(scene):
        known: frozenset[str] = frozenset(get_args(CharacterDoes))
        if isinstance(one, Thing):
            known = _BY_CROWD if one.kind == "crowd" else frozenset(get_args(ThingDoes))
        for motion in one.does:
            yield from _motion(one, motion, known, scene)
        starts = [motion.at_s for motion in one.does]
        if starts != sorted(starts):
            yield f"what the {one.name} does is not in the order of its times. Write the earlier one first."


def _motion(one: Thing | Character, motion: Motion, known: frozenset[str], scene: Scene) -> Iterator[str]:
    if motion.does not in known:
        yield f"a {one.name} can't {motion.does}. It can {', '.join(sorted(known))}."
    if motion.at_s >= scene.seconds - _SLACK_S:
        yield f"the {one.name} is to {motion.does} at {motion.at_s:g} s, and the clip ends at {scene.seconds:g} s. Make it earlier, or the clip longer."
    if motion.until_s is not None and motion.until_s <= motion.at_s:
        yield f"the {one.name} begins to {motion.does} at {motion.at_s:g} s and is to end at {motion.until_s:g} s. Give a later until_s."
    if (
        motion.does == "float"
        and isinstance(one, Thing)
        and one.kind in {"boat", "ship"}
        and scene.place.kind != "coast"
    ):
        yield f"a {one.name} floats on water, and a {scene.place.kind} has none. Let it stand, or make the place a coast."


def _beats(scene: Scene) -> Iterator[str]:
    things = {thing.name: thing for thing in scene.things}
    for beat in scene.beats:
        at = 0.0 if beat.at_s is None else beat.at_s
        if at >= scene.seconds - _SLACK_S:
            yield f"the {beat.thing or 'explosion'} {verb_of(beat.event, _count(scene, beat.thing)) if beat.thing else 'comes'} at {at:g} s, and the clip ends at {scene.seconds:g} s. Make it earlier, or the clip longer."
        if not beat.thing and beat.event != "explosion":
            yield f"a {beat.event} at {at:g} s happens to nothing. Name the thing."
        thing = things.get(beat.thing)
        if beat.thing and thing is None:
            yield f"a {beat.event} happens to things, and {beat.thing} is a character. What characters do stands under does."
        if beat.event == "domino" and thing is not None and thing.count < 2:
            yield f"one {thing.name} is no row that falls one after the other. Give it a count, or let it topple."
        if beat.onto and beat.onto == beat.thing:
            yield f"the {beat.thing} can't land on itself. Change onto."
    yield from _order(scene)


def _count(scene: Scene, name: str) -> int:
    one = scene.named(name)
    return 1 if one is None else one.count


def _order(scene: Scene) -> Iterator[str]:
    """Yield what happens to, or is done by, something that is in pieces or lies there already."""
    for one in _everybody(scene):
        happens = sorted((beat for beat in scene.beats if beat.thing == one.name), key=lambda beat: beat.at_s or 0.0)
        for before, after in zip(happens, happens[1:], strict=False):
            if before.event in _ENDS or (before.event == after.event and before.event != "pour"):
                yield (
                    f"the {one.name} {verb_of(before.event, one.count)} at {before.at_s or 0:g} s and {verb_of(after.event, one.count)} at {after.at_s or 0:g} s: it can't do both. Keep one "
                    "of them, or make it two things."
                )
        for motion in one.does:
            earlier = [beat for beat in happens if beat.event in _DOWN and (beat.at_s or 0.0) < motion.at_s]
            if earlier and not (motion.does == "roll" and earlier[0].event in {"fall", "topple"}):
                yield (
                    f"the {one.name} {verb_of(earlier[0].event, one.count)} at {earlier[0].at_s or 0:g} s and is to {motion.does} at {motion.at_s:g} s: the two contradict each "
                    "other. Keep one of them."
                )


def _sounds(scene: Scene) -> Iterator[str]:
    if scene.sound.silent and (scene.sound.effects or scene.sound.beds or scene.speech):
        yield "the clip is to be silent, and sounds or lines are asked for. Keep one of the two."
    late = [(one.kind, one.at_s) for one in scene.sound.effects] + [(f'"{one.text}"', one.at_s) for one in scene.speech]
    for what, at in late:
        if at is not None and at >= scene.seconds - _SLACK_S:
            yield f"{what} is heard at {at:g} s, and the clip ends at {scene.seconds:g} s. Make it earlier, or the clip longer."


_CHECKS: Final[tuple[Callable[[Scene], Iterator[str]], ...]] = (
    _lengths, _names, _references, _positions, _worn, _place, _cameras, _counts, _motions, _beats, _sounds,
)  # fmt: skip
