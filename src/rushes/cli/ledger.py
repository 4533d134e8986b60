"""``rushes ledger``: the show's book of events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.provenance import Stamp


@click.group("ledger")
def command() -> None:
    """Check the show's ledger, and have its end stamped from outside."""


@command.command("verify")
@show_option
@json_option
def verify(show_folder: Path, as_json: bool) -> int:
    """Check every entry's hash, chain and signature, and name the first that was altered.

    With RUSHES_TIMESTAMP_ROOTS the time stamps of its end are checked as well.
    """
    from rushes.provenance import ledger_key, verify_ledger, verify_stamps
    from rushes.provenance.stamp import configured_roots, stamps_folder
    from rushes.show import Show

    show = Show.load(show_folder)
    problems = verify_ledger(show.ledger, ledger_key())
    roots = configured_roots()
    stamps: tuple[Stamp, ...] = ()
    if roots is not None and not problems:
        stamps, problems = verify_stamps(show.ledger, ledger_key(), roots)
    for problem in problems:
        click.echo(f"problem: {problem}")
    for one in stamps:
        click.echo(f"entry {one.seq} was the last on {one.at:%-d %B %Y, %H:%M:%S UTC}, as {one.path.name} says")
    if roots is None and any(stamps_folder(show.ledger).glob("*.tsr")):
        click.echo("Its time stamps were not checked: name the roots that you trust in RUSHES_TIMESTAMP_ROOTS.")
    if not problems:
        click.echo(f"The ledger is whole: {show.ledger}")
    if as_json:
        told = [{"entry": one.seq, "at": one.at.isoformat()} for one in stamps]
        print_json({"ledger": str(show.ledger), "problems": list(problems), "stamps": told})
    return 5 if problems else 0


@command.command("stamp")
@show_option
@json_option
def stamp(show_folder: Path, as_json: bool) -> None:
    """Have the ledger's end stamped by the authority that RUSHES_TIMESTAMP_URL names (RFC 3161).

    It is told a hash and nothing else. From then on nobody can put an older ledger in this one's place unseen.
    """
    from rushes.errors import BadInputError
    from rushes.provenance.stamp import URL, configured_url
    from rushes.provenance.stamp import stamp as stamp_end
    from rushes.show import Show

    url = configured_url()
    if url is None:
        raise BadInputError(f"No time stamping authority is configured. Set {URL} to its address.")
    show = Show.load(show_folder)
    answer = stamp_end(show.ledger, url, show=show.name)
    click.echo(f"Stamped  {answer}")
    if as_json:
        print_json({"ledger": str(show.ledger), "stamp": str(answer)})
