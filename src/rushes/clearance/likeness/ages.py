"""Ages in words: how old somebody is, how old they are to be shown, and everything that means a minor."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rushes.brief.numerals import read_number
from rushes.brief.tokens import tokenise
from rushes.clearance.records.consent import ADULT_AGE

OLDEST = 120
"""Highest number that is taken for an age."""

CHILD, TEENAGER, BABY = 8, 15, 1
"""Ages that stand for "as a child", "as a teenager", "as a baby" when no number is given: any of them is a minor's."""

_NUMBER = r"(?P<age>\d{1,3})\b(?!\s*(?:%|°|metres?|meters?|m\b|mm|cm|km|feet|ft|floors?|store?ys?|stor(?:y|ies)|seconds?|secs?|s\b|minutes?|hours?|frames?|takes?|people|persons|extras|shots?|degrees?|stops?|times|kilos?|kg|tons?|tonnes?|mph|fps|years? (?:ago|later|earlier|from now|younger|older|off|back|on\b|from)|k\b|:\d|[_./]\d|by \d|bays?|windows|cars|soldiers|lines|and a half times))"
_HALF = r"(?:about |around |roughly |almost |nearly |barely |only |just |approximately |a |an |the |some |say |or so |his |her |their )*"
_MAKE = (
    r"(?:made|make|makes|making|(?:de|re|un)-?ag(?:ed?|es|ing|eing)|ag(?:ed|es|ing|eing)|age|rejuvenat\w+|youthened|youthify|younger|older|shown|show|seen|play(?:s|ed|ing)?|portray\w*|look(?:s|ed|ing)?|"
    r"appear(?:s|ed|ing)?|turn(?:s|ed|ing)?|render(?:s|ed|ing)?|tak(?:e|es|en|ing)|brought|bring|back|down|up|regress\w*|transform\w*|reduc\w+|drop\w*|transported|return\w*|reverse|revert\w*|set|becom\w+|becames?|pass(?:es|ing)? for|present(?:s|ed)?|depict\w*|feature\w*|cast)"
)
_NO_THING = (
    r"(?![- ](?:single |malt |scotch |rusty |wooden )?(?:whisky|whiskey|scotch|rum|brandy|cognac|wine|port|malt|cheese|oaks?|trees?|pines?|bridges?|cars?|trucks?|vans?|ships?|boats?|house|building|towers?|brand|company|"
    r"tradition|record|film|movie|mystery|case|wall|paint|rope|tyres?|furniture|chair|table|guitar|violin|piano|bottle|dog|cat|horse|ruin|factory|mill|church|road|concrete|steel|leather|photo|photograph|letter))"
)
"""Behind "12-year-old": what is so old is no person."""

