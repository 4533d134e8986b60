"""Reading a show's records: every way in which one can be wrong, with its sentence."""

from __future__ import annotations

import json
import os
import time
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rushes.canonical import sha256_of
from rushes.clearance.records.filing import read_consent
from rushes.clearance.records.integrity import add_proof
from rushes.clearance.records.registry import Registry
from rushes.clearance.records.signing import sign
from rushes.errors import BadInputError

DAY = timedelta(days=1)
STRIKE = {
    "id": "urn:uuid:00000000-0000-4000-8000-00000000000a",
    "scope": "union",
    "name": "sag-aftra",
    "ordered_by": "the desk",
    "starts_at": "2026-11-26T00:00:00Z",
    "lifted_at": None,
    "why": "",
}
DECISION = {
    "id": "urn:uuid:00000000-0000-4000-8000-00000000000d",
    "kind": "approval",
    "rules": ["house/example"],
    "exception": "",
    "production": "SHOW",
    "shots": ["*"],
    "performer": "",
    "brief_sha256": "",
    "decided_by": "Counsel",
    "role": "counsel",
    "why": "agreed",
    "evidence": ["letter of 1 November"],
    "decided_at": "2026-11-26T00:00:00Z",
    "expires_at": "2027-11-26T00:00:00Z",
}


def put(path, document: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(document if isinstance(document, str) else json.dumps(document), encoding="utf-8")


def test_a_folder_that_is_not_there_holds_nothing(cabinet):
    assert cabinet.load() == Registry()


def test_a_signed_consent_of_an_enrolled_performer_counts(cabinet):
    path = cabinet.sign()
    registry = cabinet.load()
    (held,) = registry.consents_of("performer-1")
    assert held.standing.state == "in_force"
    assert held.file == "ada.json"
    assert held.sha256 == sha256_of(json.loads(path.read_text(encoding="utf-8")))
    assert registry.problems == ()
    assert [performer.name for performer in registry.performers.values()] == ["Ada Moss"]


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda text: text[: len(text) // 2], "cut off"),
        (lambda _: "", "counts for nothing"),
        (lambda text: "\ufeff" + text, "byte order mark"),
        (lambda text: text.replace('"generate"', '"export"'), "does not hold for what it says"),
        (lambda text: text.replace('"SHOW"', '"OTHER"', 1), "credentialStatus"),
        (lambda text: text.replace('"production": "SHOW"', '"production": "X", "production": "SHOW"'), "twice"),
        (lambda text: text.replace("at dusk", "at dusk\u200b"), "description"),
        (lambda text: text.replace('"affiliates": false', '"affiliates": NaN'), "counts for nothing"),
        (lambda text: text.replace('"affiliates": false,', ""), "counts for nothing"),
        (lambda text: text.replace('"affiliates": false', '"affiliates": false, "extra": 1'), "extra"),
        (lambda _: "[]", "object"),
        (lambda _: "{}", "no LikenessConsent"),
        (lambda text: text.replace('"alter",\n    "generate"', '"generate",\n    "alter"'), "another form"),
        (lambda text: text.replace("LikenessConsent", "Likeness"), "no LikenessConsent"),
    ],
)
def test_a_damaged_file_counts_for_nothing_and_says_so(cabinet, damage, words):
    path = cabinet.sign()
    before = path.read_text(encoding="utf-8")
    after = damage(before)
    assert after != before
    path.write_text(after, encoding="utf-8")
    problem = cabinet.problem()
    assert problem.startswith("ada.json counts for nothing: ")
    assert problem.endswith(".")
    assert words in problem


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_a_file_with_any_byte_changed_or_cut_off_is_the_same_consent_or_none(cabinet, data):
    path = cabinet.folder / "ada.json"
    if not path.exists():
        cabinet.sign()
        path.with_suffix(".right").write_bytes(path.read_bytes())
    right = path.with_suffix(".right").read_bytes()
    path.write_bytes(right)
    (same,) = cabinet.load().consents
    place = data.draw(st.integers(0, len(right) - 1))
    if data.draw(st.booleans()):
        path.write_bytes(right[:place])
    else:
        path.write_bytes(right[:place] + bytes([data.draw(st.integers(0, 255))]) + right[place + 1 :])
    registry = cabinet.load()
    path.write_bytes(right)
    assert registry.consents == (same,) or (registry.consents == () and len(registry.problems) == 1)


