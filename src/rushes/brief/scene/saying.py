"""The parts of a scene in words: one line each, for what is told back before anything is made."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.camera import Camera
from rushes.brief.scene.character import Character
from rushes.brief.scene.motion import Motion
from rushes.brief.scene.place import Place
from rushes.brief.scene.position import Position
from rushes.brief.scene.shot import Shot
from rushes.brief.scene.sound import Effect, Sound
from rushes.brief.scene.speech import Line
from rushes.brief.scene.thing import Thing
from rushes.brief.wardrobe import say_piece

_MOVES: Final = {"lock_off": "locked off", "push_in": "push-in", "pull_out": "pull-out"}
_WAYS: Final = {"left": "to the left", "right": "to the right", "camera": "to the camera", "away": "away", "up": "up", "down": "down"}  # fmt: skip
_FRAMINGS: Final = {"close_up": "close-up", "extreme_close_up": "extreme close-up", "extreme_wide": "extreme wide shot", "wide": "wide shot", "full": "full shot", "medium": "medium shot"}  # fmt: skip


def say_part(value: Any) -> str:  # noqa: ANN401 - any part of a scene
    """Return a part of a scene, or a list of them, in words."""
    if isinstance(value, tuple):
        return "; ".join(say_part(one) for one in value)
    return _SAY[type(value)](value)


def say_place(place: Place) -> str:
    """Return a place in words: ``interior, diner, 9 m wide``."""
    sizes = (("width_m", "wide"), ("depth_m", "deep"), ("height_m", "high"))
    parts = [place.kind, (place.style or "").replace("_", " "), place.words]
    parts += [f"{getattr(place, name):g} m {word}" for name, word in sizes if getattr(place, name) is not None]
    return ", ".join(part for part in parts if part)


def say_position(where: Position) -> str:
    """Return a position in words; empty where it is left open."""
    parts = []
    if where.at_m is not None:
        parts.append("at " + ", ".join(f"{one:g}" for one in where.at_m) + " m")
    if where.zone:
        parts.append(
            f"in the {where.zone}" if where.zone in {"centre", "foreground", "background"} else f"on the {where.zone}"
        )
    if where.relation:
        parts.append(f"{where.relation.replace('_', ' ')} {where.of}".strip())
    if where.facing:
        parts.append(f"facing {where.facing}")
    return ", ".join(parts)


def say_motion(motion: Motion) -> str:
    """Return what is done in words: ``brake at 30 km/h from 1 s``."""
    parts: list[str] = [motion.does]
    if motion.speed_ms is not None:
        parts.append(f"at {motion.speed_ms * 3.6:.4g} km/h")
    if motion.toward:
        parts.append(_WAYS[motion.toward])
    if motion.to:
        parts.append(f"to the {motion.to}")
    if motion.at_s:
        parts.append(f"from {motion.at_s:g} s")
    if motion.until_s is not None:
        parts.append(f"until {motion.until_s:g} s")
    return " ".join(parts)


def say_thing(thing: Thing) -> str:
    """Return a thing in words: ``3 red wooden crates, on table``."""
    material = thing.material or ""
    arranged = f"{thing.arranged} of" if thing.arranged and thing.arranged != "scattered" else thing.arranged or ""
    count = f"{thing.count}" if thing.count > 1 else ""
    words = [arranged, count, thing.colour, material, thing.kind.replace("_", " ")]
    said = [" ".join(word for word in words if word)]
    if thing.name != thing.kind.replace("_", " "):
        said[0] += f' "{thing.name}"'
    sizes = (("length_m", "long"), ("width_m", "wide"), ("height_m", "high"))
    said += [f"{getattr(thing, name):g} m {word}" for name, word in sizes if getattr(thing, name) is not None]
    said += [f"{thing.scale:g} times the usual size"] * (thing.scale != 1)
    return ", ".join([*said, *_of_both(thing)])


def say_character(one: Character) -> str:
    """Return a character in words: ``slim woman in red wool coat``."""
    build = "" if one.build == "regular" else one.build
    said = " ".join(word for word in (f"{one.count}" if one.count > 1 else "", build, one.name) if word)
    if one.clothes:
        said += " in " + ", ".join(say_piece(piece) for piece in one.clothes)
    more = [f"{one.height_m:g} m tall"] if one.height_m is not None else []
    more += [f"aged {one.age}"] if one.age != 35 else []
    more += [f"{one.hair_colour} hair"] if one.hair_colour else []
    return ", ".join([said, *more, *_of_both(one)])


def _of_both(one: Thing | Character) -> list[str]:
    return [part for part in (say_position(one.where), *(say_motion(motion) for motion in one.does)) if part]


def say_camera(camera: Camera) -> str:
    """Return a camera in words: ``slow push-in on bus, 35 mm, 1.6 m high``."""
    move = _MOVES.get(camera.move, camera.move)
    words = [
        "" if camera.pace == "usual" else camera.pace,
        "handheld" if camera.handheld and move != "handheld" else "",
        move,
    ]
    words += [camera.toward or "", f"on {camera.subject}" if camera.subject else ""]
    said = [" ".join(word for word in words if word)]
    said += [_FRAMINGS[camera.framing]] if camera.framing else []
    said.append(f"{camera.lens_mm:g} mm")
    for name, unit in (("height_m", " m high"), ("distance_m", " m away"), ("speed_ms", " m/s"), ("angle_deg", "°")):
        if (value := getattr(camera, name)) is not None:
            said.append(f"{value:g}{unit}")
    return ", ".join(said)


def say_shot(shot: Shot) -> str:
    """Return a shot in words: ``4 s, slow push-in, 35 mm``."""
    return f"{shot.length_s:g} s, {say_camera(shot.camera)}"


def say_beat(beat: Beat) -> str:
    """Return a beat in words: ``at 2 s fall of chandelier``."""
    at = "" if beat.at_s is None else f"at {beat.at_s:g} s "
    said = f"{at}{beat.event} of {beat.thing}" if beat.thing else f"{at}{beat.event}"
    said += f" {_WAYS[beat.toward]}" if beat.toward else ""
    said += f" onto {beat.onto}" if beat.onto else ""
    return said + ", breaking" * beat.breaks


def say_effect(effect: Effect) -> str:
    """Return an effect in words: ``loud horn at 1 s``."""
    level = "" if effect.level == "usual" else f"{effect.level} "
    at = "" if effect.at_s is None else f" at {effect.at_s:g} s"
    return f"{level}{effect.kind}{at}"


def say_sound(sound: Sound) -> str:
    """Return what is heard in words."""
    if sound.silent:
        return "silent"
    beds = "beds as place and weather have it" if sound.beds is None else ", ".join(sound.beds) or "no beds"
    parts = [beds.replace("_", " "), *(say_effect(one) for one in sound.effects)]
    return ", ".join([*parts, *(["no contacts"] if not sound.contacts else [])])


def say_line(line: Line) -> str:
    """Return a line in words: ``at 1 s woman says "Look out!"``."""
    at = "" if line.at_s is None else f"at {line.at_s:g} s "
    verb = {"say": "says", "whisper": "whispers", "shout": "shouts"}[line.manner]
    return f'{at}{line.who or "a voice"} {verb} "{line.text}"'


_SAY: Final[Mapping[type, Callable[[Any], str]]] = {
    Place: say_place, Position: say_position, Motion: say_motion, Thing: say_thing, Character: say_character, Camera: say_camera, Shot: say_shot,
    Beat: say_beat, Effect: say_effect, Sound: say_sound, Line: say_line,
}  # fmt: skip
