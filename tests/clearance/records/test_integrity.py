"""Proofs of the cryptosuite eddsa-jcs-2022."""

from __future__ import annotations

import copy
import json
import string
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.canonical import canonical_json
from rushes.clearance.records.did import did_of, method_of
from rushes.clearance.records.integrity import MOST_PROOFS, Proof, add_proof, moment, signing_input, verify_proofs
from rushes.clearance.records.keys import callback_signer, memory_signer
from rushes.clearance.records.multibase import base58, unbase58
from rushes.clearance.records.strict_json import parse_json
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
ORDER = 2**252 + 27742317777372353535851937790883648493

ADA, AGENT, GUILD, STRANGER = (
    memory_signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)) for number in range(1, 5)
)
RECORD = {
    "@context": ["https://www.w3.org/ns/credentials/v2"],
    "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11",
    "type": ["VerifiableCredential"],
    "issuer": ADA.did,
    "validFrom": "2026-11-01T00:00:00Z",
    "credentialSubject": {"id": ADA.did, "consent": {"ages": [24, 31], "rate": 1204.5, "note": "Zoë", "open": None}},
}

# The published vector of https://www.w3.org/TR/vc-di-eddsa/#representation-eddsa-jcs-2022 (appendix B), and the one of
# https://github.com/w3c/vc-di-eddsa/blob/main/TestVectors/eddsa-jcs-2022/signedJCS.json, whose key has to be looked up.
W3C_SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"  # noqa: S105 # published for tests
W3C_KEY = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
W3C_DOCUMENT = {
    "@context": ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"],
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
W3C_OPTIONS = {
    "type": "DataIntegrityProof",
    "cryptosuite": "eddsa-jcs-2022",
    "created": "2023-02-24T23:36:38Z",
    "verificationMethod": f"did:key:{W3C_KEY}#{W3C_KEY}",
    "proofPurpose": "assertionMethod",
    "@context": W3C_DOCUMENT["@context"],
}
W3C_HASHES = (
    "66ab154f5c2890a140cb8388a22a160454f80575f6eae09e5a097cabe539a1db"
    "59b7cb6251b8991add1ce0bc83107e3db9dbbab5bd2c28f687db1a03abc92f19"
)
W3C_SIGNATURE = (
    "407cd12654b33d718ecbb99179a1506daaa849450bf3fc523cce3e1c96f8b803"
    "51da3f253d725c6f00b07c9e5448d50b3ef78012b9ab54255116d069c6dd2808"
)
W3C_VALUE = "z2HnFSSPPBzR36zdDgK8PbEHeXbR56YF24jwMpt3R1eHXQzJDMWS93FCzpvJpwTWd3GAVFuUfjoJdcnTMuVor51aX"
LOOKED_UP_METHOD = f"https://vc.example/issuers/5678#{W3C_KEY}"
LOOKED_UP_VALUE = "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"


def _w3c_key() -> Ed25519PrivateKey:
    secret = unbase58(W3C_SECRET)
    assert secret[:2] == b"\x80\x26"  # multicodec: an Ed25519 private key
    return Ed25519PrivateKey.from_private_bytes(secret[2:])


def test_the_published_vector_comes_out_byte_for_byte():
    assert did_of(_w3c_key().public_key()) == f"did:key:{W3C_KEY}"
    hashes = signing_input(W3C_DOCUMENT, W3C_OPTIONS)
    assert hashes.hex() == W3C_HASHES
    assert _w3c_key().sign(hashes).hex() == W3C_SIGNATURE
    assert base58(bytes.fromhex(W3C_SIGNATURE)) == W3C_VALUE


def test_the_published_vector_is_verified():
    (proof,) = verify_proofs({**W3C_DOCUMENT, "proof": {**W3C_OPTIONS, "proofValue": W3C_VALUE}})
    assert (proof.did, moment(proof.created)) == (f"did:key:{W3C_KEY}", "2023-02-24T23:36:38Z")


def test_the_published_vector_whose_key_must_be_looked_up_is_signed_alike_and_refused():
    options = {**W3C_OPTIONS, "verificationMethod": LOOKED_UP_METHOD}
    assert base58(_w3c_key().sign(signing_input(W3C_DOCUMENT, options))) == LOOKED_UP_VALUE
    with pytest.raises(BadInputError, match="no did:key"):
        verify_proofs({**W3C_DOCUMENT, "proof": {**options, "proofValue": LOOKED_UP_VALUE}})


def test_a_signed_record_is_verified():
    signed = add_proof(RECORD, ADA, created=NOW)
    (proof,) = verify_proofs(signed)
    assert proof == Proof(did=ADA.did, created=NOW, id=signed["proof"]["id"])
    assert {key: value for key, value in signed.items() if key != "proof"} == RECORD
    assert "proof" not in RECORD


def test_signing_twice_gives_the_same_bytes():
    assert add_proof(RECORD, ADA, created=NOW) == add_proof(RECORD, ADA, created=NOW)


def test_several_may_sign_beside_each_other():
    signed = add_proof(add_proof(RECORD, ADA, created=NOW), AGENT, created=NOW)
    assert [proof.did for proof in verify_proofs(signed)] == [ADA.did, AGENT.did]
    for proof in signed["proof"]:  # each of a set holds alone
        assert verify_proofs({**signed, "proof": proof})


def _chain():
    signed = add_proof(RECORD, ADA, created=NOW)
    return add_proof(signed, AGENT, created=NOW + timedelta(days=1), previous=signed["proof"]["id"])


def test_a_counter_signature_covers_the_signature_before_it():
    chain = _chain()
    first, second = verify_proofs(chain)
    assert second.previous == (first.id,)
    third = add_proof(chain, GUILD, created=NOW + timedelta(days=2), previous=second.id)
    assert [proof.previous for proof in verify_proofs(third)] == [(), (first.id,), (second.id,)]


def test_a_counter_signature_without_what_it_covers_is_refused():
    chain = _chain()
    with pytest.raises(BadInputError, match="covers an earlier proof that is not there"):
        verify_proofs({**chain, "proof": [chain["proof"][1]]})


def test_a_counter_signature_can_not_be_moved_to_another_signature():
    chain = _chain()
    forged = add_proof(RECORD, STRANGER, created=NOW)["proof"]
    forged["id"] = chain["proof"][0]["id"]
    with pytest.raises(BadInputError, match="does not hold"):
        verify_proofs({**chain, "proof": [forged, chain["proof"][1]]})
    other = add_proof(RECORD, ADA, created=NOW - timedelta(days=1))["proof"]
    with pytest.raises(BadInputError, match="does not hold"):
        verify_proofs({**chain, "proof": [{**other, "id": chain["proof"][0]["id"]}, chain["proof"][1]]})


def test_a_proof_may_cover_several_before_it():
    both = add_proof(add_proof(RECORD, ADA, created=NOW), AGENT, created=NOW)
    names = [proof["id"] for proof in both["proof"]]
    options = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": moment(NOW),
        "verificationMethod": method_of(GUILD.did),
        "proofPurpose": "assertionMethod",
        "previousProof": names,
        "@context": RECORD["@context"],
    }
    value = base58(GUILD.sign(signing_input(both, options)))
    whole = {**both, "proof": [*both["proof"], {**options, "proofValue": value}]}
    assert verify_proofs(whole)[2].previous == tuple(names)


