"""Placing: every panel is bent around the part of the body that it is worn on, before it is sewn."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from rushes.engines.body.measuring import BUST, CROTCH, HIP, NAPE, SHOULDER, SIDE_NECK, waist_level
from rushes.engines.body.shape import Body
from rushes.engines.wardrobe.drape.cloth import Cloth
from rushes.engines.wardrobe.drape.flaring import Base, flared, full_panels
from rushes.engines.wardrobe.pattern.panel import Panel
from rushes.errors import BadInputError

Floats = NDArray[np.float64]

NECK_FRONT = 1399
"""The vertex of the mesh in the pit of the neck."""

GAP_M = 0.02
"""How far panels hang off the thickest place of their part, at their own height [m]."""

LAYER_M = 0.012
"""How much farther off each layer hangs [m]."""

LAP_M = 0.010
"""How much farther off a front hangs that is buttoned over the other [m]."""

UNDER_M = 0.01
"""How far under what it is sewn to a skirt hangs that is in folds [m]."""

ALONG_M, CLOSED, SLEEVE_M = 0.015, 0.9, 0.008
"""How far apart levels along an arm are [m], the most that panels cover of the way around it, and how far off it they begin that end in a cuff [m]."""

SPAN_M = 0.02
"""How far over a panel's ends the part's thickness is looked at [m]."""

MIDDLE_M = 0.006
"""Legs are worn side by side: no panel of one comes nearer to the body's middle than this [m]."""

_TRUNK = ("trunk",)
_LEGS = ("thigh.L", "shin.L", "thigh.R", "shin.R")
_UP, _FRONT, _LEFT = np.array([0.0, 0.0, 1.0]), np.array([0.0, -1.0, 0.0]), np.array([1.0, 0.0, 0.0])


@dataclass(frozen=True, eq=False)
class _Tube:
    """A part of the body as a bent tube.

    Attributes:
        axis: Points down its middle, from the top, shape [n, 3].
        radius: Of the tube [m].
    """

    axis: Floats
    radius: float = 0.0

    def level(self, point: Floats) -> float:
        """Return how far down the axis a point is [m]."""
        best, found, first = np.inf, 0.0, 0.0
        for a, b in zip(self.axis, self.axis[1:], strict=False):
            length = float(np.linalg.norm(b - a))
            along = float(np.clip((point - a) @ (b - a) / length, 0, length))
            off = float(np.linalg.norm(point - a - (b - a) * along / length))
            if off < best:
                best, found = off, first + along
            first += length
        return found

    def wrapped(self, down: Floats, angle: Floats, farther: Floats) -> Floats:
        """Return points on the tube, so far down the axis, around it and off it, shape [n, 3].

        Where the axis bends, so does the frame around it, over a few centimetres.
        """
        ahead = np.diff(self.axis, axis=0)
        lengths = np.linalg.norm(ahead, axis=1)
        stops = np.concatenate([[0.0], np.cumsum(lengths)])
        ways = ahead / lengths[:, None]
        at = np.clip(np.searchsorted(stops, down, side="right") - 1, 0, len(ways) - 1)
        middle = self.axis[at] + (down - stops[at])[:, None] * ways[at]
        way = ways[at]
        for joint in range(1, len(ways)):
            share = np.clip((down - stops[joint]) / 0.12 + 0.5, 0, 1)[:, None]
            mixed = ways[joint - 1] * (1 - share) + ways[joint] * share
            near = np.abs(down - stops[joint]) < 0.06
            way = np.where(near[:, None], mixed / np.linalg.norm(mixed, axis=1, keepdims=True), way)
        front = _FRONT - (way @ _FRONT)[:, None] * way
        front /= np.linalg.norm(front, axis=1, keepdims=True)
        left = np.cross(way, front) * -1.0
        left *= np.sign(left @ _LEFT)[:, None]
        return np.asarray(
            middle + (self.radius + farther)[:, None] * (np.cos(angle)[:, None] * front + np.sin(angle)[:, None] * left)
        )


def placed(cloth: Cloth, body: Body, layer: int = 0) -> Floats:
    """Return where a garment's points are before sewing [m], shape [n, 3].

    Args:
        cloth: The garment.
        body: The body in its stance.
        layer: What it is worn over.

    Raises:
        BadInputError: A panel is worn on a part or at a landmark that isn't known.
    """
    out = np.zeros((len(cloth.flat), 3))
    over = {int(cloth.panel[point]) for point in cloth.ties[:, 0]}
    for number, panel in enumerate(cloth.garment.panels):
        mine = cloth.panel == number
        lap = _lap(cloth, number) if number in over else _Lap(np.zeros(int(mine.sum())))
        out[mine] = _placed(panel, cloth.flat[mine], body, layer, lap)
    for side in ("left", "right"):
        arm = [number for number, panel in enumerate(cloth.garment.panels) if _on_arm(panel, side)]
        if arm:
            mine = np.isin(cloth.panel, arm)
            out[mine] = _sleeve(cloth, arm, body, layer, side)
    full = full_panels(cloth)
    if full:
        mine = np.isin(cloth.panel, full)
        out[mine] = flared(cloth, full, _base(cloth.garment.panels[full[0]], body, layer))
        both = cloth.pairs[mine[cloth.pairs].sum(axis=1) == 1]
        own, other = np.where(mine[both].T, both.T, both.T[::-1])[0], np.where(mine[both].T, both.T[::-1], both.T)[0]
        if len(both) and cloth.garment.panels[full[0]].placement.at == "waist":
            out[mine, 2] -= max(0.0, float((out[own, 2] - out[other, 2]).max()) + UNDER_M)
    return out


