"""Signatures inside records: W3C Data Integrity proofs of the cryptosuite eddsa-jcs-2022.

A proof covers its own options and every field of the document, whatever the order of the fields. Several proofs make a set
(each covers the document) or a chain (a later one names an earlier one in ``previousProof`` and covers it, too): that is how
an agent counter-signs what the performer signed, and nothing else.

Sources: https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022 (the suite), https://www.w3.org/TR/vc-data-integrity/#proof-chains
(sets and chains). Where these leave a choice, the stricter one is taken and named below.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from rushes.canonical import canonical_json, sha256_of
from rushes.clearance.records.did import method_of, public_key_of
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.multibase import base58, unbase58
from rushes.clearance.records.strict_json import parse_json
from rushes.errors import BadInputError

SUITE = "eddsa-jcs-2022"
PURPOSE = "assertionMethod"
CREDENTIALS_CONTEXT = "https://www.w3.org/ns/credentials/v2"

MOST_PROOFS = 16
"""A performer, two guardians, a court, agents and a guild fit; the bound keeps a hostile file from costing minutes."""

CLOCK_SKEW = timedelta(minutes=5)
"""How far ahead of ours a signer's clock may be. Machines that ask a time server differ by seconds."""

_ORDER = 2**252 + 27742317777372353535851937790883648493
"""Order of the group (RFC 8032, 5.1). A signature whose S is not below it could be written in a second way."""

_SIGNATURE_BYTES = 64
_FIELDS = frozenset(
    "@context created cryptosuite expires id previousProof proofPurpose proofValue type verificationMethod".split()
)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,6})?(Z|[+-]\d\d:\d\d)")


@dataclass(frozen=True, slots=True)
class Proof:
    """A proof that holds.

    Attributes:
        did: The key that signed.
        created: When, as the signer says; timezone-aware. A time stamp (RFC 3161) says it independently.
        purpose: What for.
        id: Its name in the document; empty when it has none.
        previous: Ids of the proofs that it covers besides the document.
        expires: Until when it holds; None for as long as the document does.
    """

    did: str
    created: datetime
    purpose: str = PURPOSE
    id: str = ""
    previous: tuple[str, ...] = ()
    expires: datetime | None = None


def add_proof(
    document: Mapping[str, Any],
    signer: Signer,
    *,
    created: datetime,
    previous: str | None = None,
    expires: datetime | None = None,
) -> dict[str, Any]:
    """Return a document with one more proof.

    Args:
        document: JSON values only. Proofs that it has must hold and stay; the new one goes behind them.
        signer: Who signs.
        created: When, timezone-aware.
        previous: Id of the proof that the new one covers, too; None for a signature beside the others.
        expires: Until when the proof holds; None for as long as the document does.

    Raises:
        BadInputError: The document could not be read back as it is, a proof in it does not hold, there is no proof
            ``previous`` or it was made later, a moment has no time zone, or the signer can't sign.
    """
    proofs = _proofs_in(document)
    if proofs:
        verify_proofs(document, now=created)
    proof = proof_options(document, signer.did, created=created, previous=previous, expires=expires)
    signed = [*proofs, with_signature(proof, signer.sign(signing_input(document, proof)))]
    whole = {**document, "proof": signed[0] if len(signed) == 1 else signed}
    verify_proofs(parse_json(canonical_json(whole)), now=created)
    return whole


def proof_options(
    document: Mapping[str, Any],
    did: str,
    *,
    created: datetime,
    previous: str | None = None,
    expires: datetime | None = None,
) -> dict[str, Any]:
    """Return a proof that lacks nothing but its signature: for a key that this process does not hold, such as a browser's.

    Args:
        document: What is to be signed.
        did: Whose key will sign.
        created: When, timezone-aware.
        previous: Id of the proof that the new one covers, too.
        expires: Until when the proof holds.

    Raises:
        BadInputError: A moment has no time zone, or a value of the document has no canonical form.
    """
    proof: dict[str, Any] = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": moment(created),
        "verificationMethod": method_of(did),
        "proofPurpose": PURPOSE,
    }
    if expires is not None:
        proof["expires"] = moment(expires)
    if previous is not None:
        proof["previousProof"] = previous
    if "@context" in document:
        proof["@context"] = document["@context"]
    return {**proof, "id": _new_id(document, proof)}


