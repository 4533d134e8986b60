"""Tests of signing at the desk with a key that the room's process does not hold, as a team's browsers do."""

from __future__ import annotations

import base64
import json
from datetime import UTC, datetime, timedelta

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from rushes import signed_elsewhere
from rushes.brief import Brief
from rushes.clearance.records.desk import escalation, escalations, trusted_desk, working_desk
from rushes.clearance.records.integrity import add_proof, signing_input
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.loading import load_registry
from rushes.errors import BadInputError
from rushes.judgement import judge, judge_again, put_on_record
from rushes.review.deciding import Person, add_person, end_person
from rushes.review.web.app import create
from rushes.review.web.guard import CSRF_HEADER
from rushes.review.web.local import LocalAccess
from rushes.review.web.visitor import Visitor
from rushes.show import Show
from test_set_aside import lie_in_quarantine

PAGE = {"accept": "text/html"}
FINAL = "netflix-2025-11/final-deliverable"
YES = dict.fromkeys(("no_replication", "no_training", "secure", "temporary", "no_replacement"), "yes")
HELD = "/api/desk/held/020_0150_v001/nobody"


class TeamAccess(LocalAccess):
    is_team = True


@pytest.fixture
def show(show, under_guidance):
    """Return the show under the Netflix guidance."""
    return under_guidance(show)


@pytest.fixture
def waiting(show):
    """Return the show, and the address of what waits on its desk."""
    brief = Brief(shot="020_0150", text="A brick warehouse pancakes.")
    return Show.load(show.folder), f"/api/desk/{put_on_record(brief, show, judge(brief, show))}"


@pytest.fixture
def team(show):
    """Return a function that enrols somebody with a key of their own, and lets them into the room of a team."""
    rooms = []

    def go(name="cleo", *roles):
        key = memory_signer(Ed25519PrivateKey.generate())
        person = Person(
            id=name, name=name.title(), roles=roles or ("clearance",), did=key.did, evidence="in person",
            enrolled_at=datetime.now(UTC) - timedelta(days=1),
        )  # fmt: skip
        add_person(Show.load(show.folder), person)
        access = TeamAccess(show, Visitor(name, person.name, person.roles, (), key.did))
        client = TestClient(create(Show.load(show.folder), access), base_url="http://127.0.0.1:8321")
        client.__enter__()
        rooms.append(client)
        client.get("/sign-in", params={"token": access.token})
        client.headers[CSRF_HEADER] = access.sessions.find(client.cookies[access.cookie]).csrf
        client.key = key
        return client

    yield go
    for room in rooms:
        room.__exit__(None, None, None)


def decision(**changed):
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    return {"rules": [FINAL], "kind": "approval", "by": "Ida Quill", "role": "client", "why": "Agreed.", "evidence": "mail 1\nmail 2", "expires": day} | changed  # fmt: skip


def drawn(room, address, **fields):
    answer = room.post(f"{address}/draft", json=fields)
    assert answer.status_code == 200, answer.text
    return answer.json()["documents"]


def put(room, address, documents, key=None):
    """Sign documents and send them, as the page's script does."""
    signed = []
    for one in documents:
        signature = (key or room.key).sign(signing_input(one, one["proof"]))
        signed.append({"document": one, "signature": base64.b64encode(signature).decode("ascii")})
    return room.post(f"{address}/signed", json={"signed": signed})


def one_of(show):
    ((one,), ()) = escalations(show.consents, desk=trusted_desk(show))
    return one


def test_answers_and_an_approval_signed_in_the_browser_clear_it(team, waiting):
    show, address = waiting
    room = team()
    said = {
        "use_case": "background",
        "story_relevant": "no",
        "services_at": "2027-03-01T08:00",
        "zone": "+02:00",
        **YES,
    }
    answer = put(room, f"{address}/answers", drawn(room, f"{address}/answers", **said))
    assert answer.status_code == 201, answer.text
    newest = one_of(show).answers[-1]
    assert (newest.by, newest.person, newest.did) == ("Cleo", "cleo", room.key.did)
    rules = [reason.rule for reason in judge_again(one_of(show), show).reasons if reason.outcome != "cleared"]
    assert FINAL in rules
    asked = decision(rules=rules)
    answer = put(room, f"{address}/decisions", drawn(room, f"{address}/decisions", **asked))
    assert answer.status_code == 201, answer.text
    assert judge_again(one_of(show), show).verdict == "cleared"
    made = load_registry(show.consents, now=datetime.now(UTC)).decisions
    assert {(one.person, one.did, one.decided_by) for one in made} == {("cleo", room.key.did, "Ida Quill")}
    page = room.get(answer.json()["page"].partition("#")[0], headers=PAGE).text
    assert "Signed by cleo" in page
    assert "signed by cleo" in page


