"""How the forms come down: what of them lets go when.

A wall falls flat about its foot, or section by section; a chimney or a tower tips over a
hinge, or drops into its own foot; a bridge loses piers, and the spans on them go; the ceiling of a room
comes down strip by strip, with what stands on it.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from rushes.engines.destruction.building.forms.furniture import FURNITURE
from rushes.engines.destruction.building.forms.room import WALL_M
from rushes.engines.destruction.building.pieces import Pieces
from rushes.engines.destruction.building.solid import MEMBERS
from rushes.engines.destruction.collapse.blocks import BESIDE, Groups, Schedule
from rushes.engines.destruction.collapse.hinge import Hinge
from rushes.engines.destruction.collapse.set_ways import SET_WAYS
from rushes.engines.destruction.spec import CollapseSpec

Floats = NDArray[np.float64]
Rows = NDArray[np.bool_]
Way = Callable[[Pieces, CollapseSpec, np.random.Generator], Schedule]

TIP_ENERGY = 0.012
"""Energy of the first push as a share of the energy of height: a charge or a rope starts the fall, gravity does the rest."""

BURST_ENERGY = 0.008
"""Energy that a hit gives to the pieces that it knocks out, at most, as a share of the energy of height."""

HINGE_SHARE = 0.6
"""Share of the foot, from the side that it falls to, that is cut out: past the middle, so that its weight tips it. The rest
holds until it has tipped."""

BREAKS_AT = 0.52
"""Height, as a share, at which a chimney that drops into its foot breaks in two."""

OVER_THE_TOE = 1.5
"""How many times the energy with which a wall just gets over its toe a push gives it at least."""

LAST_S = 0.75
"""How long [s] per root of the height [m] a foot holds at most, when the angle is never reached."""

AFTER_CUT_S = 0.1

CRUSHED_M = 0.9
"""Height [m] over the joint in which the side that a struck tower tips to is crushed: about a piece."""

NEAR_WALL_M = (0.12, 0.42)
"""How far from the walls a ceiling tears, from and to [m]: a ragged rim stays."""

FRONT_STAYS_M, FRONT_SHARE = 1.3, 0.3
"""How far from the front wall a ceiling stays [m], at most so much of the room: the camera stands there, and what fell before
its lens would be all that is seen."""


def form_ways(form: str) -> Mapping[str, Way]:
    """Return a form's ways of collapse, by their names."""
    return _WAYS[form]


def _is(pieces: Pieces, *members: str) -> Rows:
    return np.isin(pieces.member, [MEMBERS.index(name) for name in members])


def axis_of(spec: CollapseSpec) -> Floats:
    """Return the direction in which it fails first or falls, in its own axes (the front faces -y), shape [2]."""
    return {
        "left": np.array([-1.0, 0.0]),
        "right": np.array([1.0, 0.0]),
        "camera": np.array([0.0, -1.0]),
        "away": np.array([0.0, 1.0]),
    }[spec.toward]


def along(pieces: Pieces, spec: CollapseSpec) -> Floats:
    """Return where each piece lies along that direction: 0 fails first, 1 last, shape [n]."""
    reach = pieces.centre[:, :2] @ axis_of(spec)
    return np.asarray((reach.max() - reach) / max(float(np.ptp(reach)), 1e-6))


def _all(pieces: Pieces) -> Rows:
    return np.ones(len(pieces), bool)


def _tip(
    groups: Groups,
    pieces: Pieces,
    rows: Rows,
    axis: Floats,
    hinge: Floats,
    begin: float,
    *,
    until_deg: float = 0.0,
    supports: tuple[int, ...] = (),
    least: float = 0.0,
) -> None:
    """Let pieces turn about a hinge line, square to a direction; it holds them until an angle, or not at all (0).

    The push has at least a share of the energy of height.
    """
    group = groups.claim(rows, begin)
    height = float(pieces.centre[rows, 2].max()) - float(hinge[2])
    turn = math.sqrt(max(TIP_ENERGY, least) * 6 * 9.81 / max(2 * height, 0.1))
    spin = np.array([-axis[1], axis[0], 0.0]) * turn
    groups.spin[group] = spin
    groups.push[rows] = np.cross(spin, pieces.centre[rows] - hinge)
    if until_deg:
        line = np.array([-axis[1], axis[0], 0.0])
        groups.hinges.append(Hinge(group, supports, hinge, line, math.radians(until_deg)))


