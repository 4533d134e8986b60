"""Tests of a team's room: a real sign-in on loopback, roles by the show's register, and what does not verify."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import httpx  # noqa: TID253 - a test's own client
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from rushes.clearance.records.did import did_of
from rushes.errors import BadInputError
from rushes.review.deciding import Person, add_person, end_person
from rushes.review.web.app import create
from rushes.review.web.team import TeamAccess
from rushes.review.web.team_file import read_team
from rushes.show import Show

sys.path.insert(0, str(Path(__file__).parent))  # oidc_provider.py
from oidc_provider import provider

PAGE = {"accept": "text/html"}


@pytest.fixture(scope="module")
def studio():
    with provider() as one:
        yield one


@pytest.fixture
def true_studio(studio):
    """Return the provider, as honest as it was."""
    studio.email, studio.changes, studio.shown = "ida@studio.example", {}, None
    return studio


def team_file(show, studio, **changes):
    fields = {
        "issuer": studio.issuer, "client_id": "rushes", "address": "http://127.0.0.1:8321", "people": "{Ida@studio.example: ida}",
    }  # fmt: skip
    path = show.folder / "review" / "team.yaml"
    path.parent.mkdir(exist_ok=True)
    lines = [f"{name}: {value}" for name, value in {**fields, **changes}.items() if value is not None]
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


@pytest.fixture
def room(show, true_studio):
    team_file(show, true_studio)
    access = TeamAccess(read_team(show))
    with TestClient(
        create(Show.load(show.folder), access), base_url="http://127.0.0.1:8321", follow_redirects=False
    ) as client:
        client.access = access
        yield client


@pytest.fixture
def ida(show):
    person = Person(
        id="ida", name="Ida Falk", roles=("supervisor",), did=did_of(Ed25519PrivateKey.generate().public_key()),
        evidence="in person", enrolled_at=datetime.now(UTC),
    )  # fmt: skip
    add_person(show, person)
    return person


def signed_in(room):
    """Go to the provider and back, as a browser does; return the answer to coming back."""
    sent = room.get("/sign-in")
    assert sent.status_code == 303
    back = httpx.get(sent.headers["location"], follow_redirects=False)
    return room.get(back.headers["location"].removeprefix("http://127.0.0.1:8321"))


def test_who_signs_in_is_who_the_register_says(room, ida, put_take):
    put_take()
    assert room.get("/", headers=PAGE).status_code == 401
    assert "Sign in" in room.get("/", headers=PAGE).text
    came = signed_in(room)
    assert came.status_code == 200
    cookie = came.headers["set-cookie"].lower()
    assert "samesite=strict" in cookie
    assert "httponly" in cookie
    text = room.get("/", headers=PAGE).text
    assert "Ida Falk" in text
    assert "supervisor" in text
    session = room.access.sessions.find(room.cookies[room.access.cookie])
    said = {"verdict": "circle"}
    here = room.post("/api/shots/020_0150/v001/decisions", headers={"x-rushes-csrf": session.csrf}, json=said)
    assert here.status_code == 403, "a team's keys are in their browsers"
    drawn = room.post("/api/shots/020_0150/v001/decisions/draft", headers={"x-rushes-csrf": session.csrf}, json=said)
    assert drawn.json()["document"]["did"] == ida.did
    assert room.post("/sign-out", headers={"x-rushes-csrf": session.csrf}).status_code == 204
    assert room.get("/", headers=PAGE).status_code == 401


def test_who_has_no_part_in_the_show_sees_their_own_page_alone(room, put_take):
    put_take()
    assert signed_in(room).status_code == 200
    for path in (
        "/",
        "/shots/020_0150",
        "/api/shots",
        "/api/events",
        "/media/020_0150/v001/review/SHOW_020_0150_v001.mp4",
        "/ask",
    ):
        assert room.get(path).status_code == 403, path
    assert room.get("/me", headers=PAGE).status_code == 200


def test_whose_part_ended_is_out_at_the_next_request(room, ida, show):
    signed_in(room)
    assert room.get("/", headers=PAGE).status_code == 200
    end_person(Show.load(show.folder), "ida")
    assert room.get("/", headers=PAGE).status_code == 403


@pytest.mark.parametrize(
    "changes",
    [
        {"aud": "another"},
        {"iss": "http://evil.example"},
        {"exp": 1},
        {"nonce": "replayed"},
        {"email": "eve@studio.example"},
        {"email_verified": False},
    ],
)
def test_an_identity_that_is_not_for_this_sign_in_is_refused(room, ida, true_studio, changes):
    true_studio.changes = changes
    assert signed_in(room).status_code == 403
    assert room.get("/").status_code == 401


def test_an_identity_signed_with_another_key_is_refused(room, ida, true_studio):
    true_studio.shown = RSAKey.generate_key(2048, parameters={"kid": "k1"})
    assert signed_in(room).status_code == 403


def test_nobody_comes_back_who_did_not_begin_here(room, ida):
    sent = room.get("/sign-in")
    back = httpx.get(sent.headers["location"], follow_redirects=False)
    path = back.headers["location"].removeprefix("http://127.0.0.1:8321")
    room.cookies.clear()
    assert room.get(path).status_code == 403, "another browser's"
    asked = parse_qs(urlsplit(sent.headers["location"]).query)
    assert asked["code_challenge_method"] == ["S256"]
    assert len(asked["nonce"][0]) >= 32
    assert room.get("/sign-in/callback").status_code == 403
    assert room.get("/sign-in/callback?state=a&code=b").status_code == 403


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"address": "http://review.studio.example"}, "https"),
        ({"issuer": "login.studio.example"}, "no address"),
        ({"issuer": None}, "issuer is missing"),
        ({"people": None}, "who is who"),
        ({"colour": "blue"}, "no field"),
        ({"listen": "here"}, "an address and a port"),
        ({"certificate": "c.pem"}, "go together"),
        ({"proxies": "127.0.0.1"}, "a list of addresses"),
        ({"proxies": ["*"]}, "a list of addresses"),
        ({"proxies": ["10.1.0.1/16"]}, "a list of addresses"),
    ],
)
def test_a_team_file_that_is_wrong_is_told_with_a_sentence(show, true_studio, changes, said):
    team_file(show, true_studio, **changes)
    with pytest.raises(BadInputError, match=said):
        read_team(show)


def test_the_proxies_of_a_team_file_are_networks(show, true_studio):
    team_file(show, true_studio, proxies=["127.0.0.1", "10.1.0.0/16", "fd00::/8"])
    assert read_team(show).proxies == ("127.0.0.1/32", "10.1.0.0/16", "fd00::/8")


def test_a_provider_that_is_not_there_is_told(show, true_studio, ida):
    team_file(show, true_studio, issuer="http://127.0.0.1:1")
    access = TeamAccess(read_team(show))
    with TestClient(create(Show.load(show.folder), access), base_url="http://127.0.0.1:8321") as client:
        answer = client.get("/sign-in")
        assert answer.status_code == 400
        assert "can't be reached" in answer.json()["error"]
