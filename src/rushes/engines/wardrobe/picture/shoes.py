"""Shoes on a last that is built around the foot: sole, heel, vamp, quarters, laces."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.picture.last import LASTS, instep
from rushes.engines.wardrobe.picture.piece import Piece

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


BACK_M: Final = 0.0035
"""How far a heel's back leans in 5 cm up, where the foot does [m]."""


@dataclass(frozen=True)
class Style:
    """A kind of shoe; metres.

    Attributes:
        heel: Height under the heel, sole and all.
        sole: Under the ball.
        longer: Beyond the toes.
        collar: Height of the topline over the foot's sole at the heel.
        throat: Where the vamp ends towards the leg, as a share of the length from the heel.
        laced: How many bars of lace.
        welt: How far the sole stands out.
        upper: Surface of the upper: `calf` or `canvas`.
        shaft: How high a boot reaches.
        heel_from: Share of the length that the heel is long.
        taper: How much narrower the heel is at the floor.
        last: One of ``LASTS``.
    """

    heel: float = 0.026
    sole: float = 0.009
    longer: float = 0.016
    collar: float = 0.060
    throat: float = 0.56
    laced: int = 4
    welt: float = 0.0035
    upper: str = "calf"
    shaft: float = 0.0
    heel_from: float = 0.27
    taper: float = 0.04
    last: str = "man"


STYLES: Final[Mapping[str, Style]] = {
    "oxfords": Style(longer=0.018, welt=0.0045),
    "boots": Style(heel=0.030, sole=0.011, shaft=0.27, collar=0.085, laced=0, throat=0.50, last="boot"),
    "pumps": Style(
        heel=0.062,
        sole=0.005,
        longer=0.024,
        collar=0.052,
        throat=0.72,
        laced=0,
        welt=0.0006,
        heel_from=0.17,
        taper=0.66,
        last="woman",
    ),
    "trainers": Style(
        heel=0.027,
        sole=0.021,
        longer=0.014,
        collar=0.066,
        throat=0.60,
        laced=5,
        welt=0.003,
        upper="canvas",
        heel_from=0.0,
        last="trainer",
    ),
}
"""By the words of ``look.SHOES``; barefoot is none of them."""


@dataclass(frozen=True, eq=False)
class _Foot:
    """A foot's frame.

    Attributes:
        heel: Its back on the floor [m], shape [3].
        axes: Outward, ahead, up; in rows.
        length: Heel to toe [m].
        points: Its skin in this frame [m], shape [n, 3].
        across: Where its axis lies at heel and toe, outward [m].
    """

    heel: Floats
    axes: Floats
    length: float
    points: Floats


def raised(body: Body, shoes: str) -> Body:
    """Return a body as high as its heels are, its feet bent down to the soles.

    Args:
        body: In its stance, its soles on z = 0.
        shoes: One of ``look.SHOES``.
    """
    if shoes not in STYLES:
        return body
    style, mesh = STYLES[shoes], body.mesh
    points = body.vertices + np.array([0.0, 0.0, style.heel])
    for side in "LR":
        foot = _foot(body, side)
        t = ((body.vertices - foot.heel) @ foot.axes[1]) / foot.length
        points[:, 2] -= mesh.share(f"foot.{side}") * (style.heel - _base(style, t))
    up = np.array([0.0, 0.0, style.heel])
    return Body(points, {name: at + up for name, at in body.joints.items()})


def lift_of(shoes: str) -> float:
    """Return how much higher a person stands in shoes [m]."""
    return STYLES[shoes].heel if shoes in STYLES else 0.0


def shod(body: Body, shoes: str, group: str) -> tuple[list[Piece], NDArray[np.bool_]]:
    """Return a pair of shoes, and which of the body's vertices they hide.

    Args:
        body: In its stance, barefoot, its soles on z = 0; the shoes stand there too.
        shoes: One of ``look.SHOES``.
        group: Name of its group in the scene.
    """
    hidden = np.zeros(len(body.vertices), np.bool_)
    if shoes not in STYLES:
        return [], hidden
    style, out = STYLES[shoes], []
    for side, name in (("L", "left"), ("R", "right")):
        foot = _foot(body, side)
        last = _Last(foot, style)
        for part, (points, corners, surface) in last.parts().items():
            world = points @ foot.axes + foot.heel
            flip = np.linalg.det(foot.axes) < 0
            faces = corners[:, ::-1] if flip else corners
            st = np.stack([points[faces][..., 1], points[faces][..., 0] + points[faces][..., 2]], axis=-1)
            out.append(
                Piece(f"{name}_{part}", group, world, faces, st, f"{group}_{surface}", smooth=part == "quarters")
            )
        low = body.vertices[:, 2] < (style.shaft - 0.02 if style.shaft else style.collar - 0.012)
        mine = body.mesh.share(f"foot.{side}", f"shin.{side}") > 0.5
        t = ((body.vertices - foot.heel) @ foot.axes[1]) / foot.length
        deep = body.vertices[:, 2] < 0.016
        hidden |= mine & low & ((t > style.throat + 0.06) | deep | (shoes != "pumps"))
        if style.shaft:
            out.append(_shaft(body, side, style, f"{name}_shaft", group))
    return out, hidden


