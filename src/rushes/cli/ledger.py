"""``rushes ledger``: the show's book of events."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from datetime import datetime

    from rushes.provenance import Stamp


@click.group("ledger")
def command() -> None:
    """Check the show's ledger, set its dates right, and have its end stamped from outside."""


@command.command("verify")
@show_option
@json_option
def verify(show_folder: Path, as_json: bool) -> int:
    """Check every entry's hash, chain and signature, and name the first that was altered.

    With RUSHES_TIMESTAMP_ROOTS the time stamps of its end are checked as well. What is odd about its dates is told, and is no
    fault: the entries are in the order of their numbers.
    """
    from rushes.ledger_dates import told_dates
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
    dates = told_dates(show) if not problems else ()
    for words in dates:
        click.echo(f"date: {words}")
    if not problems:
        click.echo(f"The ledger is whole: {show.ledger}")
    if as_json:
        told = [{"entry": one.seq, "at": one.at.isoformat()} for one in stamps]
        print_json({"ledger": str(show.ledger), "problems": list(problems), "dates": list(dates), "stamps": told})
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


@command.command("set-right")
@click.option("--entry", "numbers", type=click.IntRange(1), multiple=True, help="An entry's number; again for more.")
@click.option("--all", "everything", is_flag=True, help="All that are dated ahead of this machine's clock.")
@click.option(
    "--today", type=click.DateTime(["%Y-%m-%d"]), help="Today's date, as you know it from elsewhere: 2026-11-28."
)
@show_option
@json_option
def set_right(
    numbers: tuple[int, ...], everything: bool, today: datetime | None, show_folder: Path, as_json: bool
) -> None:
    """List the entries that a wrong clock dated ahead, or sign that their dates don't count.

    An event that is dated ahead lets nothing pass the gate until that day. The show's clearance desk signs an event of its own
    that names it; nothing is rewritten. Look at this machine's clock first: when that is slow, every date is ahead of it.
    """
    from rushes.errors import BadInputError
    from rushes.ledger_dates import entries_ahead, set_dates_right
    from rushes.show import Show

    show = Show.load(show_folder)
    ahead = entries_ahead(show)
    named = [entry.seq for entry in ahead] if everything else list(numbers)
    for entry in ahead:
        click.echo(f"entry {entry.seq}  {entry.time}  {entry.event}")
    if (named or everything) and today is None:
        raise BadInputError("Say what today is, from another clock than this machine's: --today YYYY-MM-DD.")
    if not ahead and not named:
        click.echo("No entry is dated ahead of this machine's clock.")
    elif not named:
        click.echo("If this machine's clock is right: rushes ledger set-right --all --today YYYY-MM-DD --show SHOW")
    written = set_dates_right(show, named, today=today.date()) if named and today else None
    if written is not None:
        click.echo(f"Set right  {len(named)} of them, in entry {written.seq}. Their dates don't count any more.")
    if as_json:
        print_json({"ahead": [entry.seq for entry in ahead], "set_right": named, "entry": written and written.seq})
