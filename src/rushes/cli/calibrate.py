"""``rushes calibrate``: measure this machine."""

from __future__ import annotations

import click

from rushes.cli import print_json
from rushes.cli.options import json_option


@click.command("calibrate")
@json_option
def command(as_json: bool) -> None:
    """Measure this machine with a small real job, so that `rushes plan` can estimate times.

    Each take that is made refines what was measured.
    """
    from rushes import pipeline
    from rushes.cli.bar import Bar

    with Bar() as bar:
        calibration = pipeline.calibrated(bar, anew=True)
    click.echo(f"Times come from {calibration.basis()}")
    if as_json:
        print_json({"basis": calibration.basis()})