def _foot(body: Body, side: str) -> _Foot:
    mesh = body.mesh
    skin = body.vertices[: mesh.skin]
    mine = skin[mesh.share(f"foot.{side}")[: mesh.skin] > 0.5]
    ankle, ball = (body.joints[f"{side.lower()}-{name}"] for name in ("ankle", "foot-1"))
    ahead = ball - ankle
    ahead[2] = 0.0
    ahead /= np.linalg.norm(ahead)
    up = np.array([0.0, 0.0, 1.0])
    out = np.cross(ahead, up) * (-1.0 if side == "L" else 1.0)
    axes = np.stack([out, ahead, up])
    local = mine @ axes.T
    sole = local[local[:, 2] < 0.05]
    ball_at = sole[np.abs(sole[:, 1] - np.quantile(sole[:, 1], 0.0) - 0.72 * np.ptp(sole[:, 1])) < 0.02]
    back = sole[sole[:, 1] < sole[:, 1].min() + 0.04]
    start = np.array([(back[:, 0].min() + back[:, 0].max()) / 2, sole[:, 1].min(), 0.0])
    end = np.array([(ball_at[:, 0].min() + ball_at[:, 0].max()) / 2, ball_at[:, 1].mean(), 0.0])
    way = (end - start) @ axes
    way /= np.linalg.norm(way)
    axes = np.stack([np.cross(way, up) * (-1.0 if side == "L" else 1.0), way, up])
    local = mine @ axes.T
    heel = np.array([(start @ np.stack([out, ahead, up])) @ axes.T[:, 0], local[:, 1].min(), 0.0])
    return _Foot(heel @ axes, axes, float(np.ptp(local[local[:, 2] < 0.05][:, 1])), local - heel)


def _base(style: Style, t: Floats) -> Floats:
    """Return how high the insole is, by the share of the foot's length [m]: heel, slope, ball, a little spring at the toe."""
    share = np.clip((t - 0.22) / 0.42, 0.0, 1.0)
    slope = share * share * (3 - 2 * share)
    spring = np.clip(t - 0.78, 0.0, 0.4) ** 2 * 0.09
    return np.asarray(style.heel + (style.sole - style.heel) * slope + spring)


