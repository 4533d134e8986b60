"""The step ``comp``: the pictures of a set, one a set-up, or one an option."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

from rushes.engines.setdesign.darkness import darkness_of, key_of
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.picture.developed import develop
from rushes.engines.setdesign.picture.pictures import QUALITIES, SCENE, Quality
from rushes.engines.setdesign.picture.tracing import Shot, Tracing, trace_set
from rushes.engines.setdesign.room_step import load_room
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.piece import Camera, SetScene
from rushes.engines.setdesign.scene.shafts import shafts
from rushes.media.exr import is_whole, read_exr
from rushes.plan import StepContext
from rushes.show import FrameRange

SHEET: Final = {"draft": "sheet", "review": "draft", "final": "review"}
"""How carefully an option is pictured among others, by the brief's quality: they are to be chosen from."""


def quality_of(quality: str, options: int) -> Quality:
    """Return how carefully a brief's pictures are made."""
    return QUALITIES[SHEET[quality] if options > 1 else quality]


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr``: R G B A, depth, normals and mattes.

    Params: ``frames``, ``rate``, ``options``, ``quality``, ``seed``. Needs ``room`` and ``scene``.

    Raises:
        StepFailedError: Blender failed; the sentence names the camera.
    """
    frames, options = FrameRange(*ctx.params["frames"]), int(ctx.params["options"])
    rooms = ctx.inputs["room"]
    if options > 1:
        for done, frame in enumerate(frames):
            made = load_room(rooms, frame)
            _pictures(ctx, made, ctx.inputs["scene"] / f"set.{frame:04d}.usdc", {frame: 0}, done)
        return
    made = load_room(rooms)
    views = {frame: place for place, frame in enumerate(frames)}
    _pictures(ctx, made, ctx.inputs["scene"] / SCENE, views, 0)


def _pictures(ctx: StepContext, room: Room, usd: Path, views: dict[int, int], done: int) -> None:
    """Trace a room's set-ups: the frames that are wanted, each with the place of its camera in the room's list."""
    built = assembled(room)
    quality = quality_of(str(ctx.params["quality"]), int(ctx.params["options"]))
    frames = FrameRange(*ctx.params["frames"])
    shots = {
        Shot(_camera(built, place), ctx.out / f"raw.{frame:04d}.exr"): frame
        for frame, place in views.items()
        if not is_whole(ctx.out / f"comp.{frame:04d}.exr")
    }
    finished = done + len(views) - len(shots)
    ctx.report(finished, len(frames))

    def on_picture(shot: Shot) -> None:
        nonlocal finished
        frame = shots[shot]
        _developed(ctx, room, shot, frame)
        shot.path.unlink()
        finished += 1
        ctx.report(finished, len(frames))

    if shots:
        tracing = Tracing(built, usd, quality.width, quality.height, quality.samples, int(ctx.params["seed"]))
        trace_set(ctx.permit, tracing, tuple(shots), ctx.out / f"tracing_{min(views)}", on_picture)


def _developed(ctx: StepContext, room: Room, shot: Shot, frame: int) -> None:
    """Write a picture; all set-ups of one room are exposed as the first is, so that it looks the same from all sides."""
    begins = int(ctx.params["frames"][0])
    first = ctx.out / f"comp.{begins:04d}.exr"
    one = int(ctx.params["options"]) == 1
    alike = one and is_whole(first)
    develop(
        shot.path,
        ctx.out / f"comp.{frame:04d}.exr",
        shot.camera,
        haze=room.daylight.haze,
        shafts=shafts(room),
        stops=float(read_exr(first).header["rushes:stops"]) if alike else None,
        key=key_of(darkness_of(ctx.inputs["room"], 0 if one else frame - begins)),
        frame=frame,
        rate=Fraction(str(ctx.params["rate"])),
    )


def _camera(built: SetScene, place: int) -> Camera:
    return built.cameras[min(place, len(built.cameras) - 1)]
