"""What words say of the camera and of the picture as a whole."""

from __future__ import annotations

from typing import Final

from rushes.brief.script.clause import Clause
from rushes.brief.script.script import Script, Take
from rushes.brief.script.term import FULL_STOPS, Term
from rushes.brief.words import Said

_OF_A_SHOT: Final = ("move", "hand", "lens", "high", "far", "framing", "way", "pace", "speed")
_OF_THE_CLIP: Final = ("clip.seconds", "clip.frames", "aspect", "rate", "quality")

_MACHINES: Final = frozenset({"crane", "track", "tracks", "jib", "pan", "arc"})
"""Words of moves that are things as well, with an article."""

FIELDS: Final = (
    "cut",
    "shot",
    "shot.seconds",
    "bare.seconds",
    *_OF_THE_CLIP,
    "move",
    "hand",
    "lens",
    "high",
    "far",
    "framing",
)
"""Fields of the vocabulary that speak of the camera alone."""


def hear_camera(term: Term, clause: Clause, script: Script) -> bool:
    """Take what is said of a shot, of the next one, or of the clip as a whole."""
    if term.says("cut", "shot"):
        if term.says("cut") or term.number("shot") != 1.0 or script.takes[-1].said:
            _cut(clause, script)
        clause.before, clause.end = "camera", term.end
        return True
    if term.article and term.words.lower() in _MACHINES:
        return False  # a crane that stands there
    take = script.takes[-1]
    if term.says("shot.seconds"):
        take.seconds = term.number("shot.seconds")
        take.said.append(Said("seconds", take.seconds or 0.0, term.words))
        return True
    if term.says("bare.seconds"):
        _bare(term, script)
        return True
    if term.says(*_OF_THE_CLIP):
        script.said += [Said(name, value, term.words) for name, value in term.means.items()]
        return True
    take.said += [Said(name, value, term.words) for name, value in term.means.items() if name in _OF_A_SHOT]
    clause.before, clause.end = "camera", term.end
    if "follow" in term.words.lower():
        clause.await_noun("aim")
    return True


def whole_length(script: Script) -> None:
    """Say of the clip what was said of its only shot's length."""
    if len(script.takes) == 1 and script.takes[0].seconds is not None:
        take = script.takes[0]
        script.said += [Said("clip.seconds", each.value, each.words) for each in take.said if each.field == "seconds"]
        take.said = [each for each in take.said if each.field != "seconds"]
        take.seconds = None


def _bare(term: Term, script: Script) -> None:
    """Take a length alone: the clip's where it is a sentence of its own, the shot's where it stands in one."""
    seconds = term.number("bare.seconds") or 0.0
    if FULL_STOPS & set(term.breaks):
        script.said.append(Said("clip.seconds", seconds, term.words))
    else:
        script.takes[-1].seconds = seconds
        script.takes[-1].said.append(Said("seconds", seconds, term.words))


def _cut(clause: Clause, script: Script) -> None:
    if clause.lead is not None and clause.lead_span is not None and clause.lead.base == "clip":
        script.takes[-1].until = clause.lead.seconds
        script.takes[-1].said.append(Said("until", clause.lead.seconds, clause.lead_words))
        clause.lead_span = None
    script.takes.append(Take())
    clause.begin(is_sentence=True)
