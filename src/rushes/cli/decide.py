"""``rushes decide``: exceptions and waivers, as records that whoever decided signs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from rushes.clearance.records.decision import Decision
    from rushes.show import Show
    from rushes.written_decisions import Word

ROLES = ("clearance", "counsel", "production", "client", "union", "performer", "estate")


def decision_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add what every decision needs: rule, who, as what, why, evidence, an end, and the key that signs."""
    for option in (
        key_options,
        click.option("--expires", required=True, help="Its last day, 2027-03-31, or a moment with its time zone."),
        click.option("--evidence", required=True, multiple=True, help="A document: a letter's address, a mail's id; again for more."),
        click.option("--why", required=True, help="Why, in the decider's words."),
        click.option("--role", required=True, type=click.Choice(ROLES), help="As what they decide."),
        click.option("--by", "decided_by", required=True, help="Who decides."),
        click.option("--rule", "rules", required=True, multiple=True, help="The rule that it answers; again for more."),
    ):  # fmt: skip
        command = option(command)
    return command


def _place_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--brief", "brief_path", type=click.Path(path_type=Path), help="For this one brief only."),
        click.option("--performer", default="", help="For one performer only, by id."),
        click.option("--shot", "shots", multiple=True, help="For which shots, as patterns such as 010_*; every shot when left out."),
    ):  # fmt: skip
        command = option(command)
    return command


@click.group("decide")
def command() -> None:
    """Record an exception or a waiver: which rule, who decided, on what evidence, until when. Signed, and it ends."""


@command.command("exception")
@click.option(
    "--exception", "exception", required=True, help="Which of the rule's own exceptions, for example as_scripted."
)
@decision_options
@_place_options
@show_option
@json_option
def exception(exception: str, show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Say that an exception which the rule itself provides holds here."""
    _record("exception", exception, show_folder, asked, as_json=as_json)


@command.command("waiver")
@decision_options
@_place_options
@show_option
@json_option
def waiver(show_folder: Path, as_json: bool, **asked: Any) -> None:  # noqa: ANN401 - click's options
    """Say that whoever made the rule lets it go here. Hard stops can't be waived."""
    _record("waiver", "", show_folder, asked, as_json=as_json)


def _record(
    kind: Literal["exception", "waiver"],
    exception_name: str,
    show_folder: Path,
    asked: dict[str, Any],
    *,
    as_json: bool,
) -> None:
    from rushes.show import Show
    from rushes.written_decisions import Reach, decide_rules

    show = Show.load(show_folder)
    reach = Reach(asked["shots"] or ("*",), asked["performer"], _sha256_of(asked["brief_path"], show))
    decision, path = decide_rules(show, kind, asked["rules"], word_of(asked), reach, exception=exception_name)
    say_decision(decision, path)
    if as_json:
        print_json({"decision": decision.id, "file": str(path)})


def word_of(asked: dict[str, Any]) -> Word:
    """Return what ``decision_options`` gave: who decides as what, why, on what evidence, until when, with which key."""
    from rushes.written_decisions import Word

    return Word(
        by=asked["decided_by"],
        role=asked["role"],
        why=asked["why"],
        evidence=asked["evidence"],
        expires=asked["expires"],
        key=lambda: signer_of(asked["key_file"], asked["passphrase_file"], asked["signer_name"]),
    )


def say_decision(decision: Decision, path: Path) -> None:
    """Print what was decided, until when, and where the record is."""
    click.echo(
        f"{decision.kind.capitalize()} of {', '.join(decision.rules)} by {decision.decided_by} ({decision.role}), until "
        f"{decision.expires_at:%d %B %Y %H:%M} UTC."
    )
    click.echo(f"Record  {path}")
    click.echo("It stays visible as a reason in every clearance that rests on it.")


def _sha256_of(path: Path | None, show: Show) -> str:
    if path is None:
        return ""
    from rushes.brief import brief_sha256, read_brief

    return brief_sha256(read_brief(path, rate=show.rate))