_AGES_TO = (
    re.compile(r"\b" + _MAKE + r"(?:\s+(?!(?:from|in shot|shot|frame|take)\b)[\w'’-]+){0,4}?\s+(?:back |down |up |all the way )*(?:to|into|as|at|of|like|aged?|for|being|is|be|looks?|around|about|roughly)?\s*" + _HALF + r"(?:age (?:of )?)?" + _NUMBER),
    re.compile(r"\b(?:as|into|like|to|of|is|was|at) (?:if (?:he|she|they) (?:was|were|is|are) )?" + _HALF + r"(?:\w+ )?" + _NUMBER + r"[- ]?(?:years?[- ]olds?|yrs?[- ]old|y/?o)\b" + _NO_THING),
    re.compile(r"\b" + _NUMBER + r"[- ]?(?:years?[- ]olds?|yrs?[- ]old|y/?o)\b" + _NO_THING + r"(?:[- ](?:version|self|boy|girl|him|her|kid|child))?"),
    re.compile(r"\b(?:at|to) (?:the )?age (?:of )?" + _HALF + _NUMBER),
    re.compile(r"\b(?:when|as if|as though|back when|before) (?:he|she|they|[A-Z]\w+(?: [A-Z]\w+)?) (?:was|were|is|turned|turns) (?:still )?" + _HALF + _NUMBER),
    re.compile(r"\b(?:at|aged?|turning|turns|turned|barely|only|just|under) " + _HALF + _NUMBER + r"(?=\s*(?:[,.;!?)]|$|\band\b|\bin\b|\bat\b|\bfor\b|\bwith\b|\bon\b|\bagain\b|\bhere\b|\bwalks?\b|\bruns?\b|\bsits?\b|\bstands?\b))"),
    re.compile(r"\bfrom (?:age )?\d+ (?:years )?(?:back |down |up |all the way )*to " + _HALF + _NUMBER),
    re.compile(r"\b(?:girl|boy|child|kid|lad|lass|youth|teen|teenager|man|woman|lady|gentleman|person|performer|version|self) (?:of|at|aged) " + _HALF + _NUMBER),
    re.compile(_NUMBER + r" (?:summers|winters|springs|birthdays|years (?:of age|young))\b"),
    re.compile(r"\b(?:freshly|newly|just turned|not yet|not quite|turning) " + _NUMBER),
    re.compile(r"\bage[:=]? ?" + _NUMBER),
    re.compile(r"\bat sweet (?P<age>16)|\bsweet (?P<sweet>16)"),
    re.compile(r"(?:->|→|=>)\s*" + _NUMBER),
    re.compile(r"\b(?:a|the|her|his|their) " + _NUMBER + r"[- ]year[- ]old\b" + _NO_THING),
)  # fmt: skip
_NOW = (
    re.compile(
        r"[A-Z][\w'’-]*\s*[,(]\s*(?:now |currently |today |who is |is )?(?:aged? )?"
        + _NUMBER
        + r"\s*(?=[,);.]|years|$|made|de-?aged|going on|today|now\b|again)"
    ),
    re.compile(r"\b(?:who is|who's|now|currently|today|really|actually|in real life) (?:aged? )?" + _NUMBER),
    re.compile(r"\b(?:he|she|they)(?:'s|’s| is| are) (?:now |currently |only |just )?(?:aged? )?" + _NUMBER),
    re.compile(r"\bfrom (?:age )?" + _NUMBER + r" (?:back |down |up )*to\b"),
    re.compile(_NUMBER + r"\s*(?:->|→|=>)"),
)
_YEARS = re.compile(r"\b" + _HALF + r"(?P<years>\d{1,2})[- ]years? (?P<way>younger|older|off|back|less|more|of age removed)\b|\b(?:take|takes|taking|took|shave|shaves|shaving|remove|removes|removing|lose|loses|knock|knocks|strip) " + _HALF + r"(?P<off>\d{1,2})[- ]years?(?: off)?\b")  # fmt: skip
_DECADES = re.compile(
    r"\b(?P<part>early|mid|late|middle)?[- ]?(?P<decade>teens|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|20s|30s|40s|50s|60s|70s|80s|90s)\b"
)
_OF_LIFE = re.compile(r"\b(?:his|her|their|my|your|the (?:actor|actress|star|lead)'s)(?: very)?$")
_PART_OF_LIFE = re.compile(
    r"(?:made|mak(?:e|es|ing)|looks?|looking|into|to|aged?|back to|in|from|,)(?: (?:his|her|their))?$"
)
"""Before a decade a decade: it is one of somebody's life, not of a century."""

_COUNTED = re.compile(
    r"\b(?:seasons?|episodes?|acts?|scenes?|chapters?|parts?|numbers?|no\.?|takes?|shots?|frames?|levels?|floors?|platforms?|gates?|rooms?|routes?|channels?|stages?|phases?|page|line|reel|roll|f/?)\s*$",
    re.IGNORECASE,
)
"""Before a number: it counts something else than years."""

_DECADE_OF = {
    "teens": 10, "twenties": 20, "thirties": 30, "forties": 40, "fifties": 50, "sixties": 60, "seventies": 70, "eighties": 80, "nineties": 90,
}  # fmt: skip

