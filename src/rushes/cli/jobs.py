"""``rushes jobs``: what runs, what waits, what is done."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option


@click.command("jobs")
@show_option
@json_option
def command(show_folder: Path, as_json: bool) -> None:
    """List the show's jobs with their step, frames done and time left."""
    from rushes.cli.bar import clock
    from rushes.cli.queueing import say_queue
    from rushes.show import Show
    from rushes.studio import list_jobs

    show = Show.load(show_folder)
    jobs = list_jobs(show.work)
    queued = say_queue(show.folder, show.name)
    if not jobs and not queued:
        click.echo("No jobs yet.")
    for job in jobs:
        frames = f"{job.done}/{job.total}" if job.total else ""
        left = f"{clock(job.seconds_left)} left" if job.seconds_left else ""
        click.echo(f"{job.id}  {job.shot}  {job.version}  {job.state:<10} {job.step or '':<10} {frames:>9} {left}")
        if job.made_by:
            click.echo(f"    waits for job {job.made_by}, which makes {job.step}")
        if job.error:
            click.echo(f"    {job.error}")
    waiting = [job for job in jobs if job.state in {"interrupted", "cancelled", "failed"}]
    if running := [job for job in jobs if job.state == "running"]:
        click.echo(
            f"To stop {'it' if len(running) == 1 else 'one'}: rushes cancel {running[0].id} --show {show_folder}"
        )
    if waiting:
        click.echo("To go on with what is not done, run its command again: what is finished is kept.")
    if as_json:
        print_json({"jobs": [asdict(job) for job in jobs], "queue": queued})
