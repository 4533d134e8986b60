"""Tests of a take's page: everything is in it, and in a real browser it shows the frame that it names."""

from __future__ import annotations

import re
import shutil
from dataclasses import replace

import pytest

from rushes.errors import BadInputError
from rushes.provenance import Verification
from rushes.review import page as page_module
from rushes.review import write_page
from rushes.review.page import spoken

BITS, SQUARE = 11, 24
UNSIGNED = Verification("unsigned", "there is no seal: nothing says where it comes from.")

READ_NUMBER = f"""() => {{
  const movie = document.getElementById("movie");
  const canvas = document.createElement("canvas");
  canvas.width = movie.videoWidth; canvas.height = movie.videoHeight;
  const pen = canvas.getContext("2d");
  pen.drawImage(movie, 0, 0);
  let number = 0;
  for (let bit = 0; bit < {BITS}; bit += 1)
    if (pen.getImageData(bit * {SQUARE} + {SQUARE // 2}, {SQUARE // 2}, 1, 1).data[1] > 128) number |= 1 << bit;
  return number;
}}"""
"""Reads the number that the decoded picture itself carries."""

STILL = """() => new Promise(done => {
  const movie = document.getElementById("movie");
  const look = () => movie.seeking ? setTimeout(look, 10) : requestAnimationFrame(() => setTimeout(done, 60));
  setTimeout(look, 10);
})"""


def until(condition):
    """Return a script that waits for a condition on the movie; the page's own policy forbids a driver's eval."""
    return f"""() => new Promise(done => {{
      const movie = document.getElementById("movie");
      const look = () => ({condition}) ? done() : setTimeout(look, 20);
      look();
    }})"""


@pytest.fixture(scope="module")
def chromium():
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        yield browser
        browser.close()


@pytest.fixture
def opened(chromium, page_path):
    """Return a function that opens the page from its file, and what went wrong or left the machine meanwhile."""
    contexts = []

    def run(width=1280, path=page_path):
        context = chromium.new_context(viewport={"width": width, "height": 800})
        contexts.append(context)
        view = context.new_page()
        faults, asked = [], []
        view.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        view.on("pageerror", lambda error: faults.append(str(error)))
        view.on("request", lambda request: asked.append(request.url))
        view.goto(path.as_uri())
        view.evaluate(until("movie.readyState >= 2"))
        return view, faults, asked

    yield run
    for context in contexts:
        context.close()


def named(view):
    """Return the number that the page shows; 1000 for the slate."""
    words = view.evaluate("document.getElementById('frame').value")
    return 1000 if words == "slate" else int(words.removeprefix("frame "))


@pytest.mark.browser
def test_arrow_keys_step_one_frame_and_the_number_is_that_of_the_decoded_picture(opened):
    view, faults, _ = opened()
    assert named(view) == 1000
    for expected in [*range(1001, 1031), 1030]:  # the last key finds nothing behind the last frame
        view.keyboard.press("ArrowRight")
        view.evaluate(STILL)
        assert (named(view), view.evaluate(READ_NUMBER)) == (expected, expected)
    for expected in (1029, 1028):
        view.keyboard.press("ArrowLeft")
        view.evaluate(STILL)
        assert (named(view), view.evaluate(READ_NUMBER)) == (expected, expected)
    assert not faults


@pytest.mark.browser
def test_quick_presses_add_up(opened):
    view, _, _ = opened()
    for _ in range(9):
        view.keyboard.press("ArrowRight", delay=0)
    view.evaluate(STILL)
    assert (named(view), view.evaluate(READ_NUMBER)) == (1009, 1009)


