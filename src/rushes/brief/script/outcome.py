"""From a script to the parts of a scene, each with the words that it came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from rushes.brief.scene.beat import Beat
from rushes.brief.scene.character import Character
from rushes.brief.scene.reading import read_part
from rushes.brief.scene.shot import Shot
from rushes.brief.scene.sound import Sound
from rushes.brief.scene.speech import Line
from rushes.brief.scene.thing import Thing
from rushes.brief.scene.timing import Span, lengths_of, line_length_s
from rushes.brief.script.acting import does_of
from rushes.brief.script.framing import camera_of
from rushes.brief.script.moment import Moment
from rushes.brief.script.naming import plurals
from rushes.brief.script.script import Act, Draft, Script, Spoken
from rushes.errors import BadInputError

_WOMEN: Final = frozenset({"woman", "waitress", "policewoman", "maid", "barmaid", "bride", "businesswoman"})
_MEN: Final = frozenset({"man", "waiter", "policeman", "fireman", "butler", "bellboy", "businessman", "barman", "postman", "priest", "groom", "fisherman"})  # fmt: skip

USUAL_MS: Final[Mapping[str, float]] = {"drive": 10.0, "brake": 10.0, "walk": 1.3, "run": 4.0, "roll": 2.0, "slide": 1.5, "fly": 15.0, "float": 0.8, "reverse": 2.0}  # fmt: skip
"""Speeds [m/s] that slow and fast are said of: town traffic, a stroll, a ball that was pushed."""

PACES: Final = {"slow": 0.5, "fast": 1.8}


@dataclass(frozen=True)
class Outcome:
    """What a script makes.

    Attributes:
        things, characters, shots, beats, speech, sound: Parts of the scene, timed.
        firm: Beats whose moments were said in seconds from the clip's first frame.
        readings: By field: each part in its final form, and the words it came from.
    """

    things: tuple[Thing, ...]
    characters: tuple[Character, ...]
    shots: tuple[Shot, ...]
    beats: tuple[Beat, ...]
    speech: tuple[Line, ...]
    sound: Sound
    firm: tuple[Beat, ...]
    readings: Mapping[str, list[tuple[Any, str]]] = field(default_factory=dict)


def outcome_of(script: Script, total: float | None, where: str) -> Outcome:
    """Return the parts of the scene that a script asks for.

    Args:
        script: What was read.
        total: How long the clip is [s]; None when nobody said.
        where: What errors call the brief.

    Raises:
        BadInputError: What was said contradicts itself or is out of bounds.
    """
    _name(script.drafts)
    lengths = lengths_of([_span(script, index) for index in range(len(script.takes))], total, where)
    clock = _Clock(lengths)
    readings: dict[str, list[tuple[Any, str]]] = {}
    things = [(_thing(one, script, clock, where), one) for one in script.drafts if not one.is_person]
    people = [(_character(one, script, clock, where), one) for one in script.drafts if one.is_person]
    readings["clip.things"] = [(thing, ", ".join(_words_of(one, script))) for thing, one in things]
    readings["clip.characters"] = [(person, ", ".join(_words_of(one, script))) for person, one in people]
    happened = [(_beat(act, clock), act) for act in script.acts if act.is_event]
    beats = sorted(((beat, ", ".join(act.words)) for beat, act in happened), key=lambda each: each[0].at_s or 0.0)
    readings["clip.beats"] = list(beats)
    shots = [
        (Shot(seconds=length, camera=camera_of(take, number, where)), ", ".join(dict.fromkeys(said.words for said in take.said)))
        for number, (take, length) in enumerate(zip(script.takes, lengths, strict=True), 1)
    ]  # fmt: skip
    readings["clip.shots"] = [(shot, words) for shot, words in shots if words]
    lines = [(_line(one, clock), one.words) for one in script.lines]
    readings["clip.speech"] = list(lines)
    sound, heard = _sound(script, clock)
    readings["clip.sound"] = [(sound, heard)] if heard else []
    return Outcome(
        tuple(thing for thing, _ in things),
        tuple(person for person, _ in people),
        tuple(shot for shot, _ in shots),
        tuple(beat for beat, _ in beats),
        tuple(line for line, _ in lines),
        sound,
        tuple(beat for beat, act in happened if act.moment.base == "clip"),
        readings,
    )


@dataclass(frozen=True)
class _Clock:
    """The shots' lengths [s], in which moments become seconds."""

    lengths: tuple[float, ...]

    def at(self, moment: Moment) -> float:
        start = sum(self.lengths[: moment.shot])
        return round(moment.at(start, self.lengths[moment.shot]), 3)


def _name(drafts: Sequence[Draft]) -> None:
    """Give each draft a name of its own: its kind, with its colour or a number where two are of one kind."""
    taken: set[str] = set()
    for draft in drafts:
        plain = draft.kind.replace("_", " ")
        plural = _plural(draft.kind, plain) if draft.is_many else plain
        colour = "".join(letter for letter in str(draft.fields.get("colour", "")) if letter.isalnum() or letter == " ")
        choices = [
            plural,
            f"{colour} {plural}".strip(),
            *(f"{word} {plural}" for word in ("second", "third", "fourth", "fifth")),
        ]
        choices += [f"{plural} {number}" for number in range(6, len(drafts) + 7)]
        draft.name = next(name for name in choices if name not in taken)
        taken.add(draft.name)


