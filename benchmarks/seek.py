"""How soon a random frame of a review clip is seen, by our player and by `<video>`, in Debian's Chromium.

The clip is 960x540 as Rushes writes it, and so long that most of it isn't decoded yet when it is asked for: a shot's
hundred frames are all decoded after some seconds, and a seek among them takes a millisecond or two. Ours is
`shot-player.seek`, until the picture is drawn; the other side sets `currentTime` to the middle of the frame and waits
for `seeked` and the frame's callback (80 ms at most, as one has to: it doesn't always come). Both take turns in one
page, over the same frames, and both read the number that the picture itself carries: a wrong one fails the benchmark.
The quick form seeks 60 frames at 24000/1001; the full one 400 at each of 24, 25 and 24000/1001.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import tempfile
from fractions import Fraction
from pathlib import Path
from typing import Any

from measuring import Figures, run
from measuring.numbered_movie import READ_NUMBER, SLATE, Numbered, write_numbered
from measuring.player_server import Content, served
from rushes.errors import BadInputError
from rushes.show import FrameRange

LIMIT_MS = 40.0
SIZE = (960, 540)

SEEK = f"""async ({{ frames, rows, width, height }}) => {{
  const number = {READ_NUMBER};
  const player = document.querySelector("shot-player");
  const light = player.shadowRoot.querySelector("canvas");
  const fit = Math.min(light.width / width, light.height / height);
  const [x, y] = [(light.width - width * fit) / 2, (light.height - height * fit) / 2];
  const ours = () => number(to => to.drawImage(light, x, y, width * fit, height * fit, 0, 0, width, height), width, height);
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
  const found = [];
  for (const frame of frames) {{
    let began = performance.now();
    await player.seek(frame);
    const ms = performance.now() - began;
    const mine = [player.frame, ours()];
    began = performance.now();
    await seek(rows[frame]);
    found.push({{ frame, ms, mine, their_ms: performance.now() - began, their: theirs() }});
  }}
  return found;
}}"""


def measure(asked: argparse.Namespace) -> Figures:
    """Seek at random, in turns."""
    rates = [Fraction(24), Fraction(25), Fraction(24000, 1001)] if asked.full else [Fraction(24000, 1001)]
    count, length = (400, 1200) if asked.full else (60, 600)
    found: list[dict[str, Any]] = []
    with tempfile.TemporaryDirectory() as folder:
        for rate in rates:
            clip = write_numbered(Path(folder), "clip", FrameRange(1001, 1000 + length), rate, SIZE)
            found += _seeks(clip, count)
    wrong = [one for one in found if one["mine"] != [one["frame"], one["frame"]]]
    if wrong:
        raise BadInputError(f"{len(wrong)} of {len(found)} seeks showed another frame: {wrong[:3]}.")
    missed = sum(one["their"] != one["frame"] for one in found)
    ours, theirs = (sorted(one[name] for one in found) for name in ("ms", "their_ms"))
    return Figures(
        ours=_at(ours, 0.95),
        other=_at(theirs, 0.95),
        limit=LIMIT_MS,
        unit="ms",
        ours_is=f"the player, 95 of 100 random seeks of {len(found)}, {SIZE[0]}x{SIZE[1]}, mostly not decoded yet",
        other_is="`<video>`, currentTime to the middle of the frame, seeked and its callback or 80 ms, in turns with it",
        limit_is="what was promised",
        notes=(
            f"0 of {len(found)} seeks of ours showed or named another frame; {missed} of `<video>`'s showed one.",
            f"Half took at most {_at(ours, 0.5):.1f} ms, the slowest {ours[-1]:.1f} ms; `<video>`'s {_at(theirs, 0.5):.1f} and {theirs[-1]:.1f} ms.",
        ),
    )


def _at(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, round(share * (len(ordered) - 1)))]


def _seeks(clip: Numbered, count: int) -> list[dict[str, Any]]:
    from playwright.sync_api import sync_playwright

    program = shutil.which("chromium")
    if not program:
        raise BadInputError("The browser is missing: run scripts/system_libraries --browser.")
    table = json.loads(clip.table.read_text(encoding="utf-8"))
    step = 1 / clip.rate
    rows = {row[0]: float(Fraction(row[1], row[2]) + step / 2) for row in table["frames"]}
    draw = random.Random(0)  # noqa: S311 - a draw of frames, no secret
    frames = [draw.randrange(SLATE, clip.frames.last + 1) for _ in range(count)]
    version = {
        "version": "clip",
        "newest": True,
        "state": "open",
        "movie": "/media/clip.mp4",
        "frames": "/media/clip_frames.json",
    }
    stack = {
        "shot": "seek",
        "rate": table["rate"],
        "first": clip.frames.first,
        "last": clip.frames.last,
        "versions": [version],
    }
    files: dict[str, Content] = {
        "/versions.json": json.dumps(stack).encode(),
        "/media/clip.mp4": clip.movie,
        "/media/clip_frames.json": clip.table,
    }
    with served(files) as address, sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program)
        page = browser.new_page(viewport={"width": 1280, "height": 800})
        page.goto(f"{address}/page.html")
        page.wait_for_selector(".seal.same")
        found: list[dict[str, Any]] = page.evaluate(
            SEEK, {"frames": frames, "rows": rows, "width": SIZE[0], "height": SIZE[1]}
        )
        browser.close()
    return found


if __name__ == "__main__":
    run("seek", __doc__ or "", measure)
