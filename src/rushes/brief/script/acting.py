"""Who can do what: a word for people said of a bus, a word for a bus said of people, and what physics makes of each event."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, get_args

from rushes.brief.scene.motion import CharacterDoes, ThingDoes
from rushes.brief.scene.thing import FAMILIES
from rushes.brief.script.naming import USUAL_POURED
from rushes.brief.script.script import Act, Draft, Script

_STANDING: Final = frozenset({"column", "ladder", "statue", "street_lamp", "obelisk", "sign", "bookcase", "cupboard", "screen", "mirror",
        "door"})  # fmt: skip
"""Things that stand on the ground and topple when they fall; so do plants and buildings."""

_ANOTHER_WORD: Final[Mapping[str, str]] = {"walk": "drive", "run": "drive", "look": "turn", "jump": "fly", "dance": "sway", "wave": "sway", "lie": "stand", "sit": "stand"}  # fmt: skip
"""What a word for people means of a vehicle, a flag or a ball."""

_OF_PEOPLE: Final[Mapping[str, str]] = {
    "brake": "stand",
    "drive": "walk",
    "spin": "turn",
    "sway": "dance",
    "float": "stand",
}
"""What a word for things means of people: they stop, and stand."""


def give_acts(script: Script) -> None:
    """Say each event by what really happens, and leave out what nobody can do: people don't fall by physics, tables don't run."""
    for act in list(script.acts):
        whom = act.whom
        if whom is None:
            continue
        if (act.is_event and whom.is_person) or (not act.is_event and not does_of(act)):
            script.acts.remove(act)
            script.lost.append(act.span)
        elif act.is_event:
            act.verb = _really(act.verb, whom)
            if act.verb == "pour" and whom.is_many and not whom.is_counted:
                whom.fields["count"] = USUAL_POURED


def _really(verb: str, whom: Draft) -> str:
    """Return what an event is for this thing: dominoes fall one after the other, a stack comes down, a tree that falls topples."""
    if verb in {"fall", "topple", "collapse"} and whom.kind == "domino" and whom.is_many:
        return "domino"
    if verb in {"fall", "topple"} and whom.fields.get("arranged") in {"stack", "pile"}:
        return "collapse"
    stands = whom.kind in _STANDING or FAMILIES[whom.kind] in {"plant", "building"}
    return "topple" if verb == "fall" and not whom.relation and stands else verb


def does_of(act: Act) -> str:
    """Return what is done in the words that a person or a thing has for it; empty where it can't do that."""
    whom = act.whom
    if whom is None:
        return ""
    if whom.is_person or whom.kind == "crowd":
        verb = _OF_PEOPLE.get(act.verb, act.verb)
        return verb if verb in get_args(CharacterDoes) else ""
    if act.verb in get_args(ThingDoes):
        return act.verb
    verb = _ANOTHER_WORD.get(act.verb, "")
    return "roll" if verb == "drive" and FAMILIES[whom.kind] == "prop" else verb
