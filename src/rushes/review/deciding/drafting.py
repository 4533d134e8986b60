"""A decision on its way to a signature: drawn up, handed to whoever holds the key, and finished with what they signed.

The key may be this process's, a device's, or one that a browser made and never gives away (WebCrypto, Ed25519). So the
drawing up and the signing are two steps: ``draft`` gives the whole document with its proof but for the signature,
``to_sign`` the 64 bytes that are signed (W3C Data Integrity, eddsa-jcs-2022), and ``with_signed`` puts the signature in.
"""

from __future__ import annotations

import unicodedata
import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from pydantic import ValidationError

from rushes.clearance.records.credential import sentence_of
from rushes.clearance.records.integrity import moment, proof_options, signing_input, with_signature
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.person import Person
from rushes.clearance.records.strict_json import check_text
from rushes.engines import Take
from rushes.errors import BadInputError
from rushes.provenance.verify_take import take_fingerprint
from rushes.review.deciding.decision import SCHEMA, Decision, Verdict, check_word
from rushes.review.deciding.frames import frames_sha256
from rushes.show import Role, Show
from rushes.untrusted import parsed

SIGNATURE_BYTES = 64


def draft(
    show: Show,
    take: Take,
    verdict: Verdict,
    person: Person,
    role: Role,
    *,
    why: str = "",
    human_contribution: str = "",
    now: datetime,
) -> dict[str, Any]:
    """Return a decision, ready to be signed: every field, and a proof that lacks its ``proofValue`` alone.

    Args:
        show: Whose take.
        take: Which one, as it lies in the show.
        verdict: What is decided.
        person: Who decides.
        role: As what; one of the person's own.
        why: In their words.
        human_contribution: What people put into the take, for the register of uses.
        now: When, timezone-aware.

    Raises:
        BadInputError: It is not theirs to say, words are too long or hide characters, or the take's record can't be read.
    """
    shown = tuple(str(name) for name in take.clearance.get("people", ()))
    words = {"why": _plain(why, "why"), "human_contribution": _plain(human_contribution, "human_contribution")}
    check_word(person, role, verdict, words["why"], shown)
    document = {
        "schema_version": SCHEMA,
        "id": uuid.uuid4().urn,
        "show": show.name,
        "shot": take.shot,
        "version": take.version,
        "verdict": verdict,
        "person": person.id,
        "role": role,
        "did": person.did,
        **words,
        "take_sha256": take_fingerprint(record_of(take)),
        "frames_sha256": frames_sha256(take),
        "decided_at": moment(now),
    }
    decision_of(document)
    return {**document, "proof": proof_options(document, person.did, created=now)}


def to_sign(document: Mapping[str, Any]) -> bytes:
    """Return the 64 bytes that whoever decides signs, of a document from ``draft``.

    Raises:
        BadInputError: The document has no proof, or one that is signed already.
    """
    return signing_input(document, _unsigned(document))


def with_signed(document: Mapping[str, Any], signature: bytes) -> dict[str, Any]:
    """Return a draft as the finished document.

    Args:
        document: From ``draft``.
        signature: Ed25519 over ``to_sign(document)``, 64 bytes.

    Raises:
        BadInputError: The document is signed already, or the signature has another length.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise BadInputError(
            f"The signature has {len(signature)} bytes; one of Ed25519 has {SIGNATURE_BYTES}. Sign the bytes as they are, not a "
            "hash of them."
        )
    return {**document, "proof": with_signature(_unsigned(document), signature)}


def sign(document: Mapping[str, Any], signer: Signer) -> dict[str, Any]:
    """Return a draft signed with a key that this process can use.

    Raises:
        BadInputError: The draft is another key's, or is signed already.
    """
    if document.get("did") != signer.did:
        raise BadInputError(
            f"The decision is {document.get('person')}'s with the key {document.get('did')}, and this is {signer.did}. Whoever "
            "decides signs: give their key."
        )
    return with_signed(document, signer.sign(to_sign(document)))


def decision_of(document: Mapping[str, Any], *, name: str = "The decision") -> Decision:
    """Return the decision that a document holds; who signed it is not asked here.

    Raises:
        BadInputError: A field is missing, wrong, or one too many.
    """
    try:
        return Decision.model_validate({field: value for field, value in document.items() if field != "proof"})
    except ValidationError as error:
        raise BadInputError(f"{name} counts for nothing: {sentence_of(error)}. Draw it up anew and sign it.") from error


def record_of(take: Take) -> dict[str, Any]:
    """Return a take's record as its ``take.json`` holds it.

    Raises:
        BadInputError: It can't be read any more.
    """
    path = take.folder / "take.json"
    try:
        record = parsed(path.read_bytes())
    except (OSError, ValueError) as error:
        raise BadInputError(f"{path} can't be read ({error}). Bring it back from a copy.") from error
    if not isinstance(record, dict):
        raise BadInputError(f"{path} is no take's record. Bring it back from a copy.")
    return record


def _unsigned(document: Mapping[str, Any]) -> Mapping[str, Any]:
    proof = document.get("proof")
    if not isinstance(proof, Mapping) or "proofValue" in proof:
        raise BadInputError("The decision is no draft: it has no proof to sign, or is signed already. Draw it up anew.")
    return proof


def _plain(words: str, field: str) -> str:
    """Return words in the one spelling that is signed.

    Raises:
        BadInputError: They hide characters.
    """
    plain = unicodedata.normalize("NFC", words.replace("\r\n", "\n").strip())
    try:
        check_text(plain, name="The decision", field=field)
    except BadInputError as error:
        raise BadInputError(f"{str(error).partition(' Ask whoever')[0]} Type it again.") from error
    return plain
