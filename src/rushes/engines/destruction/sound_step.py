"""The step ``sound``: from the folders of ``build`` and ``simulate`` to four WAV files and the list of heroes."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.impacts import read_impacts
from rushes.engines.destruction.sound import read_events, soundtrack
from rushes.media.sound import time_reference, write_wav
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext

STEMS = ("impacts", "rumble", "debris")


def sound(ctx: StepContext) -> None:
    """Make ``mix.wav``, its three stems and ``impacts.json``.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json()``), ``seed``.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    simulated = ctx.inputs["simulate"]
    impacts = read_impacts(ctx.inputs["build"] / "building.npz", simulated / "contacts.npz")
    events = read_events(simulated / "events.npz")
    ctx.report(0, 1)
    track = soundtrack(impacts, events, CameraPath.from_json(params["camera"]), frames, rate, int(params["seed"]))
    start = time_reference(frames.first, rate)
    for name in (*STEMS, "mix"):
        what = f"Rushes {name}, frames {frames} at {rate} per second"
        write_wav(ctx.out / f"{name}.wav", getattr(track.mixdown, name), start=start, description=what)
    part = ctx.out / "impacts.json.part"
    part.write_text(json.dumps(track.heroes, indent=1) + "\n", encoding="utf-8")
    part.replace(ctx.out / "impacts.json")
    ctx.report(1, 1)
