"""The step ``comp``: a clip's pictures, drafted by Workbench or traced by Cycles, and developed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from rushes.brief.scene import Scene
from rushes.engines.blender_pictures import cores, trace_pictures
from rushes.engines.camera import CameraPath
from rushes.engines.clip.asked import room_of, scene_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.picture.developed import Darkroom, develop
from rushes.engines.clip.picture.flashes import flashes_of
from rushes.engines.clip.picture.heavens import read_sky
from rushes.engines.clip.smoke.puffs import Puffs
from rushes.engines.clip.smoke.raised import raised, read_motions
from rushes.engines.clip.staged import Lamp, Sky, Sun
from rushes.engines.clip.worn.take import dressed
from rushes.media.exr import is_whole, read_header
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext

GLOW, GLOWS_IN, MOST_GLOW = 2.0, 0.35, 14.0
"""What shines is so many times brighter in a draft than what is lit, times its glow, in light that is as strong as this, and at most so much more where it is darker."""

FINEST_DRAFT_KEY = 0.075
"""A draft is looked at for what happens: it is never exposed darker than this."""


def comp(ctx: StepContext) -> None:
    """Write ``comp.####.exr``: R G B A and depth; traced ones have normals, motion and mattes.

    Params: ``scene``, ``frames``, ``rate``, ``seed``, ``width``, ``height``, ``renderer``, ``samples``. Needs ``simulate`` and ``scene``.

    Raises:
        StepFailedError: Blender failed; the sentence names the frame.
    """
    frames = FrameRange(*ctx.params["frames"])
    made = ctx.inputs["scene"]
    light = json.loads((made / "lighting.json").read_text(encoding="utf-8"))
    room = _darkroom(ctx, light)
    mine = ctx.mine(frames)
    missing = [frame for frame in mine if not is_whole(ctx.out / f"comp.{frame:04d}.exr")]
    if frames.first in missing:  # its exposure is everybody's
        missing = [frames.first, *(frame for frame in missing if frame != frames.first)]
    raws = {frame: ctx.scratch / f"raw.{frame:04d}.exr" for frame in missing}
    done = len(mine) - len(missing)
    ctx.report(done, len(mine))
    stops: list[float] = []
    with ThreadPoolExecutor(1) as developing:
        waiting: list[Future[None]] = []

        def finish(frame: int) -> None:
            if not stops:
                first = ctx.out / f"comp.{frames.first:04d}.exr"
                if not is_whole(first):
                    develop(raws[frame], first, frame, room, None)
                stops.append(float(read_header(first)["rushes:stops"]))  # as whoever begins at a later frame reads it
            if not is_whole(ctx.out / f"comp.{frame:04d}.exr"):
                develop(raws[frame], ctx.out / f"comp.{frame:04d}.exr", frame, room, stops[0])
            raws[frame].unlink()

        def on_picture(index: int) -> None:
            waiting.append(developing.submit(finish, missing[index]))
            while waiting and waiting[0].done():
                waiting.pop(0).result()
            ctx.report(done + index + 1, len(mine))

        if missing:
            pictures = [(f"Frame {frame}", raws[frame]) for frame in missing]
            trace_pictures(
                ctx.permit,
                "clip_render",
                _request(ctx, light, missing, raws),
                pictures,
                ctx.scratch / "rendering",
                on_picture,
            )
        for one in waiting:
            one.result()


def _darkroom(ctx: StepContext, light: dict[str, Any]) -> Darkroom:
    made = ctx.inputs["scene"]
    camera = CameraPath.from_json(json.loads((made / "camera.json").read_text(encoding="utf-8")))
    asked = scene_of(ctx.params["scene"])
    direction, strength, colour, angle = light["air"]["sun"]
    sun = Sun(tuple(direction), strength, tuple(colour), angle)
    zenith, horizon, ground, clouds, glow, haze_m, haze = light["air"]["sky"]
    sky = Sky(tuple(zenith), tuple(horizon), tuple(ground), clouds, tuple(glow), haze_m, tuple(haze))
    draft = ctx.params["renderer"] == "workbench"
    rate = Fraction(str(ctx.params["rate"]))
    return Darkroom(
        scene=asked,
        camera=camera,
        rate=rate,
        sky=sky,
        sun=sun,
        heavens=read_sky(made / "sky.exr"),
        key=max(float(light["key"]), FINEST_DRAFT_KEY) if draft else float(light["key"]),
        seed=int(ctx.params["seed"]),
        draft=draft,
        open_sky=not light["inside"],
        flashes=flashes_of(ctx.inputs["simulate"] / "beats.json"),
        lamps=tuple(_lamp(record) for record in light["lamps"]),
        puffs=_puffs(ctx, asked),
    )


def _puffs(ctx: StepContext, asked: Scene) -> Puffs | None:
    """Return what is thrown up into the air in a clip; None where nothing is."""
    made, seed = ctx.inputs["simulate"], int(ctx.params["seed"])
    beats = json.loads((made / "beats.json").read_text(encoding="utf-8"))["beats"]
    if not beats:
        return None
    stage = staged(dressed(asked, ctx.inputs.get("dress")), seed, room_of(ctx))
    puffs = raised(stage, beats, read_motions(made), seed)
    return puffs if len(puffs) else None


def _lamp(record: Mapping[str, Any]) -> Lamp:
    toward = record["toward"]
    return Lamp(
        tuple(record["at"]),
        record["power"],
        tuple(record["colour"]),
        record["size"],
        None if toward is None else tuple(toward),
    )


def _glow(light: Mapping[str, Any]) -> float:
    """Return by how much what shines is brighter in a draft than what is lit, times its glow: the more, the darker it is around."""
    if light["inside"]:
        return GLOW
    zenith, horizon = light["air"]["sky"][:2]
    above = 0.45 * sum(zenith) / 3 + 0.55 * sum(horizon) / 3
    around = 0.75 * above + 0.3 * float(light["air"]["sun"][1])
    return GLOW * min(max(GLOWS_IN / max(around, 1e-4), 1.0), MOST_GLOW)


def _request(ctx: StepContext, light: dict[str, Any], missing: list[int], raws: dict[int, Any]) -> dict[str, Any]:
    asked, rate = scene_of(ctx.params["scene"]), Fraction(str(ctx.params["rate"]))
    first, cuts = int(ctx.params["frames"][0]), asked.cuts(rate)
    shot = {frame: next(n for n, end in enumerate(cuts[1:], start=1) if frame - first < end) for frame in missing}
    made = ctx.inputs["scene"]
    return {
        "scene": str(made / "clip.usdc"),
        "poses": str(made / "poses.npz"),
        "first": first,
        "surfaces": light["surfaces"],
        "engine": ctx.params["renderer"],
        "sky": str(made / "sky.exr"),
        "sun": light["sun"],
        "lamps": light["lamps"],
        "inside": light["inside"],
        "casts": light["casts"],
        "width": int(ctx.params["width"]),
        "height": int(ctx.params["height"]),
        "samples": int(ctx.params["samples"]),
        "seed": int(ctx.params["seed"]),
        "cores": cores(),
        "shutter": 0.0,
        "glow": _glow(light),
        "rate": [round(float(rate)), round(float(rate)) / float(rate)],
        "shown": {name: [first + low, first + high] for name, (low, high) in light["shown"].items()},
        "pictures": [{"frame": frame, "camera": f"Shot_{shot[frame]}", "path": str(raws[frame])} for frame in missing],
    }