def test_a_counter_signature_is_not_older_than_what_it_covers():
    signed = add_proof(RECORD, ADA, created=NOW)
    with pytest.raises(BadInputError, match=r"made later|clocks is wrong"):
        add_proof(signed, AGENT, created=NOW - timedelta(seconds=1), previous=signed["proof"]["id"])


def test_nobody_counter_signs_what_does_not_hold():
    signed = add_proof(RECORD, ADA, created=NOW)
    with pytest.raises(BadInputError, match="does not hold"):
        add_proof({**signed, "validFrom": "2026-01-01T00:00:00Z"}, AGENT, created=NOW)
    with pytest.raises(BadInputError, match="not there"):
        add_proof(signed, AGENT, created=NOW, previous="urn:uuid:nobody")


def _signed_with(key=ADA, document=RECORD, **options):
    """Return a record with options as they come, honestly signed."""
    proof = {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-jcs-2022",
        "created": moment(NOW),
        "verificationMethod": method_of(key.did),
        "proofPurpose": "assertionMethod",
        "@context": document.get("@context"),
        **options,
    }
    proof = {name: value for name, value in proof.items() if value is not None}
    return {**document, "proof": {**proof, "proofValue": base58(key.sign(signing_input(document, proof)))}}


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"domain": "studio.example"}, "the field 'domain', which nobody here understands"),
        ({"nonce": "1"}, "the field 'nonce'"),
        ({"type": "Ed25519Signature2020"}, "not signed with eddsa-jcs-2022"),
        ({"cryptosuite": "eddsa-rdfc-2022"}, "not signed with eddsa-jcs-2022"),
        ({"proofPurpose": "authentication"}, "for 'authentication', not for an assertion"),
        ({"proofPurpose": None}, "not for an assertion"),
        ({"created": None}, "no moment with a time zone"),
        ({"created": "2026-11-26T12:00:00"}, "no moment with a time zone"),
        ({"created": "2026-11-26"}, "no moment with a time zone"),
        ({"created": 1764158400}, "no moment with a time zone"),
        ({"created": "2026-02-30T12:00:00Z"}, "no moment of the calendar"),
        ({"expires": "2026-11-26T12:00:00Z"}, "ended on 2026-11-26T12:00:00Z"),
        ({"expires": "tomorrow"}, "no moment with a time zone"),
        ({"created": "2026-11-26T12:06:00Z"}, "one of the two clocks is wrong"),
        ({"@context": None}, "another @context"),
        ({"@context": [*RECORD["@context"], "https://evil.example"]}, "another @context"),
        ({"@context": []}, "another @context"),
        ({"verificationMethod": "https://vc.example/issuers/5678#" + ADA.did.removeprefix("did:key:")}, "no did:key"),
        ({"verificationMethod": ADA.did}, "names no key"),
        ({"verificationMethod": method_of(ADA.did) + "x"}, "does not name the key"),
        ({"verificationMethod": ADA.did + "#" + STRANGER.did.removeprefix("did:key:")}, "does not name the key"),
        ({"verificationMethod": [method_of(ADA.did)]}, "'verificationMethod' is no text"),
        ({"verificationMethod": None}, "names no key"),
        ({"id": 7}, "'id' is no text"),
        ({"id": ""}, "'id' is no text"),
        ({"previousProof": 7}, "neither an id nor a list"),
        ({"previousProof": []}, "previousProof is empty"),
    ],
)
def test_a_proof_that_is_not_as_it_should_be_is_refused(options, words):
    if "previousProof" in options and options["previousProof"] == 7:
        signed = {**_signed_with(), "proof": {**_signed_with()["proof"], **options}}
    else:
        signed = _signed_with(**options)
    with pytest.raises(BadInputError, match=f"^ada.json is not proven: .*{words}") as refused:
        verify_proofs(signed, now=NOW, name="ada.json")
    assert str(refused.value).endswith("Ask for it to be signed again.")


