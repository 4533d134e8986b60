"""``rushes studio restore``: an empty database gets what a backup holds."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("restore")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Fill the studio's database, which has to be empty, from FOLDER, that `rushes studio backup` wrote; on SQLite or PostgreSQL alike.

    Every row is read back and compared before anything is kept. What is in a database already is never overwritten.
    """
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database
    from rushes.studio.database.backup import restore

    with Database(load_studio()) as database:
        kept, generation = restore(database, folder)
    rows = sum(table.rows for table in kept.tables.values())
    click.echo(
        f"{database.words}: {rows} rows of {len(kept.tables)} tables restored and compared; generation {generation}."
    )
    for name, place in kept.shows.items():
        there = "" if Path(place).is_dir() else " (not there: bring it back, or its jobs wait)"
        click.echo(f"Show       {name}: {place}{there}")
    if as_json:
        print_json({"rows": rows, "generation": generation, "shows": kept.shows})
