"""Tests of the door: nobody without the token, nothing forged, nothing too large, nothing too often."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from rushes.review.web.app import create
from rushes.review.web.guard import LARGEST_BODY_BYTES, POLICY
from rushes.review.web.limits import Buckets, Limit
from rushes.review.web.local import LocalAccess
from rushes.review.web.visitor import Sessions, Visitor

PAGE = {"accept": "text/html"}


@pytest.fixture
def stranger(show):
    with TestClient(create(show, LocalAccess(show, Visitor("", "me"))), base_url="http://127.0.0.1:8321") as client:
        yield client


def test_nobody_comes_in_without_the_token(stranger):
    for path in ("/", "/api/shots", "/api/openapi.json", "/shots/020_0150"):
        assert stranger.get(path).status_code == 401, path
    page = stranger.get("/", headers=PAGE)
    assert page.status_code == 401
    assert "whole address" in page.text
    assert stranger.get("/sign-in", params={"token": "guessed"}).status_code == 403
    assert stranger.get("/", headers=PAGE).status_code == 401


def test_the_token_becomes_a_cookie_that_no_script_reads_and_the_address_is_clean(enter):
    room = enter()
    came = room.get("/sign-in", params={"token": room.access.token})
    assert came.headers["location"] == "/"
    cookie = came.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert room.access.token not in room.get("/", headers=PAGE).text


def test_every_answer_says_what_a_page_may_load(enter):
    room = enter()
    for path in ("/", "/api/shots", "/assets/room.css", "/nowhere", "/static/nothing.js"):
        answer = room.get(path)
        assert answer.headers["content-security-policy"] == POLICY, path
        assert answer.headers["x-content-type-options"] == "nosniff"
    assert "unsafe" not in POLICY


@pytest.mark.parametrize("page", ["/", "/nowhere"])
def test_no_page_has_script_or_style_inside_it(enter, put_take, page):
    put_take()
    text = enter().get(page, headers=PAGE).text
    assert "<style" not in text
    assert " style=" not in text
    assert " onclick=" not in text
    assert text.count("<script") == text.count('<script type="module" src="/static/')


def test_another_host_is_not_answered(enter):
    room = enter()
    assert room.get("/", headers={"host": "evil.example"}).status_code == 421
    assert room.get("/", headers={"host": "localhost:8321"}).status_code == 200


def test_what_changes_something_needs_the_pages_word(enter):
    room = enter()
    path = "/api/jobs"  # knows no POST: a request that goes in is answered by 405
    assert room.post(path).status_code == 403
    assert room.post(path, headers={"x-rushes-csrf": "guessed"}).status_code == 403
    assert room.post(path, headers={**room.csrf, "origin": "http://evil.example"}).status_code == 403
    assert room.post(path, headers={**room.csrf, "sec-fetch-site": "cross-site"}).status_code == 403
    assert room.post(path, headers={**room.csrf, "origin": "http://127.0.0.1:8321"}).status_code == 405


def test_a_body_that_is_too_large_is_not_read(enter):
    room = enter()
    assert room.post("/api/jobs", headers=room.csrf, content=b"x" * (LARGEST_BODY_BYTES + 1)).status_code == 413


def test_a_session_ends_when_it_rests():
    sessions = Sessions(idle_s=0.0)
    session = sessions.begin("ida")
    session.seen -= 1
    assert sessions.find(session.id) is None
    lasting = Sessions(idle_s=60.0)
    kept = lasting.begin("ida")
    assert lasting.find(kept.id) is kept
    lasting.end(kept)
    assert lasting.find(kept.id) is None


def test_a_bucket_runs_dry_and_fills_again(monkeypatch):
    now = [100.0]
    monkeypatch.setattr("rushes.review.web.limits.time.monotonic", lambda: now[0])
    buckets, limit = Buckets(), Limit(burst=2, per_second=0.5)
    assert [buckets.take("ida", limit) for _ in range(3)] == [0, 0, 2.0]
    assert buckets.take("bo", limit) == 0
    now[0] += 2.0
    assert buckets.take("ida", limit) == 0


def test_guessing_the_token_is_slowed_down(stranger):
    codes = [stranger.get("/sign-in", params={"token": f"guess-{turn}"}).status_code for turn in range(25)]
    assert codes[0] == 403
    assert codes[-1] == 429
