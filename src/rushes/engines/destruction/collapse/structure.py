"""The load path: what carries what, with which section, and how the weight of a building reaches the ground.

A node stands at the head of every support (column, wall, pier) and in every floor that no support holds. Supports are springs
down to what they stand on, beams and slabs are springs across. Only heights are unknown, so the stiffness is a graph's
Laplacian: sparse, solved at once, and the loads at the ground are the weight above, to the last newton.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import DENSITY, MATERIALS, MEMBERS, Solid, bounds, volume_and_centre

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

GRAVITY = 9.81

UPRIGHT = ("column", "wall", "pier", "core", "shaft", "ring")
"""Members that always carry."""

INFILL = ("partition", "facade")
"""Members that carry where they are of masonry and as high as their storey; in a frame they only fill."""

LEVEL = ("slab", "beam", "deck", "girder")
"""Members that span."""

FULL_HEIGHT = 0.6
"""Share of the tallest support's height of its storey from which masonry carries: less is a sill or a lintel."""

NEAR_M = 0.12
"""Members whose boxes come nearer than this [m] hold each other."""

STIFFNESS_PA = {"concrete": 30e9, "brick": 5e9, "steel": 42e9, "glass": 1e9, "wood": 10e9, "plaster": 1e9}
"""Young's modulus. Steel's is that of a rolled profile over the box around it, which it fills to a fifth."""

CRUSH_PA = {"concrete": 25e6, "brick": 3.5e6, "steel": 47e6, "glass": 1e6, "wood": 15e6, "plaster": 1e6}
"""Characteristic strength in compression: C25, masonry in mortar, S235 over its box, C24 along the grain."""

TIE_PA = {"concrete": 3e6, "brick": 0.1e6, "steel": 30e6, "glass": 0.0, "wood": 1e6, "plaster": 0.0}
"""What a support holds that hangs: its reinforcement, or its joints."""

BEND_PA = {"concrete": 2.5e6, "brick": 0.1e6, "steel": 14e6, "glass": 0.0, "wood": 3e6, "plaster": 0.0}
"""Moment of a section over b h^2: concrete with 0.8 % of steel, a rolled profile, timber at its joints."""

SLAB_BENDS = 0.36
"""The same of a slab against a beam's: it has 0.3 % of steel."""

SHEAR_PA = {"concrete": 1.5e6, "brick": 0.2e6, "steel": 20e6, "glass": 0.0, "wood": 1.5e6, "plaster": 0.0}
"""Shear that a section holds."""

CRACKED = 0.35
"""Share of its bending stiffness that a cracked member keeps (ACI 318, 6.6.3)."""

RESERVE = 1.9
"""How many times its load a support is built for: partial factors on load and material together. The grammar has one section
from the ground to the roof where a designer thins them out, so a support has what it was built for, and its own section at
most."""

TIER = 3
"""Storeys that share a section: it changes at every third floor, so the lowest of three storeys is used best."""

LEAST_RESERVE = 1.15
"""A building stands before anything happens to it, however slender its parts are drawn."""


@dataclass(frozen=True, eq=False, slots=True)
class Parts:
    """The members of a building as boxes.

    Attributes:
        low, high: Corners [m], shape [n, 3].
        member, material: Rows of ``MEMBERS`` and ``MATERIALS``, shape [n].
        storey: Shape [n]; bay: shape [n, 2].
        mass: In kg, shape [n].
    """

    low: Floats
    high: Floats
    member: Rows
    material: Rows
    storey: Rows
    bay: Rows
    mass: Floats

    @property
    def centre(self) -> Floats:
        """Middle of each box [m], shape [n, 3]."""
        return (self.low + self.high) / 2

    @property
    def size(self) -> Floats:
        """Sides of each box [m], shape [n, 3]."""
        return self.high - self.low

    def named(self, names: tuple[str, ...]) -> Flags:
        """Return which parts are members of these names, shape [n]."""
        return np.isin(self.member, [MEMBERS.index(name) for name in names if name in MEMBERS])


