"""The air round what falls, and the dust in it: heavy, swirling, pushed out by what crushes, rolling along the ground.

The air is an incompressible fluid on a grid (Stam 1999, with the vorticity confinement of Fedkiw 2001) whose pressure is
solved by multigrid, round what stands and lies in it. Pieces drag it along, crushing presses it out, squeezed storeys blow
it through their windows, the wind blows, and dust makes it heavy, so that it runs along the ground as a density current.
Dust is carried by volumes: what leaves a cell arrives in the next one, and what was born is in the air, on the ground, or out
of the grid. The grid grows with the dust.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.air.bursts import Jets, Windows
from rushes.engines.destruction.air.cloud import DENSE_KG_M3, Cloud, halved
from rushes.engines.destruction.air.dust import Source
from rushes.engines.destruction.air.wind import Wind
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS

Floats = NDArray[np.float64]
Grid = NDArray[np.float32]

PRESS = 4.0
"""Air that is pressed out with the dust: volume a second, per volume of dust born in that second."""

MOST_PUSH = 7.0
"""No cell presses out more than so many times its volume a second."""

HEAVY_MS2 = 1.5
"""Downward acceleration [m/s2] of dense dust: a suspension about a sixth heavier than air."""

COARSE_SHARE = 0.45
"""Share of fresh dust that is grains of a tenth of a millimetre and more: about what sieves find in rubble's fines."""

COARSE_FALL_MS = 0.8
"""How fast those fall through the air [m/s]: the terminal speed of a mineral grain of 0.12 mm."""

CLUMP_PER_S = 0.6
"""Share of fine dust that clumps to coarse grains in a second: what is left of a cloud thins out without hanging in the air for
the minutes that it really takes, by eye."""

WASH_PER_S = {"rain": 0.3, "snow": 0.06}
"""Share of dust that rain or snow take to the ground in a second. Real rain of 20 mm an hour takes a thousandth; it is
overdone so that a shot of seconds shows it."""

DENSEST = 2.5
SWIRL = 0.6
SPREAD_M = 1.4
"""How far dust that is born spreads at once [m]."""

TEXTURE_LIFE = 10
"""Frames after which a phase of the detail is born anew; two phases overlap, so that none is seen to end."""

CYCLES = 3
"""V-cycles of the pressure; it begins with the last picture's."""

CLOSES = 3.0
"""A cell that pieces fill by a third is closed to air: they lie across it."""

LEAST_OPEN = 0.03
MOST_SPEED_MS = 30.0
"""Dust is carried no faster [m/s]: air squeezed between pieces is, where the grid can't show it."""

DRAG_GAIN, MOST_DRAG = 3.0, 0.85

REACH_OF_JET_M = 1.6
"""Length [m] over which a window's jet is kept at its speed; from there on the air does what it does."""

GROW = 8
"""The grid grows by so many cells, so that it can be halved three times."""

ROOM_M = 5.0
"""Clear air [m] that is kept round the dust."""

FELT = 0.002
"""Dust as thin as this makes the grid grow."""

SNOW_KEEPS_S = 1.4
"""How long [s] what air did to a flake is seen: after it the flake falls with the wind again."""

_DENSITY_FIELDS = 6
"""Dust, its coarse part, its colour three times, its age."""


@dataclass(slots=True)
class Budget:
    """Where the dust is, in cubic metres of dense dust.

    Attributes:
        born: All that was born; settled: what lies on ground and pieces; out: what left the grid.
    """

    born: float = 0.0
    settled: float = 0.0
    out: float = 0.0


