"""A clip's take whose pictures are drawn by arithmetic: boxes on a ground with a pattern, in depth, seen by the clip's own cameras."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction

import numpy as np

from rushes.engines import Take, TakeFile
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.scene.usd import Moving, write_stage
from rushes.engines.clip.scene_step import facts
from rushes.engines.clip.shot.cameras import camera_path
from rushes.media.colour import to_acescg
from rushes.media.exr import write_exr
from rushes.show import FrameRange

RATE = Fraction(24)
SIZE = (240, 136)
COLOURS = {"red": (0.4, 0.02, 0.02), "blue": (0.02, 0.03, 0.35), "": (0.3, 0.25, 0.2)}


def falling(actors, frames, at_s, row=0):
    """Return places in which one actor falls from half a metre above its own from a moment on."""
    position = np.tile(np.array([actor.at for actor in actors]), (frames, 1, 1))
    since = np.clip(np.arange(frames) / 24 - at_s, 0, None)
    position[:, row, 2] = np.maximum(position[:, row, 2] + 0.5 - 4.9 * since**2, position[:, row, 2])
    return position


def drawn_clip(folder, scene, *, positions=None, shown_positions=None, camera_of=None, paint=None, frames_drawn=None):
    """Write a take of crates: a stage, facts, and a picture of every frame.

    Args:
        folder: In which a folder of its own is made.
        scene: What is asked.
        positions: Of every actor on the stage, shape [frames, actors, 3]; where they stand without.
        shown_positions: The same as the pictures show it, where they lie.
        camera_of: Another scene whose camera the pictures are taken with, where they lie.
        paint: Colours by actor's place in the list, where the pictures lie.
        frames_drawn: The frame whose picture each one gets, where time stands still or jumps.
    """
    folder = folder / f"take_{len(list(folder.iterdir()))}"
    folder.mkdir()
    stage = staged(scene, 1)
    camera = camera_path(scene, stage, {}, RATE, SIZE, 1)
    frames, count = len(camera.frames), len(stage.actors)
    still = np.tile(np.array([actor.at for actor in stage.actors]), (frames, 1, 1))
    position = still if positions is None else positions(stage.actors, frames)
    turn = np.tile([1.0, 0.0, 0.0, 0.0], (frames, count, 1))
    cuts = scene.cuts(RATE)
    bodies = [Moving(actor.name, actor.model, position[:, row], turn[:, row]) for row, actor in enumerate(stage.actors)]
    write_stage(folder / "clip.usdc", stage, bodies, camera, cuts, RATE)
    (folder / "facts.json").write_text(json.dumps(facts(scene, stage, camera, cuts)))
    seen = position if shown_positions is None else shown_positions(stage.actors, frames)
    eye = camera if camera_of is None else camera_path(camera_of, staged(camera_of, 1), {}, RATE, SIZE, 1)
    colours = paint or [
        COLOURS.get(str(getattr(thing, "colour", "")), COLOURS[""])
        for thing in scene.things
        for _ in range(thing.count)
    ]
    boxes = [actor.model.bounds for actor in stage.actors]
    files = [TakeFile("clip.usdc", "scene", ""), TakeFile("facts.json", "contacts", "")]
    for row, frame in enumerate(camera.frames):
        shown = row if frames_drawn is None else frames_drawn(row)
        path = f"comp.{frame:04d}.exr"
        _draw(
            folder / path,
            eye,
            camera.frames.first + shown,
            [(low + at, high + at) for (low, high), at in zip(boxes, seen[shown], strict=True)],
            colours,
            frame,
        )
        files.append(TakeFile(path, "comp", ""))
    return bare_take(folder, frames, files)


def bare_take(folder, frames, files):
    """A clip's take with nothing but its frames' numbers and its files."""
    take = Take(
        folder,
        "S",
        "010_0010",
        "v001",
        "clip",
        "clip 1",
        RATE,
        FrameRange(1001, 1000 + frames),
        0,
        1,
        {},
        {},
        (),
        (),
        (),
        "",
        "",
    )
    return replace(take, files=tuple(files))


def _draw(path, camera, frame, boxes, colours, number):
    right, up = camera.sight(frame, *SIZE)
    way = np.stack([right, up, -np.ones_like(right)], axis=-1) @ camera.rotation(frame).T
    eye = camera.position[camera.index(frame)]
    with np.errstate(divide="ignore", invalid="ignore"):
        ground = np.where(way[..., 2] < -1e-6, -eye[2] / way[..., 2], 1e4)
    depth = np.minimum(ground, 1e4)
    place = eye + way * depth[..., None]
    pattern = np.where(
        depth < 1e4,
        _pattern(place[..., 0], place[..., 1], 0.7),
        _pattern(np.arctan2(way[..., 1], way[..., 0]), way[..., 2], 0.05),
    )
    picture = np.repeat((0.2 + 0.3 * pattern)[..., None], 3, axis=2)
    for (low, high), colour in zip(boxes, colours, strict=True):
        with np.errstate(divide="ignore", invalid="ignore"):
            one, two = (low - eye) / way, (high - eye) / way
        near, far = np.minimum(one, two).max(axis=-1), np.maximum(one, two).min(axis=-1)
        hit = (near < far) & (near > 0) & (near < depth)
        depth = np.where(hit, near, depth)
        at = eye + way * near[..., None]
        shade = 0.6 + 0.8 * _pattern(at[..., 0] + at[..., 1], at[..., 2], 0.2)
        picture = np.where(hit[..., None], np.asarray(colour) * shade[..., None], picture)
    planes = {
        band: plane.astype("f2")
        for band, plane in zip("RGB", np.moveaxis(to_acescg(picture.astype("f4")), -1, 0), strict=True)
    }
    write_exr(path, {**planes, "A": np.ones_like(depth, "f2"), "depth.Z": depth.astype("f4")}, frame=number, rate=RATE)


def _pattern(x, y, size):
    """Return tiles of random grey, 0 to 1."""
    tiles = np.random.default_rng(7).random((97, 89))
    return tiles[np.floor(x / size).astype(int) % 97, np.floor(y / size).astype(int) % 89]
