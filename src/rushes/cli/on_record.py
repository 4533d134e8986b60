"""What a command on a consent leaves in the show's ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from rushes.clearance.records.signing import Signed
    from rushes.clearance.records.status_list import StatusList
    from rushes.provenance.events import ConsentEvent
    from rushes.show import Show

CHANGES: dict[str, ConsentEvent] = {
    "revoke": "consent.revoked",
    "suspend": "consent.suspended",
    "resume": "consent.resumed",
}
"""The event of each act that changes a status list."""


def signed_on_record(show: Show, event: ConsentEvent, signed: Signed) -> None:
    """Write down that a consent was signed or countersigned.

    Raises:
        RushesError: The ledger can't be written; the signed record stays where it is.
    """
    from rushes.cli.register import ELSEWHERE, keeps_ledger
    from rushes.provenance.events import record_consent_event

    if not keeps_ledger(show):
        click.echo(ELSEWHERE, err=True)
        return
    record_consent_event(
        show,
        event,
        consent=signed.consent.id,
        sha256=signed.sha256,
        performer=signed.consent.performer,
        by="signatory" if event == "consent.signed" else "countersigner",
    )


def change_on_record(show: Show, act: str, signed: Signed, changed: StatusList) -> None:
    """Write down that a consent was revoked, suspended or resumed, and which issue of the status list says so.

    Raises:
        RushesError: The ledger can't be written; the status list stays where it is.
    """
    from rushes.cli.register import ELSEWHERE, keeps_ledger
    from rushes.provenance.events import record_consent_event

    if not keeps_ledger(show):
        click.echo(ELSEWHERE, err=True)
        return
    record_consent_event(
        show,
        CHANGES[act],
        consent=signed.consent.id,
        sha256=signed.sha256,
        performer=signed.consent.performer,
        by="signatory" if changed.issuer == signed.consent.signatory.did else "revoker",
        status=(changed.id, changed.sequence),
    )
