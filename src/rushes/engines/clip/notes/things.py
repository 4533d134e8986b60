"""Things of a clip, changed: bigger, red, more of them, further left, or gone."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

import numpy as np

from rushes.brief.scene import Scene, Thing
from rushes.brief.scene.position import Position
from rushes.brief.scene.thing import MOST_OF_A_KIND
from rushes.engines.clip.notes.edit import Done, Wish, changed, everybody, made_of, path_of, put
from rushes.plan import Turned

LEAST_SCALE, MOST_SCALE = 0.1, 10.0

USUAL_STATURE_M: Final = 1.7
"""How tall somebody is of whom nobody said it [m]: between both tables' middles."""

TALLER: Final = 1.04
"""How much taller a person gets where a thing would be 1.4 times as large: people are seen to be tall soon."""

STEP: Final = 0.12
"""How far "left" moves a thing, as a share of the picture's width where it stands: seen at once, and still in frame."""

WAYS: Final = {"left": (-1.0, 0.0), "right": (1.0, 0.0), "closer": (0.0, -1.0), "back": (0.0, 1.0)}
"""Ways over the ground, as the first shot sees them."""

MEASURES: Final = ("length_m", "width_m", "height_m")


def resize(scene: Scene, wish: Wish, factor: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Make a thing larger or smaller in all its measures, or a person taller."""
    one, by = wish.anybody(scene), float(factor) ** wish.size
    if not isinstance(one, Thing):
        stature = (one.height_m or USUAL_STATURE_M) * (TALLER if by > 1 else 1 / TALLER) ** wish.size
        return changed(scene, wish, one, height_m=round(min(max(stature, 1.3), 2.3), 3))
    given = {name: round(value * by, 4) for name in MEASURES if (value := getattr(one, name)) is not None}
    if len(given) == len(MEASURES):
        return changed(scene, wish, one, **given)
    return changed(scene, wish, one, **given, scale=round(min(max(one.scale * by, LEAST_SCALE), MOST_SCALE), 4))


def stretch(scene: Scene, wish: Wish, factor: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Make a thing or a person taller or shorter."""
    one = wish.anybody(scene)
    if not isinstance(one, Thing):
        return resize(scene, wish, factor)
    height = one.height_m
    if height is None:
        boxes = wish.version.boxes(one.name, wish.version.camera.frames.first)
        if not boxes:
            raise wish.refuse(f"nobody can tell how tall {one.name} is. Give its height_m in the brief.")
        height = float(np.ptp(boxes[0][:, 2]))
    return changed(scene, wish, one, height_m=round(height * float(factor) ** wish.size, 4))


def paint(scene: Scene, wish: Wish, colour: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Give a thing a colour; "the red bus" only names one that is red."""
    one = wish.thing(scene)
    return (scene, ()) if one.colour == colour else changed(scene, wish, one, colour=str(colour))


def remake(scene: Scene, wish: Wish, matter: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Make a thing of something else."""
    return changed(scene, wish, wish.thing(scene), material=str(matter))


def remove(scene: Scene, wish: Wish, _: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Take a thing or a character away, with what happens to it.

    Raises:
        BadInputError: Something stands by it, goes to it or is heard from it.
    """
    one = wish.anybody(scene)
    leans = next((other.name for other in everybody(scene) if other.where.of == one.name and other is not one), "")
    leans = leans or next(
        (other.name for other in everybody(scene) if any(motion.to == one.name for motion in other.does)), ""
    )
    if leans:
        raise wish.refuse(f"{leans} stands by the {one.name} or goes to it. Say what becomes of it in the brief.")
    if any(line.who == one.name for line in scene.speech) or any(
        effect.of == one.name for effect in scene.sound.effects
    ):
        raise wish.refuse(f"{one.name} is heard. Say in the brief what becomes of that.")
    beats = tuple(
        replace(beat, onto="" if beat.onto == one.name else beat.onto) for beat in scene.beats if beat.thing != one.name
    )
    shots = tuple(
        replace(shot, camera=replace(shot.camera, subject="")) if shot.camera.subject == one.name else shot
        for shot in scene.shots
    )
    scene = replace(scene, beats=beats, shots=shots)
    if isinstance(one, Thing):
        scene = replace(scene, things=tuple(row for row in scene.things if row is not one))
    else:
        scene = replace(scene, characters=tuple(row for row in scene.characters if row is not one))
    return scene, (Turned(path_of(one), "there", "removed", wish.wanted.words),)


def recount(how: str) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what changes how many there are: ``times``, ``plus``, ``minus``, or to a number."""

    def turn(scene: Scene, wish: Wish, value: Any) -> Done:  # noqa: ANN401 - a phrase's value
        one, amount = wish.anybody(scene), float(value)
        moved = {
            "times": one.count * amount**wish.size,
            "plus": one.count + amount,
            "minus": one.count - amount,
            "": amount,
        }[how]
        count = round(moved)
        if how == "times" and count == one.count:
            count += 1 if amount > 1 else -1
        if count < 1:
            raise wish.refuse(f"none would be left. Say: remove the {one.name}.")
        return changed(scene, wish, one, count=min(count, MOST_OF_A_KIND))

    return turn


def move(scene: Scene, wish: Wish, way: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Put a thing or a character elsewhere on the ground: as far as was said, or a share of the picture.

    Raises:
        BadInputError: It stands by another thing, or nobody can tell where it stands.
    """
    one = wish.anybody(scene)
    if one.where.relation not in {None, "beside", "before", "behind", "left_of", "right_of", "around"}:
        raise wish.refuse(f"{one.name} is {say_where(one.where)}. Move that, or give metres in the brief.")
    start = np.array(one.where.at_m) if one.where.at_m is not None else wish.version.foot(one.name)
    if start is None:
        raise wish.refuse(f"nobody can tell where {one.name} stands. Give its place in the brief, as where: [x, y].")
    length = wish.wanted.means.get("length")
    far = float(length) if isinstance(length, int | float) else STEP * wish.size * _width_m(wish, start)
    across, away = WAYS[str(way)]
    x, y = start[0] + across * far, start[1] + away * far
    where = Position(
        at_m=(round(float(x), 3), round(float(y), 3), round(float(start[2]), 3)),
        facing=one.where.facing,
        turned_deg=one.where.turned_deg,
    )
    turned = Turned(f"{path_of(one)}.where", say_where(one.where), say_where(where), wish.wanted.words)
    return put(scene, one, made_of(wish, one, {"where": where})), (turned,)


def say_where(where: Position) -> str:
    """Return a position in words."""
    if where.at_m is not None:
        return "at " + ", ".join(f"{metres:g}" for metres in where.at_m) + " m"
    said = [str(where.relation or "").replace("_", " "), where.of, where.zone or ""]
    return " ".join(word for word in said if word) or "where there is room"


def _width_m(wish: Wish, place: Any) -> float:  # noqa: ANN401 - shape [3]
    """Return how wide the picture is where something stands [m], in the frame that the note is on."""
    camera, frame = wish.version.camera, wish.remark.frames.first
    depth = max(float(camera.project(np.array([place]), frame)[0, 2]), 1.0)
    return depth * camera.width / camera.focal_px(frame)