def test_a_proof_holds_until_it_ends():
    signed = add_proof(RECORD, ADA, created=NOW, expires=NOW + timedelta(days=1))
    assert verify_proofs(signed, now=NOW)[0].expires == NOW + timedelta(days=1)
    with pytest.raises(BadInputError, match="ended on"):
        verify_proofs(signed, now=NOW + timedelta(days=1))
    with pytest.raises(BadInputError, match="nobody said at which moment"):
        verify_proofs(signed)


def test_other_time_zones_are_the_same_moment():
    assert verify_proofs(_signed_with(created="2026-11-26T13:00:00.25+01:00"))[0].created == NOW.replace(
        microsecond=250_000
    )


@pytest.mark.parametrize(
    ("proof", "words"),
    [
        (None, "neither an object nor a list"),
        ("signed", "neither an object nor a list"),
        ([], "is not signed"),
        ([[]], "neither an object nor a list"),
        ({}, "not signed with"),
    ],
)
def test_what_is_no_proof_is_refused(proof, words):
    with pytest.raises(BadInputError, match=words):
        verify_proofs({**RECORD, "proof": proof})


def test_an_unsigned_record_is_refused():
    with pytest.raises(BadInputError, match=r"^ada\.json is not signed"):
        verify_proofs(RECORD, name="ada.json")


def test_very_many_proofs_are_not_read():
    proof = add_proof(RECORD, ADA, created=NOW)["proof"]
    many = [{**proof, "id": str(number)} for number in range(MOST_PROOFS + 1)]
    with pytest.raises(BadInputError, match="17 proofs"):
        verify_proofs({**RECORD, "proof": many})
    with pytest.raises(BadInputError, match="two proofs of the same id"):
        verify_proofs({**RECORD, "proof": [proof, proof]})


def test_a_signature_that_could_be_written_in_a_second_way_is_refused():
    signed = add_proof(RECORD, ADA, created=NOW)
    raw = unbase58(signed["proof"]["proofValue"])
    larger = int.from_bytes(raw[32:], "little") + ORDER
    for value in (
        base58(raw[:32] + larger.to_bytes(32, "little")),
        base58(raw + b"\0"),
        base58(raw[:-1]),
        "",
        None,
        signed["proof"]["proofValue"] + " ",
        "u" + signed["proof"]["proofValue"][1:],
    ):
        with pytest.raises(BadInputError, match=r"form that RFC 8032|base58btc"):
            verify_proofs({**signed, "proof": {**signed["proof"], "proofValue": value}})


