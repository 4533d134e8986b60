"""``rushes disclosure``: what has to be told of a title."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json

if TYPE_CHECKING:
    from rushes.provenance.disclosure import Disclosure


@click.command("disclosure")
@click.argument("show_folder", metavar="SHOW", type=click.Path(path_type=Path))
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="Text to read; JSON for machines; the register as CSV for a spreadsheet.",
)
@click.option(
    "--pack",
    "folder",
    type=click.Path(path_type=Path),
    help="Write the register as PDF, CSV and JSON into a folder, to be sent as it is: nobody is named in it.",
)
def command(show_folder: Path, form: str, folder: Path | None) -> None:
    """Draw up a title's credit lines, statements and notices, and its register of AI uses, from its own records.

    The register names performers by their id only, and whoever decided by role. Credits name performers as their consents
    say, or by name.
    """
    from datetime import UTC, datetime

    from rushes.judgement import gate_of
    from rushes.provenance.disclosure import disclosure
    from rushes.review.deciding import decided
    from rushes.show import Show

    show, now = Show.load(show_folder), datetime.now(UTC)
    if folder is not None:
        from rushes.delivery.disclosure_pack import write_pack

        for path in write_pack(show, (), folder, now=now):
            click.echo(path)
        return
    found = disclosure(show, gate_of(show).registry(now), now=now, decided=decided(show))
    if form == "csv":
        click.echo(found.to_csv(), nl=False)
    elif form == "json":
        print_json(found.to_json())
    else:
        _say(found)
    for problem in found.problems:
        click.echo(f"rushes: {problem}", err=True)


def _say(found: Disclosure) -> None:
    click.echo(f"{found.title}: what has to be told, drawn up on {found.made_at:%-d %B %Y, %H:%M UTC}")
    click.echo(f"The texts speak of {found.of}.")
    for notice in found.notices:
        click.echo(f"\n{notice.title}: {'due' if notice.due else 'not called for by these records'}. {notice.why}")
        for line in notice.lines:
            click.echo(f"    {line}")
        if notice.due:
            click.echo(f"  where: {notice.placement}")
        click.echo(f"  source: {notice.source}")
        if not notice.confirmed:
            click.echo(f"  not confirmed: {notice.unconfirmed}")
    click.echo("\nRegister")
    for use in found.register:
        click.echo(f"  {use.shot} {use.version}  {use.kind}  {use.engine}  {use.digital_source_type}")
        click.echo(f"    sealed             {use.created}")
        click.echo(f"    models             {', '.join(use.models) or 'none'}")
        click.echo(f"    performers         {', '.join(use.performers) or 'nobody'}")
        click.echo(f"    consents           {', '.join(use.consents) or 'none needed'}")
        click.echo(f"    approvals          {', '.join(use.approvals) or 'none'}")
        click.echo(f"    human contribution {use.human_contribution}")
        click.echo(f"    decided            {', '.join(map(str, use.decided)) or 'by nobody'}")
        click.echo(f"    circled            {'undecided' if use.circled is None else 'yes' if use.circled else 'no'}")
    if not found.register:
        click.echo("  no takes yet")
    click.echo("\nNothing here is legal advice: the production's counsel decides what is said, and where.")
