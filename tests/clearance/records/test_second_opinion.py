"""Somebody else's implementation (openvc-core) reads what this one writes, and the other way round."""

from __future__ import annotations

import copy
import logging
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from openvc import verify_credential
from openvc.errors import OpenvcError
from openvc.keys import Ed25519SigningKey
from openvc.proof.di_jcs import EddsaJcsProofSuite
from openvc.status import CredentialRevoked, CredentialSuspended
from openvc.verify import VerificationPolicy

from rushes.canonical import canonical_json
from rushes.clearance.records.did import method_of
from rushes.clearance.records.integrity import add_proof, verify_proofs
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.status_credential import sign_list, verify_list
from rushes.clearance.records.status_list import empty_list, entry
from rushes.clearance.records.strict_json import parse_json
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
ADA = memory_signer(KEY)
AGENT = memory_signer(Ed25519PrivateKey.from_private_bytes(bytes(range(1, 33))))
AT_NOW = VerificationPolicy(now=NOW + timedelta(minutes=1))


@pytest.fixture(autouse=True)
def quiet(caplog):
    caplog.set_level(logging.CRITICAL)


def _published(unsigned):
    return verify_list(parse_json(canonical_json(sign_list(unsigned, ADA))))


def _credential(**more):
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
        "type": ["VerifiableCredential"],
        "issuer": ADA.did,
        "validFrom": "2026-11-01T00:00:00Z",
        "credentialSubject": {"id": ADA.did, "consent": {"ages": [24, 31], "rate": 1204.5, "note": "Zoë"}},
        **more,
    }


def test_they_verify_what_we_sign():
    read = verify_credential(add_proof(_credential(), ADA, created=NOW), policy=AT_NOW)
    assert (read.issuer, read.subject) == (ADA.did, ADA.did)
    assert read.format == "data-integrity:eddsa-jcs-2022"


@pytest.mark.parametrize(
    ("field", "value"), [("id", "urn:uuid:0"), ("issuer", AGENT.did), ("validFrom", "2026-11-02T00:00:00Z")]
)
def test_both_refuse_what_was_changed(field, value):
    changed = {**add_proof(_credential(), ADA, created=NOW), field: value}
    with pytest.raises(OpenvcError):
        verify_credential(changed, policy=AT_NOW)
    with pytest.raises(BadInputError):
        verify_proofs(changed, now=NOW)


def test_both_refuse_another_key():
    signed = copy.deepcopy(add_proof(_credential(), ADA, created=NOW))
    signed["proof"]["verificationMethod"] = method_of(AGENT.did)
    with pytest.raises(OpenvcError):
        verify_credential(signed, policy=AT_NOW)
    with pytest.raises(BadInputError):
        verify_proofs(signed, now=NOW)


def test_the_two_signatures_are_the_same_once_the_context_is_in_the_proof():
    theirs = EddsaJcsProofSuite().add_proof(
        _credential(),
        signing_key=Ed25519SigningKey(KEY, kid=method_of(ADA.did)),
        verification_method=method_of(ADA.did),
        created=NOW,
    )
    whole = copy.deepcopy(theirs)
    whole["proof"]["@context"] = theirs["@context"]
    assert verify_proofs(whole, now=NOW)[0].did == ADA.did
    if "@context" not in theirs["proof"]:  # they sign over it and leave it out, against the specification
        with pytest.raises(BadInputError, match="another @context"):
            verify_proofs(theirs, now=NOW)


@pytest.mark.parametrize(
    ("purpose", "refusal"), [("revocation", CredentialRevoked), ("suspension", CredentialSuspended)]
)
def test_they_read_our_status_lists(purpose, refusal):
    first = _published(empty_list(ADA.did, purpose, at=NOW))
    second = _published(first.with_bit(94567, True, NOW))
    signed = add_proof(_credential(credentialStatus=entry(first, 94567)), ADA, created=NOW)
    other = add_proof(_credential(credentialStatus=entry(first, 94568)), ADA, created=NOW)

    def published(known):
        credential = sign_list(known, ADA)
        verify_credential(credential, policy=AT_NOW)
        return lambda name: credential if name == known.id else pytest.fail(name)

    assert (
        verify_credential(signed, policy=AT_NOW, resolve_status_list=published(first)).status.entries[0].is_set is False
    )
    with pytest.raises(refusal):
        verify_credential(signed, policy=AT_NOW, resolve_status_list=published(second))
    assert (
        verify_credential(other, policy=AT_NOW, resolve_status_list=published(second)).status.entries[0].is_set is False
    )
