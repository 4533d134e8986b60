"""What a simulated second of collapse costs, held against Blender's own rigid bodies over the same pieces.

Ours is the simulation of a take: bodies that hold together, break and are crushed, every contact written down. The
other side is what Blender's scene physics does with the same convex pieces, of the same masses and friction, in steps of
the same length and for the same frames: each piece a body of its own, let go when ours begins. Blender runs in a process
of its own. Both begin with the bodies going into the world and end with the last frame; starting the programs and making
Blender's meshes is not counted. CPU seconds are counted, so that other work on the machine does not show; wall seconds
stand in the notes. The ground is a thick box on both sides: through a ground that is a plane, Blender's pieces fall.

Blender's pieces hold nothing together. What it takes when they do, by fixed joints that break at the strengths of our
bonds, is in the notes of the full form, over fewer frames. Counted on both sides is what lies under the ground at the end.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from measuring import Figures, run
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.rigid.bodies import GRAVITY
from rushes.engines.destruction.rigid.hulls import hulls_of
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec
from rushes.errors import CancelledError, CheckFailedError
from rushes.studio.process import run_program

TIMES_FASTER = 3.0
"""How many times faster ours is to be with 3,000 pieces."""

FULL = BuildingSpec(storeys=9)
"""The default building with a storey more: a little over 3,000 pieces."""

LARGE = BuildingSpec(storeys=9, bays=11, bays_deep=6)
"""As high, more than three times as large: ten thousand pieces."""

SMALL = BuildingSpec(storeys=3, bays=3, bays_deep=2)

LOST_M = 0.1
"""A piece whose centre lies deeper under the ground than this [m] is lost. A pane that lies on the ground, or a crumb of what
was crushed, may have its centre under it by as much as corners may dip (2 cm); what has fallen through is soon far below."""

JOINED_FRAMES = 12
"""The first frames, in which Blender's pieces hold together by joints: enough to see what these cost. Little has landed by
then, so that contacts, which ours has for the whole time, would come on top."""

PATIENCE_S = 240.0
"""How long [s] the joined pieces are waited for: they are a note beside the figures."""


BLENDER_ITERATIONS = 12
"""Blender's own default is ten; with twelve its heap of three thousand pieces holds together."""


@dataclass(frozen=True)
class Side:
    """What one side took.

    Attributes:
        cpu: CPU time of a simulated second [s].
        wall: Wall time of a simulated second [s].
        lost: Pieces whose centre lies deeper than ``LOST_M`` under the ground at the end.
    """

    cpu: float
    wall: float
    lost: int


def measure(asked: argparse.Namespace) -> Figures:
    """Bring the building down here, then let its pieces go in Blender."""
    collapse = CollapseSpec(frames=96 if asked.full else 24, start_s=0.0, rest_s=0.5)
    pieces = break_building(FULL if asked.full else SMALL)
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as name:
        folder = Path(name)
        hut = break_building(BuildingSpec(storeys=1, bays=1, bays_deep=1))
        _ours(
            hut, CollapseSpec(frames=48, start_s=0.0, rest_s=0.5), folder
        )  # the compiler's time is no simulated second
        ours = _ours(pieces, collapse, folder)
        other = _blender(pieces, collapse, folder)
        notes = [
            f"Wall seconds of a simulated second: {ours.wall:.3g} here, {other.wall:.3g} in Blender.",
            f"Lost through the ground at the end: {ours.lost} pieces here, {other.lost} in Blender.",
            f"Ours is {other.cpu / ours.cpu:.2f} times as fast; {TIMES_FASTER:g} times is what was asked for 3,000 pieces.",
        ]
        if asked.full:
            notes.append(_larger(len(pieces), collapse, folder, ours))
            notes.append(_joined(pieces, collapse, folder, ours))
    if ours.lost:
        raise CheckFailedError(
            f"{ours.lost} pieces of ours fell through the ground. No time counts before it is mended."
        )
    return Figures(
        ours=ours.cpu,
        other=other.cpu,
        limit=other.cpu / TIMES_FASTER,
        unit="CPU s / s",
        ours_is=f"{len(pieces)} pieces that hold together and break, contacts logged",
        other_is=f"Blender's rigid bodies: the same {len(pieces)} pieces, each a body of its own, nothing breaks",
        limit_is="a third of the other side",
        notes=tuple(notes),
    )


