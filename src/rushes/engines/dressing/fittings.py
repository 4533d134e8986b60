"""What stands in particular rooms: pianos, consoles and racks, beds, kitchens, screens, what belongs in a street."""

from __future__ import annotations

import math

import numpy as np

from rushes.engines.dressing.cushions import cushion, piping
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.seating import channels
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, sheet, tube


def piano(size: Size, style: Style, random: Random) -> Prop:
    """An upright piano: key bed with 52 white and 36 black keys, a fall board, panels, trusses, a music desk, pedals."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("carcass", box(wide, deep * 0.46, high - 0.03, 0.006).moved(0, deep * 0.27, 0))
    made.add("carcass", box(wide + 0.02, deep * 0.52, 0.03, 0.006).moved(0, deep * 0.25, high - 0.03))
    bed, front = high * 0.55, -deep / 2
    made.add("carcass", box(wide, deep * 0.56, 0.07, 0.006).moved(0, -deep * 0.2, bed - 0.07))
    for side in (-1.0, 1.0):
        made.add(
            "carcass", box(0.06, deep * 0.56, 0.17, 0.02, 3).moved(side * (wide / 2 - 0.03), -deep * 0.2, bed - 0.05)
        )
        truss = [
            (0.0, 0.0),
            (0.032, 0.0),
            (0.036, 0.06),
            (0.02, 0.1),
            (0.026, bed * 0.6),
            (0.04, bed - 0.1),
            (0.0, bed - 0.08),
        ]
        made.add("carcass", lathe(rounded(truss, 0.012), 24).moved(side * (wide / 2 - 0.06), front + 0.07))
    span = wide - 0.16
    for index in range(52):
        x = (index + 0.5) / 52 * span - span / 2
        made.add("@ivory", box(span / 52 - 0.0012, 0.145, 0.02, 0.002).moved(x, front + 0.10, bed + 0.004))
        if index < 51 and index % 7 not in {1, 4}:
            made.add("@ink", box(0.011, 0.09, 0.032, 0.003).moved(x + span / 104, front + 0.13, bed + 0.004))
    made.add("carcass", box(span + 0.02, 0.02, 0.11, 0.006).moved(0, front + 0.185, bed + 0.01))
    made.add("carcass", box(wide - 0.14, 0.016, high * 0.30, 0.008).moved(0, deep * 0.035, bed + 0.13))
    made.add("carcass", box(wide * 0.5, 0.012, 0.22, 0.004).turned(-12.0, "x").moved(0, -deep * 0.05, bed + 0.16))
    made.add("carcass", box(wide - 0.10, 0.016, bed - 0.22, 0.008).moved(0, deep * 0.035, 0.10))
    for x in (-0.09, 0.0, 0.09):
        made.add("@brass", box(0.03, 0.09, 0.010, 0.004).moved(x, -deep * 0.02, 0.05))
    return made


def console(size: Size, style: Style, random: Random) -> Prop:
    """A control console: a plinth, a desk, a sloped panel with meters, rows of switches, lamps and knobs."""
    del style
    wide, deep, high = size
    made = Prop()
    desk = min(0.74, high * 0.72)
    made.add("body", box(wide - 0.04, deep * 0.55, desk - 0.04, 0.008).moved(0, deep * 0.2, 0))
    made.add("top", box(wide, deep, 0.04, 0.008).moved(z=desk - 0.04))
    made.add("body", box(wide, deep * 0.30, high - desk, 0.012).moved(0, deep * 0.35, desk))
    tall, lean = (high - desk) * 1.05, 32.0
    panel = Prop()
    panel.add("panel", box(wide - 0.04, 0.02, tall, 0.004))
    columns = max(3, int(wide / 0.075))
    for column in range(columns):
        x = (column + 0.5) / columns * (wide - 0.12) - (wide - 0.12) / 2
        for row in range(3):
            z = tall * (0.14 + 0.17 * row)
            lot = random.random()
            if lot < 0.35:
                panel.add(
                    "@chrome",
                    cylinder(0.006, 0.03, 0.002, 10)
                    .turned(90.0 + float(random.choice([-18, 18])), "x")
                    .moved(x, -0.01, z),
                )
            elif lot < 0.65:
                panel.add(
                    str(random.choice(["@lamp_red", "@lamp_green", "@lamp_amber", "@ivory"])),
                    cylinder(0.009, 0.012, 0.003, 14).turned(90.0, "x").moved(x, -0.01, z),
                )
            else:
                panel.add("@black", cylinder(0.014, 0.022, 0.004, 18).turned(90.0, "x").moved(x, -0.01, z))
    for x in np.arange(-wide / 2 + 0.16, wide / 2 - 0.10, 0.19):
        panel.add("@black", box(0.13, 0.02, 0.10, 0.006).moved(float(x), -0.014, tall * 0.66))
        panel.add("@dial", box(0.11, 0.006, 0.075, 0.002).moved(float(x), -0.026, tall * 0.66 + 0.015))
        needle = box(0.0025, 0.002, 0.055, 0.0006, 1).turned(float(random.uniform(-40, 40)), "y")
        panel.add("@ink", needle.moved(float(x), -0.031, tall * 0.66 + 0.02))
    for slot, mesh in panel.parts():
        made.add(slot, mesh.turned(-lean, "x").moved(0, deep * 0.02, desk))
    return made


def rack(size: Size, style: Style, random: Random) -> Prop:
    """A rack of 19 inch units: tape decks, blank panels, rows of lamps, handles and screws."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, 0.008).moved(0, 0.01, 0))
    z, front = 0.12, -deep / 2
    while z < high - 0.16:
        tall = float(random.choice([0.09, 0.133, 0.18, 0.36]))
        tall = min(tall, high - 0.08 - z)
        made.add("panel", box(wide - 0.07, 0.012, tall - 0.004, 0.003).moved(0, front + 0.006, z))
        for side in (-1.0, 1.0):
            grip = [
                [side * wide * 0.40, front, z + tall * 0.2],
                [side * wide * 0.40, front - 0.03, z + tall * 0.25],
                [side * wide * 0.40, front - 0.03, z + tall * 0.75],
                [side * wide * 0.40, front, z + tall * 0.8],
            ]
            made.add("@chrome", tube(grip, 0.005))
        if tall > 0.3:
            for side in (-1.0, 1.0):
                made.add(
                    "@chrome",
                    cylinder(0.10, 0.014, 0.004, 40).turned(90.0, "x").moved(side * 0.115, front, z + tall * 0.55),
                )
                made.add(
                    "@black",
                    cylinder(0.03, 0.03, 0.006, 24).turned(90.0, "x").moved(side * 0.115, front, z + tall * 0.55),
                )
        else:
            for index in range(int(random.integers(4, 12))):
                lamp = str(random.choice(["@lamp_red", "@lamp_green", "@lamp_amber", "@black", "@black"]))
                made.add(
                    lamp,
                    cylinder(0.006, 0.008, 0.002, 12)
                    .turned(90.0, "x")
                    .moved(-wide * 0.3 + index * 0.034, front, z + tall * 0.5),
                )
        z += tall
    return made


