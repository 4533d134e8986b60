"""Every operation of the API is given what its schema allows and what it doesn't: none may end in a fault of the server."""

from __future__ import annotations

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import not_a_server_error

from rushes.review.web import limits
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.show import Show


@pytest.fixture
def api(show, put_take, enrol, agreed, monkeypatch):
    """Return the API of a room with takes, notes and people, as whoever works at its machine may use it."""
    enrol("ida", "supervisor", "production", "clearance")
    put_take("020_0150")
    put_take("020_0150", "v002")
    monkeypatch.setattr(limits.Buckets, "take", lambda *_: 0.0)
    access = LocalAccess(show)
    app = create(Show.load(show.folder), access)
    session = access.sessions.begin("me")
    headers = {
        "cookie": f"{access.cookie}={session.id}",
        "x-rushes-csrf": session.csrf,
        "host": "127.0.0.1:8321",
    }
    schema = schemathesis.openapi.from_asgi("/api/openapi.json", app, headers=headers)
    schema.config.update(headers=headers)
    yield schema.exclude(path="/api/events")  # it never ends
    app.state.room.thumbs.close()
    app.state.room.stills.close()
    app.state.room.log.close()


def test_no_request_ends_in_a_fault_of_the_server(api):
    operations = [result.ok() for result in api.get_all_operations()]
    assert len(operations) > 20
    for operation in operations:

        @given(case=operation.as_strategy())
        @settings(max_examples=12, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        def ask(case):
            answer = case.call()
            assert answer.status_code != 401, "the door lets it in"
            case.validate_response(answer, checks=[not_a_server_error])
            if answer.status_code >= 400:
                assert answer.json()["error"].strip()

        ask()
