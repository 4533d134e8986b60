"""``rushes hold``: let a take wait."""

from __future__ import annotations

from typing import Any

import click

from rushes.cli.deciding import decide, decision_options


@click.command("hold")
@decision_options
def command(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Hold a take: nobody circles it until whoever holds it says otherwise.

    A hold by supervisor, production or clearance stands in the way of a circle. An artist's is told, and stops nobody.
    """
    decide("hold", shot, version, **asked)
