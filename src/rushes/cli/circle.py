"""``rushes circle``: circle one take of a shot."""

from __future__ import annotations

from typing import Any

import click

from rushes.cli.deciding import decide, decision_options


@click.command("circle")
@decision_options
def command(shot: str, version: str, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Circle a take: it is the one that is wanted.

    The decision is bound by hash to the take's very frames and signed with your key. A take is circled when everybody whom
    the show's quorum names has circled it, and nobody is against it.
    """
    decide("circle", shot, version, **asked)
