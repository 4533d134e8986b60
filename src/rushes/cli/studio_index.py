"""``rushes studio index``: which takes there are, from their files."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("index")
@click.option(
    "--show",
    "show_folders",
    multiple=True,
    type=click.Path(path_type=Path),
    help="Only this show, known or new; several times for more.",
)
@click.option("--anew", is_flag=True, help="Forget what is known and read every take again.")
@json_option
def command(show_folders: tuple[Path, ...], anew: bool, as_json: bool) -> None:
    """Bring the index of takes to what lies in the shows' folders: the files say what is, whatever the index said."""
    from rushes.show import Show
    from rushes.studio import queue, takes
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, check_generation

    with Database(load_studio()) as database:
        check_generation(database)
        for folder in show_folders:
            show = Show.load(folder)
            queue.know(database, show.name, show.folder)
        named = {Show.load(folder).name for folder in show_folders}
        found: dict[str, takes.Indexed] = {}
        for name, folder in queue.shows(database).items():
            if named and name not in named:
                continue
            if not folder.is_dir():
                click.echo(f"{name}: {folder} is not there; what is known of it stays as it is.", err=True)
                continue
            found[name] = takes.index(database, Show.load(folder), anew=anew)
            one = found[name]
            click.echo(f"{name}: {one.takes} takes; {one.read} read, {one.gone} gone, {one.broken} that can't be read.")
    if as_json:
        print_json(
            {"shows": {name: {"takes": one.takes, "read": one.read, "gone": one.gone} for name, one in found.items()}}
        )
