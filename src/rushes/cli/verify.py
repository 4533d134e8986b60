"""``rushes verify``: read a seal back."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("verify")
@click.argument("path", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--trust",
    "roots",
    multiple=True,
    type=click.Path(path_type=Path),
    help="A root certificate (PEM) to trust besides this machine's own; may be given more than once.",
)
@json_option
def command(path: Path, roots: tuple[Path, ...], as_json: bool) -> int:
    """Say whether FILE is what was sealed: a movie, a WAV, an EXR, a take.json or a version's folder.

    trusted: untouched, and sealed by somebody you trust. valid: untouched, sealed by somebody unknown. tampered: changed
    after sealing. unsigned: there is no seal. Leaves with 0 for trusted and valid, 5 otherwise.
    """
    from rushes.provenance import trust_roots, verify

    found = verify(path, trust_roots=trust_roots(roots))
    click.echo(found.words)
    for what, value in found.details:
        click.echo(f"  {what:<22} {value}")
    for problem in found.problems:
        click.echo(f"  problem: {problem}")
    if as_json:
        print_json(
            {
                "state": found.state,
                "take": str(found.take) if found.take else None,
                "clearance": found.clearance,
                "problems": list(found.problems),
            }
        )
    return 0 if found.state in {"trusted", "valid"} else 5
