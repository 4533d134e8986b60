"""``rushes studio``: keep the floor. Each of its commands is a file, ``studio_<name>.py``."""

from __future__ import annotations

import click

from rushes.cli import LazyGroup


class StudioGroup(LazyGroup):
    """The studio's commands, imported when they are used."""

    table = {  # noqa: RUF012 - a table that nobody changes
        "tidy": "Keep the store of finished steps within a limit.",
    }
    modules = "studio_"


@click.group("studio", cls=StudioGroup)
def command() -> None:
    """Keep the floor that takes are made on."""
