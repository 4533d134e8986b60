"""What words say of sound and speech."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from rushes.brief.scene.speech import LONGEST_LINE, Manner
from rushes.brief.script.clause import Clause
from rushes.brief.script.script import Noise, Script, Spoken
from rushes.brief.script.term import Term
from rushes.brief.script.timeline import moment_of_line, moment_of_sound
from rushes.brief.words import Said
from rushes.errors import BadInputError

FIELDS: Final = ("bed", "bed.word", "effect", "level", "silent")
"""Fields of the vocabulary that speak of sound."""

_MANNERS: Final[Mapping[str, Manner]] = {"say": "say", "whisper": "whisper", "shout": "shout"}
_BEDS: Final = {"bird": "birds", "cricket": "night", "traffic": "traffic", "wave": "sea", "wind": "wind", "room": "room_tone"}  # fmt: skip
"""Beds by the beginning of the word that says them alone."""


def hear_line(term: Term, clause: Clause, script: Script, lines: list[str]) -> bool:
    """Take a line in quotation marks: whoever the clause is about says it, or a voice off screen."""
    if not lines:
        return False
    line = lines.pop(0)
    if len(line) > LONGEST_LINE:
        raise BadInputError(
            f'The line "{line[:40]} ..." has {len(line)} characters, and may have {LONGEST_LINE}. Say it in two lines.'
        )
    people = [one for one in clause.subjects if one.is_person]
    who = None if term.says("offscreen") else people[0] if people else clause.speaker
    if term.end - term.start == 1 and who is None:
        return False  # a sign's words, or a name
    manner = _MANNERS[term.word("says")]
    script.lines.append(
        Spoken(line, who, moment_of_line(clause, script), manner, term.words, is_told=term.end - term.start > 1)
    )
    clause.gap, clause.lead_span = None, None
    if term.words[-1].isalpha():  # "Look out!" shouts the man
        clause.before, clause.end = "line", term.end
    return True


def hear_sound(term: Term, clause: Clause, script: Script) -> bool:
    """Take a bed, an effect, or that there is no sound."""
    if term.says("level"):
        clause.level = term.word("level")
    elif term.says("silent"):
        script.said.append(Said("silent", value=True, words=term.words))
    elif term.says("effect"):
        script.sounds.append(Noise(term.word("effect"), moment_of_sound(clause, script), clause.level, term.words))
        clause.level, clause.lead_span, clause.told = "usual", None, script.sounds[-1]
    else:
        word = term.words.lower()
        bed = term.word("bed") or next(bed for start, bed in _BEDS.items() if word.startswith(start))
        script.beds.append((bed, term.words))
    return True
