"""Loops over blows and bonds that have to be quick: what each body's blows break, and what still holds together."""

from __future__ import annotations

import math

import numpy as np
from numba import njit  # noqa: TID253 - this module is imported inside functions only
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]
Bools = NDArray[np.bool_]


@njit(cache=True)
def broken_by(
    first: Rows,
    piece: Rows,
    place: Floats,
    impulse: Floats,
    blow: Bools,
    block: Bools,
    rows: Rows,
    rows_start: Rows,
    bond_of: Rows,
    bond_start: Rows,
    bond_a: Rows,
    bond_b: Rows,
    holds: Bools,
    body_of: Rows,
    kind: Rows,
    strength: Floats,
    centre: Floats,
    reach: Floats,
    solid: Rows,
    solids: int,
    crushed: Bools,
    toughness: float,
    shatter: float,
    blow_cap: float,
    most_blows: int,
    within: int,
) -> tuple[Rows, Rows, Floats]:
    """Return the bonds that blows break, body by body.

    Pressing tears off members that are loaded beyond what holds them, and a member that is hit ``shatter`` times harder breaks
    up; blows send cracks through a body, that fade over the bonds' reach; a small body's piece that is crushed comes off.

    Args:
        first: The rows of each body's contacts in the arrays that follow, shape [bodies + 1].
        piece, place, impulse, blow: Of each contact: the piece, where in the rest pose [m], how hard [N s], and whether it is
            a blow and not weight.
        block: Which of the bodies are blocks.
        rows, rows_start: The bodies' pieces.
        bond_of, bond_start: The bonds of each piece.
        bond_a, bond_b, holds, kind, strength, centre, reach: The bonds.
        body_of, solid, solids: Of the pieces, and how many members there are.
        crushed: Which pieces are pressed too hard to stay in a small body, shape [n].
        toughness: How much harder small bodies are to break.
        shatter, blow_cap, most_blows, within: See ``damage``.

    Returns:
        The bonds, the rows of them that each body broke [bodies + 1], and for each piece the impulse [N s] that it passed on.
    """
    broken, count = np.empty(256, np.int64), 0
    ends = np.zeros(len(first), np.int64)
    passed = np.zeros(len(body_of))
    hold, load = np.zeros(solids), np.zeros(solids)
    grip, push, felt = np.zeros(len(body_of)), np.zeros(len(body_of)), np.zeros(len(body_of))
    for k in range(len(first) - 1):
        share = 1.0 if block[k] else 1.0 / toughness
        own = rows[rows_start[k] : rows_start[k + 1]]
        body = body_of[own[0]]
        for c in range(first[k], first[k + 1]):
            load[solid[piece[c]]] += impulse[c] * share
            push[piece[c]] += impulse[c] * share
            felt[piece[c]] += impulse[c]
        for p in own:
            for at in range(bond_start[p], bond_start[p + 1]):
                bond = bond_of[at]
                other = bond_b[bond] if bond_a[bond] == p else bond_a[bond]
                if not holds[bond] or body_of[other] != body:
                    continue
                if kind[bond] == within:
                    grip[p] += strength[bond]
                else:
                    hold[solid[p]] += strength[bond]
        hard = _hardest(first[k], first[k + 1], impulse, blow, most_blows)
        for p in own:
            for at in range(bond_start[p], bond_start[p + 1]):
                bond = bond_of[at]
                if bond_a[bond] != p or not holds[bond] or body_of[bond_b[bond]] != body:
                    continue
                q = bond_b[bond]
                gives = False
                for side in (p, q):
                    s = solid[side]
                    if kind[bond] != within:
                        gives |= load[s] > 0.0 and load[s] > hold[s]
                    else:
                        gives |= push[side] > 0.0 and push[side] > max(grip[side], hold[s] * shatter)
                    gives |= not block[k] and crushed[side]
                if not gives and len(hard):
                    strain = 0.0
                    for c in hard:
                        dx, dy, dz = (
                            centre[bond, 0] - place[c, 0],
                            centre[bond, 1] - place[c, 1],
                            centre[bond, 2] - place[c, 2],
                        )
                        away = dx * dx + dy * dy + dz * dz
                        if away < reach[bond] * reach[bond]:
                            strain += min(impulse[c] * share, blow_cap) * (1.0 - math.sqrt(away) / reach[bond])
                    gives = strain > strength[bond]
                if gives:
                    if count == len(broken):
                        wider = np.empty(2 * count, np.int64)
                        wider[:count] = broken
                        broken = wider
                    broken[count] = bond
                    count += 1
        for c in range(first[k], first[k + 1]):
            s = solid[piece[c]]
            part = min(1.0, hold[s] / load[s]) if load[s] > hold[s] and load[s] > 0.0 else 1.0
            passed[piece[c]] = felt[piece[c]] * part
        for p in own:
            hold[solid[p]] = load[solid[p]] = grip[p] = push[p] = felt[p] = 0.0
        ends[k + 1] = count
    return broken[:count].copy(), ends, passed


@njit(cache=True)
def _hardest(low: int, high: int, impulse: Floats, blow: Bools, most: int) -> Rows:
    """Return the rows of the strongest blows."""
    found, count = np.empty(high - low, np.int64), 0
    for c in range(low, high):
        if blow[c]:
            found[count] = c
            count += 1
    if count <= most:
        return found[:count].copy()
    for slot in range(most):
        best = slot
        for k in range(slot + 1, count):
            if impulse[found[k]] > impulse[found[best]]:
                best = k
        found[slot], found[best] = found[best], found[slot]
    return found[:most].copy()


@njit(cache=True)
def groups_of(
    rows: Rows, bond_of: Rows, bond_start: Rows, bond_a: Rows, bond_b: Rows, holds: Bools, label: Rows
) -> tuple[Rows, Rows]:
    """Return pieces ordered by what still holds together, and where each group begins.

    Args:
        rows: The pieces.
        bond_of, bond_start, bond_a, bond_b, holds: The bonds of each piece, and all bonds.
        label: Room to work in, -1 for every piece; it is left so.
    """
    order, starts = np.empty(len(rows), np.int64), np.empty(len(rows) + 1, np.int64)
    for p in rows:
        label[p] = 0
    end, groups = 0, 0
    for seed in rows:
        if label[seed] != 0:
            continue
        starts[groups] = end
        groups += 1
        order[end], label[seed] = seed, 1
        at, end = end, end + 1
        while at < end:
            p = order[at]
            at += 1
            for k in range(bond_start[p], bond_start[p + 1]):
                bond = bond_of[k]
                q = bond_b[bond] if bond_a[bond] == p else bond_a[bond]
                if holds[bond] and label[q] == 0:
                    order[end], label[q] = q, 1
                    end += 1
    starts[groups] = end
    for p in rows:
        label[p] = -1
    return order, starts[: groups + 1].copy()
