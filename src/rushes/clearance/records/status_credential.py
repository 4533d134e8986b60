"""Status lists as W3C credentials (BitstringStatusListCredential): written, signed, and read with nothing taken on trust.

Source: https://www.w3.org/TR/vc-bitstring-status-list/, v1.0; ``sequence``, ``previousSha256`` and ``changes`` are ours.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any, cast, get_args

from rushes.canonical import sha256_of
from rushes.clearance.records.did import public_key_of
from rushes.clearance.records.integrity import CREDENTIALS_CONTEXT, add_proof, moment, moment_of, verify_proofs
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.multibase import base64url, unbase64url
from rushes.clearance.records.status_list import NONE_SET, SIZE, Change, StatusList, StatusPurpose, changed_bits
from rushes.errors import BadInputError

LARGEST_SIZE = SIZE * 64
"""Bits that are read at most (1 MB): a small file may unpack to a very large one."""

CONTEXT: tuple[str, dict[str, Any]] = (
    CREDENTIALS_CONTEXT,
    {
        "sequence": "urn:rushes:status-list:sequence",
        "previousSha256": "urn:rushes:status-list:previousSha256",
        "changes": {"@id": "urn:rushes:status-list:changes", "@type": "@json"},
    },
)
"""The standard's own terms, and the three that are ours."""

_GZIP = 31  # zlib's number for a gzip stream


def to_credential(known: StatusList) -> dict[str, Any]:
    """Return a list as a W3C BitstringStatusListCredential, without a proof."""
    subject: dict[str, Any] = {
        "id": f"{known.id}#list",
        "type": "BitstringStatusList",
        "statusPurpose": known.purpose,
        "encodedList": _packed(known.bits),
        "sequence": known.sequence,
        "changes": [
            {"index": str(change.index), "value": change.value, "at": moment(change.at)} for change in known.changes
        ],
    }
    if known.previous_sha256:
        subject["previousSha256"] = known.previous_sha256
    return {
        "@context": [CONTEXT[0], dict(CONTEXT[1])],
        "id": known.id,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": known.issuer,
        "validFrom": moment(known.issued_at),
        "credentialSubject": subject,
    }


def sign_list(known: StatusList, signer: Signer) -> dict[str, Any]:
    """Return a list as a credential that its issuer signed at the moment of issue.

    Raises:
        BadInputError: The signer is not the list's issuer, or can't sign.
    """
    if signer.did != known.issuer:
        raise BadInputError(f"The status list {known.id} is signed by {known.issuer}, not by {signer.did}.")
    return add_proof(to_credential(known), signer, created=known.issued_at)


def verify_list(document: Mapping[str, Any], *, name: str = "The status list") -> StatusList:
    """Return a list once everything about it holds by itself; ``check_follows`` asks about the one before it.

    Args:
        document: As ``strict_json`` read it.
        name: What the sentences call it, for example the file's name.

    Raises:
        BadInputError: It is not signed by its issuer alone and at its moment of issue, is no status list, has a field that
            is not known, unpacks to another size than the standard's or to other bits than its changes tell, its changes
            are out of order, or a revocation was undone.
    """
    proofs = verify_proofs(document, name=name)
    try:
        known = _read(document)
        if [proof.did for proof in proofs] != [known.issuer]:
            raise BadInputError(f"it names {known.issuer} as its issuer, but {proofs[0].did} signed it.")
        if proofs[0].created != known.issued_at:
            raise BadInputError("it was signed at another moment than it says it was issued.")
        _check_history(known)
    except BadInputError as error:
        words = str(error)
        raise BadInputError(
            f"{name} can't be believed: {words} Ask its issuer for the list as it was signed."
        ) from error
    return replace(known, sha256=sha256_of(dict(document)))


