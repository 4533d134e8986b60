"""The step ``sound`` of a set: its contacts are heard where the camera stands, between the set's own walls."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.breaks.panes import read_panes
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.set_pieces import Shown
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.building.storeys import read_storeys
from rushes.engines.destruction.sound.echoes import Walls, walls_between
from rushes.engines.destruction.sound.impacts import read_impacts
from rushes.engines.destruction.sound.sound import Place, read_events, soundtrack
from rushes.engines.destruction.sound.sound_step import write_soundtrack
from rushes.show import FrameRange

if TYPE_CHECKING:
    from rushes.plan import StepContext


def set_sound(ctx: StepContext) -> None:
    """Make ``mix.wav``, its stems and ``impacts.json``.

    Params: ``frames``, ``rate``, ``camera`` (``CameraPath.to_json()``), ``seed``. Needs ``build`` and ``simulate``.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    built, simulated = ctx.inputs["build"] / "building.npz", ctx.inputs["simulate"]
    pieces = Pieces.load(built)
    lift = Shown.load(ctx.inputs["build"] / "shown.npz").lift
    camera = CameraPath.from_json(params["camera"])
    camera = replace(camera, position=camera.position + [0.0, 0.0, lift])
    impacts = read_impacts(built, simulated / "contacts.npz")
    events = read_events(simulated / "events.npz", read_panes(built, simulated / "motion.npz"))
    place = Place(camera, room_walls(pieces), read_storeys(built, simulated / "motion.npz"))
    ctx.report(0, 1)
    track = soundtrack(impacts, events, place, frames, rate, int(params["seed"]))
    write_soundtrack(ctx.out, track, frames, rate)
    ctx.report(1, 1)


def room_walls(pieces: Pieces) -> Walls:
    """Return the four sides of the box that a set's walls stand round."""
    rows = pieces.member == MEMBERS.index("lining")
    low, high = pieces.centre[rows].min(axis=0), pieces.centre[rows].max(axis=0)
    return walls_between(np.asarray(low[:2]), np.asarray(high[:2]), float(pieces.extent[1, 2]))
