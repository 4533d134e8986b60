"""How a command reads a show's register: with what the show's ledger has seen, where this machine keeps that ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import datetime

    from rushes.clearance.records.registry import Registry
    from rushes.show import Show

ELSEWHERE = (
    "The show's ledger is kept on another machine, so nothing was asked of it and nothing written into it. Take the show's "
    "consents folder back there: what counts is judged there."
)
"""What a performer or an agent reads who works on a copy of the show."""


def keeps_ledger(show: Show) -> bool:
    """Return whether this machine keeps a show's ledger: it has none yet, or the certificate beside it is ours."""
    from rushes.provenance.authority import LEDGER_CERTIFICATE, Authority

    try:
        beside = show.ledger.with_name(LEDGER_CERTIFICATE).read_text(encoding="ascii")
    except (FileNotFoundError, UnicodeDecodeError):
        return True
    return beside == Authority.open().ledger_certificate_pem


def registry_of(show: Show, now: datetime) -> Registry:
    """Return the show's register as it stands at a moment.

    Raises:
        RushesError: It can't be read, the ledger was altered, or the clock was set back.
    """
    from rushes.clearance.records.loading import load_registry
    from rushes.judgement import gate_of

    if keeps_ledger(show):
        return gate_of(show).registry(now)
    click.echo(ELSEWHERE, err=True)
    return load_registry(show.consents, desk=show.clearance_desk, now=now)
