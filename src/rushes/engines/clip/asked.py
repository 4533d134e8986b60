"""What a clip can't show or say yet: said before anything is made, with what may be written instead."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Final

from pydantic import TypeAdapter

from rushes.brief.scene import Character, Scene
from rushes.engines.clip.places.setting import check_place
from rushes.engines.clip.staged import everyone
from rushes.engines.clip.substance import colour_of
from rushes.engines.clip.things.catalogue import kind_of
from rushes.engines.clip.travel import STILL, SWAYS, TRAVELS
from rushes.engines.furnished import Furnished, read_furnished
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.plan import StepContext

SHOWN: Final = STILL | TRAVELS | SWAYS


def scene_of(record: Any) -> Scene:  # noqa: ANN401 - plain JSON values
    """Return a scene from plain values, as a step is given it."""
    return TypeAdapter(Scene).validate_python(record)


def room_of(ctx: StepContext) -> Furnished | None:
    """Return the room that the step ``room`` has built; None of any other place.

    Raises:
        StepFailedError: It can't be read.
    """
    return read_furnished(ctx.inputs["room"]) if "room" in ctx.inputs else None


def check_scene(scene: Scene, seed: int) -> None:
    """Stop at the first thing that a clip can't do yet.

    Raises:
        BadInputError: The sentence names it, and what to write instead.
    """
    del seed
    check_place(scene)
    for thing in scene.things:
        if thing.kind != "crowd":
            kind_of(thing)
        if thing.colour:
            colour_of(thing.colour, thing.name)
    for one in everyone(scene):
        for motion in one.does:
            if motion.does not in SHOWN:
                raise BadInputError(
                    f"{one.name}: a clip can't show yet how somebody should {motion.does}. Write stand, sit, kneel or crouch instead."
                )
    called = {one.name for one in scene.characters} | {one.name for one in scene.things if one.kind == "crowd"}
    for beat in scene.beats:
        if beat.thing in called:
            raise BadInputError(
                f"{beat.thing}: a clip can't show yet what {beat.event} does to people. Let it happen to a thing."
            )
        sits = next((one.name for one in scene.characters if beat.thing and beat.thing in _seats(one)), "")
        if sits:
            raise BadInputError(
                f"{beat.thing}: {sits} sits on it, and a clip can't show yet what {beat.event} does to people. Let it happen to another thing."
            )
        if beat.event == "pour" and (poured := scene.named(beat.thing)) is not None and poured.count < 2:
            raise BadInputError(
                f"{beat.thing}: what is poured are many small things, and this is one. Write a count, such as 60."
            )
    if scene.speech:
        _check_voice(scene)


def _seats(one: Character) -> set[str]:
    """Return the names of what somebody sits on."""
    if not any(motion.does == "sit" for motion in one.does):
        return set()
    return {one.where.of} if one.where.of else {motion.to for motion in one.does if motion.to}


def _check_voice(scene: Scene) -> None:
    for line in scene.speech:
        if not line.language.startswith("en"):
            raise BadInputError(
                f'"{line.text}" is in {line.language}, and the voice that ships speaks English. Write it in English, or leave the line out.'
            )
    if find_spec("hibari") is None:
        raise BadInputError(
            f'"{scene.speech[0].text}" is to be spoken, and no voice is installed. Run pip install "rushes[speech]", or leave speech out.'
        )
