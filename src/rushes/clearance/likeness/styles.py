"""The style guard's grammar: phrases that ask for somebody's style ("in the style of ...", à la, X-esque, like a painting by).

No list holds every artist, so the grammar finds the name, and a list says only what is known of it. Schools, periods and techniques are nobody's.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from rushes.clearance.likeness.artists import NOBODYS, artist_called, artists_in, schools
from rushes.clearance.likeness.disguise import reading_of_name
from rushes.clearance.likeness.lists import given_names, known_words, other_capitals
from rushes.clearance.likeness.strangers import PLACE_WORDS, THINGS_FIRST
from rushes.clearance.question import Owner

_END = r"[^.;,\n!?]*"
"""The rest of a clause."""

_WHOSE = rf"(?P<whose>(?:\b\w\.[ ]?)*{_END})"
"""What a style is said to be of; initials and letters with dots between them belong to a name."""

_STYLE = re.compile(
    r"\b(?:in|with|after|using|has|having|copy(?:ing)?|imitat(?:e|ing)|mimic(?:king)?|borrow(?:ing)?|homage to|inspired by|influenced by|emulat(?:e|ing)|evoking)? ?"
    r"(?:the |a )?(?:\w+ ){0,2}?(?:styles?|manner|vein|aesthetics?|look|brushwork|palette|tradition|hand|spirit|language|school|signature) of "
    + _WHOSE,
    re.IGNORECASE,
)
_A_LA = re.compile(
    r"\b(?:à la|a la|as (?:painted|drawn|photographed|filmed|shot|directed|imagined|designed|composed|written|lit|built) by|"
    r"(?:painted|drawn|photographed|filmed|directed|designed|lit|composed|scored|styled|dressed|decorated|furnished|cut|tailored|coloured|colored|graded|framed|built|shot) "
    r"(?:like|by|after)|worthy of|homage to|inspired by|influenced by|emulating|channell?ing|in hommage to|reminiscent of) "
    + _WHOSE,
    re.IGNORECASE,
)
_LIKE_A = re.compile(
    r"\b(?:like|as in|out of|straight from|from|feels? like|looks? like) (?:an?|some|one of) (?P<whose>[^.;,\n]{2,60}?)(?:'s|’s)? (?:films?|movies?|paintings?|photographs?|photos?|pictures?|canvas|prints?|drawings?|installations?|album covers?|music videos?|comics?|novels?)\b"
    r"|\b(?:like|as if|as though) (?P<who>[A-ZÀ-Þ][\w'’-]+(?: [A-ZÀ-Þ][\w'’-]+)?) (?:had )?(?:lit|shot|painted|drew|drawn|filmed|directed|designed|photographed|made|composed|scored|wrote|written|built) (?:it|this|that)\b",
    re.IGNORECASE,
)
_STYLED = re.compile(
    r"\b(?P<whose>[A-ZÀ-Þ][\w'’]+(?:[- ][A-ZÀ-Þ][\w'’]+)?)(?:'s|’s)?(?: ?-?(?:style|styled|like|inspired)|-(?:esque|ish))\b(?! (?:window|building|street))"
)
_POSSESSIVE = re.compile(
    r"\b(?:in|with|using|after) (?P<whose>[a-zà-þ][\w-]{3,}(?: [a-zà-þ][\w-]{3,})?)(?:'s|’s) (?:own )?(?:styles?|manner|aesthetics?|look|brushwork|palette|hand|spirit)\b"
)
"""In small letters: "in banksy's style"."""

_SUFFIXED = re.compile(r"\b(?P<stem>[^\W\d_][\w'’]{2,}?)-?(?P<suffix>esque|ian|ean|ish)\b", re.IGNORECASE)
"""Lynchian, Hopperesque, Caravaggesque."""

_ADJECTIVE = re.compile(
    r"\b(?P<whose>(?:Hitchcock|Kubrick|Lynch|Spielberg|Tarantino|Fellini|Bergman|Tarkovsk|Scorses|Warhol|Giger|Burton|Nolan|Kurosaw|Miyazak|Disney|Chaplin|Banks|Picass|Basquiat|Anderson))(?:i?an|esque)\b",
    re.IGNORECASE,
)
"""Of names that are too short, or are other words, for ``_SUFFIXED``."""

_NOT_ESQUE = frozenset("roman arab picture burl statu grot sculptur plater churriguer humor gardn mor garden".split())

_BEHIND = re.compile(
    r"(?:'s|’s)?[ -]{0,2}(?:styles?|styled|inspired|like|ish|looks?|palettes?|aesthetics?|vibes?|energy|light(?:ing)?|colou?rs?|colou?red|mood|feel|framing|symmetry|composition|brushwork|"
    r"film|movie|set|world|paintings?|canvas(?:es)?|murals?|prints?|posters?|drawings?|etchings?|sculptures?|mobiles?|photographs?|wallpapers?|chairs?|armchairs?|recliners?|lounge(?:rs?)?|stools?|sofas?|"
    r"tables?|desks?|lamps?|cabinets?|sideboards?|glass|vases?|dress(?:es)?|gowns?|coats?|suits?|jackets?|bags?|shoes|buildings?|houses?|towers?|villas?|interiors?|windows?)\b",
    re.IGNORECASE,
)
"""Behind an artist's name: it stands for a style, or for a work of theirs."""

