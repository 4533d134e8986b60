"""The step ``scene``: from a scene and its motion to the USD stage, the camera, the sky, and facts that can be checked."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rushes.brief.scene import Scene, Thing
from rushes.engines.camera import CameraPath
from rushes.engines.clip.asked import room_of, scene_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.moving import moving, thrown
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.picture.heavens import heavens, write_sky
from rushes.engines.clip.places.daylight import key_of
from rushes.engines.clip.scene.baked import write_poses
from rushes.engines.clip.scene.usd import Moving, looks_of, write_stage
from rushes.engines.clip.shot.cameras import camera_path
from rushes.engines.clip.staged import Stage, everyone
from rushes.engines.clip.worn.take import dressed

if TYPE_CHECKING:
    from pathlib import Path

    from rushes.plan import StepContext

SMALLEST_CASTER_M: Final = 0.3
"""A piece that is shorter throws no shadow in a draft."""


def scene(ctx: StepContext) -> None:
    """Write ``clip.usdc``, ``poses.npz``, ``sky.exr``, ``camera.json``, ``lighting.json`` and ``facts.json``.

    Params: ``scene``, ``frames``, ``rate``, ``seed``, ``width``, ``height``. Needs ``simulate``.

    Raises:
        BadInputError: The scene asks for what can't be shown.
        StepFailedError: The motion can't be read.
    """
    rate, seed = Fraction(str(ctx.params["rate"])), int(ctx.params["seed"])
    asked = dressed(scene_of(ctx.params["scene"]), ctx.inputs.get("dress"))
    stage = staged(asked, seed, room_of(ctx))
    ctx.report(0, 2)
    bodies = moving(asked, stage, ctx.inputs["simulate"] / "motion.npz", rate, seed)
    size = int(ctx.params["width"]), int(ctx.params["height"])
    cuts, travels = asked.cuts(rate), travels_of(asked, stage)
    camera = camera_path(asked, stage, travels, rate, size, seed, thrown(stage, bodies, cuts[-1], travels))
    write_stage(ctx.out / "clip.usdc", stage, bodies, camera, cuts, rate)
    crowd = {actor.name for actor in stage.actors if actor.alive and isinstance(asked.named(actor.called), Thing)}
    write_poses(ctx.out / "poses.npz", [body for body in bodies if body.name in crowd], cuts[-1])
    ctx.report(1, 2)
    write_sky(ctx.out / "sky.exr", heavens(stage.sky, stage.sun, seed, stars=asked.time_of_day == "night"))
    _write(ctx.out / "camera.json", camera.to_json())
    _write(ctx.out / "lighting.json", lighting(asked, stage, bodies))
    _write(ctx.out / "facts.json", facts(asked, stage, camera, cuts))
    ctx.report(2, 2)


def lighting(asked: Scene, stage: Stage, bodies: tuple[Moving, ...]) -> dict[str, Any]:
    """Return what the renderer needs beside the stage: sun, lamps, looks, and what comes and goes."""
    sun = stage.sun
    models = [*stage.setting.scenery.values(), *(body.model for body in bodies)]
    inside = bool(stage.setting.ceiling)
    people = {actor.name for actor in stage.actors if actor.alive}
    return {
        "inside": inside,
        "key": key_of(asked),
        "sun": None
        if inside or sun.strength <= 0
        else {"direction": sun.direction, "strength": sun.strength, "colour": sun.colour, "angle_deg": sun.angle_deg},
        "lamps": [
            {"at": lamp.at, "power": lamp.power, "colour": lamp.colour, "size": lamp.size, "toward": lamp.toward}
            for lamp in stage.setting.lamps
        ],
        "casts": [body.name for body in bodies if body.name not in people and (body.shown is None or _casts(body))],
        "surfaces": {name: look.to_json() for name, look in looks_of(models).items()},
        "shown": {body.name: list(body.shown) for body in bodies if body.shown is not None},
        "air": {
            "sun": [list(sun.direction), sun.strength, list(sun.colour), sun.angle_deg],
            "sky": [
                list(stage.sky.zenith), list(stage.sky.horizon), list(stage.sky.ground), stage.sky.clouds, list(stage.sky.glow), stage.sky.haze_m,
                list(stage.sky.haze),
            ],
        },
    }  # fmt: skip


def _casts(piece: Moving) -> bool:
    """Return whether a piece throws a shadow in a draft.

    An open shell's would be a streak up to what it fell from. A small piece's is hardly seen, and all of a chandelier's
    took a third of a draft's picture.
    """
    parts = [part.mesh for part in piece.model.parts]
    points = np.concatenate([mesh.points for mesh in parts])
    return float(np.ptp(points, axis=0).max()) >= SMALLEST_CASTER_M and all(mesh.is_closed() for mesh in parts)


def facts(asked: Scene, stage: Stage, camera: CameraPath, cuts: tuple[int, ...]) -> dict[str, Any]:
    """Return what was asked beside what stands on the stage, for the check ``as_asked``."""
    return {
        "things": [
            {
                "name": one.name,
                "kind": getattr(one, "kind", "character"),
                "asked": one.count,
                "colour": getattr(one, "colour", ""),
                "actors": [actor.name for actor in stage.called(one.name)],
            }
            for one in everyone(asked)
        ],
        "shots": [
            {
                "move": shot.camera.move,
                "toward": shot.camera.toward,
                "lens_mm": shot.camera.lens_mm,
                "subject": shot.camera.subject,
                "first": camera.frames.first + first,
                "last": camera.frames.first + end - 1,
            }
            for shot, first, end in zip(asked.shots, cuts[:-1], cuts[1:], strict=True)
        ],
        "beats": [
            {"event": beat.event, "thing": beat.thing, "at_s": beat.at_s or 0.0, "onto": beat.onto}
            for beat in asked.beats
        ],
        "speech": [{"text": line.text, "who": line.who, "at_s": line.at_s or 0.0} for line in asked.speech],
        "camera": camera.to_json(),
    }


def _write(path: Path, record: Any) -> None:  # noqa: ANN401 - plain JSON values
    part = path.with_name(f"{path.name}.part")
    part.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")
    part.replace(path)
