"""When things happen in a clip, and how fast what moves goes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, Final

from rushes.brief.scene import Scene
from rushes.brief.scene.beat import Beat
from rushes.brief.script.outcome import USUAL_MS
from rushes.engines.clip.notes.edit import Done, Wish, made_of, path_of, put, say
from rushes.plan import Turned

NEAR_S: Final = 1.0
"""An event that begins so near to a note's frames is meant by a note that names none [s]."""

FASTEST_MS: Final = 100.0


def shift(sign: int, *, frames: bool = False) -> Any:  # noqa: ANN401 - one of the functions of a table
    """Return what lets something happen later (1) or earlier (-1), by seconds or by frames."""

    def turn(scene: Scene, wish: Wish, value: Any) -> Done:  # noqa: ANN401 - a phrase's value
        by = float(value / wish.remark.rate) if frames else float(value) * wish.size
        return _moved(scene, wish, lambda at: at + sign * by)

    return turn


def happen_now(scene: Scene, wish: Wish, _: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Let something happen in the first frame of the note."""
    return _moved(scene, wish, lambda _: wish.remark.at_s)


def hurry(scene: Scene, wish: Wish, factor: Any) -> Done:  # noqa: ANN401 - a phrase's value
    """Let what moves go faster or slower.

    Raises:
        BadInputError: It doesn't travel.
    """
    one = wish.anybody(scene)
    goes = [number for number, motion in enumerate(one.does) if motion.does in USUAL_MS]
    if not goes:
        raise wish.refuse(f"{one.name} goes nowhere, so it can't go faster or slower. What falls falls as it does.")
    rows, turned = list(one.does), []
    for number in goes:
        motion = rows[number]
        before = USUAL_MS[motion.does] if motion.speed_ms is None else motion.speed_ms
        after = round(min(before * float(factor) ** wish.size, FASTEST_MS), 3)
        rows[number] = replace(motion, speed_ms=after)
        turned.append(
            Turned(f"{path_of(one)}.{motion.does}.speed_ms", f"{before:g} m/s", f"{after:g} m/s", wish.wanted.words)
        )
    return put(scene, one, made_of(wish, one, {"does": tuple(rows)})), tuple(turned)


def _moved(scene: Scene, wish: Wish, to: Any) -> Done:  # noqa: ANN401 - from a moment to another one
    """Return the scene with the events of what is meant moved: beats, else what it does of its own."""
    beats = _beats(scene, wish)
    if beats:
        rows, turned = list(scene.beats), []
        for number in beats:
            beat = rows[number]
            at = _moment(scene, wish, to(beat.at_s or 0.0))
            rows[number] = made_of(wish, beat, {"at_s": at})
            name = f"clip.beats.{beat.thing or beat.event} {beat.event}".replace(
                f"{beat.event} {beat.event}", beat.event
            )
            turned.append(Turned(f"{name}.at_s", f"{beat.at_s or 0.0:g} s", f"{at:g} s", wish.wanted.words))
        return replace(scene, beats=tuple(rows)), tuple(turned)
    one = wish.anybody(scene)
    acts = [number for number, motion in enumerate(one.does) if motion.does != "stand"]
    if not acts:
        raise wish.refuse(f"nothing happens to {one.name}. Say what is to happen in the brief.")
    does, turned = list(one.does), []
    for number in acts:
        motion = does[number]
        at = _moment(scene, wish, to(motion.at_s))
        until = None if motion.until_s is None else _moment(scene, wish, motion.until_s + at - motion.at_s)
        does[number] = made_of(wish, motion, {"at_s": at, "until_s": until})
        turned.append(
            Turned(f"{path_of(one)}.{motion.does}.at_s", f"{motion.at_s:g} s", f"{at:g} s", wish.wanted.words)
        )
    return put(scene, one, made_of(wish, one, {"does": tuple(does)})), tuple(turned)


def _beats(scene: Scene, wish: Wish) -> list[int]:
    """Return which beats are meant: those of the thing; without one the only beat, or the only one near the note's frames.

    Raises:
        BadInputError: Several may be.
    """
    if wish.subject:
        return [number for number, beat in enumerate(scene.beats) if beat.thing == wish.subject]
    near = [number for number, beat in enumerate(scene.beats) if _is_near(beat, wish)]
    found = range(1) if len(scene.beats) == 1 else near
    if len(found) != 1 and scene.beats:
        told = ", ".join(f"{beat.thing or 'it'} {beat.event} at {say(beat.at_s)} s" for beat in scene.beats)
        raise wish.refuse(f"say which is meant: {told}.")
    return list(found)


def _is_near(beat: Beat, wish: Wish) -> bool:
    return wish.remark.at_s - NEAR_S <= (beat.at_s or 0.0) <= wish.remark.until_s + NEAR_S


def _moment(scene: Scene, wish: Wish, at: float) -> float:
    if at >= scene.seconds:
        raise wish.refuse(f"that would be at {at:g} s, and the clip ends at {scene.seconds:g} s. Make it longer first.")
    return round(max(0.0, at), 4)
