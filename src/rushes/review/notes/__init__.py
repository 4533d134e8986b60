"""Notes: what people say about a version's frames, kept as files, and what the next version makes of it."""

from rushes.review.notes.answering import (
    Answered,
    Left,
    Made,
    answers_held,
    brief_of,
    catch_up,
    changes_for,
    mark_answered,
)
from rushes.review.notes.note import Change, Note, State, read_note
from rushes.review.notes.place import Point, Region
from rushes.review.notes.store import add_note, find_note, notes_folder, read_notes, read_one, reply, set_state
from rushes.review.notes.stroke import Stroke, Tool, read_stroke
from rushes.review.notes.table import notes_csv

__all__ = [
    "Answered",
    "Change",
    "Left",
    "Made",
    "Note",
    "Point",
    "Region",
    "State",
    "Stroke",
    "Tool",
    "add_note",
    "answers_held",
    "brief_of",
    "catch_up",
    "changes_for",
    "find_note",
    "mark_answered",
    "notes_csv",
    "notes_folder",
    "read_note",
    "read_notes",
    "read_one",
    "read_stroke",
    "reply",
    "set_state",
]
