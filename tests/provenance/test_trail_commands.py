"""A consent's trail on the command line: signed for real, used, revoked; what impact, verify and disclosure say of it."""

import csv
import io
import json

import pytest


@pytest.fixture
def told(rushes, tmp_path):
    """Run a command that has to leave with 0 (or another code); return what it printed, and its JSON."""
    (tmp_path / "words").write_text("seven grey herons at low tide")

    def tell(*arguments, code=0):
        left, out, errors = rushes(*arguments)
        assert left == code, (arguments, out, errors)
        lines = out.splitlines()
        return out, json.loads(lines[-1]) if "--json" in arguments or "json" in arguments else None

    return tell


@pytest.fixture
def consent(show, told, put_take):
    """The id of a consent that its performer signed, with a take that rests on it."""
    did = told("consent", "key", "tobias.key", "--passphrase-file", "words", "--json")[1]["did"]
    told(
        "performer", "enrol", "p-014", "--name", "Tobias Quillfeather", "--did", did, "--evidence", "passport",
        "--show", "SHOW",
    )  # fmt: skip
    told(
        "consent", "draft", "p-014", "--out", "tobias.draft.yaml", "--description", "A house collapses behind him.",
        "--action", "generate", "--kind", "destruction", "--until", "2030-01-01", "--set", "valid_from=2026-10-01",
        "--set", "issued_at=2026-10-01", "--show", "SHOW",
    )  # fmt: skip
    signed = told(
        "consent", "sign", "tobias.draft.yaml", "--key", "tobias.key", "--passphrase-file", "words", "--yes",
        "--show", "SHOW", "--json",
    )[1]  # fmt: skip
    put_take(people=("p-014",), consents=[(signed["consent"], signed["sha256"])])
    return signed["consent"]


def revoke(told):
    told("consent", "revoke", "tobias", "--key", "tobias.key", "--passphrase-file", "words", "--yes", "--show", "SHOW")


def test_impact_before_and_after_a_revocation(consent, told):
    out, found = told("consent", "impact", "p-014", "--show", "SHOW", "--json")
    assert found["consents"][0]["state"] == "in_force"
    assert found["consents"][0]["stops"] == []
    revoke(told)
    out, found = told("consent", "impact", consent, "--show", "SHOW", "--json")
    (one,) = found["consents"]
    assert (one["consent"], one["state"], one["performer"]) == (consent, "revoked", "p-014")
    assert [(take["shot"], take["then"], take["now"]) for take in one["takes"]] == [("010_0010", "in_force", "revoked")]
    assert "listed, not deleted" in one["stays"][0]
    assert "Every new take that rests on it is refused" in one["stops"][0]
    for words in ("Takes", "010_0010", "Jobs      none", "Models      none", "Deliveries      none", "Stays", "Stops"):
        assert words in out


def test_an_unknown_consent_is_a_sentence(consent, rushes):
    code, _, errors = rushes("consent", "impact", "p-999", "--show", "SHOW")
    assert code == 2
    assert errors.startswith("rushes: Neither the register nor any take knows")


def test_verify_tells_both_moments(consent, told):
    revoke(told)
    out, found = told("verify", "SHOW/shots/010_0010/v001", "--show", "SHOW", "--json", code=5)  # it is not sealed
    (one,) = found["consents"]
    assert (one["id"], one["then"], one["now"]) == (consent, "in_force", "revoked")
    assert "when it was cleared" in out


def test_disclosure_in_its_three_forms(consent, told):
    out, _ = told("disclosure", "SHOW")
    assert "Digital replicas of Tobias Quillfeather were made with their signed consent." in out
    assert "not confirmed:" in out
    assert "none recorded" in out
    _, found = told("disclosure", "SHOW", "--format", "json")
    assert found["register"][0]["consents"] == [consent]
    out, _ = told("disclosure", "SHOW", "--format", "csv")
    assert next(csv.DictReader(io.StringIO(out)))["performers"] == "p-014"


def test_the_ledger_holds_the_trail_and_no_name(consent, told, show):
    revoke(told)
    text = show.ledger.read_text()
    assert [json.loads(line)["event"] for line in text.splitlines()] == [
        "performer.enrolled", "consent.signed", "consent.revoked",
    ]  # fmt: skip
    for secret in ("Tobias", "z6Mk", "passport"):
        assert secret not in text
    told("ledger", "verify", "--show", "SHOW")


def test_a_status_list_that_was_rolled_back_is_noticed(consent, told, show):
    """Whoever takes the file of the revocation away finds that the ledger remembers it."""
    ask = (
        "clear",
        "--text",
        "A brick house collapses behind Tobias Quillfeather",
        "--shot",
        "010_0010",
        "--show",
        "SHOW",
    )
    told(*ask)
    revoke(told)
    told(*ask, code=3)
    newest = max((show.consents / "status").glob("*revocation*.json"), key=lambda path: path.name)
    assert newest.name.endswith(".000002.json")
    newest.unlink()
    _, found = told("consent", "impact", consent, "--show", "SHOW", "--json")
    assert found["consents"][0]["state"] == "unknown"
    assert "an older list took its place" in found["consents"][0]["words"]
    told(*ask, code=3)


def test_an_altered_ledger_stops_everything_that_asks_it(consent, rushes, show):
    show.ledger.write_bytes(show.ledger.read_bytes().replace(b"p-014", b"p-015"))
    code, _, errors = rushes("consent", "impact", consent, "--show", "SHOW")
    assert code == 5
    assert "entry 1 was altered" in errors
    code, out, _ = rushes("ledger", "verify", "--show", "SHOW")
    assert (code, "entry 1 was altered" in out) == (5, True)


def test_stamping_needs_an_authority(consent, rushes, monkeypatch):
    monkeypatch.delenv("RUSHES_TIMESTAMP_URL", raising=False)
    code, _, errors = rushes("ledger", "stamp", "--show", "SHOW")
    assert code == 2
    assert "RUSHES_TIMESTAMP_URL" in errors
