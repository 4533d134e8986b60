"""Status lists: what one issue says, and what follows it."""

from __future__ import annotations

import copy
import gzip
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from rushes.canonical import canonical_json, sha256_of
from rushes.clearance.records.integrity import add_proof, moment
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.multibase import base64url, unbase64url
from rushes.clearance.records.status_credential import LARGEST_SIZE, sign_list, to_credential, verify_list
from rushes.clearance.records.status_list import (
    SIZE,
    Change,
    Entry,
    check_follows,
    empty_list,
    entry,
    entry_of,
    free_index,
    list_id,
)
from rushes.clearance.records.strict_json import parse_json
from rushes.errors import BadInputError

NOW = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ADA, AGENT = (memory_signer(Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32)) for number in (1, 2))


def _published(unsigned, signer=ADA):
    return verify_list(parse_json(canonical_json(sign_list(unsigned, signer))))


def _first(purpose="suspension", at=NOW):
    return _published(empty_list(ADA.did, purpose, at=at))


def test_a_new_list_has_nothing_set():
    first = _first()
    assert (first.sequence, first.size, first.changes, first.previous_sha256) == (1, SIZE, (), "")
    assert not any(first.is_set(index) for index in (0, 1, 7, 8, SIZE - 1))
    assert first.id == f"urn:rushes:status:suspension:{ADA.did}"


def test_a_bit_is_set_and_cleared_and_each_moment_keeps_its_answer():
    first = _first()
    second = _published(first.with_bit(94567, True, NOW + DAY))
    third = _published(second.with_bit(94567, False, NOW + 2 * DAY))
    fourth = _published(third.with_bit(94567, True, NOW + 3 * DAY))
    assert [known.is_set(94567) for known in (first, second, third, fourth)] == [False, True, False, True]
    assert [known.is_set(94566) for known in (first, second, third, fourth)] == [False] * 4
    states = [fourth.state_at(94567, NOW + hours * timedelta(hours=12)) for hours in range(8)]
    assert states == [False, False, True, True, False, False, True, True]
    assert fourth.state_at(94567, NOW + DAY - timedelta(microseconds=1)) is False
    assert (second.set_since(94567), third.set_since(94567)) == (NOW + DAY, None)
    assert fourth.set_since(94567) == NOW + 3 * DAY
    assert [known.sequence for known in (first, second, third, fourth)] == [1, 2, 3, 4]
    assert fourth.previous_sha256 == third.sha256
    for known, found in [(first, second), (second, third), (third, fourth)]:
        check_follows(known, found)


def test_a_strike_suspends_many_at_once():
    second = _published(_first().with_bits([5, 3, 8, 3], True, NOW + DAY))
    assert [change.index for change in second.changes] == [3, 5, 8]
    assert second.sequence == 2
    assert second.set_since(8) == NOW + DAY


def test_the_bits_stand_where_the_standard_says():
    credential = to_credential(_first().with_bits([0, 7, 8], True, NOW))
    subject = credential["credentialSubject"]
    packed = subject["encodedList"]
    assert packed.startswith("u")
    assert "=" not in packed
    bits = gzip.decompress(unbase64url(packed))
    assert len(bits) * 8 == 131_072
    assert bits[:3] == bytes([0b1000_0001, 0b1000_0000, 0])
    assert credential["type"] == ["VerifiableCredential", "BitstringStatusListCredential"]
    assert (subject["type"], subject["statusPurpose"]) == ("BitstringStatusList", "suspension")


def test_the_example_of_the_standard_unpacks_to_no_bit_set():
    # https://www.w3.org/TR/vc-bitstring-status-list/, example 4
    packed = "uH4sIAAAAAAAAA-3BMQEAAADCoPVPbQwfoAAAAAAAAAAAAAAAAAAAAIC3AYbSVKsAQAAA"
    assert gzip.decompress(unbase64url(packed)) == bytes(16_384)


def test_what_was_revoked_stays_revoked():
    revoked = _published(_first("revocation").with_bit(7, True, NOW + DAY))
    with pytest.raises(BadInputError, match="stays revoked"):
        revoked.with_bit(7, False, NOW + 2 * DAY)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda known: known.with_bit(3, True, NOW + DAY), "already"),
        (lambda known: known.with_bit(4, False, NOW + DAY), "in force already"),
        (lambda known: known.with_bit(SIZE, True, NOW + DAY), "has no entry 131072"),
        (lambda known: known.with_bit(-1, True, NOW + DAY), "has no entry -1"),
        (lambda known: known.with_bits([], True, NOW + DAY), "nothing changes"),
        (lambda known: known.with_bit(9, True, NOW - DAY), "a clock was moved back"),
        (lambda known: known.with_bit(9, True, NOW + DAY).with_bit(10, True, NOW + DAY), "not signed yet"),
        (lambda known: known.is_set(SIZE), "has no entry"),
        (lambda known: known.state_at(-1, NOW), "has no entry"),
        (lambda known: known.set_since(SIZE), "has no entry"),
        (lambda known: entry(known, SIZE), "has no entry"),
        (lambda known: sign_list(known, AGENT), "signed by .* not by"),
    ],
)
def test_a_change_that_can_not_be_has_a_sentence(change, words):
    known = _published(_first().with_bit(3, True, NOW))
    with pytest.raises(BadInputError, match=words):
        change(known)


