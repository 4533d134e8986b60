"""The step ``sound``: from the folders of ``build`` and ``simulate`` to the mix, its stems and the list of heroes."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.panes import read_panes
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.storeys import read_storeys
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.sound.echoes import Walls, walls_of, walls_unknown
from rushes.engines.destruction.sound.impacts import read_impacts
from rushes.engines.destruction.sound.sound import Place, Soundtrack, read_events, soundtrack
from rushes.engines.destruction.stage.scene import outer_walls
from rushes.engines.destruction.stage.streets import lay_street
from rushes.media.sound import time_reference, write_wav
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext


def sound(ctx: StepContext) -> None:
    """Make ``mix.wav``, its stems and ``impacts.json``.

    Params: ``frames`` [first, last], ``rate`` ("24/1"), ``camera`` (``CameraPath.to_json()``), ``seed``, and ``light``
    (``LightRig.to_json()``) where the street is ours: its houses stand by the light.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    built, simulated = ctx.inputs["build"] / "building.npz", ctx.inputs["simulate"]
    impacts = read_impacts(built, simulated / "contacts.npz")
    events = read_events(simulated / "events.npz", read_panes(built, simulated / "motion.npz"))
    camera = CameraPath.from_json(params["camera"])
    place = Place(camera, _walls(ctx, camera), read_storeys(built, simulated / "motion.npz"))
    ctx.report(0, 1)
    track = soundtrack(impacts, events, place, frames, rate, int(params["seed"]))
    write_soundtrack(ctx.out, track, frames, rate)
    ctx.report(1, 1)


def write_soundtrack(out: Path, track: Soundtrack, frames: FrameRange, rate: Fraction) -> None:
    """Write a soundtrack's mix, its stems and the list of its heroes."""
    start = time_reference(frames.first, rate)
    for name, codes in {**track.mixdown.stems, "mix": track.mixdown.mix}.items():
        what = f"Rushes {name}, frames {frames} at {rate} per second"
        write_wav(out / f"{name}.wav", codes, start=start, description=what)
    part = out / "impacts.json.part"
    part.write_text(json.dumps(track.heroes, indent=1) + "\n", encoding="utf-8")
    part.replace(out / "impacts.json")


def _walls(ctx: StepContext, camera: CameraPath) -> Walls:
    """Return the walls of the street that is in the picture, or those of an ordinary one for a plate."""
    if ctx.params.get("light") is None:
        return walls_unknown(camera)
    low, high = outer_walls(Pieces.load(ctx.inputs["build"] / "building.npz"))
    width, depth = (high - low)[:2].tolist()
    light = LightRig.from_json(ctx.params["light"])
    return walls_of(lay_street(width, depth, camera, light, seed=int(ctx.params["seed"])))
