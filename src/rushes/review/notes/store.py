"""Notes on disk: one file each, written whole or not at all, beside the versions of their shot."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import get_args

from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.review.notes.note import REMEMBERED, Change, Note, State, check_id, moment, read_note
from rushes.show import Role, Show, parse_version, version_name
from rushes.studio import spoken_errors, write_atomically

LARGEST_BYTES = 4 * 1024 * 1024
"""Largest file of a note [bytes]: ten times one that uses every limit, so that a newer Rushes' fields have room."""


def notes_folder(show: Show, shot: str) -> Path:
    """Return where a shot's notes lie; it need not exist.

    Raises:
        BadInputError: The name is no shot's.
    """
    return show.shot_folder(shot) / "notes"


def read_notes(show: Show, shot: str, version: str = "") -> tuple[Note, ...]:
    """Return the notes of a shot, or of one version of it, oldest first; replies among them.

    Raises:
        BadInputError: The shot's or the version's name is wrong, or a note is damaged or was written by a newer Rushes.
    """
    if version:
        version = version_name(parse_version(version))
    found = [_read(path, shot) for path in notes_folder(show, shot).glob("n-*.json")]
    kept = (note for note in found if not version or note.version == version)
    return tuple(sorted(kept, key=lambda note: (note.created, note.id)))


def read_one(show: Show, shot: str, id: str) -> Note:  # noqa: A002 - a note's own word for it
    """Return a note.

    Raises:
        BadInputError: There is none of this id, it is damaged, or a newer Rushes wrote it.
    """
    path = notes_folder(show, shot) / f"{check_id(id)}.json"
    if not path.is_file():
        raise BadInputError(
            f"Shot {shot} has no note {id}. See them with: rushes note list {shot} --show {show.folder}"
        )
    return _read(path, shot)


def find_note(show: Show, id: str) -> Note:  # noqa: A002 - a note's own word for it
    """Return a note of any shot of the show.

    Raises:
        BadInputError: There is none of this id, it is damaged, or a newer Rushes wrote it.
    """
    found = sorted(show.shots.glob(f"*/notes/{check_id(id)}.json"))
    if not found:
        raise BadInputError(
            f"Show {show.name} has no note {id}. See them with: rushes note list SHOT --show {show.folder}"
        )
    return read_one(show, found[0].parent.parent.name, id)


def add_note(show: Show, note: Note) -> Note:
    """Write a new note, and return it as it is read back.

    Raises:
        BadInputError: A field isn't of its form or over a limit, the version isn't there or doesn't have these frames, what it replies
            to isn't there, or the note can't be written.
    """
    note = read_note(note.to_json(), f"Note {note.id}")
    _check_frames(show, note)
    if note.state != "open" or note.history or note.answered_by:
        raise BadInputError(f"Note {note.id}: a new note is open and has no history.")
    with _held(show, note.shot) as folder:
        path = folder / f"{note.id}.json"
        if path.exists():
            raise BadInputError(
                f"Shot {note.shot} has a note {note.id} already. Leave its id out, and it gets one of its own."
            )
        if note.is_reply and read_one(show, note.shot, note.thread).is_reply:
            raise BadInputError(f"Note {note.thread} is a reply itself. Reply to the note that starts its thread.")
        _write(path, note)
    return note


def reply(show: Show, shot: str, id: str, text: str, author: str, role: Role = "artist") -> Note:  # noqa: A002 - a note's own word for it
    """Answer a note in words; its frames are those of the note.

    Args:
        show: The show.
        shot: The shot.
        id: The note; of a reply, the note that starts its thread is meant.
        text: The words.
        author: Who answers.
        role: As what.

    Raises:
        BadInputError: As ``add_note``, or there is no such note.
    """
    asked = read_one(show, shot, id)
    return add_note(
        show,
        Note(
            shot=shot,
            version=asked.version,
            frames=asked.frames,
            author=author,
            role=role,
            text=text,
            thread=asked.thread or asked.id,
        ),
    )