_BEFORE = re.compile(
    r"(?:\b(?:wallpapers?|fabrics?|chairs?|lamps?|tables?|sofas?|dress|gowns?|coats?|suits?|jackets?|paintings?|murals?|prints?|posters?|photographs?|sculptures?|buildings?|houses?|sets?|interiors?|rooms?|"
    r"hall|lobby|drawings?|tapestr(?:y|ies)|glass|windows?|costumes?) (?:\w+ )?(?:by|after)|\bafter|\bthink|\bcirca)\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""Before an artist's name: the same."""

_A_WORK = re.compile(r"\b(?:an?|some|two|three|another|original|fake|forged)\s+$", re.IGNORECASE)
_WORK_ENDS = re.compile(r"\s*(?:$|[.,;:!?\n]|(?:on|over|above)\s+(?:the|a|its|one)\b|hangs?\b|hanging\b)")
"""A name between these stands for a picture by its painter: "a Rothko on the wall"."""

_CREATOR = re.compile(
    r"\b(?:living|contemporary|recent|modern-day|famous|certain|particular|same|that|well-known|who died|who passed|born in (?:19|20)\d\d)\b[^.;\n]*\b(?:painter|artist|director|illustrator|photographer|"
    r"film-?maker|designer|architect|musician|composer|animator|sculptor|studio|cinematographer|author|writer|singer|band)s?\b"
    r"|\b(?:painter|artist|director|illustrator|photographer|film-?maker|designer|architect|musician|composer|animator|sculptor|studio|cinematographer|author|singer|band)s?\b[^.;\n]*\b(?:who|whose|that|named|called|known|died|behind|from|of)\b",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"\b[A-ZÀ-Þ][\w'’]*(?:[- ](?:(?:de|da|di|du|del|della|van|von|der|den|la|le)[ -])*[A-ZÀ-Þ][\w'’]*)*"
)
_NO_ARTISTS = frozenset(
    "i the a an german italian french polish russian soviet japanese old new wave school hollywood expressionism noir golden age street party western westerns era "
    "hudson river ashcan dutch masters master technicolor polaroid super vhs imax gothic tv eighties seventies sixties fifties forties thirties twenties bbc national geographic vogue".split()
)
_ORDINARY_ENDS = re.compile(
    r"(?:[^aius]s|ss|ed|ing|ly|ism|ist|ic|al|ern|ese|ish|ian|ean|ous|ful|ive|ary|ment|tion|ness|punk|core|wave|house|room|work|land)$"
)
"""How words in small letters end that are hardly a name."""

_LOWER = re.compile(r"(?P<first>[a-zà-þ][\w’'-]{3,})(?: (?P<second>[a-zà-þ][\w-]{2,}))?")


@dataclass(frozen=True, slots=True)
class Style:
    """A phrase that asks for a style, or for a work of somebody.

    Attributes:
        words: As it stands in the cleaned text.
        start, end: Where it stands there.
        owners: Whose it is, as far as known; never empty.
    """

    words: str
    start: int
    end: int
    owners: tuple[Owner, ...]


def styles(cleaned: str, own: Mapping[str, Owner] = NOBODYS) -> tuple[Style, ...]:
    """Return the phrases of a cleaned text that ask for a style of somebody, the longest of those that overlap.

    Args:
        cleaned: The words (``disguise.clean``).
        own: Artists that the show registered, by each of their names.
    """
    found = sorted(_phrases(cleaned, own), key=lambda one: (one.start - one.end, one.start))
    kept: list[Style] = []
    for one in found:
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))


