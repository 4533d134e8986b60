"""``rushes clear``: may it be made?"""

from __future__ import annotations

from dataclasses import asdict, replace
from pathlib import Path

import click

from rushes.clearance import Clearance, Verdict
from rushes.cli import print_json
from rushes.cli.options import Asked, brief_options, json_option
from rushes.errors import BadInputError

ACTIONS = ("generate", "alter", "reage", "dub", "train", "promote", "export", "transfer")
"""Every act that can be asked for; a test holds it to ``rushes.clearance.records.consent.Action``."""

EXIT_CODES = {Verdict.CLEARED: 0, Verdict.REFUSED: 3, Verdict.ESCALATE: 4}


@click.command("clear")
@brief_options
@click.option(
    "--show", "show_folder", type=click.Path(path_type=Path), help="The show's folder, as `rushes init` made it."
)
@click.option(
    "--batch",
    "batch_path",
    type=click.Path(path_type=Path),
    help="Judge every case of a red-team file instead; no show is needed.",
)
@click.option("--policies", help="With --batch: packs in force, for example house,netflix-2025-11.")
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
    asked: Asked,
    show_folder: Path | None,
    batch_path: Path | None,
    policies: str | None,
    actions: tuple[str, ...],
    desk: bool,
    as_json: bool,
) -> int:
    """Say whether BRIEF may be made: cleared, escalate or refused, with every reason. Makes nothing."""
    if batch_path is not None:
        return _batch(batch_path, policies, other=asked.brief_path or asked.text or show_folder, as_json=as_json)
    if policies is not None:
        raise BadInputError("--policies goes with --batch. A show names its packs in show.yaml, under policies:.")
    if show_folder is None:
        raise BadInputError("Name the show: --show FOLDER. To judge a file of cases without a show, use --batch FILE.")
    from rushes import pipeline
    from rushes.clearance.records.consent import Action
    from rushes.cli.asking import ask
    from rushes.show import Show

    show = Show.load(show_folder)
    unnamed = asked.text is not None and not asked.shot
    brief = ask(replace(asked, shot="000_0000") if unnamed else asked, show.rate)
    acts = tuple(action for action in Action if action in actions) or None
    clearance = pipeline.judge(brief, show, actions=acts)
    escalation = pipeline.put_on_record(brief, show, clearance, actions=acts) if desk else ""
    click.echo(f"{clearance.verdict} ({clearance.id})")
    say_reasons(clearance)
    say_readers(clearance)
    if clearance.verdict is Verdict.ESCALATE and not desk:
        click.echo("To have a person decide: run it again with --desk.")
    say_desk(escalation, show_folder)
    if as_json:
        said = {"verdict": str(clearance.verdict), "reasons": [asdict(reason) for reason in clearance.reasons]}
        said["readers"] = list(clearance.readers)
        print_json(said | ({"desk": escalation} if escalation else {}))
    return EXIT_CODES[clearance.verdict]


def _batch(path: Path, policies: str | None, *, other: object, as_json: bool) -> int:
    from rushes.cli.batch import clear_batch

    if other is not None:
        raise BadInputError("--batch judges the cases of its file: leave the brief, --text and --show out.")
    packs = tuple(name.strip() for name in (policies or "").split(",") if name.strip())
    return clear_batch(path, packs, as_json=as_json)


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


def say_readers(clearance: Clearance) -> None:
    """Print what looked for names in the words, so that the same reading can be had again."""
    if clearance.readers:
        alone = " alone" if len(clearance.readers) == 1 else ""
        click.echo(f"Names were looked for by {' and '.join(clearance.readers)}{alone}.")


def say_desk(escalation: str, show_folder: Path) -> None:
    """Say where on the desk something waits, and how it goes on from there."""
    if escalation:
        click.echo(
            f"On the desk as {escalation}. To see and decide it: rushes desk show {escalation} --show {show_folder}"
        )