def test_an_entry_is_written_and_read():
    first = _first()
    status = entry(first, 94567)
    assert status == {
        "id": f"{first.id}#94567",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "suspension",
        "statusListIndex": "94567",
        "statusListCredential": first.id,
    }
    assert entry_of(status) == Entry(first.id, "suspension", 94567)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("type", "StatusList2021Entry", "no Bitstring status"),
        ("statusPurpose", "refresh", "no Bitstring status"),
        ("statusListIndex", 94567, "no number written as text"),
        ("statusListIndex", "-1", "no number"),
        ("statusListIndex", "007", "no number"),
        ("statusListIndex", "٣", "no number"),
        ("statusListIndex", "9" * 400, "no number"),
        ("statusListIndex", "", "no number"),
        ("statusListCredential", "", "which list"),
        ("statusListCredential", None, "which list"),
        ("statusSize", 2, "'statusSize', which nobody here understands"),
    ],
)
def test_an_entry_that_says_something_else_is_refused(field, value, words):
    with pytest.raises(BadInputError, match=words):
        entry_of({**entry(_first(), 7), field: value})


def test_new_entries_are_free_and_at_random():
    known = _published(_first().with_bits([1, 2, 3], True, NOW))
    found = {free_index(known, used={4, 5, 6}) for _ in range(200)}
    assert len(found) > 190  # 131,072 places: two of 200 are the same in one run of seven, ten of them never
    assert found.isdisjoint(range(1, 7))
    assert max(found) > SIZE // 2 > min(found)
    with pytest.raises(BadInputError, match="half full"):
        free_index(known, used=range(SIZE // 2 + 1))


def _resigned(change, *, purpose="suspension", signer=ADA, issued=NOW + DAY):
    """Return an honest second issue, changed by hand, and signed again by its issuer."""
    credential = to_credential(_first(purpose).with_bit(3, True, NOW + DAY))
    change(credential, credential["credentialSubject"])
    return add_proof(credential, signer, created=issued)


def _set(**fields):
    return lambda credential, subject: (subject if fields.keys() <= _SUBJECT else credential).update(fields)


_SUBJECT = set("id2 statusPurpose encodedList sequence changes previousSha256 ttl".split())
_AT = moment(NOW + DAY)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (_set(type=["VerifiableCredential"]), "no BitstringStatusListCredential"),
        (_set(credentialSubject=[]), "no BitstringStatusListCredential"),
        (_set(issuer=AGENT.did), "as its issuer, but"),
        (_set(issuer="did:web:studio.example"), "no did:key"),
        (_set(id=""), "'id' is no text"),
        (_set(validFrom=moment(NOW)), "another moment than it says"),
        (_set(validFrom="2026-11-27T12:00:00"), "no moment with a time zone"),
        (_set(validUntil=_AT), "'validUntil', which nobody here understands"),
        (_set(ttl=300_000), "'ttl', which nobody here understands"),
        (_set(statusPurpose="refresh"), "no BitstringStatusList of the purpose"),
        (_set(sequence=0), "no sequence number"),
        (_set(sequence=True), "no sequence number"),
        (_set(sequence="2"), "no sequence number"),
        (_set(sequence=1), "follows none"),
        (_set(previousSha256=""), "'previousSha256' is no text"),
        (lambda _, subject: subject.pop("previousSha256"), "has to name the one before it"),
        (lambda _, subject: subject.update(sequence=1) or subject.pop("previousSha256"), "has changes already"),
        (_set(changes=[]), "not those that its changes lead to"),
        (_set(changes=[{"index": "4", "value": True, "at": _AT}]), "not those that its changes lead to"),
        (_set(changes=None), "no list of changes"),
        (_set(changes=[{"index": 3, "value": True, "at": _AT}]), "no number written as text"),
        (_set(changes=[{"index": "3", "value": 1, "at": _AT}]), "not an index, a value and a moment"),
        (_set(changes=[{"index": "3", "value": True}]), "not an index, a value and a moment"),
        (_set(changes=[{"index": "3", "value": True, "at": _AT, "by": "x"}]), "not an index, a value and a moment"),
        (_set(changes=[{"index": "3", "value": True, "at": moment(NOW + 2 * DAY)}]), "later than its issue"),
        (_set(changes=[{"index": "3", "value": True, "at": "yesterday"}]), "no moment"),
        (_set(changes=[{"index": "3", "value": True, "at": _AT}] * 2), "to what it was already"),
        (_set(changes=[{"index": "200000", "value": True, "at": _AT}]), "which it does not have"),
        (
            _set(
                changes=[
                    {"index": "9", "value": True, "at": _AT},
                    {"index": "3", "value": True, "at": moment(NOW)},
                ]
            ),
            "not in the order of time",
        ),
        (_set(encodedList="uAAAA"), "does not unpack"),
        (_set(encodedList="no multibase"), "base64url"),
        (_set(encodedList=base64url(gzip.compress(bytes(100)))), "800 bits; the standard asks for 131,072"),
        (_set(encodedList=base64url(gzip.compress(bytes(LARGEST_SIZE // 8 + 1)))), "unpacks to over"),
        (_set(encodedList=base64url(gzip.compress(bytes(SIZE // 8))[:-4])), "cut off"),
        (_set(encodedList=base64url(gzip.compress(bytes(SIZE // 8)) + b"more")), "goes on after its end"),
        (_set(encodedList=base64url(gzip.compress(bytes(SIZE // 8)))), "not those that its changes lead to"),
        (lambda credential, _: credential.pop("@context"), "@context is not"),
        (lambda credential, _: credential["@context"].pop(), "@context is not"),
        (lambda _, subject: subject.update(id="urn:other"), "not the list itself"),
    ],
)
def test_a_list_that_does_not_hold_together_is_refused_whoever_signed_it(change, words):
    with pytest.raises(BadInputError, match=f"^status.json can't be believed: .*{words}"):
        verify_list(_resigned(change), name="status.json")


def test_a_revocation_that_was_undone_is_refused():
    def undone(_, subject):
        subject["changes"].append({"index": "3", "value": False, "at": _AT})
        subject["encodedList"] = base64url(gzip.compress(bytes(SIZE // 8)))

    assert verify_list(_resigned(undone)).changes[-1] == Change(3, False, NOW + DAY)
    with pytest.raises(BadInputError, match="can't be undone"):
        verify_list(_resigned(undone, purpose="revocation"))


def test_only_its_issuer_alone_signs_a_list():
    signed = sign_list(_first().with_bit(3, True, NOW + DAY), ADA)
    with pytest.raises(BadInputError, match="as its issuer, but"):
        verify_list(
            add_proof({key: value for key, value in signed.items() if key != "proof"}, AGENT, created=NOW + DAY)
        )
    with pytest.raises(BadInputError, match="can't be believed"):
        verify_list(add_proof(signed, AGENT, created=NOW + DAY))
    with pytest.raises(BadInputError, match="is not signed"):
        verify_list(to_credential(_first()))
    changed = copy.deepcopy(signed)
    changed["credentialSubject"]["sequence"] = 3
    with pytest.raises(BadInputError, match="not proven"):
        verify_list(changed)


def test_the_hash_names_the_list_as_it_was_signed():
    signed = sign_list(empty_list(ADA.did, "suspension", at=NOW), ADA)
    assert verify_list(signed).sha256 == sha256_of(signed)


def test_what_does_not_follow_has_a_sentence():
    first = _first()
    second = _published(first.with_bit(3, True, NOW + DAY))
    third = _published(second.with_bit(4, True, NOW + 2 * DAY))
    fork = _published(first.with_bit(5, True, NOW + DAY))
    after_fork = _published(fork.with_bit(4, True, NOW + 2 * DAY))
    of_agent = verify_list(sign_list(empty_list(AGENT.did, "suspension", at=NOW), AGENT))
    for known, found, words in [
        (second, second, "is the one that is known already"),
        (second, first, "is older than issue 2"),
        (second, fork, r"two versions that differ \(a fork\)"),
        (first, third, "issue 2 is missing"),
        (second, after_fork, r"follows another issue 2 .* \(a fork\)"),
        (first, of_agent, "is another status list"),
        (first, _first("revocation"), "is another status list"),
        (second, replace(third, issuer=AGENT.did), "is issued by"),
        (second, replace(third, issued_at=NOW), "a clock was moved back"),
        (second, replace(third, changes=third.changes[1:]), "tells the changes before it differently"),
        (second, replace(third, changes=(*second.changes, Change(4, True, NOW))), "dates a change back"),
    ]:
        with pytest.raises(BadInputError, match=words) as refused:
            check_follows(known, found)
        assert str(refused.value).endswith("sends the right one.")


def test_another_list_starts_when_one_is_full():
    assert list_id(ADA.did, "revocation", number=2) == list_id(ADA.did, "revocation") + ":2"
    assert empty_list(ADA.did, "revocation", at=NOW, number=2).id.endswith(":2")


@settings(max_examples=25, deadline=None)
@given(st.lists(st.tuples(st.integers(0, SIZE - 1), st.integers(0, 3600)), max_size=6), st.randoms())
def test_the_bits_are_what_the_changes_lead_to(steps, random):
    known, at = _first(), NOW
    for index, seconds in steps:
        at += timedelta(seconds=seconds)
        known = _published(known.with_bit(index, not known.is_set(index), at))
    for index in {index for index, _ in steps} | {random.randrange(SIZE)}:
        assert known.state_at(index, at) == known.is_set(index) == (known.set_since(index) is not None)
        assert known.state_at(index, NOW - DAY) is False
    assert known.bits.count(0) == len(known.bits) - len({i // 8 for i, _ in steps if known.is_set(i)})
