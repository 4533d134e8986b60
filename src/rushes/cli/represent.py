"""``rushes represent``: what a performer's representative says of takes that their performer is in."""

from __future__ import annotations

from typing import Any

import click

from rushes.cli.deciding import decide, take_options


@click.group("represent")
def command() -> None:
    """Speak for a performer about a take: approve, refuse or suspend it. A refusal or a suspension stops every circle."""


@command.command("approve")
@take_options
def approve(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Approve a take that your performer is in."""
    decide("approve", shot, version, **asked)


@command.command("refuse")
@take_options
def refuse(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Refuse a take that your performer is in: nobody can circle it. It needs a --why."""
    decide("refuse", shot, version, **asked)


@command.command("suspend")
@take_options
def suspend(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Let a take rest that your performer is in: nobody can circle it until you approve it. It needs a --why.

    It rests this take alone. The consent behind it goes on, and the command says how that is suspended.
    """
    decide("suspend", shot, version, **asked)