def _base(panel: Panel, body: Body, layer: int) -> Base:
    """Return what full panels hang around: hips and legs, or, from the neck, all of the body."""
    place = panel.placement
    gap = GAP_M + LAYER_M * (layer + place.layer)
    skin, start = body.vertices[: body.mesh.skin], landmark(body, place.at)
    if place.at.startswith("neck"):
        front, back = landmark(body, "neck_front"), landmark(body, "neck_back")
        return Base(
            (front + back)[:2] / 2,
            skin,
            skin[:0],
            float(front[2]),
            float(back[2]),
            gap,
            float(np.linalg.norm((front - back)[:2])) / 2,
        )
    trunk, worn = (body.mesh.share(*bones)[: body.mesh.skin] > 0.5 for bones in (_TRUNK, _TRUNK + _LEGS))
    middle = (skin[trunk].min(axis=0) + skin[trunk].max(axis=0))[:2] / 2
    return Base(middle, skin[worn], skin[~worn], float(start[2]), float(start[2]), gap)


@dataclass(frozen=True, eq=False)
class _Lap:
    """How a panel hangs that is buttoned: how much farther off its points are, and, of one that goes all around, its radius [m]."""

    farther: Floats
    radius: float | None = None


def _lap(cloth: Cloth, number: int) -> _Lap:
    """Return how a panel hangs that is buttoned over another, or over its own other end."""
    flat, anchor = cloth.flat[cloth.panel == number], cloth.garment.panels[number].placement.anchor[0]
    if not (cloth.panel[cloth.ties[:, 1]] == number).any():
        return _Lap(np.full(len(flat), LAP_M))
    over = cloth.flat[cloth.ties[cloth.panel[cloth.ties[:, 0]] == number, 0], 0].mean() - anchor
    return _Lap(LAP_M * np.clip((flat[:, 0] - anchor) / over, 0.0, 1.0), abs(float(over)) / np.pi)


def landmark(body: Body, name: str, side: str = "left") -> Floats:
    """Return a landmark's place on a body [m], shape [3].

    Raises:
        BadInputError: There is none of that name.
    """
    at, hand = body.vertices, "r" if side == "right" else "l"
    points = {
        "neck_front": at[NECK_FRONT],
        "neck_back": at[NAPE],
        "neck_side": at[SIDE_NECK],
        "shoulder": at[SHOULDER],
        "bust": at[BUST],
        "waist": np.array([0.0, 0.0, waist_level(body)]),
        "hip": at[HIP],
        "crotch": at[CROTCH],
        "wrist": body.joints[f"{hand}-hand"],
        "ankle": body.joints[f"{hand}-ankle"],
    }
    if name not in points:
        raise BadInputError(f"No landmark of the body is called {name!r}. There are: {', '.join(points)}.")
    mirrored = hand == "r" and name in {"neck_side", "shoulder", "bust"}
    return np.asarray(points[name] * np.array([-1.0, 1.0, 1.0]) if mirrored else points[name])


def _on_arm(panel: Panel, side: str) -> bool:
    return panel.placement.part == "arm" and (panel.side == "right") == (side == "right")


def _sleeve(cloth: Cloth, numbers: list[int], body: Body, layer: int, side: str) -> Floats:
    """Return where the points of an arm's panels are [m], shape [n, 3], panel after panel.

    At every height they are as near to the arm as it is thick there and they are wide: what begins far off is drawn together through it.
    """
    panels = cloth.garment.panels
    tube, skin = _part(body, "arm", side, panels[numbers[0]].name)
    downs, turns = [], []
    for number in numbers:
        place, flat = panels[number].placement, cloth.flat[cloth.panel == number]
        downs.append(tube.level(landmark(body, place.at, side)) - (flat[:, 1] - place.anchor[1]))
        turns.append(flat[:, 0] - place.anchor[0])
    ends = max(
        float(down.max()) for number, down in zip(numbers, downs, strict=True) if panels[number].placement.at != "wrist"
    )
    downs = [  # a cuff begins where its sleeve ends
        down + (ends + UNDER_M - down.min() if panels[number].placement.at == "wrist" else 0.0)
        for number, down in zip(numbers, downs, strict=True)
    ]
    every = np.concatenate(downs)
    levels = np.arange(float(every.min()), float(every.max()) + ALONG_M, ALONG_M)
    cuffed = any(panels[number].placement.at == "wrist" for number in numbers)
    gap = (SLEEVE_M if cuffed else GAP_M) + LAYER_M * (layer + max(panels[n].placement.layer for n in numbers))
    thick = np.array([_thickness(tube, skin, level, level) for level in levels]) + gap
    wide = np.array(
        [
            sum(
                float(np.ptp(turn[near])) if (near := np.abs(down - level) < ALONG_M).any() else 0.0
                for down, turn in zip(downs, turns, strict=True)
            )
            for level in levels
        ]
    )
    least = wide / (2 * np.pi * CLOSED)
    smooth = thick if cuffed else np.maximum(thick, least)  # a cuff is narrower than its sleeve at once
    most = [smooth[max(0, k - 2) : k + 3].max() for k in range(len(smooth))]
    radii = np.maximum(np.convolve(np.pad(most, 2, "edge"), np.ones(5) / 5, "valid"), least)
    out = []
    for number, down, turn in zip(numbers, downs, turns, strict=True):
        radius = np.interp(down, levels, radii)
        angle = np.radians(panels[number].placement.angle) + turn / radius
        out.append(_Tube(tube.axis).wrapped(down, angle, radius))
    return np.concatenate(out)


