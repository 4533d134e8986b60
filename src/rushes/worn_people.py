"""Whose body a clip's clothes hang on: whoever the takes that its characters wear were cut to."""

from __future__ import annotations

from rushes.clearance.question import Question, Shown
from rushes.clearance.records.registry import Registry
from rushes.engines.take import Take


def with_worn(question: Question, takes: tuple[Take, ...], registry: Registry) -> Question:
    """Return a question that shows, too, the bodies that clothes were cut to.

    Whoever agreed to clothes cut to their measures is asked about again: a clip moves their body, and their consent may have been revoked since.

    Args:
        question: What is asked of the clip.
        takes: What its characters wear.
        registry: The show's people.
    """
    theirs = dict.fromkeys(name for take in takes for name in take.clearance.get("people", ()))
    if not theirs:
        return question
    shown = tuple(
        Shown(
            words=registry.performers[name].name if name in registry.performers else name, performer=name, how="named"
        )
        for name in theirs
        if name not in {one.performer for one in question.shown}
    )
    usual = ("face",) if any(one.performer for one in question.shown) else ()  # what an empty list stands for
    modalities = tuple(dict.fromkeys((*(question.modalities or usual), "body")))
    return question.model_copy(update={"shown": (*question.shown, *shown), "modalities": modalities})
