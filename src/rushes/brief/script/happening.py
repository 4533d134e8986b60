"""What makes a text a clip, and not a set, clothes or a collapse: that something happens in it besides a building that comes down."""

from __future__ import annotations

from typing import Final

from rushes.brief.scene.thing import FAMILIES
from rushes.brief.script.script import Draft, Script

_GOES: Final = frozenset(
    {
        "drive",
        "brake",
        "reverse",
        "roll",
        "fly",
        "float",
        "walk",
        "run",
        "point",
        "wave",
        "jump",
        "dance",
        "crouch",
        "talk",
    }
)
"""What is done and is no pose: clothes are shown on somebody who stands, and sofas stand in rooms."""


def happening(script: Script, *, is_collapse: bool) -> str:
    """Return the words that say that something happens; empty where nothing does.

    Args:
        script: What was read.
        is_collapse: Whether the text says of anything that it collapses, as a brief of kind ``destruction`` does. Then a building that comes down is a
            collapse, whoever runs from it; a stack of crates is not.
    """
    events = [act for act in script.acts if act.is_event]
    if is_collapse and any(act.whom is None or _is_building(act.whom) for act in events if act.verb != "explosion"):
        return ""
    told = [line.words for line in script.lines if line.is_told]
    told += [act.words[-1] for act in events if act.whom is not None and not _is_building(act.whom)]
    if is_collapse and not told:
        return ""
    told += [act.words[-1] for act in script.acts if not act.is_event and act.verb in _GOES and act.whom is not None]
    told += [take.said[0].words for take in script.takes[1:] if take.said]
    return ", ".join(dict.fromkeys(told))


def _is_building(draft: Draft) -> bool:
    return not draft.is_person and FAMILIES[draft.kind] == "building"


def things_named(script: Script) -> str:
    """Return the words that name things which only a clip can show; empty where a text names none."""
    named = [one.words[0] for one in script.drafts if not one.is_person and not _is_building(one) and one.words]
    return ", ".join(dict.fromkeys(named))
