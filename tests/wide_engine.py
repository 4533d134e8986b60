"""An engine for the real pipeline whose frames are made apart, and which writes down on what machine; and its program: ``python wide_engine.py SHOW SHOT``."""

from __future__ import annotations

import platform
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.brief import Brief
from rushes.media.exr import read_picture, write_exr
from rushes.media.movie import write_movie
from rushes.plan import Engine, Publish, Step, StepContext
from rushes.show import FrameRange
from rushes.studio import Apart

FRAMES = FrameRange(1001, 1008)
SIZE = (16, 24)
RATE = Fraction(24)


def picture_of(frame: int) -> np.ndarray:
    """Return what a frame holds, shape [height, width, 4]."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    planes = [0.02 * rows + 0.01 * columns + 0.03 * (frame - 1000) + 0.1 * band for band in range(3)]
    picture: np.ndarray = np.stack([*planes, np.ones(SIZE)], axis=-1).astype(np.float16)
    return picture


def comp(context: StepContext) -> None:
    """Write the frames; a machine that is named in the file ``hangs`` stops after its first."""
    book = Path(context.params["book"])
    mine = context.mine(FRAMES)
    for done, frame in enumerate(mine, 1):
        path = context.out / f"comp.{frame}.exr"
        if not path.exists():
            while done > 1 and (book / f"hangs-{platform.node()}").exists():
                time.sleep(0.1)
            part = context.scratch / f"part.{frame}.exr"
            picture = picture_of(frame)
            write_exr(part, {band: picture[..., at] for at, band in enumerate("RGBA")}, frame=frame, rate=RATE)
            with (book / "frames.txt").open("a", encoding="ascii") as lines:
                lines.write(f"{platform.node()} {frame} {'whole' if context.only is None else 'chunk'}\n")
            part.replace(path)
        context.report(done, len(mine))


def clip(context: StepContext) -> None:
    """Make the review movie of the frames."""
    shown = [read_picture(context.inputs["comp"] / f"comp.{frame}.exr")[..., :3] for frame in FRAMES]
    pictures = (np.clip(np.repeat(np.repeat(one, 4, 0), 4, 1) * 255, 0, 255).astype(np.uint8) for one in shown)
    write_movie(context.out / "review.mp4", pictures, np.zeros((0, 2), np.float32), rate=RATE, tags={})


def steps(brief: Brief, _rate: Fraction, _show: str, _version: str) -> tuple[Step, ...]:
    """Return the steps: frames that are made apart, and a movie of them."""
    count = len(FRAMES)
    asked = {"shot": brief.shot, "book": brief.text}
    return (
        Step("comp", "wide_engine:comp", 1, asked, frames=count, apart=Apart(FRAMES.first, FRAMES.last), publishes=(
            Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),)),
        Step("clip", "wide_engine:clip", 1, {}, ("comp",), frames=count, publishes=(
            Publish("review.mp4", "review", "review/{show}_{shot}_{version}.mp4"),)),
    )  # fmt: skip


ENGINE = Engine(
    "wide", "destruction", "1", steps,
    lambda _: "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
)  # fmt: skip


def make(folder: Path, shot: str) -> Path:
    """Make a take with it, on the studio's machines, and return its folder."""
    from rushes import pipeline
    from rushes.show import Show

    pipeline.rivals = lambda: {"destruction": {"wide": ENGINE}}
    pipeline.inspections = lambda: ()
    show = Show.load(folder)
    brief = Brief(shot=shot, frames=len(FRAMES), text=str(folder.parent))
    return pipeline.make(brief, show, pipeline.judge(brief, show), progress=lambda _: None).take.folder


if __name__ == "__main__":
    print(make(Path(sys.argv[1]), sys.argv[2]))  # noqa: T201 - a program that says what it made
