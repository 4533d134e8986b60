"""``rushes init``: start a show."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("init")
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--rate", default="24", show_default=True, help="Frames per second: 24, 25, 23.976, 30000/1001.")
@click.option("--title", help="The show's full title; its folder's name when left out.")
@json_option
def command(folder: Path, rate: str, title: str | None, as_json: bool) -> None:
    """Start a show: make FOLDER with its show.yaml."""
    from rushes.show import Show, parse_rate

    show = Show.init(folder, rate=parse_rate(rate), title=title)
    click.echo(f"Show {show.name} at {show.rate_text} frames a second: {show.folder / 'show.yaml'}")
    if as_json:
        print_json({"show": str(show.folder / "show.yaml"), "rate": show.rate_text})
