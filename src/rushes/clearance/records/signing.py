"""Signing a consent, countersigning it, and taking it back: from records to records, without a clock or a file.

The signatory's proof comes first and covers the whole credential. Each countersigner's proof is chained to it, so that a
counter-signature can't be moved to another signature. Who may revoke or suspend has a bit of their own, in a status list
that they sign themselves.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rushes.canonical import sha256_of
from rushes.clearance.records.consent import Consent
from rushes.clearance.records.credential import (
    Credential,
    from_credential,
    list_id,
    lists_of,
    parties,
    to_credential,
)
from rushes.clearance.records.did import public_key_of
from rushes.clearance.records.integrity import Proof, add_proof, verify_proofs
from rushes.clearance.records.keys import Signer
from rushes.clearance.records.performer import Performer
from rushes.clearance.records.receipt import receipt, receipt_sha256
from rushes.clearance.records.status_list import NONE_SET, Entry, StatusList, StatusPurpose
from rushes.clearance.records.terms import faults
from rushes.errors import BadInputError
from rushes.show import check_show_name

_NAME = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(frozen=True, slots=True)
class Signed:
    """A consent whose every signature holds.

    Attributes:
        credential: What was signed.
        proofs: The signatory's first, then the countersigners'.
        sha256: SHA-256 of the signed record's canonical JSON.
        document: The record itself.
    """

    credential: Credential
    proofs: tuple[Proof, ...]
    sha256: str
    document: Mapping[str, Any]

    @property
    def consent(self) -> Consent:
        """What was agreed."""
        return self.credential.consent

    @property
    def signed_at(self) -> datetime:
        """When the last of those who had to sign it did."""
        return max(proof.created for proof in self.proofs)

    @property
    def missing(self) -> tuple[str, ...]:
        """Countersigners who have not signed yet."""
        there = {proof.did for proof in self.proofs}
        return tuple(did for did in self.consent.countersigners if did not in there)


def sign(
    consent: Consent,
    signer: Signer,
    *,
    indices: Mapping[str, int],
    created: datetime,
    performer: Performer | None = None,
) -> dict[str, Any]:
    """Return the credential with the signatory's proof.

    Args:
        consent: What is agreed, to the last field.
        signer: The signatory's key.
        indices: A free bit in each of ``lists_of(consent)``, by the list's id.
        created: When it is signed, timezone-aware.
        performer: The performer as the desk enrolled them, when that is known.

    Raises:
        BadInputError: Another key signs, it exceeds what any consent may say, a key in it is none, or it is over already.
    """
    signatory = consent.signatory
    if signer.did != signatory.did:
        raise BadInputError(
            f"This is the key {signer.did}, but the consent is signed by {signatory.did}. Use that key, or correct "
            "signatory in the draft."
        )
    _check_names(consent)
    _check(consent, performer)
    if created >= consent.valid_to:
        raise BadInputError(f"The consent ended on {consent.valid_to.isoformat()}. Correct valid_to in the draft.")
    if created < consent.issued_at:
        raise BadInputError(
            f"The text was settled on {consent.issued_at.isoformat()}, which is later than now ({created.isoformat()}). "
            "Correct issued_at in the draft, or this machine's clock."
        )
    places = tuple(Entry(name, purpose, indices[name]) for name, purpose, _ in lists_of(consent))
    credential = Credential(consent, places, receipt_sha256(receipt(consent)))
    return add_proof(to_credential(credential), signer, created=created)


def countersign(document: Mapping[str, Any], signer: Signer, *, created: datetime) -> dict[str, Any]:
    """Return a signed consent with one more proof, chained to the signatory's.

    Raises:
        BadInputError: The consent does not verify, names no such countersigner, or has this signature already.
    """
    signed = read_signed(document)
    if signer.did not in signed.consent.countersigners:
        named = ", ".join(signed.consent.countersigners) or "nobody"
        raise BadInputError(
            f"{signed.consent.id} is countersigned by {named}, not by {signer.did}. Use one of those keys; who "
            "countersigns is settled before the performer signs."
        )
    if signer.did not in signed.missing:
        raise BadInputError(f"{signer.did} has countersigned {signed.consent.id} already. There is nothing to do.")
    return add_proof(document, signer, created=created, previous=signed.proofs[0].id)


def read_signed(document: Mapping[str, Any]) -> Signed:
    """Return a signed consent once everything in it holds by itself; who holds the keys is the register's affair.

    Raises:
        BadInputError: It is no consent, was changed, is signed by another key than its signatory's, or by a stranger.
    """
    credential = from_credential(document)
    consent = credential.consent
    proofs = verify_proofs(document, name="the record")
    first, *others = proofs
    if first.did != consent.signatory.did:
        raise BadInputError(f"it is signed by {first.did}, but its signatory is {consent.signatory.did}: the wrong key")
    if first.previous:
        raise BadInputError("its first signature covers another one, which a signatory's never does")
    if first.created < consent.issued_at:
        raise BadInputError(f"it was signed before its text was settled on {consent.issued_at.isoformat()}")
    for other in others:
        if other.did not in consent.countersigners:
            raise BadInputError(f"it is countersigned by {other.did}, whom it does not name")
        if other.previous != (first.id,):
            raise BadInputError(f"the counter-signature of {other.did} is not chained to the signatory's")
    if len({proof.did for proof in proofs}) != len(proofs):
        raise BadInputError("somebody has signed it twice")
    _check_names(consent)
    if broken := faults(consent):
        raise BadInputError(f"{broken[0].field}: it needs {broken[0].required}; found {broken[0].found}")
    return Signed(credential, proofs, sha256_of(dict(document)), document)


def superseded_by(old: Consent, fields: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a draft that takes the place of a consent: its own, with the changes over them."""
    kept = old.model_dump(mode="json", exclude={"id", "schema_version", "issued_at"})
    return {**kept, **fields, "supersedes": old.id}


