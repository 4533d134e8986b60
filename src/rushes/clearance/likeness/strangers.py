"""People whom no list knows, by the shape of a name: two words with capitals that are no place, make, day or title.

Deny by default needs this: "a person who isn't in the register needs a consent record" holds for every person. A given
name that we know makes it certain; two capitalised words that mean nothing else are asked about.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rushes.clearance.likeness.disguise import Word
from rushes.clearance.likeness.lists import (
    common_words,
    given_names,
    greetings,
    known_words,
    ordinary_words,
    other_capitals,
)

PLACE_WORDS = frozenset(
    """
    street avenue road lane square plaza boulevard court house hall tower towers building bridge station hotel theatre
    theater church cathedral hospital school university bank factory mill works park gardens garden river lake bay hill mount mountain
    city town county district quarter block estate terrace wharf dock pier stadium museum library palace castle lens lenses
    camera film stock airport terminal market mall center centre island valley north south east west upper peak cape falls wall
    lower saint st sankt santa san los las gate arch arc pyramid dam villa store row circus cross parkway canyon desert sea ocean
    storey storeys story stories floor floors facade apartment collapse expressway springs creek hollow ferry mews crossing platz strasse allee piazza rue calle via ponte pont puerta playa puerto mont costa isla ile wadi jebel tierra palazzo schloss monte torres campo corso cathedrale railway metro line ship liner
    highway motorway viaduct silo depot plant basilica abbey minster temple mosque burj notre big empire monument statue memorial
    fort harbour harbor beach forest woods glacier volcano crater moon planet express airlines hills heights port club pub cafe
    telescope observatory rover satellite probe shuttle carrier destroyer bomber rifle pistol engine guitar piano violin watch chair lamp sofa
    whisky whiskey beer wine tea coffee soup salad coat boots hat dress suit jacket knife glass vase clock organ syndrome disease effect theorem law
    arena theatre cinema studios studio stage prize award cup day eve festival war peace treaty act university college institute
    """.split()
)
"""A run of capitals with one of these in it or behind it names a place or a thing."""

SURNAMES_TOO = frozenset(
    "hill park lake bay church hall house castle north south east west woods day cross law wall lane glen forest english mount dock temple abbey costa torres monte campo corso villa crossing".split()
)
"""Place words that are surnames as often: behind a given name somebody may be meant."""

TITLES = frozenset(
    """
    mr mrs ms miss mister dr doctor sir dame lord lady president queen king prince princess pope captain professor prof senator chancellor
    detective inspector sergeant officer constable sheriff agent nurse sister brother father mother uncle aunt major colonel general lieutenant
    corporal private admiral commander judge rabbi imam bishop cardinal count countess duke duchess baron madame monsieur herr frau senor
    """.split()
)
"""Before a capitalised word these make it somebody."""

OPENERS = frozenset(
    "the a an this that these those our their its his her my your one two three four five six seven eight nine ten in on at as when if "
    "while after before then late early heavy low high wide long short tall grand small large thick dense fast slow and but or with "
    "for from to of by over under behind meanwhile suddenly finally no not please let make show give add use put replace remove have".split()
)
"""Words that start a sentence and no name."""

DEEDS = frozenset(
    """
    watches screams flees weeps shouts whispers smiles laughs kneels speaks sings dances walks sprints waves looks
    gasps survives cries says asks nods frowns grins winks sobs yells runs stares
    """.split()
)
"""What only somebody does. Behind a capitalised word it shows a person, even one with a single name."""

ACTS = frozenset(
    "sits enters drinks eats reads writes drives rides climbs argues hugs kisses wears carries holds buys cooks sleeps wakes smokes prays".split()
)
"""What somebody does, and sometimes a thing: behind two unknown words with capitals they make it a person."""

NO_DOERS = frozenset(
    """
    the a an it dust smoke debris camera building tower house block wall facade nobody glass nothing rubble which he she they we you i who
    everything light sun wind fire snow rain fog one water river crowd everyone everybody somebody someone man woman boy girl people
    dog cat horse bird robot ship train car bus truck van
    """.split()
)
"""Words before such a verb that are nobody, or nobody by name: "The camera watches", "Smoke dances"."""

PARTICLES = frozenset("de da di del della der den van von zu la le du dos el al bin ibn ben ter ten mac".split())
THINGS_FIRST = frozenset(
    "hurricane storm typhoon cyclone operation project mission camp hms uss rms mv route interstate highway apollo type mark flight".split()
)
"""Before a name: it is what a storm, a ship, a plan or a road is called."""

_INTO_PLACES = frozenset(
    "in at near outside inside across through over above throughout around toward towards leaving reaching".split()
)
_SPACE = re.compile(r"\s+|\s*-\s?|\s?-\s*|\.\s?")
_CALLED = re.compile(
    r",? (?:the|a|an|our|this) (?:\w+ )?(?:trawler|ship|boat|ferry|yacht|barge|schooner|hurricane|storm|cyclone|locomotive|engine|tank|bomber|plane|pub|inn|horse|dog|cat|"
    r"parrot|volcano|robot|doll|puppet|rose|tulip)\b"
)
"""Behind a name: it is what a thing or an animal is called."""

_ENDS_OF_WORDS = re.compile(r"(?:s|ed|ing|ly|ness|tion|ment|ous|ful)$")
TITLE_CASE = 0.6
"""Share of words with a capital from which a text is a heading, where capitals mean little. A sentence with two names stays under it."""


@dataclass(frozen=True, slots=True)
class Stranger:
    """A name that no list knows.

    Attributes:
        words: As they stand in the cleaned text.
        sure: Whether it certainly is a person's name.
        alone: Whether it is a given name by itself, as a character's.
        start, end: Where it stands there.
    """

    words: str
    sure: bool
    alone: bool
    start: int
    end: int


def strangers(words: Sequence[Word], cleaned: str, taken: set[int]) -> tuple[Stranger, ...]:
    """Return the names of people whom no list knows.

    Args:
        words: Of the text.
        cleaned: The text.
        taken: Places in it that have been read already: names that are known, descriptions.
    """
    heading = _is_heading(words)
    shouting = bool(words) and all(word.text.isupper() for word in words if len(word.text) > 1)
    found: list[Stranger] = []
    for run, before, after in _runs(words, taken):
        stranger = None if shouting else _whole_name(run, before, after, cleaned, heading=heading)
        if stranger is None and not heading and not shouting:
            stranger = _single_name(run, before, after)
        if stranger is not None:
            found.append(stranger)
    return (*found, *_in_small_letters(words, cleaned, taken))


def place_spans(words: Sequence[Word]) -> list[tuple[int, int]]:
    """Return where runs of capitals name places, so that a word for somebody within them shows nobody: Plaza Mayor."""
    spans = []
    for run, _, after in _runs(words, set()):
        reads = [word.readings[0] for word in run]
        behind = after is not None and after.gap.isspace() and after.capital and after.readings[0] in PLACE_WORDS
        if (
            len(run) > 1
            and not all(word.text.isupper() for word in run)
            and (behind or any(read in PLACE_WORDS for read in reads))
        ):
            spans.append((run[0].start, run[-1].end))
    return spans


def _in_small_letters(words: Sequence[Word], cleaned: str, taken: set[int]) -> Iterator[Stranger]:
    """Yield given names in small letters with a word behind them that may be a surname: nothing else is known of it."""
    known = known_words()
    for word, after in zip(words, words[1:], strict=False):
        given, surname = word.readings[0], after.readings[0]
        if word.capital or after.capital or word.start in taken or after.start in taken or not after.gap.isspace():
            continue
        if len(given) < 5 or given not in given_names() or given in known or not word.plain:
            continue
        if len(surname) > 4 and surname not in known and not _ENDS_OF_WORDS.search(surname):
            yield _stranger([word, after], cleaned, sure=False)


def _is_heading(words: Sequence[Word]) -> bool:
    long = [word for word in words if len(word.text) > 3]
    return len(long) > 5 and sum(word.capital for word in long) > TITLE_CASE * len(long)


def _runs(words: Sequence[Word], taken: set[int]) -> Iterator[tuple[list[Word], Word | None, Word | None]]:
    """Yield runs of capitalised words, particles between them included, with the words before and after."""
    index = 0
    while index < len(words):
        if not words[index].capital or words[index].start in taken:
            index += 1
            continue
        end = index + 1
        while end < len(words) and words[end].start not in taken:
            joins = _joins(words[end - 1], words[end])
            if joins and words[end].capital and _alike(words[end - 1], words[end]):
                end += 1
            elif (
                joins and words[end].readings[0] in PARTICLES and end + 1 < len(words)
                and (words[end + 1].capital or words[end + 1].readings[0] in PARTICLES) and _joins(words[end], words[end + 1])
                and end + 1 - index < 6
            ):  # fmt: skip
                end += 1
            else:
                break
        yield list(words[index:end]), words[index - 1] if index else None, words[end] if end < len(words) else None
        index = end


def _alike(before: Word, word: Word) -> bool:
    """Return whether two words are written in the same way: a pair in capitals is a name, half a pair is a heading."""
    return min(len(before.text), len(word.text)) == 1 or before.text.isupper() == word.text.isupper()


def _joins(before: Word, word: Word) -> bool:
    if "." in word.gap and len(before.text) > 1 and before.readings[0] not in TITLES | {"st", "jr"}:
        return False
    return _SPACE.fullmatch(word.gap) is not None


def _whole_name(
    run: list[Word], before: Word | None, after: Word | None, cleaned: str, *, heading: bool
) -> Stranger | None:
    starts = before is None or not _same_sentence(run[0])
    titled = False
    words = list(run)
    if tuple(word.readings[0] for word in words[:2]) in greetings():
        words, titled, starts = words[2:], True, False  # whoever is greeted is somebody, as behind a title
        if not words:
            return None
    while (
        len(words) > 1
        and not (len(words[0].text) == 1 and words[1].gap.startswith("."))
        and _opens(words, starts=starts)
    ):
        titled = titled or words[0].readings[0] in TITLES
        words.pop(0)
        starts = False
    if _CALLED.match(cleaned, words[-1].end) or run[0].readings[0] in THINGS_FIRST:
        return None
    ahead = before if words[0] is run[0] else None
    if _may_be_surname(words, ahead, after):
        acts = after is not None and after.readings[0] in DEEDS | ACTS
        return _stranger(words, cleaned, sure=acts)
    if is_place(words, ahead, after):
        return None
    names = [word for word in words if word.readings[0] not in PARTICLES]
    if not names or (len(names) < 2 and not titled):
        return None
    reads = [word.readings[0] for word in names]
    if titled and len(names) == 1:
        return None if reads[0] in known_words() else _stranger(words, cleaned, sure=False)
    if len(reads[-1]) == 1 and reads[0] not in given_names():
        return None
    given = reads[0] in given_names() or (len(reads[0]) == 1 and len(names) > 2 and reads[1] in given_names())
    if given and reads[0] not in ordinary_words() and reads[0] not in other_capitals():
        odd = _means_something(reads[-1]) and reads[-1] not in ordinary_words()
        return _stranger(words, cleaned, sure=not odd)
    if given and not _means_something(reads[-1]) and not heading:
        return _stranger(words, cleaned, sure=reads[-1] not in ordinary_words() or reads[0] in given_names())
    if heading or any(read in known_words() for read in reads if len(read) > 1):
        return None
    if words[0] is run[0] and before is not None and before.readings[0] == "the":
        return None
    acts = after is not None and after.gap.isspace() and after.readings[0] in DEEDS | ACTS
    return _stranger(words, cleaned, sure=acts)


def _means_something(read: str) -> bool:
    return read in common_words() or read in other_capitals()


def _opens(words: Sequence[Word], *, starts: bool) -> bool:
    """Return whether the first word of a run belongs to no name: an opener, a title, or an adjective of a people."""
    read = words[0].readings[0]
    if read in TITLES:
        return True
    if read in given_names() and read not in OPENERS:
        return False
    return read in OPENERS or (starts and read in common_words()) or (read in other_capitals() and len(words) > 2)


def _may_be_surname(words: Sequence[Word], before: Word | None, after: Word | None) -> bool:
    """Return whether a pair is a given name with a place word that is a surname as well: Jessica Hill, but not the Albert Hall."""
    if len(words) != 2 or words[1].readings[0] not in SURNAMES_TOO:
        return False
    if (
        before is not None
        and _same_sentence(words[0])
        and before.readings[0] in _INTO_PLACES | {"the", "to", "from", "on", "of", "a"}
    ):
        return False
    if after is not None and after.gap.isspace() and after.readings[0] in PLACE_WORDS:
        return False
    given = words[0].readings[0]
    return given in given_names() and given not in known_words()


def is_place(words: Sequence[Word], before: Word | None, after: Word | None) -> bool:
    """Return whether words name a place or a thing, by what they are and what stands before and after them."""
    reads = [word.readings[0] for word in words]
    if any(read in PLACE_WORDS for read in reads):
        return True
    if after is not None and after.gap.isspace() and after.readings[0] in PLACE_WORDS:
        return True
    known = known_words()
    if reads[0] in given_names() and all(read not in known for read in reads[1:]) and len(reads) > 1:
        return False
    if reads[0] in other_capitals() or (reads[-1] in other_capitals() and reads[0] not in given_names()):
        return True
    if reads[-1] in other_capitals() and reads[0] in ordinary_words():
        return True
    return before is not None and before.readings[0] in _INTO_PLACES and reads[0] not in given_names()


def _single_name(run: list[Word], before: Word | None, after: Word | None) -> Stranger | None:
    """Return a given name by itself, or a capitalised word that does what only somebody does."""
    word = run[-1]
    if len(run) > 1 and not (len(run) == 2 and _opens(run, starts=before is None or not _same_sentence(run[0]))):
        return None
    read = word.readings[0]
    if read in NO_DOERS or read in OPENERS or word.text.isupper() or not word.plain:
        return None
    does = after is not None and after.gap.isspace() and after.readings[0] in DEEDS
    if after is not None and after.gap.isspace() and after.readings[0] in PLACE_WORDS:
        return None
    known = read in given_names() and read not in known_words()
    doer = does and (read in given_names() or (read not in common_words() and read not in other_capitals()))
    if not (known or doer) or (after is not None and after.gap.startswith("-")):
        return None
    return Stranger(word.text, False, True, word.start, word.end)


def _same_sentence(word: Word) -> bool:
    return not re.search(r"[.!?:;\n]", word.gap)


def _stranger(words: Sequence[Word], cleaned: str, *, sure: bool) -> Stranger:
    start, end = words[0].start, words[-1].end
    return Stranger(cleaned[start:end], sure, False, start, end)
