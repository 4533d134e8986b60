"""From a brief, or from words alone, to the question that the rules answer: who is shown, and what is done to them."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Literal, Protocol

from rushes.brief import Brief, Use, network_id
from rushes.clearance.likeness.descriptions import LEAD_IN, Described, descriptions
from rushes.clearance.likeness.disguise import clean, words_of
from rushes.clearance.likeness.intents import Intents, intents_of
from rushes.clearance.likeness.names import Found, NameIndex
from rushes.clearance.likeness.ner import LISTS, Person, Reading, left_to_ask
from rushes.clearance.likeness.owned import Registered, own_artists, registered_in
from rushes.clearance.likeness.public import WellKnown, public_surnames, well_known
from rushes.clearance.likeness.strangers import TITLES, Stranger, place_spans, strangers
from rushes.clearance.likeness.unnamed import GROUPS, PRONOUNS, unnamed
from rushes.clearance.question import Guidance, Owner, Question, Seen, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Registry
from rushes.show import FIRST_FRAME

KEPT_INDEXES = 4
"""Registers whose index of names is kept: one is usual, a batch and a few shows beside each other are four."""

_SOMEBODY_ELSE = re.compile(r"\b(?:who|that|which|whose|from|with|and|beside|opposite)\b", re.IGNORECASE)
"""Between the start of a description and a name: the name is not of whom is described."""

Lifecycle = Literal["temporary", "final"]

_indexes: OrderedDict[int, tuple[Mapping[str, Performer], NameIndex]] = OrderedDict()


def question_of(
    brief: Brief,
    registry: Registry,
    *,
    production: str,
    actions: tuple[Action, ...] | None = None,
    plate: Seen | None = None,
    references: tuple[Seen, ...] = (),
    brief_sha256: str = "",
    guidance: Guidance | None = None,
    lifecycle: Lifecycle | None = None,
    reading: Reading | None = None,
) -> Question:
    """Return what a brief asks of the clearance room.

    Args:
        brief: What is asked. Its ``people`` are named; who else its text shows is found.
        registry: The show's people and characters.
        production: The show's name.
        actions: What would be done; when None, a picture is generated, a plate is altered, and the words say what else.
        plate, references: What was seen in them.
        brief_sha256: The brief's name.
        guidance: The five answers; when None, those of the brief, or nobody answered.
        lifecycle: Temporary or final; when None, the brief's own, or final.
        reading: What a second reader found in the brief's words (``ner.second_reading``); None when there is none.
    """
    use = brief.use
    made = _made(brief)
    question = _question(
        all_words(brief),
        registry,
        people=brief.people,
        actions=actions,
        always=made,
        production=production,
        plate=plate or Seen(),
        references=references,
        brief_sha256=brief_sha256,
        shot=brief.shot,
        kind=brief.kind,
        reading=reading,
        is_nobody=lambda one: _is_a_body(one, brief) or _is_a_stand_in(one, brief),
    )
    return question.model_copy(
        update={
            "frames": (FIRST_FRAME, FIRST_FRAME + brief.frames - 1),
            "languages": tuple(sorted({*question.languages, *use.languages, *_spoken(brief)})),
            "territories": use.territories,
            "media": use.media,
            "advertisement": question.advertisement or use.advertisement,
            "lifecycle": lifecycle or use.lifecycle,
            "use_case": question.use_case if use.use_case == "other" else use.use_case,
            "story_relevant": use.story_relevant,
            "guidance": guidance or _answers(use),
            "training": brief.finish.training if brief.finish.is_asked else "none",
            **_of_people(brief, production),
        }
    )


def all_words(brief: Brief) -> str:
    """Return all words of a brief that something is made after: its text, what a model that is brought is told besides, and the words in a clip's scene.

    Names, colours and lines of a scene may have been written without any text; each stands on a line of its own, so that two of them make no name.
    """
    prompt = brief.finish.prompt if brief.finish.is_asked else ""
    if brief.kind == "clip":
        return "\n".join((brief.text, *_of_scene(brief), *([prompt] if prompt.strip() else [])))
    if brief.model.file is not None and brief.model.prompt != type(brief.model)().prompt:
        prompt = brief.model.prompt
    return f"{brief.text}\n{prompt}" if prompt.strip() else brief.text


def _of_scene(brief: Brief) -> Iterator[str]:
    """Yield what somebody wrote in a scene and the text does not say already: a name, a colour, a line of speech."""
    said = brief.text.lower()
    yield from dict.fromkeys(f"{word}." for word in brief.clip.words() if word.strip() and word.lower() not in said)


def _spoken(brief: Brief) -> frozenset[str]:
    """Return the languages in which lines of a clip are spoken."""
    return frozenset(line.language for line in brief.clip.speech) if brief.kind == "clip" else frozenset()


def _made(brief: Brief) -> tuple[Action, ...]:
    """Return what making a brief does, whatever its words say: a re-age makes no picture anew, it alters one."""
    if brief.kind == "reage":
        return (Action.ALTER, Action.REAGE, *((Action.TRAIN,) if brief.reage.method == "learned" else ()))
    sent = (Action.TRANSFER,) if brief.finish.is_hosted else ()  # what a vendor is shown is in other hands
    return (Action.GENERATE, *(() if brief.plate is None else (Action.ALTER,)), *sent)


def _is_a_body(one: Shown, brief: Brief) -> bool:
    """Return whether words that show somebody without a name only say for what body a wardrobe's clothes are cut: "for a slim woman", "worker's overalls".

    The words have to be those that body and clothes were read from; who wears the clothes in the picture is a figure without a face. A group of
    people, and whoever is named, described or recognised, is asked about as ever.
    """
    if brief.kind != "wardrobe" or one.how != "unnamed" or one.words.lower() in GROUPS:
        return False
    read = [reading.words.lower() for reading in brief.understood if reading.field.startswith(("body.", "wardrobe"))]
    return any(re.search(rf"\b{re.escape(one.words.lower())}\b", words) for words in read)


_OF_THINGS = ("they", "them", "themselves")
"""Words that speak of several things as well as of people."""


def _is_a_stand_in(one: Shown, brief: Brief) -> bool:
    """Return whether words that show somebody without a name are a character of a clip's scene: a parametric body with a generic face, which is nobody's likeness.

    The words have to be those that a character or a crowd was read from, or its name, or a pronoun for one; "they" may be dominoes. A model that is
    brought would draw a face of its own, so that with one everybody is asked about. Whoever is shown in words that were not
    understood so is asked about as ever; and so is everybody where the words need care: nudity, news, somebody young.
    """
    if (
        brief.kind != "clip"
        or brief.finish.is_asked
        or one.how != "unnamed"
        or intents_of(clean(all_words(brief))).sensitive
    ):
        return False
    crowds = [thing.name for thing in brief.clip.things if thing.kind == "crowd"]
    names = [character.name for character in brief.clip.characters]
    read = [
        reading.words
        for reading in brief.understood
        if reading.field == "clip.characters" or (reading.field == "clip.things" and "crowd" in reading.value)
    ]
    pronouns = (
        PRONOUNS if names or crowds else _OF_THINGS if any(thing.count > 1 for thing in brief.clip.things) else ()
    )
    said = " ".join([*crowds, *names, *read, *pronouns]).lower()
    return re.search(rf"\b{re.escape(one.words.lower())}\b", said) is not None


def _of_people(brief: Brief, production: str) -> dict[str, object]:
    """Return what a brief's own fields ask of a person.

    Of a clip that names somebody and has lines: their face and their voice, and words that no script holds. Of a re-age: the ages, their face, and their voice where it is changed. Of a wardrobe that is cut to a performer's own measures: their body.
    """
    if brief.kind == "wardrobe" and any((brief.body.performer, *(one.body.performer for one in brief.wardrobe.others))):
        return {"modalities": ("body",)}
    if brief.kind == "clip" and brief.people and brief.clip.speech:
        return {"modalities": ("face", "voice"), "unscripted": True}
    if brief.kind != "reage":
        return {}
    voice = brief.voice.pitch_semitones != 0 or brief.voice.formants_percent != 0 or brief.voice.breath != 0
    return {
        "age_from": brief.reage.from_age,
        "age_to": brief.reage.to_age,
        "models": (network_id(production, brief.shot),) if brief.reage.method == "learned" else (),
        "modalities": (*(("body",) if brief.reage.hands else ()), "face", *(("voice",) if voice else ())),
    }


def question_of_text(
    text: str,
    registry: Registry,
    *,
    production: str,
    actions: tuple[Action, ...] | None = None,
    shot: str = "",
    kind: str | None = None,
    plate: Seen | None = None,
    references: tuple[Seen, ...] = (),
    brief_sha256: str = "",
    guidance: Guidance | None = None,
    lifecycle: Lifecycle = "final",
    reading: Reading | None = None,
) -> Question:
    """Return what words alone ask. What they name (re-ageing, dubbing, training) is the action; otherwise a picture is generated."""
    question = _question(
        text,
        registry,
        people=(),
        actions=actions,
        always=(),
        production=production,
        plate=plate or Seen(),
        references=references,
        brief_sha256=brief_sha256,
        shot=shot,
        kind=kind,
        reading=reading,
    )
    return question.model_copy(update={"guidance": guidance or Guidance(), "lifecycle": lifecycle})


def shown_in(
    text: str, registry: Registry, people: Sequence[str] = (), *, persons: Sequence[Person] = ()
) -> tuple[Shown, ...]:
    """Return whom words show, named people first, each once.

    Args:
        text: The words.
        registry: The show's people and characters.
        people: Names that were given beside the words; each is somebody, in the register or not.
        persons: Whom a second reader found in the words; who is found by it alone is not sure.
    """
    cleaned = clean(text)
    words = words_of(cleaned)
    index = index_of(registry)
    enrolled = index.find_in(words, cleaned)
    certain = [one for one in enrolled if one.sure]
    characters = [one for one in _characters(registry).find_in(words, cleaned) if not _within(one, certain)]
    listed = well_known(words, cleaned)
    owned = [one for one in listed.works if not _within(one, [*certain, *characters])]
    nobody = [(one.start, one.end) for one in listed.free] + place_spans(words)
    perhaps = [one for one in enrolled if not one.sure and not _within(one, characters) and not _covered(one, nobody)]
    # A character who is called like a well-known person may be that person: somebody has to look.
    famous = [
        replace(one, sure=False) if _within(one, characters) else one
        for one in listed.people
        if not _within(one, certain)
    ]
    phrases = descriptions(cleaned, own_artists(registry))
    registered = [one for one in registered_in(words, cleaned, registry) if not _crosses(one, phrases)]
    pointed = [one for one in phrases if _still_points(one, cleaned, [*certain, *famous, *characters])]
    famous = [one for one in famous if not _is_only_style(one, phrases)]
    read = [*certain, *famous, *owned, *characters, *(one for one in perhaps if one.how != "part")]
    spoken_for: list[Described | Registered] = [*(one for one in pointed if one.how != "voice"), *registered]
    taken = _places(read) | _places(spoken_for) | _spread(nobody)
    strange = strangers(words, cleaned, taken)
    whole = [one for one in strange if not one.alone]
    surnames = public_surnames(words, taken | _places([*whole, *perhaps]))
    unknown = [one for one in strange if not (one.alone and _within(one, [*perhaps, *surnames]))]
    famous += surnames
    spans = nobody + [(one.start, one.end) for one in (*read, *perhaps, *famous)]
    spans += [(one.start, one.end) for one in unknown] + [(one.start, one.end) for one in pointed]
    spans += [(one.start, one.end) for one in registered]
    spans += [(lead.start(), lead.end()) for one in pointed if (lead := LEAD_IN.search(cleaned[: one.start]))]
    # A second reader only adds: it changes nothing of what the first found, so it never makes an answer milder.
    seconded = left_to_ask(persons, words, _second_taken(spans, listed, characters, phrases, people, cleaned))
    spoken_of = bool(people or read or perhaps or famous or unknown) or any(one.how != "style" for one in pointed)
    shown = [
        *(one for name in people for one in _given(name, index, registry)),
        *(_of_register(one) for one in sorted((*certain, *perhaps), key=lambda one: one.start)),
        *(_public(one) for one in famous),
        *(_stranger(one) for one in unknown),
        *(Shown(words=one.words, how="named", sure=False) for one in seconded),
        *(Shown(words=one.words, how=one.how, owners=one.owners) for one in pointed),
        *(one.shown for one in registered),
        *(Shown(words=one.words, how="protected_work", owners=(Owner(name=one.performer),)) for one in owned),
        *(Shown(words=one.words, how="fictional") for one in characters),
        *(
            Shown(words=one.words, how="unnamed")
            for one in unnamed(cleaned, spans, named=spoken_of)
            if not people or one.words.lower() in GROUPS
        ),
    ]
    return tuple(dict.fromkeys(shown))


def index_of(registry: Registry) -> NameIndex:
    """Return the index of a register's names, built when the register is first seen."""
    key = id(registry.performers)
    held = _indexes.get(key)
    if held is None or held[0] is not registry.performers:
        held = (registry.performers, NameIndex(registry.performers.values()))
        _indexes[key] = held
        while len(_indexes) > KEPT_INDEXES:
            _indexes.popitem(last=False)
    _indexes.move_to_end(key)
    return held[1]


