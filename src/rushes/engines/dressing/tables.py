"""Tables, desks, bars and counters."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.linen import tablecloth
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, tube


def coffee_table(size: Size, style: Style, random: Random) -> Prop:
    """A low table: a thick top on a plinth that stands back, on tubes, or on turned legs."""
    wide, deep, high = size
    made = Prop()
    legs = str(style.get("legs", "plinth"))
    is_round = style.get("shape") == "round" or (abs(wide - deep) < 0.02 and bool(style.get("round", False)))
    thick = 0.035 if legs != "plinth" else 0.05
    top = cylinder(wide / 2, thick, 0.006, 64) if is_round else plate(loop(wide, deep, 0.04), thick, 0.006)
    made.add("top", top.moved(z=high - thick))
    if legs == "plinth":
        base = (
            cylinder(wide * 0.3, high - thick, 0.004, 48)
            if is_round
            else box(wide * 0.72, deep * 0.62, high - thick, 0.004)
        )
        made.add("legs", base)
    elif legs in {"turned", "cabriole"}:
        _turned_legs(made, wide - 0.14, deep - 0.14, high - thick)
        made.add("legs", box(wide - 0.12, deep - 0.12, 0.07, 0.004).moved(z=high - thick - 0.07))
    else:
        for x in (-wide / 2 + 0.08, wide / 2 - 0.08):
            for y in (-deep / 2 + 0.08, deep / 2 - 0.08):
                made.add("legs", cylinder(0.014, high - thick, 0.003, 20).moved(x, y))
        rail = loop(wide - 0.16, deep - 0.16, 0.01, 3)
        ring = np.concatenate([rail, np.full((len(rail), 1), high - thick - 0.012)], axis=1)
        made.add("legs", tube(ring, 0.009, closed=True))
    del random
    return made


def _turned_legs(made: Prop, wide: float, deep: float, high: float) -> None:
    """Add four legs from a lathe: bulb, rings and taper."""
    profile = [
        (0.0, 0.0),
        (0.016, 0.0),
        (0.022, 0.03),
        (0.012, 0.05),
        (0.016, high * 0.35),
        (0.028, high * 0.62),
        (0.018, high * 0.72),
    ]
    profile += [(0.030, high * 0.76), (0.018, high * 0.80), (0.027, high * 0.84), (0.027, high), (0.0, high)]
    for x in (-wide / 2, wide / 2):
        for y in (-deep / 2, deep / 2):
            made.add("legs", lathe(rounded(profile, 0.012), 24).moved(x, y))


def side_table(size: Size, style: Style, random: Random) -> Prop:
    """A small round or square table on one stem."""
    del random
    wide, deep, high = size
    made = Prop()
    square = style.get("shape") == "square"
    top = plate(loop(wide, deep, 0.02), 0.028, 0.005) if square else cylinder(wide / 2, 0.026, 0.006, 56)
    made.add("top", top.moved(z=high - 0.028))
    radius = wide * 0.36
    stem = [
        (0.0, 0.0),
        (radius, 0.0),
        (radius, 0.010),
        (radius * 0.7, 0.02),
        (0.03, 0.045),
        (0.017, 0.09),
        (0.017, high - 0.08),
        (0.05, high - 0.03),
        (0.0, high - 0.028),
    ]
    if style.get("legs") == "turned":
        stem = [
            (0.0, 0.0),
            (0.05, 0.03),
            (0.03, 0.1),
            (0.045, high * 0.4),
            (0.022, high * 0.55),
            (0.035, high * 0.62),
            (0.022, high * 0.68),
            (0.03, high - 0.06),
            (0.07, high - 0.028),
            (0.0, high - 0.028),
        ]
        for index in range(3):
            bow = np.linspace(0.0, 1.0, 8)
            path = np.stack(
                [0.03 + bow * (radius - 0.03), np.zeros(8), 0.14 - 0.125 * np.sin(bow * math.pi / 2) ** 1.3], axis=-1
            )
            made.add("legs", tube(path, 0.016, segments=10).turned(120.0 * index))
    made.add("legs", lathe(rounded(stem, 0.012), 40))
    return made


def centre_table(size: Size, style: Style, random: Random) -> Prop:
    """A round table on a fluted drum or a turned pillar, or under a cloth that hangs to a hand over the floor."""
    wide, _, high = size
    if style.get("cloth"):
        made = Prop()
        made.add("top", cylinder(wide / 2 - 0.07, 0.03, 0.006, 48).moved(z=high - 0.036))
        made.add("legs", cylinder(0.05, high - 0.03, 0.004, 24), cylinder(wide * 0.26, 0.05, 0.01, 40))
        top = wide - 0.14
        made.add("@linen", tablecloth(top, top, high - 0.006, high - 0.13, random, is_round=True))
        return made
    if style.get("legs") == "turned":
        return side_table(size, style, random)
    made = Prop()
    made.add("top", cylinder(wide / 2, 0.04, 0.008, 72).moved(z=high - 0.04))
    made.add(
        "legs", cylinder(wide * 0.30, 0.07, 0.005, 56), cylinder(wide * 0.22, high - 0.10, 0.004, 56).moved(z=0.07)
    )
    for index in range(28):
        made.add("legs", cylinder(0.018, high - 0.15, 0.004, 12).moved(wide * 0.215, 0, 0.08).turned(index * 360 / 28))
    return made


def dining_table(size: Size, style: Style, random: Random) -> Prop:
    """A table on four legs under an apron."""
    del random
    wide, deep, high = size
    made = Prop()
    made.add("top", plate(loop(wide, deep, 0.02), 0.03, 0.006).moved(z=high - 0.03))
    made.add("legs", box(wide - 0.16, deep - 0.16, 0.09, 0.003).moved(z=high - 0.12))
    if style.get("legs") == "turned":
        _turned_legs(made, wide - 0.18, deep - 0.18, high - 0.05)
        return made
    for x in (-wide / 2 + 0.08, wide / 2 - 0.08):
        for y in (-deep / 2 + 0.08, deep / 2 - 0.08):
            made.add("legs", box(0.055, 0.055, high - 0.03, 0.006).moved(x, y))
    return made


def desk(size: Size, style: Style, random: Random) -> Prop:
    """An office desk: top with an edge band, a steel frame, a modesty panel, a pedestal of three drawers with pulls."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("top", box(wide, deep, 0.03, 0.004).moved(z=high - 0.03))
    side = float(random.choice([-1.0, 1.0]))
    for x in (-wide / 2 + 0.04, wide / 2 - 0.04):
        for y in (-deep / 2 + 0.06, deep / 2 - 0.06):
            made.add("frame", box(0.035, 0.035, high - 0.03, 0.003).moved(x, y))
        made.add("frame", box(0.035, deep - 0.12, 0.035, 0.003).moved(x, 0, high - 0.066))
    made.add("top", box(wide - 0.12, 0.018, 0.36, 0.002).moved(0, -deep / 2 + 0.10, high - 0.40))
    x = side * (wide / 2 - 0.27)
    made.add("frame", box(0.40, deep - 0.14, 0.53, 0.003).moved(x, 0.02, high - 0.57))
    for index, tall in enumerate((0.12, 0.12, 0.25)):
        z = high - 0.045 - sum((0.12, 0.12, 0.25)[: index + 1]) - 0.008 * index
        made.add("top", box(0.385, 0.018, tall, 0.003).moved(x, deep / 2 - 0.045, z))
        made.add("@chrome", box(0.11, 0.018, 0.012, 0.004).moved(x, deep / 2 - 0.028, z + tall - 0.045))
    return made


