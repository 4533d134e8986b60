"""Notes as a table, for people who work in a spreadsheet."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from rushes.review.notes.note import Note
from rushes.show import timecode

COLUMNS = (
    "shot", "version", "first frame", "last frame", "timecode", "state", "answered by", "author", "role", "created", "text", "region", "strokes", "thread",
    "id",
)  # fmt: skip

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet takes for the start of a formula."""


def notes_csv(notes: Iterable[Note], rate: Fraction) -> str:
    """Return notes as CSV (RFC 4180), one a row under ``COLUMNS``.

    What a spreadsheet would take for a formula gets an apostrophe in front: a note is words and runs nowhere.

    Args:
        notes: In the order of the rows.
        rate: The show's frames per second, for timecode.
    """
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\r\n")
    table.writerow(COLUMNS)
    for note in notes:
        region = " ".join(f"{share:g}" for share in note.region or ())
        table.writerow(
            map(
                _plain,
                (
                    note.shot, note.version, note.frames.first, note.frames.last, timecode(note.frames.first, rate), note.state, note.answered_by, note.author,
                    note.role, note.created, note.text, region, len(note.strokes), note.thread, note.id,
                ),
            )
        )  # fmt: skip
    return out.getvalue()


def _plain(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(_FORMULA) else text