def _question(
    text: str,
    registry: Registry,
    *,
    people: Sequence[str],
    actions: tuple[Action, ...] | None,
    always: tuple[Action, ...],
    production: str,
    plate: Seen,
    references: tuple[Seen, ...],
    brief_sha256: str,
    shot: str,
    kind: str | None,
    reading: Reading | None,
    is_nobody: Callable[[Shown], bool] = lambda _: False,
) -> Question:
    found = shown_in(text, registry, people, persons=reading.persons if reading else ())
    shown = tuple(one for one in found if not is_nobody(one))
    intents = intents_of(clean(text))
    if kind == "wardrobe":  # clothes are cut for somebody "aged 50": nobody is made older or younger
        intents = replace(intents, actions=tuple(one for one in intents.actions if one is not Action.REAGE))
    if intents.only_people and not shown:
        # Nobody is found, and yet the words ask for what is only done to people: somebody is meant.
        shown = (Shown(words=intents.only_people, how="described"),)
    intents = _of_somebody(intents, shown, plate, references)
    asked = actions or tuple(sorted({*always, *intents.actions} or {Action.GENERATE}, key=list(Action).index))
    somebody = any(one.how not in {"style", "protected_work"} for one in shown) or plate.faces > 0
    return Question(
        production=production,
        shot=shot,
        kind=kind or intents.kind or "clip",
        actions=asked,
        shown=shown,
        age_from=intents.age_from,
        age_to=intents.age_to,
        languages=intents.languages,
        modalities=intents.modalities if somebody else (),
        unscripted=intents.unscripted,
        sensitive=intents.sensitive,
        advertisement=intents.advertisement,
        use_case=intents.use_case,
        plate=plate,
        references=references,
        brief_sha256=brief_sha256,
        readers=(LISTS, reading.reader) if reading else (LISTS,),
    )


