"""Case furniture: bookcases with books, cabinets, back bars, drawers, radiators, fireplaces."""

from __future__ import annotations

from functools import cache

import numpy as np

from rushes.engines.dressing.mesh import Mesh, joined
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.small import bottle, tumbler
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, tube

_BOOK_M = (0.034, 0.155, 0.22)
"""Thickness, depth, height of the book that others are stretched from [m]."""

COVERS = ("@book_red", "@book_green", "@book_blue", "@book_brown", "@book_black", "@book_ochre", "@book_cream")


def books(made: Prop, left: float, right: float, z: float, depth: float, tallest: float, random: Random) -> None:
    """Add a row of books between two places along x, their spines to -y, some leaning, some lying, some gone."""
    x = left
    run = int(random.integers(len(COVERS)))
    while x < right - 0.02:
        if random.random() < 0.05:
            x += float(random.uniform(0.05, 0.16))
            continue
        if random.random() < 0.06 and right - x > 0.26:
            for level in range(int(random.integers(2, 5))):
                made_book = book(0.032, 0.155, 0.215, random)
                for slot, mesh in made_book:
                    flat = mesh.turned(90.0, "y").turned(float(random.normal(0, 6)))
                    low, _high = flat.bounds()
                    made.add(
                        slot or COVERS[int(random.integers(len(COVERS)))],
                        flat.moved(x - low[0], 0.0, z + 0.034 * level - low[2]),
                    )
            x += 0.25
            continue
        if random.random() < 0.25:
            run = int(random.integers(len(COVERS)))
        thick = float(random.uniform(0.018, 0.052))
        tall = min(
            float(random.choice([0.18, 0.20, 0.22, 0.24, 0.28])) + float(random.normal(0, 0.006)), tallest - 0.012
        )
        deep = min(tall * 0.70, depth - 0.02)
        if x + thick > right:
            break
        lean = float(random.uniform(5, 13)) if random.random() < 0.05 else 0.0
        for slot, mesh in book(thick, deep, tall, random):
            at = mesh.turned(lean, "y").moved(
                x + thick / 2 + (0.02 if lean else 0.0), -depth / 2 + deep / 2 + float(random.uniform(0.008, 0.03)), z
            )
            made.add(slot or COVERS[run], at)
        x += thick + 0.0012 + (tall * 0.18 if lean else 0.0)


def book(thick: float, deep: float, tall: float, random: Random) -> list[tuple[str, Mesh]]:
    """Return one upright book: case with a rounded spine, leaves, sometimes gilt lines; its cover's slot is ""."""
    scale = (thick / _BOOK_M[0], deep / _BOOK_M[1], tall / _BOOK_M[2])
    return [(slot, mesh.scaled(*scale)) for slot, mesh in _pattern(gilt=bool(random.random() < 0.45))]


@cache
def _pattern(*, gilt: bool) -> tuple[tuple[str, Mesh], ...]:
    """Return the book that others are stretched from."""
    thick, deep, tall = _BOOK_M
    case = [box(0.003, deep, tall, 0.001, 1).moved(x) for x in (-thick / 2 + 0.0015, thick / 2 - 0.0015)]
    arc = np.linspace(-1.0, 1.0, 7)
    back = [(x * thick / 2, -deep / 2 - 0.006 * (1 - x * x)) for x in arc]
    inner = [(x * thick / 2 * 0.9, -deep / 2 + 0.003) for x in arc[::-1]]
    case.append(plate(np.array(back + inner), tall, 0.0008))
    leaves = box(thick - 0.006, deep - 0.008, tall - 0.008, 0.001, 1).moved(0, -0.001, 0.004)
    lines = [
        box(thick * 0.92, 0.0016, 0.003, 0.0005, 1).moved(0, -deep / 2 - 0.0055, tall * share)
        for share in (0.12, 0.15, 0.80, 0.83)
    ]
    lines.append(box(thick * 0.5, 0.0016, tall * 0.2, 0.0005, 1).moved(0, -deep / 2 - 0.0057, tall * 0.52))
    return ("", joined(case)), ("@leaves", leaves), *((("@gilt", joined(lines)),) if gilt else ())


