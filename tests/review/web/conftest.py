"""A show with takes in several states, and its room in this process."""

from __future__ import annotations

import json
import shutil
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from starlette.testclient import TestClient

from rushes.clearance import Consent
from rushes.clearance.records.desk import working_desk
from rushes.clearance.records.enrolment import enrol as enrol_performer
from rushes.clearance.records.enrolment import file_performer
from rushes.clearance.records.filing import file_signed
from rushes.clearance.records.keys import memory_signer
from rushes.clearance.records.performer import Performer
from rushes.engines import Take
from rushes.provenance import record_seal
from rushes.review.deciding import Person, add_person
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.own_key import own_signer
from rushes.review.web.visitor import Visitor
from rushes.show import Show


@pytest.fixture
def show(tmp_path, monkeypatch):
    """Return a show without takes; this machine's settings lie in a folder of the test's."""
    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    return Show.init(tmp_path / "SHOW", Fraction(24), title="The Show")


@pytest.fixture
def under_guidance():
    """Return a function that puts a show under the Netflix guidance, and returns it as it is then."""

    def put(show):
        path = show.folder / "show.yaml"
        path.write_text(
            path.read_text(encoding="utf-8").replace("[house]", "[house, netflix-2025-11]"), encoding="utf-8"
        )
        return Show.load(show.folder)

    return put


@pytest.fixture
def put_take(show, take):
    """Return a function that puts a copy of the sealed take into the show, under another name."""

    def put(shot="020_0150", version="v001", **changes):
        folder = show.version_folder(shot, version)
        shutil.copytree(take.folder, folder)
        record = (
            json.loads((folder / "take.json").read_text(encoding="utf-8"))
            if (folder / "take.json").exists()
            else take.to_json()
        )
        record |= {"shot": shot, "version": version, **changes}
        (folder / "take.json").write_text(json.dumps(record), encoding="utf-8")
        record_seal(Take.load(folder / "take.json"), show.ledger, actor="test")
        return folder

    return put


@pytest.fixture
def enrol(show):
    """Return a function that enrols the person at this machine, with this machine's key, and returns them as a visitor."""

    def run(id="ida", *roles, **more):  # noqa: A002 - a person's own word for it
        person = Person(
            id=id, name=id.title(), roles=roles or ("supervisor",), did=own_signer().did, evidence="in person",
            enrolled_at=datetime.now(UTC) - timedelta(days=1), **more,
        )  # fmt: skip
        add_person(show, person)
        return Visitor(person.id, person.name, person.roles, person.performers, person.did, signs_here=True)

    return run


@pytest.fixture
def agreed(show):
    """Enrol a performer, p-014, who signed a consent; return her signer."""
    now = datetime.now(UTC)
    ada = memory_signer(Ed25519PrivateKey.generate())
    _, desk = working_desk(show)
    performer = Performer(
        id="p-014",
        name="Ada Moss",
        did=ada.did,
        unions=("sag-aftra",),
        evidence="passport",
        enrolled_at=now - timedelta(days=30),
    )
    file_performer(show.consents, performer, enrol_performer(performer, desk))
    consent = Consent.model_validate(
        {
            "id": "urn:uuid:0d5a1f0e-8a40-4f0e-9a8e-5a6a5e2a9c11", "performer": "p-014", "subject": ada.did,
            "signatory": {"did": ada.did}, "description": "Standing before the tower as it falls, once, at dusk.",
            "actions": ["generate", "alter"], "kinds": ["destruction"], "production": "SHOW", "modalities": ["face", "body"],
            "valid_from": now - timedelta(days=1), "valid_to": now + timedelta(days=365), "issued_at": now - timedelta(days=1),
        }
    )  # fmt: skip
    file_signed(show.consents, "ada", consent, ada, performer, now=now)
    return ada


SUPERVISOR = Visitor("ida", "Ida Falk", roles=("supervisor",))


@pytest.fixture
def enter(show):
    """Return a function that opens the show's room in this process and goes in as somebody."""
    rooms = []

    def go(who=SUPERVISOR):
        access = LocalAccess(show, who)
        client = TestClient(
            create(Show.load(show.folder), access), base_url="http://127.0.0.1:8321", follow_redirects=False
        )
        client.__enter__()
        rooms.append(client)
        client.access = access
        came = client.get("/sign-in", params={"token": access.token})
        assert came.status_code == 303
        session = access.sessions.find(client.cookies[access.cookie])
        client.csrf = {"x-rushes-csrf": session.csrf}
        return client

    yield go
    for room in rooms:
        room.__exit__(None, None, None)