def test_the_order_of_the_keys_does_not_matter(cabinet):
    path = cabinet.sign()
    document = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps(dict(reversed(list(document.items())))), encoding="utf-8")
    assert cabinet.standing().state == "in_force"


def test_an_unsigned_record_counts_for_nothing(cabinet):
    path = cabinet.sign()
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["proof"]
    put(path, document)
    assert "not signed" in cabinet.problem()


def test_a_signature_by_another_key_counts_for_nothing(cabinet):
    path = cabinet.sign()
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["proof"]
    put(path, add_proof(document, cabinet.stranger, created=cabinet.now))
    assert "the wrong key" in cabinet.problem()


def test_a_key_that_somebody_made_for_a_performer_counts_for_nothing(cabinet):
    """Whoever can write into the folder can sign anything with a key of their own; only the desk says whose it is."""
    cabinet.enrol()
    forged = cabinet.consent(subject=cabinet.stranger.did, signatory={"did": cabinet.stranger.did})
    indices = dict.fromkeys(_lists(forged), 7)
    put(cabinet.folder / "forged.json", sign(forged, cabinet.stranger, indices=indices, created=cabinet.now))
    assert "not the key that the clearance desk enrolled" in cabinet.problem()


def test_a_performer_who_is_not_enrolled_consents_to_nothing(cabinet):
    cabinet.sign()
    (cabinet.folder / "performers" / "performer-1.json").unlink()
    assert "performer-1 is not enrolled" in cabinet.problem()


def test_a_register_signed_by_another_desk_counts_for_nothing(cabinet):
    cabinet.sign()
    path = cabinet.folder / "performers" / "performer-1.json"
    document = json.loads(path.read_text(encoding="utf-8"))
    del document["proof"]
    put(path, add_proof(document, cabinet.stranger, created=cabinet.now))
    problems = cabinet.load().problems
    assert "the show trusts the clearance desk" in problems[0]
    assert "is not enrolled" in problems[1]


def test_a_performers_file_has_their_name(cabinet):
    cabinet.enrol()
    folder = cabinet.folder / "performers"
    (folder / "performer-1.json").rename(folder / "performer-2.json")
    assert "Name the file performer-1.json" in cabinet.load().problems[0]


def test_an_expired_consent_is_no_problem(cabinet):
    cabinet.sign()
    registry = cabinet.load(now=cabinet.now + 400 * DAY)
    assert registry.problems == ()
    assert registry.consents[0].standing.state == "in_force"


def test_what_is_half_written_is_not_looked_at(cabinet):
    path = cabinet.sign()
    put(cabinet.folder / "new.json.part", "{")
    put(cabinet.folder / ".ada.json.0123.part", "{")
    put(cabinet.folder / "performers" / "performer-2.json.part", "{")
    put(cabinet.folder / "new.draft.yaml", "performer:")
    assert cabinet.load().problems == ()
    assert path.exists()


def test_a_link_that_leads_out_of_the_folder_is_not_followed(cabinet, tmp_path):
    path = cabinet.sign()
    outside = tmp_path / "outside.json"
    path.rename(outside)
    path.symlink_to(outside)
    assert "leads out of the show's consents folder" in cabinet.problem()


def test_a_folder_that_is_a_link_is_not_followed(cabinet, tmp_path):
    cabinet.sign()
    (cabinet.folder / "performers").rename(tmp_path / "elsewhere")
    (cabinet.folder / "performers").symlink_to(tmp_path / "elsewhere")
    problems = cabinet.load().problems
    assert problems[0].startswith("performers counts for nothing: it is a link")
    assert "is not enrolled" in problems[1]


