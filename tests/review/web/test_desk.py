"""Tests of the desk's pages: who sees them, and that what is signed there is what the commands sign."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from rushes.brief import Brief
from rushes.clearance.records.desk import escalations, order_strike, trusted_desk, working_desk
from rushes.clearance.records.loading import load_registry
from rushes.judgement import judge, judge_again, put_on_record
from rushes.provenance import read_ledger
from rushes.review.web.app import create
from rushes.review.web.guard import CSRF_HEADER
from rushes.review.web.local import LocalAccess
from rushes.review.web.visitor import Visitor

PAGE = {"accept": "text/html"}
DESK = Visitor("", "Cleo Ward")
AGENT = Visitor("agent", "Ada Agent", roles=("representative",), performers=("p-014",))
YES = dict.fromkeys(("no_replication", "no_training", "secure", "temporary", "no_replacement"), "yes")
FINAL = "netflix-2025-11/final-deliverable"


class TeamAccess(LocalAccess):
    is_team = True


@pytest.fixture
def show(show, under_guidance):
    """Return the show under the Netflix guidance."""
    return under_guidance(show)


@pytest.fixture
def waiting(show):
    """Return the show, and the id of what waits on its desk."""
    brief = Brief(shot="020_0150", text="A brick warehouse pancakes.")
    return show, put_on_record(brief, show, judge(brief, show))


def post(room, path, **fields):
    return room.post(path, data={"csrf": room.csrf[CSRF_HEADER], **fields}, headers=PAGE)


def decision(**changed):
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    return {"rules": [FINAL], "kind": "approval", "by": "Ida Quill", "role": "client", "why": "Agreed.", "evidence": "mail 1\nmail 2", "expires": day} | changed  # fmt: skip


def one_of(show):
    ((one,), ()) = escalations(show.consents, desk=trusted_desk(show))
    return one


def test_an_empty_desk_says_so(enter):
    assert "Nothing waits on the desk" in enter(DESK).get("/desk", headers=PAGE).text


def test_what_waits_stands_there_with_its_reasons(enter, waiting):
    _, name = waiting
    room = enter(DESK)
    assert f"/desk/{name}" in room.get("/desk", headers=PAGE).text
    page = room.get(f"/desk/{name}", headers=PAGE).text
    assert FINAL in page
    assert "partnerhelp.netflixstudios.com" in page
    assert page.count('<fieldset class="question">') == 5
    assert '<option value="">choose</option><option>client</option>' in page, "whose word it is nobody presumes"
    assert " style=" not in page


def test_answers_and_an_approval_clear_it(enter, waiting):
    show, name = waiting
    room = enter(DESK)
    answered = post(room, f"/desk/{name}/answers", by="Ben", use_case="background", story_relevant="no", **YES)
    assert answered.status_code == 303
    newest = one_of(show).answers[-1]
    assert (newest.by, newest.guidance.secure, newest.use_case, newest.story_relevant) == (
        "Ben",
        "yes",
        "background",
        False,
    )
    rules = [reason.rule for reason in judge_again(one_of(show), show).reasons if reason.outcome != "cleared"]
    assert FINAL in rules
    assert post(room, f"/desk/{name}/decisions", **decision(rules=rules)).status_code == 303
    assert judge_again(one_of(show), show).verdict == "cleared"
    page = room.get(f"/desk/{name}", headers=PAGE).text
    assert "Nothing waits any more" in page
    assert "mail 1; mail 2" in page
    (made,) = load_registry(show.consents, now=datetime.now(UTC)).decisions
    assert (made.kind, made.decided_by, made.role, made.evidence) == (
        "approval",
        "Ida Quill",
        "client",
        ("mail 1", "mail 2"),
    )
    ledger = show.ledger.read_text(encoding="utf-8")
    assert read_ledger(show.ledger)[-1].event == "decision.recorded"
    assert "Ida" not in ledger


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"role": "production"}, "not for the role production"),
        ({"rules": []}, "at least one"),
        ({"rules": ["house/strike"]}, "hard stop"),
        ({"expires": "2020-01-01"}, "would have ended"),
        ({"expires": "9999-12-31"}, "further away"),
        ({"kind": "waiver"}, "is not answered by"),
        ({"why": "  "}, "Say why"),
        ({"why": "Agreed\u202e."}, "hides the character U+202E"),
        ({"evidence": ""}, "evidence"),
        ({"performer": "p-9", "rules": ["netflix-2025-11/talent-likeness"]}, "does not wait for"),
    ],
)  # fmt: skip
def test_what_can_t_be_decided_is_a_sentence_and_what_was_typed_stays(enter, waiting, changed, words):
    show, name = waiting
    answer = post(enter(DESK), f"/desk/{name}/decisions", **decision(**changed))
    assert answer.status_code == 400
    assert words in answer.text.partition('role="alert"')[2][:600]
    assert "Ida Quill" in answer.text
    assert not (show.consents / "decisions").exists()


def test_a_clock_that_ran_out_is_told_first(enter, waiting):
    show, name = waiting
    room = enter(DESK)
    soon = f"{datetime.now(UTC) + timedelta(hours=20):%Y-%m-%dT%H:%M}"
    assert post(room, f"/desk/{name}/answers", by="Ben", services_at=soon, zone="+02:00").status_code == 303
    assert one_of(show).answers[-1].services_at.utcoffset() == timedelta(hours=2)
    text = room.get("/desk", headers=PAGE).text
    assert "Overdue: " in text
    assert text.index('id="g-overdue"') < text.index(name)
    bad = post(room, f"/desk/{name}/answers", by="Ben", services_at="tomorrow")
    assert bad.status_code == 400
    assert "is no moment" in bad.text


def test_a_form_without_the_pages_word_changes_nothing(enter, waiting):
    show, name = waiting
    room = enter(DESK)
    for fields in ({}, {"csrf": "guessed"}, {"csrf": [room.csrf[CSRF_HEADER], "guessed"]}):
        assert room.post(f"/desk/{name}/answers", data={"by": "Ben", **fields}).status_code == 403
    elsewhere = {"origin": "http://evil.example"}
    word = {"csrf": room.csrf[CSRF_HEADER], "by": "Ben"}
    assert room.post(f"/desk/{name}/answers", data=word, headers=elsewhere).status_code == 403
    assert one_of(show).answers == ()


def test_a_strike_stands_above_everything(enter, waiting):
    show, _ = waiting
    show, desk = working_desk(show)
    order_strike(show.consents, scope="union", name="sag-aftra", ordered_by="Ida", why="1 July", now=datetime.now(UTC), signer=desk)  # fmt: skip
    text = enter(DESK).get("/desk", headers=PAGE).text
    assert text.index("Strike order in force") < text.index('class="rows"')
    assert "sag-aftra" in text


@pytest.fixture
def team(show):
    """Return a function that goes into the show's room as one of a team."""
    rooms = []

    def go(who):
        access = TeamAccess(show, who)
        client = TestClient(create(show, access), base_url="http://127.0.0.1:8321", follow_redirects=False)
        client.__enter__()
        rooms.append(client)
        client.get("/sign-in", params={"token": access.token})
        client.csrf = {CSRF_HEADER: access.sessions.find(client.cookies[access.cookie]).csrf}
        return client

    yield go
    for room in rooms:
        room.__exit__(None, None, None)


