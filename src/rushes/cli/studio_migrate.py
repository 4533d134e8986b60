"""``rushes studio migrate``: the database's tables as this Rushes knows them."""

from __future__ import annotations

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("migrate")
@json_option
def command(as_json: bool) -> None:
    """Bring the studio's database to the generation that this Rushes knows, whole or not at all. Nothing in it is lost."""
    from rushes.errors import BadInputError
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, generation_of, migrate

    with Database(load_studio()) as database:
        if generation_of(database) is None:
            raise BadInputError(f"{database.words} is no studio's database yet. Start it with: rushes studio init")
        before, now = migrate(database)
    click.echo(f"{database.words}: generation {now}{', as it was' if before == now else f', from {before}'}.")
    if as_json:
        print_json({"before": before, "generation": now})