def test_a_key_of_small_order_signs_nothing():
    # Under the neutral point, R = 1 and S = 0 is a "signature" of every text.
    neutral = (1).to_bytes(32, "little")
    did = "did:key:" + base58(b"\xed\x01" + neutral)
    proof = {**_signed_with()["proof"], "verificationMethod": method_of(did), "proofValue": base58(neutral + bytes(32))}
    with pytest.raises(BadInputError, match="small order"):
        verify_proofs({**RECORD, "proof": proof})


def test_another_key_than_the_named_one_is_refused():
    signed = add_proof(RECORD, ADA, created=NOW)
    proof = {**signed["proof"], "verificationMethod": method_of(STRANGER.did)}
    with pytest.raises(BadInputError, match="does not hold"):
        verify_proofs({**signed, "proof": proof})
    with pytest.raises(BadInputError, match="another key"):
        add_proof(RECORD, callback_signer(ADA.did, STRANGER.sign), created=NOW)


@pytest.mark.parametrize(
    ("document", "words"),
    [
        ({"a": 2**53}, "canonical form"),
        ({"a": float("nan")}, "canonical form"),
        ({"a": "\ud800"}, "canonical form"),
        ({"a": "Zoe\u0308"}, "normal form C"),
        ({"a": "Ada\u200bMoss"}, "U\\+200B"),
        ({"a": 1e300}, "rounded"),
        ({1: 2}, "canonical form"),
    ],
)
def test_nobody_signs_what_could_not_be_read_back(document, words):
    with pytest.raises(BadInputError, match=words):
        add_proof(document, ADA, created=NOW)


def test_nobody_signs_at_a_moment_without_time_zone():
    with pytest.raises(BadInputError, match="no time zone"):
        add_proof(RECORD, ADA, created=datetime(2026, 11, 26, 12))  # noqa: DTZ001 # that is the fault


def test_a_record_without_context_can_be_signed():
    assert verify_proofs(add_proof({"id": "strike-1"}, ADA, created=NOW))[0].did == ADA.did


_keys = st.text(string.ascii_letters + "äß葵", min_size=1, max_size=6).filter(lambda key: key != "proof")
_values = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | st.floats(-1e9, 1e9) | _keys,
    lambda children: st.lists(children, max_size=3) | st.dictionaries(_keys, children, max_size=3),
    max_leaves=8,
)
_documents = st.dictionaries(_keys, _values, min_size=1, max_size=5)


def _shuffled(value, random):
    if isinstance(value, dict):
        items = [(key, _shuffled(inner, random)) for key, inner in value.items()]
        random.shuffle(items)
        return dict(items)
    if isinstance(value, list):
        return [_shuffled(inner, random) for inner in value]
    return value


@settings(deadline=None)
@given(_documents, st.randoms())
def test_the_order_of_fields_does_not_matter(document, random):
    signed = add_proof(document, ADA, created=NOW)
    signed = add_proof(signed, AGENT, created=NOW, previous=signed["proof"]["id"])
    assert verify_proofs(parse_json(json.dumps(_shuffled(signed, random)).encode()))


@settings(deadline=None)
@given(_documents, st.data())
def test_any_changed_byte_breaks_it(document, data):
    signed = add_proof(document, ADA, created=NOW)
    signed = add_proof(signed, AGENT, created=NOW, previous=signed["proof"]["id"])
    whole = bytearray(canonical_json(signed))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(st.integers(1, 255))
    try:
        changed = parse_json(bytes(whole))
    except BadInputError:
        return
    if canonical_json(changed) == canonical_json(signed):  # 1.0 instead of 1E0: other letters, the same value
        return
    with pytest.raises(BadInputError):
        verify_proofs(changed)


def _places(value, path=()):
    """Return the path of every value that holds no others."""
    if isinstance(value, dict) and value:
        return [place for key, inner in value.items() for place in _places(inner, (*path, key))]
    if isinstance(value, list) and value:
        return [place for number, inner in enumerate(value) for place in _places(inner, (*path, number))]
    return [path]


CHAIN = _chain()


@pytest.mark.parametrize("path", _places(CHAIN), ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("change", ["another", "left out"])
def test_every_field_is_covered(path, change):
    changed = copy.deepcopy(CHAIN)
    holder = changed
    for key in path[:-1]:
        holder = holder[key]
    if change == "left out":
        del holder[path[-1]]
    else:
        old = holder[path[-1]]
        holder[path[-1]] = old + "A" if isinstance(old, str) else 8 if old is None else old + 1
    with pytest.raises(BadInputError):
        verify_proofs(changed)


def test_a_field_more_breaks_it():
    for place in ("", "credentialSubject"):
        changed = copy.deepcopy(CHAIN)
        (changed[place] if place else changed)["extra"] = None
        with pytest.raises(BadInputError, match="does not hold"):
            verify_proofs(changed)
