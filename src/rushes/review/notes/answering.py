"""Notes become the next version's input: what is asked of a version is turned into parameters, note by note, or it is said why not."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from rushes.brief import Brief, Reading
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.pipeline import engine_for
from rushes.plan import Answer, Engine, Remark, Turned
from rushes.review.notes.note import Note, check_id
from rushes.review.notes.place import Region
from rushes.review.notes.store import read_notes, set_state
from rushes.show import Show
from rushes.untrusted import parsed

SCHEMA: Final = "rushes/answered/1"

POINTED: Final = 0.03
"""Half the side of what an arrow's tip means, as a share of the picture: about a hand that points from a row back."""


@dataclass(frozen=True, slots=True)
class Made:
    """A note that the next version answers, with what was changed for it, and what its author should know."""

    note: Note
    turned: tuple[Turned, ...]
    told: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A note that nothing was changed for, and why, in sentences."""

    note: Note
    why: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What becomes of a version's notes.

    Attributes:
        version: The version that the notes are about.
        brief: The next version's: with everything changed that was understood.
        answered: Notes that it answers, oldest first.
        not_understood: Notes that it doesn't; they stay open.
    """

    version: str
    brief: Brief
    answered: tuple[Made, ...]
    not_understood: tuple[Left, ...]

    def to_json(self) -> dict[str, Any]:
        """Return what is sealed with the next version, as its ``notes.json``."""
        return {
            "schema": SCHEMA,
            "version": self.version,
            "answered": [
                {
                    "id": one.note.id,
                    "author": one.note.author,
                    "role": one.note.role,
                    "frames": [one.note.frames.first, one.note.frames.last],
                    "text": one.note.text,
                    "changed": [
                        {"field": turn.field, "before": turn.before, "after": turn.after, "words": turn.words}
                        for turn in one.turned
                    ],
                    "told": list(one.told),
                }
                for one in self.answered
            ],
            "not_understood": [{"id": one.note.id, "why": list(one.why)} for one in self.not_understood],
        }


def brief_of(take: Take) -> Brief:
    """Return the brief that a take was made from, as it was resolved.

    Raises:
        BadInputError: It is missing or damaged.
    """
    path = take.folder / "brief.json"
    try:
        return Brief.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInputError(
            f"{path} can't be read, so that nobody can tell what {take.version} was made from. Bring it back from a copy."
        ) from error


def changes_for(show: Show, take: Take, notes: Sequence[Note], brief: Brief) -> Answered:
    """Turn notes into changed parameters, as far as the engine knows how.

    A note of which anything isn't understood changes nothing. Notes that ask for different things of one parameter change nothing either:
    people have to agree first. What several ask alike is done once.

    Args:
        show: The show.
        take: The version that the notes are about.
        notes: Those on it; replies, and notes that are addressed already, ask for nothing.
        brief: What that version was made from.

    Raises:
        BadInputError: No engine answers this kind of brief.
    """
    engine = engine_for(brief)
    asking = [note for note in notes if note.state == "open" and not note.is_reply and note.version == take.version]
    heard = {note.id: _heard(engine, remark_of(note, take), brief) for note in asking}
    reasons = {note.id: list(heard[note.id].left) for note in asking}
    for note in asking:
        reasons[note.id] += _against(note, [one for one in asking if not heard[one.id].left], heard)
    made: list[Made] = []
    for note in asking:
        if reasons[note.id]:
            continue
        answer = heard[note.id]
        if not any(one.turned and _asks(answer) == _asks(heard[one.note.id]) for one in made):
            answer = _heard(engine, remark_of(note, take), brief)
            reasons[note.id] += [*answer.left, *_impossible(engine, show, take, answer.brief)]
            if reasons[note.id]:
                continue
            brief = _told(answer, note)
        made.append(Made(note, answer.turned, answer.told))
    left = tuple(Left(note, tuple(reasons[note.id])) for note in asking if reasons[note.id])
    return Answered(take.version, brief, tuple(made), left)


def mark_answered(show: Show, shot: str, answered: Answered, version: str, by: str) -> tuple[Note, ...]:
    """Write into the notes that a version answers them, once it is made.

    Raises:
        BadInputError: A note can't be written.
    """
    return tuple(set_state(show, shot, one.note.id, "addressed", by, version) for one in answered.answered)


