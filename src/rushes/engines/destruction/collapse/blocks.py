"""Blocks: from what fails when, the groups of pieces that stand, crumble or come down together.

A support that fails crumbles, and with it what fills the storey beside it. What loses its way to the ground at about the same time and
hangs together comes down as one block, torn along the jagged joints of its room-sized chunks. What stands under it waits, storey by
storey, until it is hit.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.hinge import Hinge
from rushes.engines.destruction.collapse.load_path import NEVER, Progress
from rushes.engines.destruction.collapse.structure import LEVEL, Structure
from rushes.engines.destruction.collapse.ways import Beginning

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

JOIN_S = 0.15
"""Parts that come loose within this time [s] of each other, and hang together, come down as one."""

BESIDE = 8.0
"""Factor on the blow that brings down a bay that still stands beside what falls: it has its own frame."""

OVERHANG_M = 2.8
"""How far [m] beyond its last column what stands may reach with a torn edge: a slab's bars hold no more."""

SAME_STACK_M = 0.6
"""Supports whose heads are nearer than this in plan [m] stand on one another."""


@dataclass(frozen=True, eq=False, slots=True)
class Schedule:
    """What lets go when.

    Attributes:
        group: The group of each piece, shape [n].
        release: When each group lets go [s]; inf: only when it is hit. Shape [groups].
        crumbles: Whether a group falls apart as it lets go, shape [groups].
        push: Velocity [m/s] that each piece starts with, shape [n, 3].
        rests_on: The supports under a floor, which go when the floor is hit; -1 for none. Shape [groups].
        withstands: How much harder a blow than brings down a storey that waits a group stands; inf: whatever hits it.
            Shape [groups].
        hinges: The lines that groups turn about as they let go.
        spin: Angular velocity [rad/s] that a group starts with, by group; none where it is left out.
        cables: Pieces of the skin, and the pieces inside that they are made fast to, shape [k, 2].
    """

    group: NDArray[np.int64]
    release: Floats
    crumbles: NDArray[np.bool_]
    push: Floats
    rests_on: NDArray[np.int64]
    withstands: Floats
    hinges: tuple[Hinge, ...] = ()
    spin: Mapping[int, Floats] = field(default_factory=dict)
    cables: Rows = field(default_factory=lambda: np.zeros((0, 2), np.int64))


class Groups:
    """Collects groups; later claims win over earlier ones."""

    def __init__(self, count: int, push: Floats) -> None:
        self.group = np.zeros(count, np.int64)
        self.release: list[float] = []
        self.crumbles: list[bool] = []
        self.push = push
        self.rests_on: list[int] = []
        self.withstands: list[float] = []
        self.hinges: list[Hinge] = []
        self.spin: dict[int, Floats] = {}

    def claim(
        self,
        rows: Flags,
        release: float,
        *,
        crumbles: bool = False,
        rests_on: int = -1,
        withstands: float = 1.0,
    ) -> int:
        """Make a group of some pieces, and return its number."""
        self.group[rows] = len(self.release)
        self.release.append(release)
        self.crumbles.append(crumbles)
        self.rests_on.append(rests_on)
        self.withstands.append(withstands)
        return len(self.release) - 1

    def schedule(self) -> Schedule:
        """Return the groups that have pieces."""
        used, group = np.unique(self.group, return_inverse=True)
        place = np.full(len(self.release) + 1, -1, np.int64)
        place[used] = np.arange(len(used))
        rests_on = place[np.array(self.rests_on, np.int64)[used]]
        hinges = tuple(
            replace(
                hinge,
                group=int(place[hinge.group]),
                supports=tuple(int(place[one]) for one in hinge.supports if place[one] >= 0),
            )
            for hinge in self.hinges
            if place[hinge.group] >= 0
        )
        return Schedule(
            group,
            np.array(self.release)[used],
            np.array(self.crumbles)[used],
            self.push,
            rests_on,
            np.array(self.withstands)[used],
            hinges,
            {int(place[one]): spin for one, spin in self.spin.items() if place[one] >= 0},
        )


def divide(pieces: Pieces, structure: Structure, begin: Beginning, course: Progress) -> Schedule:
    """Return the groups of a building that fails in a given way.

    Args:
        pieces: The building.
        structure: What carries it.
        begin: How it begins.
        course: What fails when.
    """
    return _Divide(pieces, structure, begin, course).schedule()


