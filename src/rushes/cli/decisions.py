"""``rushes decisions``: what was decided about takes, and decisions that are signed elsewhere."""

from __future__ import annotations

import json
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from rushes.cli import print_json
from rushes.cli.deciding import SAID, outcome_json, outcome_lines, say_recorded, standing_lines, take_of
from rushes.cli.options import json_option, show_option
from rushes.cli.signing_key import key_options, signer_of

if TYPE_CHECKING:
    from rushes.review.deciding import Decision


@click.group("decisions")
def command() -> None:
    """See what was decided about takes; sign and record decisions that were drawn up somewhere else."""


@command.command("list")
@click.option("--waiting-for", metavar="ID", help="Only takes that wait for this reviewer.")
@show_option
@json_option
def list_(waiting_for: str | None, show_folder: Path, as_json: bool) -> None:
    """List the newest version of every shot: open, held, killed or circled, and who is missing."""
    from rushes.review.deciding import newest_takes, outcomes, waits_for
    from rushes.show import Show

    show = Show.load(show_folder)
    listed = waits_for(show, waiting_for) if waiting_for else newest_takes(show)
    rows = []
    for (shot, version), found in outcomes(show, listed).items():
        missing = f"  missing {', '.join(found.missing)}" if found.missing else ""
        click.echo(f"{shot:<12} {version}  {found.state:<8}{missing}")
        rows.append({"shot": shot, "version": version, **outcome_json(found)})
    if not listed:
        click.echo("Nothing waits for them." if waiting_for else "There are no takes yet.")
    if as_json:
        print_json({"takes": rows})


@command.command("show")
@click.argument("shot")
@click.argument("version")
@show_option
@json_option
def show_(shot: str, version: str, show_folder: Path, as_json: bool) -> None:
    """Show every decision about a take, oldest first, and what they come to. Each is verified again."""
    from rushes.review.deciding import consents_behind, outcome
    from rushes.show import Show

    show = Show.load(show_folder)
    take = take_of(show, shot, version)
    standings = consents_behind(show, take, now=datetime.now(UTC))
    found = outcome(show, take.shot, take.version)
    for decision in found.decisions:
        click.echo(_line(decision))
    if not found.decisions:
        click.echo("Nobody has decided yet.")
    for line in [*outcome_lines(found), *standing_lines(standings)]:
        click.echo(line)
    if as_json:
        consents = [one.to_json() for one in standings]
        print_json({"shot": take.shot, "version": take.version, **outcome_json(found), "consents": consents})