def first_lists(consent: Consent, *, at: datetime) -> tuple[StatusList, ...]:
    """Return the empty status lists that the parties of a consent start with, in the order of ``lists_of``."""
    return tuple(
        StatusList(id=name, purpose=purpose, issuer=did, sequence=1, bits=NONE_SET, issued_at=at)
        for name, purpose, did in lists_of(consent)
    )


def revoke(signed: Signed, lists: Mapping[str, StatusList], signer: Signer, *, at: datetime) -> StatusList:
    """Return the signer's next revocation list, in which the consent is revoked for good."""
    return _mark(signed, lists, signer, "revocation", value=True, at=at)


def suspend(signed: Signed, lists: Mapping[str, StatusList], signer: Signer, *, at: datetime) -> StatusList:
    """Return the signer's next suspension list, in which the consent rests."""
    return _mark(signed, lists, signer, "suspension", value=True, at=at)


def resume(signed: Signed, lists: Mapping[str, StatusList], signer: Signer, *, at: datetime) -> StatusList:
    """Return the signer's next suspension list, in which the consent rests no more. Others' suspensions stay."""
    return _mark(signed, lists, signer, "suspension", value=False, at=at)


def _mark(
    signed: Signed,
    lists: Mapping[str, StatusList],
    signer: Signer,
    purpose: StatusPurpose,
    *,
    value: bool,
    at: datetime,
) -> StatusList:
    """Set the signer's own bit.

    Raises:
        BadInputError: The key may not, its list is not there, or the bit says so already.
    """
    consent = signed.consent
    if signer.did not in parties(consent):
        raise BadInputError(
            f"The key {signer.did} may not revoke or suspend {consent.id}: its signatory may"
            f"{', and ' + ', '.join(consent.revokers) if consent.revokers else ''}. Use one of those keys."
        )
    name = list_id(consent.production, signer.did, purpose)
    if name not in lists:
        raise BadInputError(f"The status list {name} is not there. Bring it back from a backup: it can't be made anew.")
    place = next(place for place in signed.credential.places if place.list_id == name)
    if lists[name].is_set(place.index) == value:
        state = {("revocation", True): "revoked", ("suspension", True): "suspended"}.get(
            (purpose, value), "not suspended"
        )
        raise BadInputError(f"{consent.id} is {state} by this key already. There is nothing to do.")
    return lists[name].with_bit(place.index, value, at)


def _check_names(consent: Consent) -> None:
    """Stop unless ids, keys and the production's name have the forms that files, lists and the ledger call them by."""
    if not _NAME.fullmatch(consent.id):
        raise BadInputError(f'the id "{consent.id}" has to be urn:uuid:..., as `rushes consent draft` writes it.')
    check_show_name(consent.production)
    for did in (consent.subject, *consent.countersigners, *consent.revokers):
        public_key_of(did)


def _check(consent: Consent, performer: Performer | None) -> None:
    if performer is not None:
        allowed = {performer.did, *performer.representatives}
        if consent.performer != performer.id or consent.subject != performer.did:
            raise BadInputError(
                f"The draft's subject {consent.subject} is not the key that the clearance desk enrolled for "
                f"{performer.id} ({performer.did or 'none yet'}). Correct subject in the draft, or enrol the key."
            )
        if consent.signatory.did not in allowed:
            raise BadInputError(
                f"{consent.signatory.did} is not enrolled as a representative of {performer.id}. Have the clearance desk "
                "see the authority and enrol the key: `rushes performer enrol --representative`."
            )
    for gap in faults(consent, performer):
        raise BadInputError(
            f"The consent can't be signed: {gap.field} needs {gap.required}; found {gap.found}. {gap.remedy}"
        )
