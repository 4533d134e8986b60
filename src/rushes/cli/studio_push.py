"""``rushes studio push``: store what the storage does not have yet."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.sizes import size_words


@click.command("push")
@show_option
@json_option
def command(show_folder: Path, as_json: bool) -> int:
    """Store the show's finished steps and takes that the studio's storage does not have yet.

    A take that is made is stored by itself. This is for what was made while the storage couldn't be reached, and goes on where a
    push broke off.
    """
    from rushes.errors import BadInputError
    from rushes.show import Show
    from rushes.stored_takes import storable
    from rushes.studio import StepFolder
    from rushes.studio.storage import storage_for

    show = Show.load(show_folder)
    storage = storage_for(show.name)
    if storage is None:
        raise BadInputError(
            "The studio has no storage. Write storage: {url: s3://bucket/prefix} into its file (docs/storage.md)."
        )
    stored, home, wrong = 0, 0, []
    sent = 0
    for one in storable(show):
        name = one.name if isinstance(one, StepFolder) else str(one.relative_to(show.shots))
        try:
            size = storage.push_step(one) if isinstance(one, StepFolder) else storage.push_take(one)
        except BadInputError as error:
            wrong.append(str(error))
            click.echo(f"{name}  not stored: {error}", err=True)
            continue
        stored, home, sent = stored + (size is not None), home + (size is None), sent + (size or 0)
        if size:
            click.echo(f"{name}  {size_words(size)}")
    click.echo(f"Stored {stored}, {size_words(sent)} of them sent now.")
    if home:
        click.echo(f"{home} stay here: they hold networks, which are not stored.")
    if as_json:
        print_json({"stored": stored, "sent": sent, "stay": home, "wrong": wrong})
    return 5 if wrong else 0
