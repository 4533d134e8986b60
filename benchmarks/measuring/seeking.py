"""Random seeks in a numbered movie, by our player and by `<video>`, measured inside a page of Debian's Chromium."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from measuring.numbered_movie import READ_NUMBER, Numbered
from measuring.player_server import Content, served
from rushes.errors import BadInputError

SEEK: Final = f"""async ({{ frames, rows, width, height, against }}) => {{
  const number = {READ_NUMBER};
  const player = document.querySelector("shot-player");
  while (!(player.frame >= 0)) await new Promise(done => setTimeout(done, 2));
  const shown = () => player.shadowRoot.querySelector("canvas:not([hidden])");
  const readBack = light => {{
    const graphics = light.getContext("webgl2");
    if (graphics) graphics.readPixels(0, 0, 1, 1, graphics.RGBA, graphics.UNSIGNED_BYTE, new Uint8Array(4));
    else light.getContext("2d").getImageData(0, 0, 1, 1);
  }};
  const ours = () => {{
    const light = shown();
    const fit = Math.min(light.width / width, light.height / height);
    const [x, y] = [(light.width - width * fit) / 2, (light.height - height * fit) / 2];
    return number(to => to.drawImage(light, x, y, width * fit, height * fit, 0, 0, width, height), width, height);
  }};
  const found = [];
  for (const frame of frames) {{
    const began = performance.now();
    await player.seek(frame);
    const decoded = performance.now();
    readBack(shown());
    const drawn = performance.now();
    found.push({{ frame, decoded: decoded - began, ms: drawn - began, named: player.frame, seen: ours(), their_ms: 0, theirs: -1 }});
  }}
  if (!against) return found;
  const video = document.createElement("video");
  video.muted = true;
  video.src = "/media/clip.mp4";
  document.body.append(video);
  await new Promise(done => video.addEventListener("canplaythrough", done, {{ once: true }}));
  const theirs = () => number(to => to.drawImage(video, 0, 0, width, height), width, height);
  const seek = time => new Promise(done => {{
    let left = 2;
    const one = () => {{ left -= 1; if (!left) done(); }};
    video.addEventListener("seeked", one, {{ once: true }});
    let told = false;
    const shown = () => {{ if (!told) one(); told = true; }};
    video.requestVideoFrameCallback(shown);
    setTimeout(shown, 80);
    video.currentTime = time;
  }});
  for (const one of found) {{
    const began = performance.now();
    await seek(rows[one.frame]);
    Object.assign(one, {{ their_ms: performance.now() - began, theirs: theirs() }});
  }}
  return found;
}}"""


@dataclass(frozen=True, slots=True)
class Seek:
    """One seek.

    Attributes:
        frame: What was asked for.
        decoded: Until the player had decoded it and given it to be drawn [ms].
        ms: Until it was drawn: a pixel of the canvas was read back [ms].
        named, seen: The frame that the player names and the one that the picture carries.
        their_ms, theirs: The same of `<video>`; 0 and -1 where it wasn't asked.
    """

    frame: int
    decoded: float
    ms: float
    named: int
    seen: int
    their_ms: float
    theirs: int

    @property
    def wrong(self) -> bool:
        """Whether ours shows or names another frame than was asked for."""
        return (self.named, self.seen) != (self.frame, self.frame)


def seeks(
    clip: Numbered, openings: Sequence[Sequence[int]], size: tuple[int, int], *, against: bool
) -> list[list[Seek]]:
    """Open the player anew for every list of frames, and seek them one after the other from its first picture on, without a rest.

    Args:
        clip: The movie and its table.
        openings: The frames to seek, a list for each time that the player is opened.
        size: Of the movie [px].
        against: Seek the same with `<video>` afterwards: to the middle of the frame, waiting for `seeked` and for its
            callback, 80 ms at most, as one has to: it doesn't always come.

    Raises:
        BadInputError: The browser is missing, or a seek of ours showed or named another frame.
    """
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if not program:
        raise BadInputError("The browser is missing: run scripts/system_libraries --browser.")
    table = json.loads(clip.table.read_text(encoding="utf-8"))
    rows = {row[0]: float(Fraction(row[1], row[2]) + 1 / clip.rate / 2) for row in table["frames"]}
    version = {"version": "clip", "newest": True, "state": "open", "movie": "/media/clip.mp4", "frames": "/media/clip_frames.json"}  # fmt: skip
    stack = {"shot": "seek", "rate": table["rate"], "first": clip.frames.first, "last": clip.frames.last, "versions": [version]}  # fmt: skip
    files: dict[str, Content] = {
        "/versions.json": json.dumps(stack).encode(),
        "/media/clip.mp4": clip.movie,
        "/media/clip_frames.json": clip.table,
    }
    found = []
    with served(files) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        for frames in openings:
            page = browser.new_page(viewport={"width": 1280, "height": 800})
            page.goto(f"{address}/page.html")
            asked = {"frames": list(frames), "rows": rows, "width": size[0], "height": size[1], "against": against}
            found.append([Seek(**one) for one in page.evaluate(SEEK, asked)])
            page.close()
        browser.close()
    wrong = [one for opening in found for one in opening if one.wrong]
    if wrong:
        raise BadInputError(f"{len(wrong)} of {sum(map(len, found))} seeks showed another frame: {wrong[:3]}.")
    return found


def at(values: Sequence[float], share: float) -> float:
    """Return the value that a share of all don't exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]
