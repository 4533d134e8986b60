"""Tests of a performer's page: exactly their takes, three words about them, and no other way into the show."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from fastapi.routing import APIRoute

from agreed import agreed
from rushes.clearance.records.loading import load_registry
from rushes.review.deciding import outcome
from rushes.review.web.guard import CSRF_HEADER
from rushes.review.web.visitor import Visitor

PAGE = {"accept": "text/html"}
THEIRS, OTHERS = "020_0150", "020_0170"
OPEN = {"/", "/api/shots", "/api/jobs", "/api/events", "/me", "/sign-in"}
"""What a representative may ask for: nothing of it says a word of other takes, as is tested."""


@pytest.fixture
def room(show, enter, enrol, put_take, take):
    agreed(show)
    agreed(show, "p-015", name="Ben Ode")
    put_take(OTHERS, clearance={**take.clearance, "people": ["p-015"]})
    put_take(THEIRS, clearance={**take.clearance, "people": ["p-014"]})
    return enter(enrol("agent", "representative", performers=("p-014",)))


def test_exactly_their_takes_stand_there_and_play(room):
    page = room.get("/performers/p-014", headers=PAGE)
    assert page.status_code == 200
    assert "Ada Moss" in page.text
    assert "1 take waits for your word" in page.text
    assert OTHERS not in page.text
    assert "p-015" not in page.text
    (movie,) = re.findall(r'src="(/media/[^"]+)"', page.text)
    assert movie.startswith(f"/media/{THEIRS}/v001/")
    part = room.get(movie, headers={"range": "bytes=0-99"})
    assert (part.status_code, len(part.content)) == (206, 100)
    for secret in ("1980", "4711", "stunt double", "passport"):
        assert secret not in page.text


def ways(room):
    """Give method and address of every route, asked about the takes, the people and the records of others."""
    others = {
        "shot": OTHERS, "version": "v001", "performer": "p-015", "path": f"review/SHOW_{OTHERS}_v001.mp4", "frame": "1001",
        "name": "esc-0123456789ab", "id": "esc-0123456789ab", "number": "1", "which": "frame",
    }  # fmt: skip
    found = []
    for part in room.app.routes:
        for route in part.original_router.routes if hasattr(part, "original_router") else [part]:
            if isinstance(route, APIRoute):
                path = re.sub(r"\{(\w+)(:\w+)?\}", lambda place: others[place[1]], route.path)
                found += [(method, path) for method in route.methods]
    return found


def test_nothing_else_of_the_show_is_reached_by_any_route(room, show):
    asked = ways(room)
    assert {("GET", f"/shots/{OTHERS}"), ("GET", "/desk"), ("GET", "/consents"), ("GET", "/performers/p-015")} <= set(
        asked
    )
    assert len(asked) > 20
    for method, path in asked:
        if path in OPEN and method == "GET":
            continue
        answer = room.request(method, path, headers={**room.csrf, **PAGE}, json={} if method != "GET" else None)
        if path.startswith((f"/api/shots/{OTHERS}/", "/api/ask", "/api/make", "/api/me")):
            assert answer.status_code in {403, 404, 400, 422}, (method, path)
        else:
            assert answer.status_code in {403, 404, 422}, (method, path)
        assert "p-015" not in answer.text, (method, path)
    for path in ("/", "/api/shots", "/api/jobs", "/me"):
        told = room.get(path, headers=PAGE).text
        assert OTHERS not in told, path
        assert "p-015" not in told, path
    assert room.get(f"/media/{OTHERS}/v001/review/SHOW_020_0150_v001.mp4").status_code == 404
    assert room.get(f"/api/shots/{OTHERS}/v001/thumb.webp").status_code == 404
    assert not (show.shots / OTHERS / "decisions").exists()


def say(room, verdict, why="", shot=THEIRS, performer="p-014"):
    word = {"csrf": room.csrf[CSRF_HEADER], "verdict": verdict, "why": why}
    return room.post(f"/performers/{performer}/{shot}/v001", data=word, headers=PAGE)


@pytest.mark.parametrize(("verdict", "state", "told"), [("approve", "open", "approved"), ("refuse", "held", "refused"), ("suspend", "held", "suspended")])  # fmt: skip
def test_a_word_without_script_is_signed_and_stands_there(room, show, verdict, state, told):
    assert say(room, verdict, "Her hair is another.").status_code == 303
    assert outcome(show, THEIRS, "v001").state == state
    page = room.get("/performers/p-014", headers=PAGE).text
    assert f'class="stamp {told}"' in page
    assert "Her hair is another." in page


def test_a_refusal_needs_a_word_of_why(room, show):
    refused = say(room, "refuse")
    assert refused.status_code == 400
    assert "Say why" in refused.text
    assert outcome(show, THEIRS, "v001").decisions == ()


def test_of_others_takes_nothing_is_said(room, show):
    assert say(room, "approve", shot=OTHERS).status_code == 404
    assert say(room, "approve", shot=OTHERS, performer="p-015").status_code == 404
    assert outcome(show, OTHERS, "v001").decisions == ()


def test_clearance_looks_and_says_nothing(room, enter):
    desk = enter(Visitor("", "Cleo Ward"))
    page = desk.get("/performers/p-014", headers=PAGE).text
    assert THEIRS in page
    assert 'name="verdict"' not in page
    assert say(desk, "approve").status_code == 400
    assert desk.get("/performers/p-099", headers=PAGE).status_code == 404


def test_of_a_take_with_two_people_each_side_is_told_of_its_own(room, show, put_take, take):
    held = {one.consent.performer: one for one in load_registry(show.consents, now=datetime.now(UTC)).consents}
    consents = [[one.consent.id, one.sha256] for one in held.values()]
    put_take("030_0010", clearance={**take.clearance, "people": ["p-014", "p-015"], "consents": consents})
    for path in ("/performers/p-014", "/shots/030_0010"):
        told = room.get(path, headers=PAGE).text
        assert "030_0010" in told
        assert held["p-015"].consent.id not in told, path