def parts_of(pieces: Pieces) -> Parts:
    """Return the members that pieces broke from; what left no piece weighs nothing and is nowhere."""
    count = int(pieces.solid.max()) + 1
    starts = pieces.vertex_start[:-1]
    low, high = np.full((count, 3), np.inf), np.full((count, 3), -np.inf)
    np.minimum.at(low, pieces.solid, pieces.centre + np.minimum.reduceat(pieces.vertices, starts))
    np.maximum.at(high, pieces.solid, pieces.centre + np.maximum.reduceat(pieces.vertices, starts))
    gone = ~np.isfinite(low[:, 0])
    low[gone], high[gone] = 1e6, 1e6
    first = np.zeros(count, np.int64)
    first[pieces.solid] = np.arange(len(pieces))
    return Parts(
        low,
        high,
        np.where(gone, -1, pieces.member[first].astype(np.int64)),
        pieces.material[first].astype(np.int64),
        pieces.storey[first].astype(np.int64),
        pieces.bay[first].astype(np.int64),
        np.bincount(pieces.solid, pieces.mass, count).astype(float),
    )


def parts_of_solids(solids: tuple[Solid, ...]) -> Parts:
    """Return the members of a building that is not broken yet."""
    boxes = np.array([bounds(solid.faces) for solid in solids])
    return Parts(
        boxes[:, 0],
        boxes[:, 1],
        np.array([MEMBERS.index(solid.member) for solid in solids]),
        np.array([MATERIALS.index(solid.material) for solid in solids]),
        np.array([solid.storey for solid in solids]),
        np.array([solid.bay for solid in solids]),
        np.array([volume_and_centre(solid.faces)[0] * DENSITY[solid.material] for solid in solids]),
    )


@dataclass(frozen=True, eq=False, slots=True)
class Forces:
    """How the weight runs at one moment.

    Attributes:
        support: Compression in each support [N], negative where it hangs, shape [s].
        link: Shear in each link [N], shape [l].
        ground: What reaches the ground through the supports that stand on it [N].
        held: Whether each node has a way to the ground, shape [n].
    """

    support: Floats
    link: Floats
    ground: float
    held: Flags


@dataclass(frozen=True, eq=False, slots=True)
class Structure:
    """What carries a building. Node k is the head of support k; further nodes are floors that no support holds.

    Attributes:
        parts: Its members.
        support: The part of each support, shape [s].
        load: Weight at each node [N], shape [n].
        on_ground: Weight that stands on the ground itself [N].
        home: The node that each part's weight lies on; -1 the ground, shape [parts].
        place: Of each node [m], shape [n, 3].
        edge_a, edge_b: The nodes that a spring joins; ``len(load)`` is the ground, shape [e].
        edge_k: Its stiffness [N/m], shape [e].
        edge_of: The support it belongs to, or the number of supports plus the link, shape [e].
        capacity: Compression that each support holds [N]; ``tie``: tension [N], shape [s].
        shear: What each link holds beyond its own floor [N]; ``link_of``: the beam or slab it is; -1 walls' joints, shape [l].
    """

    parts: Parts
    support: Rows
    load: Floats
    on_ground: float
    home: Rows
    place: Floats
    edge_a: Rows
    edge_b: Rows
    edge_k: Floats
    edge_of: Rows
    capacity: Floats
    tie: Floats
    shear: Floats
    link_of: Rows

    @property
    def storey(self) -> Rows:
        """Storey of each support, shape [s]."""
        return self.parts.storey[self.support]

    @property
    def weight(self) -> float:
        """Of the whole building [N]."""
        return float(self.load.sum()) + self.on_ground

    def solve(self, stands: Flags, links: Flags, there: Flags | None = None) -> Forces:
        """Return how the weight runs through what is left.

        Args:
            stands: Which supports stand, shape [s].
            links: Which links hold, shape [l].
            there: Nodes whose weight is still there; all when left out, shape [n].
        """
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components
        from scipy.sparse.linalg import splu

        count = len(self.load)
        alive = np.concatenate([stands, links])[self.edge_of]
        if there is not None:
            present = np.append(there, True)
            alive = alive & present[self.edge_a] & present[self.edge_b]
        a, b, k = self.edge_a[alive], self.edge_b[alive], self.edge_k[alive]
        graph = coo_matrix((np.ones(len(a)), (a, b)), (count + 1, count + 1))
        label = connected_components(graph, directed=False)[1]
        held = label[:count] == label[count]
        sink = np.zeros(count + 1)
        if held.any():
            row = np.append(np.cumsum(held) - 1, -1)
            inside = np.append(held, True)[a]
            a, b, k = a[inside], b[inside], k[inside]
            both = (a < count) & (b < count)
            i, j = row[a], row[b]
            free = np.concatenate([i[a < count], j[b < count]])
            rows = np.concatenate([free, i[both], j[both]])
            columns = np.concatenate([free, j[both], i[both]])
            value = np.concatenate([k[a < count], k[b < count], -k[both], -k[both]])
            size = int(held.sum())
            matrix = coo_matrix((value, (rows, columns)), (size, size)).tocsc()
            sink[:count][held] = splu(matrix).solve(self.load[held])
        flow = np.where(alive, self.edge_k * (sink[self.edge_a] - sink[self.edge_b]), 0.0)
        through: Floats = np.bincount(self.edge_of, flow, len(stands) + len(links)).astype(float)
        ground = float(flow[self.edge_b == count].sum())
        return Forces(through[: len(stands)], np.abs(through[len(stands) :]), ground, held)