class Air:
    """The air around the building and the dust in it, stepped picture by picture.

    Attributes:
        pieces: What moves in it; cell: size of a cell [m]; origin: corner of the largest grid it may grow to [m].
        low: First cell of today's grid in that; shape: its cells.
        fields: Velocity of the air [cells/s] and how far each phase of the detail was carried [cells], [9, x, y, z].
        dust: Dust in each cell (1 is dense), its coarse part, colour times dust, age times dust, [6, x, y, z].
        blown: How far what falls is off its way [m], in cells of twice the size, [3, x, y, z]; beyond: the air's velocity
            there beyond the wind [m/s].
        settled: Dust on the ground and on pieces [cells], over the largest grid's ground, [x, y].
        budget: Where all of it is.
        last_born: Dust that was born in the last step, [x, y, z].
    """

    def __init__(
        self, pieces: Pieces, source: Source, *, cell: float, wind: Wind, weather: str = "clear", jets: float = 1.0
    ) -> None:
        low, high = pieces.extent
        self.pieces, self.source, self.cell, self.wind = pieces, source, cell, wind
        self.wash, self.falls = WASH_PER_S.get(weather, 0.0), weather in WASH_PER_S
        self.jets = jets
        self.windows = Windows(pieces)
        reach = 14.0 + 0.75 * float(high[2])
        drift = 2.0 * np.array([wind.x + wind.drift_x, wind.y + wind.drift_y])
        down, up = np.minimum(drift, 0.0), np.maximum(drift, 0.0)
        self.origin = np.array([low[0] - reach + down[0], low[1] - reach * 1.35 + down[1], 0.0])
        top = np.array([high[0] + reach + up[0], high[1] + reach * 0.9 + up[1], float(high[2]) * 1.25 + 6.0])
        self.limit = np.ceil((top - self.origin) / cell / GROW).astype(np.int64) * GROW
        first = np.floor((low - ROOM_M - self.origin) / cell / GROW).astype(np.int64) * GROW
        last = np.ceil((high + ROOM_M - self.origin) / cell / GROW).astype(np.int64) * GROW
        self.low = np.clip(first, 0, self.limit - GROW)
        self.low[2] = 0
        self.shape = tuple(int(value) for value in np.minimum(last, self.limit) - self.low)
        self.fields: Grid = np.zeros((9, *self.shape), np.float32)
        self.fields[:3] = self._wind(0.0)
        self.dust: Grid = np.zeros((_DENSITY_FIELDS, *self.shape), np.float32)
        self.pressure: Grid = np.zeros(self.shape, np.float32)
        self.blown: Grid = np.zeros((3, *(size // 2 for size in self.shape)), np.float32)
        self.beyond: Grid = np.zeros_like(self.blown)
        self.settled: Floats = np.zeros(tuple(self.limit[:2]))
        self.budget = Budget()
        self.last_born: Grid = np.zeros(self.shape, np.float32)
        self.age = 0
        self._lattice()

    @property
    def flow(self) -> Grid:
        """Velocity of the air [cells/s], shape [3, x, y, z]."""
        return self.fields[:3]

    @property
    def density(self) -> Grid:
        """Dust in each cell; 1 is dense, shape [x, y, z]."""
        return self.dust[0]

    @property
    def carried(self) -> Grid:
        """How far the air came since each phase of the detail was born [cells], shape [2 phases times 3, x, y, z]."""
        return self.fields[3:]

    @property
    def corner(self) -> Floats:
        """Corner of today's grid [m]."""
        return np.asarray(self.origin + self.low * self.cell)

    @property
    def airborne(self) -> float:
        """Dust in the air [m3 of dense dust]."""
        return float(self.dust[0].sum(dtype=np.float64)) * self.cell**3

    def settled_kg_m2(self) -> NDArray[np.float32]:
        """Return what lies on each square metre of the ground, or of what lies there [kg/m2], shape [x, y]."""
        return (self.settled * self.cell * DENSE_KG_M3).astype(np.float32)

    def cloud(self) -> Cloud:
        """Return the part of the air that holds dust, with a margin."""
        box = self._box()
        place = self.low + np.array([part.start for part in box])
        keep = (slice(None), *box)
        return Cloud(
            origin=self.origin + place * self.cell,
            cell=self.cell,
            place=place,
            density=self.dust[0][box].copy(),
            coarse=self.dust[1][box].copy(),
            pigment=self.dust[2:5][keep].copy(),
            aged=self.dust[5][box].copy(),
            carried=self.carried[keep].copy(),
            flow=self.flow[keep] * np.float32(self.cell),
            blend=float(1.0 - abs(2.0 * ((self.age % TEXTURE_LIFE) / TEXTURE_LIFE) - 1.0)),
        )

    def step(
        self,
        start: float,
        end: float,
        before: Floats,
        after: Floats,
        turn: Floats | None = None,
        scale: Floats | None = None,
    ) -> None:
        """Step from one time to the next [s].

        Args:
            start, end: The interval.
            before, after: Centres of all pieces at its begin and end [m], shape [n, 3].
            turn: Their orientation at its end (w, x, y, z), [n, 4]; as at rest where it is left out.
            scale: Their size against whole, [n].
        """
        from rushes.engines.destruction.air import air_kernels as kernels

        step = end - start
        self._grow()
        self.dust[5] += self.dust[0] * np.float32(step)
        self.last_born = self._born(start, end)
        push = self.last_born * np.float32(PRESS / step)
        filled = self._drag(before, after, step, turn, scale)
        self._blow(self.windows.jets(before, after, step) if self.jets > 0 else None, step, push)
        self.flow[2] -= np.float32(HEAVY_MS2 / self.cell * step) * np.minimum(self.density, 1.6)
        self._swirl(step)
        faces = self._project(np.minimum(push, MOST_PUSH), filled)
        self._carry_dust(faces, step)
        out = np.empty_like(self.fields)
        kernels.carry(self.fields, step, out)
        out[3:].reshape(2, 3, *self.shape)[:] -= self.flow * np.float32(step)
        self.fields = out
        self._settle(filled, step)
        calm = np.float32(np.exp(-0.35 * step))
        self.flow[:] = self.flow * calm + self._wind(end) * (1 - calm)
        if self.falls:
            self._blow_flakes(end, step)
        self.age += 1
        for layer, birth in ((0, 0), (1, TEXTURE_LIFE // 2)):
            if self.age % TEXTURE_LIFE == birth:
                self.carried[3 * layer : 3 * layer + 3] = 0.0

    def _wind(self, time: float) -> Grid:
        """Return the wind over today's grid [cells/s], shape [3, 1, 1, z]."""
        height = (np.arange(self.shape[2]) + 0.5) * self.cell
        return np.asarray((self.wind.at(height, time) / self.cell).T[:, None, None, :], np.float32)

    def _lattice(self) -> None:
        """Put points into every piece's box, at most a cell apart: what it fills is counted by them."""
        points, owner, volume = [], [], []
        for row, size in enumerate(self.pieces.size.astype(float)):
            count = np.maximum(np.ceil(size / self.cell), 1).astype(int)
            axes = [(np.arange(n) + 0.5) / n * s - s / 2 for n, s in zip(count, size, strict=True)]
            grid = np.stack(np.meshgrid(*axes, indexing="ij"), axis=-1).reshape(-1, 3)
            points.append(grid)
            owner.append(np.full(len(grid), row))
            volume.append(np.full(len(grid), self.pieces.volume[row] / len(grid)))
        self._points = np.concatenate(points).astype(np.float32)
        self._owner = np.concatenate(owner).astype(np.int64)
        self._volume = np.concatenate(volume) / self.cell**3
        self._closes = self.pieces.material != MATERIALS.index("glass")

    def _box(self, least: float = FELT) -> tuple[slice, slice, slice]:
        """Return the part of today's grid that holds dust, with two cells more; the least is of four cells each way."""
        sides = []
        flat = self.density.max(axis=2)
        for axis, line in enumerate((flat.max(axis=1), flat.max(axis=0), self.density.max(axis=(0, 1)))):
            met = np.flatnonzero(line > least)
            first, last = (int(met[0]), int(met[-1]) + 1) if len(met) else (0, 0)
            low = max(first - 2, 0) if axis < 2 else 0
            high = min(last + 2, self.shape[axis])
            sides.append(slice(low, max(high, min(low + 4, self.shape[axis]))))
        return sides[0], sides[1], sides[2]

    def _grow(self) -> None:
        """Make the grid larger where dust comes near its sides, as far as it may."""
        box, room = self._box(), int(np.ceil(ROOM_M / self.cell))
        before, after = np.zeros(3, int), np.zeros(3, int)
        for axis, part in enumerate(box):
            high = int(self.low[axis]) + self.shape[axis]
            if part.stop - part.start <= 4:
                continue
            if axis < 2 and part.start < room and self.low[axis] > 0:
                before[axis] = min(GROW, int(self.low[axis]))
            if part.stop > self.shape[axis] - room and high < self.limit[axis]:
                after[axis] = min(GROW, int(self.limit[axis]) - high)
        if not (before.any() or after.any()):
            return
        ends = [(0, 0), *zip(before.tolist(), after.tolist(), strict=True)]
        carried = np.pad(self.fields[3:], ends)
        flow = np.pad(self.fields[:3], ends, mode="edge")
        self.fields = np.concatenate([flow, carried])
        self.dust = np.pad(self.dust, ends)
        self.pressure = np.pad(self.pressure, ends[1:])
        self.blown = np.pad(self.blown, [(a // 2, b // 2) for a, b in ends])
        self.low -= before
        self.shape = self.density.shape

    def cells(self, position: Floats) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Return the cell of each point in today's grid, shape [n, 3], and which points lie in it."""
        index = np.floor((position - self.corner) / self.cell).astype(np.int64)
        inside = ((index >= 0) & (index < np.array(self.shape))).all(axis=1)
        return index, inside

    def _born(self, start: float, end: float) -> Grid:
        """Add the dust that is born in an interval; return how much it was in each cell."""
        from scipy.ndimage import gaussian_filter

        grid = np.zeros(self.shape, np.float32)
        rows = np.flatnonzero((self.source.time >= start) & (self.source.time < end))
        index, inside = self.cells(self.source.position[rows])
        index, rows = index[inside], rows[inside]
        if not len(rows):
            return grid
        spread = SPREAD_M / self.cell
        margin = int(4.0 * spread + 0.5) + 1
        low = np.maximum(index.min(axis=0) - margin, 0)
        high = np.minimum(index.max(axis=0) + margin + 1, self.shape)
        amount = self.source.amount[rows] / self.cell**3
        born = np.zeros((4, *(high - low)), np.float32)
        where = tuple((index - low).T)
        for layer, share in zip(born, (np.ones(len(rows)), *self.source.colour[rows].T), strict=True):
            np.add.at(layer, where, (amount * share).astype(np.float32))
            layer[:] = gaussian_filter(layer, spread, mode="reflect")
        born *= np.minimum(1.0, DENSEST / np.maximum(born[0], 1e-6))
        box = tuple(slice(a, b) for a, b in zip(low, high, strict=True))
        grid[box] = born[0]
        self._add(box, born[0], born[1:])
        return grid

    def _add(self, box: tuple[slice, ...], amount: Grid, pigment: Grid) -> None:
        self.dust[0][box] += amount
        self.dust[1][box] += amount * np.float32(COARSE_SHARE)
        self.dust[(slice(2, 5), *box)] += pigment
        self.budget.born += float(amount.sum(dtype=np.float64)) * self.cell**3

    def _drag(self, before: Floats, after: Floats, step: float, turn: Floats | None, scale: Floats | None) -> Grid:
        """Let pieces carry the air along; return by how much each cell is closed to it."""
        from rushes.engines.destruction.air import air_kernels as kernels

        filled, closed = np.zeros(self.shape, np.float32), np.zeros(self.shape, np.float32)
        momentum = np.zeros((3, *self.shape), np.float32)
        count = len(self.pieces)
        kernels.fill(
            self._points, self._owner, self._volume, after, rotations(turn, count),
            np.ones(count) if scale is None else scale, (after - before) / step / self.cell, self._closes,
            self.corner, self.cell, filled, momentum, closed,
        )  # fmt: skip
        kernels.drag(self.flow, filled, momentum, MOST_DRAG, DRAG_GAIN)
        return np.minimum(closed * np.float32(CLOSES), np.float32(1.0))

    def _blow(self, jets: Jets | None, step: float, push: Grid) -> None:
        """Blow dusty air out of windows: along each jet as far as it comes in this step, at its speed.

        Args:
            jets: What blows.
            step: Time [s].
            push: Air that is pressed out of each cell [cells/s]; added to.
        """
        if jets is None or not len(jets.area):
            return
        speed = np.linalg.norm(jets.velocity, axis=1)
        way = jets.velocity / speed[:, None]
        volume = jets.area * speed * step
        colour = self.source.mean_colour()
        kept = max(REACH_OF_JET_M, 1.5 * self.cell)
        parts = max(4, int(np.ceil(2.0 * kept / self.cell)))
        rng = np.random.default_rng([self.age, 0xB1A57])
        for part in range(parts):
            far = (part + 0.5) / parts
            wide = np.sqrt(jets.area)[:, None] * (0.25 + 0.2 * far)
            aside = rng.normal(0.0, 1.0, (len(speed), 3)) * wide
            aside -= way * (aside * way).sum(axis=1, keepdims=True)
            place = jets.position + way * (0.4 * self.cell + np.maximum(kept, speed * step)[:, None] * far) + aside
            index, inside = self.cells(place)
            where = tuple(index[inside].T)
            amount = (volume * jets.density / parts * self.jets)[inside] / self.cell**3
            room = np.maximum(DENSEST - self.dust[0][where], 0.0)
            amount = np.minimum(amount, room)
            for layer, share in ((0, 1.0), (1, COARSE_SHARE * 0.6), *zip((2, 3, 4), colour, strict=True)):
                np.add.at(self.dust[layer], where, (amount * share).astype(np.float32))
            np.add.at(self.last_born, where, amount.astype(np.float32))
            self.budget.born += float(amount.astype(np.float32).sum(dtype=np.float64)) * self.cell**3
            np.add.at(push, where, (volume / parts / step / self.cell**3)[inside].astype(np.float32))
            covered = np.minimum(jets.area / self.cell**2, 1.0)[inside]
            if far * max(kept, 1e-6) <= kept:
                for axis in range(3):
                    layer = self.flow[axis]
                    layer[where] += (covered * (jets.velocity[inside, axis] / self.cell - layer[where])).astype(
                        np.float32
                    )

    def _swirl(self, step: float) -> None:
        from rushes.engines.destruction.air import air_kernels as kernels

        cx, cy, cz, size = (np.empty_like(self.density) for _ in range(4))
        kernels.curl(*self.flow, cx, cy, cz, size)
        kernels.swirl(*self.flow, cx, cy, cz, size, self.density, SWIRL * step * 24.0 * 0.25)

    def _project(self, push: Grid, closed: Grid) -> tuple[Grid, Grid, Grid]:
        """Make the air incompressible but for what is pressed out; return the flow through faces [cells/s]."""
        from rushes.engines.destruction.air import pressure_kernels as kernels

        faces = kernels.openness(closed, LEAST_OPEN)
        fu, fv, fw, target = kernels.through_faces(*self.flow, push)
        kernels.solve(self.pressure, target, faces, CYCLES)
        kernels.correct(*self.flow, fu, fv, fw, self.pressure, *faces)
        return fu, fv, fw

    def _carry_dust(self, faces: tuple[Grid, Grid, Grid], step: float) -> None:
        """Carry dust through faces, along each axis in turn, in as many parts of the step as its speed asks for."""
        from rushes.engines.destruction.air import air_kernels as kernels

        for face in faces:
            np.clip(face, -MOST_SPEED_MS / self.cell, MOST_SPEED_MS / self.cell, out=face)
        fastest = max(float(max(face.max(), -face.min())) for face in faces)
        parts = max(1, int(np.ceil(fastest * step / 0.95)))
        other, air_after = np.zeros_like(self.dust), np.ones_like(self.density)
        box = np.array([(part.start - parts - 1, part.stop + parts + 1) for part in self._box(0.0)])
        box = np.clip(box, 0, np.array(self.shape)[:, None])
        gone = 0.0
        for _ in range(parts):
            air = np.ones_like(self.density)
            for axis in (0, 1, 2) if self.age % 2 == 0 else (1, 0, 2):
                gone += kernels.flux(self.dust, air, faces[axis], step / parts, axis, box, other, air_after)
                self.dust, other = other, self.dust
                air, air_after = air_after, air
        self.budget.out += gone * self.cell**3

    def _settle(self, closed: Grid, step: float) -> None:
        from rushes.engines.destruction.air import air_kernels as kernels

        clump = np.float32(1.0 - np.exp(-CLUMP_PER_S * step))
        self.dust[1] += (self.dust[0] - self.dust[1]) * clump
        ground = np.zeros(self.shape[:2])
        kernels.fall(self.dust, closed, min(COARSE_FALL_MS * step / self.cell, 1.0), ground)
        if self.wash > 0:
            kernels.wash(self.dust, 1.0 - float(np.exp(-self.wash * step)), ground)
        x, y = (int(value) for value in self.low[:2])
        self.settled[x : x + self.shape[0], y : y + self.shape[1]] += ground
        self.budget.settled += float(ground.sum()) * self.cell**3

    def _blow_flakes(self, time: float, step: float) -> None:
        """Carry on how far what falls through the air was blown off its way: by what the air does beyond the wind."""
        from rushes.engines.destruction.air import air_kernels as kernels

        flow = halved(self.flow) * np.float32(0.5)
        wind = halved(np.broadcast_to(self._wind(time), self.flow.shape)) * np.float32(0.5)
        out = np.empty((6, *flow.shape[1:]), np.float32)
        kernels.carry(np.concatenate([flow, self.blown]), step, out)
        metres = np.float32(2.0 * self.cell * step)
        self.beyond = (flow - wind) * np.float32(2.0 * self.cell)
        self.blown = (out[3:] + (flow - wind) * metres) * np.float32(np.exp(-step / SNOW_KEEPS_S))


def rotations(turn: Floats | None, count: int) -> Floats:
    """Return rotation matrices [n, 3, 3] of unit quaternions (w, x, y, z) [n, 4]; of none, those that turn nothing."""
    if turn is None:
        return np.broadcast_to(np.eye(3), (count, 3, 3)).copy()
    w, x, y, z = turn.T.astype(float)
    rows = [
        [1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y)],
        [2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x)],
        [2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y)],
    ]
    return np.ascontiguousarray(np.array(rows).transpose(2, 0, 1))