def remark_of(note: Note, take: Take) -> Remark:
    """Return a note as an engine hears it."""
    return Remark(note.text, note.frames, take.frames.first, take.rate, take.version, take.folder, region_of(note))


def region_of(note: Note) -> Region | None:
    """Return the part of the picture that a note means: its region, else what was boxed, pointed at or circled; None for all of it."""
    if note.region is not None:
        return note.region
    for stroke in sorted(note.strokes, key=lambda stroke: ("box", "arrow", "pen").index(stroke.tool)):
        across, down = zip(*(stroke.points[-1:] if stroke.tool == "arrow" else stroke.points), strict=True)
        grown = POINTED if stroke.tool == "arrow" else 0.0
        region = (
            max(0.0, min(across) - grown),
            max(0.0, min(down) - grown),
            min(1.0, max(across) + grown),
            min(1.0, max(down) + grown),
        )
        if region[0] < region[2] and region[1] < region[3]:
            return region
    return None


def _heard(engine: Engine, remark: Remark, brief: Brief) -> Answer:
    if engine.answers is None:
        return Answer(brief, left=(f"The engine {engine.name} changes nothing by notes. Change the brief.",))
    if not remark.text.strip():
        return Answer(brief, left=("It is a drawing without words. Say in a word or two what is to change there.",))
    answer = engine.answers(remark, brief)
    if answer.turned or answer.left:
        return answer
    return replace(answer, left=("It asks for nothing that isn't so already.",))


def _asks(answer: Answer) -> dict[str, str]:
    return {turn.field: turn.after for turn in answer.turned}


def _against(note: Note, others: Sequence[Note], heard: dict[str, Answer]) -> list[str]:
    """Return which other notes ask for something else of the same parameters."""
    mine, why = _asks(heard[note.id]), []
    for other in others:
        theirs = _asks(heard[other.id])
        shared = [field for field in mine if field in theirs]
        if other.id != note.id and mine != theirs and shared:
            why.append(
                f"Note {other.id} asks for another change of {shared[0]}. Agree on one of them, and address the other by hand."
            )
    return why


def _impossible(engine: Engine, show: Show, take: Take, brief: Brief) -> list[str]:
    """Return why a brief can't be made; nothing where it can."""
    try:
        found = engine.completed(brief, show.folder, show.shot_folder(brief.shot))
        engine.steps(found, take.rate, show.name, show.next_version(take.shot))
    except BadInputError as error:
        return [str(error)]
    return []


def _told(answer: Answer, note: Note) -> Brief:
    """Return the changed brief, in which what was changed is told as this note's."""
    fields = {turn.field for turn in answer.turned}
    said = tuple(Reading(field=turn.field, value=turn.after, words=f"(note {note.id})") for turn in answer.turned)
    kept = {
        name: tuple(one for one in getattr(answer.brief, name) if one.field not in fields)
        for name in ("understood", "assumed")
    }
    return answer.brief.model_copy(update={**kept, "understood": (*kept["understood"], *said)})


def answers_held(take: Take) -> tuple[str, ...]:
    """Return the ids of the notes on an earlier version that a take answers, as its sealed ``notes.json`` says; none where it was asked for otherwise."""
    try:
        held = parsed((take.folder / "notes.json").read_text(encoding="utf-8"))["answered"]
        return tuple(check_id(one["id"]) for one in held)
    except (OSError, ValueError, KeyError, TypeError, BadInputError):
        return ()


def catch_up(show: Show, shot: str, by: str) -> tuple[Note, ...]:
    """Write into open notes that a version answers them which says so itself: whoever made it was cut off before that was written.

    A note that was opened again after that version answered it stays open.

    Raises:
        BadInputError: A note or a take's record can't be read, or a note can't be written.
    """
    caught: list[Note] = []
    notes = {note.id: note for note in read_notes(show, shot) if note.state == "open" and not note.is_reply}
    for version in show.versions(shot) if notes else ():
        for held in answers_held(Take.load(show.version_folder(shot, version) / "take.json")):
            note = notes.get(held)
            if note is not None and version not in {change.version for change in note.history}:
                caught.append(set_state(show, shot, held, "addressed", by, version))
                del notes[held]
    return tuple(caught)