def with_signature(proof: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """Return a proof with the Ed25519 signature (64 bytes) over its ``signing_input``."""
    return {**proof, "proofValue": base58(signature)}


def verify_proofs(
    document: Mapping[str, Any], *, now: datetime | None = None, name: str = "The record"
) -> tuple[Proof, ...]:
    """Return a document's proofs, in its order, once every one of them holds.

    Who had to sign is not asked here: compare ``Proof.did``. A proof that was taken out of a set leaves no trace, so a
    counter-signature that is needed has to be asked for by its DID.

    Args:
        document: As ``strict_json`` read it.
        now: The moment of judgement, timezone-aware. Without it a proof that expires counts for nothing.
        name: What the sentences call the document.

    Raises:
        BadInputError: There is no proof, or one does not hold: changed content, another suite or purpose, a field that
            is not known, a moment without time zone, expired, made after ``now``, a key or a signature in a form that
            proves nothing, another ``@context`` than the document's, or a previous proof that is not there.
    """
    proofs = _proofs_in(document)
    if not proofs:
        raise BadInputError(f"{name} is not signed. Ask for the signed record.")
    if len(proofs) > MOST_PROOFS:
        raise BadInputError(f"{name} has {len(proofs)} proofs; more than {MOST_PROOFS} are not read.")
    found: list[Proof] = []
    for place, proof in enumerate(proofs, start=1):
        which = name if len(proofs) == 1 else f"{name}, proof {place} of {len(proofs)},"
        try:
            found.append(_verify(document, proof, now))
        except (BadInputError, ValueError) as error:
            words = str(error)
            raise BadInputError(f"{which} is not proven: {words} Ask for it to be signed again.") from error
    return tuple(found)


def signing_input(document: Mapping[str, Any], proof: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that are signed: SHA-256 of the proof's options, then SHA-256 of the document.

    The document goes without its proofs, but with those that ``previousProof`` names, in the order in which they stand in
    it (Data Integrity, 4.3). Without ``previousProof`` the member is left out, so that a proof of a set is the same as
    a proof alone; with RDF, for which the specification was written, both are the same.

    Raises:
        BadInputError: A previous proof is not there, or a value has no canonical form.
    """
    options = {key: value for key, value in proof.items() if key != "proofValue"}
    unsecured: dict[str, Any] = {key: value for key, value in document.items() if key != "proof"}
    if covered := _covered(document, proof):
        unsecured["proof"] = covered
    try:
        return hashlib.sha256(canonical_json(options)).digest() + hashlib.sha256(canonical_json(unsecured)).digest()
    except ValueError as error:
        raise BadInputError(f"a value in it has no canonical form ({error}).") from error


def moment(when: datetime) -> str:
    """Return a moment as records write it: UTC, ``2026-11-26T04:05:06Z``.

    Raises:
        BadInputError: It has no time zone.
    """
    if when.utcoffset() is None:
        raise BadInputError(f"The moment {when.isoformat()} has no time zone. Say in which one it is.")
    return when.astimezone(UTC).isoformat().replace("+00:00", "Z")


def moment_of(text: object) -> datetime:
    """Return the moment that a text of a record says (XML Schema 1.1, dateTimeStamp).

    Raises:
        BadInputError: It is no such text; above all, it has no time zone.
    """
    if not isinstance(text, str) or not _MOMENT.fullmatch(text):
        raise BadInputError(f"{text!r} is no moment with a time zone, such as 2026-11-26T04:05:06Z.")
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"{text!r} is no moment of the calendar.") from error


def _verify(document: Mapping[str, Any], proof: Mapping[str, Any], now: datetime | None) -> Proof:
    from cryptography.exceptions import InvalidSignature

    if strange := sorted(proof.keys() - _FIELDS):
        raise BadInputError(f"its proof has the field {strange[0]!r}, which nobody here understands.")
    if proof.get("type") != "DataIntegrityProof" or proof.get("cryptosuite") != SUITE:
        raise BadInputError(f"it is not signed with {SUITE} (DataIntegrityProof).")
    if proof.get("proofPurpose") != PURPOSE:
        raise BadInputError(f"its proof is for {proof.get('proofPurpose')!r}, not for an assertion ({PURPOSE}).")
    if proof.get("@context") != document.get("@context") or ("@context" in proof) != ("@context" in document):
        raise BadInputError("its proof was made under another @context than the record's.")
    did, method = _signer_of(proof)
    public = public_key_of(did)
    if method != method_of(did):
        raise BadInputError(f"its verificationMethod does not name the key of {did}.")
    read = Proof(
        did=did,
        created=moment_of(proof.get("created")),
        id=_text(proof, "id"),
        previous=tuple(_previous(proof)),
        expires=moment_of(proof["expires"]) if "expires" in proof else None,
    )
    _check_time(document, read, now)
    value = proof.get("proofValue")
    signature = unbase58(value) if isinstance(value, str) else b""
    if len(signature) != _SIGNATURE_BYTES or int.from_bytes(signature[32:], "little") >= _ORDER:
        raise BadInputError("its proofValue is no Ed25519 signature in the one form that RFC 8032 allows.")
    try:
        public.verify(signature, signing_input(document, proof))
    except InvalidSignature as error:
        raise BadInputError(f"the signature of {did} does not hold for what it says.") from error
    return read


def _check_time(document: Mapping[str, Any], proof: Proof, now: datetime | None) -> None:
    if proof.expires is not None and now is None:
        raise BadInputError(f"its proof ends on {moment(proof.expires)}, and nobody said at which moment it is judged.")
    if proof.expires is not None and now is not None and now >= proof.expires:
        raise BadInputError(f"its proof ended on {moment(proof.expires)}.")
    if now is not None and proof.created > now + CLOCK_SKEW:
        raise BadInputError(
            f"its proof is dated {moment(proof.created)}, but it is {moment(now)} now: one of the two clocks is wrong."
        )
    for covered in _covered(document, {"previousProof": list(proof.previous)}):
        if moment_of(covered.get("created")) > proof.created:
            raise BadInputError(f"its proof of {moment(proof.created)} covers one that was made later.")


def _signer_of(proof: Mapping[str, Any]) -> tuple[str, str]:
    method = _text(proof, "verificationMethod")
    did, hash_sign, _ = method.partition("#")
    if not hash_sign:
        raise BadInputError(f"its verificationMethod {method!r} names no key (did:key:z6Mk...#z6Mk...).")
    return did, method


def _text(proof: Mapping[str, Any], field: str) -> str:
    value = proof.get(field, "")
    if not isinstance(value, str) or (field in proof and not value):
        raise BadInputError(f"the proof's {field!r} is no text.")
    return value


def _previous(proof: Mapping[str, Any]) -> list[str]:
    named = proof.get("previousProof", [])
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not all(isinstance(name, str) and name for name in names):
        raise BadInputError("its previousProof is neither an id nor a list of ids.")
    if len(set(names)) != len(names):
        raise BadInputError("its previousProof names a proof twice.")
    if "previousProof" in proof and not names:
        raise BadInputError("its previousProof is empty.")
    return names


def _covered(document: Mapping[str, Any], proof: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = _previous(proof) if proof.get("previousProof") else []
    covered = [other for other in _proofs_in(document) if other.get("id") in names]
    if len(covered) != len(names):
        raise BadInputError("it covers an earlier proof that is not there, or is there twice.")
    return covered


def _proofs_in(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    found = document.get("proof", [])
    proofs = found if isinstance(found, list) else [found]
    if not all(isinstance(proof, dict) for proof in proofs):
        raise BadInputError("the record's proof is neither an object nor a list of objects.")
    names = [proof["id"] for proof in proofs if "id" in proof]
    if any(names.count(name) > 1 for name in names):
        raise BadInputError("the record has two proofs of the same id.")
    return proofs


def _new_id(document: Mapping[str, Any], proof: Mapping[str, Any]) -> str:
    """Return a name that follows from what is signed, so that signing twice gives the same bytes."""
    try:
        return uuid.uuid5(uuid.NAMESPACE_URL, sha256_of([dict(document), dict(proof)])).urn
    except ValueError as error:
        raise BadInputError(f"The record can't be signed: a value in it has no canonical form ({error}).") from error
