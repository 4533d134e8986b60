"""How a collapse progresses: supports that fail pass their load on, and what is loaded beyond what it holds fails in turn.

The alternate path method (GSA, Alternate Path Analysis and Design Guidelines for Progressive Collapse Resistance, 2016; UFC 4-023-03)
carried on in time: after each failure the weight finds its way anew, what grows suddenly counts twice, and what is
overloaded fails after a delay that shrinks with its overload. Ways of progressing are named after Starossek, Typology of progressive
collapse, Eng. Struct. 29 (2007), doi 10.1016/j.engstruct.2006.11.025.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.collapse.structure import Structure

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Flags = NDArray[np.bool_]

SUDDEN = 2.0
"""How much of a sudden growth of load counts: a load that is let go falls as far again before it is held (UFC 4-023-03, 3-2.11.5)."""

LAG_S = 0.4
"""How long [s] a part lasts that is loaded just beyond what it holds; twice as much load takes a quarter of it. Chosen by eye."""

LEAST_LAG_S = 0.03
"""A crack needs this long [s] to run through the most overloaded part."""

AT_ONCE_S = 0.012
"""Failures within this time [s] are one: the load runs anew once for all of them."""

HINGE_S = 0.35
"""Supports on the far side of a part that tips over last this long [s] per root of its height [m]: the time of an inverted
pendulum that falls from a lean."""

TIPS_M = 0.15
"""How far [m] the centre of mass of what stands above has to be outside of its supports for it to tip over."""

NEVER = np.inf

DIRECTED, OVERLOADED, TIPPED, LOST = "directed", "overloaded", "tipped", "lost"
"""Why a support fails: it was told to, was loaded too much, what stood on it tipped over, or it went down with what held it."""


@dataclass(frozen=True, eq=False, slots=True)
class Moment:
    """How the load ran at one moment of the collapse.

    Attributes:
        time: In seconds.
        standing: Supports that stand.
        weight: Of what still has a way to the ground [N].
        carried: What reaches the ground [N]: the same, or the solve is wrong.
        worst: The highest load over what is held, dynamic, of any support.
    """

    time: float
    standing: int
    weight: float
    carried: float
    worst: float


@dataclass(frozen=True, eq=False, slots=True)
class Progress:
    """What fails when.

    Attributes:
        fails: When each support fails [s]; inf never, shape [s].
        why: Why, in order of the supports; empty where it never fails.
        parts: When each link parts [s]; inf never, shape [l].
        falls: When each node loses its way to the ground [s]; inf never, shape [n].
        moments: How the load ran after each failure, in time.
        worst: The highest load over what is held that any support or link had that never failed.
    """

    fails: Floats
    why: tuple[str, ...]
    parts: Floats
    falls: Floats
    moments: tuple[Moment, ...]
    worst: float


@dataclass(eq=False, slots=True)
class Weakness:
    """What is weaker than it was built, and what is told to fail.

    Attributes:
        at: When each support is told to fail [s]; inf not at all, shape [s].
        cut: When each link is told to part [s], shape [l].
        support: Factor on what each support holds, shape [s].
        link: Factor on what each link holds, shape [l].
        keeps: Supports that never fail, shape [s].
        progresses: Whether overload makes anything fail; when not, only what is told to does.
    """

    at: Floats
    cut: Floats
    support: Floats
    link: Floats
    keeps: Flags
    progresses: bool = True

    @classmethod
    def of(cls, structure: Structure, strength: float = 1.0) -> Weakness:
        """Return a structure as it was built, times a strength, with nothing that is told to fail."""
        supports, links = len(structure.support), len(structure.shear)
        return cls(
            np.full(supports, NEVER),
            np.full(links, NEVER),
            np.full(supports, strength),
            np.full(links, strength),
            np.zeros(supports, bool),
        )


def progress(structure: Structure, weak: Weakness, *, start_s: float, until_s: float) -> Progress:
    """Let a collapse run its course.

    Args:
        structure: What carries the building.
        weak: What is told to fail, and how strong the rest is.
        start_s: Before this time [s] nothing fails, however much it carries.
        until_s: After this time [s] nothing more fails.
    """
    going = _Run(structure, weak, start_s)
    while (now := going.next()) <= until_s:
        going.fail(now)
    return going.result()


@dataclass(eq=False)
class _Run:
    structure: Structure
    weak: Weakness
    start_s: float
    moments: list[Moment] = field(default_factory=list)

    def __post_init__(self) -> None:
        supports, links, nodes = len(self.structure.support), len(self.structure.shear), len(self.structure.load)
        self.stands, self.holds = np.ones(supports, bool), np.ones(links, bool)
        self.there = np.ones(nodes, bool)
        self.due = np.where(self.weak.keeps, NEVER, self.weak.at)
        self.due_link = self.weak.cut.copy()
        self.fails, self.parts = np.full(supports, NEVER), np.full(links, NEVER)
        self.falls = np.full(nodes, NEVER)
        self.reason = np.where(np.isfinite(self.due), DIRECTED, "").astype(object)
        self.capacity = np.maximum(self.structure.capacity * self.weak.support, 1.0)
        self.tie = np.maximum(self.structure.tie * self.weak.support, 1.0)
        self.shear = np.maximum(self.structure.shear * self.weak.link, 1.0)
        forces = self.structure.solve(self.stands, self.holds)
        self.last = forces.support, forces.link
        self.used = np.zeros(supports), np.zeros(links)
        if self.weak.progresses:
            self._judge(self.start_s, *self.last)

    def next(self) -> float:
        """Return when the next part fails [s]."""
        return float(min(self.due.min(initial=NEVER), self.due_link.min(initial=NEVER)))

    def fail(self, now: float) -> None:
        """Let what is due fail, and the load find its way anew."""
        gone, parted = self.due <= now + AT_ONCE_S, self.due_link <= now + AT_ONCE_S
        self.fails[gone], self.parts[parted] = self.due[gone], self.due_link[parted]
        self.stands[gone], self.holds[parted] = False, False
        self.due[gone], self.due_link[parted] = NEVER, NEVER
        later = float(max(self.fails[gone].max(initial=now), self.parts[parted].max(initial=now)))
        forces = self.structure.solve(self.stands, self.holds, self.there)
        weight = float(self.structure.load[forces.held & self.there].sum())
        self._drop(self.there & ~forces.held, later)
        if self.weak.progresses:
            self._judge(later, forces.support, forces.link)
        if gone.any():
            self._tip(np.unique(self.structure.storey[gone]), later)
        self.last = forces.support, forces.link
        worst = float(self.used[0][self.stands].max(initial=0.0))
        self.moments.append(Moment(later, int(self.stands.sum()), weight, forces.ground, worst))

    def _drop(self, nodes: Flags, now: float) -> None:
        """Let nodes fall that nothing holds; what would fail in them falls with them."""
        if not nodes.any():
            return
        self.falls[nodes] = now
        self.there[nodes] = False
        heads = nodes[: len(self.stands)]
        lost = heads & self.stands & ~np.isfinite(self.due)
        self.reason[lost] = LOST
        links = self.structure.edge_of >= len(self.stands)
        ends = nodes[np.minimum(self.structure.edge_a, len(nodes) - 1)][links]
        self.due_link[self.structure.edge_of[links][ends] - len(self.stands)] = NEVER
        floating = heads & self.stands & (self.weak.at == NEVER)
        self.due[floating] = NEVER

    def _judge(self, now: float, support: Floats, link: Floats) -> None:
        """Find what is loaded beyond what it holds, and when it fails of it."""
        grown = support + np.sign(support) * (SUDDEN - 1) * np.maximum(np.abs(support) - np.abs(self.last[0]), 0.0)
        used = np.where(grown > 0, grown / self.capacity, -grown / self.tie)
        used_link = (link + (SUDDEN - 1) * np.maximum(link - self.last[1], 0.0)) / self.shear
        heads = self.there[: len(self.stands)]
        used, used_link = np.where(self.stands & heads, used, 0.0), np.where(self.holds, used_link, 0.0)
        self.used = np.maximum(self.used[0], used), np.maximum(self.used[1], used_link)
        for used_now, due, kept in (
            (used, self.due, self.weak.keeps),
            (used_link, self.due_link, np.zeros(len(link), bool)),
        ):
            over = (used_now > 1.0) & ~kept
            fails = now + np.maximum(LAG_S / np.maximum(used_now[over], 1.0) ** 2, LEAST_LAG_S)
            sooner = np.flatnonzero(over)[fails < due[over]]
            due[sooner] = fails[fails < due[over]]
            if due is self.due:
                self.reason[sooner] = OVERLOADED

    def _tip(self, storeys: Rows, now: float) -> None:
        """Let what stands on one side only tip over: it is loose at once, and its last supports are its hinge."""
        structure = self.structure
        for storey in storeys.tolist():
            for nodes, own in self._above(storey):
                if self.weak.keeps[own].any():
                    continue
                weight = structure.load[nodes]
                middle = (structure.place[nodes] * weight[:, None]).sum(axis=0) / max(float(weight.sum()), 1.0)
                if not _outside(middle[:2], structure, own):
                    continue
                mask = np.zeros(len(self.there), bool)
                mask[nodes] = True
                height = float(structure.place[nodes, 2].max() - structure.place[own, 2].min()) + 1.0
                last = now + HINGE_S * np.sqrt(max(height, 1.0))
                self._drop(mask, now)
                sooner = own[self.due[own] > last]
                self.due[sooner] = last
                self.reason[own] = np.where(self.weak.at[own] < last, DIRECTED, TIPPED)

    def _above(self, storey: int) -> list[tuple[Rows, Rows]]:
        """Return the parts that stand together above a storey: their nodes, and the storey's supports under them."""
        from scipy.sparse import coo_matrix
        from scipy.sparse.csgraph import connected_components

        structure = self.structure
        count, supports = len(self.there), len(self.stands)
        level = np.full(count, -1)
        level[:supports] = structure.storey
        heads = structure.place[:supports][level[:supports] == storey, 2]
        up = self.there & ((level >= storey) | ((level < 0) & (structure.place[:, 2] > heads.min() - 0.5)))
        alive = np.concatenate([self.stands, self.holds])[structure.edge_of]
        own = structure.edge_of < supports
        alive &= ~(own & (level[np.minimum(structure.edge_of, supports - 1)] <= storey))
        a, b = structure.edge_a, structure.edge_b
        inside = alive & (b < count)
        inside[inside] &= up[a[inside]] & up[b[inside]]
        graph = coo_matrix((np.ones(int(inside.sum())), (a[inside], b[inside])), (count, count))
        label = connected_components(graph, directed=False)[1]
        stand = np.flatnonzero(self.stands & (structure.storey == storey) & up[:supports])
        return [
            (np.flatnonzero(up & (label == group)), stand[label[stand] == group])
            for group in np.unique(label[stand]).tolist()
        ]

    def result(self) -> Progress:
        """Return what failed when."""
        survivors = float(self.used[0][self.stands].max(initial=0.0))
        links = float(self.used[1][self.holds].max(initial=0.0))
        why = tuple(
            str(reason) if np.isfinite(time) or reason == LOST else ""
            for reason, time in zip(self.reason.tolist(), self.fails.tolist(), strict=True)
        )
        return Progress(self.fails, why, self.parts, self.falls, tuple(self.moments), max(survivors, links))


def _outside(point: Floats, structure: Structure, own: Rows) -> bool:
    """Return whether a point is outside of the outline of supports, by more than ``TIPS_M``."""
    part = structure.support[own]
    low, high = structure.parts.low[part, :2], structure.parts.high[part, :2]
    corners = np.concatenate(
        [low, high, np.column_stack([low[:, 0], high[:, 1]]), np.column_stack([high[:, 0], low[:, 1]])]
    )
    angle = np.linspace(0.0, 2 * np.pi, 72, endpoint=False)
    way = np.stack([np.cos(angle), np.sin(angle)])
    return bool((point @ way - (corners @ way).max(axis=0)).max() > TIPS_M)


def shares_lost(structure: Structure, progress: Progress) -> float:
    """Return the share of the building's weight that loses its way to the ground."""
    return float(structure.load[np.isfinite(progress.falls)].sum() / structure.weight)
