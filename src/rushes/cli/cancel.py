"""``rushes cancel``: stop a job."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

NEXT = {
    "cancelling": "it stops within a second. What is finished stays; run its command again to go on",
    "cancelled": "it was not running. What is finished stays; run its command again to go on",
    "already cancelled": "run its command again to go on",
    "already refused": "clearance says why, and `rushes clear` repeats it",
    "already escalated": "`rushes desk list` shows who has to decide",
    "already aside": "it was set aside; `rushes studio retry` tries it again",
    "already failed": "`rushes jobs` says why; put it right and run its command again",
    "already done": "there is nothing to stop",
}
"""What comes of cancelling a job, and what to do then."""


@click.command("cancel")
@click.argument("job")
@show_option
@json_option
def command(job: str, show_folder: Path, as_json: bool) -> None:
    """Cancel JOB (an id from `rushes jobs`). What is finished stays, and its command goes on from there."""
    from rushes.cli.queueing import cancel_queued
    from rushes.show import Show
    from rushes.studio import cancel_job

    show = Show.load(show_folder)
    state = cancel_queued(job) or cancel_job(show.work, job)
    click.echo(f"{job}: {state}; {NEXT[state]}.")
    if as_json:
        print_json({"job": job, "state": state})