def bed(size: Size, style: Style, random: Random) -> Prop:
    """A hospital bed: tubes at head and foot, a sprung frame on castors, a mattress, a pillow, a turned-down sheet."""
    del style
    wide, deep, high = size
    made = Prop()
    lie = 0.52
    for y, top in ((deep / 2 - 0.03, high), (-deep / 2 + 0.03, high - 0.14)):
        arch = loop(wide - 0.06, 2 * top, 0.16, 8)
        up = np.array([[x, y, z] for x, z in arch if z >= 0.05])
        order = np.argsort(np.arctan2(up[:, 2] - 0.05, up[:, 0]))
        made.add("frame", tube(up[order], 0.016, segments=12))
        for x in np.linspace(-wide * 0.35, wide * 0.35, 5):
            made.add("frame", tube([[x, y, lie - 0.1], [x, y, top - 0.02]], 0.008))
        for x in (-wide / 2 + 0.03, wide / 2 - 0.03):
            made.add("@black", cylinder(0.045, 0.022, 0.008, 24).turned(90.0, "y").moved(x - 0.011, y, 0.045))
    for x in (-wide / 2 + 0.04, wide / 2 - 0.04):
        made.add("frame", tube([[x, -deep / 2 + 0.03, lie - 0.06], [x, deep / 2 - 0.03, lie - 0.06]], 0.018))
    made.add("cloth", cushion(wide - 0.05, deep - 0.14, 0.14, crown=0.015, corner=0.06).moved(z=lie - 0.04))
    made.add(
        "@linen",
        cushion(wide * 0.68, 0.42, 0.07, crown=0.06, corner=0.10, sit=0.02).moved(0, deep / 2 - 0.34, lie + 0.11),
    )
    u, v = np.meshgrid(np.linspace(-1, 1, 29), np.linspace(0, 1, 25))
    lots = random.uniform(0, 6, 3)
    fall = np.clip((np.abs(u) - 0.78) / 0.22, 0, 1)
    z = lie + 0.118 + 0.010 * np.sin(v * 17 + lots[0] + 2 * u) * np.cos(u * 5 + lots[1]) - fall**1.5 * 0.26
    blanket = np.stack([u * wide * 0.5 * (1 - 0.08 * fall), -deep / 2 + 0.10 + v * deep * 0.64, z], axis=-1)
    made.add("@linen", sheet(blanket).flipped())
    return made


