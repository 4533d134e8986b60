"""Signing, countersigning and taking back: who may, and what a record has to hold."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pytest

from rushes.clearance.records.credential import lists_of
from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.receipt import receipt, receipt_sha256
from rushes.clearance.records.signing import countersign, first_lists, read_signed, sign, superseded_by
from rushes.errors import BadInputError

DAY = timedelta(days=1)


def signed(cabinet, by=None, performer=None, at=None, **changes):
    consent = cabinet.consent(**changes)
    indices = {name: number for number, (name, _, _) in enumerate(lists_of(consent))}
    return sign(consent, by or cabinet.ada, indices=indices, created=at or cabinet.now, performer=performer)


def test_a_signed_consent_reads_back(cabinet):
    read = read_signed(signed(cabinet, performer=cabinet.performer()))
    assert read.consent == cabinet.consent()
    assert [proof.did for proof in read.proofs] == [cabinet.ada.did]
    assert read.signed_at == cabinet.now
    assert read.missing == ()
    assert read.credential.receipt_sha256 == receipt_sha256(receipt(cabinet.consent()))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"subject": "did:key:z6MkBad"}, "did:key"),
        ({"id": "c-1"}, "urn:uuid"),
        ({"production": "MY SHOW"}, "MY SHOW"),
        ({"countersigners": ["the agent"]}, "no did:key"),
        ({"valid_to": "2026-11-26T12:00:00Z"}, "ended on"),
        ({"issued_at": "2026-11-27T12:00:00Z"}, "later than now"),
        ({"valid_to": "2037-11-26T12:00:00Z"}, "within 10 years"),
        ({"born": date(2012, 2, 29)}, "court"),
        ({"subject_status": "deceased"}, "a performer who has died"),
        ({"description": "at dusk\u202e"}, "counts for nothing"),
    ],
)
def test_what_cannot_be_signed_is_said_so(cabinet, changes, words):
    with pytest.raises(BadInputError, match=words):
        signed(cabinet, **changes)


def test_only_the_signatory_s_key_signs(cabinet):
    with pytest.raises(BadInputError, match="the consent is signed by"):
        signed(cabinet, by=cabinet.agent)


def test_only_the_enrolled_key_signs(cabinet):
    with pytest.raises(BadInputError, match="not the key that the clearance desk enrolled"):
        signed(cabinet, performer=cabinet.performer(did=cabinet.stranger.did))
    signatory = {"did": cabinet.guardian.did, "capacity": "guardian", "authority": "birth certificate"}
    minor = {"born": date(2012, 2, 29), "court_approval": "LA 1", "signatory": signatory}
    with pytest.raises(BadInputError, match="not enrolled as a representative"):
        signed(cabinet, by=cabinet.guardian, performer=cabinet.performer(), **minor)
    performer = cabinet.performer(representatives=(cabinet.guardian.did,), born=date(2012, 2, 29))
    assert read_signed(signed(cabinet, by=cabinet.guardian, performer=performer, **minor))


def test_a_countersigner_covers_the_signatory_s_proof(cabinet):
    document = signed(cabinet, countersigners=[cabinet.agent.did])
    assert read_signed(document).missing == (cabinet.agent.did,)
    whole = countersign(document, cabinet.agent, created=cabinet.now + DAY)
    read = read_signed(json.loads(json.dumps(whole)))
    assert read.missing == ()
    assert read.proofs[1].previous == (read.proofs[0].id,)
    assert read.signed_at == cabinet.now + DAY
    with pytest.raises(BadInputError, match="has countersigned"):
        countersign(whole, cabinet.agent, created=cabinet.now + DAY)
    with pytest.raises(BadInputError, match="not by"):
        countersign(document, cabinet.stranger, created=cabinet.now)


def test_a_counter_signature_can_not_be_moved(cabinet):
    whole = countersign(signed(cabinet, countersigners=[cabinet.agent.did]), cabinet.agent, created=cabinet.now)
    other = signed(cabinet, countersigners=[cabinet.agent.did], description="Something else.")
    with pytest.raises(BadInputError):
        read_signed({**other, "proof": [other["proof"], whole["proof"][1]]})
    with pytest.raises(BadInputError):
        read_signed({**whole, "proof": [whole["proof"][1]]})
    with pytest.raises(BadInputError, match="wrong key"):
        read_signed({**whole, "proof": list(reversed(whole["proof"]))})


def test_signing_twice_spoils_the_record(cabinet):
    document = signed(cabinet)
    with pytest.raises(BadInputError, match="does not name"):
        read_signed(add_proof(document, cabinet.ada, created=cabinet.now, previous=document["proof"]["id"]))


def test_a_text_is_settled_before_it_is_signed(cabinet):
    document = signed(cabinet)
    unsigned = {name: value for name, value in document.items() if name != "proof"}
    with pytest.raises(BadInputError, match="before its text was settled"):
        read_signed(add_proof(unsigned, cabinet.ada, created=cabinet.now - 2 * DAY))


def test_a_successor_keeps_what_is_not_changed(cabinet):
    fields = superseded_by(cabinet.consent(), {"languages": ["fr"]})
    assert fields["supersedes"] == cabinet.consent().id
    assert (fields["languages"], fields["kinds"]) == (["fr"], ["destruction"])
    assert "id" not in fields


def test_every_party_starts_with_two_empty_lists(cabinet):
    consent = cabinet.consent(countersigners=[cabinet.agent.did], revokers=[cabinet.agent.did])
    lists = first_lists(consent, at=cabinet.now)
    assert [(one.purpose, one.sequence) for one in lists] == [("revocation", 1), ("suspension", 1)] * 2
    assert [one.issuer for one in lists] == [cabinet.ada.did] * 2 + [cabinet.agent.did] * 2
