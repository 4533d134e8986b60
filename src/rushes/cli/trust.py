"""``rushes trust``: the certificate that our seals end at."""

from __future__ import annotations

from pathlib import Path

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.group("trust")
def command() -> None:
    """Hand out the certificate that our seals end at."""


@command.command("export")
@click.argument("target", required=False, type=click.Path(path_type=Path))
@json_option
def export(target: Path | None, as_json: bool) -> None:
    """Write the local authority's root certificate (PEM) to TARGET, or print it.

    Give it to whoever verifies your takes: `rushes verify FILE --trust ROOT.pem`.
    """
    from rushes.errors import BadInputError
    from rushes.provenance import trust_root_pem

    pem = trust_root_pem()
    if target is None:
        click.echo(pem, nl=False)
    else:
        if target.exists():
            raise BadInputError(f"{target} is there already. Name another file, or move it away.")
        try:
            target.write_text(pem, encoding="ascii")
        except OSError as error:
            raise BadInputError(f"{target} can't be written ({error.strerror}). Name another place.") from error
        click.echo(f"Root certificate: {target}")
    if as_json:
        print_json({"root": str(target) if target else None, "pem": pem})