def reception_desk(size: Size, style: Style, random: Random) -> Prop:
    """A long desk: a front of upright reeds between bands of brass, a stone top that runs over."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("front", box(wide - 0.08, deep - 0.10, high - 0.04, 0.004).moved(0, 0.02, 0))
    count = int(wide / 0.07)
    for index in range(count):
        x = (index + 0.5) / count * (wide - 0.10) - (wide - 0.10) / 2
        made.add("front", cylinder(0.033, high - 0.26, 0.006, 14).moved(x, -deep / 2 + 0.07, 0.13))
    for z in (0.0, 0.105, high - 0.13):
        made.add("@brass", box(wide - 0.06, deep - 0.07, 0.022 if z else 0.1, 0.003).moved(0, 0.0, z))
    made.add("top", box(wide, deep, 0.045, 0.006).moved(z=high - 0.045))
    return made


def bar(size: Size, style: Style, random: Random) -> Prop:
    """A bar: panels between ribs, a top that runs over, a foot rail on brackets, a padded or metal nosing."""
    del random
    wide, deep, high = size
    made = Prop()
    made.add("front", box(wide - 0.06, deep - 0.22, high - 0.05, 0.004).moved(0, 0.09, 0))
    front = -deep / 2 + 0.20
    bays = max(2, round(wide / 0.55))
    each = (wide - 0.06) / bays
    reeds = int(wide / 0.06) if style.get("fluted") else 0
    for index in range(reeds):
        x = (index + 0.5) / reeds * (wide - 0.10) - (wide - 0.10) / 2
        made.add("front", cylinder(0.028, high - 0.17, 0.006, 14).moved(x, front, 0.10))
    for index in range(bays if not reeds else 0):
        x = (index - (bays - 1) / 2) * each
        made.add("front", box(each - 0.05, 0.022, high - 0.30, 0.006).moved(x, front - 0.008, 0.16))
    for index in range(bays + 1 if not reeds else 0):
        x = (index - bays / 2) * each
        made.add(
            "rail",
            box(0.016, 0.03, high - 0.05, 0.003).moved(max(min(x, wide / 2 - 0.04), -wide / 2 + 0.04), front - 0.006),
        )
    made.add("rail", box(wide - 0.06, 0.02, 0.10, 0.003).moved(0, front - 0.012, 0))
    made.add("top", box(wide, deep, 0.05, 0.008).moved(z=high - 0.05))
    made.add("rail", box(wide + 0.004, 0.012, 0.024, 0.003).moved(0, -deep / 2, high - 0.037))
    y = -deep / 2 + 0.06
    made.add(
        "rail", tube([[x, y, 0.20] for x in np.linspace(-wide / 2 + 0.06, wide / 2 - 0.06, 20)], 0.019, segments=14)
    )
    for index in range(bays + 1):
        x = max(min((index - bays / 2) * each, wide / 2 - 0.10), -wide / 2 + 0.10)
        made.add("rail", tube([[x, front, 0.20], [x, y, 0.20]], 0.010))
        made.add("rail", cylinder(0.028, 0.012, 0.003, 20).turned(90.0, "x").moved(x, front, 0.20))
    return made


def counter(size: Size, style: Style, random: Random) -> Prop:
    """A counter with a kick, a ribbed front and a metal edge round its top."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("@black", box(wide - 0.06, deep - 0.20, 0.12, 0.003).moved(0, 0.05, 0))
    made.add("front", box(wide - 0.02, deep - 0.14, high - 0.17, 0.006).moved(0, 0.06, 0.12))
    for index in range(4):
        made.add("rail", box(wide - 0.015, 0.012, 0.018, 0.003).moved(0, -deep / 2 + 0.13, 0.3 + index * 0.07))
    made.add("top", box(wide - 0.012, deep - 0.012, 0.046, 0.006).moved(z=high - 0.05))
    for index in range(3):
        rim = loop(wide - 0.006, deep - 0.006, 0.03, 4)
        ring = np.concatenate([rim, np.full((len(rim), 1), high - 0.040 + index * 0.013)], axis=1)
        made.add("rail", tube(ring, 0.006, closed=True))
    return made
