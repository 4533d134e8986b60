"""The camera of the shot that a note is on, its length, and the scene's light, weather and wind."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final, get_args

from rushes.brief.grammar import About
from rushes.brief.scene import Scene
from rushes.brief.scene.camera import Camera, Framing, Pace
from rushes.engines.clip.notes.edit import Done, Wish, made_of, say, turns
from rushes.plan import Turned

SAID: Final = {
    "move": "move",
    "pace": "pace",
    "framing": "framing",
    "lens": "lens_mm",
    "high": "height_m",
    "far": "distance_m",
    "way": "toward",
    "speed": "speed_ms",
}
"""What phrases of the camera call its fields."""

OF_THE_SCENE: Final = {
    "light.time_of_day": "time_of_day",
    "light.weather": "weather",
    "light.wind_ms": "wind_ms",
    "light.wind_from": "wind_from",
    "aspect": "aspect",
}

TIGHTER: Final = 1.3
"""By how much a lens gets longer for a tighter shot of which nobody said how large its subject is."""

_FRAMINGS: Final = get_args(Framing)
_PACES: Final = get_args(Pace)


def direct(scene: Scene, wish: Wish) -> Done | None:
    """Take what is said of a camera or of the scene as a brief says it; None where nothing is.

    Raises:
        BadInputError: A value is out of bounds, or nothing changes.
    """
    means = {name: value.value if isinstance(value, About) else value for name, value in wish.wanted.means.items()}
    camera = {SAID[name]: value for name, value in means.items() if name in SAID}
    if means.get("hand") or "hand" in means:
        camera |= {"handheld": True}
    if camera:
        return _camera(scene, wish, camera, named=True)
    values = {OF_THE_SCENE[name]: value for name, value in means.items() if name in OF_THE_SCENE}
    if not values:
        return None
    if all(getattr(scene, name) == value for name, value in values.items()):
        return scene, ()
    return made_of(wish, scene, values), turns(wish, "clip", scene, values)


def frame(sign: int) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what makes a shot tighter (1) or wider (-1): by its size, its distance, else by its lens."""

    def turn(scene: Scene, wish: Wish, _: Any) -> Done:  # noqa: ANN401 - a phrase's value
        camera = scene.shots[shot_of(scene, wish)].camera
        if camera.framing is not None:
            at = _FRAMINGS.index(camera.framing) + sign * max(1, round(wish.size))
            return _camera(scene, wish, {"framing": _FRAMINGS[min(max(at, 0), len(_FRAMINGS) - 1)]})
        by = TIGHTER ** (sign * wish.size)
        if camera.distance_m is not None:
            return _camera(scene, wish, {"distance_m": round(camera.distance_m / by, 3)})
        return _camera(scene, wish, {"lens_mm": _within(camera.lens_mm * by, 8.0, 400.0)})

    return turn


def lens(scene: Scene, wish: Wish, factor: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Take a longer or a wider lens."""
    camera = scene.shots[shot_of(scene, wish)].camera
    return _camera(scene, wish, {"lens_mm": _within(camera.lens_mm * float(factor) ** wish.size, 8.0, 400.0)})


def height(how: str) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what raises or lowers the camera: ``times``, ``plus`` or ``minus``."""

    def turn(scene: Scene, wish: Wish, value: Any) -> Done:  # noqa: ANN401 - a phrase's value
        number = shot_of(scene, wish)
        start = scene.shots[number].camera.height_m
        if start is None:
            path = wish.version.camera
            first = path.frames.first + scene.cuts(wish.remark.rate)[number]
            start = float(path.position[path.index(first)][2])
        amount = float(value)
        moved = {"times": start * amount**wish.size, "plus": start + amount, "minus": start - amount}[how]
        return _camera(scene, wish, {"height_m": _within(moved, 0.02, 200.0)})

    return turn


def pace(scene: Scene, wish: Wish, way: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Let the camera move faster or slower.

    Raises:
        BadInputError: It doesn't move.
    """
    camera, faster = scene.shots[shot_of(scene, wish)].camera, float(way) > 0
    if camera.move in {"lock_off", "handheld"}:
        raise wish.refuse("the camera of this shot doesn't move. Say how it is to move, such as: slow push-in.")
    if camera.speed_ms is not None:
        return _camera(scene, wish, {"speed_ms": round(camera.speed_ms * (1.4 if faster else 0.71) ** wish.size, 3)})
    at = _PACES.index(camera.pace) + (1 if faster else -1)
    return _camera(scene, wish, {"pace": _PACES[min(max(at, 0), len(_PACES) - 1)]})


def aim(scene: Scene, wish: Wish, name: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Let the camera look at something."""
    return _camera(scene, wish, {"subject": str(name)})


def lengthen(sign: int) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what makes the note's shot longer (1) or shorter (-1) by seconds."""

    def turn(scene: Scene, wish: Wish, value: Any) -> Done:  # noqa: ANN401 - a phrase's value
        number = shot_of(scene, wish)
        shot = scene.shots[number]
        seconds = {"seconds": round(shot.length_s + sign * float(value) * wish.size, 4)}
        made = made_of(wish, shot, seconds)
        told = turns(wish, f"clip.shots.{number + 1}", replace(shot, seconds=shot.length_s), seconds)
        return _with_shot(scene, number, made), told

    return turn


def blow(sign: int) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what gives more (1) or less (-1) wind."""

    def turn(scene: Scene, wish: Wish, value: Any) -> Done:  # noqa: ANN401 - a phrase's value
        values = {"wind_ms": _within(scene.wind_ms + sign * float(value) * wish.size, 0.0, 25.0)}
        return made_of(wish, scene, values), turns(wish, "clip", scene, values)

    return turn


def shot_of(scene: Scene, wish: Wish) -> int:
    """Return which shot, counted from 0, the first frame of a note is in."""
    at = wish.remark.frames.first - wish.remark.first
    cuts = scene.cuts(wish.remark.rate)
    return next((number for number, end in enumerate(cuts[1:]) if at < end), len(scene.shots) - 1)


def _camera(scene: Scene, wish: Wish, values: dict[str, Any], *, named: bool = False) -> Done:
    number = shot_of(scene, wish)
    shot = scene.shots[number]
    if named and all(getattr(shot.camera, name) == value for name, value in values.items()):
        return scene, ()  # it is so already: it was only named
    camera: Camera = made_of(wish, shot.camera, values)
    return _with_shot(scene, number, replace(shot, camera=camera)), turns(
        wish, f"clip.shots.{number + 1}.camera", shot.camera, values
    )


def _with_shot(scene: Scene, number: int, shot: Any) -> Scene:  # noqa: ANN401 - a shot
    return replace(scene, shots=tuple(shot if at == number else one for at, one in enumerate(scene.shots)))


def _within(value: float, low: float, high: float) -> float:
    return round(min(max(value, low), high), 4)


def length_turned(before: int, after: int, words: str) -> tuple[Turned, ...]:
    """Return what became of a clip's number of frames; nothing where it stays."""
    return () if before == after else (Turned("frames", say(before), say(after), words),)
