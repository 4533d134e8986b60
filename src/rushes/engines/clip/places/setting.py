"""From a scene's place to its setting."""

from __future__ import annotations

from typing import get_args

from rushes.brief.room import Style
from rushes.brief.scene import Scene
from rushes.engines.clip.places.inside import interior, studio
from rushes.engines.clip.places.outside import coast, desert, rooftop, square, street
from rushes.engines.clip.places.rooms import room_setting
from rushes.engines.clip.staged import Setting
from rushes.engines.furnished import Furnished
from rushes.errors import BadInputError

OUTSIDE = {"street": street, "square": square, "desert": desert, "coast": coast, "rooftop": rooftop}
DARK = frozenset({"dusk", "night", "dawn"})


def check_place(scene: Scene) -> None:
    """Stop at a room of which the set engine has no style.

    Raises:
        BadInputError: It is one.
    """
    place = scene.place
    if place.kind != "interior":
        return
    rooms = [name for name in get_args(Style) if name != "street"]
    if place.style == "street":
        raise BadInputError("place: a street front is no interior. Write place: street.")
    if place.words and place.style is None:
        raise BadInputError(
            f'place: there is no style of room for "{place.words}". Write style: {", ".join(rooms[:-1])} or {rooms[-1]}, or leave words out for a plain room.'
        )


def plays_in_a_set(scene: Scene) -> bool:
    """Return whether a scene plays in a room of the set engine."""
    return scene.place.kind == "interior" and scene.place.style is not None


def setting_of(scene: Scene, seed: int, room: Furnished | None = None) -> Setting:
    """Return a scene's place, built.

    Args:
        scene: With its place.
        seed: Of chance.
        room: As the set engine has built it, where the scene plays in one.

    Raises:
        BadInputError: There is no such place.
    """
    check_place(scene)
    if room is not None:
        return room_setting(room)
    place = scene.place
    if place.kind == "studio":
        return studio(place.width_m, place.depth_m)
    if place.kind == "interior":
        return interior(place.width_m, place.depth_m, place.height_m, dark=scene.time_of_day in DARK)
    maker = OUTSIDE[place.kind]
    return maker(
        place.width_m,
        place.depth_m,
        seed,
        wet=scene.weather == "rain",
        snow=scene.weather == "snow",
        lit=scene.time_of_day in DARK,
    )
