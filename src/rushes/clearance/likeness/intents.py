"""What is asked of a person, read from the words: an age, a language, a voice, training, and what needs care."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rushes.brief.numerals import read_number
from rushes.brief.tokens import tokenise
from rushes.clearance.likeness.lists import read_list
from rushes.clearance.records.consent import ADULT_AGE, Action, Modality

OLDEST = 120
"""Highest number that is taken for an age."""

CHILD, TEENAGER, BABY = 8, 15, 1
"""Ages that stand for "as a child", "as a teenager", "as a baby" when no number is given: any of them is a minor's."""

UseCase = Literal["ideation", "background", "talent_replication", "unowned_training_data", "other"]

_NUMBER = r"(?P<age>\d{1,3})\b(?!\s*(?:%|°|metres?|meters?|m\b|mm|cm|km|feet|ft|floors?|store?ys?|stor(?:y|ies)|seconds?|secs?|s\b|minutes?|hours?|frames?|takes?|people|persons|extras|shots?|degrees?|stops?|times|kilos?|kg|tons?|tonnes?|mph|fps|years? (?:ago|later|earlier|from now|younger|older|off|back|on\b|from)|k\b|:\d|[_./]\d|bays?|windows|cars|soldiers|lines|and a half times))"
_HALF = r"(?:about |around |roughly |almost |nearly |barely |only |just |approximately |a |an |the |some |say |or so |his |her |their )*"
_MAKE = (
    r"(?:made|make|makes|making|(?:de|re|un)-?ag(?:ed?|es|ing|eing)|ag(?:ed|es|ing|eing)|age|rejuvenat\w+|youthened|youthify|younger|older|shown|show|seen|play(?:s|ed|ing)?|portray\w*|look(?:s|ed|ing)?|"
    r"appear(?:s|ed|ing)?|turn(?:s|ed|ing)?|render(?:s|ed|ing)?|tak(?:e|es|en|ing)|brought|bring|back|down|up|regress\w*|transform\w*|reduc\w+|drop\w*|transported|return\w*|reverse|revert\w*|set|becom\w+|becames?|pass(?:es|ing)? for|present(?:s|ed)?|depict\w*|feature\w*|cast)"
)
_AGES_TO = (
    re.compile(r"\b" + _MAKE + r"(?:\s+(?!(?:from|in shot|shot|frame|take)\b)[\w'’-]+){0,4}?\s+(?:back |down |up |all the way )*(?:to|into|as|at|of|like|aged?|for|being|is|be|looks?|around|about|roughly)?\s*" + _HALF + r"(?:age (?:of )?)?" + _NUMBER),
    re.compile(r"\b(?:as|into|like|to|of|is|was|at) (?:if (?:he|she|they) (?:was|were|is|are) )?" + _HALF + r"(?:\w+ )?" + _NUMBER + r"[- ]?(?:years?[- ]olds?|yrs?[- ]old|y/?o)\b"),
    re.compile(r"\b" + _NUMBER + r"[- ]?(?:years?[- ]olds?|yrs?[- ]old|y/?o)\b(?:[- ](?:version|self|boy|girl|him|her|kid|child))?"),
    re.compile(r"\b(?:at|to) (?:the )?age (?:of )?" + _HALF + _NUMBER),
    re.compile(r"\b(?:when|as if|as though|back when|before) (?:he|she|they|[A-Z]\w+(?: [A-Z]\w+)?) (?:was|were|is|turned|turns) (?:still )?" + _HALF + _NUMBER),
    re.compile(r"\b(?:at|aged?|turning|turns|turned|barely|only|just|is|was|under) " + _HALF + _NUMBER + r"(?=\s*(?:[,.;!?)]|$|\band\b|\bin\b|\bat\b|\bfor\b|\bwith\b|\bon\b|\bagain\b|\bhere\b|\bwalks?\b|\bruns?\b|\bsits?\b|\bstands?\b))"),
    re.compile(r"\bfrom (?:age )?\d+ (?:years )?(?:back |down |up |all the way )*to " + _HALF + _NUMBER),
    re.compile(r"\bat sweet (?P<age>16)|\bsweet (?P<sweet>16)"),
    re.compile(r"(?:->|→|=>)\s*" + _NUMBER),
    re.compile(r"\b(?:a|the|her|his|their) " + _NUMBER + r"[- ]year[- ]old"),
)  # fmt: skip
_NOW = (
    re.compile(
        r"[A-Z][\w'’-]*\s*[,(]\s*(?:now |currently |today |who is |is )?(?:aged? )?"
        + _NUMBER
        + r"\s*(?=[,);]|years|$|made|de-?aged)"
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
    re.compile(r"\b(?:as|into|like|looks? like|to|back to being|back to|being|becomes?|became|to look like|to be|plays?|playing|portrays?|was|were) (?:if (?:still )?|though )?(?:a |an |the |his |her |their )?(?:\w+[- ]){0,3}?(?:" + _CHILDISH + r")\b"),
    re.compile(r"\b(?:" + _CHILDISH + r") (?:version|self|edition|photo|incarnation|likeness)\b"),
    re.compile(r"\b(?:back to|in|from|of|during|to|into|relives?|revisits?) (?:his|her|their|a|the) (?:early |late |own )?(?:(?P<child>childhood|boyhood|girlhood|school ?days|school years|primary school years|single digits)|(?P<teen>teens|teenage years|adolescence|puberty|high[- ]school (?:days|years)|prom night|minority|formative years)|(?P<baby>infancy|babyhood|cradle))\b"),
    re.compile(r"\b(?P<child>first day (?:of|at|in) (?:his |her |their )?(?:(?:primary|elementary|grammar|nursery|infant|middle|junior|new) )?(?:school|kindergarten))\b"),
    re.compile(r"\b(?P<teen>under[- ]?age|under ?18|not yet 18|below (?:the )?(?:age of )?(?:18|majority)|pre-?pubescent|pre-?teen|not of age|before (?:he|she|they) (?:came of age|turned 18))\b"),
    re.compile(r"\bwhen (?:he|she|they|[A-Z]\w+(?: [A-Z]\w+)?) (?:was|were|went to|attended|started|had|lost|still) (?:a |an |in |at |to |still )?(?:\w+ ){0,2}?(?:" + _CHILDISH + r"|(?P<school>school|kindergarten|primary school|elementary|milk teeth|braces))\b"),
)  # fmt: skip
_SHOWN_MINOR = re.compile(
    r"\b(?:children|child|kids?|babies|baby|toddlers?|infants?|teen(?:ager)?s?|schoolchildren|school ?boys?|school ?girls?|minors?|pupils|boys?|girls?|adolescents?|pre-?teens?|underage)\b"
)
_YOUNGER = re.compile(
    r"\b(?:young(?:er)?(?:[- ]looking)? (?:version|self|days|again)|(?:his|her|their) (?:own )?youth|younger self|(?:much|far|decades?|years|generations?) younger|(?:look|looks|made|make|makes|made to look|appear|appears|turned|aged|seem|seems) (?:\w+ ){0,3}?(?:younger|older|youthful|elderly|ancient|young(?: again)?|old)|"
    r"de-?ag(?:e|ed|es|ing|eing)|re-?ag(?:e|ed|es|ing|eing)|age regress\w*|age progress\w*|rejuvenat\w+|youthen\w*|turn(?:s|ed)? back the clock|in (?:his|her|their) prime|wrinkles (?:removed|smoothed|gone)|(?:remove|smooth|erase|take away)\w* (?:all )?(?:\w+ )?(?:wrinkles|crow's feet)|"
    r"age(?:s|d)? (?:up|down)|ages before our eyes|grown old|as an? (?:old|older|elderly|young|younger) (?:man|woman|person|version)|(?:first|early) (?:film|movie|role) (?:face|look)|as (?:he|she|they) (?:was|were|looked) (?:in (?:the )?(?:19|20)?\d\d|(?:\w+ )?(?:years|decades) ago|back then|in (?:his|her|their) (?:first|early)))",
    re.IGNORECASE,
)  # fmt: skip

_ONLY_PEOPLE = re.compile(
    r"\b(?:(?:de|re)-?ag(?:e|es|ed|ing|eing)|rejuvenat\w+|youthen\w*|face-?swap\w*|deep-?fak\w+|lip-?sync\w*|(?:re)?dub(?:s|bed|bing)? (?:it |them |this |the \w+ )?(?:in|into|to)|digital (?:double|replica|twin)|voice[- ]?clon\w+)\b",
    re.IGNORECASE,
)
_YOUNG_NAME = re.compile(r"\b[Yy]oung(?:er)? (?:[A-Z]\w+[ -]){0,2}[A-Z][\w'’-]+")
_SPEECH = r"(?:speak(?:s|ing)?|spoke|say(?:s|ing)?|said|talk(?:s|ing)?|sing(?:s|ing)?|sung|whisper(?:s|ing)?|shout(?:s|ing)?|deliver(?:s|ed|ing)?|recit(?:es|ing)|narrat(?:es|ed|ing)|read(?:s|ing)?|dub(?:s|bed|bing)?|re-?dub(?:bed)?|voice[ds]?|lip-?sync(?:s|ed|ing)?|translat\w+|revoic\w+|line|lines|dialogue|dialog|speech|monologue|version|greet(?:s|ing)?|answers?|mouths?|counts?|prays?|swears?|apologi[sz]es|welcomes?|performs?|order(?:s|ing)?|chat(?:s|ting)?|argu(?:es|ing)|flirt(?:s|ing)?|jok(?:es|ing)|plead(?:s|ing)?|curs(?:es|ing)|haggl(?:es|ing)|lip movements?|localis\w+|localiz\w+)"
_SPOKEN = (
    r"\b"
    + _SPEECH
    + r"\b[^.;!?\n]{0,80}?\b(?:in|into|to) (?:[a-z]+ )?NAME\b(?! (?:villa|street|door|window|flag|soldiers?|army|restaurant|house|car|food)s?\b)",
    r"\b(?:speak|speaks|speaking|spoke|talk|talks|talking|dub|dubs|dubbed|mouths?|sings?|recit\w+|fluent|knows?) (?:in )?(?:only |some |fluent |perfect |broken |native |flawless |accented |street |old |classical )?NAME\b",
    r"\bNAME[- ](?:language|speaking|dub|version|dialogue|voice(?:-?over)?|lines?|speech|translation|lyrics|monologue)\b",
    r"\bin (?:fluent |perfect |broken |native )?NAME(?=\s*(?:[,.;!?]|$|(?:to|and|while|with|for|at|on|over|from)\b))",
)
"""Ways to say that a language is spoken; ``NAME`` stands for it."""

_DUB = re.compile(r"\b(?:re-?dub|dub|overdub|revoice|lip-?sync|visual adr|adr|re-?voic)(?:s|bed|bing|ed|ing|es)?\b|\btranslat\w+ (?:into|to)\b|\bforeign[- ]language (?:version|dub)\b|\b(?:localis|localiz)\w+ (?:into|for|to)\b", re.IGNORECASE)  # fmt: skip
_VOICE = re.compile(
    r"\b(?:voices?|voiced|voicing|speaks?|speaking|says?|saying|sings?|singing|whispers?|whispering|shouts?|narrat\w+|voice-?over|dub(?:s|bed|bing)?|recit\w+|reads? aloud|talks?|lines?|dialogue|monologue|speech|apologi[sz]es|announces?|confess\w*)\b",
    re.IGNORECASE,
)
_TRAIN = re.compile(
    r"\b(?:(?:over-?fit|pre-?train|re-?train|distil|optimi[sz]e)(?:s|ted|ed|ting|ing|ling)? (?:an?|the|our) (?:\w+[- ]){0,3}?(?:model|network|lora|checkpoint|adapter)\b|(?:make|build|create|compute|extract)(?:s|ing)? (?:an? |the )?(?:\w+ )?embeddings? (?:of|from)|train(?:s|ed|ing)? (?:(?:an?|the|our|new|this|some|one) )?(?:\w+[- ]){0,4}?(?:model|network|lora|checkpoint|adapter|embedding|classifier|generator|ai|gan|clone|double|voice|avatar|tts|diffusion|encoder|weights)\b|train(?:s|ed|ing)? (?:it |them |us )?(?:on|with|from) (?:[\w'’.-]+ ){0,5}?(?:face|faces|voice|footage|rushes|dailies|photos?|pictures?|images?|stills?|interviews?|performances?|recordings?|films?|movies|scans?|likeness|data|dataset|clips|songs|albums|paintings|selfies|audiobooks?|takes)\b|"
    r"fine-?tun\w+|lora\b|loras\b|dreambooth|textual inversion|training (?:data|set|images|material|footage|corpus)|data ?set of|(?:model|network|ai|machine) (?:to )?learns? |teach(?:es|ing)? (?:the|a|an|our) (?:model|ai|network|machine)|feed(?:s|ing)? (?:[\w'’.-]+ ){0,6}?(?:to|into) (?:the|a|an|our) (?:model|ai|network)|"
    r"learn(?:s|ed|ing)? (?:[\w'’.-]+ ){0,2}?(?:face|voice|likeness|mannerisms|gait) from|build(?:s|ing)? an? (?:\w+ ){0,2}?(?:voice model|face model|voice bank|tts voice)|use (?:[\w'’.-]+ ){0,5}?to train)",
    re.IGNORECASE,
)  # fmt: skip
_UNSCRIPTED = re.compile(
    r"\b(?:improvis\w+|ad-?lib\w*|new (?:lines?|dialogue|words)|something (?:he|she|they) (?:never|didn't|did not) sa(?:y|id)|never said|words (?:in|into) (?:his|her|their) mouth|unscripted|not in the script|off[- ]script|invent(?:s|ed)? (?:a |the )?(?:quote|line|speech|statement)|fake (?:quote|confession|apology|statement|speech|interview|endorsement)|fabricat\w+ (?:quote|speech|statement|interview))\b",
    re.IGNORECASE,
)  # fmt: skip
_ADVERT = re.compile(
    r"\b(?:advert(?:isement|s|ising|ises?)?|(?:tv|television|radio|online|car|beer|perfume|soap|soda|toothpaste|insurance|coffee|watch|cosmetics|shampoo|phone|bank|cereal|betting|crypto) (?:ad|ads|commercials?|spot)|(?:an?|our|the) (?:\w+ )?(?:ad|commercial) (?:for|about|campaign|break)|ad campaign|endors(?:es|ing|ed|ement)|sponsor(?:ed|s|ing) (?:post|message|content|by)|product placement|brand ambassador|infomercial|selling (?:soap|cars?|beer|perfume|watches|shoes)|sells? (?:soap|cars?|beer|perfume|watches|shoes|insurance)|promot(?:es|ing) (?:a|an|the|our) (?:\w+ )?(?:brand|product|drink|car|watch|phone|perfume|crypto\w*|casino)|billboard campaign|holding (?:a|the) (?:product|can of soda)|buy(?:s|ing)? (?:this|our|the new|their) \w+|vote for|campaign(?:s|ing) for|(?:tells?|urges?|asks?) (?:\w+ ){1,3}to vote)\b",
    re.IGNORECASE,
)  # fmt: skip
_SENSITIVE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("nudity", re.compile(r"\b(?:nud(?:e|es|ity|ist)|naked(?!\s+(?:eye|flame|bulb|light|concrete|truth))|topless|bottomless|undress(?:es|ed|ing)?|strip(?:s|ped|ping)? (?:off|naked|(?:[\w'-]+ ){0,4}?(?:down to (?:nothing|the skin|his|her|their)|bare|naked))|birthday suit|in the altogether|starkers|in a state of undress|striptease|stripper|bare[- ]?(?:breast|chest|butt|skin)\w*|without (?:any |her |his |their )?clothes|unclothed|in the buff|skinny[- ]dip\w*|au naturel|disrob\w+|wearing nothing|bar(?:e|es|ed|ing) (?:it )?all|fully exposed|shower(?:s|ing)? (?:nude|naked)|see-?through (?:dress|blouse|shirt)|nip ?slip|genitals?|breasts)\b", re.IGNORECASE)),
    ("sexual", re.compile(r"\b(?:sex(?!tant|tet)(?:ual|ually|y|ting)?(?: scene| act| tape)?|erotic\w*|porn\w*|making love|make love|makes love|intercourse|orgasm\w*|lovemaking|love scene|bedroom scene|intimate scene|in bed (?:with|together)|lingerie|fetish|bondage|seduc\w+|orgy|x-?rated|nsfw|onlyfans|lap ?dance\w*|moaning|french kiss\w*|pole danc\w+|steamy (?:scene|kiss|encounter|shower|night)|steamy|raunchy|kiss\w* [^.;]{0,40}in bed)\b", re.IGNORECASE)),
    ("degrading", re.compile(r"\b(?:humiliat\w+|degrad(?:e|es|ed|ing)(?! (?:film|footage|image|picture|signal|stock|quality))|blackface|drunk|vomit\w*|urinat\w+|defecat\w+|slurs?|racist|racial|nazi salute|hitler salute|snort(?:s|ing)? (?:cocaine|drugs|lines)|shoot(?:s|ing)? up heroin|inject(?:s|ing)? heroin|on all fours|begging for (?:mercy|money)|mock(?:s|ed|ing)? (?:the disabled|victims)|spit(?:s|ting)? on|kicking a (?:dog|puppy)|soil(?:s|ed) (?:himself|herself)|corpse|beheaded|tortured?|strangled|lynch(?:ed|ing)|hanged|smoking crack|committing (?:a )?crime|shoplifting|wife[- ]beat\w+)\b", re.IGNORECASE)),
    ("news", re.compile(r"\b(?:news(?!paper stand|agent)(?: ?(?:segment|broadcast|report|reports|anchor|clip|bulletin|footage|channel|flash|cast|reel|reader|room|item|story|programme|program|conference|interview|ticker|desk|feed))|breaking news|(?:evening|morning|nightly|tv|fake|late|cable|local|world) news|newscast\w*|newsreel|press (?:conference|briefing)|cnn|bbc|fox news|msnbc|al jazeera|sky news|reuters|(?:leaked|secret|hidden[- ]camera|surveillance|cctv|bodycam|phone|security[- ]camera|dashcam|doorbell) (?:clip|video|footage|recording|tape|audio) (?:of|showing)|public (?:address|statement|apology)|official (?:statement|announcement)|live (?:report|broadcast) from|state of the union|televised (?:address|debate)|presidential (?:address|debate|speech)|resignation speech|concession speech)\b", re.IGNORECASE)),
    ("real_event", re.compile(r"\b(?:9/11|nine eleven|september 11|september the eleventh|twin towers|world trade cent(?:er|re)|january 6(?:th)?|capitol riot|holocaust|auschwitz|hiroshima|nagasaki bomb\w*|chernobyl|(?:apollo|moon) landing|assassination of|titanic|hindenburg|grenfell|tiananmen|columbine|sandy hook|bataclan|bloody sunday|fall of the berlin wall|berlin wall falling|watergate|pearl harbor|d-day|normandy landings|real (?:event|events|footage|disaster|massacre|attack|crime|shooting)|actual (?:event|events|footage)|as if it (?:really |actually )?happened|(?:passed off|posted|shared|published|presented|released) as (?:real|genuine|authentic|documentary|true)|so that (?:people|viewers|everyone) (?:believes?|think)|(?:fake|staged) (?:evidence|documentary|eyewitness|cctv)|surfside|world cup final|oscars? ceremony|oscar night|inauguration|coronation of|royal wedding|tsunami of|hurricane katrina|earthquake of \d{4})\b", re.IGNORECASE)),
)  # fmt: skip
_IDEATION = re.compile(
    r"\b(?:mood ?boards?|concept (?:art|sketch|only)|ideation|reference (?:board|only)|look ?book|for reference only)\b",
    re.IGNORECASE,
)
_BACKGROUND = re.compile(
    r"\b(?:in the (?:far |deep )?background|background (?:plate|screen|poster|signage|element)|on a (?:poster|billboard|screen|monitor|tv) (?:in|on|behind)|signage)\b",
    re.IGNORECASE,
)
_VISIBLE = re.compile(
    r"\b(?:voice-?over only|voice only|off[- ]screen voice|heard but not seen|only (?:his|her|their|the) voice|on the (?:radio|phone)|radio play|audiobook|podcast)\b",
    re.IGNORECASE,
)
_MOTION = re.compile(
    r"\b(?:motion capture|mo-?cap|gait of|walk cycle|performance capture|movements? of|body double|stunt double)\b",
    re.IGNORECASE,
)
_KINDS = (
    (
        "wardrobe",
        re.compile(r"\b(?:wardrobe|costumes?|gown|outfit|dressed in|wears? an?|wearing an?)\b", re.IGNORECASE),
    ),
    (
        "destruction",
        re.compile(
            r"\b(?:collaps\w+|pancak\w+|topples?|demolish\w*|implo\w+|crumbl\w+|explo\w+|blows? up|rubble|falls? down)\b",
            re.IGNORECASE,
        ),
    ),
    ("setdesign", re.compile(r"\b(?:set design|interior design|furnished room)\b", re.IGNORECASE)),
)