def _plural(kind: str, plain: str) -> str:
    return "people" if kind == "person" else plurals().get(kind, plain)


def _span(script: Script, index: int) -> Span:
    """Return what is known of a shot's length: what was given, and the moments that have to lie in it."""
    moments = [act.moment for act in script.acts if act.moment.shot == index and (act.is_event or act.moment.seconds)]
    ends = [
        line.moment.later(line_length_s(line.text))
        for line in script.lines
        if line.moment and line.moment.shot == index
    ]
    moments += [*ends, *(noise.moment for noise in script.sounds if noise.moment and noise.moment.shot == index)]
    return Span(
        script.takes[index].seconds,
        tuple(one.seconds for one in moments if one.base == "shot"),
        tuple(one.seconds for one in moments if one.base == "clip"),
        script.takes[index].until,
    )


def _words_of(draft: Draft, script: Script) -> list[str]:
    acts = [word for act in script.acts if act.whom is draft and not act.is_event for word in act.words]
    return list(dict.fromkeys([*draft.words, *acts]))


def _where(draft: Draft) -> dict[str, object]:
    relation = draft.relation
    if not relation and draft.kind == "chandelier":
        relation = "hanging"
    place: dict[str, object] = {}
    if relation:
        place |= {"relation": relation, "of": draft.of.name if draft.of else ""}
    if draft.zone:
        place["zone"] = draft.zone
    return place


def _motions(draft: Draft, script: Script, clock: _Clock) -> list[dict[str, object]]:
    acts = sorted(
        (act for act in script.acts if act.whom is draft and not act.is_event), key=lambda act: clock.at(act.moment)
    )
    rows = []
    for act in acts:
        does = does_of(act)
        row: dict[str, object] = {"does": does, "at_s": clock.at(act.moment)}
        speed = act.speed_ms
        if speed is None and act.pace and does in USUAL_MS:
            speed = round(USUAL_MS[does] * PACES[act.pace], 3)
        row |= {"speed_ms": speed} if speed is not None else {}
        row |= {"toward": act.toward} if act.toward else {}
        row |= {"to": act.to.name} if act.to is not None else {}
        rows.append(row)
    return rows


def _thing(draft: Draft, script: Script, clock: _Clock, where: str) -> Thing:
    row = {
        **draft.fields,
        "kind": draft.kind,
        "name": draft.name,
        "where": _where(draft),
        "does": _motions(draft, script, clock),
    }
    found: tuple[Thing, ...] = _read("clip.things", row, draft, where)
    return found[0]


def _character(draft: Draft, script: Script, clock: _Clock, where: str) -> Character:
    row = {
        **draft.fields,
        "name": draft.name,
        "where": _where(draft),
        "does": _motions(draft, script, clock),
        "clothes": draft.clothes,
    }
    if draft.kind in _WOMEN or draft.kind in _MEN:
        row["sex"] = "female" if draft.kind in _WOMEN else "male"
    found: tuple[Character, ...] = _read("clip.characters", row, draft, where)
    return found[0]


def _read(name: str, row: Mapping[str, object], draft: Draft, where: str) -> Any:  # noqa: ANN401 - any list of a scene
    try:
        return read_part(name, row)
    except ValueError as error:
        fault = str(error).rpartition(" (")[2].removesuffix(")").removeprefix("number 1 ")
        raise BadInputError(
            f'{where}: "{", ".join(draft.words)}" can\'t be: {fault}. Say it in other numbers.'
        ) from error


def _beat(act: Act, clock: _Clock) -> Beat:
    return Beat(
        event=act.verb,  # type: ignore[arg-type] # events of the vocabulary, which pydantic checks
        thing=act.whom.name if act.whom else "",
        at_s=clock.at(act.moment),
        breaks=act.breaks,
        toward=act.toward or None,  # type: ignore[arg-type] # as above
        onto=act.to.name if act.to is not None and act.to is not act.whom else "",
    )


def _line(spoken: Spoken, clock: _Clock) -> Line:
    return Line(
        text=spoken.text,
        who=spoken.who.name if spoken.who else "",
        at_s=clock.at(spoken.moment) if spoken.moment else None,
        manner=spoken.manner,
    )


def _sound(script: Script, clock: _Clock) -> tuple[Sound, str]:
    silent = [said.words for said in script.said if said.field == "silent"]
    effects = tuple(
        {"kind": noise.kind, "at_s": clock.at(noise.moment) if noise.moment else None, "level": noise.level} for noise in script.sounds
    )  # fmt: skip
    beds = tuple(dict.fromkeys(bed for bed, _ in script.beds))
    sound: Sound = read_part("clip.sound", {"beds": beds or None, "effects": effects, "silent": bool(silent)})
    words = [*silent, *(words for _, words in script.beds), *(noise.words for noise in script.sounds)]
    return sound, ", ".join(dict.fromkeys(words))
