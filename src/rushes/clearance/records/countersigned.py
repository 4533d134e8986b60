"""What a person decides and the desk counter-signs: checked and signed the same way, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Protocol

from rushes.clearance.records.integrity import add_proof, moment_of, proof_options, signing_input, with_signature
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
    document = proposed(record)
    return countersign(with_signature_of(document, signer.sign(signing_input(document, document["proof"]))), desk)


def proposed(record: Dated) -> dict[str, Any]:
    """Return a record as whoever decided signs it: with a proof that lacks nothing but the signature.

    Raises:
        BadInputError: It ends before it begins.
    """
    if record.expires_at <= record.decided_at:
        raise BadInputError("It ends before it was decided. Every decision needs a date to come: --expires.")
    document = record.model_dump(mode="json")
    return {**document, "proof": proof_options(document, record.did, created=record.decided_at)}


def with_signature_of(document: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """Return a document that was ``proposed`` with the signature in its place.

    Raises:
        BadInputError: Its proof is none that waits for a signature.
    """
    proof = document.get("proof")
    if not isinstance(proof, Mapping) or "proofValue" in proof:
        raise BadInputError("What was signed has no proof that waits for a signature. Draw it up anew, and sign that.")
    return {**document, "proof": with_signature(proof, signature)}


def countersign(document: Mapping[str, Any], desk: Signer) -> dict[str, Any]:
    """Return what somebody signed, signed by the desk behind them.

    Raises:
        BadInputError: Their signature does not hold.
    """
    proof = document["proof"]
    return add_proof(document, desk, created=moment_of(proof["created"]), previous=proof["id"])
