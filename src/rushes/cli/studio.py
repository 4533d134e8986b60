"""``rushes studio``: keep the floor. Each of its commands is a file, ``studio_<name>.py``."""

from __future__ import annotations

import click

from rushes.cli import LazyGroup


class StudioGroup(LazyGroup):
    """The studio's commands, imported when they are used."""

    table = {  # noqa: RUF012 - a table that nobody changes
        "init": "Start a studio: its file and its database.",
        "run": "Supervise: make what is in the queue.",
        "drain": "Let what runs end, and begin nothing more.",
        "worker": "Give this machine to the studio's cluster, or be its head.",
        "retry": "Try again what was set aside, or ended without a take.",
        "index": "Read the takes of every show from their files.",
        "takes": "List takes.",
        "doctor": "Find what is wrong with the studio, and say the remedy.",
        "migrate": "Bring the database to what this Rushes knows.",
        "backup": "Copy the database into a folder.",
        "restore": "Fill an empty database from such a folder.",
        "tidy": "Keep the store of finished steps within a limit.",
        "push": "Store finished steps and takes that the storage does not have yet.",
    }
    modules = "studio_"


@click.group("studio", cls=StudioGroup)
def command() -> None:
    """Keep the floor that takes are made on."""
