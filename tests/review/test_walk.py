"""The whole way in one walk, in Debian's Chromium: asked, cleared, made, played, noted, made again, circled, delivered, verified.

With ``RUSHES_RECORD=FOLDER`` each stop leaves a picture and its caption there: `make walk` writes docs/walk.md of them.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import contextmanager
from fractions import Fraction
from pathlib import Path

import pytest

from rushes.show import Show

WORDS = "A stack of 4 wooden crates stands in a grey studio. It topples to the right at 0.5 s. Lock-off. 1 second."
PROFILE = """\
name: review-copy
title: A review copy with its frames
about: What the walk hands over.
rates: [24/1]
deliverables:
  - kind: exr
    name: "{shot}/{show}_{shot}_{element}_{version}.{frame:4}.exr"
    roles: [comp]
    compression: zip
  - kind: movie
    name: "{show}_{shot}_{version}.mp4"
    codec: h264
    sound: stereo
checksums: xxh64
otio: true
disclosure: true
"""


class Walk:
    """A page, and what is kept of the way through it."""

    def __init__(self, page, folder):
        self.page = page
        self.folder = folder
        self.stops = []

    def stop(self, name, words):
        """Keep a picture of the page as it is now."""
        if self.folder is None:
            return
        self.folder.mkdir(parents=True, exist_ok=True)
        number = len(self.stops) + 1
        self.page.screenshot(path=str(self.folder / f"{number:02d}_{name}.png"))
        self.stops.append({"picture": f"{number:02d}_{name}", "words": words})
        (self.folder / "stops.json").write_text(json.dumps(self.stops, indent=1), encoding="utf-8")


def rushes(*words, code=0):
    """Run the command line, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "rushes", *map(str, words)], capture_output=True, text=True, check=False, timeout=600
    )
    assert done.returncode == code, done.stdout + done.stderr
    return done.stdout + done.stderr


