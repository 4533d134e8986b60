"""What a person decides and the desk counter-signs: checked and signed the same way, whatever it is about."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Protocol

from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.keys import Signer
from rushes.errors import BadInputError


class Dated(Protocol):
    """A record that somebody decides, with the key that they sign with, from a moment on and until another."""

    @property
    def decided_by(self) -> str:
        """Who."""
        ...

    @property
    def did(self) -> str:
        """The key that signs."""
        ...

    @property
    def decided_at(self) -> datetime:
        """When."""
        ...

    @property
    def expires_at(self) -> datetime:
        """Until when it holds."""
        ...

    def model_dump(self, *, mode: str) -> dict[str, Any]:
        """Return its JSON."""
        ...


def countersigned(record: Dated, *, signer: Signer, desk: Signer) -> dict[str, Any]:
    """Return a record signed by whoever decided, and by the desk, which saw whose key it is.

    Args:
        record: What was decided; ``record.did`` is the signer's.
        signer: The decider's key.
        desk: The desk's key.

    Raises:
        BadInputError: It names another key, or ends before it begins.
    """
    if record.did != signer.did:
        raise BadInputError(
            f"{record.decided_by} decides with the key {record.did}, and this is {signer.did}. Whoever decides signs: "
            "give their key."
        )
    if record.expires_at <= record.decided_at:
        raise BadInputError("It ends before it was decided. Every decision needs a date to come: --expires.")
    signed = add_proof(record.model_dump(mode="json"), signer, created=record.decided_at)
    return add_proof(signed, desk, created=record.decided_at, previous=signed["proof"]["id"])