_CHILDISH = (
    r"(?P<child>child|kid|schoolboy|schoolgirl|school ?boy|school ?girl|little (?:boy|girl)|small (?:boy|girl)|young(?:ster| boy| girl)|boy|girl|pupil|"
    r"minor|juvenile|pre-?teen(?:ager)?|tween|infant-school pupil|child actor|child star|child version|lad|lass|youngling|kindergartener|first grader|boy scout|girl scout|altar boy|cub scout)"
    r"|(?P<teen>teen(?:ager|aged?)?|adolescent|high[- ]school(?:er| student| pupil)?|sophomore|freshman in high school|underage \w+|secondary[- ]school pupil|prom (?:king|queen)|pubescent|cheerleader in high school|youth)"
    r"|(?P<baby>baby|toddler|infant|newborn|neonate|foetus|fetus)"
)
_AS_MINOR = (
    re.compile(r"\b(?:he|she|they)(?:'s|’s| is| are) (?:just |still |only |again |no more than )*(?:an?|in (?:his|her)) (?:\w+ )?(?:" + _CHILDISH + r"|(?P<teens>teens))\b"),
    re.compile(r"\b(?:(?P<child>knee-high to a grasshopper|in short trousers|in (?:his|her) knee socks|in rompers|year \d (?:at|in) school|year \d pupil|wet behind the ears|no taller than (?:a|the) table)|(?P<teen>year 1[0-3] (?:at|in) school|sixth-?form(?:er)?))\b"),
    re.compile(r"\b(?:as|into|like|looks? like|to|back to being|back to|being|becomes?|became|to look like|to be|plays?|playing|portrays?|was|were) (?:if (?:still )?|though )?(?:a |an |the |his |her |their )?(?:\w+[- ]){0,3}?(?:" + _CHILDISH + r")\b"),
    re.compile(r"\b(?:" + _CHILDISH + r") (?:version|self|edition|photo|incarnation|likeness)\b"),
    re.compile(r"\b(?:back to|in|from|of|during|to|into|relives?|revisits?) (?:his|her|their|a|the) (?:early |late |own )?(?:(?P<child>childhood|boyhood|girlhood|school ?days|school years|primary school years|single digits)|(?P<teen>teens|teenage years|adolescence|puberty|high[- ]school (?:days|years)|prom night|minority|formative years)|(?P<baby>infancy|babyhood|cradle))\b"),
    re.compile(r"\b(?P<child>first day (?:of|at|in) (?:his |her |their )?(?:(?:primary|elementary|grammar|nursery|infant|middle|junior|new) )?(?:school|kindergarten))\b"),
    re.compile(r"\b(?:(?P<child>\d(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth)|(?P<teen>1[0-7]th|thirteenth|fourteenth|fifteenth|sixteenth|seventeenth)) (?:birthday|grade|grader|form|year of school)\b"),
    re.compile(r"\b(?:in|attend\w+|starting|leaving|still at|bullied (?:in|at)) (?:(?P<child>kindergarten|nursery(?: school)?|pre-?school|primary(?: school)?|elementary(?: school)?|grade school|grade \d)|(?P<teen>middle school|junior high|high school|secondary school|boarding school))\b(?! (?:as (?:a|the) )?(?:teach|principal|head|janitor|parent|coach))"),
    re.compile(r"\b(?:graduat\w+ from) (?:(?P<child>kindergarten|primary|elementary)|(?P<teen>middle|high school|junior))\b"),
    re.compile(r"\b(?:(?P<child>(?:milk|baby) teeth|training wheels|(?:his|her|their) first (?:bicycle|communion|day of school)|pigtail\w*|pre-?adolescen\w+)|(?P<teen>adolescen\w+|pubert\w+|(?:his|her|their) (?:prom|quincea[nñ]era|(?:bar|bat) mitzvah|school uniform)|not (?:yet )?old enough to (?:vote|drive|drink)|too young to (?:vote|drive|drink)|before (?:he|she|they) could (?:legally )?(?:vote|drive|drink|shave))|(?P<baby>in (?:his |her |their |a )?(?:diapers?|napp(?:y|ies)|pram|stroller|crib|cradle|onesie)))\b"),
    re.compile(r"\b(?P<teen>under[- ]?age|under ?18|not yet 18|below (?:the )?(?:age of )?(?:18|majority)|pre-?pubescent|pre-?teen|not of age|before (?:he|she|they) (?:came of age|turned 18))\b"),
    re.compile(r"\bwhen (?:he|she|they|[A-Z]\w+(?: [A-Z]\w+)?) (?:was|were|went to|attended|started|had|lost|still) (?:a |an |in |at |to |still )?(?:\w+ ){0,2}?(?:" + _CHILDISH + r"|(?P<school>school|kindergarten|primary school|elementary|milk teeth|braces))\b"),
)  # fmt: skip
_YOUNGER = re.compile(
    r"\b(?:young(?:er)?(?:[- ]looking)? (?:version|self|days|again)|(?:his|her|their) (?:own )?youth|younger self|(?:much|far|decades?|years|generations?) younger|(?:look|looks|made|make|makes|made to look|appear|appears|turned|aged|seem|seems) (?:\w+ ){0,3}?(?:younger|older|youthful|elderly|ancient|young(?: again)?|old)|"
    r"de-?ag(?:e|ed|es|ing|eing)|re-?ag(?:e|ed|es|ing|eing)|(?:half|twice|double) (?:his|her|their) age|as (?:his|her|their) own (?:grand)?(?:son|daughter|child|mother|father)|age regress\w*|age progress\w*|rejuvenat\w+|youthen\w*|turn(?:s|ed)? back the clock|in (?:his|her|their) prime|wrinkles (?:removed|smoothed|gone)|(?:remove|smooth|erase|take away)\w* (?:all )?(?:\w+ )?(?:wrinkles|crow's feet)|"
    r"age(?:s|d)? (?:up|down)|ages before our eyes|grown old|as an? (?:old|older|elderly|young|younger) (?:man|woman|person|version)|(?:first|early) (?:film|movie|role) (?:face|look)|as (?:he|she|they) (?:was|were|looked) (?:in (?:the )?(?:19|20)?\d\d|(?:\w+ )?(?:years|decades) ago|back then|in (?:his|her|their) (?:first|early)))",
    re.IGNORECASE,
)  # fmt: skip