def test_strike_orders_behind_a_link_may_hold(cabinet, tmp_path):
    cabinet.sign()
    (cabinet.folder / "strikes").symlink_to(tmp_path)
    assert cabinet.standing().state == "unknown"


def test_a_pipe_is_no_record(cabinet):
    cabinet.enrol()
    os.mkfifo(cabinet.folder / "pipe.json")
    assert "it is no file" in cabinet.problem()


def test_two_texts_of_one_id_both_count_for_nothing(cabinet):
    cabinet.sign()
    other = cabinet.consent(description="Something else.")
    put(
        cabinet.folder / "zoe.json",
        sign(other, cabinet.ada, indices=dict.fromkeys(_lists(other), 7), created=cabinet.now),
    )
    assert "they say different things" in cabinet.problem()


def test_a_copy_is_the_same_consent(cabinet):
    path = cabinet.sign(countersigners=[cabinet.agent.did])
    put(cabinet.folder / "copy.json", path.read_text(encoding="utf-8"))
    cabinet.countersign(path, cabinet.agent)
    assert cabinet.standing().state == "in_force"
    assert cabinet.load().problems == ()


def test_countersigners_have_to_sign(cabinet):
    path = cabinet.sign(countersigners=[cabinet.agent.did])
    standing = cabinet.standing()
    assert standing.state == "uncountersigned"
    assert cabinet.agent.did in standing.words
    cabinet.countersign(path, cabinet.agent)
    assert cabinet.standing().state == "in_force"


def test_a_counter_signature_of_a_stranger_spoils_the_record(cabinet):
    path = cabinet.sign()
    signed = read_consent(path)
    put(path, add_proof(signed.document, cabinet.stranger, created=cabinet.now, previous=signed.proofs[0].id))
    assert "whom it does not name" in cabinet.problem()


def test_a_counter_signature_has_to_cover_the_signatory_s(cabinet):
    path = cabinet.sign(countersigners=[cabinet.agent.did])
    put(path, add_proof(read_consent(path).document, cabinet.agent, created=cabinet.now))
    assert "not chained" in cabinet.problem()


def test_a_consent_that_takes_the_place_of_another(cabinet):
    cabinet.sign()
    new = "urn:uuid:1c2d3e4f-0000-4000-8000-000000000002"
    cabinet.sign(stem="ada-2", id=new, supersedes=cabinet.consent().id)
    states = {held.consent.id: held.standing.state for held in cabinet.load().consents}
    assert states == {cabinet.consent().id: "superseded", new: "in_force"}


def test_an_older_consent_holds_until_the_newer_begins_and_is_countersigned(cabinet):
    cabinet.sign()
    new = "urn:uuid:1c2d3e4f-0000-4000-8000-000000000002"
    path = cabinet.sign(stem="ada-2", id=new, supersedes=cabinet.consent().id, valid_from=cabinet.now + 2 * DAY, countersigners=[cabinet.agent.did])  # fmt: skip

    def state(now: Any) -> str:
        return next(held for held in cabinet.load(now=now).consents if held.consent.id != new).standing.state

    assert state(cabinet.now + 3 * DAY) == "in_force"
    cabinet.countersign(path, cabinet.agent)
    assert state(cabinet.now + DAY) == "in_force"
    assert state(cabinet.now + 3 * DAY) == "superseded"