def _placed(panel: Panel, flat: Floats, body: Body, layer: int, lap: _Lap) -> Floats:
    place = panel.placement
    side = "right" if panel.side == "right" else "left"
    tube, skin = _part(body, place.part, side, panel.name)
    up = flat[:, 1] - place.anchor[1]
    down = tube.level(landmark(body, place.at, side)) - up
    radius = lap.radius or (
        _thickness(tube, skin, float(down.min()), float(down.max())) + GAP_M + LAYER_M * (layer + place.layer)
    )
    tube = _Tube(tube.axis, radius)
    points = tube.wrapped(down, np.radians(place.angle) + (flat[:, 0] - place.anchor[0]) / radius, lap.farther)
    if place.part == "leg":
        sign = -1.0 if side == "right" else 1.0
        points[:, 0] = sign * np.maximum(sign * points[:, 0], MIDDLE_M)
    return points


def _thickness(tube: _Tube, skin: Floats, top: float, bottom: float) -> float:
    """Return how far the part's skin is off its axis at most, between two levels down it [m]."""
    lengths = np.concatenate([[0.0], np.cumsum(np.linalg.norm(np.diff(tube.axis, axis=0), axis=1))])
    found = 0.0
    for first, (a, b) in zip(lengths, zip(tube.axis, tube.axis[1:], strict=False), strict=False):
        length = float(np.linalg.norm(b - a))
        along = (skin - a) @ (b - a) / length
        off = np.linalg.norm(skin - a - along[:, None] * (b - a) / length, axis=1)
        here = (
            (along > -SPAN_M)
            & (along < length + SPAN_M)
            & (along + first > top - SPAN_M)
            & (along + first < bottom + SPAN_M)
        )
        if here.any():
            found = max(found, float(np.percentile(off[here], 98)))
    return found


def _part(body: Body, part: str, side: str, panel: str) -> tuple[_Tube, Floats]:
    """Return a part's axis, and its skin [m]."""
    joint, mesh, hand = body.joints, body.mesh, "r" if side == "right" else "l"
    skin = body.vertices[: mesh.skin]

    def of(share: float, *bones: str) -> Floats:
        return np.asarray(skin[mesh.share(*bones)[: mesh.skin] > share])

    trunk = of(0.5, "trunk")
    middle = np.array([0.0, float(trunk[:, 1].min() + trunk[:, 1].max()) / 2, 0.0])
    if part in {"torso", "waist", "shoulder", "belt"}:
        top = body.vertices[NAPE, 2] + 0.05
        return _Tube(np.array([middle + top * _UP, middle])), trunk
    if part == "leg":
        hip, ankle = joint[f"{hand}-upper-leg"], joint[f"{hand}-ankle"]
        top_of = hip + (body.vertices[BUST, 2] - hip[2]) * _UP
        return _Tube(np.array([top_of, hip, 2 * ankle - hip])), of(0.8, f"thigh.{hand.upper()}", f"shin.{hand.upper()}")
    if part == "arm":
        shoulder, elbow, wrist = (joint[f"{hand}-{name}"] for name in ("shoulder", "elbow", "hand"))
        way = (elbow - shoulder) / np.linalg.norm(elbow - shoulder)
        return _Tube(np.array([shoulder - 0.2 * way, shoulder, elbow, 2 * wrist - elbow])), of(
            0.9, f"upper_arm.{hand.upper()}", f"lower_arm.{hand.upper()}"
        )
    if part in {"neck", "head"}:
        low, high = joint["neck"], joint["head"]
        found = of(0.9, "neck")
        return _Tube(np.array([2 * high - low, 2 * low - high])), found[
            found[:, 2] < high[2]
        ] if part == "neck" else found
    raise BadInputError(
        f"The panel {panel} is worn on {part!r}, which no body has. Say torso, waist, arm, leg, neck, head, shoulder or belt."
    )