@dataclass(frozen=True, slots=True)
class Intents:
    """What a text asks of whoever it shows.

    Attributes:
        actions: What is done besides making a picture: ``reage``, ``dub``, ``train``; in the order of ``Action``.
        age_from, age_to: Age now and age to be shown [years]; None when the words don't say.
        younger: Whether another age is asked for, with or without a number.
        minor: Whether somebody is to be shown as a minor.
        languages: Languages to be spoken (BCP 47).
        modalities: What of a person is used.
        unscripted, sensitive, advertisement, use_case, kind: See ``Question``; ``kind`` is empty when the words don't say.
        only_people: Words that ask for what is only done to people ("de-age"); empty when there are none.
    """

    actions: tuple[Action, ...] = ()
    age_from: int | None = None
    age_to: int | None = None
    younger: bool = False
    minor: bool = False
    languages: tuple[str, ...] = ()
    modalities: tuple[Modality, ...] = ("face",)
    unscripted: bool = False
    sensitive: tuple[str, ...] = ()
    advertisement: bool = False
    use_case: UseCase = "other"
    kind: str = ""
    only_people: str = ""


def intents_of(text: str) -> Intents:
    """Read what a text asks of a person. Of several ages that could be meant, the youngest counts."""
    digits = with_digits(text)
    low = digits.lower()
    age_from = _age_now(digits)
    as_minor = _minor_age(low)
    ages = [*_ages_to(digits, age_from), *_relative(low, age_from), *_decades(low, age_from)]
    if as_minor is not None:
        ages.append(as_minor)
    age_to = min(ages, default=age_from if age_from is not None and age_from < ADULT_AGE else None)
    younger = age_to is not None or bool(_YOUNGER.search(digits) or _YOUNG_NAME.search(digits))
    languages = spoken_languages(text)
    dub = bool(_DUB.search(text)) or languages not in {(), ("en",)}
    train = bool(_TRAIN.search(text))
    minor = age_to is not None and age_to < ADULT_AGE
    sensitive = [word for word, pattern in _SENSITIVE if pattern.search(text)]
    if minor or (set(sensitive) & {"nudity", "sexual"} and _SHOWN_MINOR.search(low)):
        sensitive.append("minor")
    actions = tuple(
        action for action, asked in ((Action.REAGE, younger), (Action.DUB, dub), (Action.TRAIN, train)) if asked
    )
    return Intents(
        actions=actions,
        age_from=age_from,
        age_to=age_to,
        younger=younger,
        minor=minor,
        languages=languages,
        modalities=tuple(_modalities(text)),
        unscripted=bool(_UNSCRIPTED.search(text)),
        sensitive=tuple(sensitive),
        advertisement=bool(_ADVERT.search(text)),
        use_case=_use_case(text, actions),
        only_people=only.group(0) if (only := _ONLY_PEOPLE.search(text)) else "",
        kind="reage" if younger else next((kind for kind, pattern in _KINDS if pattern.search(text)), ""),
    )


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


