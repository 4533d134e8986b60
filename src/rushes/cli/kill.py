"""``rushes kill``: say that a take is not wanted."""

from __future__ import annotations

from typing import Any

import click

from rushes.cli.deciding import decide, decision_options


@click.command("kill")
@decision_options
def command(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Kill a take: it is not wanted.

    A supervisor's or production's kill ends the take until they say otherwise. It needs a --why; the files stay.
    """
    decide("kill", shot, version, **asked)
