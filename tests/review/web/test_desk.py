"""Tests of the desk, the consent ledger, and a performer's page for whoever speaks for them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from rushes.clearance.records.desk import escalations, trusted_desk
from rushes.clearance.records.filing import find_consent, newest_lists, publish_change, read_consent
from rushes.clearance.records.signing import revoke
from rushes.review.web.visitor import Visitor
from rushes.show import Show

PAGE = {"accept": "text/html"}
WORDS = "An eight-storey concrete block loses its ground floor at dusk."
CLEARANCE = Visitor("cleo", "Cleo Marsh", ("clearance", "production"), signs_here=True)
AGENT = Visitor("agent", "Ada's Agent", ("representative",), ("p-014",))


@pytest.fixture
def waiting(enter, show):
    """Put a question on the desk of a room that clearance is in; return the room and the question's id."""
    path = show.folder / "show.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8")
    room = enter(CLEARANCE)
    wanted = {"shot": "020_0150", "text": WORDS, "fields": {"use.use_case": "final_design"}}
    return room, room.post("/api/make", headers=room.csrf, json=wanted).json()["id"]


def test_what_waits_is_told_with_its_reasons_and_what_would_clear_it(waiting):
    room, name = waiting
    text = room.get("/desk", headers=PAGE).text
    assert name in text
    assert "netflix-2025-11/" in text
    assert "Answer the five questions" in text
    assert "1 question waits for an answer" in room.get("/", headers=PAGE).text


def test_answers_are_signed_by_the_desk_and_count(waiting, show):
    room, name = waiting
    said = dict.fromkeys(("no_replication", "no_training", "secure", "temporary", "no_replacement"), "yes")
    done = room.post(f"/api/desk/{name}/answers", headers=room.csrf, json={**said, "use_case": "ideation"})
    assert done.status_code == 201
    show = Show.load(show.folder)
    (one,), problems = escalations(show.consents, desk=trusted_desk(show))
    assert (one.answers[-1].by, one.answers[-1].use_case, problems) == ("Cleo Marsh", "ideation", ())


def test_an_approval_is_signed_and_ends(waiting):
    room, name = waiting
    rules = room.post(f"/api/desk/{name}/answers", headers=room.csrf, json={}).json()["waiting"]
    approval = {
        "rules": rules[:1],
        "role": "production",
        "why": "Agreed.",
        "evidence": "mail 4",
        "expires": "2020-01-01",
    }
    past = room.post(f"/api/desk/{name}/approvals", headers=room.csrf, json=approval)
    assert past.status_code == 400
    approval["expires"] = (datetime.now(UTC) + timedelta(days=9)).date().isoformat()
    other = room.post(
        f"/api/desk/{name}/approvals", headers=room.csrf, json={**approval, "rules": ["house/consent-covers"]}
    )
    assert other.status_code == 400
    answer = room.post(f"/api/desk/{name}/approvals", headers=room.csrf, json=approval)
    assert answer.status_code in {201, 400}
    if answer.status_code == 201:
        assert rules[0] not in answer.json()["waiting"]
    else:
        assert "not for the role" in answer.json()["error"]


def test_the_desk_is_for_those_whose_work_waits_for_it(waiting, enter):
    _, name = waiting
    agent = enter(AGENT)
    assert agent.get("/desk", headers=PAGE).status_code == 403
    assert agent.get("/consents", headers=PAGE).status_code == 403
    assert agent.post(f"/api/desk/{name}/answers", headers=agent.csrf, json={}).status_code == 403
    supervisor = enter()
    assert supervisor.get("/desk", headers=PAGE).status_code == 200
    assert supervisor.post(f"/api/desk/{name}/answers", headers=supervisor.csrf, json={}).status_code == 403


def test_consents_stand_as_they_do_at_this_moment(enter, agreed, show):
    room = enter(CLEARANCE)
    assert "in force" in room.get("/consents", headers=PAGE).text
    signed = read_consent(find_consent(show.consents, "ada"))
    now = datetime.now(UTC)
    lists = newest_lists(show.consents, signed.consent, agreed, now=now, floors={})
    publish_change(show.consents, revoke(signed, lists, agreed, at=now), agreed)
    assert "revoked" in room.get("/consents", headers=PAGE).text


def test_a_representative_sees_exactly_the_takes_of_their_performer(enter, agreed, put_take, take):
    put_take("020_0150")
    put_take("020_0160", clearance={**take.clearance, "people": ["p-014"]})
    text = enter(AGENT).get("/performers/p-014", headers=PAGE).text
    assert "020_0160" in text
    assert "020_0150" not in text
    assert "Standing before the tower" in text
    assert enter(AGENT).get("/performers/p-015", headers=PAGE).status_code == 404
    assert enter(Visitor("art", "Art", ("artist",))).get("/performers/p-014", headers=PAGE).status_code == 404


@pytest.mark.parametrize(("verdict", "state"), [("approve", "open"), ("suspend", "held"), ("refuse", "held")])
def test_a_representative_approves_refuses_or_suspends(enter, enrol, agreed, put_take, take, verdict, state):
    put_take(clearance={**take.clearance, "people": ["p-014"]})
    room = enter(enrol("agent", "representative", performers=("p-014",)))
    text = room.get("/shots/020_0150", headers=PAGE).text
    assert 'value="refuse"' in text
    assert 'value="circle"' not in text
    said = {"verdict": verdict, "why": "Her hair is another."}
    done = room.post("/api/shots/020_0150/v001/decisions", headers=room.csrf, json=said)
    assert (done.status_code, done.json()["state"]) == (201, state)
