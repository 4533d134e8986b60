"""A consent and its credential: there and back without loss."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rushes.clearance.records.consent import MODALITIES, Action, Consent
from rushes.clearance.records.credential import Credential, from_credential, list_id, lists_of, to_credential
from rushes.clearance.records.status_list import Entry, StatusList, entry
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, tzinfo=UTC)
DIDS = [f"did:key:z6Mk{letter * 44}" for letter in "abcd"]

words = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=12)
sets = st.lists(words, max_size=3).map(tuple)
EARLIEST, LATEST = datetime(2000, 1, 1), datetime(2090, 1, 1)  # noqa: DTZ001 # the strategy puts the zone to them
moments = st.datetimes(EARLIEST, LATEST, timezones=st.sampled_from([UTC, timezone(timedelta(hours=-8))]))
days = st.dates(date(1930, 1, 1), date(2090, 1, 1))
amounts = st.floats(0, 1e9, allow_nan=False)


@st.composite
def consents(draw: st.DrawFn) -> Consent:
    start = draw(moments)
    ages = draw(st.none() | st.tuples(st.integers(0, 130), st.integers(0, 130)))
    return Consent(
        id=f"urn:uuid:{draw(st.uuids())}",
        supersedes=draw(st.none() | words),
        performer=draw(words),
        subject=draw(st.sampled_from(DIDS)),
        subject_status=draw(st.sampled_from(["living", "deceased"])),
        born=draw(st.none() | days),
        signatory={"did": draw(st.sampled_from(DIDS)), "capacity": draw(st.sampled_from(["self", "heir"])), "authority": draw(words)},
        countersigners=draw(st.lists(st.sampled_from(DIDS)).map(tuple)),
        revokers=draw(st.lists(st.sampled_from(DIDS)).map(tuple)),
        modalities=draw(st.lists(st.sampled_from(MODALITIES)).map(tuple)),
        description=draw(words),
        actions=draw(st.lists(st.sampled_from(list(Action)), min_size=1).map(tuple)),
        kinds=draw(st.lists(words, min_size=1, max_size=3).map(tuple)),
        shots=draw(sets),
        frames=draw(st.none() | st.tuples(st.integers(0, 9999), st.integers(0, 9999))),
        age_from=ages[0] if ages else None,
        age_to=ages[1] if ages else None,
        production=draw(words),
        languages=draw(sets),
        territories=draw(sets),
        valid_from=start,
        valid_to=start + draw(st.timedeltas(timedelta(seconds=1), timedelta(days=4000))),
        use_count_limit=draw(st.none() | st.integers(1, 10**6)),
        survives_death=draw(st.none() | st.booleans()),
        prohibited=draw(sets),
        withheld=draw(sets),
        training={"allowed": "named_models", "models": draw(sets), "reuse": draw(st.booleans())},
        compensation={"basis": draw(words), "rate": draw(st.none() | amounts)},
        conspicuous={"notice_given_at": draw(st.none() | moments)},
        security={"delete_at": draw(st.none() | days), "access": draw(sets)},
        issued_at=draw(moments),
    )  # fmt: skip


def credential_of(consent: Consent) -> Credential:
    places = tuple(Entry(name, purpose, number) for number, (name, purpose, _) in enumerate(lists_of(consent)))
    return Credential(consent, places, "ab" * 32)


@given(consents())
def test_a_credential_reads_back_as_it_was_written(consent):
    credential = credential_of(consent)
    document = json.loads(json.dumps(to_credential(credential)))
    assert from_credential(document) == credential
    assert to_credential(from_credential(document)) == document


def test_it_is_a_w3c_credential_without_a_name(cabinet):
    document = to_credential(credential_of(cabinet.consent()))
    assert document["@context"][0] == "https://www.w3.org/ns/credentials/v2"
    assert document["type"] == ["VerifiableCredential", "LikenessConsent"]
    assert document["issuer"] == document["credentialSubject"]["id"] == cabinet.ada.did
    assert [one["statusPurpose"] for one in document["credentialStatus"]] == ["revocation", "suspension"]
    assert document["relatedResource"][0]["digestSRI"].startswith("sha256-")
    assert "Moss" not in json.dumps(document)


def test_each_party_has_lists_of_its_own_and_no_key_is_in_their_names(cabinet):
    consent = cabinet.consent(revokers=[cabinet.agent.did], countersigners=[cabinet.agent.did])
    lists = lists_of(consent)
    assert [did for _, _, did in lists] == [cabinet.ada.did] * 2 + [cabinet.agent.did] * 2
    assert len({name for name, _, _ in lists}) == 4
    assert all(cabinet.ada.did.removeprefix("did:key:") not in name for name, _, _ in lists)
    assert list_id("A", cabinet.ada.did, "revocation") != list_id("B", cabinet.ada.did, "revocation")


def test_an_entry_is_what_the_status_list_would_write(cabinet):
    credential = credential_of(cabinet.consent())
    name, purpose, did = lists_of(credential.consent)[0]
    known = StatusList(id=name, purpose=purpose, issuer=did, sequence=1, bits=bytes(16384), issued_at=NOW)
    assert to_credential(credential)["credentialStatus"][0] == entry(known, 0)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda one: one.pop("validUntil"), '"validUntil" is missing'),
        (lambda one: one.update(evidence=[]), '"evidence" is no field'),
        (lambda one: one.update(type=["VerifiableCredential"]), "no LikenessConsent"),
        (lambda one: one.update(validUntil="2020-01-01T00:00:00Z"), "not after valid_from"),
        (lambda one: one.update(validUntil="2027-11-26"), "valid_to"),
        (lambda one: one.update(credentialStatus=[]), "credentialStatus does not name"),
        (
            lambda one: one["credentialStatus"][0].update(statusListCredential="urn:other"),
            "credentialStatus does not name",
        ),
        (lambda one: one["credentialStatus"].reverse(), "credentialStatus does not name"),
        (lambda one: one["credentialStatus"][0].update(statusListIndex=5), "index"),
        (lambda one: one["credentialStatus"][0].update(id="urn:other#1"), "another form"),
        (lambda one: one["credentialSubject"].update(name="Ada Moss"), "another form"),
        (lambda one: one["credentialSubject"].pop("consent"), "not whole"),
        (lambda one: one["credentialSubject"]["consent"].update(actions=["generate", "alter"]), "another form"),
        (lambda one: one["credentialSubject"]["consent"].update(actions=["clone"]), "actions"),
        (lambda one: one["credentialSubject"]["consent"].update(age_from=40), "go together"),
        (lambda one: one["credentialSubject"]["consent"].update(schema_version="rushes/consent/2"), "schema_version"),
        (lambda one: one["credentialSubject"]["consent"].pop("dialogue"), "another form"),
        (lambda one: one["relatedResource"][0].update(digestSRI="sha256-?"), "digest"),
        (lambda one: one.update(relatedResource=[]), "not whole"),
    ],
)
def test_what_is_not_whole_is_said_so(cabinet, change, words):
    document = json.loads(json.dumps(to_credential(credential_of(cabinet.consent()))))
    change(document)
    with pytest.raises(BadInputError, match=words):
        from_credential(document)
