"""What a simulated second of collapse costs in CPU time.

Ours is the whole simulation: bodies that break on impulse, the load path, crushing, every contact written down. The
other side is a house of cards: every piece of the same building as a body of its own from the start, let go at the
time at which ours begins, in the same world with the same steps and poses, with no breaking and no log. That
is what one gets from a physics library alone; it is cheaper in Python and dearer in the solver. CPU seconds of this
process are counted, so that other work on the machine does not show.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

from measuring import Figures, run
from rushes.engines.destruction.building.pieces import Pieces, break_building
from rushes.engines.destruction.rigid.bodies import World
from rushes.engines.destruction.simulation.simulation import simulate_collapse
from rushes.engines.destruction.spec import BuildingSpec, CollapseSpec

LIMIT_SHARE = 1.5
"""Breaking, with all that is logged of it, may cost half as much again as the house of cards."""

SMALL = BuildingSpec(storeys=3, bays=3, bays_deep=2)


def measure(asked: argparse.Namespace) -> Figures:
    """Bring the building down both ways."""
    spec = BuildingSpec() if asked.full else SMALL
    collapse = CollapseSpec(frames=96 if asked.full else 36, start_s=0.0, rest_s=0.5)
    pieces = break_building(spec)
    with tempfile.TemporaryDirectory(prefix="rushes-bench-") as folder:
        _compile(Path(folder))
        ours = _breaking(pieces, collapse, Path(folder))
        other = _house_of_cards(pieces, collapse)
    return Figures(
        ours=ours,
        other=other,
        limit=LIMIT_SHARE * other,
        unit="CPU s / s",
        ours_is=f"{len(pieces)} pieces that hold together and break, contacts logged",
        other_is=f"a house of cards: the same {len(pieces)} pieces, each a body of its own, nothing breaks",
        limit_is="one and a half times the other side",
    )


def _compile(folder: Path) -> None:
    """Run a hut for a moment: the compiler's time is no part of a simulated second."""
    hut = break_building(BuildingSpec(storeys=1, bays=1, bays_deep=1))
    simulate_collapse(hut, CollapseSpec(frames=6, start_s=0.0, rest_s=0.5), folder, lambda *_: None)


def _breaking(pieces: Pieces, collapse: CollapseSpec, folder: Path) -> float:
    """Return the CPU time [s] of a simulated second of ours: it goes on after the picture until its rest is over."""
    started = time.process_time()
    simulate_collapse(pieces, collapse, folder, lambda *_: None)
    spent = time.process_time() - started
    with np.load(folder / "events.npz") as events:
        return spent / float(events["momentum_time"].max() + collapse.step_s)


def _house_of_cards(pieces: Pieces, collapse: CollapseSpec) -> float:
    """Return the CPU time [s] of a simulated second in which every piece is on its own."""
    world = World(pieces, step_s=collapse.step_s, friction=collapse.friction)
    steps = collapse.frames * collapse.steps_per_frame
    started = time.process_time()
    for row in range(len(pieces)):
        world.add(np.array([row]), dynamic=True)
    for step in range(steps):
        world.step()
        if step % collapse.steps_per_frame == 0:
            world.poses()
    return (time.process_time() - started) / (steps * collapse.step_s)


if __name__ == "__main__":
    run("simulation", __doc__ or "", measure)
