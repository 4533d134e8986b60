"""Several alike: in a row, a stack, around something, or about."""

from __future__ import annotations

import math

import numpy as np

Offset = tuple[float, float, float, float]
"""x, y, z [m] and turn [deg] from where the whole stands."""

STACKED = frozenset({"crate", "box", "block", "brick", "cube", "barrel", "suitcase", "tyre", "sack", "cylinder"})
ROW_TURN_DEG = 90.0

DOMINO_GAP = 0.46
"""From one domino to the next, as a share of their height: the usual of the game."""


def row(count: int, pitch: float, turn: float) -> list[Offset]:
    """Return places in a row along x, the first at the left [m]."""
    return [((number - (count - 1) / 2) * pitch, 0.0, 0.0, turn) for number in range(count)]


def curve(count: int, pitch: float) -> list[Offset]:
    """Return places along a gentle S from left to right, each turned along it [m]."""
    places: list[Offset] = []
    total = count * pitch
    amplitude = min(total * 0.10, 0.9) if count > 8 else 0.0
    x = -total / 2 * 0.96
    for _ in range(count):
        phase = 2 * math.pi * (x + total / 2) / max(total, 1e-6)
        slope = amplitude * 2 * math.pi / max(total, 1e-6) * math.cos(phase)
        places.append((x, amplitude * math.sin(phase), 0.0, ROW_TURN_DEG + math.degrees(math.atan(slope))))
        x += pitch / math.hypot(1.0, slope)
    return places


def stack(count: int, size: tuple[float, float, float], chance: np.random.Generator) -> list[Offset]:
    """Return places in a stack: a wall of courses, each one shorter, its joints over the middles below [m]."""
    wide, _, high = size
    base = max(1, math.ceil((math.sqrt(8 * count + 1) - 1) / 2))
    places: list[Offset] = []
    level = 0
    while len(places) < count:
        across = max(base - level, 1)
        for number in range(min(across, count - len(places))):
            x = (number - (across - 1) / 2) * wide * 1.04
            places.append(
                (x, float(chance.uniform(-0.02, 0.02)) * wide, level * (high + 0.001), float(chance.uniform(-2, 2)))
            )
        level += 1
    return places


def around(count: int, half: tuple[float, float]) -> list[Offset]:
    """Return places around an oblong of half a width and half a depth, their fronts to it [m]."""
    places: list[Offset] = []
    for number in range(count):
        angle = 2 * math.pi * number / count - math.pi / 2 + (0.0 if count % 2 or count == 4 else math.pi / count)
        cos, sin = math.cos(angle), math.sin(angle)
        reach = min(half[0] / max(abs(cos), 1e-9), half[1] / max(abs(sin), 1e-9))
        x, y = reach * cos, reach * sin
        side = abs(cos) * half[1] > abs(sin) * half[0]
        places.append((x, y, 0.0, math.degrees(math.atan2(-math.copysign(1, x), 0.0) if side else math.atan2(0.0, y))))
    return places


def about(count: int, pitch: tuple[float, float], chance: np.random.Generator) -> list[Offset]:
    """Return places in loose rows, each a little off its own [m]."""
    columns = math.ceil(math.sqrt(count * 1.8))
    places: list[Offset] = []
    for number in range(count):
        line, column = divmod(number, columns)
        in_line = min(columns, count - line * columns)
        x = (column - (in_line - 1) / 2) * pitch[0] + float(chance.uniform(-0.12, 0.12)) * pitch[0]
        y = line * pitch[1] + float(chance.uniform(-0.12, 0.12)) * pitch[1]
        places.append((x, y, 0.0, float(chance.uniform(-9, 9))))
    return places


def bunch(count: int, size: float, height: float, chance: np.random.Generator) -> list[Offset]:
    """Return places of what is poured: over each other in a narrow shaft above the ground [m].

    Each layer is a spiral of the golden angle, which packs a disc evenly (Vogel, "A better way to construct the sunflower head", 1979), turned
    at random, so that nothing falls in ranks.
    """
    across = max(1, math.ceil(count / 9))
    places: list[Offset] = []
    for number in range(count):
        level, place = divmod(number, across)
        if place == 0:
            turned = float(chance.uniform(0.0, 2 * math.pi))
        away = 0.65 * size * math.sqrt(place + 0.5) if across > 1 else 0.0
        angle = turned + place * 2.399963
        lift = (level * 1.14 + float(chance.uniform(-0.05, 0.05)) + (0.05 if level else 0.0)) * size
        places.append((away * math.cos(angle), away * math.sin(angle), height + lift, 0.0))
    return places
