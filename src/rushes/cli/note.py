"""``rushes note``: notes on a version's frames, and what became of them."""

from __future__ import annotations

import getpass
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.show import ROLES
from rushes.untrusted import parsed

if TYPE_CHECKING:
    from rushes.review.notes import Note, State, Stroke
    from rushes.show import Show

STATES = ("open", "addressed", "verified")

LARGEST_DRAWING_BYTES = 1024 * 1024
"""Largest file of strokes [bytes]: five times a drawing that uses every limit."""

Command = TypeVar("Command", bound=Callable[..., Any])


def author_options(command: Command) -> Command:
    """Add ``--by`` and ``--role``."""
    command = click.option("--role", type=click.Choice(ROLES), default="artist", help="As what; artist when left out.")(
        command
    )
    return click.option("--by", help="Who says so; who is logged in when left out.")(command)


@click.group("note")
def command() -> None:
    """Notes on a version's frames: write them, answer them, say what became of them.

    The next version answers them with: rushes make --from-notes SHOT/VERSION.
    """


@command.command("add")
@click.argument("reference", metavar="SHOT[/VERSION]")
@click.option("--frames", required=True, help="The frame, or the first and the last one: 1012 or 1012-1030.")
@click.option("--text", default="", help="The words.")
@click.option(
    "--region", help="The part of the picture that is meant: left,top,right,bottom as shares, 0.2,0.3,0.5,0.6."
)
@click.option(
    "--strokes",
    type=click.Path(path_type=Path),
    help="What was drawn: a JSON list of {tool, colour, width, points}.",
)
@author_options
@show_option
@json_option
def add(reference: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Write a note on a frame or a range of frames of a version; of the newest when only SHOT is given."""
    from rushes.cli.from_notes import read_reference
    from rushes.review.notes import Note, add_note
    from rushes.show import FrameRange, Show

    show = Show.load(show_folder)
    shot, version = read_reference(show, reference)
    note = add_note(
        show,
        Note(
            shot=shot,
            version=version,
            frames=FrameRange.parse(asked["frames"]),
            author=asked["by"] or getpass.getuser(),
            role=asked["role"],
            text=asked["text"],
            region=_region(asked["region"]),
            strokes=_strokes(asked["strokes"]),
        ),
    )
    _say(show, note, as_json=as_json)


@command.command("list")
@click.argument("reference", metavar="SHOT[/VERSION]")
@click.option("--state", type=click.Choice(STATES), help="Only notes in this state.")
@click.option("--csv", "table", type=click.Path(path_type=Path), help="Write them to this file as a table.")
@show_option
@json_option
def list_command(reference: str, state: str | None, table: Path | None, show_folder: Path, as_json: bool) -> None:
    """List the notes of a shot, or of one of its versions, each with its replies."""
    from rushes.review.notes import notes_csv, read_notes
    from rushes.show import Show
    from rushes.studio import spoken_errors, write_atomically

    show = Show.load(show_folder)
    shot, _, version = reference.partition("/")
    every = read_notes(show, shot, version)
    found = [note for note in every if not note.is_reply and state in {None, note.state}]
    rows = [row for note in found for row in (note, *(one for one in every if one.thread == note.id))]
    if table is not None:
        with spoken_errors(table):
            write_atomically(table, notes_csv(rows, show.rate))
        click.echo(f"Table      {table} ({len(rows)} rows)")
    else:
        for note in rows:
            click.echo(_line(note))
        if not rows:
            click.echo(f"No notes on {reference}.")
    if as_json:
        print_json({"notes": [note.to_json() for note in rows]})


@command.command("show")
@click.argument("note_id", metavar="NOTE")
@show_option
@json_option
def show_command(note_id: str, show_folder: Path, as_json: bool) -> None:
    """Show a note with its replies and everything that became of it."""
    from rushes.review.notes import find_note, read_notes
    from rushes.show import Show

    show = Show.load(show_folder)
    note = find_note(show, note_id)
    replies = [one for one in read_notes(show, note.shot) if one.thread == note.id]
    for one in (note, *replies):
        click.echo(_line(one))
    for change in note.history:
        click.echo(f"    {change.at}  {change.state}{_by(change.version)}, says {change.by}")
    if as_json:
        print_json({"note": note.to_json(), "replies": [one.to_json() for one in replies]})


@command.command("reply")
@click.argument("note_id", metavar="NOTE")
@click.option("--text", required=True, help="The words.")
@author_options
@show_option
@json_option
def reply_command(note_id: str, text: str, by: str | None, role: str, show_folder: Path, as_json: bool) -> None:
    """Reply to a note, in its thread."""
    from rushes.review.notes import find_note, reply
    from rushes.show import Show

    show = Show.load(show_folder)
    note = find_note(show, note_id)
    _say(show, reply(show, note.shot, note.id, text, by or getpass.getuser(), role), as_json=as_json)  # type: ignore[arg-type] # one of click's choices


@command.command("address")
@click.argument("note_id", metavar="NOTE")
@click.option("--version", default="", help="The version that answers it; left out where words alone do.")
@click.option("--by", help="Who says so; who is logged in when left out.")
@show_option
@json_option
def address(note_id: str, version: str, by: str | None, show_folder: Path, as_json: bool) -> None:
    """Say that a note is answered, by a later version or in words."""
    _become(note_id, "addressed", by, version, show_folder, as_json=as_json)


@command.command("verify")
@click.argument("note_id", metavar="NOTE")
@click.option("--by", help="Who says so; who is logged in when left out.")
@show_option
@json_option
def verify(note_id: str, by: str | None, show_folder: Path, as_json: bool) -> None:
    """Say that a note was looked at again, and is answered."""
    _become(note_id, "verified", by, "", show_folder, as_json=as_json)


@command.command("reopen")
@click.argument("note_id", metavar="NOTE")
@click.option("--by", help="Who says so; who is logged in when left out.")
@show_option
@json_option
def reopen(note_id: str, by: str | None, show_folder: Path, as_json: bool) -> None:
    """Say that a note is not answered after all."""
    _become(note_id, "open", by, "", show_folder, as_json=as_json)


@command.command("preview")
@click.argument("reference", metavar="SHOT[/VERSION]")
@show_option
@json_option
def preview(reference: str, show_folder: Path, as_json: bool) -> None:
    """Say what the open notes on a version would change, and what isn't understood. Makes nothing."""
    from rushes.cli.from_notes import read_reference, say_answered
    from rushes.engines import Take
    from rushes.review.notes import brief_of, changes_for, read_notes
    from rushes.show import Show

    show = Show.load(show_folder)
    shot, version = read_reference(show, reference)
    take = Take.load(show.version_folder(shot, version) / "take.json")
    answered = changes_for(show, take, read_notes(show, shot, version), brief_of(take))
    say_answered(answered)
    if not answered.answered and not answered.not_understood:
        click.echo(f"There is no open note on {shot}/{version}.")
    if as_json:
        print_json(answered.to_json())


def _become(note_id: str, state: State, by: str | None, version: str, show_folder: Path, *, as_json: bool) -> None:
    from rushes.review.notes import find_note, set_state
    from rushes.show import Show

    show = Show.load(show_folder)
    note = find_note(show, note_id)
    _say(show, set_state(show, note.shot, note.id, state, by or getpass.getuser(), version), as_json=as_json)


def _say(show: Show, note: Note, *, as_json: bool) -> None:
    from rushes.review.notes import notes_folder

    click.echo(_line(note))
    click.echo(f"File       {notes_folder(show, note.shot) / note.id}.json")
    if as_json:
        print_json({"note": note.to_json()})


def _line(note: Note) -> str:
    """Return a note in a line or a few: words of several lines are indented."""
    text = "\n    ".join(note.text.split("\n")) or f"(drawn: {len(note.strokes)})"
    if note.is_reply:
        return f"    {note.id}  {note.author}: {text}"
    where = f"  region {' '.join(f'{share:g}' for share in note.region)}" if note.region else ""
    state = f"{note.state}{_by(note.answered_by)}"
    return (
        f"{note.id}  {note.shot}/{note.version}  {note.frames}  {state}  {note.author} ({note.role}){where}\n    {text}"
    )


def _by(version: str) -> str:
    return f" by {version}" if version else ""


def _region(text: str | None) -> tuple[float, float, float, float] | None:
    from rushes.errors import BadInputError
    from rushes.review.notes.place import read_region

    if text is None:
        return None
    try:
        shares = [float(part) for part in text.split(",")]
    except ValueError as error:
        raise BadInputError(
            f'--region "{text}" is no region. Write left,top,right,bottom as 0.2,0.3,0.5,0.6.'
        ) from error
    return read_region(shares, "--region")


def _strokes(path: Path | None) -> tuple[Stroke, ...]:
    from rushes.errors import BadInputError
    from rushes.review.notes import read_stroke

    if path is None:
        return ()
    try:
        with path.open("rb") as stream:
            content = stream.read(LARGEST_DRAWING_BYTES + 1)
        if len(content) > LARGEST_DRAWING_BYTES:
            raise BadInputError(f"{path} is larger than 1 MiB, which no drawing is. Is it the right file?")
        drawn = parsed(content)
    except OSError as error:
        raise BadInputError(f"{path} can't be read ({error.strerror}). Check the path.") from error
    except (ValueError, RecursionError) as error:
        raise BadInputError(f"{path} is not JSON. Write a list of strokes.") from error
    if not isinstance(drawn, list):
        raise BadInputError(f"{path} holds no list of strokes. Write [{{tool, colour, width, points}}, ...].")
    return tuple(read_stroke(stroke, f"{path}: stroke {number}") for number, stroke in enumerate(drawn, 1))
