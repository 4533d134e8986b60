"""The player in Debian's Chromium, over movies whose pictures carry their own number."""

from __future__ import annotations

import contextlib
import io
import json
import shutil
import sys
from fractions import Fraction
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest

from rushes.show import FrameRange

ROOT = Path(__file__).parents[3]
sys.path.insert(0, str(ROOT / "benchmarks"))

from measuring.numbered_movie import READ_NUMBER, numbered_picture, write_numbered  # noqa: E402 - found by the line above
from measuring.player_server import served  # noqa: E402 - as above

FRAMES = FrameRange(1001, 1040)
SIZE = (320, 180)
STILL_SIZE = (960, 540)

SHOWN = f"""() => {{
  const player = document.querySelector("shot-player");
  const light = player.shadowRoot.querySelector("canvas:not([hidden])");
  const fit = Math.min(light.width / {SIZE[0]}, light.height / {SIZE[1]});
  const [width, height] = [{SIZE[0]} * fit, {SIZE[1]} * fit];
  const draw = to => to.drawImage(light, (light.width - width) / 2, (light.height - height) / 2, width, height, 0, 0, {SIZE[0]}, {SIZE[1]});
  return ({READ_NUMBER})(draw, {SIZE[0]}, {SIZE[1]});
}}"""
"""Reads the number that the picture on the stage carries."""


def versions(names, *, rate="24000/1001", **more):
    """Return the JSON of a shot's versions, newest first."""
    states = ["open", "held", "killed"]
    return {
        "shot": "020_0150",
        "rate": rate,
        "first": FRAMES.first,
        "last": FRAMES.last,
        "versions": [
            {
                "version": name,
                "newest": place == 0,
                "state": states[place % 3],
                "movie": f"/media/{name}.mp4",
                "frames": f"/media/{name}_frames.json",
                "width": SIZE[0],
                "height": SIZE[1],
                "passes": [],
                "mattes": [],
                **more,
            }
            for place, name in enumerate(names)
        ],
    }


def beeps():
    """Return a sound that beeps at each twelfth frame, from the slate on, at 24000/1001."""
    rate = Fraction(24000, 1001)
    sound = np.zeros((round((len(FRAMES) + 1) / rate * 48000), 2), np.float32)
    beep = 0.5 * np.sin(np.arange(2400) * 2 * np.pi * 1000 / 48000)
    for row in range(12, len(FRAMES), 12):
        start = round(row / rate * 48000)
        sound[start : start + len(beep)] = beep[: len(sound) - start, None]
    return sound


def png(picture):
    from PIL import Image

    file = io.BytesIO()
    Image.fromarray(picture).save(file, format="PNG", compress_level=1)
    return file.getvalue()


def still(address):
    """Answer for an EXR: the numbered picture, large; half as bright a stop down; its alpha a disc. Odd views are green."""
    parts = urlsplit(address)
    frame = int(Path(parts.path).stem)
    asked = parse_qs(parts.query)
    if frame not in FRAMES:
        return None
    picture = numbered_picture(frame, *STILL_SIZE).astype(np.float32)
    if asked.get("channel") == ["a"]:
        down, across = np.mgrid[: STILL_SIZE[1], : STILL_SIZE[0]]
        picture[:] = 255 * (np.hypot(across - 480, down - 270) < 200)[..., None]
    if asked.get("view") == ["Log"]:
        picture[..., 1] = 255
    stops = float(asked["exposure"][0])
    return png(np.clip(255 * (picture / 255) ** 1 * 2 ** (stops / 2.4), 0, 255).astype(np.uint8))


def depth(_address):
    return png(np.repeat(np.linspace(0, 255, 320, dtype=np.uint8)[None, :, None], 180, 0).repeat(3, 2))


def person(_address):
    matte = np.zeros((180, 320, 3), np.uint8)
    matte[40:140, 120:200] = 255
    return png(matte)


WHOLE = {
    "still": "/still/{frame}.png?exposure={exposure}&channel={channel}&view={view}",
    "views": ["Filmic", "Log"],
    "passes": [{"name": "depth", "still": "/depth/{frame}.png"}, {"name": "dust", "still": "/gone/{frame}.png"}],
    "mattes": [{"name": "person", "still": "/person/{frame}.png"}],
}
"""What a version has that has everything."""


@pytest.fixture(scope="session")
def movies(tmp_path_factory):
    """Return the folder of three versions of one shot, and of one movie at 24 and one at 25."""
    folder = tmp_path_factory.mktemp("movies")
    ntsc = Fraction(24000, 1001)
    for name, tint in (("v001", 40), ("v002", 20), ("v003", 0)):
        write_numbered(folder, name, FRAMES, ntsc, SIZE, tint=tint, sound=beeps())
    for name, rate in (("at24", Fraction(24)), ("at25", Fraction(25))):
        write_numbered(folder, name, FRAMES, rate, SIZE)
    return folder


@pytest.fixture(scope="session")
def files(movies):
    """Return what the server has: media, stills, passes and mattes, and a list of versions that has all of it."""
    return {
        **{f"/media/{path.name}": path for path in movies.iterdir()},
        "/still/": still,
        "/depth/": depth,
        "/person/": person,
        "/versions.json": json.dumps(versions(["v003", "v002", "v001"], **WHOLE)).encode(),
    }


@pytest.fixture(scope="module")  # the driver's loop is nobody else's: with it running, no other test could begin one
def chromium():
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    assert program, "The browser is missing: run scripts/system_libraries --browser."
    with sync_playwright() as driver:
        rules = "--host-resolver-rules=MAP room.test 127.0.0.1"
        browser = driver.chromium.launch(
            executable_path=program, args=[rules, "--autoplay-policy=no-user-gesture-required"]
        )
        yield browser
        browser.close()


