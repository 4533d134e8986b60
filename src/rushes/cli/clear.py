"""``rushes clear``: may it be made?"""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import click

from rushes.clearance import Clearance, Verdict
from rushes.cli import print_json
from rushes.cli.options import brief_options, json_option, show_option

EXIT_CODES = {Verdict.CLEARED: 0, Verdict.REFUSED: 3, Verdict.ESCALATE: 4}


@click.command("clear")
@brief_options
@show_option
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
    as_json: bool,
) -> int:
    """Say whether BRIEF may be made: cleared, escalate or refused, with every reason. Makes nothing."""
    from rushes import pipeline
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
    clearance = pipeline.judge(brief, show)
    click.echo(f"{clearance.verdict} ({clearance.id})")
    say_reasons(clearance)
    if as_json:
        print_json({"verdict": str(clearance.verdict), "reasons": [asdict(reason) for reason in clearance.reasons]})
    return EXIT_CODES[clearance.verdict]


def say_reasons(clearance: Clearance) -> None:
    """Print each reason: rule, what was required and found, where it comes from, what would clear it."""
    for reason in clearance.reasons:
        click.echo(f"  {reason.rule}")
        click.echo(f"    {reason.field}: required {reason.required}; found {reason.found}")
        click.echo(f"    source: {reason.source}")
        if reason.remedy:
            click.echo(f"    to clear it: {reason.remedy}")
