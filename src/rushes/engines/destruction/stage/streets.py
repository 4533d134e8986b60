"""The street around a building when there is no plate: where houses, trees, lamps and cars stand.

Only places and sizes are decided here, as plain numbers; the renderer builds them. The street is flat, as the
simulation's ground is, runs along the building's front, and leaves the view to the building free.
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from rushes.engines.camera import CameraPath
from rushes.engines.destruction.shot.light import LightRig
from rushes.engines.destruction.stage.stage_parts import read_plan

GAP_M = 15.0
"""Free ground on each side of the building: rubble spreads over about half a building's height."""

PAVEMENT_M, ROAD_M, FAR_PAVEMENT_M = 5.5, 8.5, 4.0

LANE_M = 13.0
"""Half the width of the strip of sun that is kept open to the building and to the camera."""

LONGEST_LANE_M = 130.0
"""Beyond it [m] a building's shadow is followed on the ground only."""

ROOF_M = 2.5
"""What stands on a roof, at most."""

TALLEST_M = 200.0

LOWEST_STOREYS = 2
"""A house that would have to be lower, to leave the sun its way, is left out."""

_NEAREST_TO_CAMERA_M = 9.0
_LOOKS = 6


def plan_street(scene: Path, camera: CameraPath, light: LightRig, *, seed: int) -> dict[str, Any]:
    """Plan the street around a stage's building; its notes say how large that is. See ``lay_street``."""
    plan = read_plan(scene)
    return lay_street(plan.get("width", 20.0), plan.get("depth", 12.0), camera, light, seed=seed)


def lay_street(width: float, depth: float, camera: CameraPath, light: LightRig, *, seed: int) -> dict[str, Any]:
    """Plan a street as plain JSON values: lengths in metres, angles in radians, places on the ground.

    Args:
        width, depth: Of the building at rest [m].
        camera: The view to keep free.
        light: Wet ground and bare trees follow the weather.
        seed: Of everything that is chosen.
    """
    chance = np.random.default_rng((seed, 0x57EE7))
    free = _View(camera, width, depth)
    sun = _SunLanes(camera, light)
    front = -depth / 2
    return {
        "front": front,
        "pavement": PAVEMENT_M,
        "road": ROAD_M,
        "far_pavement": FAR_PAVEMENT_M,
        "half_width": width / 2,
        "wetness": light.wetness,
        "snow": light.weather == "snow",
        "houses": _houses(chance, free, sun, width, depth),
        "trees": _trees(chance, free, front),
        "lamps": _lamps(free, front),
        "cars": _cars(chance, free, front),
        "seed": seed,
    }