def test_consents_that_replace_each_other_are_both_out_of_force(cabinet):
    other = "urn:uuid:1c2d3e4f-0000-4000-8000-000000000002"
    for stem, name, old in (("a", cabinet.consent().id, other), ("b", other, cabinet.consent().id)):
        consent = cabinet.consent(id=name, supersedes=old)
        cabinet.enrol()
        put(
            cabinet.folder / f"{stem}.json",
            sign(consent, cabinet.ada, indices=dict.fromkeys(_lists(consent), 7), created=cabinet.now),
        )
    path = cabinet.sign(stem="lists", id="urn:uuid:1c2d3e4f-0000-4000-8000-000000000003")
    path.unlink()
    assert {held.standing.state for held in cabinet.load().consents} == {"superseded"}


def test_a_consent_is_revoked_for_good(cabinet):
    path = cabinet.sign()
    cabinet.act("revoke", path, at=cabinet.now + DAY)
    standing = cabinet.standing(now=cabinet.now + 2 * DAY)
    assert (standing.state, standing.since) == ("revoked", cabinet.now + DAY)
    with pytest.raises(BadInputError, match="revoked by this key already"):
        cabinet.act("revoke", path, at=cabinet.now + 2 * DAY)


def test_a_consent_rests_and_goes_on(cabinet):
    path = cabinet.sign()
    cabinet.act("suspend", path)
    assert cabinet.standing().state == "suspended"
    cabinet.act("resume", path, at=cabinet.now + DAY)
    assert cabinet.standing(now=cabinet.now + DAY).state == "in_force"


def test_a_delegate_revokes_in_a_list_of_their_own(cabinet):
    path = cabinet.sign(countersigners=[cabinet.agent.did], revokers=[cabinet.agent.did])
    cabinet.countersign(path, cabinet.agent)
    assert cabinet.standing().state == "in_force"
    cabinet.act("suspend", path, cabinet.agent)
    with pytest.raises(BadInputError, match="not suspended by this key"):
        cabinet.act("resume", path, cabinet.ada)
    assert cabinet.standing().state == "suspended"
    cabinet.act("revoke", path, cabinet.agent)
    assert cabinet.standing().state == "revoked"


def test_nobody_else_revokes(cabinet):
    path = cabinet.sign()
    with pytest.raises(BadInputError, match="may not revoke or suspend"):
        cabinet.act("revoke", path, cabinet.agent)


def test_a_status_list_that_is_gone_is_no_good_news(cabinet):
    path = cabinet.sign()
    cabinet.act("revoke", path)
    for issue in (cabinet.folder / "status").glob("*revocation*"):
        issue.unlink()
    standing = cabinet.standing()
    assert standing.state == "unknown"
    assert "is not there" in standing.words


def test_a_status_list_that_was_put_back_is_noticed(cabinet):
    path = cabinet.sign()
    cabinet.act("revoke", path)
    newest = next((cabinet.folder / "status").glob("*revocation*.000002.json"))
    (list_id,) = {one.list_id for one in read_consent(path).credential.places if one.purpose == "revocation"}
    newest.unlink()
    assert cabinet.standing().state == "in_force", "the folder alone can't show it"
    standing = cabinet.standing(floors={list_id: 2})
    assert standing.state == "unknown"
    assert "issue 2 was seen before" in standing.words


def test_a_signature_from_the_future_is_not_believed(cabinet):
    cabinet.sign()
    standing = cabinet.standing(now=cabinet.now - timedelta(hours=1))
    assert standing.state == "unknown"
    assert "clocks is wrong" in standing.words


def test_a_used_up_consent(cabinet):
    path = cabinet.sign(use_count_limit=2)
    for version in ("v001", "v002"):
        assert cabinet.standing().state == "in_force"
        consents = [{"id": read_consent(path).consent.id, "sha256": "0" * 64}]
        put(cabinet.folder.parent / "shots" / "010_0010" / version / "take.json", {"clearance": {"consents": consents}})
    assert cabinet.standing().state == "used_up"


