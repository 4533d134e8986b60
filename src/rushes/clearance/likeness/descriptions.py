"""Phrases that point at a person without the name: by a role, a voice, a likeness, a style. A person decides whom they mean."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from rushes.clearance.likeness.artists import NOBODYS
from rushes.clearance.likeness.lists import given_names
from rushes.clearance.likeness.styles import styles
from rushes.clearance.likeness.unnamed import PERSON_WORDS, PRONOUNS
from rushes.clearance.question import Owner

Pointing = Literal["described", "voice", "style", "unnamed"]

_ROLE = (
    r"(?:actors?|actress(?:es)?|movie stars?|film stars?|pop ?stars?|rock ?stars?|stars?|singers?|songwriters?|musicians?|rappers?|crooners?|pianists?|guitarists?|"
    r"drummers?|frontm[ae]n|presidents?|prime ministers?|politicians?|senators?|governors?|chancellors?|dictators?|monarchs?|footballers?|soccer players?|players?|"
    r"boxers?|athletes?|sprinters?|golfers?|tennis champions?|champions?|quarterbacks?|billionaires?|millionaires?|tycoons?|moguls?|founders?|ceos?|inventors?|hosts?|"
    r"presenters?|broadcasters?|newsreaders?|anchors?|anchorm[ae]n|anchorwom[ae]n|news ?casters?|journalists?|reporters?|comedians?|comics?|directors?|film ?makers?|"
    r"painters?|artists?|sculptors?|photographers?|authors?|novelists?|writers?|poets?|scientists?|physicists?|philosophers?|composers?|conductors?|dancers?|"
    r"ballerinas?|models?|supermodels?|influencers?|youtubers?|streamers?|celebrit(?:y|ies)|chefs?|astronauts?|generals?|popes?|kings?|queens?|princes?|princess(?:es)?|"
    r"emperors?|pharaohs?|leaders?|activists?|naturalists?|narrators?|wrestlers?|cricketers?|gymnasts?|magicians?|guy|man|woman|girl|boy|lady|gentleman|bloke|dude|kid|"
    r"person|one|lad|villain|hero|heroine|duo|twins|lead|busker|bodyguard|detective|doctor|wizard|teacher|captain|spy|pirate|vampire)"
)
_ANYBODY = "|".join(sorted(PERSON_WORDS - PRONOUNS)) + "|celebrit(?:y|ies)|sheriffs?|judges?|ministers?|police"
_MADE = r"(?:movies?|films?|series|shows?|sitcoms?|sagas?|franchises?|trilog(?:y|ies)|soap(?: opera)?s?|dramas?|commercials?|adverts?|video games?|games?|musicals?|podcasts?|bands?|groups?|remake|reboot|sequel|western|thriller|comedy|blockbuster|programmes?|telly|tv|channel|quiz|panto(?:mime)?|gameshow|classic|hit|flick|epic|cartoon|romcom|play|novel|books?|video|ads?)"
_FAMOUS = (
    r"(?:famous|world-?famous|well-?known|celebrated|renowned|legendary|iconic|a-list|oscar-?winning|grammy-?winning|emmy-?winning|award-?winning|nobel|"
    r"acclaimed|beloved|notorious|infamous|chart-?topping|best-?selling|household-name|popular|real-life|recognisable|recognizable|prominent)"
)
_DEED = (
    r"(?:played|plays|portrayed|portrays|starred|stars|acted|sang|sings|directed|founded|invented|discovered|hosts|hosted|voiced|voices|won|composed|"
    r"(?:first )?walked on|landed on|stepped on|married|was president|became president|ruled|led|painted|wrote|bought|owns|runs|used to|got famous|is famous|became famous|"
    r"is known|'s known|everyone knows|everybody knows|we all know|shot|killed|assassinated|narrates|narrated|presented|presents|fronts|fronted|scored the|broke the|holds the|"
    r"was in|appeared in|slapped|resigned|tweeted|beat|climbed|conquered|freed|crashed the)"
)
_STATE = (
    r"(?:president|vice[- ]president|(?:foreign |finance |home |interior |defen[cs]e |health )?minister|first lady|prime minister|chancellor|pope|dalai lama|secretary of state|secretary[- ]general|supreme leader|attorney general|"
    r"(?:king|queen|prince|princess|emperor|empress|tsar|sultan|emir|ayatollah|dictator|leader|governor|mayor|head) of(?: the)?)"
)
_ONE = (
    r"(?:someone|somebody|him|her|them|you[- ]know[- ]who|a certain|that|those|our|my|your|(?:the|a|an) (?:\w+[- ]){0,3}?"
    + _ROLE
    + r"\b)"
)
_END = r"[^.;,\n!?]*"
"""The rest of a clause: what it says is part of the description."""

_NAMED = r"(?:,? (?:named|called|by the name of) " + _END + ")?"

_PATTERNS: tuple[tuple[Pointing, str], ...] = (
    ("unnamed", r"\b(?:real|actual|living|existing|genuine)(?:[- ]life)? (?:\w+ ){0,2}?(?:" + _ROLE + "|" + _ANYBODY + r")\b"),
    ("voice", r"\b(?:in|with|using|uses|has|having|like|clone|cloned|copy|copies|imitat\w+|mimic\w*|synthesi[sz]e\w*) (?:the |a |an |his |her |that )?(?:\w+ )?voices? (?:of|like|from|that sounds|resembling|identical|similar|reminiscent|belonging)\b" + _END + _NAMED),
    ("voice", r"\bvoices? (?:(?:just |exactly |a lot |very much )?like|of|from|resembling|similar to|identical to|reminiscent of|that (?:sounds|resembles)|cloned from|modelled on|modeled on|based on) (?:the |a |an |that |this |some |those |our )?(?:(?:\w+[- ]){0,4}?(?:" + _FAMOUS + "|" + _ROLE + r")\b|someone|somebody)" + _END + _NAMED),
    ("voice", r"\bvoices? (?:(?:almost |nearly )?(?:identical|similar|close|akin) to|(?:just |exactly )?like (?:the|that) (?:\w+[- ]){1,3}(?:in|from|of) (?:that|the|those|a)\b)" + _END + _NAMED),
    ("voice", r"\b(?:sounds?|sounding|sung|spoken|read|narrated|voiced|whispered|talks?|talking|speaks?|speaking|sings?|singing) (?:just |exactly |a lot |very much |in a voice )?(?:like|as if by|as though by) " + _ONE + _END + _NAMED),
    ("voice", r"\b(?:sounds?|sounding|voiced|narrated|read|sung) (?:just |exactly )?(?:like|by) (?:an? |the |that )?(?:\w+[- ]){0,3}?" + _FAMOUS + _END),
    ("voice", r"\b(?:voice[- ]?(?:clone|cloning|double|alike|match|over by)|sound[- ]?alike|cloned voice|soundalike)\b" + _END + _NAMED),
    ("voice", r"\b(?:celebrity|famous|well-?known|movie star's|celebrity's|famous actor's|star's) (?:\w+ )?voices?\b" + _END + _NAMED),
    ("voice", r"\bthe (?:unmistakable |famous |distinctive |well-?known |iconic |familiar )voice (?:of|from|that)\b" + _END + _NAMED),
    ("described", r"\b(?:the|that|this|an?|our|same) (?:\w+[- ]){0,4}?" + _ROLE + r" (?:who|that|which|whose) (?:\w+ )?" + _DEED + r"\b" + _END + _NAMED),
    ("described", r"\b(?:the|that|those) (?:\w+[- ]){0,3}?" + _ROLE + r" (?:everyone|everybody|people all|we all|they all|nobody|no one)\b" + _END + _NAMED),
    ("described", r"\b(?:the|that) (?:\w+[- ]){0,3}?" + _ROLE + r" with the (?:\w+[- ]){1,3}?" + _MADE + r"\b" + _END + _NAMED),
    ("described", r"\bthe way (?:that|the|a certain|our) (?:\w+[- ]){0,4}?(?:" + _ROLE + "|" + _MADE + r")\b" + _END + _NAMED),
    ("described", r"\b(?:that|those) (?:\w+[- ]){0,2}?" + _ROLE + r" (?:who|whose)\b" + _END + _NAMED),
    ("described", r"\b(?:the|that|this|same|those) (?:\w+[- ]){0,3}?" + _ROLE + r" (?:from|of|in|off|out of|behind) (?:the |that |this |those |a |an |their |his |her )?(?:\w+[-' ]){0,5}?" + _MADE + r"\b" + _END + _NAMED),
    ("described", r"\bthe (?:\w+ )?(?:lead|leading|main|male|female|title) (?:actor|actress|singer|star|man|lady|role|character|cast member|performer)\b" + _END + _NAMED),
    ("described", r"\bour (?:\w+ )?(?:leading (?:man|lady)|lead actor|lead actress|lead|star|hero|heroine|protagonist)\b(?! (?:pipe|line|glass|roof|sheet))" + _END),
    ("described", r"\b(?:(?:de|re|un)-?ag(?:e|es|ed|ing|eing)|age|ages|dubs?|replaces?|clones?|undress|rejuvenates?) (?:the|our|that) (?:\w+ )?(?:leads?|stars?|hero|heroine|protagonist|villain|cast|actors?|actress|host|presenter)\b" + _END),
    ("described", r"\bthe (?:co-?)?(?:founder|ceo|inventor|host|presenter|face|owner|boss|creator|head|author|frontman) of (?:that|this|those|america's|britain's|a famous|a well-known|the (?:\w+ ){0,2}?(?:company|network|bank|brand|band|show|newspaper|channel|empire|party))\b(?! (?:building|cliff|clock|mountain|rock|tower))" + _END + _NAMED),
    ("described", r"\b(?:our|the) (?:male |female )?(?:lead|star|co-?star|hero actor|leading (?:man|lady)|principal)(?: actor| actress| singer)? (?:of|in|from|as|at|made|de-?aged|dances|smiles|looks|walks|himself|herself)\b" + _END),
    ("described", r"\bthe (?:\w+ )?stars? of\b(?! (?:bethlehem|david|the sky))" + _END + _NAMED),
    ("described", r"\b(?:an?|the|that|some|this|two|three) (?:\w+ ){0,2}?" + _FAMOUS + r" (?:\w+[- ]){0,3}?(?:" + _ROLE + r"|people|persons?|faces?|twins?|criminals?|murderers?)\b" + _END + _NAMED),
    ("described", r"\b(?:the|a|our|former|current|sitting|late|ex-?|first|last|next|present|\d+(?:st|nd|rd|th)|[a-z]+(?:-[a-z]+)?(?:st|nd|rd|th)) (?:(?:\w+|u\.?s\.?|u\.?k\.?)[- ]){0,3}?" + _STATE + r"\b" + _END + _NAMED),
    ("described", r"\b(?:whoever|whomever|the one|the ones|those|someone|somebody) (?:who |that )?(?:last |once |originally |first )?" + _DEED + r"\b" + _END + _NAMED),
    ("described", r"\bthe (?:\w+[- ]){0,3}?" + _ROLE + r" with (?:the )?(?:\d+|most|\w+) (?:\w+ )?(?:titles?|medals?|goals?|oscars?|grammys?|wins?|rings?|records?|followers|subscribers|number ones|hits|terms|wives|companies)\b" + _END + _NAMED),
    ("described", r"\b(?:bombshell|sex symbol|heart-?throb|matinee idol|screen idol|movie idol|teen idol|siren|diva|starlet|screen legend|icon|pin-?up|comedy duo|strongman|it girl|tramp) (?:of|from) (?:the )?(?:\w+ )?(?:\d0s|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties|silent era|golden age|screen|stage|cinema|hollywood|era|decade|century)\b" + _END),
    ("described", r"\b[a-z]+(?:'s|’s) (?:current |former |present |late |last |first |young |old )?(?:president|prime minister|chancellor|king|queen|crown prince|crown princess|first lady|dictator|supreme leader|pope|emperor|foreign minister)\b" + _END + _NAMED),
    ("described", r"\b(?:look|sound)[- ]?a-?likes?\b(?: of)?" + _END + _NAMED),
    ("described", r"\b(?:looks?|looking|dressed up to look|made to look|made up to look) (?:just |exactly |a lot |very much |remarkably |suspiciously |eerily |a bit |kind of |rather )*(?:like|identical to|similar to|the same as) " + _ONE + _END + _NAMED),
    ("described", r"\b(?:resembl(?:es|ing|e)|reminiscent of|evok(?:es|ing)|modell?ed (?:on|after)|based on|inspired by|patterned on|impersonat\w+|imitating|mimicking|parod(?:y|ies|ying)(?: of)?|channell?ing|pass(?:es)? (?:for|as)) " + _ONE + _END + _NAMED),
    ("described", r"\b(?:dead ringer|spitting image|doppelg[aä]nger|body double|face double|stand-?in|(?:carbon )?cop(?:y|ies)|digital (?:twin|double|clone|replica)|twin) (?:of|for)\b" + _END + _NAMED),
    ("described", r"\b(?:his|her|their|the actor's|the star's|the actress's) (?:identical |evil |long-lost )?(?:twin|double|doppelg[aä]nger|clone)\b" + _END),
    ("described", r"\b(?:an? |the )?(?:doppelg[aä]nger|dead ringer|spitting image|face[- ]?swap(?:ped|s|ping)?|deep ?fakes?|deepfaked)\b" + _END + _NAMED),
    ("described", r"\b(?:wear(?:s|ing)?|with|has|having|given|put|paste[ds]?|swap(?:s|ped)?|using|uses?|borrow(?:s|ing|ed)?) (?:on )?(?:the )?(?:face|likeness|features|head|smile|nose|eyes|cheekbones|body|image) of\b(?! (?:the|a) (?:building|clock|cliff|tower|mountain|rock|wall|earth|moon))" + _END + _NAMED),
    ("described", r"\b(?:whose name|name rhymes with|rhymes with|initials are|with the initials|you know who|we can't name|must not be named|not naming|without naming|can't say (?:his|her|the) name)\b" + _END),
    ("described", r"\b(?:the same (?:person|man|woman|face|actor|actress|guy|girl) (?:as|from|in|that))\b" + _END),
    ("described", r"\b(?:everyone's|everybody's|the nation's|america's|britain's|hollywood's|bollywood's) (?:\w+[- ]){0,3}?(?:" + _ROLE + r"|sweetheart|favourite|favorite)\b" + _END),
    ("described", r"\bthe (?:late|ex-?|former) (?:\w+ ){0,2}?" + _ROLE + r"\b" + _END + _NAMED),
    ("described", r"\bthe (?:king|queen|prince|princess|godfather|father|mother|voice) of (?:pop|rock|rock '?n'? ?roll|soul|hip-?hop|reggae|country|england|spain|sweden|norway|denmark|jordan|thailand|hearts|wales|suspense|a generation)\b" + _END),
    ("described", r"\bthe (?:first|second|last|only|youngest|oldest|fastest|richest|greatest) (?:\w+ ){0,2}?(?:man|woman|person|human|president|astronaut|queen|king|pope|billionaire|sprinter|footballer) (?:on|in|to|of|alive|ever)\b" + _END),
)  # fmt: skip

LEAD_IN = re.compile(
    r"\b(?:someone|somebody|anyone|(?:an?|the)\s+\w+|one)\b(?:\s+\w+){0,2}\s+(?:who|that|which|whose)\s+$",
    re.IGNORECASE,
)
"""What leads to a description and shows the same person: "somebody who", "a man that"."""

_COMPILED = tuple((how, re.compile(pattern, re.IGNORECASE)) for how, pattern in _PATTERNS)

_REGNAL = re.compile(
    r"\b(?P<given>[A-Z][a-z]+) (?:the (?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Great|Terrible|Conqueror|Lionheart|Confessor|Magnificent|Bald|Bold|Pious|Cruel|Impaler)|(?:II|III|IV|VI{0,3}|IX|X[IVX]{0,4}))\b"
)
"""A ruler's name with a number or a by-name."""


