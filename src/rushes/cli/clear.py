"""``rushes clear``: may it be made?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rushes.clearance import Clearance, Verdict
from rushes.cli import print_json
from rushes.cli.options import brief_options, json_option, show_option

ACTIONS = ("generate", "alter", "reage", "dub", "train", "promote", "export", "transfer")
"""Every act that can be asked for; a test holds it to ``rushes.clearance.records.consent.Action``."""

EXIT_CODES = {Verdict.CLEARED: 0, Verdict.REFUSED: 3, Verdict.ESCALATE: 4}


@click.command("clear")
@brief_options
@show_option
@click.option(
    "--action",
    "actions",
    multiple=True,
    type=click.Choice(ACTIONS),
    help="Ask for another act than making it: promote, export, transfer, train ...; may be given more than once.",
)
@click.option("--desk", is_flag=True, help="Put it on the show's desk when a person has to decide, and on record.")
@json_option
def command(
    brief_path: Path | None,
    show_folder: Path,
    text: str | None,
    shot: str | None,
    quality: str | None,
    seed: int | None,
    frames: int | None,
    strict: bool,
    planner: str | None,
    actions: tuple[str, ...],
    desk: bool,
    as_json: bool,
) -> int:
    """Say whether BRIEF may be made: cleared, escalate or refused, with every reason. Makes nothing."""
    from rushes import pipeline
    from rushes.clearance.records.consent import Action
    from rushes.cli.asking import ask
    from rushes.show import Show

    show = Show.load(show_folder)
    brief = ask(
        brief_path,
        text=text,
        shot=shot or "000_0000" if text is not None else shot,
        rate=show.rate,
        strict=strict,
        planner=planner,
        overrides={"quality": quality, "seed": seed, "frames": frames},
    )
    acts = tuple(action for action in Action if action in actions) or None
    if desk:
        clearance, escalation = pipeline.judge_on_record(brief, show, actions=acts)
    else:
        clearance, escalation = pipeline.judge(brief, show, actions=acts), ""
    click.echo(f"{clearance.verdict} ({clearance.id})")
    say_reasons(clearance)
    if clearance.verdict is Verdict.ESCALATE and not desk:
        click.echo("To have a person decide: run it again with --desk.")
    say_desk(escalation, show_folder)
    if as_json:
        said = {"verdict": str(clearance.verdict), "reasons": [asdict(reason) for reason in clearance.reasons]}
        print_json(said | ({"desk": escalation} if escalation else {}))
    return EXIT_CODES[clearance.verdict]


def say_reasons(clearance: Clearance) -> None:
    """Print each reason: rule, what was required and found, where it comes from; then what would clear it."""
    for reason in clearance.reasons:
        click.echo(f"  {reason.rule}{'' if reason.confirmed else '  (not confirmed)'}")
        click.echo(f"    {reason.field}: required {reason.required}; found {reason.found}")
        click.echo(f"    source: {reason.source}")
    remedies = list(dict.fromkeys(reason.remedy for reason in clearance.reasons if reason.remedy))
    if clearance.verdict is not Verdict.CLEARED and remedies:
        click.echo("What would clear it:")
        for remedy in remedies:
            click.echo(f"  - {remedy}")


def say_desk(escalation: str, show_folder: Path) -> None:
    """Say where on the desk something waits, and how it goes on from there."""
    if escalation:
        click.echo(
            f"On the desk as {escalation}. To see and decide it: rushes desk show {escalation} --show {show_folder}"
        )