def bookcase(size: Size, style: Style, random: Random) -> Prop:
    """Shelves in a case, or between ladders of rods, filled with books and a few other things; behind glass where its style says so."""
    wide, deep, high = size
    made = Prop()
    board = 0.024
    bays = max(1, round(wide / 0.95))
    if style.get("ladder"):
        _ladders(made, size, bays)
    else:
        _case(made, size, bays, board)
    if style.get("glazed"):
        deep = deep - 0.05
        _glass_doors(made, (wide, size[1], high), 0.08, bays)
    rows = max(2, round((high - 0.1) / 0.34))
    gap = (high - 0.08 - board) / rows
    full = float(style.get("full", 0.85))
    for row in range(rows):
        z = 0.08 + row * gap
        made.add("carcass", box(wide - 2 * board, deep - 0.015, board, 0.002).moved(0, 0.004, z - board / 2))
        for bay in range(bays):
            left = -wide / 2 + bay * wide / bays + board
            right = -wide / 2 + (bay + 1) * wide / bays - board
            stop = right if random.random() < full else left + (right - left) * float(random.uniform(0.3, 0.8))
            shelf = Prop()
            books(shelf, left + 0.005, stop, z + board / 2, deep - 0.02, gap - board, random)
            made.take(shelf)
    return made


def _case(made: Prop, size: Size, bays: int, board: float) -> None:
    wide, deep, high = size
    for x in (-wide / 2 + board / 2, wide / 2 - board / 2):
        made.add("carcass", box(board, deep, high, 0.003).mapped(x * 3, swap=True).moved(x))
    for index in range(1, bays):
        made.add(
            "carcass",
            box(board, deep - 0.01, high - 0.05, 0.003)
            .mapped(swap=True)
            .moved(-wide / 2 + index * wide / bays, 0.005, 0.02),
        )
    made.add("carcass", box(wide - 0.01, 0.012, high - 0.02, 0.001, 1).moved(0, deep / 2 - 0.008, 0.01))
    made.add("carcass", box(wide - 0.02, deep - 0.03, 0.08, 0.003).moved(0, 0.01, 0))
    made.add("carcass", box(wide, deep, board, 0.003).moved(z=high - board))


def _ladders(made: Prop, size: Size, bays: int) -> None:
    """Add the uprights of shelves without a case: two rods each, with rungs between them."""
    wide, deep, high = size
    for index in range(bays + 1):
        x = -wide / 2 + 0.008 + index * (wide - 0.016) / bays
        for y in (-deep / 2 + 0.008, deep / 2 - 0.008):
            made.add("@black", tube([[x, y, 0.0], [x, y, high]], 0.007))
        for z in np.arange(0.06, high - 0.02, 0.105):
            made.add(
                "@black", tube([[x, -deep / 2 + 0.008, float(z)], [x, deep / 2 - 0.008, float(z)]], 0.0035, segments=6)
            )
    made.add("carcass", box(wide - 0.02, deep - 0.02, 0.022, 0.003).moved(z=high - 0.05))


def _glass_doors(made: Prop, size: Size, low: float, doors: int) -> None:
    """Add doors of glass in a frame before a case, from a height up; a knob each."""
    wide, deep, high = size
    each, tall = (wide - 0.04) / doors, high - low - 0.06
    for index in range(doors):
        x, y = (index - (doors - 1) / 2) * each, -deep / 2 + 0.012
        for side in (-1, 1):
            made.add(
                "carcass",
                box(0.05, 0.022, tall, 0.004).mapped(x, swap=True).moved(x + side * (each / 2 - 0.028), y, low),
            )
        for z in (low, low + tall * 0.5 - 0.012, low + tall - 0.05):
            bar = 0.05 if z != low + tall * 0.5 - 0.012 else 0.024
            made.add("carcass", box(each - 0.1, 0.02, bar, 0.004).mapped(x).moved(x, y, z))
        made.add("@glass_clear", box(each - 0.09, 0.004, tall - 0.04, 0.001, 1).moved(x, y + 0.004, low + 0.02))
        knob = rounded([(0.0, 0.0), (0.006, 0.0), (0.006, 0.012), (0.013, 0.018), (0.0, 0.028)], 0.004)
        hinged = 1.0 if index % 2 == 0 and doors > 1 else -1.0
        made.add(
            "@brass",
            lathe(knob, 16).turned(90.0, "x").moved(x + hinged * (each / 2 - 0.028), y - 0.01, low + tall * 0.5),
        )