def structure_of(parts: Parts) -> Structure:
    """Find what carries a building, and how strong it is built.

    Capacities are those of the sections: compression with buckling after Rankine and Gordon, moment and shear of beams and of
    strips of slab less what their own floor takes of them. A support has ``RESERVE`` times what it carries in the whole
    building, or what is usual in the lowest storey of its tier if that is more, and never more than its section.

    Args:
        parts: The members.
    """
    support = np.flatnonzero(_carries(parts))
    edges = _Edges(parts, support)
    edges.stand()
    edges.span()
    edges.touch()
    return edges.structure()


def _carries(parts: Parts) -> Flags:
    upright, infill = parts.named(UPRIGHT), parts.named(INFILL)
    height = parts.size[:, 2]
    tallest = np.zeros(int(parts.storey.max(initial=0)) + 1)
    np.maximum.at(tallest, parts.storey[upright | infill], height[upright | infill])
    masonry = parts.material == MATERIALS.index("brick")
    full = height >= FULL_HEIGHT * tallest[parts.storey]
    return np.asarray(upright | (infill & masonry & full))


class _Edges:
    """Collects springs while the structure is found."""

    def __init__(self, parts: Parts, support: Rows) -> None:
        self.parts = parts
        self.support = support
        self.floor = np.flatnonzero(parts.named(LEVEL))
        self.storeys = {int(s): np.flatnonzero(parts.storey[support] == s) for s in np.unique(parts.storey[support])}
        self.heads = {int(part): self._under(int(part)) for part in self.floor}
        orphans = [part for part, heads in self.heads.items() if not len(heads)]
        self.node_of = {part: len(support) + row for row, part in enumerate(orphans)}
        place = parts.centre[support].copy()
        place[:, 2] = parts.high[support, 2]
        self.place = np.concatenate([place, parts.centre[orphans].reshape(-1, 3)])
        self.upright: list[tuple[int, int, float]] = []
        self.links: list[tuple[int, int, float, float, int]] = []
        self.home = np.full(len(parts.mass), -1, np.int64)
        self.load = np.zeros(len(self.place))
        self.on_ground = 0.0

    def _over(self, part: int, rows: Rows) -> Rows:
        """Return which of some supports a part's outline overlaps."""
        low, high = self.parts.low, self.parts.high
        own = self.support[rows]
        near = (low[own, :2] <= high[part, :2] + NEAR_M) & (high[own, :2] >= low[part, :2] - NEAR_M)
        return rows[near.all(axis=1)]

    def _under(self, part: int) -> Rows:
        """Return the supports whose heads hold a floor."""
        found = self._over(part, self.storeys.get(int(self.parts.storey[part]), np.zeros(0, np.int64)))
        gap = np.abs(self.parts.high[self.support[found], 2] - self.parts.low[part, 2])
        reach = self.parts.size[part, 2] + NEAR_M
        return np.asarray(found[gap <= reach])

    def stand(self) -> None:
        """Stand every support on those under it, or on the floor between them, or on the ground."""
        parts = self.parts
        for row, part in enumerate(self.support.tolist()):
            size = parts.size[part]
            k = STIFFNESS_PA[MATERIALS[parts.material[part]]] * size[0] * size[1] / max(size[2], 0.1)
            below = self.storeys.get(int(parts.storey[part]) - 1)
            if below is None:
                self.upright.append((row, len(self.place), k))
                continue
            under = self._over(part, below)
            if not len(under):
                gap = np.linalg.norm(self.place[below, :2] - parts.centre[part, :2], axis=1)
                under = below[np.argsort(gap, kind="stable")[:2]]
                k *= 0.1  # it stands in a floor's span, which gives
            self.upright.extend((row, int(one), k / len(under)) for one in under)

    def span(self) -> None:
        """Let beams and slabs join the heads that they lie on, and floors that nothing holds hang on their neighbours."""
        for part, heads in self.heads.items():
            for i, one in enumerate(heads.tolist()):
                for other in heads[i + 1 :].tolist():
                    self._bend(part, one, other, len(heads))
            if part in self.node_of:
                self._hang(part)

    def _bend(self, part: int, one: int, other: int, heads: int) -> None:
        parts = self.parts
        apart = np.abs(self.place[one, :2] - self.place[other, :2])
        length = max(float(np.linalg.norm(apart)), 0.5)
        material = MATERIALS[parts.material[part]]
        size = parts.size[part]
        beam = heads == 2 or min(size[:2]) < 3 * size[2]
        wide = float(min(size[:2])) if beam else float(size[int(apart.argmin())]) / 2
        if not beam and apart.min() > NEAR_M * 4:
            wide /= 2  # across the slab's corners
        deep = float(size[2])
        moment = BEND_PA[material] * (1.0 if beam else SLAB_BENDS) * wide * deep**2
        own = parts.mass[part] * GRAVITY * length / 12 / max(heads / 2, 1.0)
        holds = min(SHEAR_PA[material] * wide * deep, 2 * max(moment - own, 0.3 * moment) / length)
        k = 12 * CRACKED * STIFFNESS_PA[material] * wide * deep**3 / 12 / length**3
        self.links.append((one, other, k, holds, part))

    def _hang(self, part: int) -> None:
        parts = self.parts
        floor = self.floor[(self.floor != part) & (parts.storey[self.floor] == parts.storey[part])]
        near = (parts.low[floor] <= parts.high[part] + NEAR_M) & (parts.high[floor] >= parts.low[part] - NEAR_M)
        for other in floor[near.all(axis=1)].tolist():
            nodes = [self.node_of[other]] if other in self.node_of else self.heads[other].tolist()
            for node in nodes:
                if other not in self.node_of or other > part:
                    self._bend(part, self.node_of[part], node, 2)

    def touch(self) -> None:
        """Let walls that stand side by side hold each other by shear."""
        parts = self.parts
        low, high = parts.low[self.support], parts.high[self.support]
        for rows in self.storeys.values():
            for i, one in enumerate(rows.tolist()):
                rest = rows[i + 1 :]
                near = (low[rest] <= high[one] + NEAR_M / 4) & (high[rest] >= low[one] - NEAR_M / 4)
                for other in rest[near.all(axis=1)].tolist():
                    pair = self.support[[one, other]]
                    area = float((parts.size[pair, 2] * parts.size[pair, :2].min(axis=1)).min())
                    names = [MATERIALS[material] for material in parts.material[pair]]
                    stiff = min(STIFFNESS_PA[name] for name in names) * 0.4 * area
                    length = max(float(np.linalg.norm(self.place[one] - self.place[other])), 0.3)
                    holds = area * min(SHEAR_PA[name] for name in names)
                    self.links.append((one, other, stiff / length, holds, -1))

    def _weigh(self) -> None:
        parts = self.parts
        force = parts.mass * GRAVITY
        for row, part in enumerate(self.support.tolist()):
            self._lay(part, [row], force[part])
        for part, heads in self.heads.items():
            self._lay(part, heads.tolist() or [self.node_of[part]], force[part])
        told = np.zeros(len(parts.mass), bool)
        told[self.support], told[self.floor] = True, True
        levels = np.array([*self.storeys, *(int(parts.storey[part]) for part in self.node_of)])
        for part in np.flatnonzero(~told & (parts.member >= 0)).tolist():
            under = levels[levels < parts.storey[part]]
            if not len(under):
                self.on_ground += float(force[part])
                continue
            level = int(under.max())
            orphans = [node for other, node in self.node_of.items() if parts.storey[other] == level]
            nodes = np.concatenate([self.storeys.get(level, np.zeros(0, np.int64)), np.array(orphans, np.int64)])
            gap = np.linalg.norm(self.place[nodes, :2] - parts.centre[part, :2], axis=1)
            self._lay(part, [int(nodes[gap.argmin()])], force[part])

    def _lay(self, part: int, nodes: list[int], force: float) -> None:
        self.home[part] = nodes[0]
        gap = np.linalg.norm(self.place[nodes, :2] - self.parts.centre[part, :2], axis=1)
        self.home[part] = nodes[int(gap.argmin())]
        self.load[nodes] += force / len(nodes)

    def structure(self) -> Structure:
        """Return what was found, with what each part holds."""
        self._weigh()
        count = len(self.support)
        links = self.links
        edges = [*self.upright, *((a, b, k) for a, b, k, *_ in links)]
        a, b, k = np.array(edges, float).reshape(-1, 3).T
        of = [*(row for row, _, _ in self.upright), *(count + row for row in range(len(links)))]
        found = Structure(
            parts=self.parts,
            support=self.support,
            load=self.load,
            on_ground=self.on_ground,
            home=self.home,
            place=self.place,
            edge_a=a.astype(np.int64),
            edge_b=b.astype(np.int64),
            edge_k=k,
            edge_of=np.array(of, np.int64),
            capacity=np.zeros(count),
            tie=self._tie(),
            shear=np.array([link[3] for link in links], float),
            link_of=np.array([link[4] for link in links], np.int64),
        )
        forces = found.solve(np.ones(count, bool), np.ones(len(links), bool))
        found.capacity[:] = self._built_for(forces.support)
        found.shear[:] = np.maximum(found.shear, LEAST_RESERVE * forces.link)
        found.tie[:] = np.maximum(found.tie, -LEAST_RESERVE * forces.support)
        return found

    def _tie(self) -> Floats:
        size = self.parts.size[self.support]
        tie = np.array([TIE_PA[name] for name in MATERIALS])
        return np.asarray(tie[self.parts.material[self.support]] * size[:, 0] * size[:, 1])

    def _built_for(self, load: Floats) -> Floats:
        own = np.maximum(load, 0.0)
        kind, storey = self.parts.member[self.support], self.parts.storey[self.support]
        usual = np.zeros(len(own))
        for member in np.unique(kind):
            least = 0.0
            for level in sorted(self.storeys, reverse=True):
                same = (kind == member) & (storey == level)
                if same.any():
                    least = max(least, float(np.median(own[same])))
                tier = (kind == member) & (storey // TIER == level // TIER) & (storey >= level)
                usual[tier] = least
        built = RESERVE * np.maximum(own, usual)
        return np.maximum(np.minimum(built, section_holds(self.parts, self.support)), LEAST_RESERVE * own)


def section_holds(parts: Parts, support: Rows, length: float = 1.0) -> Floats:
    """Return the compression [N] that sections hold, crushing and buckling together (Rankine and Gordon), shape [s].

    Args:
        parts: The members.
        support: Which of them.
        length: Factor on the height over which they may buckle: 2 where a floor no longer braces them.
    """
    size = parts.size[support]
    name = parts.material[support]
    area, thin = size[:, 0] * size[:, 1], size[:, :2].min(axis=1)
    crush = np.array([CRUSH_PA[one] for one in MATERIALS])[name] * area
    stiff = np.array([STIFFNESS_PA[one] for one in MATERIALS])[name] * area * thin**2 / 12
    euler = np.pi**2 * stiff / np.maximum(length * size[:, 2], 0.1) ** 2
    return np.asarray(1.0 / (1.0 / np.maximum(crush, 1.0) + 1.0 / np.maximum(euler, 1.0)))
