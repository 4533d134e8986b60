"""From a brief, or from words alone, to the question that the rules answer: who is shown, and what is done to them."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from typing import Literal

from rushes.brief import Brief, Use
from rushes.clearance.likeness.descriptions import LEAD_IN, Described, descriptions, points_at_artist
from rushes.clearance.likeness.disguise import Word, clean, words_of
from rushes.clearance.likeness.intents import Intents, intents_of
from rushes.clearance.likeness.names import Found, NameIndex
from rushes.clearance.likeness.public import free_names, is_old_master, public_names, works
from rushes.clearance.likeness.strangers import Stranger, strangers
from rushes.clearance.likeness.unnamed import GROUPS, unnamed
from rushes.clearance.question import Guidance, Question, Seen, Shown
from rushes.clearance.records.consent import Action
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.registry import Registry

KEPT_INDEXES = 4
"""Registers whose index of names is kept: one is usual, a batch and a few shows beside each other are four."""

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
    """
    use = brief.use
    made = (Action.GENERATE,) if brief.plate is None else (Action.GENERATE, Action.ALTER)
    question = _question(
        brief.text,
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
    )
    return question.model_copy(
        update={
            "languages": tuple(sorted({*question.languages, *use.languages})),
            "territories": use.territories,
            "media": use.media,
            "advertisement": question.advertisement or use.advertisement,
            "lifecycle": lifecycle or use.lifecycle,
            "use_case": question.use_case if use.use_case == "other" else use.use_case,
            "story_relevant": use.story_relevant,
            "guidance": guidance or _answers(use),
        }
    )


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
    )
    return question.model_copy(update={"guidance": guidance or Guidance(), "lifecycle": lifecycle})


def shown_in(text: str, registry: Registry, people: Sequence[str] = ()) -> tuple[Shown, ...]:
    """Return whom words show, named people first, each once.

    Args:
        text: The words.
        registry: The show's people and characters.
        people: Names that were given beside the words; each is somebody, in the register or not.
    """
    cleaned = clean(text)
    words = words_of(cleaned)
    index = index_of(registry)
    enrolled = list(index.find_in(words, cleaned))
    given = [one for name in people for one in _given(name, index)]
    characters = _characters(registry).find_in(words, cleaned)
    phrases = descriptions(cleaned)
    famous = [one for one in public_names(words, cleaned) if not _within(one, enrolled)]
    owned = [one for one in works(words, cleaned) if not _within(one, enrolled)]
    free = [one for one in free_names(words, cleaned) if not _within(one, enrolled)]
    allowed = [one for one in characters if not _within(one, [other for other in enrolled if other.sure])]
    enrolled = [one for one in enrolled if one.sure or not _within(one, allowed)]
    famous = [one for one in famous if not _within(one, [*allowed, *owned, *_longer(free, one)])]
    owned = [one for one in owned if not _within(one, allowed)]
    pointed = tuple(one for one in phrases if _still_points(one, cleaned, [*enrolled, *famous, *allowed]))
    famous = [one for one in famous if not _is_only_style(one, phrases)]
    taken = _places([*enrolled, *famous, *owned, *free, *allowed, *(one for one in pointed if one.how != "voice")])
    unknown = strangers(words, cleaned, taken)
    spans = [(one.start, one.end) for one in (*enrolled, *famous, *owned, *free, *allowed, *pointed, *unknown)]
    spans += [(lead.start(), lead.end()) for one in pointed if (lead := LEAD_IN.search(cleaned[: one.start]))]
    spoken_of = bool(people or enrolled or famous or unknown or allowed) or any(one.how != "style" for one in pointed)
    nobody_named = unnamed(cleaned, spans, named=spoken_of)
    shown = [
        *given,
        *(_of_register(one) for one in enrolled),
        *(Shown(words=one.words, how="public", sure=one.sure and one.how in {"named", "disguised", "short"}) for one in famous),
        *(_stranger(one) for one in unknown),
        *(Shown(words=one.words, how=one.how) for one in pointed),
        *(Shown(words=one.words, how="protected_work") for one in owned),
        *(Shown(words=one.words, how="fictional") for one in allowed),
        *(Shown(words=one.words, how="unnamed") for one in nobody_named if not people or one.words.lower() in GROUPS),
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
) -> Question:
    shown = shown_in(text, registry, people)
    intents = intents_of(clean(text))
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
    )


def _of_somebody(intents: Intents, shown: Sequence[Shown], plate: Seen, references: Sequence[Seen]) -> Intents:
    """Return the intents without what only a person can be asked, when nobody is shown: a wall aged by a hundred years."""
    if any(one.how not in {"style", "protected_work"} for one in shown) or any(seen.faces for seen in (plate, *references)):
        return intents
    kept = tuple(action for action in intents.actions if action is Action.TRAIN)
    return Intents(
        actions=kept,
        sensitive=tuple(word for word in intents.sensitive if word != "minor"),
        advertisement=intents.advertisement,
        use_case=intents.use_case if kept or intents.use_case in {"ideation", "background"} else "other",
        kind="" if intents.kind == "reage" else intents.kind,
    )


def _given(name: str, index: NameIndex) -> list[Shown]:
    """Return who a name under ``people:`` is; every entry there is somebody, known or not."""
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


def _stranger(one: Stranger) -> Shown:
    return Shown(words=one.words, how="fictional" if one.alone else "named", sure=one.sure)


def _still_points(one: Described, cleaned: str, named: Sequence[Found]) -> bool:
    """Return whether a description points at somebody besides the names in it.

    "In the voice of" somebody whose name follows is that person's voice, and asks for their consent; a style stays a style.
    """
    inside = [found for found in named if one.start <= found.start and found.end <= one.end + 1]
    if one.how == "style":
        of_masters = inside and all(found.performer in _masters(inside) for found in inside)
        rest = cleaned[one.start : one.end]
        for found in inside:
            rest = rest.replace(found.words, " ")
        return not (of_masters and not points_at_artist(rest.partition(" of ")[2]))
    return not any(found.sure for found in inside)


def _masters(found: Sequence[Found]) -> set[str]:
    from rushes.clearance.likeness.public import public_people

    people = public_people()
    return {one.performer for one in found if one.performer in people and is_old_master(one.performer)}


def _is_only_style(one: Found, phrases: Sequence[Described]) -> bool:
    """Return whether a well-known name stands for a style, which is judged as a style or is free."""
    return any(phrase.how == "style" and phrase.start <= one.start and one.end <= phrase.end for phrase in phrases)


def _within(one: Found, others: Sequence[Found]) -> bool:
    return any(one.start < other.end and other.start < one.end for other in others)


def _longer(others: Sequence[Found], one: Found) -> list[Found]:
    return [other for other in others if other.end - other.start >= one.end - one.start]


def _places(found: Sequence[Found | Described]) -> set[int]:
    return {place for one in found for place in range(one.start, one.end)}


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
    words = name.split()
    return (words[0], words[-1]) if len(words) > 1 else ()


def _answers(use: Use) -> Guidance:
    return Guidance(
        no_replication=use.p1, no_training=use.p2, secure=use.p3, temporary=use.p4, no_replacement=use.p5
    )
