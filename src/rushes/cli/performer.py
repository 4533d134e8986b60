"""``rushes performer``: the show's register of people and their keys."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option


@click.group("performer")
def command() -> None:
    """Enrol performers: who they are, and which key is theirs. The show's clearance desk signs it."""


@command.command("enrol")
@click.argument("performer")
@click.option("--name", required=True, help="As briefs write it.")
@click.option("--alias", "aliases", multiple=True, help="Another name they are known by; again for more.")
@click.option("--did", help="Their own key (did:key:...); without one they are protected, and nobody can consent.")
@click.option("--born", help="Date of birth, 2011-05-03; needed for a minor.")
@click.option("--deceased", is_flag=True, help="They have died; heirs, representatives or a union sign for them.")
@click.option("--union", "unions", multiple=True, help="A union they belong to, for example sag-aftra; again for more.")
@click.option("--company", default="", help="Who employs them on this show.")
@click.option("--agent", "agents", multiple=True, help="Key of an agent or guild; again for more.")
@click.option(
    "--representative", "representatives", multiple=True, help="Key of a guardian, an heir, ... who may sign for them."
)
@click.option("--evidence", default="", help='What the desk saw: "passport, in person, 3 May 2026".')
@click.option("--again", is_flag=True, help="Enrol them anew: the new record takes the place of the old.")
@show_option
@json_option
def enrol(performer: str, show_folder: Path, deceased: bool, again: bool, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Enrol PERFORMER, an id in small letters that says nothing of who they are, such as performer-7.

    The record is signed by this machine's clearance desk, and the show names that desk from then on.
    """
    from datetime import UTC, datetime

    from rushes.canonical import sha256_of
    from rushes.clearance.records.desk_key import desk_signer
    from rushes.clearance.records.enrolment import enrol as sign_enrolment
    from rushes.clearance.records.enrolment import file_performer, performer_of
    from rushes.clearance.records.loading import load_registry
    from rushes.errors import BadInputError
    from rushes.provenance.events import record_enrolment
    from rushes.show import Show

    show = Show.load(show_folder)
    now = datetime.now(UTC).replace(microsecond=0)
    desk = desk_signer()
    one = performer_of(
        {"id": performer, "status": "deceased" if deceased else "living", "enrolled_at": now.isoformat(), **asked}
    )
    show = show.with_desk(desk.did)
    known = load_registry(show.consents, desk=desk.did, now=now).performers
    if performer in known and not again:
        raise BadInputError(f"{performer} is enrolled already. Use --again to enrol them anew, with every field.")
    document = sign_enrolment(one, desk, known=known.values())
    path = file_performer(show.consents, one, document)
    record_enrolment(show, performer=one.id, sha256=sha256_of(document))
    click.echo(f"{performer} is enrolled{'' if one.did else ' without a key: no consent of theirs can count yet'}.")
    click.echo(f"Record  {path}")
    click.echo(f"Desk    {desk.did}")
    if as_json:
        print_json({"performer": performer, "file": str(path), "sha256": sha256_of(document), "desk": desk.did})


@command.command("list")
@show_option
@json_option
def list_(show_folder: Path, as_json: bool) -> None:
    """List who is enrolled, and name the clearance desk that the show trusts."""
    from datetime import UTC, datetime

    from rushes.clearance.records.desk_key import desk_did
    from rushes.cli.register import registry_of
    from rushes.show import Show

    show = Show.load(show_folder)
    desk = show.clearance_desk or desk_did()
    registry = registry_of(show, datetime.now(UTC))
    click.echo(f"Desk  {desk or 'none yet: the first `rushes performer enrol` makes it'}")
    for performer in registry.performers.values():
        count = len(registry.consents_of(performer.id))
        consents = f"{count} consent{'' if count == 1 else 's'}" if performer.did else "no key yet"
        click.echo(f"{performer.id:<24} {performer.name:<28} {performer.status:<9} {consents}")
    if not registry.performers:
        click.echo("Nobody is enrolled.")
    for problem in registry.problems:
        click.echo(f"problem: {problem}", err=True)
    if as_json:
        print_json(
            {
                "desk": desk,
                "performers": [one.model_dump(mode="json") for one in registry.performers.values()],
                "problems": list(registry.problems),
            }
        )


@command.command("show")
@click.argument("performer")
@show_option
@json_option
def show_(performer: str, show_folder: Path, as_json: bool) -> None:
    """Show what the desk signed about PERFORMER, and how their consents stand."""
    from datetime import UTC, datetime

    from rushes.cli.register import registry_of
    from rushes.errors import BadInputError
    from rushes.show import Show

    show = Show.load(show_folder)
    registry = registry_of(show, datetime.now(UTC))
    if performer not in registry.performers:
        broken = next(
            (problem for problem in registry.problems if problem.startswith(f"performers/{performer}.json ")), ""
        )
        raise BadInputError(broken or f"{performer} is not enrolled. `rushes performer list --show SHOW` lists who is.")
    one = registry.performers[performer]
    for field, value in one.model_dump(mode="json").items():
        if value not in (None, "", []):
            click.echo(f"{field:<16} {', '.join(value) if isinstance(value, list) else value}")
    held = registry.consents_of(performer)
    for consent in held:
        click.echo(
            f"consent          {consent.consent.id}  {consent.standing.state}  until {consent.consent.valid_to.date()}"
        )
    if as_json:
        consents = [{"id": each.consent.id, "standing": each.standing.state} for each in held]
        print_json({"performer": one.model_dump(mode="json"), "consents": consents})
