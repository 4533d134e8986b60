"""Notes: what people say about a version's frames, kept as files, and what the next version makes of it."""

from rushes.review.notes.note import Change, Note, Role, State, read_note
from rushes.review.notes.place import Point, Region
from rushes.review.notes.store import add_note, find_note, notes_folder, read_notes, read_one, reply, set_state
from rushes.review.notes.stroke import Stroke, Tool, read_stroke

__all__ = [
    "Change",
    "Note",
    "Point",
    "Region",
    "Role",
    "State",
    "Stroke",
    "Tool",
    "add_note",
    "find_note",
    "notes_folder",
    "read_note",
    "read_notes",
    "read_one",
    "read_stroke",
    "reply",
    "set_state",
]
