"""A consent as a W3C Verifiable Credential (https://www.w3.org/TR/vc-data-model-2.0/), and back, without loss.

No name of a person is in it: only the performer's id in the show's register, and keys.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from rushes.clearance.records.consent import Consent
from rushes.clearance.records.integrity import CREDENTIALS_CONTEXT
from rushes.clearance.records.status_list import Entry, StatusPurpose, entry_of
from rushes.errors import BadInputError

CONTEXT = (CREDENTIALS_CONTEXT, {"@vocab": "urn:rushes:consent:1#"})
"""The credential's own terms, and ours for what a likeness consent says."""

TYPES = ("VerifiableCredential", "LikenessConsent")
_FIELDS = {
    "@context",
    "id",
    "type",
    "issuer",
    "validFrom",
    "validUntil",
    "credentialSubject",
    "credentialStatus",
    "relatedResource",
}

PURPOSES: tuple[StatusPurpose, ...] = ("revocation", "suspension")


@dataclass(frozen=True, slots=True)
class Credential:
    """What a signed consent says.

    Attributes:
        consent: What is agreed.
        places: Where its status stands: a bit in each list of ``lists_of``, in that order.
        receipt_sha256: SHA-256 (64 hex digits) of the plain text that was read before it was signed.
    """

    consent: Consent
    places: tuple[Entry, ...]
    receipt_sha256: str


def list_id(production: str, did: str, purpose: StatusPurpose) -> str:
    """Return the id of the status list that a party keeps for a production; it does not give the party's key away."""
    party = hashlib.sha256(did.encode("utf-8")).hexdigest()[:32]
    return f"urn:rushes:status:{production}:{party}:{purpose}"


def parties(consent: Consent) -> tuple[str, ...]:
    """Return the keys that may revoke or suspend a consent: the signatory's first, then its delegates'."""
    return (consent.signatory.did, *(did for did in consent.revokers if did != consent.signatory.did))


def lists_of(consent: Consent) -> tuple[tuple[str, StatusPurpose, str], ...]:
    """Return every status list that a consent has a bit in, as (id, purpose, key that signs it)."""
    return tuple(
        (list_id(consent.production, did, purpose), purpose, did) for did in parties(consent) for purpose in PURPOSES
    )


def to_credential(credential: Credential) -> dict[str, Any]:
    """Return the credential as JSON, without a proof."""
    body = credential.consent.model_dump(mode="json")
    signatory = dict(body.pop("signatory"))
    name = body.pop("id")
    return {
        "@context": list(CONTEXT),
        "id": name,
        "type": list(TYPES),
        "issuer": signatory.pop("did"),
        "validFrom": body.pop("valid_from"),
        "validUntil": body.pop("valid_to"),
        "credentialSubject": {"id": body.pop("subject"), "consent": {**body, "signatory": signatory}},
        "credentialStatus": [_entry(place) for place in credential.places],
        "relatedResource": [
            {"id": f"{name}#receipt", "mediaType": "text/plain", "digestSRI": _sri(credential.receipt_sha256)}
        ],
    }


def from_credential(document: Mapping[str, Any]) -> Credential:
    """Read a credential back; its proofs are somebody else's affair.

    Raises:
        BadInputError: It is no likeness consent, a field is missing, wrong, added, or written in another form than the
            one that was signed.
    """
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    if unsigned.get("type") != list(TYPES):
        raise BadInputError(f"it is no {TYPES[1]}: its type has to be {' and '.join(TYPES)}")
    if strange := sorted(set(unsigned) ^ _FIELDS):
        raise BadInputError(f'"{strange[0]}" {"is no field of a consent" if strange[0] in unsigned else "is missing"}')
    try:
        subject = unsigned["credentialSubject"]
        inner = dict(subject["consent"])
        consent = Consent.model_validate(
            {
                **inner,
                "id": unsigned["id"],
                "signatory": {**inner["signatory"], "did": unsigned["issuer"]},
                "subject": subject["id"],
                "valid_from": unsigned["validFrom"],
                "valid_to": unsigned["validUntil"],
            }
        )
        places = tuple(entry_of(entry) for entry in unsigned["credentialStatus"])
        (receipt,) = unsigned["relatedResource"]
        credential = Credential(consent, places, _hex(receipt["digestSRI"]))
    except ValidationError as error:
        raise BadInputError(sentence_of(error)) from error
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadInputError(f"it is not whole ({error})") from error
    if [(place.list_id, place.purpose) for place in places] != [
        (one, purpose) for one, purpose, _ in lists_of(consent)
    ]:
        raise BadInputError("its credentialStatus does not name the lists of those who may revoke and suspend it")
    if to_credential(credential) != unsigned:
        raise BadInputError("a value in it is written in another form than ours (an order, a time or a number)")
    return credential


def _sri(sha256: str) -> str:
    """Return a digest as https://www.w3.org/TR/vc-data-model-2.0/#integrity-of-related-resources wants it."""
    return "sha256-" + base64.b64encode(bytes.fromhex(sha256)).decode("ascii")


def _hex(sri: str) -> str:
    try:
        return base64.b64decode(sri.removeprefix("sha256-"), validate=True).hex()
    except binascii.Error as error:
        raise ValueError("the receipt's digest is wrong") from error


def _entry(place: Entry) -> dict[str, Any]:
    """Return a place as https://www.w3.org/TR/vc-bitstring-status-list/#bitstringstatuslistentry wants it."""
    return {
        "id": f"{place.list_id}#{place.index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": place.purpose,
        "statusListIndex": str(place.index),
        "statusListCredential": place.list_id,
    }


def sentence_of(error: ValidationError) -> str:
    """Return the first thing that a field is wrong about, in words: ``valid_to: ...``."""
    first = error.errors(include_url=False, include_context=False)[0]
    field = ".".join(str(part) for part in first["loc"])
    words = first["msg"].removeprefix("Value error, ")
    words = {"Field required": "is missing", "Extra inputs are not permitted": "is no field of it"}.get(words, words)
    return f"{field}: {words}" if field else words