class _Last:
    """What a shoe is built on: stations along the foot with their widths and heights [m]."""

    STATIONS, ROUND = 40, 20

    def __init__(self, foot: _Foot, style: Style) -> None:
        self.style, self.form = style, LASTS[style.last]
        away = self.form.away
        self.length = foot.length + style.longer + away
        self.t = (1.0 - np.cos(np.pi * np.linspace(0.0, 1.0, self.STATIONS))) / 2
        self.y = self.t * self.length - away
        points = foot.points
        inner, outer = np.zeros(self.STATIONS), np.zeros(self.STATIONS)
        for number, y in enumerate(self.y):
            near = points[(np.abs(points[:, 1] - y) < 0.012) & (points[:, 2] < 0.075)]
            if len(near):
                inner[number], outer[number] = -near[:, 0].min(), near[:, 0].max()
        ball = max(float((inner + outer)[(self.t > 0.55) & (self.t < 0.8)].max()) + 2 * away, 0.07)
        plan = self.form.plan
        plan_in, plan_out = (np.interp(self.t, plan[:, 0], plan[:, k]) * ball for k in (1, 2))
        ends = np.sqrt(np.clip(1.0 - ((self.t - 0.5) / 0.5) ** 8, 0.0, 1.0))
        self.inner = np.maximum(plan_in, _smooth(inner + away) * ends)
        self.outer = np.maximum(plan_out, _smooth(outer + away) * ends)
        self.top = instep(self.t, self.y, points, self.form)
        self.base = _base(style, self.y / foot.length)

    def surface(self, rows: Floats, angles: Floats, off: float = 0.0) -> Floats:
        """Return points of the upper, by station (a real number) and angle: 0 at the outer welt, pi at the inner one."""
        at = np.arange(self.STATIONS)
        inner, outer, top, base, y = (
            np.interp(rows, at, values) for values in (self.inner, self.outer, self.top, self.base, self.y)
        )
        c, s = np.cos(angles), np.sin(angles)
        wide = np.where(c > 0, outer, inner) + off * np.clip(rows, 0.0, 1.0)  # both sides meet at the heel
        x = np.sign(c) * np.abs(c) ** self.form.full * wide
        bulge = 1.0 + 0.03 * np.sin(2 * np.minimum(angles, np.pi - angles))
        up = np.abs(s) ** 0.9 * (top + off)
        lean = BACK_M * np.clip(up / 0.05, 0.0, 1.2) ** 1.5 * np.clip(1.0 - (y - self.y[0]) / 0.045, 0.0, 1.0)
        return np.stack([x * bulge, y + off * (rows / self.STATIONS * 2 - 1) + lean, base + up], axis=-1)

    def parts(self) -> dict[str, tuple[Floats, Ints, str]]:
        """Return the shoe's parts in the foot's frame: points, faces, surface."""
        style = self.style
        out: dict[str, tuple[Floats, Ints, str]] = {}
        out["sole"] = (*self._sole(), "sole")
        if style.heel_from:
            out["heel"] = (*self._heel(), "sole")
        out["vamp"] = (*self._vamp(), "shoe")
        out["quarters"] = (*self._quarters(), "shoe")
        if style.upper == "calf" and style.laced:
            out["cap"] = (*self._cap(), "shoe")
        if style.laced:
            out["laces"] = (*self._laces(), "lace")
        return out

    def _row(self, share: float) -> float:
        return float(np.interp(share, self.t, np.arange(self.STATIONS)))

    def _vamp(self) -> tuple[Floats, Ints]:
        first = self._row(self.style.throat)
        rows = np.linspace(first, self.STATIONS - 1, 24)
        return _grid(rows, np.linspace(0, np.pi, self.ROUND), self.surface)

    def _cap(self) -> tuple[Floats, Ints]:
        """The toe cap: a second layer over the toes, with its edge."""
        rows = np.linspace(self._row(0.79), self.STATIONS - 1, 14)
        return _grid(rows, np.linspace(0, np.pi, self.ROUND), lambda r, a: self.surface(r, a, 0.0012))

    def _quarters(self) -> tuple[Floats, Ints]:
        """Both sides from heel to throat, joined at the back; laced ones reach over the instep and leave a gap."""
        style = self.style
        front = min(style.throat + 0.14, 0.80) if style.laced else style.throat + (0.02 if style.shaft else 0.0)
        off = 0.0 if style.last == "woman" else 0.0016
        rows = np.linspace(0.0, self._row(front), 26)
        share = np.linspace(0.0, 1.0, 11)
        made, first = [], 0
        corners = []
        for inner in (False, True):
            r, s = np.meshgrid(rows, share, indexing="ij")
            t = np.interp(r, np.arange(self.STATIONS), self.t)
            most = self._topline(r, t)
            angle = s * most
            points = self.surface(r, np.pi - angle if inner else angle, off)
            grid = _quads(*r.shape) + first
            corners.append(grid[:, ::-1] if inner else grid)
            made.append(points.reshape(-1, 3))
            first += r.size
        return np.concatenate(made), np.concatenate(corners)

    def _topline(self, rows: Floats, t: Floats) -> Floats:
        """Return up to which angle the quarters reach: the height of the topline behind, the lacing's edge in front."""
        style = self.style
        top = np.interp(rows, np.arange(self.STATIONS), self.top)
        dip = np.exp(-(((t - 0.26) / 0.12) ** 2))
        rise = np.clip(t - 0.30, 0, 1) * (0.19 if style.laced else 0.0)
        height = style.collar - (0.010 if style.laced or style.shaft else 0.018) * dip + rise
        behind = np.arcsin(np.clip((height / np.maximum(top, 1e-3)) ** (1 / 0.9), 0.0, 0.999))
        if style.shaft:
            low = np.clip((t - 0.2) / (style.throat - 0.2), 0.0, 1.0)
            return np.asarray(behind * (1.0 - 0.45 * low))
        if not style.laced:  # cut low along the arch, then round over the toes
            arch = np.arcsin(np.clip((0.030 / np.maximum(top, 1e-3)) ** (1 / 0.9), 0.0, 0.75))
            share = np.clip((t - 0.16) / 0.30, 0.0, 1.0)
            low = behind + (np.minimum(arch, behind) - behind) * share * share * (3 - 2 * share)
            near = np.clip((t - style.throat + 0.16) / 0.16, 0.0, 1.0)
            return np.asarray(low + (np.pi / 2 - low) * (1.0 - np.sqrt(1.0 - near * near)))
        gap = np.arccos(np.clip((0.006 / 0.045) ** (1 / self.form.full), 0.0, 1.0))
        curve = np.clip((t - style.throat) / 0.14, 0.0, 1.0) ** 2
        return np.asarray(np.minimum(behind, gap * (1 - 0.62 * curve)))

    def _outline(self, wider: float) -> tuple[Floats, Floats]:
        """Return the sole's edge, anticlockwise from above in x and y, and the station of each point."""
        at = np.arange(self.STATIONS, dtype=float)
        out = np.stack([self.outer + wider * np.sign(self.outer), self.y], axis=1)
        back = np.stack([-self.inner - wider * np.sign(self.inner), self.y], axis=1)[::-1]
        ring = np.concatenate([out, back[1:-1]])
        ring[:, 1] += wider * (2 * ((ring[:, 1] + self.form.away) / self.length) - 1)
        return ring, np.concatenate([at, at[::-1][1:-1]])

    def _sole(self) -> tuple[Floats, Ints]:
        ring, rows = self._outline(self.style.welt)
        base = np.interp(rows, np.arange(self.STATIONS), self.base)
        thick = self.style.sole if self.style.heel_from else np.maximum(base - 0.0, 0.006)
        top = base + 0.003
        bottom = np.maximum(base - thick + 0.0005, 0.0)
        if not self.style.heel_from:
            top = top + 0.004
            bottom = np.maximum((np.interp(rows, np.arange(self.STATIONS), self.t) - 0.80) * 0.06, 0.0)
        points, faces = _slab(ring, bottom, top)
        return points, np.concatenate([faces[: len(ring)], *_across(self.STATIONS, len(ring))])

    def _heel(self) -> tuple[Floats, Ints]:
        ring, rows = self._outline(self.style.welt * 0.6)
        t = np.interp(rows, np.arange(self.STATIONS), self.t)
        ring = ring[t < self.style.heel_from]
        rows = rows[t < self.style.heel_from]
        order = np.argsort(np.arctan2(ring[:, 0], -(ring[:, 1] - ring[:, 1].mean())))
        ring, rows = ring[order], rows[order]
        top = np.interp(rows, np.arange(self.STATIONS), self.base) - self.style.sole + 0.002
        middle = np.array([0.0, ring[:, 1].min() + (0.45 - 0.12 * self.style.taper) * np.ptp(ring[:, 1])])
        levels = []
        for up, share in ((0.0, 1.0), (0.12, 0.97), (0.35, 1.02), (0.65, 0.80), (0.85, 0.42), (1.0, 0.0)):
            wide = 1.0 - self.style.taper * share
            levels.append(np.column_stack([middle + (ring - middle) * wide, top * up]))
        return _lofted(levels)

    def _laces(self) -> tuple[Floats, Ints]:
        """Bars across the gap, and a bow's two loops left out: trousers cover it."""
        style = self.style
        made, corners, first = [], [], 0
        for share in np.linspace(style.throat - 0.09, style.throat + 0.05, style.laced):
            row = np.full(9, self._row(share))
            reach = np.linspace(-0.30, 0.30, 9)
            path = self.surface(row, np.pi / 2 + reach, 0.0034)
            points, faces = tube(path, 0.0017 if style.upper == "calf" else 0.0032, flat=0.6)
            made.append(points)
            corners.append(faces + first)
            first += len(points)
        return np.concatenate(made), np.concatenate(corners)