def bed_double(size: Size, style: Style, random: Random) -> Prop:
    """A double bed: a frame with a headboard in channels, two pillows, a cover that falls over its sides."""
    del style
    wide, deep, high = size
    made = Prop()
    lie = min(0.5, high * 0.85)
    made.add("frame", box(wide, deep - 0.06, 0.22, 0.01).moved(0, -0.03, 0.08))
    made.add("frame", box(wide - 0.2, deep - 0.3, 0.09, 0.004))
    made.add("frame", channels(wide, high * 1.0, 0.09).moved(0, deep / 2 - 0.0, 0.0))
    made.add("cloth", cushion(wide - 0.03, deep - 0.12, lie - 0.28, crown=0.03, corner=0.07).moved(0, -0.03, 0.28))
    for x in (-wide * 0.24, wide * 0.24):
        made.add(
            "@linen",
            cushion(wide * 0.42, 0.40, 0.06, crown=0.06, corner=0.10, sit=float(random.uniform(0, 0.02)))
            .turned(float(random.normal(0, 3)))
            .moved(x, deep / 2 - 0.34, lie),
        )
    made.add("piping", piping(wide - 0.03, deep - 0.12, lie - 0.28, corner=0.07).moved(0, -0.03, 0.28))
    return made


def trolley(size: Size, style: Style, random: Random) -> Prop:
    """A trolley: two trays in a frame of tube on four castors, with bottles and a bowl."""
    from rushes.engines.dressing.small import bottle

    del style
    wide, deep, high = size
    made = Prop()
    for x in (-wide / 2 + 0.02, wide / 2 - 0.02):
        for y in (-deep / 2 + 0.02, deep / 2 - 0.02):
            made.add("body", tube([[x, y, 0.10], [x, y, high - 0.01]], 0.011))
            made.add("@black", cylinder(0.04, 0.02, 0.006, 24).turned(90.0, "y").moved(x - 0.01, y, 0.04))
    for z in (0.28, high - 0.16):
        made.add("body", plate(loop(wide - 0.03, deep - 0.03, 0.02), 0.012, 0.003).moved(z=z))
        rim = loop(wide - 0.03, deep - 0.03, 0.02)
        made.add("body", tube(np.concatenate([rim, np.full((len(rim), 1), z + 0.05)], axis=1), 0.005, closed=True))
    for index in range(4):
        made.take(
            bottle(random).scaled(0.62), -wide * 0.3 + index * 0.1, float(random.uniform(-0.06, 0.06)), high - 0.148
        )
    bowl = rounded([(0.0, 0.0), (0.05, 0.0), (0.11, 0.06), (0.105, 0.06), (0.046, 0.008), (0.0, 0.008)], 0.01)
    made.add("@chrome", lathe(bowl, 36).moved(wide * 0.26, 0, high - 0.148))
    return made


def folding_screen(size: Size, style: Style, random: Random) -> Prop:
    """A folding screen of three leaves that stand at angles."""
    del style, random
    wide, deep, high = size
    made = Prop()
    each = wide / 3
    turn = math.degrees(math.asin(min(deep / each, 0.9)))
    for index in range(3):
        leaf = Prop()
        for x in (-each / 2 + 0.015, each / 2 - 0.015):
            leaf.add("frame", box(0.028, 0.028, high, 0.006).moved(x))
        for z in (0.06, high - 0.05):
            leaf.add("frame", box(each - 0.03, 0.024, 0.03, 0.005).moved(z=z))
        leaf.add("cloth", box(each - 0.07, 0.006, high - 0.16, 0.002).moved(z=0.09))
        made.take(
            leaf, (index - 1) * each * math.cos(math.radians(turn)), 0.0, 0.0, turn * (1 if index % 2 == 0 else -1)
        )
    return made