def _of_somebody(intents: Intents, shown: Sequence[Shown], plate: Seen, references: Sequence[Seen]) -> Intents:
    """Return the intents without what only a person can be asked, when nobody is shown: a wall aged by a hundred years."""
    if any(one.how not in {"style", "protected_work"} for one in shown) or any(
        seen.faces for seen in (plate, *references)
    ):
        return intents
    kept = tuple(action for action in intents.actions if action is Action.TRAIN)
    return Intents(
        actions=kept,
        sensitive=tuple(word for word in intents.sensitive if word != "minor"),
        advertisement=intents.advertisement,
        use_case=intents.use_case if kept or intents.use_case in {"ideation", "background"} else "other",
        kind="" if intents.kind == "reage" else intents.kind,
    )


def _given(name: str, index: NameIndex, registry: Registry) -> list[Shown]:
    """Return who a name under ``people:`` is, or an id of the register; every entry there is somebody, known or not."""
    if name in registry.performers:
        return [Shown(words=name, performer=name, how="named")]
    found = [one for one in index.find(name) if one.sure]
    whole = [one for one in found if one.end - one.start >= len(clean(name).strip()) - 2] or found
    return [_of_register(one) for one in whole] or [Shown(words=name, how="named")]


def _of_register(one: Found) -> Shown:
    return Shown(
        words=one.words,
        performer=one.performer,
        how="disguised" if one.how in {"disguised", "misspelt"} else "named",
        sure=one.sure,
    )