UNTIL = """condition => new Promise((done, failed) => {
  const player = document.querySelector("shot-player");
  const root = player.shadowRoot;
  const began = performance.now();
  const holds = CONDITIONS[condition.name];
  const look = () => holds(player, root, condition.value) ? done(true)
    : performance.now() - began > 20000 ? failed(new Error("waited in vain for " + condition.name)) : setTimeout(look, 15);
  look();
})"""

CONDITIONS = """({
  shown: (player, root) => player.frame >= 0,
  trouble: (player, root) => root.querySelector(".trouble:not([hidden])"),
  at: (player, root, frame) => player.frame === frame,
  sealed: (player, root) => root.querySelector(".seal.same"),
  says: (player, root, words) => root.querySelector(".sight")?.textContent.includes(words),
  stopped: player => !player.playing,
  held: (player, root) => player.version,
  version: (player, root, name) => player.version === name,
})"""
"""A page's policy forbids a driver's own wait, which would evaluate words."""


class View:
    """A page with the player on it, and what went wrong on it."""

    def __init__(self, page, address):
        self.page = page
        self.faults = []
        page.on("console", lambda message: self.faults.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.goto(f"{address}/page.html")

    def until(self, name, value=None):
        return self.page.evaluate(UNTIL.replace("CONDITIONS", CONDITIONS), {"name": name, "value": value})

    def comes(self, seen, wanted):
        """Wait until a function gives what is wanted: the page's pictures come when they were fetched."""
        for _ in range(400):
            if seen() == wanted:
                return
            self.page.wait_for_timeout(20)
        assert seen() == wanted

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def player(self, script, argument=None):
        """Run `player => ...` in the page; `root` is its shadow."""
        return self.page.evaluate(
            f"""async argument => {{
              const player = document.querySelector("shot-player");
              const root = player.shadowRoot;
              return await (async () => {{ {script} }})();
            }}""",
            argument,
        )

    @property
    def frame(self):
        return self.player("return player.frame")

    @property
    def picture(self):
        """The number that the picture itself carries."""
        return self.page.evaluate(SHOWN)

    def seek(self, frame):
        self.player("await player.seek(argument)", frame)

    def button(self, name):
        return self.page.locator(f"button[data-command={name}]")

    def light(self, x, y):
        """Return red, green and blue at a place of the stage's picture, both 0..1."""
        return self.player(
            """const light = root.querySelector("canvas:not([hidden])");
            const fit = Math.min(light.width / 16, light.height / 9);
            const canvas = document.createElement("canvas"); canvas.width = canvas.height = 1;
            const to = canvas.getContext("2d");
            to.drawImage(light, Math.floor((light.width - 16 * fit) / 2 + argument[0] * 16 * fit),
              Math.floor((light.height - 9 * fit) / 2 + argument[1] * 9 * fit), 1, 1, 0, 0, 1, 1);
            return [...to.getImageData(0, 0, 1, 1).data].slice(0, 3)""",
            [x, y],
        )


@pytest.fixture(scope="session")
def served_at(files):
    """Return the address of a server that has everything."""
    with served(files) as address:
        yield address


@pytest.fixture(scope="module")
def opened_once(chromium, served_at):
    """Return the player that most tests share."""
    context = chromium.new_context(viewport={"width": 900, "height": 620})
    view = View(context.new_page(), served_at)
    view.until("shown")
    yield view
    context.close()


@pytest.fixture
def view(opened_once):
    """Return a player as it opens: newest version, first frame, nothing turned on; afterwards nothing may have failed."""
    view = opened_once
    view.player("""player.pause(); player.clear(); player.draw(null); player.setRange(); player.notes = [];
      root.querySelector("dialog").close();
      for (const choice of root.querySelectorAll("label select")) if ([...choice.options].some(one => one.value === "")) {
        choice.value = ""; choice.dispatchEvent(new Event("change", { bubbles: true }));
      }
      player.setAttribute("frame", "1001"); await player.compare("v003", "v003", "single"); await player.show("v003");""")
    view.player("root.activeElement?.blur()")  # keys that a list takes are none of the player's
    view.press("Escape", "Escape", "0", "Shift+z")
    view.seek(1001)
    view.until("at", 1001)
    yield view
    assert not view.faults


@pytest.fixture
def opened(chromium, files):
    """Return a function that opens a player of its own; keyword `faulty` lets its console hold errors."""
    with contextlib.ExitStack() as stack:
        seen = []

        def run(
            more=None, *, width=900, height=620, wait="shown", faulty=False, script="", host="127.0.0.1", **options
        ):
            address = stack.enter_context(served({**files, **(more or {})}))
            context = chromium.new_context(viewport={"width": width, "height": height}, **options)
            stack.callback(context.close)
            page = context.new_page()
            if script:
                page.add_init_script(script)
            view = View(page, address.replace("127.0.0.1", host))
            if not faulty:
                seen.append(view)
            view.until(wait)
            return view

        yield run
        for view in seen:
            assert not view.faults


@pytest.fixture(scope="session")
def beeps_at():
    """Return the rows of the table at which the shot beeps."""
    return list(range(12, len(FRAMES), 12))


@pytest.fixture(scope="session")
def versions_of():
    """Return the function that writes a list of versions."""
    return versions


@pytest.fixture(scope="session")
def shown():
    """Return the script that reads the number on the stage."""
    return SHOWN
