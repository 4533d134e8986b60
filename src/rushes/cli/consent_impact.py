"""``rushes consent impact``: what a revocation touches, what stays, and what stops."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option

if TYPE_CHECKING:
    from rushes.provenance.impact import Impact


@click.command("impact")
@click.argument("name", metavar="ID")
@show_option
@json_option
def command(name: str, show_folder: Path, as_json: bool) -> None:
    """List what rests on a consent: takes, jobs, models, deliveries; say what stays and what stops.

    ID is a consent's id, or a performer's for all of their consents. Nothing is deleted or changed.
    """
    from datetime import UTC, datetime

    from rushes.judgement import gate_of
    from rushes.provenance.impact import impact
    from rushes.review.deciding import decided
    from rushes.show import Show

    show, now = Show.load(show_folder), datetime.now(UTC)
    registry = gate_of(show).registry(now)
    found = impact(show, registry, name, now=now, decided=decided(show))
    for one in found:
        _say(one)
    problems = dict.fromkeys(problem for one in found for problem in one.problems)
    for problem in (*problems, *registry.problems):
        click.echo(f"problem: {problem}")
    if as_json:
        print_json({"show": show.name, "asked_at": now.isoformat(), "consents": [one.to_json() for one in found]})


def _say(one: Impact) -> None:
    standing = one.standing
    click.echo(f"{one.consent}  {standing.performer or 'performer unknown'}  {_words(standing.now.state)}")
    if standing.now.words:
        click.echo(f"  {standing.now.words}")
    _table(
        "Takes",
        ("shot", "version", "cleared at", "then", "now", "circled", "decided", "approvals"),
        [
            (take.shot, take.version, take.cleared_on, _words(take.then), _words(take.now), _circled(take.circled),
             ", ".join(map(str, take.decided)) or "by nobody", ", ".join(take.approvals) or "none")
            for take in one.takes
        ],
    )  # fmt: skip
    _table("Jobs", ("id", "state", "step"), [(job.id, job.state, job.step) for job in one.jobs])
    _table(
        "Models",
        ("id", "production", "loads"),
        [(model.id, model.production, "yes" if model.loads else "no") for model in one.models],
    )
    _table(
        "Deliveries",
        ("entry", "time", "event", "shot", "version"),
        [(str(left.entry), left.time, left.event, left.shot, left.version) for left in one.deliveries],
    )
    for title, sentences in (("Stays", one.stays), ("Stops", one.stops)):
        click.echo(f"  {title}")
        for sentence in sentences or ("nothing.",):
            click.echo(f"    {sentence}")


def _table(title: str, head: tuple[str, ...], rows: list[tuple[str, ...]]) -> None:
    click.echo(f"  {title}{'' if rows else '      none'}")
    if not rows:
        return
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    for row in (head, *rows):
        click.echo("    " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())


def _words(state: str) -> str:
    return state.replace("_", " ")


def _circled(circled: bool | None) -> str:
    return "undecided" if circled is None else "yes" if circled else "no"