def glazed_cabinet(size: Size, random: Random) -> Prop:
    """A cabinet with cupboards below and glass doors over them, china and glasses on its shelves."""
    wide, deep, high = size
    made = Prop()
    doors = max(2, round(wide / 0.5))
    base = 0.42
    _case(made, size, 1, 0.024)
    made.add(
        "carcass",
        box(wide, deep, 0.024, 0.003).moved(z=base - 0.024),
        box(wide - 0.01, 0.02, base - 0.1, 0.004).moved(0, -deep / 2 + 0.014, 0.08),
    )
    _glass_doors(made, size, base, doors)
    rows = max(2, round((high - base) / 0.34))
    for row in range(rows):
        z = base + row * (high - base - 0.04) / rows
        if row:
            made.add("carcass", box(wide - 0.05, deep - 0.06, 0.016, 0.002).moved(0, 0.01, z - 0.016))
        x = -wide / 2 + 0.11
        while x < wide / 2 - 0.1:
            y = float(random.uniform(-0.02, 0.07)) + 0.02
            if random.random() < 0.45:
                made.add("@ivory", _china(random).moved(x, y, z))
            elif random.random() < 0.7:
                made.take(tumbler(random), x, y, z)
            x += float(random.uniform(0.1, 0.17))
    return made


def _china(random: Random) -> Mesh:
    """A cup, a bowl or a jug, turned."""
    wide, tall = float(random.uniform(0.035, 0.06)), float(random.uniform(0.06, 0.17))
    waist = float(random.uniform(0.5, 1.0))
    profile = [
        (0.0, 0.0),
        (wide * 0.55, 0.0),
        (wide, tall * 0.45),
        (wide * waist, tall * 0.8),
        (wide * (waist + 0.1), tall),
    ]
    return lathe(rounded([*profile, (wide * waist - 0.002, tall - 0.004), (0.0, tall * 0.3)], 0.01), 24)


def back_bar(size: Size, style: Style, random: Random) -> Prop:
    """Cupboards below, a mirror above, lit glass shelves of bottles before it."""
    wide, deep, high = size
    made = Prop()
    base = 0.92
    made.add("carcass", box(wide, deep, base, 0.004))
    doors = max(2, round(wide / 0.55))
    for index in range(doors):
        x = (index - (doors - 1) / 2) * wide / doors
        made.add(
            "carcass",
            box(wide / doors - 0.012, 0.02, base - 0.16, 0.004)
            .mapped(x, 0.2, swap=True)
            .moved(x, -deep / 2 - 0.006, 0.10),
        )
        made.add(
            "@brass",
            cylinder(0.011, 0.02, 0.003, 16)
            .turned(90.0, "x")
            .moved(x + wide / doors * 0.4, -deep / 2 - 0.016, base * 0.6),
        )
    made.add("shelf", box(wide + 0.02, deep + 0.02, 0.03, 0.005).moved(z=base))
    made.add("mirror", box(wide - 0.10, 0.008, high - base - 0.10, 0.002, 1).moved(0, deep / 2 - 0.012, base + 0.05))
    for x in np.linspace(-wide / 2 + 0.02, wide / 2 - 0.02, max(2, round(wide / 1.0) + 1)):
        made.add("@brass", box(0.025, 0.03, high - base - 0.03, 0.004).moved(float(x), deep / 2 - 0.02, base + 0.03))
    made.add("carcass", box(wide, deep * 0.8, 0.05, 0.006).moved(0, deep * 0.1, high - 0.05))
    rows = max(2, int((high - base - 0.1) / 0.40))
    gap = (high - base - 0.10) / rows
    full = float(style.get("full", 0.8))
    for row in range(rows):
        z = base + 0.03 + row * gap
        if row:
            made.add("shelf", box(wide - 0.05, deep * 0.55, 0.014, 0.003).moved(0, deep * 0.18, z - 0.014))
            made.add("@brass", box(wide - 0.05, 0.008, 0.022, 0.002).moved(0, -deep * 0.10, z - 0.018))
        x = -wide / 2 + 0.10
        while x < wide / 2 - 0.10:
            if random.random() < full:
                y = deep * 0.14 + float(random.uniform(-0.03, 0.04))
                made.take(bottle(random) if random.random() < 0.8 else tumbler(random), x, y, z)
            x += float(random.uniform(0.085, 0.15))
    return made


