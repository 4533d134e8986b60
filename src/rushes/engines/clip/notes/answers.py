"""What a clip changes when somebody says something of a version: this one bigger, that one red, half a second later, tighter."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.remark import SUBJECT, Wanted, read_remark
from rushes.brief.scene import Scene
from rushes.brief.scene.checks import check_scene
from rushes.engines.clip.notes import moments, shots, things
from rushes.engines.clip.notes.edit import Done, Wish, everybody
from rushes.engines.clip.notes.pointed import Version, pointed_at
from rushes.engines.clip.notes.steady import steady
from rushes.errors import BadInputError
from rushes.plan import Answer, Remark, Turned

TURNS: Final[Mapping[str, Callable[[Scene, Wish, Any], Done]]] = {
    "times size": things.resize,
    "times tall": things.stretch,
    "colour": things.paint,
    "material": things.remake,
    "remove": things.remove,
    "times count": things.recount("times"),
    "plus count": things.recount("plus"),
    "minus count": things.recount("minus"),
    "count": things.recount(""),
    "move": things.move,
    "plus moment": moments.shift(1),
    "minus moment": moments.shift(-1),
    "frames later": moments.shift(1, frames=True),
    "frames earlier": moments.shift(-1, frames=True),
    "now moment": moments.happen_now,
    "times speed": moments.hurry,
    "plus framing": shots.frame(1),
    "minus framing": shots.frame(-1),
    "times lens": shots.lens,
    "times high": shots.height("times"),
    "plus high": shots.height("plus"),
    "minus high": shots.height("minus"),
    "pace camera": shots.pace,
    "aim": shots.aim,
    "plus seconds": shots.lengthen(1),
    "minus seconds": shots.lengthen(-1),
    "plus wind": shots.blow(1),
    "minus wind": shots.blow(-1),
}
"""What each meaning of the notes' vocabulary does."""

OF_THE_PICTURE: Final = ("plus framing", "minus framing", "times lens", "times high", "plus high", "minus high", "pace camera", "aim", "plus seconds", "minus seconds", "plus wind", "minus wind")  # fmt: skip
"""Meanings that are said of no thing."""

PLURAL: Final = "s"
EVENT: Final = "event"


def answers(remark: Remark, brief: Brief) -> Answer:
    """Turn a remark into parameters of the next version.

    A thing is meant by its name; by the one that was named before, or is named next; else by what the region shows in the first frame.
    """
    scene, version = brief.clip, Version(remark.folder)
    named = {
        spoken: one.name for one in everybody(scene) for spoken in _spoken(one.name, getattr(one, "kind", ""), scene)
    }
    noted = read_remark(remark.text, "clip", named)
    left = [f'"{phrase}" was not understood.' for phrase in noted.not_understood]
    turned: list[Turned] = []
    for wanted, said in _subjects(noted.wanted):
        try:
            wish = Wish(wanted, named.get(said, "") or _marked(remark, version, wanted), remark, version)
            scene, more = _turn(scene, wish)
        except BadInputError as error:
            left.append(str(error))
        else:
            turned += more
    scene, told = steady(remark, brief, scene, version) if turned and not left else (scene, ())
    frames = scene.cuts(remark.rate)[-1]
    turned += shots.length_turned(brief.frames, frames, remark.text) if scene is not brief.clip else ()
    if not left and turned:
        try:
            check_scene(scene, "With this note", remark.rate)
        except BadInputError as error:
            left.append(str(error))
    changed = brief.model_copy(update={"clip": scene, "frames": frames}) if turned else brief
    return Answer(changed, tuple(turned), tuple(left), told)


def _turn(scene: Scene, wish: Wish) -> Done:
    event = wish.wanted.means.get(EVENT)
    if event is not None:
        return _named(scene, wish, str(event))
    for name, value in wish.wanted.means.items():
        turn = TURNS.get(name)
        if turn is not None and not (name == "move" and value not in things.WAYS):
            return turn(scene, wish, value)
    done = shots.direct(scene, wish)
    if done is None:
        raise wish.refuse("a clip can't change that by a note. Write it in the brief.")
    return done


def _named(scene: Scene, wish: Wish, event: str) -> Done:
    """Return the scene as it is: an event was named that happens in it.

    Raises:
        BadInputError: It doesn't: something new is asked for.
    """
    if any(beat.event == event and wish.subject in {"", beat.thing} for beat in scene.beats):
        return scene, ()
    raise wish.refuse("that doesn't happen in this version, and a note can't add it. Write it in the brief.")


def _spoken(name: str, kind: str, scene: Scene) -> Iterator[str]:
    """Return what people call a thing: its name, its kind where it is the only one of it, and both as plurals."""
    plain = kind.replace("_", " ")
    alone = plain and sum(thing.kind == kind for thing in scene.things) == 1
    for word in (name, plain) if alone else (name,):
        yield word
        yield word + PLURAL
        yield word.removesuffix(PLURAL)


def _subjects(wanted: Sequence[Wanted]) -> Iterator[tuple[Wanted, str]]:
    """Return each phrase that asks for something, with what it is said of; empty where nothing was named."""
    names = [str(one.means.get(SUBJECT, "")) for one in wanted]
    for at, one in enumerate(wanted):
        if set(one.means) == {SUBJECT}:
            continue
        before = next((name for name in reversed(names[: at + 1]) if name), "")
        after = next((name for name in names[at + 1 :] if name), "")
        yield one, before or after


def _marked(remark: Remark, version: Version, wanted: Wanted) -> str:
    """Return the thing that a region shows, for a phrase that is said of one; empty without a region."""
    if remark.region is None or not any(name in TURNS and name not in OF_THE_PICTURE for name in wanted.means):
        return ""
    return pointed_at(remark, version)
