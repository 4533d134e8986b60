"""The walk through a text: each phrase is given to whoever, or whatever, it belongs to."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from rushes.brief.grammar import SOFT, load_grammar
from rushes.brief.scene.thing import FAMILIES
from rushes.brief.script import shooting, sounding
from rushes.brief.script.acting import give_acts
from rushes.brief.script.clause import Clause
from rushes.brief.script.moment import Moment
from rushes.brief.script.naming import draft_of
from rushes.brief.script.quotes import marked_tokens, without_quotes
from rushes.brief.script.script import Act, Draft, Script
from rushes.brief.script.shooting import whole_length
from rushes.brief.script.term import FULL_STOPS, Term, terms_of
from rushes.brief.script.timeline import TIMES, drop_lead, hear_time, moment_of
from rushes.brief.script.wide import house
from rushes.brief.tokens import Token
from rushes.brief.words import Said, check_text, unread_phrases

_RELATIVE: Final = frozenset({"that", "which", "who"})
_LANDS: Final = frozenset({"on", "inside", "to", "beside", "against"})
_STAYS: Final = frozenset({"sit", "lie", "stand", "kneel", "crouch"})
_NOUNS: Final = ("thing", "things", "person", "persons", "crowd")
_BREAKS: Final = frozenset({"fall", "topple"})
_NOUNS_TOO: Final = frozenset(
    "fall drop break smash roll turn walk run look wave slide spin drive ride dance jump stand stop".split()
)
"""Words of what is done that are nouns behind an article."""

_TO_STEPS: Final = frozenset(
    {"on", "onto", "up", "down", "off", "at", "from", "of", "beside", "below", "above", "front"}
)
"""Words behind which steps are stairs."""

_PREPOSITIONS: Final = frozenset(
    {"with", "in", "of", "on", "by", "at", "from", "under", "behind", "near", "for", "into", "without", "wearing"}
)
"""Words behind which an unknown noun only says something of whom the sentence is about."""

_PAIRS: Final = frozenset({"trousers", "overalls"})
"""Garments whose word is a plural always."""

_BLASTS: Final = frozenset({"explosion", "explosions", "blast"})

_SCENE: Final = ("place", "room.wide", "room.deep", "room.high")


def read_script(text: str) -> Script:
    """Read a text as a script.

    Args:
        text: What is asked, in plain English.

    Raises:
        BadInputError: It is empty, longer than a page, or no text.
    """
    check_text(text, "clip")
    plain, lines = without_quotes(text)
    tokens = marked_tokens(text, plain)
    script, clause = Script(), Clause()
    waiting = list(lines)
    used, unread = [False] * len(tokens), [False] * len(tokens)
    for term in terms_of(text, tokens):
        if FULL_STOPS & set(term.breaks):
            drop_lead(clause, script)
        if term.breaks:
            clause.begin(is_sentence=bool(FULL_STOPS & set(term.breaks)))
        taken = term.asks and (not term.means or _take(term, clause, script, waiting, tokens))
        flags = used if taken and term.means else unread
        flags[term.start : term.end] = [True] * (term.end - term.start)
        if term.other and taken:
            used[max(0, term.start - 1)] = True
    drop_lead(clause, script)
    give_acts(script)
    house(script)
    whole_length(script)
    for act in [one for one in script.acts if one.is_event and one.whom is None and one.verb != "explosion"]:
        script.acts.remove(act)
        script.lost.append(act.span)
    for start, end in script.lost:
        used[start:end] = [False] * (end - start)
        unread[start:end] = [True] * (end - start)
    script.not_understood = unread_phrases(text, tokens, used, unread, load_grammar("clip"))
    return script


def _take(term: Term, clause: Clause, script: Script, lines: list[str], tokens: Sequence[Token]) -> bool:
    """Give a phrase to what it belongs to; return whether anything took it."""
    if term.says("says"):
        return sounding.hear_line(term, clause, script, lines)
    if term.says(*_NOUNS):
        return _noun(term, clause, script)
    if term.says("does", "event"):
        return _verb(term, clause, script, tokens)
    if term.says(*TIMES):
        hear_time(term, clause, script)
        return True
    if term.says(*shooting.FIELDS):
        return shooting.hear_camera(term, clause, script)
    if term.says(*sounding.FIELDS):
        return sounding.hear_sound(term, clause, script)
    if term.says(*_SCENE) or any(name.startswith("light.") for name in term.means):
        return _scene(term, clause, script)
    return next((take(term, clause, script) for name, take in _SMALL.items() if term.says(name)), True)


def _scene(term: Term, clause: Clause, script: Script) -> bool:
    """Take what is said of the scene as a whole: "in the rain" is no place for a thing."""
    clause.role = ""
    for name, value in term.means.items():
        script.said.append(Said(name, value, term.words))
    return True


def _noun(term: Term, clause: Clause, script: Script) -> bool:
    if term.number("count") == 0 or term.is_part:
        return False
    draft = draft_of(term, script)
    _meet(draft, clause, script, is_direct=_is_direct(term, clause))
    return True


def _is_direct(term: Term, clause: Clause) -> bool:
    """Return whether a noun stands right behind the verb or the camera's move before it."""
    return clause.end == term.after and not term.between and not term.breaks