def test_strikes_and_decisions_are_read(cabinet):
    cabinet.sign()
    put(
        cabinet.folder / "strikes" / "s.json",
        add_proof({**STRIKE, "did": cabinet.desk.did}, cabinet.desk, created=cabinet.now),
    )
    decided = add_proof({**DECISION, "did": cabinet.stranger.did}, cabinet.stranger, created=cabinet.now)
    whole = add_proof(decided, cabinet.desk, created=cabinet.now, previous=decided["proof"]["id"])
    put(cabinet.folder / "decisions" / "d.json", whole)
    put(cabinet.folder / "characters.yaml", "characters: [Ida Quill]")
    registry = cabinet.load()
    assert registry.problems == ()
    assert registry.strikes[0].holds(cabinet.now)
    assert registry.decisions[0].decided_by == "Counsel"
    assert registry.characters == ("Ida Quill",)


def test_a_decision_that_the_desk_did_not_see_counts_for_nothing(cabinet):
    decided = add_proof({**DECISION, "did": cabinet.stranger.did}, cabinet.stranger, created=cabinet.now)
    put(cabinet.folder / "decisions" / "d.json", decided)
    registry = cabinet.load()
    assert registry.decisions == ()
    assert "not signed by the show's clearance desk" in registry.problems[0]
    put(cabinet.folder / "decisions" / "d.json", add_proof({**DECISION, "did": cabinet.stranger.did}, cabinet.desk, created=cabinet.now))  # fmt: skip
    assert "who decided it" in cabinet.load().problems[0]


@pytest.mark.parametrize("text", ["{", "{}", json.dumps(STRIKE)])
def test_a_strike_order_that_cannot_be_read_may_hold(cabinet, text):
    cabinet.sign()
    put(cabinet.folder / "strikes" / "s.json", text)
    standing = cabinet.standing()
    assert standing.state == "unknown"
    assert "a strike may hold" in standing.words


def test_a_list_of_characters_that_is_no_list_allows_none(cabinet):
    put(cabinet.folder / "characters.yaml", "characters: Ida Quill")
    registry = cabinet.load()
    assert registry.characters == ()
    assert "list of names" in registry.problems[0]


def test_the_same_bytes_are_verified_once(cabinet, monkeypatch):
    from rushes.clearance.records import loading

    cabinet.sign()
    monkeypatch.setattr(loading, "_remembered", {})
    first = cabinet.load()
    monkeypatch.setattr(loading, "parse_json", None)
    assert cabinet.load() == first


def test_two_hundred_consents_load_quickly(cabinet):
    """10,000 take fifty times that: a few seconds, once in a process."""
    performer = cabinet.enrol()
    documents = []
    for number in range(200):
        consent = cabinet.consent(id=f"urn:uuid:00000000-0000-4000-8000-{number:012d}")
        documents.append(sign(consent, cabinet.ada, indices=dict.fromkeys(_lists(consent), number), created=cabinet.now, performer=performer))  # fmt: skip
    cabinet.sign()
    for number, document in enumerate(documents):
        put(cabinet.folder / f"c{number}.json", document)
    started = time.perf_counter()
    assert len(cabinet.load().consents) == 201
    cold = time.perf_counter() - started
    started = time.perf_counter()
    cabinet.load()
    warm = time.perf_counter() - started
    assert cold < 2.0
    assert warm < cold


def _lists(consent: Any) -> list[str]:
    from rushes.clearance.records.credential import lists_of

    return [name for name, _, _ in lists_of(consent)]


def test_only_the_records_of_those_who_matter_are_opened_when_they_are_named(cabinet):
    cabinet.sign()
    cabinet.enrol(id="performer-10", name="Ben Moss", did=cabinet.stranger.did, agents=())
    put(cabinet.folder / "performers" / "broken.json", "{")
    whole, some = cabinet.load(), cabinet.load(people={"performer-1"})
    assert set(whole.performers) == {"performer-1", "performer-10"}
    assert set(some.performers) == {"performer-1"}
    assert some.consents == whole.consents
    assert (len(whole.problems), len(some.problems)) == (1, 0)
    assert cabinet.load(people=()).performers == {}
