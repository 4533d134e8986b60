"""People in words: who is named, and whether somebody is shown without a name.

This reads plain English with word lists and a few patterns; it knows no names beyond the show's own register. It
would rather ask about a word too many than miss a person. Disguised names are the work of a later room.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

PERSON_WORDS = frozenset(
    """
    actor actors actress actresses adult adults astronaut baby babies boy boys bride builder builders bystander
    bystanders character characters child children civilian civilians commuter commuters cop cops couple crew crowd
    crowds dancer dancers demonstrator demonstrators doctor driver drivers dweller dwellers elder elders extra extras
    face faces family families father fighter fighters figure figures firefighter firefighters fireman firemen friend
    friends girl girls guard guards guy guys hero heroes heroine human humans husband inhabitants kid kids lady ladies
    man men mayor model models mob mother neighbour neighbours neighbor neighbors nurse officer officers onlooker
    onlookers passenger passengers passer-by passers-by pedestrian pedestrians people performer performers person
    persons player players policeman policemen policewoman pilot pilots president priest prisoner protester protesters
    resident residents runner runners shopper shoppers singer singers soldier soldiers someone somebody spectator
    spectators stuntman stuntmen stuntwoman survivor survivors teenager teenagers tenant tenants tourist tourists
    victim victims villager villagers wife witness witnesses woman women worker workers
    he him his himself she her hers herself they them everyone everybody anyone
    """.split()
)
"""Words that show somebody. Kept as one list so that a reader can argue with it."""

GROUPS = frozenset(
    """
    actors actresses adults babies boys builders bystanders characters children civilians commuters cops couple crew
    crowd crowds dancers demonstrators drivers dwellers elders everybody everyone extras faces families family fighters
    figures firefighters firemen friends girls guards guys heroes humans inhabitants kids ladies men mob mothers
    neighbors neighbours nurses officers onlookers passengers passers-by pedestrians people performers persons pilots
    players policemen protesters residents runners shoppers singers soldiers spectators stuntmen survivors teenagers
    tenants tourists victims villagers witnesses women workers
    """.split()
)
"""Words that show more people than the brief can name one by one: a name beside them does not speak for them."""

DEEDS = frozenset(
    """
    watches screams flees weeps shouts whispers smiles laughs kneels speaks sings dances walks sprints waves looks
    gasps survives cries
    """.split()
)
"""What only somebody does. Behind a capitalised word it shows a person, even one with a single name."""

THINGS = re.compile(
    r"\b(?:man-?made|man-?holes?|model (?:building|street|railway|house|town)s?|scale models?|"
    r"clock faces?|rock faces?|north face|south face|east face|west face|front face|face of the building|"
    r"family (?:home|house)s?|fire ?(?:station|house)|workers'? (?:club|housing)|no (?:one|people|person|body)|nobody|"
    r"without (?:any )?(?:people|persons|pedestrians|crowds?)|empty of people|drivers?'? (?:seat|cab)|"
    r"guard ?rails?|tenant block|workers? (?:housing|flats?|block)s?|pilot (?:lights?|holes?|episode)|"
    r"figure \d+|character of|residents'? car park)\b",
    re.IGNORECASE,
)
"""Phrases in which such a word shows nobody."""

PLACE_WORDS = frozenset(
    """
    street avenue road lane square plaza boulevard court house hall tower towers building bridge station hotel theatre
    theater church cathedral hospital school university bank factory mill works park gardens river lake bay hill mount
    city town county district quarter block estate terrace wharf dock pier stadium museum library palace castle lens
    camera film stock airport terminal market mall center centre island valley north south east west new old upper
    lower saint san los las el la le de gate arch arc pyramid dam villa store row circus cross centre pass parkway
    storey storeys story stories floor floors facade apartment collapse
    highway motorway viaduct silo depot plant cathedral basilica abbey minster temple mosque burj notre big empire
    """.split()
)
"""A capitalised pair with one of these beside it names a place or a thing."""

CALENDAR = frozenset(
    """
    january february march april may june july august september october november december monday tuesday wednesday
    thursday friday saturday sunday christmas easter english french german italian spanish american british european
    soviet victorian georgian gothic brutalist art deco bauhaus super eight panavision arri zeiss cooke imax acescg usd
    """.split()
)

TITLES = re.compile(
    r"\b(?:mr|mrs|ms|miss|dr|sir|dame|lord|lady|president|queen|king|prince|princess|pope)\.?\s+[A-Z]\w+"
)

_PAIR = re.compile(
    r"\b([A-Z][a-zà-öø-ÿ'’]+(?:-[A-Z][a-z]+)?)\s+((?:[A-Z]\.\s+)?[A-Z][a-zà-öø-ÿ'’]+(?:-[A-Z][a-z]+)?)\b"
)
_CAPITALS = re.compile(r"\b([A-Z]{3,})\s+([A-Z]{3,})\b")
"""A pair all in capitals, as scripts write the names of characters."""

_DEED = re.compile(r"\b([A-Z][a-z]+)\s+(" + "|".join(sorted(DEEDS)) + r")\b")
_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")


@dataclass(frozen=True, slots=True)
class PeopleInText:
    """What words say of people.

    Attributes:
        named: Names, as they were written.
        shown: Words that show somebody who is not named.
    """

    named: tuple[str, ...]
    shown: tuple[str, ...]


def people_in_text(text: str, register: tuple[str, ...] = ()) -> PeopleInText:
    """Find who a text names and whom it shows.

    Args:
        text: The words of a brief.
        register: Names that the show knows; each is found however it is capitalised or spaced.
    """
    plain = unicodedata.normalize("NFKC", "".join(c for c in text if unicodedata.category(c) != "Cf"))
    named: dict[str, None] = {}
    for name in register:
        if re.search(r"(?<!\w)" + r"\s+".join(map(re.escape, name.split())) + r"(?!\w)", plain, re.IGNORECASE):
            named[name] = None
    for match in TITLES.finditer(plain):
        named[match.group(0)] = None
    pairs = [*_PAIR.finditer(plain), *(_CAPITALS.finditer(plain) if plain != plain.upper() else ())]
    for match in pairs:
        if not _is_place(plain, match):
            named[match.group(0)] = None
    rest = THINGS.sub(" ", plain)
    shown: dict[str, None] = {}
    for match in _WORD.finditer(rest):
        if match.group(0).lower().replace("’", "'") in PERSON_WORDS:
            shown[match.group(0)] = None
    for match in _DEED.finditer(rest):
        if match.group(1).lower() not in _NO_DOERS and not any(match.group(1) in name.split() for name in named):
            shown[match.group(0)] = None
    return PeopleInText(tuple(named), tuple(shown))


def _is_place(text: str, match: re.Match[str]) -> bool:
    words = [word.lower() for word in match.groups()]
    if any(word in PLACE_WORDS for word in words) or words[1] in CALENDAR:
        return True
    if words[0] in CALENDAR - _GIVEN_NAMES or words[0] in _OPENERS:
        return True
    after = _WORD.match(text, match.end() + 1)
    return after is not None and after.group(0).lower() in PLACE_WORDS


_OPENERS = frozenset(
    "the a an this that these those our their its one two three four five six seven eight nine ten in on at as when "
    "while after before then late early heavy low high wide long short tall grand small large thick dense fast slow "
    "exterior interior night day morning afternoon evening dust smoke concrete brick steel glass wood wooden".split()
)
"""Words that are no first names, capitals or not."""

_GIVEN_NAMES = frozenset({"april", "may", "june", "august"})
"""Months that people are called."""

_NO_DOERS = frozenset(
    "the a an it dust smoke debris camera building tower house block wall facade nobody glass nothing rubble which "
    "everything light sun wind fire snow rain fog one".split()
)
"""Capitalised words before such a verb that are nobody: "The camera watches", "Smoke dances"."""