def cabinet(size: Size, style: Style, random: Random) -> Prop:
    """Two doors with a frame each, a plinth, a top that runs over, knobs; glazed, with china on its shelves, where its style says so."""
    if style.get("glazed") and size[2] > 0.9:
        return glazed_cabinet(size, random)
    wide, deep, high = size
    made = Prop()
    made.add("carcass", box(wide - 0.02, deep - 0.03, high - 0.03, 0.003).moved(0, 0.008, 0))
    made.add("carcass", box(wide, deep, 0.03, 0.006).moved(z=high - 0.03))
    doors = max(1, round(wide / 0.5))
    each = (wide - 0.04) / doors
    for index in range(doors):
        x = (index - (doors - 1) / 2) * each
        tall = high - 0.16
        made.add("carcass", box(each - 0.006, 0.02, tall, 0.003).mapped(x, swap=True).moved(x, -deep / 2 + 0.012, 0.10))
        made.add(
            "carcass",
            box(each - 0.14, 0.012, tall - 0.16, 0.006).mapped(x, 1.0, swap=True).moved(x, -deep / 2 + 0.003, 0.18),
        )
        side = 1.0 if index % 2 == 0 and doors > 1 else -1.0
        made.add(
            "@brass",
            lathe(
                rounded([(0.0, 0.0), (0.006, 0.0), (0.006, 0.012), (0.014, 0.018), (0.011, 0.028), (0.0, 0.03)], 0.004),
                18,
            )
            .turned(90.0, "x")
            .moved(x + side * (each / 2 - 0.03), -deep / 2 + 0.002, high * 0.5),
        )
    return made


def sideboard(size: Size, style: Style, random: Random) -> Prop:
    """A long low cabinet on legs."""
    wide, deep, high = size
    made = Prop()
    legs = 0.16
    made.take(cabinet((wide, deep, high - legs), style, random), z=legs)
    for x in (-wide / 2 + 0.12, wide / 2 - 0.12):
        for y in (-deep / 2 + 0.08, deep / 2 - 0.08):
            taper = [(0.0, 0.0), (0.011, 0.0), (0.021, legs), (0.0, legs)]
            made.add("legs", lathe(rounded(taper, 0.003), 16).moved(x, y))
    return made