@pytest.mark.browser
def test_the_buttons_step_too_and_playing_names_what_it_shows(opened):
    view, _, _ = opened()
    view.locator("#forward").click()
    view.locator("#forward").click()
    view.evaluate(STILL)
    view.locator("#back").click()
    view.evaluate(STILL)
    assert (named(view), view.evaluate(READ_NUMBER)) == (1001, 1001)
    view.locator("h2").first.click()
    view.keyboard.press("Space")
    view.evaluate(until("movie.ended"))
    view.evaluate(STILL)
    assert (named(view), view.evaluate(READ_NUMBER)) == (1030, 1030)


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 390])
def test_it_is_readable_at_any_width(opened, width):
    view, faults, _ = opened(width)
    assert view.evaluate("document.documentElement.scrollWidth") <= width
    assert view.locator("img.sheet").evaluate("image => image.complete && image.naturalWidth > 300")
    small = view.evaluate(
        """() => [...document.querySelectorAll("body *")].filter(one => one.innerText && one.offsetParent
          && parseFloat(getComputedStyle(one).fontSize) < 12.9).map(one => one.innerText)"""
    )
    assert not small
    for words in ("Asked", "Understood", "Assumed", "Not understood", "Contact sheet", "Findings", "Clearance", "Seal"):
        assert view.get_by_role("heading", name=words, exact=True).is_visible()
    for words in ("building storeys", "camera height", "61% of the 40 strongest are heard.", "nobody without consent"):
        assert view.get_by_text(words).first.is_visible()
    hidden = view.evaluate(
        """() => [...document.querySelectorAll("body td, body th, body p, body li")].filter(one => {
          const box = one.getBoundingClientRect();
          return box.width && (box.right > innerWidth + 1 || box.left < 0);
        }).map(one => one.innerText)"""
    )
    assert not hidden
    assert not faults


@pytest.mark.browser
def test_the_manifest_opens(opened):
    view, _, _ = opened()
    assert not view.locator("#manifest pre").is_visible()
    view.locator("#manifest summary").click()
    assert "c2pa.actions" in view.locator("#manifest pre").inner_text()


@pytest.mark.browser
def test_it_asks_nothing_of_any_network(opened):
    view, faults, asked = opened()
    view.keyboard.press("ArrowRight")
    view.evaluate(STILL)
    assert asked
    assert all(address.startswith(("file:", "data:")) for address in asked)
    blocked = view.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')")
    assert blocked == "refused"
    assert any("Content Security Policy" in fault for fault in faults)


@pytest.mark.browser
def test_a_movie_too_large_to_embed_plays_from_beside_the_page(opened, take, tmp_path, monkeypatch):
    monkeypatch.setattr(page_module, "EMBED_LIMIT_BYTES", 1000)
    shutil.copytree(take.folder, tmp_path / "v001")
    path = write_page(replace(take, folder=tmp_path / "v001"), seal=UNSIGNED, text="")
    view, faults, _ = opened(path=path)
    view.keyboard.press("ArrowRight")
    view.evaluate(STILL)
    assert named(view) == 1001
    assert view.evaluate("document.getElementById('movie').videoWidth") == 480
    assert not faults


def test_words_of_the_brief_are_no_markup(take, tmp_path):
    shutil.copytree(take.folder, tmp_path / "v001")
    path = write_page(replace(take, folder=tmp_path / "v001"), seal=UNSIGNED, text="<script>alert(1)</script>")
    text = path.read_text(encoding="utf-8")
    assert "<script>alert(1)" not in text
    assert text.count("<script>") == 1


def test_no_folder_of_this_machine_travels_in_it(take, tmp_path):
    shutil.copytree(take.folder, tmp_path / "v001")
    seal = replace(UNSIGNED, details=(("ledger", str(tmp_path / "SHOW" / "ledger.jsonl")),))
    text = write_page(replace(take, folder=tmp_path / "v001"), seal=seal, text="").read_text(encoding="utf-8")
    assert "ledger.jsonl" in text
    assert str(tmp_path) not in re.sub(r"base64,[A-Za-z0-9+/=]+", "", text)


def test_a_take_without_its_movie_is_one_clear_error(take, tmp_path):
    with pytest.raises(BadInputError, match="no review file"):
        write_page(replace(take, folder=tmp_path), seal=UNSIGNED, text="")


@pytest.mark.parametrize(
    ("name", "words"),
    [("camera.height_m", "camera height"), ("black_frames", "black frames"), ("seed", "seed"), ("m", "m")],
)
def test_names_are_spoken_without_their_unit(name, words):
    assert spoken(name) == words
