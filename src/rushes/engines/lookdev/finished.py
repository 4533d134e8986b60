"""A board's pictures that a brought model finished: marked as impressions, with whose model it was."""

from __future__ import annotations

import json

from rushes.engines.lookdev.board import Shown
from rushes.engines.lookdev.finishing import STEP
from rushes.plan import StepContext


def finished_pictures(ctx: StepContext) -> tuple[Shown, ...]:
    """Return the pictures of the step ``finish`` in their order; none where it was not asked for."""
    folder = ctx.inputs.get(STEP)
    if folder is None:
        return ()
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    said = f"finished by {record['file']}, held by {' and '.join(record['controls'])}, strength {record['strength']:g}; licence {record['licence']}"
    return tuple(Shown(path, "impression", said) for path in sorted(folder.glob("finish.*.png")))


def finish_notes(ctx: StepContext) -> tuple[str, ...]:
    """Return what a board says of the model: where it comes from, and what it was trained on."""
    folder = ctx.inputs.get(STEP)
    if folder is None:
        return ()
    record = json.loads((folder / "model.json").read_text(encoding="utf-8"))
    trained = f"{record['trained_on']} ({record['training']})"
    return (
        f"Impression by {record['file']}, from {record['source']}, trained on {trained}. It is a mood: the papers make the other picture.",
    )