def _read(document: Mapping[str, Any]) -> StatusList:
    subject = document.get("credentialSubject")
    if document.get("type") != ["VerifiableCredential", "BitstringStatusListCredential"] or not isinstance(
        subject, dict
    ):
        raise BadInputError("it is no BitstringStatusListCredential.")
    if document.get("@context") != [CONTEXT[0], CONTEXT[1]]:
        raise BadInputError("its @context is not that of a status list of Rushes.")
    if strange := sorted(document.keys() - set("@context id type issuer validFrom credentialSubject proof".split())):
        raise BadInputError(f"it has the field {strange[0]!r}, which nobody here understands.")
    terms = "id type statusPurpose encodedList sequence changes previousSha256".split()
    if strange := sorted(subject.keys() - set(terms)):
        raise BadInputError(f"it has the field {strange[0]!r}, which nobody here understands.")
    name, issuer, purpose = _text(document, "id"), _text(document, "issuer"), subject.get("statusPurpose")
    if subject.get("type") != "BitstringStatusList" or purpose not in get_args(StatusPurpose):
        raise BadInputError("it is no BitstringStatusList of the purpose revocation or suspension.")
    if subject.get("id") != f"{name}#list":
        raise BadInputError("its subject is not the list itself.")
    public_key_of(issuer)
    sequence, changes = subject.get("sequence"), subject.get("changes")
    if type(sequence) is not int or sequence < 1 or not isinstance(changes, list):
        raise BadInputError("it has no sequence number from 1 on, or no list of changes.")
    return StatusList(
        id=name,
        purpose=cast("StatusPurpose", purpose),
        issuer=issuer,
        sequence=sequence,
        bits=_unpacked(_text(subject, "encodedList")),
        issued_at=moment_of(document.get("validFrom")),
        changes=tuple(_change(change) for change in changes),
        previous_sha256=_text(subject, "previousSha256") if "previousSha256" in subject else "",
    )


def _check_history(known: StatusList) -> None:
    if (known.sequence == 1) != (known.previous_sha256 == ""):
        raise BadInputError("the first issue follows none, and every later one has to name the one before it.")
    if known.sequence == 1 and known.changes:
        raise BadInputError("its first issue has changes already.")
    state: dict[int, bool] = {}
    last = None
    for change in known.changes:
        if not 0 <= change.index < known.size:
            raise BadInputError(f"it changes entry {change.index}, which it does not have.")
        if last is not None and change.at < last:
            raise BadInputError("its changes are not in the order of time.")
        if state.get(change.index, False) == change.value:
            raise BadInputError(f"it changes entry {change.index} to what it was already.")
        if known.purpose == "revocation" and not change.value:
            raise BadInputError(f"it takes back the revocation of entry {change.index}, which can't be undone.")
        state[change.index], last = change.value, change.at
    if last is not None and last > known.issued_at:
        raise BadInputError("it has a change that is later than its issue.")
    if changed_bits(bytes(len(known.bits)), state.items()) != known.bits:
        raise BadInputError("its bits are not those that its changes lead to.")


def _change(value: object) -> Change:
    if not isinstance(value, dict) or value.keys() != {"index", "value", "at"} or not isinstance(value["value"], bool):
        raise BadInputError("one of its changes is not an index, a value and a moment.")
    index = value["index"]
    if not isinstance(index, str) or not (index.isascii() and index.isdigit()) or len(index) > 9:
        raise BadInputError(f"one of its changes has the index {index!r}, which is no number written as text.")
    return Change(int(index), value["value"], moment_of(value["at"]))


def _text(record: Mapping[str, Any], field_name: str) -> str:
    value = record.get(field_name)
    if not isinstance(value, str) or not value:
        raise BadInputError(f"its {field_name!r} is no text.")
    return value


def _packed(bits: bytes) -> str:
    packer = zlib.compressobj(level=9, wbits=_GZIP)  # zlib writes no time, so equal bits have equal texts
    return base64url(packer.compress(bits) + packer.flush())


def _unpacked(text: str) -> bytes:
    reader = zlib.decompressobj(wbits=_GZIP)
    try:
        bits = reader.decompress(unbase64url(text), LARGEST_SIZE // 8 + 1)
    except zlib.error as error:
        raise BadInputError("its encodedList does not unpack.") from error
    if not reader.eof or reader.unused_data or len(bits) * 8 > LARGEST_SIZE:
        raise BadInputError(
            f"its encodedList is cut off, goes on after its end, or unpacks to over {LARGEST_SIZE:,} bits."
        )
    if len(bits) * 8 < SIZE:
        raise BadInputError(f"it has {len(bits) * 8:,} bits; the standard asks for {SIZE:,} at least.")
    return NONE_SET if bits == NONE_SET else bits
