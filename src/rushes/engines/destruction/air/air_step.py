"""The step ``air``: the simulation's events become dust in moving air, picture by picture, whoever looks at it."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.air import Air
from rushes.engines.destruction.air.blown import Blown
from rushes.engines.destruction.air.cloud import write_arrays
from rushes.engines.destruction.air.dust import read_source
from rushes.engines.destruction.air.shed import shed
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.building.pieces import Pieces
from rushes.plan import StepContext
from rushes.show import FrameRange

CELL_M = {"draft": 0.8, "review": 0.6, "final": 0.4}
"""Size of a cell of air [m]."""

MOST_CELLS = {"draft": 1.5e6, "review": 4e6, "final": 1.2e7}
"""A larger grid gets larger cells: a cell of the final grid takes about 150 bytes while it is stepped."""

WATCHED_M = 2.0
"""Size of the cells [m] in which ``air.npz`` keeps what was where, for inspection."""


def air(ctx: StepContext) -> None:
    """Write ``cloud.####.npz`` for every frame (``blown.####.npz`` too in snow and rain), ``settled.npz`` and ``air.npz``.

    The air has to be stepped from the first frame, so that a run that was broken off begins anew.

    Params: ``frames`` [first, last], ``rate``, ``quality``, ``amount``, ``wind``, ``weather``.
    """
    params = ctx.params
    frames, rate = FrameRange(*params["frames"]), Fraction(params["rate"])
    simulation, amount = ctx.inputs["simulate"], float(params["amount"])
    source = read_source(simulation / "events.npz", simulation / "contacts.npz", amount)
    pieces = Pieces.load(ctx.inputs["build"] / "building.npz")
    wind, weather = Wind.from_json(params["wind"]), str(params["weather"])
    with np.load(simulation / "motion.npz") as archive:
        motion = {name: archive[name] for name in ("frame", "time", "position", "orientation", "scale", "released")}
    falling = motion["position"].astype(float)
    source = source.in_puffs().and_of(
        shed(pieces, falling, motion["time"].astype(float), motion["released"].astype(float), amount)
    )
    made = Air(
        pieces, source, cell=cell_for(pieces, wind, str(params["quality"])), wind=wind, weather=weather, jets=amount
    )
    watch, settled = _Watch(made), []
    for done, frame in enumerate(frames):
        row = int(np.searchsorted(motion["frame"], frame))
        before = falling[max(row - 1, 0)]
        start = float((frame - frames.first - 1) / rate)
        made.step(
            start,
            start + float(1 / rate),
            before,
            falling[row],
            motion["orientation"][row].astype(float),
            motion["scale"][row].astype(float),
        )
        made.cloud().save(ctx.out / f"cloud.{frame:04d}.npz")
        if made.falls:
            Blown(made.corner, 2.0 * made.cell, made.blown, made.beyond).save(ctx.out / f"blown.{frame:04d}.npz")
        watch.look(made)
        settled.append(made.settled_kg_m2().astype(np.float16))
        ctx.report(done + 1, len(frames))
    write_arrays(
        ctx.out / "settled.npz",
        frame=np.arange(frames.first, frames.last + 1),
        origin=made.origin[:2],
        cell=np.array(made.cell),
        settled=np.array(settled),
    )
    watch.save(ctx.out / "air.npz", frames, float(1 / rate))


def cell_for(pieces: Pieces, wind: Wind, quality: str) -> float:
    """Return the size of a cell [m]: that of the quality, or a larger one where the air would not fit in memory."""
    from rushes.engines.destruction.air.dust import no_source

    size = CELL_M[quality]
    cells = float(np.prod(Air(pieces, no_source(), cell=size, wind=wind).limit.astype(float)))
    return round(size * max(1.0, cells / MOST_CELLS[quality]) ** (1 / 3), 3)


class _Watch:
    """What was where in large cells, and the budget of the dust, frame by frame."""

    def __init__(self, air: Air) -> None:
        self.times = max(1, round(WATCHED_M / air.cell))
        self.shape = tuple(-(-int(size) // self.times) for size in air.limit)
        self.origin, self.cell = air.origin, air.cell * self.times
        self.density: list[NDArray[np.float16]] = []
        self.born: list[NDArray[np.float32]] = []
        self.budget: list[tuple[float, ...]] = []

    def look(self, air: Air) -> None:
        """Keep one frame."""
        self.density.append(self._coarse(air, air.density).astype(np.float16))
        self.born.append(self._coarse(air, air.last_born))
        spent = air.budget
        speed = float(np.sqrt((air.flow * air.flow).sum(axis=0).max())) * air.cell
        self.budget.append((spent.born, air.airborne, spent.settled, spent.out, speed))

    def _coarse(self, air: Air, grid: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return the mean over large cells of the whole air."""
        out = np.zeros(self.shape, np.float32)
        met = np.argwhere(grid > 1e-4)
        where = tuple(((met + air.low) // self.times).T)
        np.add.at(out, where, grid[tuple(met.T)] / np.float32(self.times**3))
        return out

    def save(self, path: Path, frames: FrameRange, step_s: float) -> None:
        """Write all of it."""
        names = ("born", "airborne", "settled", "out", "fastest")
        rows = np.array(self.budget).reshape(-1, len(names))
        born = np.array(self.born)
        where = np.argwhere(born > 1e-4).astype(np.int32)
        write_arrays(
            path,
            frame=np.arange(frames.first, frames.last + 1),
            origin=self.origin,
            cell=np.array(self.cell),
            step_s=np.array(step_s),
            density=np.array(self.density),
            born_where=where,
            born_amount=born[tuple(where.T)],
            **{f"{name}_m3" if name != "fastest" else "fastest_ms": rows[:, n] for n, name in enumerate(names)},
        )