def _pronoun(term: Term, clause: Clause, script: Script) -> bool:
    """Take "it", "she" or "they" for whom the text spoke of last."""
    person = term.words.lower() in {"he", "him", "she", "her", "hers"}
    there = [clause.speaker] if person else [*clause.carried[:1], clause.last]
    if clause.role == "where" and clause.anchor in script.drafts:  # "a table with four chairs around it"
        there = [*there, *reversed(script.drafts[: script.drafts.index(clause.anchor)])]
    draft = next((one for one in there if one is not None and one is not clause.anchor), None)
    if draft is None:
        return False
    if clause.role == "and":
        clause.role = ""
    _meet(draft, clause, script, is_direct=_is_direct(term, clause))
    return True


def _meet(draft: Draft, clause: Clause, script: Script, *, is_direct: bool) -> None:
    """Give a noun its part in the sentence."""
    role, anchor = clause.role, clause.anchor
    clause.role, clause.anchor = "", None
    before, clause.before, clause.last = clause.before, "noun", draft
    if draft.is_person:
        clause.speaker = draft
    if role == "aim":
        script.takes[-1].subject = draft
        clause.subjects = clause.subjects or [draft]
    elif role == "where" and anchor is not None and anchor is not draft:
        if not anchor.relation:
            anchor.relation, anchor.of = clause.relation, draft
    elif role == "to" and clause.verbs and clause.verbs[-1].whom is not draft:
        _goes_to(draft, clause.verbs[-1])
    elif role == "past":
        clause.before = "camera" if before == "camera" else "noun"
    elif before == "verb" and is_direct and clause.verbs:
        _happens_to(draft, clause.verbs[-1], script)
    elif before == "line" and is_direct and draft.is_person:
        script.lines[-1].who = draft
    elif before == "camera" and is_direct:
        script.takes[-1].subject = draft
        clause.subjects = [draft]
    elif role == "and" and not clause.verbs and draft not in clause.subjects:
        clause.subjects.append(draft)
    else:
        clause.subjects, clause.verbs = [draft], []


def _goes_to(draft: Draft, verb: Act) -> None:
    """Take a noun behind "to", "onto" or "in": there it goes, or lands; an explosion is there."""
    if verb.verb == "explosion" and verb.whom is None:
        verb.whom = draft
    else:
        verb.to = draft


def _are_stairs(term: Term, clause: Clause, tokens: Sequence[Token]) -> bool:
    """Return whether steps are what somebody is on, and not what they do: behind an article or a preposition, or with a noun between, once a verb was said."""
    if term.words.lower() != "steps":
        return False
    before = tokens[max(0, term.start - 4) : term.start]
    since = next((at + 1 for at in range(len(before) - 1, -1, -1) if before[at].ends or before[at].norm == "and"), 0)
    near = [token.norm for token in before[since:]]
    if term.article or (near and near[-1] in _TO_STEPS):
        return True
    return bool(clause.verbs) and bool(_TO_STEPS & set(near))


def _before_what_has_them(clause: Clause) -> None:
    """Put whoever is on the steps of something before it: they are no things of their own, and nobody sits on its roof."""
    if clause.role == "where" and clause.relation == "on":
        clause.relation = "before"  # "on the steps of a church"
    for one in (*clause.subjects, *(act.whom for act in clause.verbs)):
        if one is not None and one.relation == "on" and one.of is clause.last:
            one.relation = "before"  # "on the church steps"


def _happens_to(draft: Draft, verb: Act, script: Script) -> None:
    """Take a noun that stands right behind a verb: what happens, happens to it, whoever does it."""
    if not verb.is_event:
        verb.to = draft
        return
    verb.whom = draft
    script.acts = [act for act in script.acts if act is verb or act.span != verb.span]


