"""A tiny engine for the real pipeline: a ground that shots share, three frames over it, and their movie. Each frame's pixels are known."""

from __future__ import annotations

import os
import sys
import time
from fractions import Fraction
from pathlib import Path

import numpy as np

from rushes.brief import Brief
from rushes.errors import StepFailedError
from rushes.media.exr import is_whole, read_picture, write_exr
from rushes.media.movie import write_movie
from rushes.plan import Engine, Publish, Step, StepContext
from rushes.studio import run_program

FRAMES = (1001, 1002, 1003)
SIZE = (16, 24)
RATE = Fraction(24)
BLENDER = "090_"
"""How shots are called that Blender has a part in."""

PACE = "TINY_PACE_S"
"""How long [s] a frame takes, from the environment: it is no part of what is made."""


def ground_of(frame: int) -> np.ndarray:
    """Return what the ground's frame holds, shape [height, width]."""
    rows, columns = np.mgrid[: SIZE[0], : SIZE[1]]
    plane: np.ndarray = (0.1 + 0.01 * rows + 0.02 * columns + 0.05 * (frame - 1000)).astype(np.float16)
    return plane


def picture_of(shot: str, frame: int) -> np.ndarray:
    """Return what a shot's frame holds, shape [height, width, 4]."""
    shade = sum(map(ord, shot)) % 17 / 40
    planes = [ground_of(frame).astype(np.float32) * (band + 1) / 3 + shade for band in range(3)]
    picture: np.ndarray = np.stack([*planes, np.ones(SIZE, np.float32)], axis=-1).astype(np.float16)
    return picture


def _written(context: StepContext, name: str, planes_of) -> None:
    for count, frame in enumerate(FRAMES, 1):
        path = context.out / f"{name}.{frame}.exr"
        if not is_whole(path):
            time.sleep(float(os.environ.get(PACE, "0")))
            write_exr(path, planes_of(frame), frame=frame, rate=RATE)
        context.report(count, len(FRAMES))


def ground(context: StepContext) -> None:
    """Make the ground's frames."""
    _written(context, "ground", lambda frame: {"Y": ground_of(frame)})


def comp(context: StepContext) -> None:
    """Lay the shot over the ground that it finds in the store, and make the review movie."""

    def planes(frame: int) -> dict[str, np.ndarray]:
        below = read_picture_plane(context.inputs["ground"] / f"ground.{frame}.exr")
        assert np.array_equal(below, ground_of(frame)), f"the ground of frame {frame} is not the one that was made"
        whole = picture_of(context.params["shot"], frame)
        return {band: whole[..., at] for at, band in enumerate("RGBA")}

    _written(context, "comp", planes)
    _clip(context)


def read_picture_plane(path: Path) -> np.ndarray:
    """Return the one plane of a ground's frame."""
    import OpenEXR

    plane: np.ndarray = OpenEXR.File(str(path)).channels()["Y"].pixels
    return plane


def _clip(context: StepContext) -> None:
    shown = [read_picture(context.out / f"comp.{frame}.exr")[..., :3] for frame in FRAMES]
    bytes_of = (np.clip(np.repeat(np.repeat(one, 4, 0), 4, 1) * 255, 0, 255).astype(np.uint8) for one in shown)
    part = context.out / "review.mp4.part"
    write_movie(part, bytes_of, np.zeros((0, 2), np.float32), rate=RATE, tags={})
    part.replace(context.out / "review.mp4")


def render(context: StepContext) -> None:
    """Have Blender draw, in a process of its own."""
    for path in context.out.glob("*.part.exr"):
        path.unlink()
    done = [0]

    def hear(line: str) -> None:
        done[0] += line.startswith("drawn ")
        context.report(done[0], len(FRAMES))

    argv = [sys.executable, str(Path(__file__).with_name("tiny_blender.py")), str(context.out)]
    run_program(argv, log=context.out / "blender.log", on_line=hear)
    for path in context.out.glob("render.*.exr"):
        if not is_whole(path):
            path.unlink()
            raise StepFailedError(f"{path} is not whole. Make it again.")


def steps(brief: Brief, _rate: Fraction, _show: str, _version: str) -> tuple[Step, ...]:
    """Return the steps; the first is the same for every shot, and some shots have one that Blender does."""
    count = len(FRAMES)
    drawn = Step("render", "tiny_engine:render", 1, {}, ("ground",), frames=count, deterministic=False, publishes=(
        Publish("render.*.exr", "pass", "elements/render/{show}_{shot}_render_{version}.{frame}.exr"),))  # fmt: skip
    return (
        Step("ground", "tiny_engine:ground", 1, {}, frames=count, publishes=(
            Publish("ground.*.exr", "element", "elements/ground/{show}_{shot}_ground_{version}.{frame}.exr"),)),
        Step("comp", "tiny_engine:comp", 1, {"shot": brief.shot}, ("ground",), frames=count, publishes=(
            Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),
            Publish("review.mp4", "review", "review/{show}_{shot}_{version}.mp4"))),
        *([drawn] if brief.shot.startswith(BLENDER) else []),
    )  # fmt: skip


ENGINE = Engine(
    "tiny", "destruction", "1", steps,
    lambda _: "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia",
)  # fmt: skip