def spoken_languages(text: str) -> tuple[str, ...]:
    """Return the languages that somebody is to speak, as BCP 47 tags; an Italian villa speaks none."""
    low = text.lower()
    found: dict[str, None] = {}
    for name, tag in _languages():
        if name not in low:
            continue
        if any(re.search(pattern.replace("NAME", name), low) for pattern in _SPOKEN):
            found[tag] = None
            low = low.replace(name, "")
    return tuple(sorted(found))


@cache
def _languages() -> tuple[tuple[str, str], ...]:
    """Return names and tags, the longer names first: Brazilian Portuguese is no other Portuguese."""
    return tuple(sorted(read_list("languages")["languages"].items(), key=lambda item: -len(item[0])))


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


def _minor_age(low: str) -> int | None:
    ages = []
    for pattern in _AS_MINOR:
        for match in re.finditer(pattern.pattern, low, re.IGNORECASE):
            groups = {name for name, value in match.groupdict().items() if value is not None}
            ages.append(BABY if "baby" in groups else TEENAGER if "teen" in groups else CHILD)
    return min(ages, default=None)


def _modalities(text: str) -> Iterator[Modality]:
    spoken = bool(_VOICE.search(text))
    if not (spoken and _VISIBLE.search(text)):
        yield "face"
    if spoken:
        yield "voice"
    if _MOTION.search(text):
        yield "motion"


def _use_case(text: str, actions: tuple[Action, ...]) -> UseCase:
    if Action.TRAIN in actions:
        return "unowned_training_data"
    if actions:
        return "talent_replication"
    if _IDEATION.search(text):
        return "ideation"
    return "background" if _BACKGROUND.search(text) else "other"
