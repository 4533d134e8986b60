"""What Prometheus is told of a review room: counts by the route's pattern, and nothing that names somebody."""

from __future__ import annotations

import urllib.request
from typing import Any

import pytest
from starlette.testclient import TestClient

from rushes.errors import BadInputError
from rushes.review.web.app import create
from rushes.review.web.local import LocalAccess
from rushes.review.web.room_figures import RoomFigures
from rushes.review.web.serving import counted
from rushes.review.web.visitor import Visitor
from rushes.studio.config import read_studio


def told(address: str) -> dict[str, float]:
    """Scrape as Prometheus does."""
    with urllib.request.urlopen(f"http://{address}/metrics", timeout=30) as answer:
        lines = answer.read().decode().splitlines()
    return {
        name: float(value) for name, _, value in (line.rpartition(" ") for line in lines if not line.startswith("#"))
    }


def test_requests_are_counted_by_their_route(show: Any, put_take: Any) -> None:
    put_take("020_0150")
    access = LocalAccess(show, Visitor("ida", "Ida Falk", roles=("supervisor",)))
    figures = RoomFigures(create(show, access), "127.0.0.1:0")
    try:
        with TestClient(figures, base_url="http://127.0.0.1:8321", follow_redirects=False) as room:
            assert room.get("/shots/020_0150").status_code == 401
            room.get("/sign-in", params={"token": access.token})
            for _ in range(3):
                assert room.get("/shots/020_0150").status_code == 200
            assert room.get("/shots/999_9999", headers={"host": "evil.example"}).status_code == 421
            found = told(figures.address)
    finally:
        figures.end()
    shot = next(
        name for name in found if name.startswith("rushes_room_requests_total") and "{shot}" in name and "200" in name
    )
    assert found[shot] == 3
    for status in ("401", "421"):
        assert found[f'rushes_room_requests_total{{method="GET",route="other",status="{status}"}}'] == 1
    assert found['rushes_room_request_seconds_count{route="other"}'] == 2
    assert found["rushes_room_streams"] == 0
    assert found["rushes_room_waiting"] == 0
    said = " ".join(found)
    for word in ("020_0150", "ida", "Falk", "999_9999", "evil", access.token):
        assert word not in said


def test_the_studio_says_where(show: Any, tmp_path: Any, monkeypatch: Any) -> None:
    file = tmp_path / "studio.yaml"
    app = create(show, LocalAccess(show, Visitor("", "me")))
    monkeypatch.setenv("RUSHES_STUDIO", str(file))
    try:
        file.write_text("watch: {metrics: '127.0.0.1:0'}", encoding="utf-8")
        with counted(app) as plain:
            assert plain is app
        file.write_text("watch: {room: '127.0.0.1:0'}", encoding="utf-8")
        with counted(app) as figures:
            assert isinstance(figures, RoomFigures)
            taken = figures.address
            file.write_text(f"watch: {{room: '{taken}'}}", encoding="utf-8")
            with pytest.raises(BadInputError, match=r"watch\.room: .* can't be used"), counted(app):
                pass
    finally:
        app.state.room.log.close()
    file.write_text("watch: {room: everywhere}", encoding="utf-8")
    with pytest.raises(BadInputError, match=r"watch\.room: write host:port"):
        read_studio(file)