def desk_screen(size: Size, style: Style, random: Random) -> Prop:
    """A panel in cloth between two posts on feet."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("cloth", box(wide - 0.06, max(deep * 0.6, 0.02), high - 0.12, 0.01, 3).moved(z=0.10))
    for x in (-wide / 2 + 0.015, wide / 2 - 0.015):
        made.add("frame", box(0.03, deep, high, 0.004).moved(x))
        made.add("frame", box(0.04, deep, 0.02, 0.005).moved(x * 0.98))
    return made


def sculpture(size: Size, style: Style, random: Random) -> Prop:
    """An abstract figure: a form turned from rings that shift and twist, with a waist, on a block."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide * 0.8, deep * 0.8, high * 0.12, 0.006))
    lots = random.uniform(0, 2 * math.pi, 4)
    up = np.linspace(0.0, 1.0, 48)
    angle = np.linspace(0, 2 * math.pi, 44, endpoint=False)
    radius = (
        0.5 * np.sin(np.clip(up * 0.96 + 0.03, 0, 1) * math.pi) ** 0.5 * (0.55 + 0.35 * np.sin(up * 6.0 + lots[0]) ** 2)
    )
    lobes = 1 + 0.28 * np.cos(2 * angle[None, :] + lots[1] + 2.4 * up[:, None])
    drift = 0.10 * np.stack([np.sin(up * 5 + lots[2]), np.cos(up * 4 + lots[3])], axis=-1)
    x = wide * 0.8 * (radius[:, None] * lobes * np.cos(angle) + drift[:, :1])
    y = deep * 0.8 * (radius[:, None] * lobes * np.sin(angle) + drift[:, 1:])
    z = np.broadcast_to(high * 0.115 + up[:, None] * high * 0.885, x.shape)
    made.add("body", sheet(np.stack([x, y, z], axis=-1), around=True).flipped())
    return made


def jukebox(size: Size, style: Style, random: Random) -> Prop:
    """A jukebox: an arched case, tubes of light round a selector, a grille."""
    del style, random
    wide, deep, high = size
    made = Prop()
    r = wide / 2
    arch = [(r * math.cos(a), high - r + r * math.sin(a)) for a in np.linspace(0, math.pi, 28)]
    made.add(
        "body",
        plate(np.array([*arch, (-r, 0.0), (r, 0.0)]), deep * 0.9, 0.03).turned(90.0, "x").moved(0, deep / 2 - 0.02, 0),
    )
    for index, inset in enumerate((0.07, 0.13)):
        ring = [
            [(r - inset) * math.cos(a), -deep / 2 + 0.03, high - r + (r - inset) * math.sin(a)]
            for a in np.linspace(0, math.pi, 24)
        ]
        path = [[r - inset, -deep / 2 + 0.03, 0.18], *ring, [-r + inset, -deep / 2 + 0.03, 0.18]]
        made.add("@lamp_amber" if index == 0 else "@lamp_red", tube(path, 0.024 - 0.006 * index, segments=12))
    made.add("panel", box(wide * 0.6, 0.04, high * 0.24, 0.012).moved(0, -deep / 2 + 0.03, high * 0.52))
    for index in range(9):
        made.add(
            "@chrome", box(wide * 0.56, 0.02, 0.014, 0.005).moved(0, -deep / 2 + 0.03, high * 0.14 + index * 0.045)
        )
    return made