_YOUNG_NAME = re.compile(r"\b[Yy]oung(?:er)? (?:[A-Z]\w+[ -]){0,2}[A-Z][\w'’-]+")
_MINOR_NAME = re.compile(
    r"\b(?:(?P<baby>[Bb]aby|[Tt]oddler|[Ii]nfant|[Nn]ewborn)|(?P<child>[Cc]hild|[Kk]id|[Ll]ittle|[Tt]iny|[Ss]choolboy|[Ss]choolgirl|[Ss]mall|[Ww]ee)|(?P<teen>[Tt]een(?:age|aged|ager)?|[Aa]dolescent|[Uu]nderage)),? [A-Z][\w'’-]+"
)
"""A word for a minor before a name: baby Maren, little Robert."""


@dataclass(frozen=True, slots=True)
class Ages:
    """What a text says of ages.

    Attributes:
        now: Age of whoever it is [years]; None when the words don't say.
        shown: Age to be shown [years]; None when the words don't say. Of several that could be meant, the youngest.
        another: Whether another age is asked for, with or without a number.
    """

    now: int | None
    shown: int | None
    another: bool


def ages_in(text: str) -> Ages:
    """Read ages. A word that means a minor stands for an age below 18."""
    digits = with_digits(text)
    low = digits.lower()
    now = _age_now(digits)
    ages = [*_ages_to(digits, now), *_relative(low, now), *_decades(low, now), *_minor_ages(digits)]
    shown = min(ages, default=now if now is not None and now < ADULT_AGE else None)
    return Ages(now, shown, shown is not None or bool(_YOUNGER.search(digits) or _YOUNG_NAME.search(digits)))


def with_digits(text: str) -> str:
    """Return a text with its numbers in digits: ``forty-five`` becomes ``45``; nothing else changes."""
    tokens = tokenise(text)
    parts: list[str] = []
    at = index = 0
    while index < len(tokens):
        found = read_number(tokens, index) if tokens[index].kind == "word" else None
        if found is None or not found[0].is_integer() or tokens[index].norm == "a":
            index += 1
            continue
        value, after = found
        parts += [text[at : tokens[index].start], str(int(value))]
        at, index = tokens[after - 1].end, after
    return "".join([*parts, text[at:]])


def _ages_to(text: str, age_from: int | None) -> Iterator[int]:
    for pattern in _AGES_TO:
        for match in re.finditer(pattern.pattern, text, re.IGNORECASE):
            number = next(value for value in match.groups() if value is not None and value.isdigit())
            counted = _COUNTED.search(
                text[: match.end() - len(number)] if match.group(0).endswith(number) else text[: match.start()]
            )
            if int(number) <= OLDEST and not counted and not _is_the_age_now(text, match, number, age_from):
                yield int(number)


def _is_the_age_now(text: str, match: re.Match[str], number: str, age_from: int | None) -> bool:
    """Return whether a number is the age that somebody has: "58, made 45", "from 58 to 45"."""
    if age_from is None or int(number) != age_from:
        return False
    place = match.end() - len(number) if text[: match.end()].endswith(number) else match.start()
    return any(
        abs(now.start("age") - place) <= 3 or match.start() <= now.start("age") < match.end()
        for pattern in _NOW
        for now in pattern.finditer(text)
    )


def _age_now(text: str) -> int | None:
    for pattern in _NOW:
        match = pattern.search(text)
        if match is not None and int(match["age"]) <= OLDEST:
            return int(match["age"])
    return None


def _relative(low: str, age_from: int | None) -> Iterator[int]:
    for match in _YEARS.finditer(low):
        years = int(match["years"] or match["off"])
        if age_from is not None:
            yield max(0, min(OLDEST, age_from + years if match["way"] in {"older", "more"} else age_from - years))


def _decades(low: str, age_from: int | None) -> Iterator[int]:
    for match in _DECADES.finditer(low):
        before = low[: match.start()].rstrip()
        if not _OF_LIFE.search(before) and not (match["part"] and _PART_OF_LIFE.search(before)):
            continue
        if match["part"] and before.endswith(","):
            continue
        name = match["decade"]
        start = int(name[:2]) if name[0].isdigit() else _DECADE_OF[name]
        youngest = start + {"mid": 4, "middle": 4, "late": 7}.get(match["part"] or "", 0)
        oldest = start + {"early": 3, "mid": 6, "middle": 6}.get(match["part"] or "", 9)
        if start == 10:
            yield min(max(youngest, 13), ADULT_AGE - 1)
        else:
            yield oldest if age_from is not None and start >= age_from else youngest


def _minor_ages(text: str) -> Iterator[int]:
    found = [match for pattern in _AS_MINOR for match in re.finditer(pattern.pattern, text, re.IGNORECASE)]
    for match in (*found, *_MINOR_NAME.finditer(text)):
        groups = {name for name, value in match.groupdict().items() if value is not None}
        yield BABY if "baby" in groups else TEENAGER if groups & {"teen", "teens"} else CHILD