def filing_cabinet(size: Size, style: Style, random: Random) -> Prop:
    """Drawers of steel, each with a pull and a card in its holder; one not quite shut."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("carcass", box(wide, deep - 0.03, high, 0.006).moved(0, 0.015, 0))
    drawers = max(2, round(high / 0.33))
    tall = (high - 0.06) / drawers
    for index in range(drawers):
        out = float(random.choice([0.0, 0.0, 0.0, 0.025]))
        y, z = -deep / 2 + 0.014 - out, 0.03 + index * tall
        made.add("carcass", box(wide - 0.03, 0.03, tall - 0.012, 0.005).moved(0, y, z))
        made.add("@chrome", box(0.13, 0.025, 0.014, 0.005).moved(0, y - 0.02, z + tall * 0.52))
        made.add("@chrome", box(0.085, 0.006, 0.045, 0.002).moved(0, y - 0.016, z + tall * 0.66))
        made.add("@paper", box(0.07, 0.006, 0.030, 0.001).moved(0, y - 0.0175, z + tall * 0.66 + 0.007))
    return made


def radiator(size: Size, style: Style, random: Random) -> Prop:
    """Cast iron columns between two headers, a valve at one end."""
    del style, random
    wide, deep, high = size
    made = Prop()
    count = max(3, int(wide / 0.06))
    for index in range(count):
        x = (index - (count - 1) / 2) * wide / count
        for y in (-deep * 0.28, deep * 0.28):
            path = [[x, y, z] for z in np.linspace(0.09, high - 0.03, 7)]
            made.add("body", tube(path, 0.018, segments=10))
        for z in (0.10, high - 0.045):
            made.add("body", box(0.046, deep * 0.9, 0.055, 0.02, 3).moved(x, 0, z - 0.02))
    for z in (0.11, high - 0.035):
        made.add("body", tube([[-wide / 2 + 0.02, 0, z], [wide / 2 - 0.02, 0, z]], 0.017, segments=10))
    made.add("@brass", cylinder(0.018, 0.06, 0.005, 16).moved(wide / 2 - 0.012, 0, 0.06))
    for x in (-wide / 2 + 0.06, wide / 2 - 0.06):
        made.add("body", box(0.05, deep * 0.8, 0.09, 0.01).moved(x))
    return made


def fireplace(size: Size, style: Style, random: Random) -> Prop:
    """A chimneypiece: jambs with panels, a frieze, a moulded shelf, a basket grate with coals in a dark opening."""
    del style
    wide, deep, high = size
    made = Prop()
    jamb, frieze = wide * 0.16, high * 0.20
    for side in (-1.0, 1.0):
        x = side * (wide / 2 - jamb / 2 - 0.03)
        made.add("surround", box(jamb, deep - 0.06, high - 0.06, 0.005).moved(x, 0.03, 0))
        made.add("surround", box(jamb * 0.6, 0.02, high * 0.5, 0.008).moved(x, -deep / 2 + 0.055, 0.16))
        made.add("surround", box(jamb + 0.03, deep - 0.03, 0.13, 0.008).moved(x, 0.01, 0))
        made.add(
            "surround",
            lathe(rounded([(0.0, 0.0), (jamb * 0.34, 0.0), (jamb * 0.26, 0.02), (0.0, 0.035)], 0.006), 24)
            .turned(90.0, "x")
            .moved(x, -deep / 2 + 0.06, high - 0.06 - frieze / 2),
        )
    made.add("surround", box(wide - 0.06, deep - 0.07, frieze, 0.005).moved(0, 0.03, high - 0.06 - frieze))
    for step in range(4):
        made.add(
            "surround",
            box(wide - 0.06 + 0.018 * step, deep - 0.07 + 0.022 * step, 0.012, 0.004).moved(
                0, 0.02 - 0.005 * step, high - 0.09 + 0.010 * step
            ),
        )
    made.add("surround", box(wide, deep, 0.035, 0.008).moved(z=high - 0.035))
    opening = wide - 2 * jamb - 0.06
    made.add("@soot", box(opening, 0.02, high - 0.06 - frieze, 0.002).moved(0, deep / 2 - 0.015, 0))
    for side in (-1.0, 1.0):
        made.add(
            "@soot", box(0.02, deep - 0.10, high - frieze - 0.06, 0.002).moved(side * (opening / 2 - 0.01), 0.04, 0)
        )
    made.add("hearth", box(wide, 0.30, 0.03, 0.005).moved(0, -deep / 2 - 0.10, 0))
    basket = opening * 0.72
    for z in (0.12, 0.19, 0.26):
        made.add(
            "grate",
            tube(
                [[x, -0.04 + 0.02 * (1 - (2 * x / basket) ** 2), z] for x in np.linspace(-basket / 2, basket / 2, 12)],
                0.008,
            ),
        )
    for x in np.linspace(-basket / 2, basket / 2, 9):
        made.add("grate", tube([[float(x), -0.03, 0.08], [float(x), -0.035, 0.29]], 0.006))
    for _ in range(40):
        wide_of = random.uniform(0.04, 0.08, 3)
        lump = (
            box(float(wide_of[0]), float(wide_of[1]), float(wide_of[2]), 0.016, 2)
            .turned(float(random.uniform(0, 360)))
            .turned(float(random.uniform(0, 90)), "x")
        )
        place = (
            float(random.uniform(-basket / 2, basket / 2)) * 0.9,
            float(random.uniform(0.0, 0.09)),
            float(random.uniform(0.10, 0.24)),
        )
        made.add("@ember" if random.random() < 0.3 else "@soot", lump.moved(*place))
    for x in (-basket / 2, basket / 2):
        made.add(
            "grate",
            lathe(
                rounded([(0.0, 0.0), (0.022, 0.0), (0.012, 0.05), (0.014, 0.3), (0.024, 0.33), (0.0, 0.36)], 0.008), 16
            ).moved(x, -0.05),
        )
    return made


def locker(size: Size, style: Style, random: Random) -> Prop:
    """Steel lockers side by side, with louvres and handles."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("carcass", box(wide, deep - 0.02, high, 0.004).moved(0, 0.01, 0))
    count = max(1, round(wide / 0.3))
    for index in range(count):
        x = (index - (count - 1) / 2) * wide / count
        made.add("carcass", box(wide / count - 0.01, 0.022, high - 0.12, 0.004).moved(x, -deep / 2 + 0.008, 0.08))
        for z in (0.2, 0.23, 0.26, high - 0.24, high - 0.21, high - 0.18):
            made.add(
                "carcass", box(wide / count * 0.5, 0.012, 0.008, 0.003).turned(20.0, "x").moved(x, -deep / 2 - 0.002, z)
            )
        made.add("@chrome", box(0.02, 0.02, 0.12, 0.005).moved(x + wide / count * 0.36, -deep / 2 - 0.008, high * 0.52))
    return made


def plinth(size: Size, style: Style, random: Random) -> Prop:
    """A plinth with a base and a cap."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("body", box(wide, deep, 0.09, 0.006), box(wide * 0.84, deep * 0.84, high - 0.1, 0.004).moved(z=0.06))
    made.add("body", plate(loop(wide * 0.96, deep * 0.96, 0.006), 0.05, 0.01).moved(z=high - 0.05))
    return made
