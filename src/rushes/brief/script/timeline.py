"""When: what words say of moments, and what goes without saying."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from rushes.brief.scene.timing import FIRST_S, NEXT_S, PAUSE_S, line_length_s
from rushes.brief.script.clause import Clause
from rushes.brief.script.moment import Moment
from rushes.brief.script.script import Act, Draft, Noise, Script
from rushes.brief.script.term import Term

BEAT_S: Final = 1.0
"""How long a beat is [s], as actors count one."""

AFTER_ACT_S: Final = 2.0
"""How long somebody does something before they do the next [s]: a walk has been seen by then."""

TIMES: Final = ("at", "into", "later", "then", "beat", "end", "half", "same")
"""Fields of the vocabulary that say when."""


def hear_time(term: Term, clause: Clause, script: Script) -> None:
    """Take a moment: before what happens then it leads, behind it it is of what was said in this clause."""
    if term.says("same"):
        clause.begin(is_sentence=False)
        clause.is_same = True
        return
    if term.says("then"):
        clause.begin(is_sentence=False)
        clause.lead, clause.lead_words, clause.gap = None, term.words, clause.gap or NEXT_S
        return
    moment = _moment(term, script)
    if moment is None:  # a beat, or so long after what came before
        clause.lead, clause.lead_words, clause.gap = None, term.words, term.number("later") or BEAT_S
        if any(verb.is_default for verb in clause.verbs):
            _move(clause.verbs, clause, _last(script, clause.verbs))
        return
    if any(verb.is_default for verb in clause.verbs):
        joined = (
            [act for act in script.acts if act.is_default and act.moment == clause.verbs[-1].moment]
            if clause.is_same
            else []
        )
        for verb in dict.fromkeys([*clause.verbs, *joined]):
            if verb.is_default:
                verb.moment, verb.is_default = moment, False
                verb.words.append(term.words)
        return
    drop_lead(clause, script)
    clause.lead, clause.lead_words, clause.gap, clause.lead_span = moment, term.words, None, (term.start, term.end)


def drop_lead(clause: Clause, script: Script) -> None:
    """Give a moment behind which nothing happens to what the sentence told before it; say that it meant nothing where that has its own."""
    if clause.lead_span is None:
        return
    if not _belated(clause):
        script.lost.append(clause.lead_span)
    clause.lead_span = None


def _belated(clause: Clause) -> bool:
    """Put what was told before a moment at it; return whether there was any that had none."""
    told = clause.told
    if isinstance(told, Noise) and told.moment is None:
        told.moment, told.words = clause.lead, f"{told.words}, {clause.lead_words}"
        return True
    open_acts = [act for act in told if act.is_default] if isinstance(told, list) else []
    for act in open_acts:
        act.moment, act.is_default = clause.lead or act.moment, False
        act.words.append(clause.lead_words)
    return bool(open_acts)


def _moment(term: Term, script: Script) -> Moment | None:
    shot = len(script.takes) - 1
    if (seconds := term.number("at")) is not None:
        return Moment("clip", seconds, shot)
    if (seconds := term.number("into")) is not None:
        return Moment("shot", seconds, shot)
    if term.says("end"):
        return Moment("end", 0.0, shot)
    return Moment("half", 0.0, shot) if term.says("half") else None


def _move(verbs: list[Act], clause: Clause, before: Act | None) -> None:
    """Put what was said in this clause so long after what came before it."""
    for verb in verbs:
        if verb.is_default and clause.gap is not None:
            start = before.moment if before is not None else Moment("shot", 0.0, verb.moment.shot)
            verb.moment, verb.is_default = start.later(clause.gap), False
            verb.words.append(clause.lead_words)
    clause.gap = None


def _last(script: Script, without: list[Act] | None = None) -> Act | None:
    """Return what was told last in this shot."""
    shot = len(script.takes) - 1
    told = [act for act in script.acts if act.moment.shot == shot and act not in (without or [])]
    return told[-1] if told else None


def moment_of(
    verb: str, whom: Sequence[Draft | None], clause: Clause, script: Script, *, is_event: bool
) -> tuple[Moment, bool]:
    """Return when something happens that is said now, and whether nobody said when.

    An event comes a moment after the one before it, together with what is said in the same clause, or with what ``while`` joins it to; what somebody
    does of their own begins with the shot.
    """
    shot = len(script.takes) - 1
    last = _last(script)
    if clause.lead is not None:
        return clause.lead, False
    if clause.gap is not None:
        gap = clause.gap
        if last is None:
            return Moment("shot", gap if is_event else 0.0, shot), False
        usual_gap = AFTER_ACT_S if not last.is_event and last.is_default else gap
        return last.moment.later(usual_gap), False
    if not is_event:
        return _moment_of_act(verb, whom, clause, script)
    events = [act for act in script.acts if act.is_event and act.moment.shot == shot]
    if not events:
        return Moment("shot", FIRST_S, shot), True
    joined = clause.is_same or any(verb.is_event for verb in clause.verbs)
    return (events[-1].moment if joined else events[-1].moment.later(NEXT_S)), True


def _moment_of_act(verb: str, whom: Sequence[Draft | None], clause: Clause, script: Script) -> tuple[Moment, bool]:
    """Return when somebody does something: with what ``while`` joins it to, after what they did in a clause before, or from the shot's start."""
    last = _last(script)
    if clause.is_same and last is not None and last.is_event:
        return last.moment, last.is_default
    shot = len(script.takes) - 1
    theirs = [act for act in script.acts if act.whom in whom and act.moment.shot == shot]
    if theirs and theirs[-1].is_event:  # what has fallen rolls; all else goes along with the fall
        return theirs[-1].moment.later(NEXT_S if verb in {"roll", "slide"} else 0.0), True
    if theirs and not clause.verbs and not clause.is_same:
        return theirs[-1].moment.later(AFTER_ACT_S), True
    return Moment("shot", 0.0, shot), True


def moment_of_sound(clause: Clause, script: Script) -> Moment | None:
    """Return when a sound is heard that is said now: as was said, or ``then`` so long after what came before; None from the start."""
    last = _last(script)
    if clause.lead is None and clause.gap is not None and last is not None:
        return last.moment.later(clause.gap)
    return clause.lead


def moment_of_line(clause: Clause, script: Script) -> Moment:
    """Return when a line is spoken: as was said, or after the line before it."""
    shot = len(script.takes) - 1
    if clause.lead is not None:
        return clause.lead
    last = _last(script)
    if clause.gap is not None and last is not None:
        return last.moment.later(clause.gap)
    if clause.verbs and (not clause.verbs[-1].is_default or clause.verbs[-1].moment.seconds):
        return clause.verbs[-1].moment.later(PAUSE_S)
    lines = [line for line in script.lines if line.moment is not None and line.moment.shot == shot]
    if not lines or lines[-1].moment is None:
        return Moment("shot", PAUSE_S, shot)
    return lines[-1].moment.later(line_length_s(lines[-1].text) + PAUSE_S)
