"""Whose body a clip's clothes hang on: the takes that characters wear, as the ledger knows them, and whoever they were cut to."""

from __future__ import annotations

import json
from collections.abc import Sequence

from rushes.brief import Brief
from rushes.clearance.question import Question, Shown
from rushes.clearance.records.registry import Registry
from rushes.engines.clip.worn.take import worn_take
from rushes.engines.take import Take
from rushes.errors import BadInputError
from rushes.provenance.ledger import Entry
from rushes.provenance.verify_take import SEALED, take_fingerprint
from rushes.show import Show


def worn_takes(brief: Brief, show: Show) -> tuple[Take, ...]:
    """Return the takes that the characters of a clip wear, each once.

    Raises:
        BadInputError: One isn't there, is quarantined, of another kind, or not cleared.
    """
    if brief.kind != "clip":
        return ()
    shots = show.shot_folder(brief.shot).parent
    worn = [(one.name, one.wears) for one in brief.clip.characters if one.wears is not None]
    takes = [worn_take(shots, wears, f"Shot {brief.shot}: the {name}") for name, wears in worn]
    return tuple({take.folder: take for take in takes}.values())


def check_sealed(takes: tuple[Take, ...], entries: Sequence[Entry]) -> None:
    """Stop at a take that the show's ledger does not know as it lies there.

    Args:
        takes: The takes.
        entries: Of the show's ledger, verified.

    Raises:
        BadInputError: One was never sealed in this show, or its record was changed since.
    """
    sealed = {str(entry.data.get("take_sha256")) for entry in entries if entry.event == SEALED}
    for take in takes:
        record = json.loads((take.folder / "take.json").read_text(encoding="utf-8"))
        if take_fingerprint(record) not in sealed:
            raise BadInputError(
                f"{take.stem} is not the take that the show's ledger knows as sealed, so nobody wears it. Bring it back from a copy, or make the clothes again."
            )


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
