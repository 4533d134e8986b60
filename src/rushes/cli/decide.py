"""``rushes decide``: exceptions and waivers, as records that whoever decided signs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from rushes.cli import print_json
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from rushes.clearance.records.decision import Decision
    from rushes.show import Show

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

    show = Show.load(show_folder)
    decision, path = record_decision_of(
        show,
        kind,
        rules=asked["rules"],
        exception=exception_name,
        shots=asked["shots"] or ("*",),
        performer=asked["performer"],
        brief_sha256=_sha256_of(asked["brief_path"], show),
        asked=asked,
    )
    say_decision(decision, path)
    if as_json:
        print_json({"decision": decision.id, "file": str(path)})


def record_decision_of(
    show: Show,
    kind: Literal["exception", "waiver", "approval"],
    *,
    rules: tuple[str, ...],
    exception: str = "",
    shots: tuple[str, ...] = ("*",),
    performer: str = "",
    brief_sha256: str = "",
    asked: dict[str, Any],
) -> tuple[Decision, Path]:
    """Check who may decide what, sign the decision, have the desk counter-sign it, and write both down.

    Args:
        show: Where it holds.
        kind: What sort of decision.
        rules: The rules that it answers.
        exception: Which of the rule's exceptions.
        shots: Where it holds.
        performer: For whom.
        brief_sha256: For which brief.
        asked: What ``decision_options`` gave.

    Raises:
        BadInputError: A rule is not known, can't be decided about, or not by this role; the key or a date is wrong.
    """
    import uuid

    from rushes.clearance.policy.deciders import check_decision
    from rushes.clearance.records.decision import Decision
    from rushes.clearance.records.desk import decide, working_desk
    from rushes.provenance.events import record_decision

    check_decision(rules, kind=kind, role=asked["role"], exception=exception)
    now = datetime.now(UTC)
    expires_at = last_moment(asked["expires"])
    if expires_at <= now:
        raise_past(expires_at)
    signer = signer_of(asked["key_file"], asked["passphrase_file"], asked["signer_name"])
    decision = Decision(
        id=uuid.uuid4().urn,
        kind=kind,
        rules=rules,
        exception=exception,
        production=show.name,
        shots=shots,
        performer=performer,
        brief_sha256=brief_sha256,
        decided_by=asked["decided_by"],
        role=asked["role"],
        did=signer.did,
        why=asked["why"],
        evidence=asked["evidence"],
        decided_at=now,
        expires_at=expires_at,
    )
    show, desk = working_desk(show)
    path = decide(show.consents, decision, signer=signer, desk=desk)
    record_decision(show, decision, now=now)
    return decision, path


def say_decision(decision: Decision, path: Path) -> None:
    """Print what was decided, until when, and where the record is."""
    click.echo(
        f"{decision.kind.capitalize()} of {', '.join(decision.rules)} by {decision.decided_by} ({decision.role}), until "
        f"{decision.expires_at:%d %B %Y %H:%M} UTC."
    )
    click.echo(f"Record  {path}")
    click.echo("It stays visible as a reason in every clearance that rests on it.")


def last_moment(text: str) -> datetime:
    """Return the moment at which something ends: the end of a day (UTC), or a moment with its time zone.

    Raises:
        BadInputError: It is neither.
    """
    from rushes.errors import BadInputError

    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f'"{text}" is no date. Write it as 2027-03-31, or as 2027-03-31T18:00:00Z.') from error
    if moment.tzinfo is not None:
        return moment.astimezone(UTC)
    if "T" in text or " " in text.strip():
        raise BadInputError(f'"{text}" has no time zone. Write it as 2027-03-31T18:00:00Z, or give the day alone.')
    return moment.replace(tzinfo=UTC) + timedelta(days=1)


def raise_past(moment: datetime) -> None:
    """Say that a decision would have ended before it began.

    Raises:
        BadInputError: Always.
    """
    from rushes.errors import BadInputError

    raise BadInputError(
        f"The decision would have ended on {moment:%d %B %Y %H:%M} UTC. Give a date to come: --expires."
    )


def _sha256_of(path: Path | None, show: Show) -> str:
    if path is None:
        return ""
    from rushes.brief import brief_sha256, read_brief

    return brief_sha256(read_brief(path, rate=show.rate))
