"""Plants: a rubber fig, a palm, a snake plant, each grown from its own rules."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import cylinder, lathe, rounded, sheet, tube


def plant(size: Size, style: Style, random: Random) -> Prop:
    """A plant in its pot; ``species``: fig, palm or snake."""
    wide, _, high = size
    made = Prop()
    pot = min(0.36, high * 0.28)
    r = min(wide * 0.30, pot * 0.62)
    profile = [
        (0.0, 0.0),
        (r * 0.72, 0.0),
        (r, pot * 0.94),
        (r * 1.04, pot * 0.95),
        (r * 1.04, pot),
        (r * 0.94, pot),
        (r * 0.92, pot * 0.9),
        (0.0, pot * 0.9),
    ]
    made.add("pot", lathe(rounded(profile, 0.008), 40))
    made.add("@soil", cylinder(r * 0.92, 0.012, 0.003).moved(z=pot * 0.89))
    species = str(style.get("species", random.choice(["fig", "palm", "snake"])))
    grow = {"fig": _fig, "palm": _palm, "snake": _snake}.get(species, _fig)
    grow(made, wide, pot * 0.9, high, random)
    return made


def leaf(length: float, width: float, droop: float, fold: float = 0.25) -> Mesh:
    """Return a leaf that grows along +x from the origin and bends down; its map runs along its rib.

    Args:
        length: [m].
        width: At its widest [m].
        droop: How far its tip hangs [radians].
        fold: How much its halves rise from the rib.
    """
    u = np.linspace(0.0, 1.0, 10)
    bend = droop * u
    x = np.concatenate([[0.0], np.cumsum(np.cos((bend[1:] + bend[:-1]) / 2))]) * length / 9
    z = -np.concatenate([[0.0], np.cumsum(np.sin((bend[1:] + bend[:-1]) / 2))]) * length / 9
    half = width / 2 * np.sin(math.pi * np.clip(u * 0.97 + 0.02, 0, 1)) ** 0.75
    sides = (-1.0, -0.5, 0.0, 0.5, 1.0)
    rows = np.stack([np.stack([x, side * half, z + fold * abs(side) * half], axis=-1) for side in sides])
    return sheet(rows, np.stack([np.stack([u * length, side * half], axis=-1) for side in sides])).flipped()


def _stem(made: Prop, foot: float, top: float, lean: float, turn: float, radius: float, random: Random) -> Floats:
    t = np.linspace(0.0, 1.0, 10)
    wander = np.cumsum(random.normal(0, 0.012, 10))
    out = lean * t**1.4 * (top - foot) + wander * 0.4
    path = np.stack([out * math.cos(turn), out * math.sin(turn), foot + t * (top - foot)], axis=-1)
    made.add("@twig", tube(path, radius, segments=7))
    return path


def _fig(made: Prop, wide: float, foot: float, high: float, random: Random) -> None:
    for stem in range(3):
        top = high * float(random.uniform(0.72, 0.97))
        path = _stem(
            made, foot, top, float(random.uniform(0.02, 0.18)), stem * 2.1 + float(random.normal(0, 0.3)), 0.009, random
        )
        turn = float(random.uniform(0, 360))
        for step in np.linspace(0.22, 1.0, 13):
            at = path[min(int(step * 9), 9)]
            turn += 137.5 + float(random.normal(0, 8))
            length = float(random.uniform(0.75, 1.1)) * min(0.30, wide * 0.42)
            blade = leaf(length, length * 0.44, float(random.uniform(0.5, 1.2)))
            made.add("leaf", blade.turned(-float(random.uniform(15, 50)) * (0.4 + step), "y").turned(turn).moved(*at))


def _palm(made: Prop, wide: float, foot: float, high: float, random: Random) -> None:
    for index in range(11):
        rise = float(random.uniform(0.55, 1.0))
        reach = wide * 0.55 * float(random.uniform(0.7, 1.05))
        t = np.linspace(0.0, 1.0, 16)
        x = 0.03 + reach * t**1.6
        z = foot + (high - foot) * rise * np.sin(t * math.pi * 0.60)
        path = np.stack([x, np.zeros(16), z], axis=-1)
        frond = Prop()
        frond.add("@twig", tube(path, 0.005, segments=6))
        for step in range(5, 16):
            for side in (-1.0, 1.0):
                blade = leaf(0.26 * wide * (1.15 - abs(step / 15 - 0.55)), 0.022, float(random.uniform(0.5, 1.0)), 0.1)
                frond.add("leaf", blade.turned(side * float(random.uniform(48, 62))).moved(*path[step]))
        made.take(frond, turn=index * 137.5 + float(random.normal(0, 9)))


def _snake(made: Prop, wide: float, foot: float, high: float, random: Random) -> None:
    for index in range(14):
        length = (high - foot) * float(random.uniform(0.5, 1.0))
        blade = leaf(length, 0.065, float(random.uniform(0.0, 0.25)), 0.35).turned(-float(random.uniform(74, 88)), "y")
        out = wide * 0.16 * math.sqrt(index / 14)
        turn = index * 137.5
        made.add("leaf", blade.moved(out).turned(turn).moved(z=foot))
