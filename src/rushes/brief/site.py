"""What a brief leaves to the plate: a camera that is solved from it, and the measures of the facade that it shows."""

from __future__ import annotations

from collections.abc import Mapping

from rushes.brief.fields import Value
from rushes.errors import BadInputError

MARKS = ("site.corners", "site.mask", "site.prim")
"""Fields that say which building of the plate it is."""

_TRACK = ("camera.track_prim", "camera.track_frame", "camera.track_scale", "site.prim")
_CAMERA = ("camera.focal_length_mm", "camera.azimuth_deg")
_STAND = ("camera.height_m", "camera.place_x")
_FACADE = ("building.bays", "building.bay_width_m")


def solved_by_plate(chosen: Mapping[str, Value], where: str) -> dict[str, Value]:
    """Return the fields that nobody gave and that the plate shall tell: None, or what a plate makes of their default.

    Args:
        chosen: What was given or said, by field.
        where: What errors call the brief.

    Raises:
        BadInputError: What is given contradicts a camera that is solved.
    """
    if chosen.get("clean_plate") is not None and not any(chosen.get(name) is not None for name in MARKS):
        raise BadInputError(
            f"{where}: clean_plate is what stands behind a building of the plate, but no building is marked. Mark its facade "
            "with site.corners or site.mask, or leave clean_plate out."
        )
    site = [name for name in MARKS if chosen.get(name) is not None]
    _lens(chosen, site, where)
    if chosen.get("site.foreground") is not None:
        _before(chosen, where)
    if chosen.get("light.solve") == "plate" and not site:
        raise BadInputError(
            f"{where}: the light is to be read from the plate, but no building is marked in it, so that nobody knows how it is "
            "turned. Mark its facade with site.corners, or leave light.solve out."
        )
    solve = chosen.get("camera.solve", "plate" if site or chosen.get("camera.track") is not None else "given")
    if solve == "given":
        _untracked(chosen, where)
        if site:
            raise BadInputError(
                f'{where}: {site[0]} says which building of the plate it is, but camera.solve is "given". Leave '
                f"camera.solve out, or {site[0]}."
            )
        return {}
    if chosen.get("plate") is None:
        raise BadInputError(f"{where}: the camera is to be solved from the plate, but there is none. Give a plate.")
    if chosen.get("camera.track") is None:
        _untracked(chosen, where)
    else:
        _tracked(chosen, site, where)
    move = chosen.get("camera.move", "locked")
    if move != "locked":
        raise BadInputError(
            f"{where}: a camera that is solved from a plate stays where it stood, but camera.move is "
            f"{str(move).replace('_', ' ')}. Leave one of the two out."
        )
    left: dict[str, Value] = dict.fromkeys(_CAMERA)
    if site:
        left |= dict.fromkeys(_STAND if "site.prim" in site else (*_STAND, *_FACADE))
        left["building.balconies"] = False
    left["camera.solve"] = "plate"
    return {name: value for name, value in left.items() if name not in chosen}


def _before(chosen: Mapping[str, Value], where: str) -> None:
    """Stop where something is to stay before the building, and there is no plate that shows it, or not as its mask has it."""
    if chosen.get("plate") is None:
        raise BadInputError(
            f"{where}: site.foreground is what stands before the building in the plate, but there is no plate. Give one, or leave "
            "site.foreground out."
        )
    if (move := chosen.get("camera.move", "locked")) != "locked":
        raise BadInputError(
            f"{where}: site.foreground is a mask of the plate as it was taken, but camera.move, {str(move).replace('_', ' ')}, moves "
            "the plate under it. Leave one of the two out."
        )


def _untracked(chosen: Mapping[str, Value], where: str) -> None:
    """Stop where something is said of a track that is not there, or not used."""
    if chosen.get("camera.track") is not None:
        raise BadInputError(
            f'{where}: camera.track is a tracked camera, but camera.solve is "given". Leave one of the two out.'
        )
    for name in _TRACK:
        if chosen.get(name) is not None:
            raise BadInputError(
                f"{where}: {name} speaks of a tracked camera, but camera.track is not given. Give both or none."
            )


def _tracked(chosen: Mapping[str, Value], site: list[str], where: str) -> None:
    """Stop where a track and the rest of the brief contradict each other."""
    if not site:
        raise BadInputError(
            f"{where}: camera.track says how the camera moved, but not where the building stands. Mark its facade with "
            "site.corners in one frame (site.frame), or name a prim of the track that stands there with site.prim."
        )
    if "site.prim" in site and "site.corners" in site:
        raise BadInputError(
            f"{where}: site.corners and site.prim both say where the building stands. Leave one of the two out."
        )
    for name in (
        "camera.focal_length_mm",
        "camera.tilt_deg",
        "camera.horizon",
        "camera.height_m",
        "camera.azimuth_deg",
    ):
        if chosen.get(name) is not None:
            raise BadInputError(
                f"{where}: {name} is given, but camera.track tells it frame by frame. Leave {name} out."
            )


def _lens(chosen: Mapping[str, Value], site: list[str], where: str) -> None:
    """Stop where a lens's distortion is given and can't be used."""
    given = [name for name in ("camera.k1", "camera.k2") if chosen.get(name) is not None]
    if chosen.get("camera.distortion") == "plate":
        if given:
            raise BadInputError(
                f"{where}: {given[0]} is given, but camera.distortion is to be read from the plate. Leave one of the two out."
            )
        given = ["camera.distortion"]
    if given and chosen.get("camera.track") is not None:
        raise BadInputError(
            f"{where}: {given[0]} says that the plate's lens bends, but a track is followed over straight plates only. Undistort the plate as "
            f"its tracker does, and leave {given[0]} out."
        )
    if given and not site and chosen.get("camera.solve") != "plate":
        raise BadInputError(
            f"{where}: {given[0]} is the distortion of a plate's lens, but the camera is not solved from a plate. Give camera.solve: plate, or "
            f"leave {given[0]} out."
        )