def _shaft(body: Body, side: str, style: Style, name: str, group: str) -> Piece:
    """Return a boot's shaft: the leg's own surface, drawn out by leather, loose at the top."""
    mesh = body.mesh
    mine = mesh.share(f"foot.{side}", f"shin.{side}") > 0.5
    z = body.vertices[:, 2]
    inside = mine & (z > 0.030) & (z < style.shaft)
    faces = mesh.faces[(mesh.faces < mesh.skin).all(axis=1) & inside[mesh.faces].all(axis=1)]
    kept, back = np.unique(faces, return_inverse=True)
    at = body.vertices[kept]
    axis = np.stack([np.interp(at[:, 2], *_leg(body, side, k)) for k in (0, 1)], axis=1)
    out = at[:, :2] - axis
    out /= np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)
    loose = (
        0.0015
        + 0.006 * np.clip((at[:, 2] - 0.075) / 0.04, 0.0, 1.0)
        + 0.010 * np.clip((at[:, 2] - 0.10) / (style.shaft - 0.10), 0.0, 1.0)
    )
    moved = at + np.column_stack([out * loose[:, None], np.full(len(at), style.heel)])
    return Piece(
        name, group, moved, back.reshape(-1, 4), at[back.reshape(-1, 4)][..., [0, 2]], f"{group}_shoe", smooth=True
    )


