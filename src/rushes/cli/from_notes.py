"""``rushes make --from-notes``: the brief of the next version, out of the notes on an earlier one."""

from __future__ import annotations

import getpass
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import click

from rushes.brief import Brief
from rushes.cli.options import Asked
from rushes.errors import BadInputError
from rushes.show import Show, check_shot_name, parse_version, version_name

if TYPE_CHECKING:
    from rushes.engines import Take
    from rushes.review.notes import Answered


def read_reference(show: Show, text: str) -> tuple[str, str]:
    """Return the shot and the version that ``020_0150/v001`` names; of ``020_0150`` alone the newest version.

    Raises:
        BadInputError: The text names neither, or the show has no such version.
    """
    shot, slash, version = text.strip().partition("/")
    versions = show.versions(check_shot_name(shot))
    if not versions:
        raise BadInputError(f"Show {show.name} has no take of shot {shot}. Make one first.")
    named = version_name(parse_version(version)) if slash else versions[-1]
    if named not in versions:
        raise BadInputError(f"Shot {shot} has no version {named}. There is: {', '.join(versions)}.")
    return shot, named


def answered_brief(show: Show, reference: str, asked: Asked, engines: str | None) -> Answered:
    """Return the next version's brief, with what becomes of each note.

    Args:
        show: The show.
        reference: The version whose open notes are answered, as ``020_0150/v001``.
        asked: The brief that it was made from, where it isn't to be the one that lies beside the take; besides, only quality,
            seed and frames may be given.
        engines: The option ``--engine``, which has no place here.

    Raises:
        BadInputError: An option has no place here, there is no such version, it has no open notes, or none of them is understood.
    """
    from rushes.brief import read_brief
    from rushes.engines import Take
    from rushes.review.notes import answers_held, brief_of, catch_up, changes_for, read_notes

    words = {name: getattr(asked, name) for name in ("text", "shot", "strict", "planner", "kind")} | {"engine": engines}
    if wrong := next((name for name, value in words.items() if value), None):
        raise BadInputError(
            f"--{wrong} has no place beside --from-notes: the brief is the version's own. Leave it out."
        )
    shot, version = read_reference(show, reference)
    take = Take.load(show.version_folder(shot, version) / "take.json")
    if later := [name for name in show.versions(shot) if parse_version(name) > parse_version(version)]:
        click.echo(
            f"Newer      {', '.join(later)}: what was changed there since {version} is not carried along.", err=True
        )
    if asked.brief_path is not None and answers_held(take):
        raise BadInputError(
            f"{version} of shot {shot} was made from notes itself, and {asked.brief_path} knows nothing of them. Leave BRIEF out: what {version} was made from lies beside it."
        )
    brief_path = asked.brief_path
    brief = brief_of(take) if brief_path is None else read_brief(brief_path, rate=show.rate, overrides={"shot": shot})
    for note in catch_up(show, shot, getpass.getuser()):
        click.echo(f"Addressed  {note.id} by {note.answered_by}, which was made for it")
    open_notes = [note for note in read_notes(show, shot, version) if note.state == "open" and not note.is_reply]
    if not open_notes:
        raise BadInputError(
            f"There is no open note on {shot}/{version}. Write one with: rushes note add {shot}/{version} --frames ... --text ..."
        )
    answered = changes_for(show, take, open_notes, brief)
    if not answered.answered:
        reasons = " ".join(f"{one.note.id}: {' '.join(one.why)}" for one in answered.not_understood)
        raise BadInputError(f"No note on {shot}/{version} was understood, so nothing is made. {reasons}")
    return _with_options(answered, take, asked.overrides)


def _with_options(answered: Answered, take: Take, given: Mapping[str, Any]) -> Answered:
    """Return the brief with the size, the seed or the length that was asked for on the command line."""
    from dataclasses import replace

    if "frames" in given and take.kind == "clip":
        raise BadInputError(
            "--frames has no place beside --from-notes of a clip: say in a note how much longer it is to be."
        )
    try:
        brief = Brief.model_validate(answered.brief.model_dump() | dict(given))
    except ValueError as error:
        raise BadInputError("The seed or the number of frames is out of bounds.") from error
    return replace(answered, brief=brief)


def say_answered(answered: Answered) -> None:
    """Print what becomes of each note."""
    for one in answered.answered:
        click.echo(f"Note       {one.note.id} {'; '.join(map(str, one.turned))}")
        for told in one.told:
            click.echo(f"           {told}")
    for left in answered.not_understood:
        click.echo(f"Left open  {left.note.id} {' '.join(left.why)}", err=True)


def mark(show: Show, answered: Answered, take: Take) -> None:
    """Write into the notes that a take answers them."""
    from rushes.review.notes import mark_answered

    for note in mark_answered(show, take.shot, answered, take.version, getpass.getuser()):
        click.echo(f"Addressed  {note.id} by {take.version}")
