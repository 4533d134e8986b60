"""``rushes studio init``: a studio's file and its database."""

from __future__ import annotations

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("init")
@click.option("--name", default="studio", show_default=True, help="The studio's identity, for whoever supervises it.")
@click.option("--database", help="sqlite:///path or postgresql://user@host/name; left out, a file among the settings.")
@json_option
def command(name: str, database: str | None, as_json: bool) -> None:
    """Start a studio: write its file, unless there is one, and make its tables, unless they are there.

    The file lies where RUSHES_STUDIO says, or among the settings. A password is best left to PGPASSWORD or ~/.pgpass.
    """
    from rushes.studio.config import begin_studio
    from rushes.studio.database import Database, migrate

    studio, path, is_new = begin_studio(name, database)
    with Database(studio) as opened:
        before, generation = migrate(opened)
    click.echo(f"Studio     {studio.name}: {path}{'' if is_new else ' (as it was)'}")
    click.echo(f"Database   {studio.database_words} (generation {generation}{', made now' if before is None else ''})")
    click.echo("Next: rushes make BRIEF --show SHOW --queue, and rushes studio run to make what is in the queue.")
    if as_json:
        print_json(
            {"studio": studio.name, "file": str(path), "database": studio.database_words, "generation": generation}
        )
