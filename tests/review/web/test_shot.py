"""Tests of a shot's page, its notes, and decisions that are signed here or in a browser."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from rushes.clearance.records.did import did_of
from rushes.provenance.handed_over import record_delivery
from rushes.review.deciding import Person, add_person, end_person, outcome
from rushes.review.web.visitor import Visitor

PAGE = {"accept": "text/html"}
NOTE = {"version": "v001", "frames": [1003, 1008], "text": "Darker at the foot."}


def test_the_page_tells_what_was_asked_found_and_cleared(enter, put_take):
    put_take()
    put_take(version="v002")
    room = enter()
    text = room.get("/shots/020_0150", headers=PAGE).text
    for words in (
        "020_0150",
        "v002",
        "Cleared",
        "sync",
        "61% of the 40",
        "a flamingo watches",
        "eight-storey".partition("-")[0],
    ):
        assert words.lower() in text.lower(), words
    assert 'versions="/api/shots/020_0150/versions"' in text
    older = room.get("/shots/020_0150?version=v001", headers=PAGE).text
    assert "not the newest: v002 is" in older
    assert room.get("/shots/999_0010", headers=PAGE).status_code == 404


def test_the_player_gets_its_versions_newest_first(enter, put_take):
    put_take()
    put_take(version="v002")
    told = enter().get("/api/shots/020_0150/versions").json()
    assert (told["rate"], told["first"], told["last"]) == ("24/1", 1001, 1030)
    assert [(one["version"], one["newest"]) for one in told["versions"]] == [("v002", True), ("v001", False)]
    assert told["versions"][0]["movie"] == "/media/020_0150/v002/review/SHOW_020_0150_v001.mp4"
    assert "still" not in told["versions"][0], "it has no EXR"


def test_a_note_is_written_answered_addressed_and_verified(enter, enrol, put_take):
    put_take()
    room = enter(enrol())
    note = room.post("/api/shots/020_0150/notes", headers=room.csrf, json=NOTE).json()
    assert (note["author"], note["role"], note["state"]) == ("ida", "supervisor", "open")
    place = f"/api/shots/020_0150/notes/{note['id']}"
    assert room.post(f"{place}/replies", headers=room.csrf, json={"text": "It is."}).status_code == 201
    for state in ("addressed", "verified"):
        assert room.post(f"{place}/state", headers=room.csrf, json={"state": state}).json()["state"] == state
    assert [one["thread"] for one in room.get("/api/shots/020_0150/notes").json()] == ["", note["id"]]
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert "Darker at the foot." in text
    assert "It is." in text


@pytest.mark.parametrize(
    "change",
    [
        {"version": "v009"}, {"frames": [1008, 1003]}, {"text": ""}, {"text": "x" * 4001}, {"region": [0, 0, 2, 1]},
        {"strokes": [{"tool": "knife", "colour": "#ffffff", "width": 0.1, "points": [[0, 0]]}]}, {"role": "production"}, {"frames": [1, 2]},
    ],
)  # fmt: skip
def test_a_note_that_is_none_is_refused_with_a_sentence(enter, enrol, put_take, change):
    put_take()
    room = enter(enrol())
    answer = room.post("/api/shots/020_0150/notes", headers=room.csrf, json={**NOTE, **change})
    assert answer.status_code in {400, 403, 404, 422}
    assert answer.json()["error"].endswith(".")
    assert room.get("/api/shots/020_0150/notes").json() == []


def test_words_of_a_note_stay_words(enter, enrol, put_take):
    put_take()
    room = enter(enrol())
    room.post(
        "/api/shots/020_0150/notes", headers=room.csrf, json={**NOTE, "text": "<script>alert('x')</script>\" onx='"}
    )
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert "<script>alert" not in text
    assert "&lt;script&gt;" in text


def test_nobody_speaks_who_is_not_enrolled(enter, put_take):
    put_take()
    room = enter(Visitor("", "somebody", did="", signs_here=True))
    assert "say first who you are" in room.get("/shots/020_0150", headers=PAGE).text
    assert room.post("/api/shots/020_0150/notes", headers=room.csrf, json=NOTE).status_code == 403
    said = {"verdict": "circle"}
    assert room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json=said).status_code == 403


def test_a_circle_is_signed_with_the_key_of_this_machine(enter, enrol, put_take, show):
    put_take()
    ida = enrol()
    room = enter(ida)
    done = room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json={"verdict": "circle"})
    assert (done.status_code, done.json()["state"]) == (201, "circled")
    (decision,) = outcome(show, "020_0150", "v001").decisions
    assert (decision.person, decision.did) == ("ida", ida.did)
    home = room.get("/", headers=PAGE).text
    assert 'class="card circled"' in home
    unsaid = room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json={"verdict": "kill"})
    assert unsaid.status_code == 400
    assert "Say why" in unsaid.json()["error"]


def test_a_browsers_key_signs_what_was_drawn_up_and_nothing_else(enter, put_take, show):
    put_take()
    put_take(version="v002")
    key = Ed25519PrivateKey.generate()
    bo = Person(
        id="bo",
        name="Bo",
        roles=("production",),
        did=did_of(key.public_key()),
        evidence="in person",
        enrolled_at=datetime.now(UTC),
    )
    add_person(show, bo)
    room = enter(Visitor("bo", "Bo", ("production",), (), bo.did))
    place = "/api/shots/020_0150/v001/decisions"
    assert room.post(place, headers=room.csrf, json={"verdict": "hold"}).status_code == 403, (
        "this process holds no key of theirs"
    )
    drawn = room.post(f"{place}/draft", headers=room.csrf, json={"verdict": "hold", "why": "Wait."}).json()
    signature = base64.b64encode(key.sign(base64.b64decode(drawn["to_sign"]))).decode()
    changed = {"document": {**drawn["document"], "verdict": "circle"}, "signature": signature}
    assert room.post(f"{place}/signed", headers=room.csrf, json=changed).status_code == 400
    signed = {"document": drawn["document"], "signature": signature}
    elsewhere = room.post("/api/shots/020_0150/v002/decisions/signed", headers=room.csrf, json=signed)
    assert elsewhere.status_code == 400
    assert room.post(f"{place}/signed", headers=room.csrf, json=signed).json()["state"] == "held"
    assert room.post(f"{place}/signed", headers=room.csrf, json=signed).status_code == 400, "once"


def test_whoever_works_at_the_desks_machine_enrols_themselves_once(enter, put_take):
    put_take()
    room = enter(None)
    assert "Enrol me" in room.get("/me", headers=PAGE).text
    myself = {"id": "ida", "name": "Ida Falk", "roles": ["supervisor"]}
    assert room.post("/api/me", headers=room.csrf, json={**myself, "id": "No Id"}).status_code == 400
    assert room.post("/api/me", headers=room.csrf, json=myself).status_code == 201
    assert "Ida Falk" in room.get("/me", headers=PAGE).text
    assert room.post("/api/me", headers=room.csrf, json=myself).status_code == 403
    assert (
        room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json={"verdict": "circle"}).status_code
        == 201
    )


def test_a_representative_reads_no_notes_of_the_house(enter, enrol, put_take, take):
    put_take(clearance={**take.clearance, "people": ["p-014"]})
    room = enter(enrol())
    note = room.post("/api/shots/020_0150/notes", headers=room.csrf, json=NOTE).json()
    agent = enter(Visitor("agent", "Ada", ("representative",), ("p-014",)))
    assert agent.get("/api/shots/020_0150/notes").json() == []
    assert "Darker at the foot" not in agent.get("/shots/020_0150", headers=PAGE).text
    answer = agent.post(f"/api/shots/020_0150/notes/{note['id']}/replies", headers=agent.csrf, json={"text": "Hm."})
    assert answer.status_code == 404


def test_what_left_the_house_and_what_no_longer_counts_stand_beside_the_decisions(enter, enrol, put_take, show):
    put_take()
    room, now = enter(enrol()), datetime.now(UTC)
    room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json={"verdict": "circle"})
    record_delivery(
        show, shot="020_0150", version="v001", profile="festival", take_sha256="a" * 64, frames_sha256="a" * 64,
        package_sha256="a" * 64, now=now,
    )  # fmt: skip
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert f"Left the house on {now.date().isoformat()} (festival)." in text
    assert "is not called back" not in text
    end_person(show, "ida", since=now - timedelta(minutes=2), now=now + timedelta(minutes=1))
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert "a supervisor’s circle of" in text
    assert "recorded after their part had ended" in text
    assert "What left is not called back by a word here: tell whoever has it." in text


def test_a_quorum_that_was_another_stands_beside_the_decisions(enter, enrol, put_take, show):
    path = show.folder / "show.yaml"
    before = path.read_text(encoding="utf-8")
    path.write_text(before + "review: {quorum: {circle: [supervisor, clearance]}}\n", encoding="utf-8")
    put_take()
    room = enter(enrol())
    room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json={"verdict": "circle"})
    path.write_text(before, encoding="utf-8")
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert "the show asked for supervisor and clearance; now it asks for one supervisor or production" in text