@dataclass(frozen=True, slots=True)
class Described:
    """A phrase that points at somebody.

    Attributes:
        words: As it stands in the cleaned text.
        how: ``described``, ``voice``, ``style``, or ``unnamed`` for "a real anchor": certainly a person, and no name.
        start, end: Where it stands there.
        owners: Of a style: whose it is.
    """

    words: str
    how: Pointing
    start: int
    end: int
    owners: tuple[Owner, ...] = ()


def descriptions(cleaned: str, own: Mapping[str, Owner] = NOBODYS) -> tuple[Described, ...]:
    """Return the phrases that point at a person or at an artist's style, in their order; none lies within another.

    Args:
        cleaned: The words.
        own: Artists that the show registered itself, by their names.
    """
    found = [Described(one.words, "style", one.start, one.end, one.owners) for one in styles(cleaned, own)]
    for how, pattern in _COMPILED:
        for match in pattern.finditer(cleaned):
            start, end = match.start(), match.start() + len(match.group(0).rstrip())
            found.append(Described(cleaned[start:end], how, start, end))
    found += [
        Described(match.group(0), "described", match.start(), match.end())
        for match in _REGNAL.finditer(cleaned)
        if match["given"].lower() in given_names()
    ]
    rank = {"unnamed": 0, "style": 1, "voice": 2, "described": 3}
    kept: list[Described] = []
    for one in sorted(found, key=lambda one: (rank[one.how], one.start, -one.end)):
        if not any(one.start < other.end and other.start < one.end for other in kept):
            kept.append(one)
    return tuple(sorted(kept, key=lambda one: one.start))
