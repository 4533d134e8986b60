"""From a scene's place to its setting."""

from __future__ import annotations

from rushes.brief.scene import Scene
from rushes.engines.clip.places.inside import interior, studio
from rushes.engines.clip.places.outside import coast, desert, rooftop, square, street
from rushes.engines.clip.staged import Setting
from rushes.errors import BadInputError

OUTSIDE = {"street": street, "square": square, "desert": desert, "coast": coast, "rooftop": rooftop}
DARK = frozenset({"dusk", "night", "dawn"})


def check_place(scene: Scene) -> None:
    """Stop at a room of the set engine, which a clip can't play in yet.

    Raises:
        BadInputError: It is one.
    """
    place = scene.place
    if place.kind == "interior" and (place.style is not None or place.words):
        said = str(place.style or place.words).replace("_", " ")
        raise BadInputError(
            f'place: a clip can\'t play in a room of the set engine yet ("{said}"). Leave style and words out for a plain room, and name the furniture under things.'
        )


def setting_of(scene: Scene, seed: int) -> Setting:
    """Return a scene's place, built.

    Raises:
        BadInputError: It asks for a room of the set engine, which a clip can't play in yet.
    """
    check_place(scene)
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
