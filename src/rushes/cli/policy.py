"""``rushes policy``: which rules there are, where they come from, and how well that is known."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.options import json_option

if TYPE_CHECKING:
    from rushes.clearance.policy import Pack, Rule


@click.group("policy")
def command() -> None:
    """Read the policy packs: every rule with its source."""


@command.command("list")
@click.option("--show", "show_folder", type=click.Path(path_type=Path), help="Say which are in force on this show.")
@json_option
def list_packs(show_folder: Path | None, as_json: bool) -> int:
    """List the packs, which of them are in force, and how many of their rules were read in a primary source."""
    from rushes.clearance.policy import HOUSE, load_packs
    from rushes.plugins import policy_packs
    from rushes.show import Show

    now = datetime.now(UTC)
    packs = policy_packs()
    named = Show.load(show_folder).policies if show_folder is not None else None
    in_force = None if named is None else {pack.name for pack in load_packs(named)}
    rows = []
    for pack in packs.values():
        speaking = [rule for rule in pack.rules.values() if rule.speaks(now)]
        row = {
            "pack": pack.name,
            "title": pack.title,
            "rules": len(pack.rules),
            "speaking": len(speaking),
            "confirmed": pack.confirmed,
            "in_force": None if in_force is None else pack.name in in_force,
        }
        rows.append(row)
        click.echo(f"{pack.name:<16} {pack.title}")
        click.echo(f"{'':<16} {_standing(row, always=pack.name == HOUSE)}")
    if as_json:
        print_json({"packs": rows})
    return 0


def _standing(row: dict[str, Any], *, always: bool) -> str:
    force = {None: "in force on every show" if always else "", True: "in force", False: "not in force"}[row["in_force"]]
    silent = row["rules"] - row["speaking"]
    told = [
        *([force] if force else []),
        f"{row['rules']} rules",
        f"{row['confirmed']} read in a primary source",
        *([f"{silent} outside their days now"] if silent else []),
    ]
    return "; ".join(told)


@command.command("show")
@click.argument("pack_name", metavar="PACK")
@json_option
def show_pack(pack_name: str, as_json: bool) -> int:
    """Print every rule of PACK: what it says, its outcome, its source, its days and how well it is known."""
    from rushes.clearance.policy import load_pack

    pack = load_pack(pack_name)
    click.echo(f"{pack.title}\n\n{pack.about}\n")
    for rule in pack.rules.values():
        for line in _lines(rule):
            click.echo(line)
        click.echo()
    if pack.not_judged:
        click.echo("What no rule here judges:")
        for row in pack.not_judged:
            click.echo(f"  {row.text} ({row.source})")
    if as_json:
        print_json(
            {
                "pack": pack.name,
                "title": pack.title,
                "rules": [rule.model_dump(mode="json") for rule in pack.rules.values()],
                "not_judged": [row.model_dump(mode="json") for row in pack.not_judged],
            }
        )
    return 0


@command.command("explain")
@click.argument("rule_id", metavar="RULE")
@json_option
def explain(rule_id: str, as_json: bool) -> int:
    """Print one RULE, for example house/strike, with the policy that is asked."""
    from rushes.clearance.policy import load_pack
    from rushes.errors import BadInputError

    pack = load_pack(rule_id.partition("/")[0])
    rule = pack.rules.get(rule_id)
    if rule is None:
        raise BadInputError(
            f'There is no rule "{rule_id}" in {pack.name}. `rushes policy show {pack.name}` lists its rules.'
        )
    policy = _policy(pack, rule)
    for line in _lines(rule):
        click.echo(line)
    click.echo(f"  to clear it: {rule.remedy or 'nothing is needed'}\n")
    click.echo(policy)
    if as_json:
        print_json({**rule.model_dump(mode="json"), "cedar": policy})
    return 0


def _lines(rule: Rule) -> Iterator[str]:
    from rushes.clearance.policy import EVIDENCE

    yield f"{rule.id}: {rule.outcome}"
    yield f"  {rule.text}"
    yield f"  source: {rule.source}{f', {rule.section}' if rule.section else ''}"
    yield f"  known by: {EVIDENCE[rule.evidence]} ({'confirmed' if rule.confirmed else 'not confirmed'})"
    yield f"  days: {_days(rule)}"
    if rule.waivable:
        kinds = " or ".join(rule.answers)
        named = f" ({', '.join(rule.exceptions)})" if rule.exceptions else ""
        yield f"  answered by: {kinds}{named} of {' or '.join(rule.deciders)}"
    elif rule.outcome != "cleared":
        yield "  answered by: nothing; no decision lifts it"


def _days(rule: Rule) -> str:
    if rule.effective_from is None and rule.effective_to is None:
        return "always, where it is in force"
    first = f"from {rule.effective_from}" if rule.effective_from else ""
    last = f"until {rule.effective_to}" if rule.effective_to else ""
    return " ".join(part for part in (first, last) if part)


def _policy(pack: Pack, rule: Rule) -> str:
    """Return a rule's policy as it stands in the pack's file."""
    start = pack.cedar.index(f'@id("{rule.id}")')
    following = [found for other in pack.rules if (found := pack.cedar.find(f'@id("{other}")', start + 1)) > 0]
    text = pack.cedar[start : min(following, default=len(pack.cedar))]
    return text[: text.rindex(";") + 1]
