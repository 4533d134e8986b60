"""``rushes nuke``: the composite of a take as a Nuke script."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("nuke")
@click.argument("path", metavar="TAKE", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help="The script to write. By default it lies beside the version's folder, under the take's name.",
)
@json_option
def command(path: Path, out: Path | None, as_json: bool) -> None:
    """Write a Nuke script that makes TAKE's composite again from its elements.

    TAKE is a version's folder or its take.json. Files are named from where the script lies, so that both can be moved
    together. Grain is of the same kind and strength and not the same grain. Nuke itself has never opened it here: the tests
    read the script with a parser of their own and work its nodes out.
    """
    from rushes.engines import Take
    from rushes.engines.destruction.picture.nuke import nuke_script
    from rushes.studio import spoken_errors, write_atomically

    take = Take.load(path if path.name == "take.json" else path / "take.json")
    target = out if out is not None else take.folder.parent / f"{take.stem}.nk"
    script = nuke_script(take, target.resolve().parent)
    with spoken_errors(target):
        write_atomically(target, script)
    click.echo(f"{target}  {script.count('push $')} connections, {script.count('Read {')} elements")
    if as_json:
        print_json({"script": str(target), "take": str(take.folder)})