def _public(one: Found) -> Shown:
    return Shown(words=one.words, how="public", sure=one.sure and one.how in {"named", "disguised", "short"})


def _stranger(one: Stranger) -> Shown:
    return Shown(words=one.words, how="fictional" if one.alone else "named", sure=one.sure)


def _still_points(one: Described, cleaned: str, named: Sequence[Found]) -> bool:
    """Return whether a description points at somebody besides the names in it.

    "In the voice of" somebody whose name follows is that person's voice, and asks for their consent. "The actor who played the
    captain" is somebody else than the name behind it, and a style stays a style.
    """
    if one.how == "style":
        return True
    inside = [found for found in named if one.start <= found.start and found.end <= one.end + 1]
    return not any(found.sure and not _SOMEBODY_ELSE.search(cleaned[one.start : found.start]) for found in inside)


def _is_only_style(one: Found, phrases: Sequence[Described]) -> bool:
    """Return whether a well-known name stands for a style, which is judged as a style or is free."""
    return any(phrase.how == "style" and phrase.start <= one.start and one.end <= phrase.end for phrase in phrases)


def _crosses(one: Registered, phrases: Sequence[Described]) -> bool:
    """Return whether a registered name is a part of a phrase that says whose style is asked for."""
    return any(phrase.how == "style" and phrase.start < one.end and one.start < phrase.end for phrase in phrases)