def test_a_held_take_is_nobodys_by_a_key_in_the_browser(team, show):
    lie_in_quarantine(show)
    room = team()
    page = room.get("/desk/held/020_0150_v001", headers=PAGE).text
    assert f'data-sign="{HELD}"' in page
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    said = {"finds": ["1", "2"], "what": "smoke", "by": "Cleo", "role": "clearance", "why": "It boils.", "expires": day}
    assert "at least one" in room.post(f"{HELD}/draft", json=said | {"finds": []}).json()["error"]
    documents = drawn(room, HELD, **said)
    (one,) = documents
    fewer = {**one, "recipe": "0" * 64}
    assert "something else" in put(room, HELD, [fewer]).json()["error"]
    assert put(room, HELD, documents).status_code == 201
    (decided,) = load_registry(show.consents, now=datetime.now(UTC)).false_faces
    assert (decided.person, decided.did, len(decided.shapes)) == ("cleo", room.key.did, 2)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"rules": ["house/strike"]}, "hard stop"),
        ({"shots": ["*"], "brief_sha256": ""}, "is not one that"),
        ({"production": "OTHER"}, "is not one that"),
        ({"role": "production"}, "not for the role production"),
        ({"person": "ida"}, "not yours"),
        ({"expires_at": "2020-01-01T00:00:00Z"}, "would have ended"),
        ({"colour": "blue"}, "not whole"),
        ({"why": "Agreed\u202e."}, "hides the character U+202E"),
    ],
)  # fmt: skip
def test_what_is_signed_has_to_be_what_the_room_would_draw_up(team, waiting, changed, words):
    show, address = waiting
    room = team()
    (document,) = drawn(room, f"{address}/decisions", **decision())
    answer = put(room, f"{address}/decisions", [{**document, **changed}])
    assert answer.status_code == 400
    assert words in answer.json()["error"]
    assert not (show.consents / "decisions").exists()


def test_another_key_a_changed_word_and_an_old_draft_are_refused(team, waiting, monkeypatch):
    show, address = waiting
    room = team()
    (document,) = drawn(room, f"{address}/decisions", **decision())
    stranger = memory_signer(Ed25519PrivateKey.generate())
    assert "does not hold" in put(room, f"{address}/decisions", [document], stranger).json()["error"]
    signature = base64.b64encode(room.key.sign(signing_input(document, document["proof"]))).decode("ascii")
    other = {"document": {**document, "why": "Not agreed."}, "signature": signature}
    assert "does not hold" in room.post(f"{address}/decisions/signed", json={"signed": [other]}).json()["error"]
    with monkeypatch.context() as patched:
        patched.setattr(signed_elsewhere, "DRAFT_LASTS", timedelta(0))
        assert "too long ago" in put(room, f"{address}/decisions", [document]).json()["error"]
    assert put(room, f"{address}/decisions", [document]).status_code == 201
    assert put(room, f"{address}/decisions", [document]).status_code == 400, "once"
    (made,) = load_registry(show.consents, now=datetime.now(UTC)).decisions
    assert made.why == "Agreed."


def test_who_is_not_of_clearance_or_has_the_key_here_is_sent_away(team, waiting, enter):
    show, address = waiting
    for room in (team("sue", "supervisor"), enter(Visitor("", "Cleo Ward"))):
        headers = getattr(room, "csrf", {})
        for part, said in (("answers", YES), ("decisions", decision())):
            answer = room.post(f"{address}/{part}/draft", json=said, headers=headers)
            assert answer.status_code == 403, part
    assert one_of(show).answers == ()


def test_a_word_counts_no_more_when_nobody_vouches_for_its_key(team, waiting):
    show, address = waiting
    room = team()
    assert put(room, f"{address}/decisions", drawn(room, f"{address}/decisions", **decision())).status_code == 201
    end_person(Show.load(show.folder), "cleo")
    assert load_registry(show.consents, now=datetime.now(UTC)).decisions, "what was said before somebody ended stays"
    (show.folder / "review" / "people" / "cleo.json").unlink()
    found = load_registry(show.consents, now=datetime.now(UTC))
    assert found.decisions == ()
    assert "nobody vouches" in found.problems[0]


def forged(show, name, change, *, signer=None):
    """Change a record, and sign it as whoever runs the server can, with the desk's key that lies on it."""
    _, desk = working_desk(show)
    path = show.consents / name
    document = json.loads(path.read_text(encoding="utf-8"))
    document.pop("proof")
    change(document)
    whole = add_proof(document, signer, created=datetime.now(UTC)) if signer else document
    path.write_text(json.dumps(add_proof(whole, desk, created=datetime.now(UTC))), encoding="utf-8")


@pytest.mark.parametrize(
    "change",
    [
        lambda answers: answers.update(by="Somebody else"),
        lambda answers: answers["guidance"].update(secure="no"),
        lambda answers: answers.update(person="ida"),
        lambda answers: answers.update(proof=None),
        lambda answers: answers.update(asked_sha256="0" * 64),
    ],
)
def test_the_desks_key_alone_does_not_change_what_a_person_answered(team, waiting, change):
    show, address = waiting
    room = team()
    assert put(room, f"{address}/answers", drawn(room, f"{address}/answers", **YES)).status_code == 201
    name = address.rpartition("/")[2]
    forged(show, f"escalations/{name}.json", lambda document: change(document["answers"][0]))
    with pytest.raises(BadInputError, match=r"not proven|count for nothing|not signed"):
        escalation(show.consents, name, desk=trusted_desk(show))


def test_the_desks_key_alone_does_not_decide_in_a_persons_name(team, waiting):
    show, address = waiting
    room = team()
    assert put(room, f"{address}/decisions", drawn(room, f"{address}/decisions", **decision())).status_code == 201
    (path,) = (show.consents / "decisions").glob("*.json")
    administrator = memory_signer(Ed25519PrivateKey.generate())
    forged(show, f"decisions/{path.name}", lambda one: one.update(why="Forged.", did=administrator.did), signer=administrator)  # fmt: skip
    found = load_registry(show.consents, now=datetime.now(UTC))
    assert found.decisions == ()
    assert "is not the key that the desk enrolled" in found.problems[0]
