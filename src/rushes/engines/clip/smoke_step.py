"""The step ``smoke``: what a clip throws up as OpenVDB, one file a frame, for whoever lights and renders it elsewhere."""

from __future__ import annotations

import json
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from rushes.brief.scene import Scene
from rushes.clearance.records.consent import Action
from rushes.errors import StepFailedError
from rushes.show import FrameRange
from rushes.studio.process import run_program

if TYPE_CHECKING:
    from rushes.engines.clip.smoke.cloud import Cloud
    from rushes.plan import StepContext


def raises(scene: Scene) -> bool:
    """Return whether anything may be thrown up in a scene: by an explosion, or by a thing of masonry that something happens to."""
    from rushes.engines.clip.smoke.raised import dusts
    from rushes.engines.clip.substance import SUBSTANCES
    from rushes.engines.clip.things.catalogue import kind_of

    of = {one.name: one.material or kind_of(one).matter for one in scene.things if one.kind != "crowd"}
    return any(
        beat.event == "explosion" or (beat.thing in of and dusts(SUBSTANCES[of[beat.thing]])) for beat in scene.beats
    )


def smoke(ctx: StepContext) -> None:
    """Write ``smoke.####.vdb`` for every frame with something in the air; for the first, empty, where there is none at all.

    OpenVDB comes with Blender, so a program of its own writes them. Files that are there are kept.

    Params: ``scene``, ``frames``, ``rate``, ``seed``. Needs ``simulate``.

    Raises:
        StepFailedError: It could not write; the sentence names the frame.
    """
    ctx.permit.require(Action.GENERATE, Action.ALTER)
    frames = FrameRange(*ctx.params["frames"])
    asked: list[dict[str, Any]] = []
    for done, (frame, cloud) in enumerate(_clouds(ctx, frames)):
        path, kept = ctx.out / f"smoke.{frame:04d}.vdb", ctx.out / f"cloud.{frame:04d}.npz"
        ctx.report(done, 2 * len(frames))
        if cloud is not None and not path.is_file():
            _keep(kept, cloud)
            asked.append({"frame": frame, "cloud": str(kept.resolve()), "path": str(path.resolve())})
    if not asked and not list(ctx.out.glob("smoke.*.vdb")):
        kept = ctx.out / f"cloud.{frames.first:04d}.npz"
        np.savez(
            kept, origin=np.zeros(3), cell=1.0, density=np.zeros((2, 2, 2)), heat=np.zeros((2, 2, 2)), hue=np.zeros((2, 2, 2, 3))
        )  # fmt: skip
        path = ctx.out / f"smoke.{frames.first:04d}.vdb"
        asked.append({"frame": frames.first, "cloud": str(kept.resolve()), "path": str(path.resolve())})
    if asked:
        _write(ctx, asked, len(frames))
    for kept in ctx.out.glob("cloud.*.npz"):
        kept.unlink()
    ctx.report(2 * len(frames), 2 * len(frames))


def _clouds(ctx: StepContext, frames: FrameRange) -> Any:  # noqa: ANN401 - a generator of frames and clouds
    from rushes.engines.clip.asked import room_of, scene_of
    from rushes.engines.clip.layout.standing import staged
    from rushes.engines.clip.picture.developed import wind_of
    from rushes.engines.clip.smoke.cloud import cloud_of
    from rushes.engines.clip.smoke.puffs import afloat
    from rushes.engines.clip.smoke.raised import raised, read_motions
    from rushes.engines.clip.worn.take import dressed

    made, seed, rate = ctx.inputs["simulate"], int(ctx.params["seed"]), Fraction(str(ctx.params["rate"]))
    scene = dressed(scene_of(ctx.params["scene"]), ctx.inputs.get("dress"))
    beats = json.loads((made / "beats.json").read_text(encoding="utf-8"))["beats"]
    puffs = raised(staged(scene, seed, room_of(ctx)), beats, read_motions(made), seed)
    for frame in frames:
        yield frame, cloud_of(afloat(puffs, (frame - frames.first) / float(rate), wind_of(scene)))


def _keep(path: Path, cloud: Cloud) -> None:
    from rushes.media.colour import to_acescg

    hue = to_acescg(cloud.hue.reshape(1, -1, 3)).reshape(cloud.hue.shape)
    np.savez(path, origin=cloud.origin, cell=cloud.cell, density=cloud.density, heat=cloud.heat, hue=hue)


def _write(ctx: StepContext, asked: list[dict[str, Any]], frames: int) -> None:
    reasons: list[str] = []

    def on_line(line: str) -> None:
        if line.startswith("frame "):
            ctx.report(frames + int(line.split()[2]) * frames // len(asked), 2 * frames)
        elif line.startswith("fatal: "):
            reasons.append(line.removeprefix("fatal: "))

    request = ctx.out / "request.json"
    request.write_text(
        json.dumps({"rate": str(ctx.params["rate"]), "creator": "Rushes", "frames": asked}), encoding="utf-8"
    )
    try:
        run_program(
            [sys.executable, "-m", "rushes.blender.vdb", str(request)], log=ctx.out / "vdb.log", on_line=on_line
        )
    except StepFailedError as error:
        at = next((one["frame"] for one in asked if not Path(one["path"]).is_file()), asked[-1]["frame"])
        said = reasons[-1] if reasons else str(error)
        raise StepFailedError(
            f"Frame {at}: the smoke could not be written as OpenVDB ({said}). Make the take again."
        ) from error
    request.unlink()