def _verb(term: Term, clause: Clause, script: Script, tokens: Sequence[Token]) -> bool:
    verb, is_event = term.word("event") or term.word("does"), term.says("event")
    if term.article and term.words.lower() in _NOUNS_TOO:
        return False  # "with the fall"
    if _are_stairs(term, clause, tokens):
        _before_what_has_them(clause)
        return False  # "sits on the church steps"
    before = next((tokens[at].norm for at in range(term.start - 1, -1, -1) if tokens[at].norm not in SOFT), "")
    whom = [clause.last] if before in _RELATIVE and clause.last else clause.subjects or _carried(term, clause)
    if term.words.lower() in _BLASTS:
        whom = []
    if _is_strangers(term, tokens):
        whom = []
    if verb == "shatter" and not _is_noun(tokens, term.end) and _breaks(whom, clause, script, term):
        return True
    if not whom and not is_event:
        return False
    moment, is_default = moment_of(verb, whom, clause, script, is_event=is_event)
    when = [clause.lead_words] if clause.lead is not None or clause.gap is not None else []
    clause.gap, clause.lead_span = None, None
    doers: list[Draft | None] = [*whom] or [None]
    for one in doers:
        act = Act(verb, is_event, one, moment, is_default, words=[*when, term.words], span=(term.start, term.end))
        script.acts.append(act)
        clause.verbs.append(act)
    clause.told = clause.verbs[-len(doers) :]
    clause.subjects = [one for one in whom if one is not None] or clause.subjects
    clause.before, clause.end, clause.role = "verb", term.end, ""
    if is_event and term.words.lower().endswith(" off"):
        clause.await_noun("where", clause.verbs[-1].whom, "on")
    elif verb == "look":
        clause.verbs[-1].toward = next((way for way in ("up", "down") if term.words.lower().endswith(way)), "")
    return True


def _is_strangers(term: Term, tokens: Sequence[Token]) -> bool:
    """Return whether somebody does it whom nobody knows here: "a dog runs". In "a woman with sunglasses runs" it is the woman."""
    unknown = set(term.between) - load_grammar("clip").neutral - _RELATIVE
    if not unknown:
        return False
    before = [token.norm for token in tokens[: term.start]]
    while before and (before[-1] in unknown or before[-1] in SOFT - {"of"}):
        before.pop()
    return not before or before[-1] not in _PREPOSITIONS


def _carried(term: Term, clause: Clause) -> list[Draft]:
    """Return whom the clause before was about, where this one names nobody: "then it falls", "and brakes"."""
    return clause.carried if not term.between or set(term.between) <= {"and", "then", "but", "finally"} else []


def _is_noun(tokens: Sequence[Token], at: int) -> bool:
    """Return whether a thing is named right there: "breaks the plate" says nothing of what falls."""
    while at < len(tokens) and tokens[at].norm in SOFT:
        at += 1
    match = load_grammar("clip").match(tokens, at) if at < len(tokens) else None
    return match is not None and bool({"thing", "things"} & set(match.means))


def _breaks(whom: Sequence[Draft | None], clause: Clause, script: Script, term: Term) -> bool:
    """Return whether a verb only says how something ends that falls already: "falls and shatters"."""
    falls = [act for act in script.acts if act.is_event and act.verb in _BREAKS and act.whom in whom and act.whom]
    if not falls or clause.gap is not None or (clause.lead is not None and clause.lead != falls[-1].moment):
        return False
    clause.lead_span = None
    for act in falls:
        act.breaks = True
        act.words.append(term.words)
    clause.before = "verb"
    return True


def _relation(term: Term, clause: Clause, script: Script) -> bool:
    relation = term.word("relation")
    if relation == "hanging":
        if clause.last is not None and not clause.last.relation:
            clause.last.relation = "hanging"
        return clause.last is not None
    if relation == "off":
        if clause.last is not None and clause.verbs and clause.verbs[-1].is_event:
            clause.await_noun("where", clause.last, "on")
    elif clause.before == "camera":
        clause.await_noun("aim")
    elif clause.before == "verb" and clause.verbs:
        verb = clause.verbs[-1]
        has_come = any(act.whom is verb.whom and act is not verb and not act.is_event for act in script.acts)
        if (verb.is_event and relation in _LANDS) or (not verb.is_event and (verb.verb not in _STAYS or has_come)):
            clause.await_noun("to")
        else:
            clause.await_noun("where", verb.whom, relation)
    elif clause.last is not None and relation != "to":
        clause.await_noun("where", clause.last, relation)
    return True