def kitchen_run(size: Size, style: Style, random: Random) -> Prop:
    """A kitchen run: a plinth, doors and drawers with bar pulls, a top, a sink with its tap."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("@black", box(wide - 0.04, deep - 0.10, 0.10, 0.003).moved(0, 0.03, 0))
    made.add("front", box(wide - 0.01, deep - 0.04, high - 0.14, 0.004).moved(0, 0.01, 0.10))
    count = max(2, round(wide / 0.6))
    for index in range(count):
        x = (index - (count - 1) / 2) * wide / count
        drawers = index % 3 == 1
        rows = ((0.12, 0.2), (0.34, 0.2), (0.56, high - 0.74)) if drawers else ((0.12, high - 0.18),)
        for low, tall in rows:
            made.add("front", box(wide / count - 0.006, 0.02, tall, 0.003).moved(x, -deep / 2 + 0.02, low))
            made.add("@chrome", box(0.16, 0.022, 0.012, 0.004).moved(x, -deep / 2 + 0.004, low + tall - 0.05))
    made.add("top", box(wide, deep, 0.04, 0.006).moved(z=high - 0.04))
    made.add("@chrome", box(0.5, 0.38, 0.006, 0.003).moved(wide * 0.2, 0, high - 0.001))
    return made


def street_lamp(size: Size, style: Style, random: Random) -> Prop:
    """A street lamp: a cast base, a fluted post, a ladder bar, a lantern of four panes."""
    del style, random
    wide, _, high = size
    made = Prop()
    post = [
        (0.0, 0.0),
        (0.16, 0.0),
        (0.16, 0.08),
        (0.11, 0.16),
        (0.10, 0.7),
        (0.07, 0.8),
        (0.055, high - 0.8),
        (0.08, high - 0.72),
        (0.03, high - 0.62),
        (0.0, high - 0.6),
    ]
    made.add(
        "stem",
        lathe(rounded(post, 0.02), 28),
        tube([[-0.3, 0, high - 0.85], [0.3, 0, high - 0.85]], 0.014).scaled(wide / 0.66, 1, 1),
    )
    pane = [(wide * 0.26, high - 0.6), (wide * 0.46, high - 0.18), (wide * 0.46, high - 0.17)]
    made.add("shade", lathe([(0.0, high - 0.6), *pane, (0.0, high - 0.17)], 4))
    roof = [(wide * 0.5, high - 0.18), (wide * 0.5, high - 0.16), (wide * 0.2, high - 0.05), (0.02, high), (0.0, high)]
    made.add("stem", lathe([(0.0, high - 0.18), *roof], 4))
    return made


def bollard(size: Size, style: Style, random: Random) -> Prop:
    """A cast post with rings and a ball or cap."""
    del style, random
    wide, _, high = size
    r = wide / 2
    made = Prop()
    profile = [
        (0.0, 0.0),
        (r, 0.0),
        (r, high * 0.08),
        (r * 0.7, high * 0.13),
        (r * 0.62, high * 0.7),
        (r * 0.85, high * 0.74),
        (r * 0.6, high * 0.78),
        (r * 0.8, high * 0.9),
        (r * 0.4, high),
        (0.0, high),
    ]
    made.add("body", lathe(rounded(profile, 0.02), 32))
    return made


def bin_of(size: Size, style: Style, random: Random) -> Prop:
    """A dustbin: a ribbed can, a lid that sits askew, two handles."""
    del style
    wide, _, high = size
    made = Prop()
    angle = np.linspace(0, 2 * math.pi, 96, endpoint=False)
    rows = []
    for z, share in ((0.0, 0.80), (0.02, 0.86), (high * 0.8, 0.95), (high * 0.86, 0.97)):
        radius = wide / 2 * share * (1 + 0.018 * np.cos(angle * 24))
        rows.append(np.stack([radius * np.cos(angle), radius * np.sin(angle), np.full(96, z)], axis=-1))
    made.add("body", sheet(np.stack(rows), around=True).flipped())
    lid = rounded(
        [(0.0, -0.02), (wide / 2, -0.02), (wide / 2, 0.02), (wide * 0.2, high * 0.09), (0.0, high * 0.1)], 0.01
    )
    made.add("body", lathe(lid, 48).turned(float(random.normal(0, 2)), "x").moved(z=high * 0.88))
    return made


def bedhead(size: Size, style: Style, random: Random) -> Prop:
    """A trunking over a bed: sockets, gas outlets, a call lamp."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, high, 0.012, 3))
    for index in range(max(3, int(wide / 0.22))):
        x = -wide / 2 + 0.14 + index * 0.21
        made.add("@paper", box(0.085, 0.008, 0.085, 0.004).moved(x, -deep / 2, high * 0.35))
        made.add(
            "@black" if index % 3 else "@lamp_amber",
            cylinder(0.012, 0.014, 0.003, 16).turned(90.0, "x").moved(x, -deep / 2, high * 0.5),
        )
    return made


