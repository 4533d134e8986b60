"""Consents: records that a person signed, and the show's register of them.

A record is JSON with a W3C Data Integrity proof of the cryptosuite eddsa-jcs-2022
(https://www.w3.org/TR/vc-di-eddsa/#eddsa-jcs-2022), made with the performer's own Ed25519 key (a did:key).
What does not verify counts for nothing and is named.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rushes.canonical import canonical_json
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_ED25519_CODE = b"\xed\x01"
SUITE = "eddsa-jcs-2022"


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to.

    Attributes:
        id: The record's name.
        subject: The person's name as a brief would write it.
        productions: The shows that it is for.
        uses: What may be done (``generate``, ``alter``) and of which kind (``destruction``, ...).
        valid_from, valid_until: From when, and until when, timezone-aware.
    """

    id: str
    subject: str
    productions: tuple[str, ...]
    uses: tuple[str, ...]
    valid_from: datetime
    valid_until: datetime

    def gap(self, *, production: str, uses: frozenset[str], now: datetime) -> str:
        """Return why it does not cover something, in words; empty when it does."""
        if production not in self.productions:
            return f"{self.id} is for {', '.join(self.productions)}, not for {production}"
        if missing := sorted(uses - set(self.uses)):
            return f"{self.id} covers {', '.join(self.uses)}, not {', '.join(missing)}"
        if now < self.valid_from:
            return f"{self.id} is not valid before {self.valid_from.isoformat()}"
        if now >= self.valid_until:
            return f"{self.id} ended on {self.valid_until.isoformat()}"
        return ""


@dataclass(frozen=True, slots=True)
class ConsentRegistry:
    """The consents of a show.

    Attributes:
        consents: Those whose signature holds.
        problems: Files that count for nothing, each with its reason.
    """

    consents: tuple[Consent, ...] = ()
    problems: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """Everybody who ever signed something for this show."""
        return tuple(sorted({consent.subject for consent in self.consents}))

    def of(self, name: str) -> tuple[Consent, ...]:
        """Return a person's consents."""
        return tuple(consent for consent in self.consents if consent.subject.casefold() == name.casefold())


def load_registry(folder: Path) -> ConsentRegistry:
    """Read every ``*.json`` of a show's consents and keep those whose signature holds."""
    consents, problems = [], []
    for path in sorted(folder.glob("*.json")):
        try:
            consents.append(read_consent(path))
        except BadInputError as error:
            problems.append(str(error))
    return ConsentRegistry(tuple(consents), tuple(problems))


def read_consent(path: Path) -> Consent:
    """Read a signed consent.

    Raises:
        BadInputError: It can't be read, is not whole, or its signature does not hold.
    """
    try:
        record = json.loads(path.read_text(encoding="utf-8"), object_pairs_hook=_once)
        verify_proof(record)
        consent = Consent(
            id=str(record["consent_id"]),
            subject=str(record["subject"]["name"]),
            productions=tuple(str(name) for name in record["productions"]),
            uses=tuple(str(use) for use in record["uses"]),
            valid_from=datetime.fromisoformat(record["valid_from"]),
            valid_until=datetime.fromisoformat(record["valid_until"]),
        )
        if record["proof"]["verificationMethod"].split("#")[0] != record["subject"]["id"]:
            raise BadInputError("it is signed by another key than the subject's")
        if consent.valid_from.tzinfo is None or consent.valid_until.tzinfo is None:
            raise BadInputError("its times have no time zone")
    except (OSError, ValueError, KeyError, TypeError, AttributeError, BadInputError) as error:
        raise BadInputError(
            f"The consent {path.name} counts for nothing: {error}. Ask the performer to sign it again."
        ) from error
    return consent


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) != len(pairs):
        raise ValueError("a field is there twice")
    return record


def sign_consent(record: Mapping[str, Any], key: Ed25519PrivateKey, *, created: datetime) -> dict[str, Any]:
    """Return a record with the performer's proof.

    Args:
        record: The consent's fields, with ``subject.id`` equal to ``did_of(key)``.
        key: The performer's key.
        created: When it is signed.
    """
    did = did_of(key)
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": SUITE,
        "created": created.isoformat(),
        "verificationMethod": f"{did}#{did.removeprefix('did:key:')}",
        "proofPurpose": "assertionMethod",
    }
    if "@context" in record:
        proof["@context"] = record["@context"]
    return {**record, "proof": {**proof, "proofValue": "z" + _base58(key.sign(_hash(record, proof)))}}


def verify_proof(record: Mapping[str, Any]) -> None:
    """Stop unless a record's proof holds for every field.

    Raises:
        BadInputError: There is no such proof, or it was made for something else.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    proof = record.get("proof")
    if not isinstance(proof, dict):
        raise BadInputError("it is not signed")
    if proof.get("cryptosuite") != SUITE or proof.get("type") != "DataIntegrityProof":
        raise BadInputError(f"it is not signed with {SUITE}")
    if proof.get("proofPurpose") != "assertionMethod":
        raise BadInputError("its proof is for another purpose than an assertion")
    document = {name: value for name, value in record.items() if name != "proof"}
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    method = str(proof["verificationMethod"]).split("#")[0].removeprefix("did:key:z")
    public = _unbase58(method)
    if not public.startswith(_ED25519_CODE):
        raise BadInputError("its key is no Ed25519 key")
    try:
        Ed25519PublicKey.from_public_bytes(public[len(_ED25519_CODE) :]).verify(
            _unbase58(str(proof["proofValue"]).removeprefix("z")), _hash(document, options)
        )
    except InvalidSignature as error:
        raise BadInputError("its signature does not hold for what it says") from error


def did_of(key: Ed25519PrivateKey) -> str:
    """Return the did:key that names a key."""
    return "did:key:z" + _base58(_ED25519_CODE + key.public_key().public_bytes_raw())


def _hash(document: Mapping[str, Any], options: Mapping[str, Any]) -> bytes:
    return (
        hashlib.sha256(canonical_json(dict(options))).digest() + hashlib.sha256(canonical_json(dict(document))).digest()
    )


def _base58(data: bytes) -> str:
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = _BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def _unbase58(text: str) -> bytes:
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")
