"""Targets: a studio's file, and the bodies of requests that the review room is sent by somebody who is in it."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fuzz.target import Target, workplace

if TYPE_CHECKING:
    from starlette.testclient import TestClient

SHOT, VERSION = "020_0150", "v001"
FORM, JSON = "application/x-www-form-urlencoded", "application/json"

ROUTES: dict[str, tuple[str, str, str]] = {
    "note": (f"/api/shots/{SHOT}/notes", JSON, json.dumps({
        "version": VERSION, "frames": [1001, 1002], "text": "more dust", "role": "supervisor", "region": [0.1, 0.2, 0.3, 0.4],
        "strokes": [{"tool": "pen", "colour": "#ff0000", "width": 0.01, "points": [[0.1, 0.2], [0.3, 0.4]]}],
    })),
    "reply": (f"/api/shots/{SHOT}/notes/%s/replies", JSON, json.dumps({"text": "like this", "role": "supervisor"})),
    "state": (f"/api/shots/{SHOT}/notes/%s/state", JSON, json.dumps({"state": "open", "version": ""})),
    "ask": ("/api/ask", JSON, json.dumps({"shot": SHOT, "kind": "destruction", "text": "a tower of six storeys falls to the left", "fields": {"quality": "draft"}})),
    "me": ("/api/me", JSON, json.dumps({"id": "ida", "name": "Ida", "roles": ["supervisor"]})),
    "answers": ("/desk/esc-0123456789ab/answers", FORM, "csrf=x&by=ida&no_replication=yes&no_training=no&secure=unsure"),
    "decisions": ("/desk/esc-0123456789ab/decisions", FORM, "csrf=x&kind=approval&rules=house%2Fa&rules=house%2Fb&reach=shots&shots=020_0150&by=ida"),
    "nobody": ("/desk/held/020_0150/nobody", FORM, "csrf=x&finds=0&finds=1&what=bricks&by=ida&role=clearance&why=looked&expires=2027-01-01"),
}  # fmt: skip
"""Where bodies go, of which kind they are, and a whole one. What makes a take is not asked for."""


@cache
def _room() -> tuple[TestClient, Any, str]:
    """Return a client of a room with a take and a note, its access, and the note's id. Nothing runs beside it."""
    from fractions import Fraction

    from starlette.testclient import TestClient

    from fuzz.words import takes
    from rushes.review.notes import add_note, read_note
    from rushes.review.web.app import create
    from rushes.review.web.local import LocalAccess
    from rushes.review.web.visitor import Visitor
    from rushes.show import Show

    show = Show.init(workplace() / "ROOM", Fraction(24))
    folder = show.version_folder(SHOT, VERSION)
    folder.mkdir(parents=True)
    record = json.loads(takes()[0]) | {"show": show.name, "shot": SHOT, "version": VERSION, "clearance": {"people": []}}
    (folder / "take.json").write_text(json.dumps(record), encoding="utf-8")
    said = {
        "version": VERSION,
        "frames": [1001, 1001],
        "text": "more",
        "shot": SHOT,
        "author": "ida",
        "role": "supervisor",
    }
    note = add_note(show, read_note(said, "The note"))
    access = LocalAccess(show, Visitor("ida", "Ida", roles=("supervisor", "clearance"), signs_here=True))
    return TestClient(create(show, access), base_url="http://127.0.0.1:8321"), access, note.id


def _body(path: Path) -> object:
    """Send a body to the route that its first line names.

    Raises:
        BadInputError: The room refused it, with the sentence that it answered.
        AssertionError: It failed: status 500, or a refusal without a word.
    """
    from rushes.errors import BadInputError

    name, _, body = path.read_bytes().partition(b"\n")
    route = ROUTES.get(name.decode("latin-1"))
    if route is None:
        raise BadInputError("There is no such route.")
    client, access, note = _room()
    session = access.sessions.begin("me")  # its own, so that nobody asks too often
    if route[1] == FORM:
        body = body.replace(b"csrf=x", b"csrf=" + session.csrf.encode(), 1)
    headers = {"cookie": f"{access.cookie}={session.id}", "content-type": route[1], "x-rushes-csrf": session.csrf}
    answer = client.post(route[0].replace("%s", note), content=body, headers=headers)
    if answer.status_code >= 500:
        raise AssertionError(f"{name!r} ended in {answer.status_code}: {answer.text}")
    if answer.status_code >= 400:
        said = answer.json()["error"] if answer.headers["content-type"].startswith("application/json") else answer.text
        raise BadInputError(said)
    return answer.content


def _bodies() -> list[bytes]:
    return [f"{name}\n{body}".encode() for name, (_, _, body) in ROUTES.items()]


def _studio(path: Path) -> object:
    """Read a studio's file, and what is drawn from its fields."""
    from rushes.studio.config import read_studio

    studio = read_studio(path)
    return studio.database_words, studio.database_url, studio.database_path, studio.has_password, studio.has_database


def _studios() -> list[bytes]:
    return [
        (
            b"name: floor\ndatabase: postgresql://rushes:secret@127.0.0.1:5432/rushes\nexecutor: ray://head:6379\nchunk_frames: 4\n"
            b"shows: {DEMO: 2, OTHER: {weight: 0.5, priority: -3}}\ncache: {limit_gb: 200}\n"
            b"storage: {url: 's3://bucket/prefix', endpoint: 'https://s3.example:9000', region: eu}\n"
            b"watch: {log: log/studio.jsonl, metrics: '127.0.0.1:9464', room: '[::1]:9465', traces: 'http://127.0.0.1:4318'}\n"
        ),
        b"database: sqlite:///studio.sqlite\nstorage: {url: 'file:///srv/store'}\nworkers: 2\ntries: 5\njobs_at_a_time: 8\n",
        b"database: postgresql+psycopg://u%40x:p%2Fw@[::1]/n?sslmode=require\n",
    ]


TARGETS = (
    Target("studio", "studio.yaml", _studio, _studios),
    Target("room-body", "body.bin", _body, _bodies),
)
