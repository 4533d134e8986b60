"""``rushes studio takes``: the takes of every show, from the index."""

from __future__ import annotations

from dataclasses import asdict

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("takes")
@click.option("--name", "show", metavar="SHOW", help="Only those of the show of this name.")
@click.option("--shot", help="Only those of this shot.")
@click.option(
    "--most", type=click.IntRange(1, 100_000), default=1000, show_default=True, help="How many, the newest first."
)
@json_option
def command(show: str | None, shot: str | None, most: int, as_json: bool) -> None:
    """List takes, the newest first, as `rushes studio index` last found them."""
    from rushes.studio import takes
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, check_generation

    with Database(load_studio()) as database:
        check_generation(database)
        found = takes.list_takes(database, show=show, shot=shot, most=most)
    for take in found:
        click.echo(
            f"{take.show}  {take.shot}  {take.version}  {take.state:<8} {take.kind:<12} {take.frames:>5} f  {take.created}"
        )
    if not found:
        click.echo("No takes are known. `rushes studio index --show SHOW` reads a show's.")
    if as_json:
        print_json({"takes": [asdict(take) for take in found]})
