"""Somebody without a name: a woman, two soldiers, a crowd. Whoever is shown is named, or is asked about."""

from __future__ import annotations

import re
from collections.abc import Iterable
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

PRONOUNS = frozenset("he him his himself she her hers herself they them".split())
"""Words for somebody who was spoken of before: beside a name or a description they show nobody else."""

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

THINGS = re.compile(
    r"\b(?:man-?made|man-?holes?|model (?:building|street|railway|house|town|ship|plane|train|village|city)s?|scale models?|3d models?|"
    r"clock faces?|(?:rock|cliff|watch|dice|coal) ?faces?|north face|south face|east face|west face|front face|face of the (?:building|cliff|clock|mountain)|"
    r"family (?:home|house|car|van)s?|fire ?(?:station|house)|workers'? (?:club|housing)|no (?:one|people|person|body|faces?)|nobody|without (?:anyone|anybody|a soul)|not a soul|"
    r"without (?:any )?(?:people|persons|pedestrians|crowds?|actors|extras|faces)|empty of people|drivers?'? (?:seat|cab|door)|"
    r"guard ?rails?|guard dogs?|tenant block|workers? (?:housing|flats?|block)s?|pilot (?:lights?|holes?|episode)|"
    r"figure \d+|character of|residents'? car park|crew cabin|passenger (?:train|car|seat|plane|ship|ferry|door|jet)s?|"
    r"nurse shark|guy (?:ropes?|wires?|lines?)|models? (?:sinks?|burns?|topples?|collapses?|falls?|breaks?|explodes?|shatters?|kits?|shots?|work|unit|makers?|sheet)|baby (?:grand|carriage|blue)|mother ?board|mother ?ship|mother of pearl|grandfather clock|"
    r"extra (?:wide|long|large|slow|time|layer|light|frames?|debris|dust)|kid gloves|runner beans?|table runner|record player|cd player|"
    r"figure of eight|soldier ants?|toy soldiers?|chess pieces?|"
    r"face (?:up|down)|faces (?:north|south|east|west|the|camera|away|us)|couple of|crowd(?:ed)? with (?:cars|boats|birds)|models? of (?:an?|the|its|our|this|that)(?! (?:man|woman|person|girl|boy|actor|actress)))\b",
    re.IGNORECASE,
)
"""Phrases in which such a word shows nobody."""

_WORD = re.compile(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*")
_OTHER = frozenset(
    "another second third other two three four several many some and with meets beside toward towards to at from by opposite".split()
)
_SAME = frozenset("as is was into becomes became plays playing portrays like".split())


@dataclass(frozen=True, slots=True)
class Somebody:
    """A word that shows somebody without a name, and where it stands."""

    words: str
    start: int
    end: int


def unnamed(cleaned: str, masked: Iterable[tuple[int, int]], *, named: bool) -> tuple[Somebody, ...]:
    """Return the words that show somebody who is not named.

    Args:
        cleaned: The text.
        masked: Places that speak of somebody who was found already: names and descriptions.
        named: Whether somebody is named or described. "She", or "a man", may be the one who is named; "a crowd" is more
            people, and "another man" is somebody else.
    """
    rest = list(THINGS.sub(lambda match: " " * len(match.group(0)), cleaned))
    for start, end in masked:
        rest[start:end] = " " * (end - start)
    text = "".join(rest)
    found: list[Somebody] = []
    before: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group(0).lower().replace("’", "'").removesuffix("'s")
        if word in PERSON_WORDS and (not named or _is_somebody_else(word, before)):
            found.append(Somebody(match.group(0), match.start(), match.end()))
        before.append(word)
    return tuple(found)


def _is_somebody_else(word: str, before: list[str]) -> bool:
    if word in GROUPS:
        return True
    if word in PRONOUNS:
        return False
    near = set(before[-3:])
    return bool(near & _OTHER) and not near & _SAME
