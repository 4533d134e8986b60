"""Lamps: what holds the bulb, and the shade that shines. The bulb's own light is the scene's, at the practical's place."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.mesh import Floats, Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, rounded, sheet, tube


def _drum(low: float, high: float, bottom: float, top: float, *, pleats: int = 0) -> Mesh:
    """Return an open shade between two radii and two heights [m], with walls of 3 mm; pleated where asked."""
    count = 64 if not pleats else pleats * 6
    angle = np.linspace(0.0, 2 * math.pi, count, endpoint=False)
    wave = 1.0 + (0.025 * np.cos(angle * pleats) if pleats else 0.0 * angle)
    rows = []
    for radius, height in ((low, bottom), (high, top), (high - 0.003, top), (low - 0.003, bottom), (low, bottom)):
        rows.append(
            np.stack([radius * wave * np.cos(angle), radius * wave * np.sin(angle), np.full(count, height)], axis=-1)
        )
    return sheet(np.stack(rows), around=True).flipped()


def floor_lamp(size: Size, style: Style, random: Random) -> Prop:
    """A floor lamp: a heavy foot, a stem, a drum; or an arc over the seats where its style says so."""
    wide, deep, high = size
    made = Prop()
    if style.get("arc"):
        del random
        made.add("@marble", box(0.34, 0.34, 0.16, 0.012).moved(wide / 2 - 0.17, 0, 0))
        t = np.linspace(0.0, 1.0, 40)
        path = np.stack(
            [
                wide / 2 - 0.17 - (wide - 0.40) * (1 - np.cos(t * math.pi * 0.60)) / 1.31,
                np.zeros(40),
                0.14 + (high - 0.14) * np.sin(t * math.pi * 0.60),
            ],
            axis=-1,
        )
        made.add("stem", tube(path, 0.014, segments=12))
        end = path[-1]
        dome = [(0.05, 0.0), (0.13, -0.05), (0.16, -0.14), (0.157, -0.14), (0.126, -0.052), (0.03, -0.01)]
        made.add("shade", lathe(dome, 40).moved(*end))
        return made
    radius = min(wide, deep) / 2
    if style.get("form") in {"torchere", "tripod"}:
        return _standing(made, radius, high, str(style["form"]))
    foot = [
        (0.0, 0.0),
        (0.14, 0.0),
        (0.14, 0.012),
        (0.11, 0.024),
        (0.03, 0.035),
        (0.011, 0.07),
        (0.011, high - 0.42),
        (0.018, high - 0.41),
        (0.008, high - 0.39),
        (0.008, high - 0.30),
        (0.0, high - 0.3),
    ]
    if style.get("legs") == "turned":
        foot[6:6] = [(0.018, 0.4), (0.026, 0.46), (0.014, 0.52), (0.02, 0.9), (0.012, 1.0)]
    made.add("stem", lathe(rounded(foot, 0.006), 32))
    made.add(
        "shade",
        _drum(radius, radius * float(style.get("taper", 0.82)), high - 0.36, high, pleats=int(style.get("pleats", 0))),
    )
    spider(made, radius * 0.82, high - 0.02)
    return made


def _standing(made: Prop, radius: float, high: float, form: str) -> Prop:
    """Return an uplighter with a bowl on a tapered column, or a drum on three legs."""
    if form == "torchere":
        foot = [
            (0.0, 0.0),
            (0.16, 0.0),
            (0.16, 0.03),
            (0.12, 0.05),
            (0.12, 0.08),
            (0.05, 0.1),
            (0.018, high - 0.24),
            (0.035, high - 0.2),
            (0.0, high - 0.18),
        ]
        made.add("stem", lathe(rounded(foot, 0.008), 40))
        t = np.linspace(0.15, 1.0, 12)
        bowl = [(radius * float(x), high - 0.2 + 0.2 * float(x) ** 2.2) for x in t]
        made.add("shade", lathe([*bowl, *[(r - 0.004, z + 0.003) for r, z in bowl[::-1]]], 48))
        return made
    for index in range(3):
        turn = math.radians(90 + 120 * index)
        out = radius * 0.98
        made.add(
            "stem",
            tube(
                [
                    [out * math.cos(turn), out * math.sin(turn), 0.01],
                    [0.02 * math.cos(turn), 0.02 * math.sin(turn), high - 0.42],
                ],
                0.013,
                segments=12,
            ),
        )
    made.add("stem", cylinder(0.035, 0.06, 0.01).moved(z=high - 0.45))
    made.add("shade", _drum(radius, radius * 0.9, high - 0.36, high))
    spider(made, radius * 0.9, high - 0.02)
    return made


def spider(made: Prop, radius: float, height: float) -> None:
    """Add the wires that carry a shade."""
    for index in range(3):
        made.add(
            "stem", tube([[0.005, 0, height], [radius - 0.004, 0, height]], 0.0022, segments=6).turned(120.0 * index)
        )


def table_lamp(size: Size, style: Style, random: Random) -> Prop:
    """A table lamp: a turned or thrown body and a drum; or a dome on a stalk as about 1970."""
    del random
    wide, deep, high = size
    radius = min(wide, deep) / 2
    made = Prop()
    if style.get("dome"):
        base = [
            (0.0, 0.0),
            (radius * 0.6, 0.0),
            (radius * 0.55, 0.02),
            (0.03, high * 0.2),
            (0.018, high * 0.5),
            (0.0, high * 0.55),
        ]
        made.add("stem", lathe(rounded(base, 0.02), 40))
        t = np.linspace(0.0, math.pi / 2, 10)
        cap = [(radius * math.cos(a), high * 0.52 + high * 0.46 * math.sin(a)) for a in t]
        made.add("shade", lathe([*cap, *[(r * 0.98, z - 0.002) for r, z in cap[::-1]]], 44))
        return made
    body = high * 0.5
    r = radius * 0.45
    profile = [
        (0.0, 0.0),
        (r * 0.8, 0.0),
        (r * 0.8, 0.012),
        (r * 0.6, 0.024),
        (r, body * 0.45),
        (r * 0.75, body * 0.78),
        (0.018, body * 0.92),
        (0.012, body),
        (0.008, body + 0.10),
        (0.0, body + 0.1),
    ]
    made.add("stem", lathe(rounded(profile, 0.02, 5), 36))
    made.add(
        "shade",
        _drum(radius, radius * float(style.get("taper", 0.7)), body + 0.005, high, pleats=int(style.get("pleats", 0))),
    )
    spider(made, radius * 0.7, high - 0.015)
    return made


def wall_lamp(size: Size, style: Style, random: Random) -> Prop:
    """A sconce: a plate, an arm, a half shade or a fan of glass."""
    del random
    wide, deep, high = size
    made = Prop()
    if style.get("fan") or style.get("deco"):
        made.add("stem", box(wide * 0.5, 0.02, high * 0.5, 0.006).moved(0, deep / 2 - 0.012, 0))
        for index, turn in enumerate(np.linspace(-32.0, 32.0, 5)):
            blade = box(wide * 0.21, 0.012, high * (0.72 + 0.12 * (2 - abs(index - 2))), 0.004).turned(float(turn), "y")
            made.add("shade", blade.moved(0, -deep * 0.18 + 0.01 * abs(index - 2), high * 0.1))
        made.add(
            "stem",
            lathe(rounded([(0.0, 0.0), (wide * 0.2, 0.03), (wide * 0.32, 0.10), (0.0, 0.12)], 0.01), 32).moved(
                0, -deep * 0.08, 0
            ),
        )
        return made
    made.add("stem", cylinder(0.05, 0.016, 0.005).turned(90.0, "x").moved(0, deep / 2, high * 0.4))
    arm = np.linspace(0.0, 1.0, 12)
    path = np.stack([np.zeros(12), deep / 2 - arm * deep * 0.55, high * 0.4 - 0.05 * np.sin(arm * math.pi)], axis=-1)
    made.add("stem", tube(path, 0.007))
    made.add(
        "shade",
        _drum(wide * 0.46, wide * 0.30, high * 0.46, high, pleats=int(style.get("pleats", 0))).moved(
            0, -deep * 0.06, 0
        ),
    )
    return made


def pendant(size: Size, style: Style, random: Random) -> Prop:
    """A pendant: a canopy, a flex, a dome that shines below; or a globe of opal glass."""
    del random
    wide, _, high = size
    radius = wide / 2
    made = Prop()
    made.add("stem", cylinder(0.05, 0.025, 0.008).moved(z=high - 0.025))
    if style.get("globe") or style.get("shape") == "globe":
        t = np.linspace(-math.pi / 2, math.pi / 2 * 0.88, 20)
        made.add("shade", lathe([(radius * math.cos(a), radius + radius * math.sin(a)) for a in t], 44))
        made.add("stem", cylinder(radius * 0.25, 0.04, 0.006).moved(z=2 * radius - 0.02))
        made.add("@black", tube([[0, 0, min(2 * radius, high - 0.06)], [0, 0, high - 0.02]], 0.004))
        return made
    tall = min(radius * 1.0, high - 0.08)
    t = np.linspace(0.05, math.pi / 2, 10)
    cap = [(radius * math.cos(a) ** 0.8 if a < 1.5 else 0.03, tall * math.sin(a)) for a in t]
    made.add("shade", lathe([*cap, *[(max(r - 0.004, 0.01), z - 0.003) for r, z in cap[::-1]]], 48))
    made.add("stem", cylinder(0.035, 0.06, 0.008).moved(z=tall - 0.01))
    made.add("@black", tube([[0, 0, tall + 0.04], [0, 0, high - 0.02]], 0.004))
    return made


def chandelier(size: Size, style: Style, random: Random) -> Prop:
    """A chandelier: rings of drops in three tiers, or curved arms with candle bulbs."""
    wide, _, high = size
    made = Prop()
    made.add(
        "stem", cylinder(0.07, 0.03, 0.01).moved(z=high - 0.03), tube([[0, 0, high * 0.5], [0, 0, high - 0.02]], 0.008)
    )
    if style.get("arms") or style.get("candles"):
        count = int(style.get("arms") or 8) if not isinstance(style.get("arms"), bool) else 8
        pillar = [
            (0.0, 0.05),
            (0.03, 0.1),
            (0.06, 0.2),
            (0.025, 0.3),
            (0.05, high * 0.4),
            (0.02, high * 0.5),
            (0.0, high * 0.55),
        ]
        made.add("stem", lathe(rounded(pillar, 0.03, 4), 28))
        t = np.linspace(0.0, 1.0, 16)
        for index in range(count):
            path = np.stack(
                [
                    0.03 + t * (wide / 2 - 0.06),
                    np.zeros(16),
                    high * 0.28 - 0.16 * np.sin(t * math.pi) * (1 - 0.3 * t) + 0.06 * t**3,
                ],
                axis=-1,
            )
            arm = Prop()
            arm.add("stem", tube(path, 0.008))
            end = path[-1]
            arm.add(
                "stem",
                lathe(rounded([(0.0, 0.0), (0.04, 0.012), (0.01, 0.02), (0.013, 0.03), (0.0, 0.03)], 0.004), 24).moved(
                    *end
                ),
            )
            arm.add("@ivory", cylinder(0.011, 0.08, 0.002, 16).moved(end[0], end[1], end[2] + 0.03))
            arm.add(
                "shade",
                lathe(rounded([(0.0, 0.0), (0.012, 0.008), (0.014, 0.022), (0.0, 0.055)], 0.008), 16).moved(
                    end[0], end[1], end[2] + 0.11
                ),
            )
            made.take(arm, turn=360.0 * index / count)
        if style.get("crystal"):
            _crystal(made, high, count, end)
        return made
    for tier, (share, low) in enumerate(((1.0, 0.34), (0.72, 0.18), (0.44, 0.04))):
        radius, z = wide / 2 * share, high * (low + 0.28)
        angle = np.linspace(0, 2 * math.pi, 72, endpoint=False)
        for lift in (0.0, 0.05):
            ring = np.stack([radius * np.cos(angle), radius * np.sin(angle), np.full(72, z + lift)], axis=-1)
            made.add("stem", tube(ring, 0.007, closed=True))
        count = round(2 * math.pi * radius / 0.052)
        for index in range(count):
            drop = rounded([(0.0, 0.0), (0.011, 0.02), (0.011, 0.16), (0.004, 0.18), (0.0, 0.18)], 0.006)
            at = lathe(drop, 10).moved(radius, 0, z - 0.18 + float(random.normal(0, 0.003)))
            made.add("shade", at.turned(360.0 * (index + 0.5 * tier) / count))
        for index in range(4):
            made.add(
                "stem", tube([[0, 0, min(z + 0.12, high - 0.05)], [radius, 0, z + 0.05]], 0.004).turned(90.0 * index)
            )
    return made


def _crystal(made: Prop, high: float, count: int, end: Floats) -> None:
    """Hang drops of cut glass under the pans of a chandelier's arms, and strings of them from arm to arm and up to its stem."""
    drop = lathe(rounded([(0.0, 0.0), (0.014, 0.03), (0.007, 0.065), (0.0, 0.07)], 0.002), 8)
    bead = lathe([(0.0, -0.011), (0.010, 0.0), (0.0, 0.011)], 6)
    t = np.linspace(0.0, 1.0, 12)[1:-1]
    for index in range(count):
        here, there = (2 * math.pi * (index + step) / count for step in (0, 1))
        for turn in np.linspace(0, 2 * math.pi, 6, endpoint=False):
            made.add(
                "@glass_clear",
                drop.moved(
                    float(end[0]) + 0.034 * math.cos(turn), 0.034 * math.sin(turn), float(end[2]) - 0.065
                ).turned(math.degrees(here)),
            )
        radius = float(end[0])
        one = np.array([radius * math.cos(here), radius * math.sin(here), float(end[2])])
        two = np.array([radius * math.cos(there), radius * math.sin(there), float(end[2])])
        top = np.array([0.03 * math.cos(here), 0.03 * math.sin(here), high * 0.62])
        for first, second, sag in ((one, two, 0.10), (one, top, 0.07)):
            for share in t:
                x, y, z = first + (second - first) * share - np.array([0.0, 0.0, 4 * sag * share * (1 - share)])
                made.add("@glass_clear", bead.moved(float(x), float(y), float(z)))
    ball = lathe([(0.0, -0.03), (0.022, -0.016), (0.028, 0.0), (0.022, 0.016), (0.0, 0.03)], 12)
    made.add("@glass_clear", ball.moved(0, 0, 0.03))


def fluorescent(size: Size, style: Style, random: Random) -> Prop:
    """A fluorescent fitting: a tray, two tubes behind a prismatic cover that shines."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high * 0.55, 0.006).moved(z=high * 0.45))
    made.add("glass", box(wide - 0.03, deep - 0.03, high * 0.48, 0.012, 3))
    return made
