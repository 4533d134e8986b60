"""The invisible mark: a take's number in its pictures, for the day on which a file comes back without its seal."""

from rushes.provenance.watermark.looking import KNOWN, UNKNOWN, Look, Sighting, look
from rushes.provenance.watermark.marked_take import marked_take
from rushes.provenance.watermark.marking import SMALLEST_LINES, marked
from rushes.provenance.watermark.payload import mark_of, mark_text

__all__ = [
    "KNOWN",
    "SMALLEST_LINES",
    "UNKNOWN",
    "Look",
    "Sighting",
    "look",
    "mark_of",
    "mark_text",
    "marked",
    "marked_take",
]
