"""Tests of the held takes' page: what was found is shown to clearance alone, and decided there."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from rushes.clearance.records.loading import load_registry
from rushes.review.web import held
from rushes.review.web.guard import CSRF_HEADER
from rushes.review.web.visitor import Visitor
from test_set_aside import lie_in_quarantine

PAGE = {"accept": "text/html"}
HELD = "/desk/held/020_0150_v001"


@pytest.fixture
def room(show, enter):
    lie_in_quarantine(show)
    return enter(Visitor("", "Cleo Ward"))


def test_a_find_is_shown_with_its_box_and_decided(room, show, monkeypatch):
    assert "020_0150_v001" in room.get("/desk", headers=PAGE).text
    page = room.get(HELD, headers=PAGE)
    assert page.status_code == 200
    assert "A stranger" in page.text
    looked = []
    with monkeypatch.context() as patched:
        patched.setattr(held, "finds_in", lambda *_: looked.append(1) or ())
        picture = room.get(f"{HELD}/1/frame.png")
    assert looked == [], "every frame was read once"
    import cv2

    pixels = cv2.imdecode(np.frombuffer(picture.content, np.uint8), cv2.IMREAD_COLOR)
    assert np.all(pixels == (0, 220, 255), axis=-1).any(), "the box"
    assert picture.headers["cache-control"] == "no-store"
    assert room.get(f"{HELD}/9/close.png").status_code == 404
    day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    word = {"csrf": room.csrf[CSRF_HEADER], "finds": ["1", "2"], "what": "smoke", "by": "Ida Quill", "role": "clearance", "why": "It boils.", "expires": day}  # fmt: skip
    for changed, words in (({"finds": []}, "at least one"), ({"what": "bystander"}, "passes for a face"), ({"role": "client"}, "not for the role client"), ({"expires": "2020-01-01"}, "would have ended")):  # fmt: skip
        refused = room.post(f"{HELD}/nobody", data=word | changed, headers=PAGE)
        assert refused.status_code == 400
        assert words in refused.text
    signed = room.post(f"{HELD}/nobody", data=word)
    assert signed.status_code == 303, signed.text
    (decided,) = load_registry(show.consents, now=datetime.now(UTC)).false_faces
    assert (decided.decided_by, decided.what, len(decided.shapes)) == ("Ida Quill", "smoke", 2)
    assert "Everything that was found is decided" in room.get(HELD, headers=PAGE).text


@pytest.mark.parametrize("path", ["", "/1/frame.png", "/1/close.png"])
def test_nobody_else_sees_it(show, enter, path):
    lie_in_quarantine(show)
    agent = Visitor("agent", "Ada Agent", roles=("representative",), performers=("p-014",))
    assert enter(agent).get(HELD + path, headers=PAGE).status_code == 404


@pytest.mark.parametrize("name", ["020_0150_v009", "..%2f020_0150_v001", "020_0150_v001%2f..%2f..%2fshots"])
def test_no_name_leads_anywhere_else(room, name):
    assert room.get(f"/desk/held/{name}", headers=PAGE).status_code in {404, 422}