@command.command("sign")
@click.argument("draft", type=click.Path(path_type=Path))
@key_options
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the signed decision is written.")
@json_option
def sign_(
    draft: Path,
    key_file: Path | None,
    passphrase_file: Path | None,
    signer_name: str | None,
    out: Path,
    as_json: bool,
) -> None:
    """Sign DRAFT, which `--draft` wrote, where the key is: it needs no show."""
    from rushes.clearance.records.strict_json import read_json
    from rushes.clearance.records.write_once import write_once
    from rushes.review.deciding import decision_of, sign

    document = read_json(draft)
    decision = decision_of(document, name=draft.name)
    click.echo(_line(decision))
    signed = sign(document, signer_of(key_file, passphrase_file, signer_name))
    write_once(out, (json.dumps(signed, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
    click.echo(f"Signed  {out}. It counts once it is on record: rushes decisions record {out} --show SHOW")
    if as_json:
        print_json({"signed": str(out), "decision": decision.id})


@command.command("record")
@click.argument("file", type=click.Path(path_type=Path))
@show_option
@json_option
def record_(file: Path, show_folder: Path, as_json: bool) -> None:
    """Put a decision on record that was signed elsewhere, once everything about it holds."""
    from rushes.clearance.records.strict_json import read_json
    from rushes.review.deciding import record
    from rushes.show import Show

    show = Show.load(show_folder)
    say_recorded(show, record(show, read_json(file)), as_json=as_json)


@command.command("refresh")
@show_option
@json_option
def refresh(show_folder: Path, as_json: bool) -> None:
    """Write what decisions come to into the takes' own records again: after the quorum in show.yaml changed."""
    from rushes.review.deciding import show_again
    from rushes.show import Show

    changed = show_again(Show.load(show_folder))
    for shot, version in changed:
        click.echo(f"{shot} {version}")
    click.echo(
        f"{len(changed)} {'take' if len(changed) == 1 else 'takes'} said something else than the signed decisions."
    )
    if as_json:
        print_json({"takes": [{"shot": shot, "version": version} for shot, version in changed]})


@command.command("receipt")
@click.argument("decision", metavar="ID")
@click.option("--out", required=True, type=click.Path(path_type=Path), help="Where the receipt is written.")
@show_option
@json_option
def receipt_(decision: str, out: Path, show_folder: Path, as_json: bool) -> None:
    """Write the receipt for a decision: for whoever signed it to keep.

    It proves, without the show, what was signed and that it was recorded, and when by the production's clock.
    """
    from rushes.clearance.records.write_once import write_once
    from rushes.review.deciding import receipt_of
    from rushes.show import Show

    found = receipt_of(Show.load(show_folder), decision)
    write_once(out, (json.dumps(found, indent=1, ensure_ascii=False) + "\n").encode("utf-8"))
    click.echo(f"Receipt  {out}")
    click.echo(f"Check    rushes decisions check {out} --trust ROOT, with the root that `rushes trust export` gave you")
    if as_json:
        print_json({"receipt": str(out), "decision": found["decision"]["id"], "entry": found["entry"]["seq"]})


@command.command("check")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--trust", "roots", multiple=True, type=click.Path(path_type=Path), help="A root certificate (PEM) to trust besides this machine's own; again for more.")  # fmt: skip
@json_option
def check_(file: Path, roots: tuple[Path, ...], as_json: bool) -> int:
    """Check FILE, a receipt or a package's approvals.json, without the show.

    Leaves with 0 when it holds and ends at a root that you trust, 5 otherwise.
    """
    from rushes.clearance.records.strict_json import read_json
    from rushes.provenance import trust_roots
    from rushes.provenance.approvals import SCHEMA

    document = read_json(file)
    check = _check_approvals if document.get("schema_version") == SCHEMA else _check_receipt
    trusted, told = check(document, trust_roots(roots))
    click.echo(
        "The ledger's key is vouched for by a root that you trust."
        if trusted
        else "Nobody whom you trust vouches for the ledger's key. Ask the production for its root, and give it as --trust."
    )
    if as_json:
        print_json({**told, "trusted": trusted})
    return 0 if trusted else 5


def _check_receipt(document: dict[str, Any], roots: str) -> tuple[bool, dict[str, Any]]:
    from rushes.review.deciding import check_receipt

    found = check_receipt(document, trust_roots=roots)
    click.echo(_line(found.decision))
    click.echo(f"Recorded on {found.entry.time} as entry {found.entry.seq} of the ledger of {found.decision.show}.")
    told = {"entry": found.entry.seq, "recorded_at": found.entry.time}
    return found.trusted, {"decision": found.decision.model_dump(mode="json"), **told}


def _check_approvals(document: dict[str, Any], roots: str) -> tuple[bool, dict[str, Any]]:
    from rushes.provenance.approvals import check_approvals

    found = check_approvals(document, trust_roots=roots)
    rows = [(place, one) for place, said in found.said.items() for one in said]
    for (shot, version), one in rows:
        click.echo(f"{found.show} {shot} {version}  {one.word}  frames {one.frames_sha256}")
    click.echo("package.json names the frames of each take as frames_sha256: they have to be these.")
    told = [{"shot": shot, "version": version, **asdict(one)} for (shot, version), one in rows]
    return found.trusted, {"show": found.show, "approvals": told}


def _line(decision: Decision) -> str:
    words = f": {decision.why}" if decision.why else ""
    return (
        f"{decision.decided_at:%d %b %Y %H:%M} UTC  {decision.person} ({decision.role}) {SAID[decision.verdict]} "
        f"{decision.shot} {decision.version}{words}"
    )