@pytest.mark.parametrize(
    ("who", "status"),
    [
        (Visitor("cleo", "Cleo", roles=("clearance",)), 200),
        (Visitor("art", "Art", roles=("artist",)), 403),
        (Visitor("sue", "Sue", roles=("supervisor", "production")), 403),
        (AGENT, 404),
    ],
)
def test_in_a_team_clearance_alone_sees_desk_and_consents(team, waiting, who, status):
    show, name = waiting
    room = team(who)
    for path in ("/desk", f"/desk/{name}", "/consents"):
        assert room.get(path, headers=PAGE).status_code == status, path
    assert ('href="/desk"' in room.get("/", headers=PAGE).text) == (status == 200)
    for path in (f"/desk/{name}/answers", f"/desk/{name}/decisions", "/desk/held/x/nobody"):
        assert post(room, path, by="Ben").status_code in {status, 303, 400, 404} - (
            {303, 400} if status != 200 else set()
        )
    assert bool(one_of(show).answers) == (status == 200)


def test_in_a_team_the_rooms_process_signs_no_decision(team, waiting):
    show, name = waiting
    answer = post(team(Visitor("cleo", "Cleo", roles=("clearance",))), f"/desk/{name}/decisions", **decision())
    assert answer.status_code == 400
    assert "Your key is not here" in answer.text
    assert not (show.consents / "decisions").exists()
