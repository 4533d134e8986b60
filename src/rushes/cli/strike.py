"""``rushes strike``: one command lets replicas rest, at every step of every job."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import click

from rushes.cli import print_json
from rushes.cli.options import json_option

if TYPE_CHECKING:
    from rushes.clearance.records.decision import StrikeOrder

Scope = Literal["union", "company", "show"]


def _shows_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--show",
        "show_folders",
        type=click.Path(path_type=Path),
        required=True,
        multiple=True,
        help="A show's folder; may be given more than once.",
    )(command)


def _scope_options(command: Callable[..., Any]) -> Callable[..., Any]:
    for option in (
        click.option("--whole-show", is_flag=True, help="Everything of the show, whoever is shown."),
        click.option("--company", help="Performers whom this company employs, for example an agency's."),
        click.option("--union", help="Performers of this union, for example sag-aftra."),
    ):
        command = option(command)
    return command


@click.group("strike")
def command() -> None:
    """Let replicas rest while a strike lasts: by union, company or show, over every permit."""


@command.command("on")
@_scope_options
@click.option("--by", "ordered_by", required=True, help="Who orders it.")
@click.option("--why", default="", help="In words, for whoever is stopped by it.")
@_shows_option
@json_option
def on(
    union: str | None,
    company: str | None,
    whole_show: bool,
    ordered_by: str,
    why: str,
    show_folders: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Order a strike. What is refused from now on says so; jobs that run stop at their next step.

    The order is signed by the show's clearance desk and stays on record when it is lifted.
    """
    from datetime import UTC, datetime

    from rushes.clearance.records.desk import order_strike, working_desk
    from rushes.provenance.events import record_strike
    from rushes.show import Show

    ordered = []
    for show, signer in [working_desk(Show.load(folder)) for folder in show_folders]:
        scope, name = _scope(union, company, whole_show=whole_show, show=show.name)
        now = datetime.now(UTC)
        order = order_strike(
            show.consents, scope=scope, name=name, ordered_by=ordered_by, why=why, now=now, signer=signer
        )
        if order.starts_at == now:
            record_strike(show, order, now=now)
        since = "from now on" if order.starts_at == now else f"already, since {order.starts_at:%d %B %Y %H:%M} UTC"
        click.echo(f"{show.name}: the strike order for the {scope} {name} holds {since} ({order.id}).")
        ordered.append({"show": show.name, **order.model_dump(mode="json")})
    if as_json:
        print_json({"strikes": ordered})


@command.command("off")
@_scope_options
@_shows_option
@json_option
def off(
    union: str | None, company: str | None, whole_show: bool, show_folders: tuple[Path, ...], as_json: bool
) -> None:
    """Lift a strike order. What it stopped can be asked for again; nothing is made by itself."""
    from datetime import UTC, datetime

    from rushes.clearance.records.desk import lift_strike, working_desk
    from rushes.provenance.events import record_strike
    from rushes.show import Show

    lifted = []
    for show, signer in [working_desk(Show.load(folder)) for folder in show_folders]:
        scope, name = _scope(union, company, whole_show=whole_show, show=show.name)
        now = datetime.now(UTC)
        for order in lift_strike(show.consents, scope=scope, name=name, now=now, signer=signer):
            record_strike(show, order, now=now)
            click.echo(f"{show.name}: strike order for the {scope} {name} is lifted ({order.id}).")
            lifted.append({"show": show.name, **order.model_dump(mode="json")})
    if as_json:
        print_json({"strikes": lifted})


@command.command("list")
@_shows_option
@json_option
def list_orders(show_folders: tuple[Path, ...], as_json: bool) -> None:
    """List the strike orders of a show, lifted ones included."""
    from rushes.clearance.records.desk import strikes, trusted_desk
    from rushes.show import Show

    listed = []
    for show in [Show.load(folder) for folder in show_folders]:
        orders, problems = strikes(show.consents, desk=trusted_desk(show))
        for order in orders:
            click.echo(f"{show.name}  {_line(order)}")
            listed.append({"show": show.name, **order.model_dump(mode="json")})
        for problem in problems:
            click.echo(f"{show.name}  problem: {problem}", err=True)
        if not orders:
            click.echo(f"{show.name}  no strike orders.")
    if as_json:
        print_json({"strikes": listed})


def _scope(union: str | None, company: str | None, *, whole_show: bool, show: str) -> tuple[Scope, str]:
    from rushes.errors import BadInputError

    given: list[tuple[Scope, str]] = []
    if union:
        given.append(("union", union.strip().lower()))
    if company:
        given.append(("company", company.strip()))
    if whole_show:
        given.append(("show", show))
    if len(given) != 1 or not given[0][1]:
        raise BadInputError(
            "Say whom the strike order reaches, and one of them only: --union, --company or --whole-show."
        )
    return given[0]


def _line(order: StrikeOrder) -> str:
    since = f"since {order.starts_at:%d %B %Y %H:%M}"
    until = f", lifted {order.lifted_at:%d %B %Y %H:%M}" if order.lifted_at else ", holds"
    why = f": {order.why}" if order.why else ""
    return f"{order.scope} {order.name}, {since}{until}, by {order.ordered_by}{why}"