def _leg(body: Body, side: str, axis: int) -> tuple[list[float], list[float]]:
    """Return heights and places of a leg's axis, to interpolate in."""
    ankle, knee = (body.joints[f"{side.lower()}-{name}"] for name in ("ankle", "knee"))
    return [float(ankle[2]), float(knee[2])], [float(ankle[axis]), float(knee[axis])]


def tube(path: Floats, radius: float, sides: int = 6, flat: float = 1.0) -> tuple[Floats, Ints]:
    """Return a tube along a path: points and faces, its ends open; ``flat`` presses it towards the path's plane."""
    way = np.gradient(path, axis=0)
    way /= np.maximum(np.linalg.norm(way, axis=1, keepdims=True), 1e-12)
    up = np.array([0.0, 0.0, 1.0]) - way * way[:, 2:]
    up /= np.maximum(np.linalg.norm(up, axis=1, keepdims=True), 1e-12)
    side = np.cross(way, up)
    angle = 2 * np.pi * np.arange(sides) / sides
    ring = side[:, None] * np.cos(angle)[None, :, None] + up[:, None] * np.sin(angle)[None, :, None] * flat
    return (path[:, None] + radius * ring).reshape(-1, 3), _quads(len(path), sides, around=True)


def _smooth(values: Floats) -> Floats:
    kernel = np.hanning(9) / np.hanning(9).sum()
    return np.convolve(np.pad(values, 4, mode="edge"), kernel, mode="valid")


def _quads(rows: int, columns: int, *, around: bool = False) -> Ints:
    """Return faces of a grid of points, row by row; ``around`` closes each row."""
    i, j = np.meshgrid(np.arange(rows - 1), np.arange(columns if around else columns - 1), indexing="ij")
    after = (j + 1) % columns
    return np.stack(
        [i * columns + j, (i + 1) * columns + j, (i + 1) * columns + after, i * columns + after], axis=-1
    ).reshape(-1, 4)


def _grid(rows: Floats, angles: Floats, surface: Callable[[Floats, Floats], Floats]) -> tuple[Floats, Ints]:
    r, a = np.meshgrid(rows, angles, indexing="ij")
    return surface(r, a).reshape(-1, 3), _quads(len(rows), len(angles))


def _across(stations: int, count: int) -> tuple[Ints, Ints]:
    """Return the floor and the lid of a sole, from side to side at its stations: as curved as it is from heel to toe."""
    out = np.arange(1, stations - 2)
    back = count - out
    floor = np.stack([back, back - 1, out + 1, out], axis=1)
    return floor, floor[:, ::-1] + count


def _lofted(levels: list[Floats]) -> tuple[Floats, Ints]:
    """Return what lies between rings one over the other, from the lowest up: walls, and a floor as a fan of quads."""
    points, floor = _slab(levels[0][:, :2], levels[0][:, 2], levels[-1][:, 2])
    count = len(levels[0])
    cap = floor[(floor == 2 * count).any(axis=1)]
    here, after = np.arange(count), np.roll(np.arange(count), -1)
    walls = [
        np.stack([here, after, after + count, here + count], axis=1) + level * count for level in range(len(levels) - 1)
    ]
    middle = len(levels) * count
    return np.concatenate([*levels, points[2 * count][None]]), np.concatenate(
        [*walls, np.where(cap == 2 * count, middle, cap)]
    )


def _slab(ring: Floats, bottom: Floats, top: Floats) -> tuple[Floats, Ints]:
    """Return what lies between two copies of a ring: walls, and both faces as fans of quads."""
    count = len(ring)
    low = np.column_stack([ring, bottom])
    high = np.column_stack([ring, top])
    points = np.concatenate([low, high, [low.mean(axis=0)], [high.mean(axis=0)]])
    here, after = np.arange(count), np.roll(np.arange(count), -1)
    walls = np.stack([here, after, after + count, here + count], axis=1)
    half = np.arange(0, count - 1, 2)
    nxt, last = (half + 1) % count, (half + 2) % count
    lid = np.stack([half + count, nxt + count, last + count, np.full(len(half), 2 * count + 1)], axis=1)
    floor = np.stack([last, nxt, half, np.full(len(half), 2 * count)], axis=1)
    return points, np.concatenate([walls, lid, floor])