def owners_of(whose: str, own: Mapping[str, Owner] = NOBODYS, *, small: bool = False) -> tuple[Owner, ...]:
    """Return whose style words speak of; nobody when they mean a time, a school or a technique.

    Args:
        whose: What a style is said to be of.
        own: Artists that the show registered.
        small: Whether a name that no list knows may stand in small letters here.
    """
    if _CREATOR.search(whose):
        return (Owner(name=whose.strip()[:120]),)
    known = artists_in(whose, own)
    rest = list(whose)
    for one in known:
        rest[one.start : one.end] = " " * (one.end - one.start)
    unknown = list(_names_in("".join(rest)))
    if small and not known and not unknown:
        unknown = list(_small_name(whose))
    return tuple(dict.fromkeys([*(one.owner for one in known), *(Owner(name=name) for name in unknown)]))


def _phrases(cleaned: str, own: Mapping[str, Owner]) -> Iterator[Style]:
    for pattern in (_STYLE, _A_LA, _LIKE_A, _STYLED, _POSSESSIVE):
        for match in pattern.finditer(cleaned):
            whose = next(group for group in match.groups() if group is not None)
            owners = owners_of(whose, own, small=pattern in (_STYLE, _POSSESSIVE))
            if owners:
                words = match.group(0)
                start = match.start() + len(words) - len(words.lstrip())
                yield Style(words.strip(), start, start + len(words.strip()), owners)
    yield from _suffixed(cleaned)
    yield from _works(cleaned, own)


def _suffixed(cleaned: str) -> Iterator[Style]:
    for match in _ADJECTIVE.finditer(cleaned):
        known = artist_called(reading_of_name(match["whose"])) or Owner(name=match["whose"])
        yield Style(match.group(0), match.start(), match.end(), (known,))
    for match in _SUFFIXED.finditer(cleaned):
        stem, word = reading_of_name(match["stem"]), match.group(0).lower()
        if word in known_words() or word in schools() or stem in _NOT_ESQUE:
            continue
        owner = artist_called(stem)
        if owner is None and match["suffix"].lower() == "esque" and match["stem"][0].isupper() and len(stem) > 3:
            owner = Owner(name=match["stem"])
        if owner is not None:
            yield Style(match.group(0), match.start(), match.end(), (owner,))


def _works(cleaned: str, own: Mapping[str, Owner]) -> Iterator[Style]:
    """Yield artists' names that stand for a work or a look by what is beside them: an Eames chair, Rembrandt lighting, a print by Hokusai."""
    for one in artists_in(cleaned, own):
        behind = _BEHIND.match(cleaned, one.end)
        before = _BEFORE.search(cleaned[: one.start])
        if before is None and _WORK_ENDS.match(cleaned, one.end):
            before = _A_WORK.search(cleaned[: one.start])
        if one.alone and reading_of_name(cleaned[one.start : one.end]) in given_names() and behind is None:
            continue
        if behind is not None or before is not None:
            start = one.start if before is None else before.start()
            end = one.end if behind is None else behind.end()
            yield Style(cleaned[start:end], start, end, (one.owner,))


def _names_in(words: str) -> Iterator[str]:
    """Yield runs of capitals that may be an artist's name and are no place, time, school or technique."""
    for match in _CAPITALS.finditer(words):
        parts = [part.lower().removesuffix("'s").removesuffix("’s") for part in re.split(r"[- ]", match.group(0))]
        behind = re.match(r"(?:'s|’s)? (\w+)", words[match.end() :])
        around = [*parts, *([behind[1].lower()] if behind else [])]
        if any(part in PLACE_WORDS or part in THINGS_FIRST for part in around):
            continue
        if any(part and not _is_nobodys(part) for part in parts):
            yield match.group(0)


def _is_nobodys(word: str) -> bool:
    return word in other_capitals() or word in _NO_ARTISTS or word in schools() or word[:1].isdigit()


def _small_name(whose: str) -> Iterator[str]:
    """Yield a name in small letters at the head of what a style is of: words that mean nothing that we know."""
    match = _LOWER.match(whose)
    if match is None or "'" in match["first"] or "’" in match["first"]:
        return
    first, second = match["first"], match["second"] or ""
    if first in given_names() and second and _means_nothing(second):
        yield f"{first} {second}"
    elif _means_nothing(first):
        yield f"{first} {second}" if second and _means_nothing(second) else first


def _means_nothing(word: str) -> bool:
    parts = word.split("-")
    return not any(
        part in known_words() or part in schools() or part in PLACE_WORDS or _ORDINARY_ENDS.search(part)
        for part in parts
    )
