"""A list that a brief gives itself has to hold what its words say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.place import Place
from rushes.brief.scene.saying import say_part
from rushes.brief.script.outcome import Outcome
from rushes.errors import BadInputError

NEAR_S: Final = 0.05
"""How far a moment in a list may be from what the text says [s]: a frame is 0.04."""


def agree(outcome: Outcome, chosen: Mapping[str, Any], where: str) -> None:
    """Stop where the text says something that a list of the brief has not.

    Args:
        outcome: What the text makes.
        chosen: What was written down, by dotted field.
        where: What errors call the brief.

    Raises:
        BadInputError: It does.
    """
    for name, is_there in _IS_THERE.items():
        held = chosen.get(name)
        if not isinstance(held, tuple):
            continue
        for part, words in outcome.readings.get(name, ()):
            loose = replace(part, at_s=None) if isinstance(part, Beat) and part not in outcome.firm else part
            if not any(is_there(loose, one) for one in held):
                raise BadInputError(
                    f'{where}: the text says {say_part(part)} ("{words}"), but {name} has {_shortly(held)}. Keep one of them.'
                )


def agree_place(said: Place | None, held: Place, words: str, where: str) -> None:
    """Stop where the text names another place than the brief.

    Raises:
        BadInputError: It does.
    """
    if said is not None and (said.kind != held.kind or said.style not in {None, held.style}):
        raise BadInputError(
            f'{where}: the text says {say_part(said)} ("{words}"), but clip.place is {say_part(held)}. Keep one of them.'
        )


def _shortly(held: Sequence[Any]) -> str:
    said = "; ".join(say_part(one) for one in held) or "nothing"
    return said if len(said) <= 160 else f"{said[:160]} ..."


def _thing(said: Any, held: Any) -> bool:  # noqa: ANN401 - parts of a scene
    return said.kind == held.kind and said.colour in {"", held.colour} and said.material in {None, held.material}


def _character(said: Any, held: Any) -> bool:  # noqa: ANN401 - parts of a scene
    return said.name == held.name


def _shot(said: Any, held: Any) -> bool:  # noqa: ANN401 - parts of a scene
    return said.camera.move in {"lock_off", held.camera.move}


def _beat(said: Any, held: Any) -> bool:  # noqa: ANN401 - parts of a scene
    return said.event == held.event and (said.at_s is None or abs(said.at_s - held.at_s) <= NEAR_S)


def _line(said: Any, held: Any) -> bool:  # noqa: ANN401 - parts of a scene
    return said.text == held.text


_IS_THERE: Final[Mapping[str, Callable[[Any, Any], bool]]] = {
    "clip.things": _thing,
    "clip.characters": _character,
    "clip.shots": _shot,
    "clip.beats": _beat,
    "clip.speech": _line,
}
