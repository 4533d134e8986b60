"""``rushes verify``: read a seal back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from rushes.cli import print_json
from rushes.cli.options import json_option

if TYPE_CHECKING:
    from rushes.provenance import Verification
    from rushes.provenance.standing import ConsentStanding


@click.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--trust",
    "--root",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A root certificate (PEM) to trust besides this machine's own; may be given more than once.",
)
@click.option(
    "--show",
    "show_folder",
    type=click.Path(path_type=Path),
    help="The show that it came from: says how each consent stood when it was cleared, and how it stands now.",
)
@click.option("--page", is_flag=True, help="Write verify.html into the package: a page that looks at it offline.")
@json_option
def command(path: Path, roots: tuple[Path, ...], show_folder: Path | None, page: bool, as_json: bool) -> int:
    """Say whether FILE is what was sealed: a movie, a WAV, an EXR, a take.json, a version's folder or a delivered package.

    Of a package that is every file, hash and seal, the record and its seal, the checksums, and decisions that are enclosed;
    nothing else is needed but the sender's root certificate.

    trusted: untouched, and sealed by somebody you trust. valid: untouched, sealed by somebody unknown. tampered: changed
    after sealing. unsigned: there is no seal. Leaves with 0 for trusted and valid, 5 otherwise.

    A seal names the consents that it rests on by id and SHA-256. A consent that was revoked later does not change what
    the seal says of the file: with --show, both moments are told.
    """
    from rushes.delivery.page import write_page
    from rushes.delivery.verifying import is_package
    from rushes.errors import BadInputError

    if page and not is_package(path):
        raise BadInputError(f"{path} is no package. Give the folder that holds package.json.")
    found = _verified(path, roots)
    click.echo(found.words)
    for what, value in found.details:
        click.echo(f"  {what:<22} {value}")
    for problem in found.problems:
        click.echo(f"  problem: {problem}")
    if page:
        click.echo(f"  {write_page(path)} looks at it in a browser.")
    standings = _standings(found, show_folder) if show_folder else ()
    for standing in standings:
        _say(standing)
    if show_folder and not found.consents:
        click.echo("  It rests on no consent: nobody is named in its clearance.")
    if as_json:
        record = {
            "state": found.state,
            "take": str(found.take) if found.take else None,
            "clearance": found.clearance,
            "consents": [named.to_json() for named in found.consents],
            "problems": list(found.problems),
        }
        if show_folder:
            record["consents"] = [standing.to_json() for standing in standings]
        print_json(record)
    return 0 if found.state in {"trusted", "valid"} else 5


def _verified(path: Path, roots: tuple[Path, ...]) -> Verification:
    from rushes.cli.bar import Bar
    from rushes.delivery.verifying import is_package, verify_package
    from rushes.provenance import trust_roots, verify
    from rushes.studio import Progress

    if not is_package(path):
        return verify(path, trust_roots=trust_roots(roots))
    with Bar() as bar:
        return verify_package(
            path,
            trust_roots=trust_roots(roots),
            progress=lambda done, total: bar(Progress("verify", done, total)),
        )


def _standings(found: Verification, show_folder: Path) -> tuple[ConsentStanding, ...]:
    from datetime import UTC, datetime

    from rushes.judgement import gate_of
    from rushes.provenance.standing import moment_of, standing_of
    from rushes.show import Show

    now = datetime.now(UTC)
    registry = gate_of(Show.load(show_folder)).registry(now)
    then = moment_of(found.judged_at)
    return tuple(standing_of(named, registry, then=then, now=now) for named in found.consents)


def _say(standing: ConsentStanding) -> None:
    click.echo(f"  consent {standing.named.id} of {standing.performer or 'a performer that the show does not know'}")
    for when, stood in (("when it was cleared", standing.then), ("now", standing.now)):
        if stood is None:
            click.echo(f"    {when:<20} unknown: the seal does not say when that was")
        else:
            click.echo(f"    {when:<20} {stood.state.replace('_', ' ')}{f': {stood.words}' if stood.words else ''}")
