"""Curtains: drapes at the sides of windows, blown out as a storey closes, torn off by what they hang on, floating down.

Each is a small cloth (see ``curtain_kernels``) that hangs without moving, to the last bit, until its pane is gone. Then the air
that its storey's ceiling drives out of the windows blows on it. Its rail goes with the wall over the window and lets go when that turns
over or lands, or by chance.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.breaks.panes import Panes
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MATERIALS, MEMBERS
from rushes.engines.destruction.building.storeys import storeys_of
from rushes.engines.destruction.debris.curtains_field import COLUMNS, ROWS, TEXTILES, Curtains
from rushes.engines.destruction.rigid.motion import Motion
from rushes.engines.destruction.rigid.tops import Tops

Floats = NDArray[np.float64]
Rows = NDArray[np.int64]

DRAPED = 0.65
"""Share of the windows with drapes; ground floors, stairs and strips of windows have none."""

NARROWEST_M, WIDEST_M = 0.6, 2.6
"""Windows between these widths are a flat's."""

MOST = 160
"""At most so many drapes; beyond it a share of the windows has none."""

WIDTH = 0.26
"""Width of each of a window's two drapes as a share of the window's: drawn to the sides."""

FULL = 1.5
"""A drape has so many times its width of cloth, in folds."""

BEHIND_M = 0.16
"""How far [m] behind the pane it hangs."""

NEAR_M = 1.5
"""The wall that a rail is screwed to is no farther [m] from it."""

CHOSEN = (0.36, 0.2, 0.12, 0.12, 0.1, 0.1)
"""How often each of ``TEXTILES``."""

MOST_AIR_MS = 14.0
"""Fastest [m/s] that a window blows: above it whatever hangs there is gone."""

GUST_MS, GUST_S = 1.5, 0.25
"""Turbulence that falling walls leave behind them: deviation [m/s], and how long a gust lasts [s]."""

TEARS, TEARS_S = 0.2, (0.15, 1.1)
"""Share of rails that let go by chance, and when after the pane is gone [s]."""

TURNS_RAD, LANDS_MS = 0.7, 7.0
"""A rail lets go when its wall has turned by so much, or loses so much speed from one picture to the next."""

STEP_S = 1 / 240

LYING_MS = 3.0
"""A piece slower than this [m/s] is something to lie on."""

REACH_M = 12.0
"""How far [m] from the building a drape still finds what it falls on; beyond it is bare ground."""


@dataclass(frozen=True, eq=False, slots=True)
class Drapes:
    """k drapes before anything moves.

    Attributes:
        rest: Corners, row by row from the rail [m], shape [k, ROWS, COLUMNS, 3].
        holder: The piece that each hangs on, shape [k].
        out: Away from the building at rest, unit, shape [k, 3].
        free: When its pane is gone [s], shape [k]; torn: when its rail lets go [s], infinite for never, [k].
        storey, textile: Shape [k].
    """

    rest: Floats
    holder: Rows
    out: Floats
    free: Floats
    torn: Floats
    storey: Rows
    textile: Rows

    def __len__(self) -> int:
        return len(self.holder)


def curtains_of(
    pieces: Pieces, motion: Motion, panes: Panes, times: Floats, *, seen_from: Floats, seed: int
) -> Curtains:
    """Return the curtains that come to light in a collapse.

    Args:
        pieces, motion: The building and its poses.
        panes: What breaks; what hangs behind a whole pane is the pane's own picture.
        times: Of each pose [s].
        seen_from: Places of the camera [m], shape [c, 3]; windows that look away from all of them have none.
        seed: Of which windows have some, and of the gusts.
    """
    drapes = hung(pieces, motion, panes, times, seen_from=seen_from, seed=seed)
    points = fluttered(drapes, pieces, motion, times, seed=seed)
    return Curtains(motion.frame, points, drapes.textile)


