"""A text read as a script: who and what is there, what happens when, and how it is shot."""

from rushes.brief.script.agreeing import agree, agree_place
from rushes.brief.script.happening import happening, things_named
from rushes.brief.script.outcome import Outcome, outcome_of
from rushes.brief.script.reader import read_script
from rushes.brief.script.script import Script
from rushes.brief.script.wide import place_of, place_words, wide_words

__all__ = [
    "Outcome",
    "Script",
    "agree",
    "agree_place",
    "happening",
    "outcome_of",
    "place_of",
    "place_words",
    "read_script",
    "things_named",
    "wide_words",
]
