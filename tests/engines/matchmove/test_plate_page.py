"""The page of ``rushes plate page``: what is marked in a real browser is solved, drawn and saved; nobody else is answered."""

import http.client
import json
import shutil
import threading
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
import yaml
from PIL import Image
from synthetic_plate import Taken, photograph

from rushes.cli.plate_page import Marking, brief_lines, serve_page
from rushes.errors import BadInputError
from rushes.media.colour import SRGB_TEXTURE
from rushes.media.picture import Picture, read_picture

TAKEN = Taken(yaw=-30, tilt=12, x=-16, back=26)
GUESS = "guess"
BEGIN = {"corners": None, "storeys": 4, "floor": 15 / 4.25, "focal": None, "sensor": 36.0}


@pytest.fixture(scope="module")
def picture():
    return Picture(photograph(TAKEN).astype(np.float32) / 255, SRGB_TEXTURE)


@pytest.fixture
def served(picture, tmp_path):
    """Serve a page of the plate; gives its address and where it saves."""
    server, address = serve_page(Marking("street.png", picture, tmp_path / "street.site.yaml", BEGIN))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield address, tmp_path / "street.site.yaml"
    server.shutdown()
    thread.join()
    server.server_close()


def ask(address, path, record=None, *, token=None, host=None):
    parts = urlsplit(address)
    token = parse_qs(parts.query)["token"][0] if token is None else token
    line = http.client.HTTPConnection(parts.netloc, timeout=60)
    headers = {"X-Rushes-Token": token, "Host": host or parts.netloc}
    body = None if record is None else json.dumps(record)
    line.request("GET" if record is None else "POST", path, body, headers)
    answer = line.getresponse()
    read = answer.read()
    line.close()
    return answer, read


def marked(**more):
    return {"corners": TAKEN.shares.tolist(), "storeys": 4, "floor": 15 / 4.25, "focal": None, "sensor": 36, **more}


@pytest.mark.parametrize("lines", [False, True])
def test_what_is_marked_is_solved_and_drawn(served, lines):
    _, body = ask(served[0], "/solve", marked(lines=lines))
    found = json.loads(body)
    assert found["residual_px"] < 2
    assert (found["lines"] > 20) == lines
    assert np.abs(np.array(found["quad"]) - TAKEN.corners).max() < 3
    x0, y0, x1, y1 = found["horizon"][0]
    assert (x0, x1) == (0, 960)
    assert (y0 + y1) / 2 == pytest.approx(320 + 0.9 * 960 * np.tan(np.radians(12)), abs=12)
    assert len(found["grid"]) == 3 + 6
    assert yaml.safe_load(found["yaml"])["camera"] == {"solve": "plate"}


def test_what_cannot_be_is_said_in_the_page(served):
    for more, says in (
        ({"storeys": None}, "How high is the facade"),
        ({"corners": [[0, 0]] * 4}, "side of the facade"),
        ({"corners": "nonsense"}, "four corners"),
        ({"focal": 90.0}, "contradict"),
        ({"storeys": "x"}, "can't be read"),
    ):
        answer, body = ask(served[0], "/solve", marked(lines=True) | more)
        assert answer.status == 200
        assert says in json.loads(body)["error"]
    assert "error" in json.loads(ask(served[0], "/save", marked(corners=[[0, 0]] * 4))[1])
    assert not served[1].exists()


def test_saved_lines_are_read_back_as_a_brief(served):
    _, body = ask(served[0], "/save", marked(focal=32.4, sensor=36))
    assert json.loads(body)["saved"] == str(served[1])
    read = yaml.safe_load(served[1].read_text())
    assert np.array(read["site"]["corners"]) == pytest.approx(TAKEN.shares, abs=1e-5)
    assert read["camera"] == {"solve": "plate", "focal_length_mm": 32.4}
    assert read["building"]["storeys"] == 4
    assert "sensor_width_mm: 24.9" in brief_lines(marked(sensor=24.9))


