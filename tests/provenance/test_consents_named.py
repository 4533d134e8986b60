"""A seal names consents by id and hash, and no person: in every manifest, in the record's clearance, in the ledger."""

import json

import pytest

from rushes.provenance import record_seal, seal, verify
from rushes.provenance.manifest import ConsentNamed, consents_named

DECISION = "urn:uuid:0d7e8f00-0000-4000-8000-000000000001"


@pytest.fixture
def named(register):
    return tuple(ConsentNamed(held.consent.id, held.sha256) for held in register().consents)


@pytest.fixture
def sealed_with(tmp_path, media, authority, build_take, keep_record, named, tobias):
    """A sealed take in a show, which rests on the consent of a performer who was named in its brief."""
    folder = tmp_path / "SHOW" / "shots" / "010_0010" / "v001"
    consents = [(one.id, one.sha256) for one in named]
    take = build_take(folder, media, people=(tobias.id,), consents=consents, decisions=(DECISION,))
    take = seal(take, signer=authority.signer, plate=None)
    keep_record(take)
    record_seal(take, tmp_path / "SHOW" / "ledger.jsonl", actor="rushes", authority=authority)
    return take


def manifest_of(path, authority):
    return verify(path, trust_roots=authority.root_pem).manifest


def test_every_file_carries_id_and_hash_of_the_consent_and_the_decisions_id(sealed_with, authority, named):
    for role in ("comp", "review", "sound", "element"):
        path = sealed_with.paths(role)[0]
        found = verify(path, trust_roots=authority.root_pem)
        assert found.state == "trusted", found.problems
        assert found.consents == named
        assert found.judged_at == sealed_with.clearance["judged_at"]
        about = next(one["data"] for one in found.manifest["assertions"] if one["label"] == "com.rushes.take")
        assert about["consents"] == [one.to_json() for one in named]
        assert about["decisions"] == [DECISION]
        actions = next(one["data"] for one in found.manifest["assertions"] if one["label"].startswith("c2pa.actions"))
        assert actions["actions"][0]["parameters"]["com.rushes.consents"] == [one.to_json() for one in named]


def test_over_a_plate_the_edit_carries_them(tmp_path, media, authority, build_take, named):
    consents = [(one.id, one.sha256) for one in named]
    take = build_take(tmp_path / "v001", media, plate_sha256="c" * 64, people=("p-014",), consents=consents)
    take = seal(take, signer=authority.signer, plate=None)
    found = verify(take.paths("review")[0], trust_roots=authority.root_pem)
    actions = next(one["data"] for one in found.manifest["assertions"] if one["label"].startswith("c2pa.actions"))
    opened, edited = actions["actions"]
    assert edited["parameters"]["com.rushes.consents"] == [one.to_json() for one in named]
    assert "com.rushes.consents" not in opened["parameters"]


def test_no_name_alias_birthday_or_key_is_anywhere(sealed_with, tobias, tmp_path):
    """The record keeps the performer's id, and nothing else about them; what leaves the house has not even that."""
    key = tobias.did.removeprefix("did:key:")
    secrets = [*tobias.names, "Tobias", "Quill", tobias.born.isoformat(), tobias.did, key, "did:key"]
    clearance = json.dumps(json.loads((sealed_with.folder / "take.json").read_text())["clearance"])
    ledger = (tmp_path / "SHOW" / "ledger.jsonl").read_text()
    for secret in secrets:
        assert secret not in clearance, secret
        assert secret not in ledger, secret
    for path in sorted(sealed_with.folder.rglob("*")):
        if path.is_file() and path.name != "take.json":
            raw = path.read_bytes()
            for secret in (*secrets, tobias.id):
                assert secret.encode("utf-8") not in raw, (path.name, secret)
                assert secret.encode("utf-16-le") not in raw, (path.name, secret)


def test_a_record_that_names_other_consents_than_its_seals_is_tampered(sealed_with, authority):
    path = sealed_with.folder / "take.json"
    record = json.loads(path.read_text())
    record["clearance"]["consents"] = []
    path.write_text(json.dumps(record))
    found = verify(sealed_with.paths("review")[0], trust_roots=authority.root_pem)
    assert found.state == "tampered"
    assert "consent" in found.problems[-1]


def test_the_whole_take_tells_them_and_the_ledger_names_them(sealed_with, authority, named, tmp_path):
    found = verify(sealed_with.folder, trust_roots=authority.root_pem)
    assert found.consents == named
    assert ("consent", named[0].id) in found.details
    entry = json.loads((tmp_path / "SHOW" / "ledger.jsonl").read_text().splitlines()[-1])
    assert entry["data"]["consents"] == [one.to_json() for one in named]


def test_a_take_of_nobody_names_nothing(sealed, authority):
    found = verify(sealed.paths("review")[0], trust_roots=authority.root_pem)
    assert found.consents == ()
    assert "parameters" not in json.dumps(found.manifest["assertions"])


@pytest.mark.parametrize(
    "record", [{}, {"consents": []}, {"consents": [["a", "b"]]}, {"consents": [{"id": "a", "sha256": "b"}]}]
)
def test_consents_are_read_from_pairs_and_from_objects(record):
    expected = (ConsentNamed("a", "b"),) if record.get("consents") else ()
    assert consents_named(record) == expected
