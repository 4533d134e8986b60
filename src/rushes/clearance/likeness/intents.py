"""What is asked of a person, read from the words: an age, a language, a voice, training, and what needs care."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from rushes.clearance.likeness.ages import ages_in
from rushes.clearance.likeness.lists import read_list
from rushes.clearance.records.consent import ADULT_AGE, Action, Modality

UseCase = Literal["ideation", "background", "talent_replication", "unowned_training_data", "other"]

_SHOWN_MINOR = re.compile(
    r"\b(?:children|child|kids?|babies|baby|toddlers?|infants?|teen(?:ager)?s?|schoolchildren|school ?boys?|school ?girls?|minors?|pupils|boys?|girls?|adolescents?|pre-?teens?|underage)\b",
    re.IGNORECASE,
)
_ONLY_PEOPLE = re.compile(
    r"\b(?:(?:de|re)-?ag(?:e|es|ed|ing|eing)|rejuvenat\w+|youthen\w*|face-?swap\w*|deep-?fak\w+|lip-?sync\w*|(?:re)?dub(?:s|bed|bing)? (?:it |them |this |the \w+ )?(?:in|into|to)|digital (?:double|replica|twin)|voice[- ]?clon\w+)\b",
    re.IGNORECASE,
)
_SPEECH = r"(?:speak(?:s|ing)?|spoke|say(?:s|ing)?|said|talk(?:s|ing)?|sing(?:s|ing)?|sung|whisper(?:s|ing)?|shout(?:s|ing)?|deliver(?:s|ed|ing)?|recit(?:es|ing)|narrat(?:es|ed|ing)|read(?:s|ing)?|dub(?:s|bed|bing)?|re-?dub(?:bed)?|voice[ds]?|lip-?sync(?:s|ed|ing)?|translat\w+|revoic\w+|line|lines|dialogue|dialog|speech|monologue|version|greet(?:s|ing)?|answers?|mouths?|counts?|prays?|swears?|apologi[sz]es|welcomes?|performs?|order(?:s|ing)?|chat(?:s|ting)?|argu(?:es|ing)|flirt(?:s|ing)?|jok(?:es|ing)|plead(?:s|ing)?|curs(?:es|ing)|haggl(?:es|ing)|lip movements?|localis\w+|localiz\w+)"
_SPOKEN = (
    r"\b"
    + _SPEECH
    + r"\b[^.;!?\n]{0,80}?\b(?:in|into|to) (?:[a-z]+ )?NAME\b(?! (?:villa|street|door|window|flag|soldiers?|army|restaurant|house|car|food)s?\b)",
    r"\b(?:speak|speaks|speaking|spoke|talk|talks|talking|dub|dubs|dubbed|mouths?|sings?|recit\w+|fluent|knows?)[ :,]{1,2}(?:in )?(?:only |some |fluent |perfect |broken |native |flawless |accented |street |old |classical )?NAME\b",
    r"\bNAME[- ](?:language|speaking|dub|version|dialogue|voice(?:-?over)?|lines?|speech|translation|lyrics|monologue)\b",
    r"\bin (?:fluent |perfect |broken |native )?NAME(?=\s*(?:[,.;!?]|$|(?:to|and|while|with|for|at|on|over|from)\b))",
)
"""Ways to say that a language is spoken; ``NAME`` stands for it."""

_DUB = re.compile(r"\b(?:re-?dub|dub|overdub|revoice|lip-?sync|visual adr|adr|re-?voic)(?:s|bed|bing|ed|ing|es)?\b|\btranslat\w+ (?:into|to)\b|\bforeign[- ]language (?:version|dub)\b|\b(?:localis|localiz)\w+ (?:into|for|to)\b", re.IGNORECASE)  # fmt: skip
_TRAIN = re.compile(
    r"\b(?:(?:over-?fit|pre-?train|re-?train|distil|optimi[sz]e)(?:s|ted|ed|ting|ing|ling)? (?:an?|the|our) (?:\w+[- ]){0,3}?(?:model|network|lora|checkpoint|adapter)\b|(?:make|build|create|compute|extract)(?:s|ing)? (?:an? |the )?(?:\w+ )?embeddings? (?:of|from)|train(?:s|ed|ing)? (?:(?:an?|the|our|new|this|some|one) )?(?:\w+[- ]){0,4}?(?:model|network|lora|checkpoint|adapter|embedding|classifier|generator|ai|gan|clone|double|voice|avatar|tts|diffusion|encoder|weights)\b|train(?:s|ed|ing)? (?:it |them |us )?(?:on|with|from) (?:[\w'’.-]+ ){0,5}?(?:face|faces|voice|footage|rushes|dailies|photos?|pictures?|images?|stills?|interviews?|performances?|recordings?|films?|movies|scans?|likeness|data|dataset|clips|songs|albums|paintings|selfies|audiobooks?|takes)\b|"
    r"fine-?tun\w+|lora\b|loras\b|dreambooth|textual inversion|training (?:data|set|images|material|footage|corpus)|data ?set of|(?:model|network|ai|machine) (?:to )?learns? |teach(?:es|ing)? (?:the|a|an|our) (?:model|ai|network|machine)|feed(?:s|ing)? (?:[\w'’.-]+ ){0,6}?(?:to|into) (?:the|a|an|our) (?:model|ai|network)|"
    r"learn(?:s|ed|ing)? (?:[\w'’.-]+ ){0,2}?(?:face|voice|likeness|mannerisms|gait) from|build(?:s|ing)? an? (?:\w+ ){0,2}?(?:voice model|face model|voice bank|tts voice)|use (?:[\w'’.-]+ ){0,5}?to train)",
    re.IGNORECASE,
)  # fmt: skip
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


_SENSITIVE = ("nudity", "sexual", "degrading", "news", "real_event")
"""What needs care, in the order in which it is told."""


@cache
def _phrases() -> dict[str, list[str]]:
    return read_list("intents")


@cache
def _asked(what: str) -> re.Pattern[str]:
    """Return the phrases of ``data/intents.yaml`` that ask for something, as one pattern."""
    return re.compile(rf"\b(?:{'|'.join(_phrases()[what])})\b", re.IGNORECASE)


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
    ages = ages_in(text)
    languages = spoken_languages(text)
    dub = bool(_DUB.search(text)) or languages not in {(), ("en",)}
    train = bool(_TRAIN.search(text))
    minor = ages.shown is not None and ages.shown < ADULT_AGE
    sensitive = [word for word in _SENSITIVE if _asked(word).search(text)]
    if minor or (set(sensitive) & {"nudity", "sexual"} and _SHOWN_MINOR.search(text)):
        sensitive.append("minor")
    actions = tuple(
        action for action, asked in ((Action.REAGE, ages.another), (Action.DUB, dub), (Action.TRAIN, train)) if asked
    )
    return Intents(
        actions=actions,
        age_from=ages.now,
        age_to=ages.shown,
        younger=ages.another,
        minor=minor,
        languages=languages,
        modalities=tuple(_modalities(text)),
        unscripted=bool(_asked("unscripted").search(text)),
        sensitive=tuple(sensitive),
        advertisement=bool(_asked("advert").search(text)),
        use_case=_use_case(text, actions),
        only_people=only.group(0) if (only := _ONLY_PEOPLE.search(text)) else "",
        kind="reage" if ages.another else next((kind for kind, pattern in _KINDS if pattern.search(text)), ""),
    )


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


def _modalities(text: str) -> Iterator[Modality]:
    spoken = bool(_asked("voice").search(text))
    if not (spoken and _asked("visible").search(text)):
        yield "face"
    if spoken:
        yield "voice"
    if _asked("motion").search(text):
        yield "motion"


def _use_case(text: str, actions: tuple[Action, ...]) -> UseCase:
    if Action.TRAIN in actions:
        return "unowned_training_data"
    if actions:
        return "talent_replication"
    if _asked("ideation").search(text):
        return "ideation"
    return "background" if _asked("background").search(text) else "other"