def _ours(pieces: Pieces, collapse: CollapseSpec, folder: Path) -> Side:
    """Simulate up to the last picture; what is simulated after it, until all rests, is nobody else's work."""
    ends: list[tuple[float, float]] = []

    def report(done: int, frames: int) -> None:
        if done == frames:
            ends.append((time.process_time(), time.perf_counter()))

    cpu, wall = time.process_time(), time.perf_counter()
    simulate_collapse(pieces, collapse, folder, report)
    with np.load(folder / "motion.npz") as motion:
        lost = int((motion["position"][-1, :, 2] < -LOST_M).sum())
    seconds = collapse.frames * collapse.steps_per_frame * collapse.step_s
    return Side((ends[0][0] - cpu) / seconds, (ends[0][1] - wall) / seconds, lost)


def _larger(count: int, collapse: CollapseSpec, folder: Path, ours: Side) -> str:
    """Say what a building of three times as many pieces takes."""
    pieces = break_building(LARGE)
    side = _ours(pieces, collapse, folder)
    more = len(pieces) / count
    if side.lost:
        raise CheckFailedError(f"{side.lost} of {len(pieces)} pieces of ours fell through the ground.")
    return (
        f"{len(pieces)} pieces take {side.cpu:.3g} CPU s for a simulated second, none lost: {side.cpu / ours.cpu:.2f} times as much "
        f"for {more:.2f} times as many pieces, of a building as high."
    )


def _joined(pieces: Pieces, collapse: CollapseSpec, folder: Path, ours: Side) -> str:
    """Say what Blender takes when joints hold the pieces together; it is given up when it takes too long."""
    stand = (pieces.storey[pieces.bond_a] > 0) & (pieces.storey[pieces.bond_b] > 0)  # the ground floor lets go
    asked = f"With {int(stand.sum())} fixed joints that break, as ours hold together, Blender"
    few = collapse.model_copy(update={"frames": JOINED_FRAMES})
    until = time.monotonic() + PATIENCE_S
    try:
        side = _blender(pieces, few, folder, bonds=stand, until=until)
    except CancelledError:
        return f"{asked} had not done {JOINED_FRAMES} frames in {PATIENCE_S:g} s of waiting."
    return (
        f"{asked} takes {side.cpu:.3g} CPU s for a simulated second, seen over {JOINED_FRAMES} frames: "
        f"{side.cpu / ours.cpu:.2f} times ours."
    )


def _blender(
    pieces: Pieces,
    collapse: CollapseSpec,
    folder: Path,
    *,
    bonds: NDArray[np.bool_] | None = None,
    until: float = math.inf,
) -> Side:
    """Let the pieces go in Blender, with joints for some bonds, and return what it took.

    Raises:
        CancelledError: It was not done by a time on the monotonic clock.
    """
    _write_pieces(pieces, folder, bonds)
    request = {
        "pieces": str(folder / "pieces.npz"),
        "answer": str(folder / "answer.json"),
        "frames": collapse.frames,
        "rate": [collapse.fps.numerator, collapse.fps.denominator],
        "steps_per_frame": collapse.steps_per_frame,
        "iterations": BLENDER_ITERATIONS,
        "friction": collapse.friction,
        "gravity": GRAVITY,
        "ground": 0.0,
    }
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    run_program(
        [sys.executable, "-m", "rushes.blender.rigid", str(folder / "request.json")],
        log=folder / "blender.log",
        cancelled=lambda: time.monotonic() > until,
        env={"BLENDER_USER_RESOURCES": str(folder / "blender_user"), "DISPLAY": ""},
    )
    answer: dict[str, Any] = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    lost = int((np.array(answer["places"])[:, 2] < -LOST_M).sum())
    seconds = float(collapse.frames / collapse.fps)
    return Side(answer["cpu"] / seconds, answer["wall"] / seconds, lost)


def _write_pieces(pieces: Pieces, folder: Path, bonds: NDArray[np.bool_] | None) -> None:
    """Write the pieces as our own world has them, a little smaller than they are drawn."""
    shrink = hulls_of(pieces).shrink
    owner = np.repeat(np.arange(len(pieces)), np.diff(pieces.vertex_start))
    joints: dict[str, Any] = {}
    if bonds is not None:
        names = ("bond_a", "bond_b", "bond_centre", "bond_strength")
        joints = {name: getattr(pieces, name)[bonds] for name in names}
    np.savez(
        folder / "pieces.npz",
        vertices=pieces.vertices * shrink[owner][:, None],
        vertex_start=pieces.vertex_start,
        triangles=pieces.triangles,
        triangle_start=pieces.triangle_start,
        centre=pieces.centre,
        mass=pieces.mass,
        **joints,
    )


if __name__ == "__main__":
    run("rigid", __doc__ or "", measure)
