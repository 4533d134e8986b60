"""Nouns: something new, or what was spoken of before."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Final

from rushes.brief.grammar import load_grammar
from rushes.brief.scene.thing import FAMILIES, MOST_OF_A_KIND
from rushes.brief.script.script import Draft, Script
from rushes.brief.script.term import Term

SCALES: Final = {"tiny": 0.4, "small": 0.7, "large": 1.4, "huge": 2.5, "giant": 4.0}
"""What words of size make of a thing's usual size: chosen so that each is told from the next at a glance."""

USUAL_MANY: Final = 4
"""How many things a plural is that nobody counted."""

USUAL_ARRANGED: Final = 8
"""How many make a row or a stack that nobody counted."""

USUAL_POURED: Final = 60
"""How many are poured that nobody counted."""

USUAL_CROWD: Final = 20
"""How many stand-ins a crowd has that nobody counted."""

DYED: Final = frozenset({"balloon", "umbrella", "flag", "tent", "sofa", "armchair", "bed", "book", "suitcase"})
"""Things of which gold and stone are colours, as they are of vehicles."""

_STATURES: Final = {"tall": 1.85, "short": 1.58}
"""Heights [m] of which anybody would say so, of a woman or a man."""

MOST_COUNTED: Final = 12
"""More people than these are a crowd."""


def draft_of(term: Term, script: Script) -> Draft:
    """Return the draft that a noun speaks of, with what the noun's phrase said of it; a new one is put into the script."""
    new = _new(term)
    known = None if term.article == "a" or term.other else _known(new, script)
    if known is None:
        script.drafts.append(new)
        new.words.append(term.words)
        return new
    known.fields |= {name: value for name, value in new.fields.items() if name not in known.fields and name != "count"}
    if term.words not in known.words:
        known.words.append(term.words)
    return known


def _known(new: Draft, script: Script) -> Draft | None:
    colour = new.fields.get("colour")
    for old in reversed(script.drafts):
        same = old.kind == new.kind or (not new.is_many and old.kind.endswith(f"_{new.kind}"))
        if same and old.is_person == new.is_person and colour in {None, old.fields.get("colour")}:
            return old
    return None


def _new(term: Term) -> Draft:
    counted = term.number("count")
    if term.says("crowd") and counted is not None and counted <= MOST_COUNTED:
        return Draft("person", is_person=True, is_many=True, fields={"count": int(counted)} if counted > 1 else {})
    if term.says("crowd"):
        return Draft("crowd", is_person=False, is_many=True, fields={"count": _counted(term, USUAL_CROWD)})
    if term.says("thing", "things"):
        return _thing(term)
    return _person(term)


@lru_cache(maxsize=1)
def plurals() -> Mapping[str, str]:
    """Return the word for several of each kind of thing or person: ``dominoes``."""
    found: dict[str, str] = {}
    lists = load_grammar("clip").lists
    for words, kind in [*lists["things"].items(), *lists["persons"].items()]:
        found.setdefault(str(kind), " ".join(words))
    return found


@lru_cache(maxsize=1)
def matters() -> Mapping[str, str]:
    """Return what things are made of, by each of the words for it: ``granite`` is stone."""
    return {" ".join(words): str(matter) for words, matter in load_grammar("clip").lists["matter"].items()}


def _thing(term: Term) -> Draft:
    fields: dict[str, object] = {}
    for said, name in (("colour", "colour"), ("matter", "material")):
        if term.says(said):
            fields[name] = term.word(said)
    kind = term.word("things" if term.says("things") else "thing")
    if "material" not in fields and FAMILIES.get(kind) != "vehicle" and kind not in DYED:
        made_of = matters().get(str(fields.get("colour", "")).lower())
        if made_of is not None:  # "a stone tower", "a gold statue": the word is a paint's, too
            fields["material"] = made_of
            del fields["colour"]
    for said, name in (("high", "height_m"), ("wide", "width_m"), ("long", "length_m")):
        if (metres := term.number(said)) is not None:
            fields[name] = metres
    if term.says("scale"):
        fields["scale"] = SCALES[term.word("scale")]
    if term.says("arranged"):
        fields["arranged"] = term.word("arranged")
    is_many = term.says("things")
    usual = USUAL_ARRANGED if term.says("arranged") else USUAL_MANY
    count = _counted(term, usual if is_many else 1)
    if count != 1:
        fields["count"] = count
    return Draft(
        term.word("things" if is_many else "thing"),
        is_person=False,
        is_many=is_many,
        is_counted=term.says("count", "vague"),
        fields=fields,
        other=term.other,
    )


def _person(term: Term) -> Draft:
    fields: dict[str, object] = {}
    if term.says("build"):
        fields["build"] = term.word("build")
    if term.says("hair"):
        fields["hair_colour"] = term.word("hair")
    if (age := term.number("age") or (float(term.word("ageword")) if term.says("ageword") else None)) is not None:
        fields["age"] = int(age)
    if (metres := term.number("high") or _STATURES.get(term.word("stature"))) is not None:
        fields["height_m"] = metres
    is_many = term.says("persons")
    count = _counted(term, 3 if is_many else 1)
    if count > MOST_COUNTED:
        return Draft("crowd", is_person=False, is_many=True, fields={"count": count})
    if count != 1:
        fields["count"] = count
    kind = term.word("persons" if is_many else "person")
    return Draft(kind, is_person=True, is_many=is_many, fields=fields, other=term.other)


def _counted(term: Term, usual: int) -> int:
    counted = term.number("count")
    if counted is None and term.says("vague"):
        counted = float(term.word("vague"))
    return usual if counted is None else int(min(counted, MOST_OF_A_KIND * 10))
