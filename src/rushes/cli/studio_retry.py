"""``rushes studio retry``: what was set aside gets its tries back."""

from __future__ import annotations

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("retry")
@click.argument("job")
@json_option
def command(job: str, as_json: bool) -> None:
    """Put JOB (an id from `rushes jobs`), which was set aside or ended without a take, back into the queue."""
    from rushes.studio import queue
    from rushes.studio.config import load_studio
    from rushes.studio.database import Database, check_generation

    with Database(load_studio()) as database:
        check_generation(database)
        ask = queue.retry(database, job)
    click.echo(f"{ask.id}: in the queue again.")
    if as_json:
        print_json({"job": ask.id, "state": ask.state})
