"""A receipt for a decision: what an agent keeps, so that nobody can say later that their refusal never arrived.

It holds the decision as it was signed, the ledger's entry about it, which the production's authority signed, and the
certificate of the ledger's key. Whoever has the production's root certificate can check it without the show.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from rushes.canonical import sha256_of
from rushes.clearance.records.integrity import verify_proofs
from rushes.clearance.records.strict_json import read_json
from rushes.errors import BadInputError, CheckFailedError
from rushes.provenance.authority import LEDGER_CERTIFICATE
from rushes.provenance.ledger import Entry, read_ledger, verify_entry
from rushes.provenance.vouched import ledger_key_in
from rushes.review.deciding.book import book_of
from rushes.review.deciding.decision import Decision
from rushes.review.deciding.drafting import decision_of
from rushes.review.deciding.recording import path_of
from rushes.show import Show

SCHEMA: Literal["rushes/decision-receipt/1"] = "rushes/decision-receipt/1"
_FIELDS = {"schema_version", "decision", "entry", "ledger_certificate"}


@dataclass(frozen=True, slots=True)
class Received:
    """What a receipt proves.

    Attributes:
        decision: What was decided.
        entry: The ledger's entry: when it was recorded, by the production's clock.
        trusted: Whether the ledger's key is vouched for by a root that one trusts.
    """

    decision: Decision
    entry: Entry
    trusted: bool


def receipt_of(show: Show, name: str) -> dict[str, Any]:
    """Return the receipt for a decision.

    Args:
        show: Whose take it is about.
        name: The decision's id, or the beginning of it.

    Raises:
        BadInputError: No decision on record is called so, or more than one; or its file is gone.
        CheckFailedError: The ledger was altered.
    """
    wanted = name.removeprefix("urn:uuid:")
    found = [
        (place, known)
        for place, all_known in book_of(show).decided.items()
        for known in all_known
        if wanted and known.id.removeprefix("urn:uuid:").startswith(wanted)
    ]
    if len(found) != 1:
        how = "No decision on record is" if not found else "More than one decision on record is"
        raise BadInputError(f'{how} called "{name}". `rushes decisions show SHOT VERSION --json` names each by its id.')
    ((shot, version), known) = found[0]
    document = read_json(path_of(show, shot, version, known.id))
    if sha256_of(document) != known.sha256:
        raise BadInputError(f"The file of {known.id} is not the decision that is on record. Bring the true file back.")
    entry = next(entry for entry in read_ledger(show.ledger) if entry.seq == known.seq)
    certificate = show.ledger.with_name(LEDGER_CERTIFICATE).read_text(encoding="ascii")
    return {
        "schema_version": SCHEMA,
        "decision": document,
        "entry": entry.to_json(),
        "ledger_certificate": certificate,
    }


def check_receipt(receipt: Mapping[str, Any], *, trust_roots: str) -> Received:
    """Return what a receipt proves, without the show.

    Args:
        receipt: As ``receipt_of`` gave it.
        trust_roots: PEM certificates that the ledger's key may be vouched for by, from ``rushes.provenance.trust_roots``.

    Raises:
        BadInputError: It is no receipt, or the decision in it is not signed by whom it names.
        CheckFailedError: The entry is not as it was signed, or about another decision.
    """
    if set(receipt) != _FIELDS or receipt["schema_version"] != SCHEMA or not isinstance(receipt["decision"], dict):
        raise BadInputError("This is no receipt for a decision. `rushes decisions receipt` writes one.")
    document = receipt["decision"]
    decision = decision_of(document)
    signers = [proof.did for proof in verify_proofs(document, name="The decision")]
    if signers != [decision.did]:
        raise BadInputError(f"The decision is not signed by {decision.person}'s key, which it names.")
    if not isinstance(receipt["entry"], dict):
        raise BadInputError("The receipt's entry is none. Ask for the receipt again.")
    key, trusted = ledger_key_in(receipt["ledger_certificate"], trust_roots=trust_roots)
    entry = verify_entry(receipt["entry"], key)
    about = {"show": decision.show, "shot": decision.shot, "version": decision.version}
    if (entry.event, dict(entry.scope)) != ("take.decided", about) or entry.data.get("sha256") != sha256_of(document):
        raise CheckFailedError("The ledger's entry is about another decision than the receipt's. It proves nothing.")
    return Received(decision, entry, trusted)