def set_state(
    show: Show,
    shot: str,
    id: str,  # noqa: A002 - a note's own word for it
    state: State,
    by: str,
    version: str = "",
    *,
    now: datetime | None = None,
) -> Note:
    """Change a note's state, and remember who did.

    Args:
        show: The show.
        shot: The shot.
        id: The note that starts the thread.
        state: ``addressed`` by a version, ``verified`` once somebody has seen that it is, ``open`` again otherwise.
        by: Who says so.
        version: The version that answers it; for ``addressed``, and empty where words alone do.
        now: When; the present when left out.

    Raises:
        BadInputError: There is no such note, it is a reply, it is in that state already, nothing answers what is to be verified, or the
            version isn't there or older than the note's.
    """
    if state not in get_args(State):
        raise BadInputError(f"Note {id}: a state is one of {', '.join(get_args(State))}.")
    with _held(show, shot) as folder:
        note = read_one(show, shot, id)
        _check_step(show, note, state, version)
        change = Change(state, by, moment(now), version)
        answered = {"open": "", "addressed": version, "verified": note.answered_by}[state]
        changed = replace(note, state=state, history=(*note.history, change), answered_by=answered)
        _write(folder / f"{note.id}.json", read_note(changed.to_json(), f"Note {note.id}"))
    return changed


def _check_step(show: Show, note: Note, state: State, version: str) -> None:
    where = f"Note {note.id}"
    if note.is_reply:
        raise BadInputError(
            f"{where} is a reply. The state is that of the note which starts the thread: {note.thread}."
        )
    if note.state == state and (state != "addressed" or version == note.answered_by):
        raise BadInputError(f"{where} is {state} already.")
    if state == "verified" and note.state == "open":
        raise BadInputError(
            f"{where} is open: nothing answers it yet. Say first what does, with: rushes note address {note.id}"
        )
    if version and state != "addressed":
        raise BadInputError(f"{where}: only a note that is addressed names a version. Leave the version out.")
    if len(note.history) >= REMEMBERED:
        raise BadInputError(f"{where} changed its state {REMEMBERED:,} times. Write a new one.")
    if version and version not in show.versions(note.shot):
        raise BadInputError(f"{where}: shot {note.shot} has no version {version}.")
    if version and parse_version(version) <= parse_version(note.version):
        raise BadInputError(f"{where} is about {note.version}, so {version} can't answer it. Name a later version.")


def _check_frames(show: Show, note: Note) -> None:
    if note.version not in show.versions(note.shot):
        raise BadInputError(
            f"Shot {note.shot} has no version {note.version}. There is: {', '.join(show.versions(note.shot)) or 'none yet'}."
        )
    frames = Take.load(show.version_folder(note.shot, note.version) / "take.json").frames
    if note.frames.first not in frames or note.frames.last not in frames:
        raise BadInputError(
            f"Shot {note.shot}, {note.version} has frames {frames}, and the note is on {note.frames}. Name frames that it has."
        )


def _read(path: Path, shot: str) -> Note:
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_BYTES + 1)
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Check its permissions.") from error
    if len(content) > LARGEST_BYTES:
        raise BadInputError(
            f"{path} is larger than {LARGEST_BYTES // 1024**2} MiB, which no note is. Move it elsewhere."
        )
    try:
        note = read_note(json.loads(content), str(path))
    except (ValueError, RecursionError) as error:
        raise BadInputError(
            f"{path} is damaged (it is not JSON). Bring it back from a copy, or move it elsewhere."
        ) from error
    if note.id != path.stem or note.shot != shot:
        raise BadInputError(
            f"{path} holds note {note.id} of shot {note.shot}. Give it its own name back, or move it elsewhere."
        )
    return note


def _write(path: Path, note: Note) -> None:
    write_atomically(path, json.dumps(note.to_json(), indent=1, ensure_ascii=False, allow_nan=False) + "\n")


@contextmanager
def _held(show: Show, shot: str) -> Iterator[Path]:
    """Hold a shot's notes while one of them is changed, so that nobody's change is lost; give their folder."""
    folder = notes_folder(show, shot)
    if not folder.parent.is_dir():
        raise BadInputError(f"Show {show.name} has no shot {shot} yet. Make a take of it first.")
    with spoken_errors(folder):
        folder.mkdir(exist_ok=True)
        with (folder / ".lock").open("a") as stream:
            fcntl.flock(stream, fcntl.LOCK_EX)
            yield folder