def _topple(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Cut the foot on the side that it falls to, and let the rest tip over what is left of it."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    axis, top = axis_of(spec), float(pieces.extent[1, 2])
    reach = pieces.centre[:, :2] @ axis
    half = float(reach.max())
    foot = pieces.centre[:, 2] < min(pieces.ground_height * 0.5, top * 0.12)
    begin = spec.start_s + AFTER_CUT_S
    hinge = np.array([*(axis * half * (1.0 - 2.0 * HINGE_SHARE)), float(pieces.centre[foot, 2].max())])
    cut = foot & (reach > half * (1.0 - 2.0 * HINGE_SHARE))
    rest = groups.claim(foot & ~cut, spec.start_s + LAST_S * math.sqrt(top), crumbles=True)
    _tip(groups, pieces, ~foot, axis, hinge, begin, until_deg=spec.hinge_deg, supports=(rest,))
    beside = pieces.centre[:, :2] @ np.array([-axis[1], axis[0]]) > 0
    first = rng.random() < 0.5
    groups.claim(cut & (beside == first), spec.start_s, crumbles=True)
    groups.claim(cut & (beside != first), spec.start_s + float(rng.uniform(0.02, 0.09)), crumbles=True)
    return groups.schedule()


def _drop(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let the foot go all round within a fifth of a second; what is over it drops into it, broken at mid-height."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    top = float(pieces.extent[1, 2])
    joint = top * BREAKS_AT + rng.normal(0.0, 0.4, len(pieces))
    groups.claim(pieces.centre[:, 2] > joint, spec.start_s + 0.3)
    groups.claim(pieces.centre[:, 2] <= joint, spec.start_s + 0.2)
    angle = np.arctan2(pieces.centre[:, 1], pieces.centre[:, 0])
    foot = pieces.centre[:, 2] < min(pieces.ground_height * 1.4, top * 0.2)
    sector = np.floor((angle + np.pi) / (np.pi / 3))
    for part in np.unique(sector[foot]):
        groups.claim(foot & (sector == part), spec.start_s + float(rng.uniform(0.0, 0.18)), crumbles=True)
    return groups.schedule()


def _storey_gives(storey: int) -> Way:
    """Return a way in which one storey gives and what is over it comes down on the rest (-1: the one under the middle)."""

    def give(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
        groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
        failing = max(1, round(pieces.storeys * 0.5) - 1) if storey < 0 else storey
        groups.claim(_all(pieces), spec.start_s + 0.3)
        for level in range(failing):
            groups.claim(pieces.storey == level, np.inf)
        band = (pieces.storey == failing) & ~_is(pieces, "slab", "beam")
        late = spec.start_s + 0.22 * along(pieces, spec)
        for x in (False, True):
            for y in (False, True):
                rows = band & ((pieces.centre[:, 0] > 0) == x) & ((pieces.centre[:, 1] > 0) == y)
                if rows.any():
                    groups.claim(rows, float(late[rows].mean() + rng.uniform(0.0, 0.06)), crumbles=True)
        return groups.schedule()

    return give


def _struck(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Knock a hole into a tower or a chimney at a storey; what is over it tips into the hole."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    low, high = pieces.extent
    z = (spec.impact_storey - 0.5) * pieces.floor_height
    z = min(z, float(high[2]) * 0.9)
    point = np.array([{"left": 0.5, "centre": 0.0, "right": -0.5}[spec.impact_side] * float(low[0]), float(low[1]), z])
    gap = np.linalg.norm(pieces.centre - point, axis=1)
    size = max(float(high[0] - low[0]) * 0.62, 1.6)
    above = (pieces.centre[:, 2] > z - size * 0.25) & (gap >= size)
    groups.claim(_all(pieces), np.inf)
    joint = z - size * 0.25
    hinge = np.array([0.0, float(high[1]) * 0.25, joint])
    _tip(groups, pieces, above, np.array([0.0, -1.0]), hinge, spec.start_s + 0.2, until_deg=12.0)
    pressed = above & (pieces.centre[:, 1] < hinge[1]) & (pieces.centre[:, 2] < joint + CRUSHED_M)
    groups.claim(pressed, spec.start_s + 0.15, crumbles=True)
    _burst_in(groups, pieces, gap < size, spec, rng)
    return groups.schedule()


def _burst_in(
    groups: Groups, pieces: Pieces, near: Rows, spec: CollapseSpec, rng: np.random.Generator, way: float = 1.0
) -> None:
    """Let pieces fly off from where something hits, most of them the way that it goes (+1 is away from the camera).

    All together they get no more than ``BURST_ENERGY`` of the energy of height of the whole.
    """
    groups.claim(near, spec.start_s, crumbles=True)
    count = int(near.sum())
    groups.push[near, 1] = way * rng.uniform(1.5, 6.5, count) * np.where(rng.random(count) < 0.25, -0.6, 1.0)
    groups.push[near] += rng.normal(0.0, 0.9, (count, 3))
    got = float((pieces.mass[near, None] * groups.push[near] ** 2).sum() / 2)
    most = BURST_ENERGY * 9.81 * float((pieces.mass * pieces.centre[:, 2]).sum())
    groups.push[near] *= min(1.0, math.sqrt(most / max(got, 1e-9)))


def _wall_flat(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let a wall be pulled over its toe in its lowest bed joint, in three stretches one after the other that tear apart."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    axis = axis_of(spec)
    x, length = pieces.centre[:, 0], float(np.ptp(pieces.extent[:, 0]))
    foot = pieces.centre[:, 2] < min(0.45, float(pieces.extent[1, 2]) * 0.15)
    groups.claim(foot, np.inf)
    bed = float(pieces.centre[foot, 2].max()) if foot.any() else 0.0
    toe = float(np.abs(pieces.extent[:, 1]).max())  # of the piers, which stand out before the wall
    hinge = np.array([0.0, axis[1] * toe, bed])
    half = (float(pieces.extent[1, 2]) - bed) / 2
    least = OVER_THE_TOE * (math.hypot(half, toe) / half - 1.0)
    stretches = max(1, min(4, round(length / 5.0)))
    first = rng.permutation(stretches)
    cuts = np.linspace(-length / 2, length / 2, stretches + 1)[1:-1]
    where = np.searchsorted(cuts, x + rng.normal(0.0, 0.25, len(x)))
    for stretch in range(stretches):
        rows = (where == stretch) & ~foot
        if rows.any():
            begin = spec.start_s + 0.22 * float(np.argmax(first == stretch))
            _tip(groups, pieces, rows, axis, hinge, begin, until_deg=60.0, least=least)
    return groups.schedule()


def _wall_sections(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let a wall go section by section from one end: each foot crumbles, and the section over it sinks and leans out."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    axis = np.array([0.0, -1.0])
    foot = pieces.centre[:, 2] < min(0.7, float(pieces.extent[1, 2]) * 0.25)
    late = 1.8 * along(pieces, spec)
    for bay in np.unique(pieces.bay[:, 0]):
        section = pieces.bay[:, 0] == bay
        when = spec.start_s + float(late[section].mean())
        rows = section & ~foot
        side = -1.0 if rng.random() < 0.35 else 1.0
        _tip(groups, pieces, rows, axis * side, np.array([0.0, -0.1 * side, 0.5]), when + 0.12)
        groups.claim(section & foot, when, crumbles=True)
    return groups.schedule()


def _wall_struck(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Knock a hole into a wall; what is over the hole drops, the rest stands unless it is hit."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    low, high = pieces.extent
    x = {"left": 0.25, "centre": 0.5, "right": 0.75}[spec.impact_side] * float(high[0] - low[0]) + float(low[0])
    size = max(0.9, 0.42 * float(high[2]))
    point = np.array([x, 0.0, min(1.1, 0.45 * float(high[2]))])
    gap = np.linalg.norm((pieces.centre - point) * [1.0, 0.3, 1.0], axis=1) + rng.normal(0.0, 0.12, len(pieces))
    groups.claim(_all(pieces), np.inf)
    over = (np.abs(pieces.centre[:, 0] - x) < size * 0.9) & (pieces.centre[:, 2] > point[2])
    groups.claim(over, spec.start_s + 0.1)
    groups.push[over, 1] = 0.5
    _burst_in(groups, pieces, gap < size, spec, rng)
    return groups.schedule()


def _spans_fall(piers: Callable[[Pieces, CollapseSpec], Mapping[int, float]], *, struck: bool = False) -> Way:
    """Return a way in which piers fail, each at its time [s after the start]; the spans on them go a moment later.

    Args:
        piers: The piers that fail, counted from the left, and when.
        struck: Whether something drives into them.
    """

    def fall(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
        groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
        groups.claim(_all(pieces), np.inf)
        groups.claim(_is(pieces, "abutment"), np.inf, withstands=np.inf)
        failing = piers(pieces, spec)
        bay = pieces.bay[:, 0]
        spans = (pieces.storey == 1) & ~_is(pieces, "abutment")
        last = int(bay.max())
        if last == 0:
            ragged = pieces.centre[:, 0] + rng.normal(0.0, 0.4, len(pieces)) < 0
            for left in (True, False):  # no pier: it breaks in the middle of its one span
                groups.claim(spans & (ragged == left), spec.start_s)
        for span in range(last + 1):
            times = [failing[pier] for pier in (span - 1, span) if pier in failing]
            rows = spans & (bay == span)
            if last:
                begin = spec.start_s + min(times) + 0.14 if times else np.inf
                groups.claim(rows, begin, withstands=BESIDE)
        carrying = _is(pieces, "column", "crosshead")
        for pier in range(last):
            rows = carrying & (bay == pier)
            if pier not in failing:
                groups.claim(rows, np.inf, withstands=BESIDE)
            elif struck:
                _burst_in(groups, pieces, rows & (pieces.centre[:, 2] < 2.5), spec, rng)
                groups.claim(rows & (pieces.centre[:, 2] >= 2.5), spec.start_s + 0.08, crumbles=True)
            else:
                groups.claim(rows, spec.start_s + failing[pier], crumbles=True)
        return groups.schedule()

    return fall


def _one_pier(pieces: Pieces, spec: CollapseSpec) -> Mapping[int, float]:
    count = int(pieces.bay[:, 0].max())
    which = {"left": 0, "right": count - 1}.get(spec.toward, count // 2)
    return {which: 0.0} if count else {}


def _hit_pier(pieces: Pieces, spec: CollapseSpec) -> Mapping[int, float]:
    count = int(pieces.bay[:, 0].max())
    which = {"left": 0, "right": count - 1}.get(spec.impact_side, count // 2)
    return {which: 0.0} if count else {}


def _every_pier(each_s: float) -> Callable[[Pieces, CollapseSpec], Mapping[int, float]]:
    def piers(pieces: Pieces, spec: CollapseSpec) -> Mapping[int, float]:
        count = int(pieces.bay[:, 0].max())
        order = range(count) if spec.toward != "right" else reversed(range(count))
        return {pier: each_s * place for place, pier in enumerate(order)}

    return piers


def _furnish(groups: Groups, pieces: Pieces, spec: CollapseSpec) -> None:
    """Claim what stays of a room, and let what stands about on its floor be free to be hit."""
    groups.claim(_all(pieces), np.inf)
    groups.claim(_is(pieces, "floor", "lining", "door", "window", "pane"), np.inf, withstands=np.inf)
    loose = _is(pieces, *FURNITURE) & (pieces.storey == 0)
    for cluster in np.unique(pieces.cluster[loose]):
        groups.claim(loose & (pieces.cluster == cluster), spec.start_s)


def _ceiling(groups: Groups, pieces: Pieces, when: Floats, rng: np.random.Generator) -> None:
    """Let a ceiling go strip by strip, torn raggedly off a rim that stays, with what stands on it and hangs under it."""
    slab = _is(pieces, "ceiling", "beam")
    half = np.abs(pieces.extent[:, :2]).max(axis=0) - WALL_M
    rim = (half - np.abs(pieces.centre[:, :2])).min(axis=1) < rng.uniform(*NEAR_WALL_M, len(pieces))
    low, high = pieces.extent[:, 1]
    stays = min(FRONT_STAYS_M, FRONT_SHARE * float(high - low))
    rim |= pieces.centre[:, 1] - low - WALL_M < stays + rng.uniform(-0.15, 0.15, len(pieces))
    groups.claim(slab & rim, np.inf, withstands=np.inf)
    over = (slab & ~rim) | (_is(pieces, *FURNITURE, "lamp") & (pieces.storey == 1))
    strip = np.digitize(when, np.linspace(when[over].min(), when[over].max(), 4)[1:-1])
    things = _is(pieces, *FURNITURE, "lamp")
    for cluster in np.unique(pieces.cluster[over & things]):
        rows = things & (pieces.cluster == cluster)
        strip[rows] = np.bincount(strip[rows]).argmax()
    for part in range(3):
        rows = over & (strip == part)
        if rows.any():
            begin = float(when[rows & ~things].mean()) if (rows & ~things).any() else float(when[rows].mean())
            groups.claim(rows & ~things, begin)
            for cluster in np.unique(pieces.cluster[rows & things]):
                groups.claim(rows & things & (pieces.cluster == cluster), begin)


def _ceiling_falls(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    _furnish(groups, pieces, spec)
    _ceiling(groups, pieces, spec.start_s + 0.75 * along(pieces, spec), rng)
    return groups.schedule()


def _wall_bursts_in(pieces: Pieces, spec: CollapseSpec, rng: np.random.Generator) -> Schedule:
    """Let something come through the back wall, and the ceiling over it follow."""
    groups = Groups(len(pieces), np.zeros((len(pieces), 3)))
    _furnish(groups, pieces, spec)
    low, high = pieces.extent
    x = {"left": -0.25, "centre": 0.1, "right": 0.3}[spec.impact_side] * float(high[0] - low[0])
    point = np.array([x, float(high[1]) - 0.12, 1.3])
    gap = np.linalg.norm(pieces.centre - point, axis=1)
    _ceiling(groups, pieces, spec.start_s + 0.35 + 0.14 * gap, rng)
    near = (gap + rng.normal(0.0, 0.12, len(pieces)) < 1.35) & _is(pieces, "lining", "window", "pane")
    _burst_in(groups, pieces, near, spec, rng, way=-1.0)
    return groups.schedule()


_WAYS: Mapping[str, Mapping[str, Way]] = {
    "wall": {"overturning": _wall_flat, "zipper": _wall_sections, "impact": _wall_struck},
    "tower": {
        "overturning": _topple,
        "soft_storey": _storey_gives(0),
        "pancake": _storey_gives(-1),
        "impact": _struck,
    },
    "bridge": {
        "soft_storey": _spans_fall(_one_pier),
        "zipper": _spans_fall(_every_pier(0.55)),
        "implosion": _spans_fall(_every_pier(0.12)),
        "impact": _spans_fall(_hit_pier, struck=True),
    },
    "chimney": {"overturning": _topple, "implosion": _drop, "impact": _struck},
    "room": {"pancake": _ceiling_falls, "impact": _wall_bursts_in},
    "set": SET_WAYS,
}