def hung(pieces: Pieces, motion: Motion, panes: Panes, times: Floats, *, seen_from: Floats, seed: int) -> Drapes:
    """Hang drapes behind panes that break; see ``curtains_of``."""
    walls = np.flatnonzero((pieces.member == MEMBERS.index("facade")) & (pieces.material != MATERIALS.index("glass")))
    # The middle bay of a block holds its stairs.
    stairs = (pieces.bay[:, 0] == (int(pieces.bay[:, 0].max()) + 1) // 2) & (pieces.bay[:, 0] > 0)
    found: list[tuple[Floats, int, Floats, float, float, int, int]] = []
    order = np.random.default_rng([seed, 30]).permutation(len(panes))
    for row in order.tolist():
        rng = np.random.default_rng([seed, 31, int(panes.solid[row])])
        own = np.flatnonzero(pieces.solid == panes.solid[row])
        storey, wide = int(pieces.storey[own[0]]), float(panes.size[row, 0])
        if (
            storey == 0
            or stairs[own[0]]
            or not NARROWEST_M < wide < WIDEST_M
            or rng.random() > DRAPED
            or len(found) + 2 > MOST
        ):
            continue
        half = 0.5 * pieces.size[own].astype(float)
        low, high = (pieces.centre[own] - half).min(axis=0), (pieces.centre[own] + half).max(axis=0)
        thin = int(np.argmin((high - low)[:2]))
        out = np.zeros(3)
        out[thin] = 1.0 if (low + high)[thin] >= 0 else -1.0
        rail = (low + high) / 2 - BEHIND_M * out
        rail[2] = high[2] + 0.02
        away = np.linalg.norm(pieces.centre[walls] - rail - [0.0, 0.0, 0.3], axis=1)
        seen = (((seen_from - rail) * out).sum(axis=1) > 0.0).any()
        if not seen or not len(walls) or away.min() > NEAR_M:
            continue
        textile = int(rng.choice(len(TEXTILES), p=CHOSEN))
        tears = float(panes.time[row] + rng.uniform(*TEARS_S)) if rng.random() < TEARS else np.inf
        for side in (-1.0, 1.0):
            width = WIDTH * wide * float(rng.uniform(0.85, 1.25))
            middle = rail + side * 0.5 * (wide - width) * np.cross([0.0, 0.0, 1.0], out)
            cloth = _pleated(middle, width, (high - low)[2] * float(rng.uniform(0.97, 1.12)), out)
            found.append((cloth, int(walls[away.argmin()]), out, float(panes.time[row]), tears, storey, textile))
    return _drapes(found, motion, times)


def _pleated(middle: Floats, width: float, drop: float, out: Floats) -> Floats:
    """Return a drape's corners [m] that hangs in folds under the middle of its rail, shape [ROWS, COLUMNS, 3]."""
    across = np.cross([0.0, 0.0, 1.0], out)
    each = width / (COLUMNS - 1)
    fold = 0.5 * each * np.sqrt(FULL**2 - 1.0) * np.where(np.arange(COLUMNS) % 2, 1.0, -1.0)
    top = middle + (np.linspace(-0.5, 0.5, COLUMNS) * width)[:, None] * across + fold[:, None] * out
    down = np.linspace(0.0, drop, ROWS)[:, None, None] * np.array([0.0, 0.0, -1.0])
    return np.asarray(top[None] + down)


def _drapes(found: list[tuple[Floats, int, Floats, float, float, int, int]], motion: Motion, times: Floats) -> Drapes:
    holder = np.array([one[1] for one in found], np.int64)
    torn = np.array([one[4] for one in found], float)
    return Drapes(
        rest=np.array([one[0] for one in found], float).reshape(-1, ROWS, COLUMNS, 3),
        holder=holder,
        out=np.array([one[2] for one in found], float).reshape(-1, 3),
        free=np.array([one[3] for one in found], float),
        torn=np.minimum(torn, lets_go(motion, times, holder)),
        storey=np.array([one[5] for one in found], np.int64),
        textile=np.array([one[6] for one in found], np.int64),
    )


def lets_go(motion: Motion, times: Floats, holder: Rows) -> Floats:
    """Return when pieces turn over or land [s], infinite where they do neither, shape [k]."""
    turned = 2.0 * np.arccos(np.clip(np.abs(motion.orientation[:, holder, 0].astype(float)), 0.0, 1.0)) > TURNS_RAD
    span = np.maximum(np.diff(times), 1e-9)[:, None]
    speed = np.linalg.norm(np.diff(motion.position[:, holder].astype(float), axis=0), axis=-1) / span
    gone = turned | (motion.scale[:, holder] < 0.5)
    gone[1:-1] |= speed[:-1] - speed[1:] > LANDS_MS
    return np.where(gone.any(axis=0), times[gone.argmax(axis=0)], np.inf)


def draught(pieces: Pieces, motion: Motion, times: Floats) -> Floats:
    """Return how fast each storey blows through its windows [m/s], shape [T, storeys].

    What a storey's ceiling drives out goes through its glass: v = A dh/dt over the area of its panes.
    """
    slab, window = (pieces.member == MEMBERS.index(name) for name in ("slab", "window"))
    storey = pieces.storey.astype(np.int64)
    if not slab.any():
        return np.zeros((len(times), 1))
    plan = pieces.extent[1, :2] - pieces.extent[0, :2]
    bays = pieces.bay.astype(np.int64).max(axis=0) + 1
    rooms = storeys_of(times, motion.position[:, slab].astype(float), storey[slab], pieces.extent[:, :2], plan, bays)
    size = np.sort(pieces.size.astype(float), axis=1)
    count = rooms.floor.shape[1]
    area = np.bincount(storey[window], size[window, 1] * size[window, 2], max(count, int(storey.max()) + 1))[:count]
    closing = -np.gradient(np.maximum(rooms.ceiling - rooms.floor, 0.0), times, axis=0)
    return np.asarray(np.clip(closing * float(plan.prod()) / np.maximum(area, 1.0), 0.0, MOST_AIR_MS))


def fluttered(drapes: Drapes, pieces: Pieces, motion: Motion, times: Floats, *, seed: int) -> NDArray[np.float32]:
    """Return the corners of drapes at each picture [m], shape [T, k, ROWS * COLUMNS, 3]."""
    from rushes.engines.destruction.debris import curtain_kernels as kernels

    many = len(drapes)
    if not many:
        return np.zeros((len(times), 0, ROWS * COLUMNS, 3), np.float32)
    air = draught(pieces, motion, times)
    storey = np.minimum(drapes.storey, air.shape[1] - 1)
    tops, rng = Tops(pieces, motion, REACH_M), np.random.default_rng([seed, 32])
    link, length = _links(drapes.rest)
    hangs = [_carried(drapes, pieces, motion, row) for row in (0, 0)]
    node = hangs[0][0]
    before, gust = node.copy(), np.zeros((many, 3))
    pictures = [node.reshape(many, -1, 3).astype(np.float32)]
    for row in range(len(times) - 1):
        hangs = [hangs[1], _carried(drapes, pieces, motion, row + 1)]
        span = float(times[row + 1] - times[row])
        count = max(1, round(span / STEP_S))
        gusts, gust = _gusts(gust, count, span / count, rng)
        lies = np.linalg.norm(motion.position[row + 1] - motion.position[row], axis=1) < LYING_MS * span
        kernels.sway(
            *(float(times[row]), span / count, count, node, before, hangs[0][0][:, 0], hangs[1][0][:, 0]),
            *(drapes.free, drapes.torn, air[row, storey][:, None] * hangs[1][1], gusts, link, length),
            tops.surface(row + 1, lies),
        )
        still = drapes.free >= times[row + 1]
        node[still] = hangs[1][0][still]
        before[still] = node[still] - (hangs[1][0] - hangs[0][0])[still] / count
        pictures.append(node.reshape(many, -1, 3).astype(np.float32))
    return np.stack(pictures)


def _gusts(gust: Floats, count: int, step: float, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Return gusts for so many steps, shape [count, k, 3], and the last of them: noise that forgets within ``GUST_S``."""
    keep = np.exp(-step / GUST_S)
    found = np.zeros((count, *gust.shape))
    for n in range(count):
        gust = keep * gust + np.sqrt(1 - keep**2) * GUST_MS * rng.standard_normal(gust.shape)
        found[n] = gust
    return found, gust


def _links(rest: Floats) -> tuple[Rows, Floats]:
    """Return the pairs of corners that keep their distance: beside, under and across each other, and two apart against folding."""
    number = np.arange(ROWS * COLUMNS).reshape(ROWS, COLUMNS)
    ways = ((1, 0), (0, 1), (1, 1), (2, 0))
    pairs = [(number[: ROWS - r, : COLUMNS - c], number[r:, c:]) for r, c in ways]
    pairs.append((number[:-1, 1:], number[1:, :-1]))
    link = np.concatenate([np.column_stack([one.ravel(), two.ravel()]) for one, two in pairs])
    flat = rest.reshape(len(rest), -1, 3)
    return link.astype(np.int64), np.linalg.norm(flat[:, link[:, 1]] - flat[:, link[:, 0]], axis=-1)


def _carried(drapes: Drapes, pieces: Pieces, motion: Motion, row: int) -> tuple[Floats, Floats]:
    """Return where drapes would be that hang on at a picture, [k, ROWS, COLUMNS, 3], and the ways out of their windows, [k, 3]."""
    turn = motion.orientation[row, drapes.holder].astype(float)
    local = drapes.rest - pieces.centre[drapes.holder][:, None, None]
    place = motion.position[row, drapes.holder].astype(float)[:, None, None]
    return _turned(turn[:, None, None], local) + place, _turned(turn, drapes.out)


def _turned(turn: Floats, vector: Floats) -> Floats:
    swept = 2.0 * np.cross(turn[..., 1:], vector)
    return np.asarray(vector + turn[..., :1] * swept + np.cross(turn[..., 1:], swept))
