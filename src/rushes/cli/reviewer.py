"""``rushes reviewer``: who decides about takes, as what, and with which key."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.review.deciding import Person

ROLES = ("artist", "supervisor", "production", "clearance", "representative")


@click.group("reviewer")
def command() -> None:
    """Enrol people who decide about takes: who they are, as what they decide, and which key is theirs."""


@command.command("add")
@click.argument("reviewer", metavar="ID")
@click.option("--name", required=True, help="For people.")
@click.option("--role", "roles", multiple=True, required=True, type=click.Choice(ROLES), help="As what they decide; again for more.")  # fmt: skip
@click.option("--did", required=True, help="Their own key (did:key:...), from `rushes consent key` or from their browser.")  # fmt: skip
@click.option("--performer", "performers", multiple=True, help="For a representative: for whom, by id; again for more.")
@click.option("--evidence", required=True, help='What the desk saw: "in person, 3 May 2026"; for a representative also by what right.')  # fmt: skip
@show_option
@json_option
def add(reviewer: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Enrol ID, for example ida. The show's clearance desk signs it; the ledger keeps no name.

    A record is not changed afterwards. Who gets other roles is ended, and enrolled anew under another id.
    """
    from pydantic import ValidationError

    from rushes.clearance.records.credential import sentence_of
    from rushes.errors import BadInputError
    from rushes.review.deciding import Person, add_person
    from rushes.show import Show

    try:
        person = Person.model_validate({"id": reviewer, "enrolled_at": datetime.now(UTC), **asked})
    except ValidationError as error:
        raise BadInputError(f"{reviewer} can't be enrolled: {sentence_of(error)}. Correct it and try again.") from error
    path = add_person(Show.load(show_folder), person)
    click.echo(f"{person.id} decides as {', '.join(person.roles)}{_for_whom(person)}.")
    click.echo(f"Record  {path}")
    if as_json:
        print_json({"reviewer": person.id, "file": str(path)})


@command.command("list")
@show_option
@json_option
def list_(show_folder: Path, as_json: bool) -> None:
    """List who decides about the show's takes, who did, and what the show asks for before a take is circled."""
    from rushes.review.deciding import register_of, unrepresented
    from rushes.show import Show

    show = Show.load(show_folder)
    register = register_of(show)
    for person in register.everybody.values():
        until = f"  until {person.ended_at:%-d %B %Y}" if person.ended_at else ""
        click.echo(f"{person.id:<20} {person.name:<28} {', '.join(person.roles)}{_for_whom(person)}{until}")
    if not register.everybody:
        click.echo("Nobody is enrolled. Start with: rushes reviewer add ID --role supervisor --did KEY ...")
    asked_for = " and ".join(show.quorum) if show.quorum else "one supervisor or production"
    click.echo(f"A take is circled by {asked_for}.")
    unspoken = unrepresented(show)
    if unspoken:
        click.echo(
            f"Nobody speaks for {', '.join(unspoken)}: rushes reviewer add ... --role representative --performer ID."
        )
    for problem in register.problems:
        click.echo(f"problem: {problem}", err=True)
    if as_json:
        listed = [person.model_dump(mode="json") for person in register.everybody.values()]
        print_json(
            {
                "reviewers": listed,
                "quorum": list(show.quorum),
                "unrepresented": list(unspoken),
                "problems": list(register.problems),
            }
        )


@command.command("end")
@click.argument("reviewer", metavar="ID")
@click.option("--since", help="Where somebody else had their key: from when on nothing counts, 2026-11-23 or a moment with its time zone.")  # fmt: skip
@show_option
@json_option
def end(reviewer: str, since: str | None, show_folder: Path, as_json: bool) -> None:
    """Let ID decide no more. What they decided stays; what they stopped, whoever follows them in that role can lift.

    With --since, what was recorded later counts no more, whatever moment it says of itself.
    """
    from rushes.review.deciding import end_person, show_again
    from rushes.show import Show

    show = Show.load(show_folder)
    ended = end_person(show, reviewer, since=_first_moment(since) if since else None)
    click.echo(f"{ended.id} decides no more. What was recorded before {ended.ended_at:%-d %B %Y, %H:%M} UTC stays.")
    changed = show_again(show)
    for shot, version in changed:
        click.echo(f"{shot} {version} comes to something else now: rushes decisions show {shot} {version} --show SHOW")
    if as_json:
        takes = [{"shot": shot, "version": version} for shot, version in changed]
        ended_at = ended.ended_at.isoformat() if ended.ended_at else None
        print_json({"reviewer": ended.id, "ended_at": ended_at, "takes": takes})


def _first_moment(text: str) -> datetime:
    """Return the moment from which on something holds: the beginning of a day (UTC), or a moment with its time zone.

    Raises:
        BadInputError: It is neither.
    """
    from rushes.errors import BadInputError

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f'"{text}" is no date. Write it as 2026-11-23, or as 2026-11-23T18:00:00Z.') from error
    if moment.tzinfo is None and len(text) > len("2026-11-23"):
        raise BadInputError(f'"{text}" has no time zone. Write it as 2026-11-23T18:00:00Z, or give the day alone.')
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def _for_whom(person: Person) -> str:
    return f" of {', '.join(person.performers)}" if person.performers else ""
