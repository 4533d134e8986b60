"""The step ``sound``: from a simulation's log and the camera to the mix and its stems."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from rushes.engines.camera import CameraPath
from rushes.engines.clip.asked import scene_of
from rushes.engines.clip.layout.standing import staged
from rushes.engines.clip.physics.cast import travels_of
from rushes.engines.clip.sound.contacts import read_blows
from rushes.engines.clip.sound.mix import mixed
from rushes.media.sound import time_reference, write_wav
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext


def sound(ctx: StepContext) -> None:
    """Write ``mix.wav``, its stems and ``impacts.json``.

    Params: ``scene``, ``frames``, ``rate``, ``seed``. Needs ``simulate`` and ``scene``.

    Raises:
        BadInputError: A line is to be spoken and no voice is installed.
        StepFailedError: The simulation's log can't be read.
    """
    rate, seed = Fraction(str(ctx.params["rate"])), int(ctx.params["seed"])
    frames = FrameRange(*ctx.params["frames"])
    asked = scene_of(ctx.params["scene"])
    stage = staged(asked, seed)
    camera = CameraPath.from_json(json.loads((ctx.inputs["scene"] / "camera.json").read_text(encoding="utf-8")))
    beats = json.loads((ctx.inputs["simulate"] / "beats.json").read_text(encoding="utf-8"))["beats"]
    ctx.report(0, 1)
    made = mixed(asked, stage, travels_of(asked, stage), read_blows(ctx.inputs["simulate"]), beats, camera, rate, seed)
    start = time_reference(frames.first, rate)
    for name, codes in {**made.stems, "mix": made.mix}.items():
        write_wav(
            ctx.out / f"{name}.wav",
            codes,
            start=start,
            description=f"Rushes {name}, frames {frames} at {rate} per second",
        )
    part = ctx.out / "impacts.json.part"
    part.write_text(json.dumps(made.heroes, indent=1) + "\n", encoding="utf-8")
    part.replace(ctx.out / "impacts.json")
    ctx.report(1, 1)