def awning(size: Size, style: Style, random: Random) -> Prop:
    """An awning: cloth that hangs between its roller and a front bar, a scalloped valance, two arms."""
    del style, random
    wide, deep, high = size
    made = Prop()
    u, v = np.meshgrid(np.linspace(-0.5, 0.5, 61), np.linspace(0, 1, 12))
    y = deep / 2 - v * deep
    z = high - v * (high - 0.2) - 0.05 * np.sin(v * math.pi) * (1 - 0.3 * np.cos(u * 20))
    made.add("cloth", sheet(np.stack([u * wide, y, z], axis=-1)))
    u2, v2 = np.meshgrid(np.linspace(-0.5, 0.5, 61), np.linspace(0, 1, 4))
    drop = 0.2 * (0.75 + 0.25 * np.abs(np.sin(u2 * math.pi * 10)))
    made.add("cloth", sheet(np.stack([u2 * wide, np.full_like(u2, -deep / 2), 0.2 - v2 * drop], axis=-1)))
    made.add("frame", tube([[-wide / 2, deep / 2 - 0.04, high - 0.02], [wide / 2, deep / 2 - 0.04, high - 0.02]], 0.03))
    made.add("frame", tube([[-wide / 2, -deep / 2 + 0.01, 0.2], [wide / 2, -deep / 2 + 0.01, 0.2]], 0.014))
    for x in (-wide / 2 + 0.05, wide / 2 - 0.05):
        made.add("frame", tube([[x, deep / 2 - 0.03, 0.1], [x, -deep / 2 + 0.01, 0.2]], 0.011))
    return made


def curtain_track(size: Size, style: Style, random: Random) -> Prop:
    """A ward's curtain on a track round three sides of a bed, gathered at one end."""
    del style
    wide, deep, high = size
    made = Prop()
    corners = np.array([[-wide / 2, deep / 2], [-wide / 2, -deep / 2], [wide / 2, -deep / 2], [wide / 2, deep / 2]])
    rail = [[x, y, high - 0.012] for x, y in corners]
    made.add("rail", tube(rail, 0.010))
    long, cover = deep, deep * float(random.uniform(0.35, 0.6))
    u, v = np.meshgrid(np.linspace(0, 1, 141), np.linspace(0, 1, 10))
    fold = 0.035 * np.sin(u * 2 * math.pi * cover / 0.12) * (0.7 + 0.3 * v)
    places = np.stack([-wide / 2 + 0.04 + fold, long / 2 - 0.05 - u * cover, high * (1 - v * 0.86) - 0.02], axis=-1)
    made.add("cloth", sheet(places, np.stack([u * cover * 2, (1 - v) * high], axis=-1)).flipped())
    return made


def throne(size: Size, style: Style, random: Random) -> Prop:
    """A throne: a high carved back with finials, arms on posts, a buttoned panel, a cushion with piping."""
    from rushes.engines.dressing.cushions import buttoned

    del style, random
    wide, deep, high = size
    made = Prop()
    seat = 0.52
    post = [
        (0.0, 0.0),
        (0.04, 0.0),
        (0.045, 0.1),
        (0.03, 0.16),
        (0.04, 0.5),
        (0.035, high - 0.2),
        (0.05, high - 0.16),
        (0.03, high - 0.1),
        (0.04, high - 0.05),
        (0.0, high),
    ]
    for x in (-wide / 2 + 0.06, wide / 2 - 0.06):
        made.add("frame", lathe(rounded(post, 0.015), 24).moved(x, deep / 2 - 0.07))
        arm_post = [(0.0, 0.0), (0.04, 0.0), (0.03, 0.12), (0.045, 0.3), (0.03, 0.6), (0.04, 0.78), (0.0, 0.8)]
        made.add("frame", lathe(rounded(arm_post, 0.015), 24).moved(x, -deep / 2 + 0.07))
        made.add("frame", box(0.08, deep - 0.06, 0.06, 0.02, 3).moved(x, 0, 0.76))
    made.add(
        "frame",
        box(wide - 0.14, deep - 0.1, 0.1, 0.01).moved(z=seat - 0.2),
        box(wide - 0.12, 0.07, high * 0.82 - seat, 0.02, 3).moved(0, deep / 2 - 0.06, seat),
    )
    crest = [(math.cos(a) * (wide / 2 - 0.08), math.sin(a) * 0.2) for a in np.linspace(0, math.pi, 20)]
    made.add("frame", plate(np.array(crest), 0.06, 0.015).turned(90.0, "x").moved(0, deep / 2 - 0.03, high * 0.80))
    made.add(
        "cloth", buttoned(wide - 0.24, high * 0.76 - seat, 0.07, 4, 5, tuft=0.02).moved(0, deep / 2 - 0.09, seat + 0.02)
    )
    made.add("cloth", cushion(wide - 0.18, deep - 0.18, 0.1, crown=0.03, corner=0.04).moved(0, -0.02, seat - 0.1))
    made.add("@gilt", piping(wide - 0.18, deep - 0.18, 0.1, corner=0.04, radius=0.008).moved(0, -0.02, seat - 0.1))
    return made
