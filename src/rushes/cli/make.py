"""``rushes make``: a brief becomes a sealed take."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import Asked, brief_options, json_option, show_option

_SHOWN = (
    ("Movie", "review"),
    ("Sheet", "contact_sheet"),
    ("Board", "board"),
    ("Papers", "papers"),
    ("Scene", "scene"),
    ("Sound", "sound"),
)
"""Files of a take that are named when it is made: the first of each role."""


@click.command("make")
@brief_options
@show_option
@click.option(
    "--from-notes",
    metavar="SHOT/VERSION",
    help="Answer the open notes on a version: its own brief, changed as they ask; BRIEF may be left out.",
)
@click.option(
    "--engine",
    "engines",
    metavar="A,B",
    help="Which engine, or way of one, makes it; of several, takes side by side on one page.",
)
@click.option("--hour-price", metavar="PRICE", help='With --engine: what an hour of this machine costs, as "1.80 EUR".')
@click.option(
    "--yes", is_flag=True, help="Agree to the price of a vendor's work, which is shown before anything is drawn."
)
@click.option("--again", is_flag=True, help="Make a new version even if this very recipe was made before.")
@click.option("--queue", "queued", is_flag=True, help="Leave it to the studio: `rushes studio run` makes it.")
@click.option("--priority", type=int, help="With --queue: the higher goes first within the show; 0 when left out.")
@json_option
def command(
    asked: Asked,
    show_folder: Path,
    from_notes: str | None,
    engines: str | None,
    hour_price: str | None,
    yes: bool,
    again: bool,
    queued: bool,
    priority: int | None,
    as_json: bool,
) -> int:
    """Make a sealed take from BRIEF, a YAML file, or from --text.

    Run it again after a break and it goes on: only what is missing is made.
    """
    from rushes import pipeline
    from rushes.clearance import Verdict
    from rushes.cli.asking import ask, say_brief
    from rushes.cli.bar import Bar
    from rushes.cli.from_notes import answered_brief, mark, say_answered
    from rushes.cli.paying import agreed
    from rushes.errors import BadInputError
    from rushes.provenance.stamp import stamp_when_configured
    from rushes.review import write_page
    from rushes.show import Show
    from rushes.studio.config import load_studio
    from rushes.studio.watch import watching

    if priority is not None and not queued:
        raise BadInputError("--priority orders what is in the queue: give --queue with it, or leave it out.")
    show = Show.load(show_folder)
    answered = answered_brief(show, from_notes, asked, engines) if from_notes is not None else None
    brief = answered.brief if answered else ask(asked, show.rate)
    say_brief(brief)
    if answered:
        say_answered(answered)
    if engines is not None and not queued:
        from rushes.cli.side_by_side import make_several

        return make_several(
            agreed(brief, show.rate, yes=yes), show, engines, again=again, hour_price=hour_price, as_json=as_json
        )
    if hour_price is not None and engines is None:
        raise BadInputError("--hour-price prices takes that are compared: give --engine with it, or leave it out.")
    clearance = pipeline.judge(brief, show)
    click.echo(f"\nClearance  {clearance.verdict} ({clearance.id})")
    if clearance.verdict is not Verdict.CLEARED:
        from rushes.cli.clear import EXIT_CODES, say_desk, say_reasons

        say_reasons(clearance)
        escalation = pipeline.put_on_record(brief, show, clearance)
        say_desk(escalation, show_folder)
        if as_json:
            print_json({"take": None, "verdict": str(clearance.verdict)} | ({"desk": escalation} if escalation else {}))
        return EXIT_CODES[clearance.verdict]
    unpaid, brief = brief, agreed(brief, show.rate, yes=yes)
    if queued:
        from rushes.cli.queueing import leave_to_studio

        extra = {
            "from-notes": from_notes, "engine": engines, "hour-price": hour_price, "yes": yes or brief != unpaid,
            "again": again,
        }  # fmt: skip
        return leave_to_studio(brief, show, asked, priority=priority or 0, extra=extra, as_json=as_json)
    with watching(load_studio()), Bar() as bar:
        made = pipeline.make(
            brief, show, clearance, progress=bar, again=again, notes=answered.to_json() if answered else None
        )
    if answered:
        mark(show, answered, made.take)
    page = write_page(made.take, seal=made.seal, text=brief.text)
    record = made.take.folder / "take.json"
    if made.existed:
        click.echo(f"\n{made.take.version} is this very recipe, already sealed. Use --again for a new version.")
    click.echo(f"\nTake       {record}")
    for name, role in _SHOWN:
        paths = made.take.paths(role)
        if paths:
            click.echo(f"{name:<10} {paths[0]}")
    click.echo(f"Page       {page}")
    failed = [finding for finding in made.take.findings if not finding.ok]
    for finding in failed:
        click.echo(f"Check      {finding.check} failed: {finding.detail}", err=True)
    click.echo(f"Seal       {made.seal.words}")
    if not made.existed and (stamped := stamp_when_configured(show.ledger, show=show.name)):
        click.echo(f"Stamp      {stamped}")
    if as_json:
        notes = {"answers": [one.note.id for one in answered.answered]} if answered else {}
        print_json({"take": str(record), "verdict": str(clearance.verdict)} | notes)
    return 5 if failed else 0