@contextmanager
def opened_room(show):
    """Start the review room as a person does, and yield the address that it prints."""
    room = subprocess.Popen(
        [sys.executable, "-m", "rushes", "review", str(show.folder), "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = ""
        for line in room.stdout:
            said += line
            if found := re.search(r"http://\S+", line):
                yield found.group()
                break
        else:
            pytest.fail(f"The room did not open: {said}")
    finally:
        room.terminate()
        room.communicate(timeout=60)


@pytest.fixture
def walk(tmp_path, monkeypatch):
    """Return a browser's page in the room of a show that has nothing yet."""
    program = shutil.which("chromium")
    if program is None:
        pytest.fail("The walk needs Debian's package chromium: apt-get install chromium.")
    from playwright.sync_api import sync_playwright

    monkeypatch.setenv("RUSHES_HOME", str(tmp_path / "home"))
    show = Show.init(tmp_path / "REEL", Fraction(24), title="The Long Fall")
    with (show.folder / "show.yaml").open("a", encoding="utf-8") as stream:
        stream.write("watermark: true\n")
    record = os.environ.get("RUSHES_RECORD")
    with opened_room(show) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.set_default_timeout(60_000)
        troubles = []
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.goto(address)
        walked = Walk(page, Path(record) if record else None)
        walked.show = show
        yield walked
        assert troubles == []
        browser.close()


@pytest.mark.browser
@pytest.mark.blender
@pytest.mark.slow
@pytest.mark.timeout(1500)
def test_the_whole_way_from_a_brief_to_a_package_that_a_stranger_verifies(walk, tmp_path):
    show = walk.show
    enrolled_as_supervisor(walk)
    asked(walk)
    watched_until_it_is_there(walk, "v001")
    played(walk)
    noted(walk)
    made_again(walk)
    compared(walk)
    circled(walk)

    movie = next((show.version_folder("010_0010", "v002") / "review").glob("*.mp4"))
    assert "010_0010 v002" in rushes("identify", movie, "--show", show.folder)

    (show.folder / "delivery").mkdir()
    (show.folder / "delivery" / "review-copy.yaml").write_text(PROFILE, encoding="utf-8")
    package = tmp_path / "package"
    rushes("deliver", package, "--profile", "review-copy", "--show", show.folder)
    root = tmp_path / "root.pem"
    rushes("trust", "export", root)
    assert "v002" in (package / "package.json").read_text(encoding="utf-8")
    said = rushes("verify", package, "--root", root)
    flip_a_bit(next(package.rglob("*.1010.exr")))
    told = rushes("verify", package, "--root", root, code=5)
    assert "1010" in told
    assert said != told


def enrolled_as_supervisor(walk):
    page = walk.page
    page.get_by_role("link", name="not enrolled").click()
    page.get_by_label("Short name").fill("ida")
    page.get_by_label("Name, for people").fill("Ida Quill")
    walk.stop(
        "enrol", "Who decides says who they are, once: the show's desk signs it, and their key stays on this machine."
    )
    page.get_by_role("button", name="Enrol me").click()
    page.get_by_role("link", name="Ida Quill").wait_for()


def asked(walk):
    page = walk.page
    page.get_by_role("link", name="Ask").click()
    page.get_by_label("Shot", exact=True).fill("010_0010")
    page.locator("[name=text]").fill(WORDS)
    page.locator("[data-field=quality]").select_option("draft")
    page.locator("#told .verdict", has_text="May be made").wait_for()
    page.locator("#told .time, #told .wait", has_text=re.compile(r"\S")).first.wait_for()
    walk.stop(
        "ask",
        "A brief is told back as it is typed: what was understood, whether it may be made, and how long that takes, before the button.",
    )
    page.get_by_role("button", name="Make it").click()
    page.wait_for_url("**/")


def watched_until_it_is_there(walk, version):
    page = walk.page
    page.locator(".step", has_text=re.compile(r"comp [1-9]")).first.wait_for(timeout=600_000)
    walk.stop(f"making_{version}", "The wall, and beside it the job as it goes on.")
    page.locator(".job.done", has_text=version).wait_for(timeout=900_000)
    page.goto(f"{page.url}shots/010_0010?version={version}")
    page.locator("shot-player").wait_for()


def until_frame(page, is_it):
    """Wait until the player shows such a frame; the page's own policy lets nobody evaluate words inside it, so it is asked again and again."""
    for _ in range(600):
        if is_it(page.evaluate("document.querySelector('shot-player').frame")):
            return
        page.wait_for_timeout(100)
    pytest.fail("The player did not come to the frame.")


def played(walk):
    page = walk.page
    until_frame(page, lambda frame: frame == 1001)
    page.locator("shot-player").focus()
    page.keyboard.press("End")
    until_frame(page, lambda frame: frame == 1024)
    page.keyboard.press("ArrowLeft")
    until_frame(page, lambda frame: frame == 1023)
    page.keyboard.press("l")
    until_frame(page, lambda frame: frame != 1023)
    page.keyboard.press("k")
    walk.stop(
        "play",
        "A shot: the player names the frame that it decoded, and its sound and picture are those of the sealed movie.",
    )


def noted(walk):
    page = walk.page
    page.evaluate("document.querySelector('shot-player').seek(1010)")
    until_frame(page, lambda frame: frame == 1010)
    page.locator("shot-player").focus()
    page.evaluate("document.querySelector('shot-player').draw('box')")
    box = page.locator("shot-player").bounding_box()
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + box["height"] * 0.3)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.7, box["y"] + box["height"] * 0.55, steps=6)
    page.mouse.up()
    page.locator("#words").fill("Make the crates red.")
    walk.stop("note", "A note on a frame, with what was drawn over it. Typing stops the player.")
    page.get_by_role("button", name="Write note").click()
    page.locator(".note", has_text="Make the crates red.").wait_for()
    assert page.locator("#where").inner_text() == "frame 1010"  # the next note is on the frame that is shown


def made_again(walk):
    page = walk.page
    page.get_by_text("Make the next version from open notes").click()
    page.locator("#make-next:enabled").wait_for()
    walk.stop("next_version", "What the notes would change is said before anything is made.")
    page.locator("#make-next").click()
    page.wait_for_url("**/")
    page.locator(".job.done", has_text="v002").wait_for(timeout=900_000)
    page.goto(f"{page.url}shots/010_0010")
    record = json.loads((walk.show.version_folder("010_0010", "v002") / "notes.json").read_text(encoding="utf-8"))
    assert [one["text"] for one in record["answered"]] == ["Make the crates red."]


def compared(walk):
    page = walk.page
    until_frame(page, lambda frame: frame == 1001)
    page.evaluate("document.querySelector('shot-player').compare('v002', 'v001', 'wipe')")
    page.wait_for_timeout(1500)
    walk.stop("wipe", "v002 and v001 in a wipe: one clock, two decoders, drawn only when both frames are there.")


def circled(walk):
    page = walk.page
    page.locator("#why").fill("Red it is.")
    page.get_by_role("button", name="Circle").click()
    page.locator(".verdict", has_text="Circled").wait_for()
    page.locator("shot-player .version", has_text="circled").wait_for()  # the list of versions says so, too
    walk.stop("circle", "Circled: signed with her own key, and bound by hash to these very frames.")


def flip_a_bit(path):
    whole = bytearray(path.read_bytes())
    whole[len(whole) // 2] ^= 1
    path.write_bytes(whole)