def _within(one: Found | Stranger, others: Sequence[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _covered(one: Found, spans: Sequence[tuple[int, int]]) -> bool:
    return any(start <= one.start and one.end <= end for start, end in spans)


def _spread(spans: Sequence[tuple[int, int]]) -> set[int]:
    return {place for start, end in spans for place in range(start, end)}


class _Placed(Protocol):
    """What stands somewhere in a text."""

    @property
    def start(self) -> int: ...
    @property
    def end(self) -> int: ...


def _places(found: Iterable[_Placed]) -> set[int]:
    return _spread([(one.start, one.end) for one in found])


def _second_taken(
    spans: Sequence[tuple[int, int]],
    listed: WellKnown,
    characters: Sequence[Found],
    phrases: Sequence[Described],
    people: Sequence[str],
    cleaned: str,
) -> set[int]:
    """Return the places that a second reader has nothing to say about: the first reading knows who or what stands there."""
    known = [*listed.people, *listed.works, *listed.free, *characters]
    given = [
        match.span() for name in people if name for match in re.finditer(re.escape(clean(name)), cleaned, re.IGNORECASE)
    ]
    return _spread([*spans, *given]) | _places([*known, *(one for one in phrases if one.how == "style")])


class _Character:
    def __init__(self, name: str) -> None:
        self.id = name
        self.names = (name,)


_character_indexes: OrderedDict[tuple[str, ...], NameIndex] = OrderedDict()


def _characters(registry: Registry) -> NameIndex:
    index = _character_indexes.get(registry.characters)
    if index is None:
        names = dict.fromkeys(name for whole in registry.characters for name in (whole, *_first_and_last(whole)))
        index = NameIndex([_Character(name) for name in names], parts=False, slips=False)
        _character_indexes[registry.characters] = index
        while len(_character_indexes) > KEPT_INDEXES:
            _character_indexes.popitem(last=False)
    return index


def _first_and_last(name: str) -> tuple[str, ...]:
    """Return the parts of a character's name that they may be called by; a title alone is nobody."""
    words = [word for word in name.split() if word.lower().rstrip(".") not in TITLES]
    if not words:
        return ()
    return (words[0], words[-1], " ".join(words)) if len(words) < len(name.split()) or len(words) > 1 else ()


def _answers(use: Use) -> Guidance:
    return Guidance(no_replication=use.p1, no_training=use.p2, secure=use.p3, temporary=use.p4, no_replacement=use.p5)