def _joint(term: Term, clause: Clause, _script: Script) -> bool:
    """Take "and", "with", "past": the next noun stands beside those before it, or is only there."""
    if term.words.lower() == "and":
        clause.await_noun("and")
    elif clause.before == "camera":
        clause.await_noun("past" if term.words.lower() == "from" else "aim")
    elif term.words.lower() in {"from", "out of"} and clause.verbs and clause.verbs[-1].verb == "fall":
        clause.await_noun("where", clause.verbs[-1].whom, "on")
    else:
        clause.await_noun("to" if term.words.lower() in {"past", "through"} and clause.verbs else "past")
    return True


def _zone(term: Term, clause: Clause, _script: Script) -> bool:
    whom = clause.subjects[-1] if clause.subjects else clause.last
    if whom is None:
        return False
    whom.zone = whom.zone or term.word("zone")
    return True


def _way(term: Term, clause: Clause, script: Script) -> bool:
    if clause.before == "camera":
        return shooting.hear_camera(term, clause, script)
    if not clause.verbs:
        return False
    if term.word("way") in {"up", "down"}:
        return True  # "down the street" and "up the stairs" are places that it goes to
    clause.verbs[-1].toward = term.word("way")
    clause.verbs[-1].words.append(term.words)
    return True


def _speed(term: Term, clause: Clause, script: Script) -> bool:
    if clause.before == "camera":
        return shooting.hear_camera(term, clause, script)
    acts = [verb for verb in clause.verbs if not verb.is_event]
    if not acts and clause.last is not None and FAMILIES.get(clause.last.kind) == "vehicle":
        moment = Moment("shot", 0.0, len(script.takes) - 1)
        acts.append(Act("drive", is_event=False, whom=clause.last, moment=moment, is_default=True))
        script.acts += acts
    if not acts:
        return False
    acts[-1].speed_ms = term.number("speed")
    acts[-1].words.append(term.words)
    return True


def _pace(term: Term, clause: Clause, script: Script) -> bool:
    """Take "slow" for the move or the act before it, or for the move that follows."""
    acts = [verb for verb in clause.verbs if not verb.is_event]
    if acts and clause.before == "verb":
        acts[-1].pace = term.word("pace")
        acts[-1].words.append(term.words)
        return True
    return shooting.hear_camera(term, clause, script)


def _piece(term: Term, clause: Clause, _script: Script) -> bool:
    if clause.speaker is None:
        return False
    fields = {"garment": term.word("piece"), "colour": term.word("colour"), "fabric": term.word("fabric")}
    together = [one for one in clause.subjects if one.is_person]
    is_plural = term.words.endswith("s") and term.word("piece") not in _PAIRS
    for one in together if is_plural and clause.speaker in together else [clause.speaker]:
        one.clothes.append({name: value for name, value in fields.items() if value})
        one.words.append(term.words)
    return True


def _suit(term: Term, clause: Clause, _script: Script) -> bool:
    if clause.speaker is None:
        return False
    cloth = {name: term.word(name) for name in ("colour", "fabric") if term.says(name)}
    clause.speaker.clothes += [{"garment": garment, **cloth} for garment in ("trousers", "jacket")]
    clause.speaker.words.append(term.words)
    return True


def _dressed(term: Term, clause: Clause, _script: Script) -> bool:
    if clause.speaker is None:
        return False
    clause.speaker.clothes += [
        {"garment": garment, "colour": term.word("dressed")} for garment in ("shirt", "trousers")
    ]
    clause.speaker.words.append(term.words)
    return True


def _hair(term: Term, clause: Clause, _script: Script) -> bool:
    if clause.speaker is None:
        return False
    clause.speaker.fields["hair_colour"] = term.word("hair")
    clause.speaker.words.append(term.words)
    return True


_SMALL: Final[Mapping[str, Callable[[Term, Clause, Script], bool]]] = {
    "pronoun": _pronoun, "relation": _relation, "joint": _joint, "zone": _zone, "way": _way, "speed": _speed, "pace": _pace, "piece": _piece, "suit": _suit,
    "dressed": _dressed, "hair": _hair,
}  # fmt: skip
"""What takes each small phrase, by the field that it says."""