class _Divide:
    def __init__(self, pieces: Pieces, structure: Structure, begin: Beginning, course: Progress) -> None:
        self.pieces, self.structure, self.begin, self.course = pieces, structure, begin, course
        supports = len(structure.support)
        self.support_of = np.full(len(structure.parts.mass), -1, np.int64)
        self.support_of[structure.support] = np.arange(supports)
        self.own = self.support_of[pieces.solid]
        self.floor = np.isin(pieces.member, [MEMBERS.index(name) for name in LEVEL if name in MEMBERS])
        self.beside = np.where(self.own >= 0, self.own, self._nearest_support())
        self.home = self._homes()
        self.falls = np.append(course.falls, NEVER)[self.home]
        self.base = self._base_falls()
        self.groups = Groups(len(pieces), begin.push)
        self.block_group: dict[int, int] = {}

    def _nearest_support(self) -> Rows:
        """Return the support of its own storey that is nearest to each piece; -1 where the storey has none."""
        found = np.full(len(self.pieces), -1, np.int64)
        storey = self.structure.storey
        for level in np.unique(storey).tolist():
            rows = np.flatnonzero((self.pieces.storey == level) & ~self.floor)
            heads = np.flatnonzero(storey == level)
            gap = self.pieces.centre[rows, None, :2] - self.structure.place[heads][None, :, :2]
            found[rows] = heads[(gap**2).sum(axis=2).argmin(axis=1)]
        return found

    def _homes(self) -> Rows:
        """Return the node that each piece lies on: the nearest on the level that holds its member; -1 the ground."""
        structure, pieces = self.structure, self.pieces
        home = structure.home[pieces.solid]
        level = np.full(len(structure.load) + 1, -1, np.int64)
        level[: len(structure.support)] = structure.storey
        of = level[home]
        for storey in np.unique(of[of >= 0]).tolist():
            rows, nodes = np.flatnonzero((of == storey) & (self.own < 0)), np.flatnonzero(level == storey)
            gap = pieces.centre[rows, None, :2] - structure.place[nodes][None, :, :2]
            home[rows] = nodes[(gap**2).sum(axis=2).argmin(axis=1)]
        return np.asarray(home)

    def _base_falls(self) -> Floats:
        """Return when what each support stands on comes down [s], shape [s]."""
        structure = self.structure
        upright = structure.edge_of < len(structure.support)
        falls = np.append(self.course.falls, NEVER)[structure.edge_b[upright]]
        base = np.zeros(len(structure.support))
        np.maximum.at(base, structure.edge_of[upright], falls)
        return base

    def schedule(self) -> Schedule:
        """Return the groups."""
        fails = np.append(np.where(self.course.fails <= self.base, self.course.fails, NEVER), NEVER)[self.beside]
        ground = self.home < 0
        crumbling = np.isfinite(fails) & ~self.floor & ((self.own >= 0) | ground | (fails <= self.falls))
        block, times = self._blocks()
        of_piece = np.append(block, -1)[self.home]
        in_air = (self.own >= 0) & ~crumbling & (of_piece < 0)
        base = np.append(self.base, NEVER)[self.own]
        lost = in_air & np.isfinite(base)
        of_piece = self._jagged(of_piece, ~crumbling)
        self._standing(np.flatnonzero(~crumbling & (of_piece < 0) & ~lost))
        for index, time in enumerate(times):
            self._block(index, (of_piece == index) & ~crumbling, time)
        for time in np.unique(base[lost]).tolist():
            self.groups.claim(lost & (base == time), time)
        self._crumble(crumbling, fails)
        loose = self.begin.loose[self.pieces.solid]
        for time in np.unique(loose[np.isfinite(loose)]).tolist():
            self.groups.claim((loose == time) & (self.falls > time), time, crumbles=True)
        if self.begin.blown is not None:
            self.groups.claim(self.begin.blown[0], self.begin.blown[1], crumbles=True)
        self._drop_loose_ends()
        self._hang(times)
        return self.groups.schedule()

    def _blocks(self) -> tuple[Rows, list[float]]:
        """Return the block that each node comes down in (-1: it stands), and when each block does."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        falls, structure = self.course.falls, self.structure
        count = len(falls)
        window = np.full(count, -1, np.int64)
        first = -NEVER
        number = -1
        for node in np.argsort(falls, kind="stable").tolist():
            if not np.isfinite(falls[node]):
                break
            if falls[node] > first + JOIN_S:
                number, first = number + 1, float(falls[node])
            window[node] = number
        a, b = structure.edge_a, structure.edge_b
        inside = b < count
        a, b, of = a[inside], b[inside], structure.edge_of[inside]
        ends = np.concatenate([self.course.fails, self.course.parts])[of]
        strip = self.begin.strip
        keep = (window[a] >= 0) & (window[a] == window[b]) & (strip[a] == strip[b]) & (ends >= falls[a])
        graph = coo_matrix((np.ones(int(keep.sum())), (a[keep], b[keep])), (count, count))
        label = connected_components(graph, directed=False)[1]
        block = np.full(count, -1, np.int64)
        times: list[float] = []
        for one in np.unique(label[window >= 0]).tolist():
            rows = np.flatnonzero((label == one) & (window >= 0))
            block[rows] = len(times)
            times.append(float(np.average(falls[rows], weights=structure.load[rows] + 1.0)))
        return block, times

    def _jagged(self, block: Rows, rows: Flags) -> Rows:
        """Return the block of each piece, moved with the rest of its chunk on the same storey."""
        pieces = self.pieces
        loose = rows & (self.own < 0)
        key = pieces.cluster.astype(np.int64) * (pieces.storeys + 2) + pieces.storey
        _, chunk = np.unique(key, return_inverse=True)
        names = block + 1
        width = int(names.max()) + 1
        weight = np.bincount(chunk[loose] * width + names[loose], pieces.mass[loose], (int(chunk.max()) + 1) * width)
        most = weight.reshape(-1, width).argmax(axis=1) - 1
        moved = np.where(loose, most[chunk], block)
        hangs = np.flatnonzero((moved < 0) & (block >= 0))
        standing = self.structure.place[~np.isfinite(self.course.falls)]
        for row in hangs.tolist():
            gap = np.abs(standing[:, :2] - pieces.centre[row, :2]).max(axis=1)
            near = np.abs(standing[:, 2] - pieces.centre[row, 2]) < 2 * pieces.floor_height
            if not (near & (gap < OVERHANG_M)).any():
                moved[row] = block[row]
        return np.asarray(moved)

    def _block(self, index: int, rows: Flags, time: float) -> None:
        if rows.any():
            self.block_group[index] = self.groups.claim(rows, time)

    def _crumble(self, crumbling: Flags, fails: Floats) -> None:
        for support in np.unique(self.beside[crumbling]).tolist():
            rows = crumbling & (self.beside == support)
            self.groups.claim(rows, float(fails[rows][0]), crumbles=True)

    def _standing(self, rows: Rows) -> None:
        """Let what stands under something that falls wait storey by storey, and what stands beside it bay by bay."""
        pieces, keeps = self.pieces, self.begin.weak.keeps
        place, falls = self.structure.place, self.course.falls
        under = np.zeros(len(falls) + 1, bool)
        for node in np.flatnonzero(~np.isfinite(falls)).tolist():
            near = np.abs(place[:, :2] - place[node, :2]).max(axis=1) < SAME_STACK_M
            under[node] = bool((near & np.isfinite(falls) & (place[:, 2] > place[node, 2])).any())
        kept = np.append(np.append(keeps, np.zeros(len(falls) - len(keeps), bool)), False)
        node = np.where(self.own >= 0, self.own, np.where(self.home >= 0, self.home, self.beside))
        stands = np.zeros(len(pieces), bool)
        stands[rows] = True
        stays = stands & kept[node]
        waits = stands & under[node] & ~stays
        beside = max(BESIDE, self.begin.stump)
        for bay in np.unique(pieces.bay[rows, 0]).tolist():
            self.groups.claim(stands & ~stays & ~waits & (pieces.bay[:, 0] == bay), NEVER, withstands=beside)
        if stays.any():
            self.groups.claim(stays, NEVER, withstands=NEVER)
        for level in np.unique(pieces.storey[waits]).tolist():
            here = waits & (pieces.storey == level)
            supports = self.groups.claim(here & ~self.floor, NEVER, crumbles=True, withstands=self.begin.stump)
            self.groups.claim(here & self.floor, NEVER, rests_on=supports, withstands=self.begin.stump)

    def _drop_loose_ends(self) -> None:
        """Let go what would hang in the air: pieces that no bond among what stands leads to the ground."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        pieces, groups = self.pieces, self.groups
        stands = ~np.isfinite(np.array(groups.release))[groups.group]
        if stands.all() or not stands.any():
            return
        keep = stands[pieces.bond_a] & stands[pieces.bond_b]
        graph = coo_matrix(
            (np.ones(int(keep.sum())), (pieces.bond_a[keep], pieces.bond_b[keep])), (len(pieces), len(pieces))
        )
        label = connected_components(graph, directed=False)[1]
        foot = pieces.centre[:, 2] - pieces.size[:, 2] / 2 < 0.1
        held = np.zeros(int(label.max()) + 1, bool)
        held[label[stands & foot]] = True
        loose = stands & ~held[label]
        if loose.any():
            last = max(time for time in groups.release if np.isfinite(time))
            groups.claim(loose, last)

    def _hang(self, times: list[float]) -> None:
        """Hang the block of each strip that tips over on its hinge."""
        pieces, groups = self.pieces, self.groups
        found = self.block_group
        strip = np.append(self.begin.strip, -1)[np.where(self.own >= 0, self.own, self.home)]
        for one, turn in self.begin.turns.items():
            mass = {
                index: float(pieces.mass[(groups.group == group) & (strip == one)].sum())
                for index, group in found.items()
            }
            if not mass or max(mass.values()) <= 0:
                continue
            index = max(mass, key=lambda key: mass[key])
            group = found[index]
            toward = turn.toward
            behind = pieces.centre[:, :2] @ toward <= float(turn.point[:2] @ toward) + 1.0
            late = np.array(groups.release)[groups.group] > times[index] + 0.2
            hinge = behind & late & np.array(groups.crumbles)[groups.group] & (strip == one) & (pieces.storey == 0)
            supports = tuple(np.unique(groups.group[hinge]).tolist())
            axis = np.array([-toward[1], toward[0], 0.0])
            groups.hinges.append(Hinge(group, supports, turn.point, axis, turn.until_rad))