def in_shadow(plan: dict[str, Any], camera: CameraPath, light: LightRig, height: float) -> dict[str, Any]:
    """Return the plan with only the houses that matter to the building's shadow: it falls on them, or behind them.

    What is left out keeps its place in the picture of the street; it is only not asked whether it catches shadow.

    Args:
        plan: What ``plan_street`` gave.
        camera: The view.
        light: Where the sun stands.
        height: Of the building [m].
    """
    flat = np.array(light.sun_direction[:2])
    size = float(np.linalg.norm(flat))
    length = 0.0
    if light.sun_strength > 0:
        length = min(height * size / max(light.sun_direction[2], 1e-3), LONGEST_LANE_M)
    way = -flat / max(size, 1e-6)
    lane = np.linspace(0.0, 1.0, 16)[:, None] * length * way
    eyes = camera.position[:: max(1, len(camera.position) // 4), :2]
    reach_of_lane = float(plan["half_width"]) + LANE_M

    def matters(house: dict[str, Any]) -> bool:
        place = np.array([house["x"], house["y"]])
        reach = math.hypot(house["width"], house["depth"]) / 2 + reach_of_lane
        if float(np.linalg.norm(lane - place, axis=1).min()) < reach:
            return True
        return any(_distance(place, eye, point) < reach for eye in eyes for point in lane)

    return {**plan, "houses": [house for house in plan["houses"] if matters(house)]}


def _distance(place: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]) -> float:
    """Return how far a place is from the line between two others."""
    way = end - start
    share = float(np.clip((place - start) @ way / max(float(way @ way), 1e-9), 0.0, 1.0))
    return float(np.linalg.norm(place - start - share * way))


class _View:
    """What has to stay free: the building's own plot, the camera, and the wedge between them."""

    def __init__(self, camera: CameraPath, width: float, depth: float) -> None:
        step = max(1, len(camera.position) // 8)
        self._eyes = camera.position[::step, :2]
        half = np.array([width / 2, depth / 2])
        self._half = half
        signs = np.array([[-1, -1], [-1, 1], [1, 1], [1, -1]])
        self._corners = signs * (half + [7.0, 5.0])

    def free(self, x: float, y: float, reach_x: float, reach_y: float, gap: float = GAP_M) -> bool:
        """Whether a rectangle round (x, y) leaves plot, camera and wedge free."""
        off_plot = abs(x) > self._half[0] + gap + reach_x or abs(y) > self._half[1] + gap + reach_y
        corners = np.array([[x + i * reach_x, y + j * reach_y] for i in (-1, 0, 1) for j in (-1, 0, 1)])
        near = np.linalg.norm(corners[:, None] - self._eyes[None], axis=-1).min()
        return bool(off_plot and near > _NEAREST_TO_CAMERA_M and not self._hides(corners))

    def _hides(self, points: NDArray[np.float64]) -> bool:
        for eye in self._eyes:
            toward = self._corners - eye
            middle = -eye / max(float(np.linalg.norm(eye)), 1e-6)
            side = np.array([-middle[1], middle[0]])
            spread = np.abs((toward @ side) / np.maximum(toward @ middle, 1e-3)).max()
            local = points - eye
            ahead = local @ middle
            reach = float(np.linalg.norm(eye))
            if bool(((ahead > 0) & (ahead < reach) & (np.abs(local @ side) < spread * ahead)).any()):
                return True
        return False


class _SunLanes:
    """Keeps the sun on the building's front and on the ground before it: houses toward the sun stay low enough."""

    def __init__(self, camera: CameraPath, light: LightRig) -> None:
        eye = camera.position[0, :2]
        self._lit = [share * eye for share in (0.0, 0.35, 0.7, 1.0)]
        flat = np.array(light.sun_direction[:2])
        size = float(np.linalg.norm(flat))
        self._toward = flat / max(size, 1e-6)
        self._slope = light.sun_direction[2] / max(size, 1e-3) if light.sun_strength > 0 else math.inf

    def tallest(self, x: float, y: float, reach: float) -> float:
        """Return how high [m] a house may be whose corners are ``reach`` from its middle."""
        highest = math.inf
        for place in self._lit:
            way = np.array([x, y]) - place
            ahead = float(way @ self._toward)
            beside = abs(float(way[0] * self._toward[1] - way[1] * self._toward[0]))
            if ahead > 0 and beside < reach + LANE_M:
                highest = min(highest, max(ahead - reach, 0.0) * self._slope)
        return highest


def _houses(
    chance: np.random.Generator, view: _View, sun: _SunLanes, width: float, depth: float
) -> list[dict[str, Any]]:
    houses: list[dict[str, Any]] = []
    across = PAVEMENT_M + ROAD_M + FAR_PAVEMENT_M
    rows = [
        (-depth / 2, 1.0, 0.0, (3, 8)),
        (depth / 2 + 34.0, 1.0, 0.0, (5, 11)),
        (depth / 2 + 92.0, 1.0, 0.0, (6, 15)),
        (-depth / 2 - across - 46.0, -1.0, 0.0, (3, 7)),
    ]
    for line, away, setback, (low, high) in rows:
        for side in (-1.0, 1.0):
            at = (width / 2 + GAP_M + 1.0) if line == -depth / 2 else float(chance.uniform(-6.0, 0.0))
            while at < 210.0:
                house = _house(chance, low, high)
                half = house["width"] / 2
                x = side * (at + half)
                y = line + away * (house["depth"] / 2 + setback + float(chance.uniform(0.0, 2.5)))
                tallest = sun.tallest(x, y, math.hypot(half, house["depth"] / 2)) - ROOF_M
                storeys = min(house["storeys"], int(min(max(tallest, 0.0), TALLEST_M) / house["storey"]))
                if storeys >= LOWEST_STOREYS and view.free(x, y, half, house["depth"] / 2):
                    houses.append({**house, "x": x, "y": y, "storeys": storeys})
                at += house["width"] + (0.0 if chance.random() < 0.45 else float(chance.uniform(3.0, 11.0)))
    return houses


def _house(chance: np.random.Generator, low: int, high: int) -> dict[str, Any]:
    storey = float(chance.uniform(2.9, 3.4))
    columns = int(chance.integers(4, 10))
    cell = float(chance.uniform(2.6, 3.5))
    return {
        "width": columns * cell,
        "depth": float(chance.uniform(10.0, 15.0)),
        "storeys": int(chance.integers(low, high + 1)),
        "storey": storey,
        "columns": columns,
        "window": [float(chance.uniform(0.38, 0.56)), float(chance.uniform(0.45, 0.58))],
        "look": int(chance.integers(0, _LOOKS)),
        "shops": bool(chance.random() < 0.5),
        "pitched": bool(chance.random() < 0.35),
        "seed": int(chance.integers(0, 2**31)),
    }


def _trees(chance: np.random.Generator, view: _View, front: float) -> list[list[float]]:
    trees = []
    lines = (front - PAVEMENT_M + 1.2, front - PAVEMENT_M - ROAD_M - 1.6)
    for line in lines:
        for k in range(-12, 13):
            x, y = k * 13.0 + float(chance.uniform(-2.0, 2.0)), line + float(chance.uniform(-0.3, 0.3))
            height = float(chance.uniform(6.0, 10.0))
            if chance.random() < 0.6 and view.free(x, y, 3.5, 3.5, gap=7.0):
                trees.append([x, y, height, float(chance.integers(0, 2**31))])
    return trees


def _lamps(view: _View, front: float) -> list[list[float]]:
    lamps = []
    for k in range(-6, 7):
        x, y = k * 26.0 + 6.5, front - PAVEMENT_M - ROAD_M - 0.8
        if view.free(x, y, 0.6, 0.6, gap=6.0):
            lamps.append([x, y, math.pi / 2])
    return lamps


def _cars(chance: np.random.Generator, view: _View, front: float) -> list[list[float]]:
    cars = []
    for line, turn in ((front - PAVEMENT_M - 1.2, 0.0), (front - PAVEMENT_M - ROAD_M + 1.2, math.pi)):
        x = -110.0
        while x < 110.0:
            x += float(chance.choice([5.6, 6.1, 8.5, 13.0, 19.0]))
            if view.free(x, line, 2.4, 1.0, gap=9.0):
                cars.append([x, line, turn, float(chance.integers(0, 2**31))])
    return cars
