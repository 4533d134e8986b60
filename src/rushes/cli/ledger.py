"""``rushes ledger``: the show's book of events."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option


@click.group("ledger")
def command() -> None:
    """Check the show's ledger."""


@command.command("verify")
@show_option
@json_option
def verify(show_folder: Path, as_json: bool) -> int:
    """Check every entry's hash, chain and signature, and name the first that was altered."""
    from rushes.provenance import ledger_key, verify_ledger
    from rushes.show import Show

    show = Show.load(show_folder)
    problems = verify_ledger(show.ledger, ledger_key())
    for problem in problems:
        click.echo(f"problem: {problem}")
    if not problems:
        click.echo(f"The ledger is whole: {show.ledger}")
    if as_json:
        print_json({"ledger": str(show.ledger), "problems": list(problems)})
    return 5 if problems else 0
