"""``rushes studio backup``: a copy of the database in files that one can read."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
@json_option
def command(folder: Path, as_json: bool) -> None:
    """Copy the studio's database, as it is in one moment, into FOLDER, which must not exist yet.

    Shows are not in it: they are folders; which there are, it says.
    """
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database
    from rushes.studio.database.backup import back_up

    with Database(load_studio()) as database:
        kept = back_up(database, folder)
    rows = sum(table.rows for table in kept.tables.values())
    click.echo(f"Backup     {folder}: generation {kept.generation}, {rows} rows of {len(kept.tables)} tables")
    for name, place in kept.shows.items():
        click.echo(f"Show       {name}: {place} (back it up as any folder)")
    if as_json:
        print_json({"folder": str(folder), "generation": kept.generation, "rows": rows, "shows": kept.shows})