def test_nobody_else_is_answered(served):
    address = served[0]
    assert ask(address, "/")[0].status == 404
    assert ask(address, f"/plate.jpg?token={GUESS}")[0].status == 404
    assert ask(address, "/../plate.py")[0].status == 404
    assert ask(address, "/solve", marked(), token=GUESS)[0].status == 403
    assert ask(address, "/else", marked())[0].status == 403
    query = urlsplit(address).query
    assert ask(address, f"/?{query}", host="evil.example")[0].status == 403
    answer, body = ask(address, f"/?{query}")
    assert answer.status == 200
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "script-src 'self'" in policy
    assert b"<script>" not in body
    assert b"style=" not in body
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_picture_is_brought_down_for_the_browser(tmp_path):
    wide = Picture(np.full((1500, 4000, 3), 0.5, np.float32), SRGB_TEXTURE)
    marking = Marking("wide.png", wide, tmp_path / "x.yaml", BEGIN)
    (tmp_path / "shown.jpg").write_bytes(marking.jpeg)
    assert read_picture(tmp_path / "shown.jpg").size == (2400, 900)
    assert marking.begin()["size"] == [4000, 1500]
    with pytest.raises(BadInputError, match="can't be written"):
        Marking("wide.png", wide, tmp_path / "no" / "x.yaml", BEGIN).save(marked())


def test_a_port_that_is_taken_is_said(picture, tmp_path, served):
    port = urlsplit(served[0]).port
    with pytest.raises(BadInputError, match=f"Port {port} can't be used"):
        serve_page(Marking("street.png", picture, tmp_path / "x.yaml", BEGIN), port=port)


@pytest.mark.browser
def test_in_a_real_browser_corners_are_dragged_and_lines_too(served, tmp_path):
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        view = browser.new_page(viewport={"width": 1400, "height": 800})
        faults, asked = [], []
        view.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        view.on("pageerror", lambda error: faults.append(str(error)))
        view.on("request", lambda request: asked.append(request.url))
        view.goto(served[0])
        view.locator("body[data-solved=whole]").wait_for()
        for index, place in enumerate(TAKEN.shares):
            drag(view, index, place)
        view.locator("body[data-solved=whole]").wait_for(timeout=60_000)
        assert "mm, give or take" in view.locator("#told").inner_text()
        assert view.locator("#solved .horizon").count() == 1
        assert view.locator("#solved .grid").count() == 9
        view.locator(".handle").first.focus()
        before = view.locator(".handle").first.get_attribute("aria-valuetext")
        view.keyboard.press("Shift+ArrowRight")
        assert view.locator(".handle").first.get_attribute("aria-valuetext") != before
        view.keyboard.press("Shift+ArrowLeft")
        view.screenshot(path=str(tmp_path / "corners.png"))
        assert np.asarray(Image.open(tmp_path / "corners.png")).std() > 20
        view.get_by_label("two pairs of lines").check()
        w, h = TAKEN.facade_width / 2, TAKEN.facade_height
        along = [[-w + 2, 0, 3.3], [w - 2, 0, 3.3], [-w + 2, 0, 9.3], [w - 2, 0, 9.3]]
        up = [[-w, 0, 2], [-w, 0, h - 2], [w, 0, 2], [w, 0, h - 2], [1, 0, 0], [1, 0, h]]
        for index, (x, y, _) in enumerate(TAKEN.project(along + up)):
            drag(view, index, (x / TAKEN.width, y / TAKEN.height))
        view.locator("body[data-solved=whole]").wait_for(timeout=60_000)
        view.locator("#save").click()
        view.get_by_text("Saved to").wait_for(timeout=60_000)
        view.screenshot(path=str(tmp_path / "lines.png"))
        browser.close()
    assert not faults
    assert all(url.startswith(("http://127.0.0.1:", "data:")) for url in asked)
    saved = yaml.safe_load(served[1].read_text())
    assert np.abs((np.array(saved["site"]["corners"]) - TAKEN.shares) * [TAKEN.width, TAKEN.height]).max() < 4


def drag(view, index, place):
    """Drag a handle to a place, in shares of the plate."""
    box = view.locator("#plate").bounding_box()
    ring = view.locator(f'.handle[data-index="{index}"] .point').bounding_box()
    view.mouse.move(ring["x"] + ring["width"] / 2, ring["y"] + ring["height"] / 2)
    view.mouse.down()
    view.mouse.move(box["x"] + place[0] * box["width"], box["y"] + place[1] * box["height"], steps=3)
    view.mouse.up()
