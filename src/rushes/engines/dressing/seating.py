"""Seats: sofas with cushions and piping, chairs on swivels, stools, banquettes."""

from __future__ import annotations

import math
from itertools import pairwise

import numpy as np

from rushes.engines.dressing.cushions import buttoned, cushion, piping
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.prop import Prop, Random, Size, Style
from rushes.engines.dressing.solids import box, cylinder, lathe, loop, plate, rounded, sheet, tube

SEAT_M = 0.72
"""About how wide one place on a sofa is."""


def sofa(size: Size, style: Style, random: Random) -> Prop:
    """A sofa: base, seat and back cushions with piped seams, arms; buttoned where its style says so."""
    wide, deep, high = size
    made = Prop()
    buttons = bool(style.get("buttoned", style.get("buttons", False)))
    arm = 0.0 if style.get("armless") else min(0.20 if not buttons else 0.17, wide * 0.14)
    plinth, seat = 0.11, min(0.42, high * 0.56)
    back_deep = min(0.24, deep * 0.27)
    inner = wide - 2 * arm
    made.add("legs", box(wide - 0.08, deep - 0.08, plinth, 0.004))
    made.add("cloth", box(wide - 0.01, deep - 0.01, seat - 0.15 - plinth, 0.018, 3).moved(z=plinth))
    places = max(1, int(style.get("seats", round(inner / SEAT_M))))
    each = inner / places
    _rows(made, places, each, (inner, deep, seat, back_deep), random)
    if buttons:
        panel = buttoned(inner, high - seat + 0.03, back_deep * 0.72, max(3, round(inner / 0.19)), 3)
        made.add("cloth", panel.moved(y=deep / 2 - 0.05, z=seat - 0.03))
        made.add("cloth", box(wide - 0.02, 0.09, high - plinth - 0.02, 0.035, 4).moved(y=deep / 2 - 0.05, z=plinth))
        roll = [[x, deep / 2 - 0.07, high - 0.045] for x in np.linspace(-wide / 2 + 0.05, wide / 2 - 0.05, 24)]
        made.add("cloth", tube(roll, 0.055, segments=16))
    else:
        made.add("cloth", box(wide - 0.01, 0.11, high - plinth - 0.07, 0.03, 4).moved(y=deep / 2 - 0.06, z=plinth))
        seam_at = high - 0.075
        rim = [
            (-wide / 2 + 0.02, plinth + 0.01),
            (-wide / 2 + 0.02, seam_at),
            (wide / 2 - 0.02, seam_at),
            (wide / 2 - 0.02, plinth + 0.01),
        ]
        made.add("piping", tube([[x, deep / 2 - 0.004, z] for x, z in _between(rim)], 0.005))
        for index in range(places):
            x = (index - (places - 1) / 2) * each
            tall = high - seat + 0.02
            thick = back_deep - 0.06
            back = (
                cushion(each - 0.012, tall, thick, crown=0.045, corner=0.07)
                .turned(90.0, "x")
                .turned(float(random.normal(0, 0.7)), "y")
            )
            seam = piping(each - 0.012, tall, thick, corner=0.07).turned(90.0, "x")
            lean = 9.0 + float(random.normal(0, 0.8))
            for slot, mesh in (("cloth", back), ("piping", seam)):
                at = mesh.turned(-lean, "x").moved(x, deep / 2 - 0.115, seat + tall / 2 - 0.012)
                made.add(slot, at)
    if arm > 0:
        _arms(made, (wide, deep, high), arm, plinth, scrolled=buttons)
    return made


def _between(corners: list[tuple[float, float]], steps: int = 8) -> list[tuple[float, float]]:
    """Return a polyline with places between its corners, so that a tube turns them tightly."""
    made = []
    for (x0, z0), (x1, z1) in pairwise(corners):
        made += [(x0 + (x1 - x0) * k / steps, z0 + (z1 - z0) * k / steps) for k in range(steps)]
    return [*made, corners[-1]]


def _rows(made: Prop, places: int, each: float, inside: tuple[float, float, float, float], random: Random) -> None:
    """Add the seat's cushions, each sat on a little differently."""
    _, deep, seat, back = inside
    for index in range(places):
        x = (index - (places - 1) / 2) * each
        y = -back / 2 + 0.012
        length = deep - back + 0.01
        sit = float(random.uniform(0.0, 0.016))
        turn = float(random.normal(0.0, 0.35))
        shape = (each - 0.01, length, 0.15)
        made.add("cloth", cushion(*shape, crown=0.026, corner=0.05, sit=sit).turned(turn).moved(x, y, seat - 0.155))
        made.add("piping", piping(*shape, corner=0.05).turned(turn).moved(x, y, seat - 0.155))


def _arms(made: Prop, size: Size, arm: float, plinth: float, *, scrolled: bool) -> None:
    wide, deep, high = size
    x = wide / 2 - arm / 2
    top = high - 0.04 if scrolled else min(high - 0.10, 0.62)
    for side in (-1.0, 1.0):
        body = box(arm - 0.03 if scrolled else arm, deep - 0.01, top - plinth, 0.03, 4)
        made.add("cloth", body.moved(side * x, 0.0, plinth))
        if scrolled:
            roll = [[side * (x + 0.01), y, top - 0.045] for y in np.linspace(-deep / 2 + 0.055, deep / 2 - 0.06, 12)]
            made.add("cloth", tube(roll, 0.065, segments=18))
            made.add(
                "@brass",
                cylinder(0.012, 0.006, 0.002, 16)
                .turned(90.0, "x")
                .moved(side * (x + 0.01), -deep / 2 + 0.002, top - 0.045),
            )
        else:
            rim = loop(arm, deep - 0.01, 0.03, 4)
            ring = np.concatenate([rim, np.full((len(rim), 1), top - 0.004)], axis=1)
            made.add("piping", tube(ring * np.array([0.985, 0.995, 1.0]), 0.005, closed=True).moved(side * x))


def lounge_chair(size: Size, style: Style, random: Random) -> Prop:
    """A tub on a swivel, as about 1970; or with ``legs: turned`` a small club chair."""
    if style.get("legs") in {"turned", "wood"} or style.get("buttoned"):
        return club_chair(size, style, random)
    wide, deep, high = size
    made = Prop()
    seat = 0.40
    angle = np.linspace(-math.radians(128), math.radians(128), 41)
    rows = []
    thick = 0.075
    for share in np.linspace(0.0, 2 * math.pi, 21)[:-1]:  # the rim of the shell's section, round and round
        out, up = math.cos(share), math.sin(share)
        back = (1 + np.cos(angle)) / 2
        top = seat + 0.10 + (high - seat - 0.10) * back**0.8
        middle, half = (top + 0.17) / 2, (top - 0.17) / 2
        flare = 1.0 + 0.10 * (up + 1) / 2
        radius_x, radius_y = (wide / 2 - thick / 2) / 1.1 * flare, (deep / 2 - thick / 2) / 1.1 * flare
        squared = abs(up) ** 0.45 * math.copysign(1.0, up)
        offset = thick / 2 * abs(out) ** 0.6 * math.copysign(1.0, out)
        rows.append(
            np.stack(
                [np.sin(angle) * (radius_x + offset), np.cos(angle) * (radius_y + offset), middle + half * squared],
                axis=-1,
            )
        )
    rows.append(rows[0])
    shell = np.stack(rows)
    ends = [
        np.stack([shell[:, 0], np.broadcast_to(shell[:-1, 0].mean(axis=0), shell[:, 0].shape)]),
        np.stack([np.broadcast_to(shell[:-1, -1].mean(axis=0), shell[:, 0].shape), shell[:, -1]]),
    ]
    body = sheet(shell)
    outward = body if body.volume() > 0 else body.flipped()
    made.add("cloth", outward, *(sheet(end).flipped() for end in ends))
    top_rim = shell[5]
    made.add("piping", tube(top_rim + np.array([0, 0, 0.003]), 0.006))
    made.add(
        "cloth", cushion(wide * 0.72, deep * 0.72, 0.15, crown=0.04, corner=0.22, sit=0.01).moved(0, -0.03, seat - 0.15)
    )
    made.add("piping", piping(wide * 0.72, deep * 0.72, 0.15, corner=0.22).moved(0, -0.03, seat - 0.15))
    made.add("cloth", lathe(rounded([(0.0, 0.15), (wide * 0.36, 0.17), (wide * 0.40, 0.27), (0.0, 0.28)], 0.03), 40))
    foot = [
        (0.0, 0.0),
        (wide * 0.34, 0.0),
        (wide * 0.34, 0.008),
        (wide * 0.30, 0.014),
        (0.06, 0.022),
        (0.028, 0.04),
        (0.028, 0.16),
        (0.0, 0.16),
    ]
    made.add("legs", lathe(rounded(foot, 0.006), 48))
    turned = Prop()
    turned.take(made, turn=float(random.normal(0.0, 2.0)))
    return turned


def club_chair(size: Size, style: Style, random: Random) -> Prop:
    """One seat of a sofa, on turned feet."""
    wide, deep, high = size
    return sofa((wide, deep, high), {**style, "seats": 1, "buttoned": bool(style.get("buttoned", False))}, random)


def wing_chair(size: Size, style: Style, random: Random) -> Prop:
    """A wing chair: a high back with ears, rolled arms, a loose cushion, turned feet on castors."""
    del style
    wide, deep, high = size
    made = Prop()
    seat, leg = 0.44, 0.17
    made.add("cloth", box(wide - 0.06, deep - 0.08, seat - 0.13 - leg, 0.02, 3).moved(z=leg))
    shape = (wide - 0.26, deep - 0.22, 0.13)
    made.add(
        "cloth",
        cushion(*shape, crown=0.04, corner=0.05, sit=float(random.uniform(0, 0.012))).moved(0, -0.05, seat - 0.13),
    )
    made.add("piping", piping(*shape, corner=0.05).moved(0, -0.05, seat - 0.13))
    back = buttoned(wide - 0.20, high - seat + 0.02, 0.13, 4, 4, tuft=0.022)
    made.add("cloth", back.turned(-9.0, "x").moved(0, deep / 2 - 0.14, seat - 0.02))
    made.add(
        "cloth", box(wide - 0.14, 0.08, high - leg - 0.02, 0.03, 4).turned(-8.0, "x").moved(0, deep / 2 - 0.14, leg)
    )
    for side in (-1.0, 1.0):
        wing = plate([[-0.25, 0.0], [0.02, 0.0], [0.06, 0.52], [-0.02, 0.56], [-0.16, 0.50], [-0.20, 0.25]], 0.07, 0.03)
        upright = wing.turned(90.0, "x").turned(90.0).moved(-0.035, 0, 0)
        made.add("cloth", upright.moved(side * (wide / 2 - 0.08), deep / 2 - 0.13, seat + 0.10))
        made.add("cloth", box(0.11, deep - 0.14, 0.62 - leg, 0.03, 4).moved(side * (wide / 2 - 0.075), -0.02, leg))
        roll = [[side * (wide / 2 - 0.065), y, 0.62] for y in np.linspace(-deep / 2 + 0.10, deep / 2 - 0.20, 10)]
        made.add("cloth", tube(roll, 0.06, segments=16))
    _feet(made, wide - 0.16, deep - 0.18, leg)
    return made


def _feet(made: Prop, wide: float, deep: float, high: float) -> None:
    """Add four turned feet on brass castors."""
    profile = [
        (0.0, 0.03),
        (0.016, 0.03),
        (0.020, 0.06),
        (0.015, 0.08),
        (0.026, high * 0.8),
        (0.030, high),
        (0.0, high),
    ]
    for x in (-wide / 2, wide / 2):
        for y in (-deep / 2, deep / 2):
            made.add("legs", lathe(rounded(profile, 0.008), 20).moved(x, y))
            made.add("@brass", cylinder(0.017, 0.018, 0.004, 20).turned(90.0, "y").moved(x - 0.009, y, 0.017))


def dining_chair(size: Size, style: Style, random: Random) -> Prop:
    """A side chair: turned or square legs, a raked back with two rails, an upholstered seat."""
    del style, random
    wide, deep, high = size
    made = Prop()
    seat = 0.46
    for x in (-wide / 2 + 0.025, wide / 2 - 0.025):
        front = [(0.0, 0.0), (0.012, 0.0), (0.015, 0.2), (0.02, seat - 0.06), (0.0, seat - 0.06)]
        made.add("frame", lathe(rounded(front, 0.005), 18).moved(x, -deep / 2 + 0.03))
        up = np.linspace(0.0, 1.0, 14)
        path = np.stack(
            [np.full(14, x), deep / 2 - 0.05 + 0.035 * (2 * up - 0.8) ** 2 * np.sign(up - 0.35), up * (high - 0.01)],
            axis=-1,
        )
        made.add("frame", tube(path, 0.016, segments=12))
    for height in (high - 0.05, high - 0.19):
        made.add("frame", box(wide - 0.05, 0.02, 0.06, 0.008).moved(0, deep / 2 - 0.03, height - 0.03))
    for y in (-deep / 2 + 0.03, deep / 2 - 0.05):
        made.add("frame", box(wide - 0.06, 0.02, 0.06, 0.004).moved(0, y, seat - 0.10))
    made.add("seat", cushion(wide - 0.01, deep - 0.05, 0.045, crown=0.02, corner=0.05).moved(0, -0.01, seat - 0.045))
    return made


def office_chair(size: Size, style: Style, random: Random) -> Prop:
    """A swivel chair of about 1970: five feet on castors, a shell in cloth, arms of bent metal."""
    del style
    wide, deep, high = size
    made = Prop()
    seat = 0.46
    for index in range(5):
        turn = 72.0 * index
        foot = box(0.036, wide * 0.46, 0.028, 0.01).moved(0, wide * 0.23, 0.055)
        made.add("frame", foot.turned(turn))
        wheel = cylinder(0.028, 0.02, 0.006, 24).turned(90.0, "y").moved(-0.01, wide * 0.45, 0.028)
        made.add("@black", wheel.turned(turn + 3.0))
    made.add("frame", cylinder(0.025, seat - 0.15, 0.004).moved(z=0.06), cylinder(0.034, 0.10, 0.01).moved(z=0.06))
    made.add("frame", box(0.24, 0.26, 0.03, 0.008).moved(z=seat - 0.11))
    turn = float(random.uniform(-14.0, 14.0))
    top = Prop()
    top.add("cloth", cushion(wide * 0.78, deep * 0.76, 0.075, crown=0.02, corner=0.08).moved(0, -0.02, seat - 0.08))
    top.add("piping", piping(wide * 0.78, deep * 0.76, 0.075, corner=0.08, radius=0.004).moved(0, -0.02, seat - 0.08))
    tall = high - seat - 0.08
    back = cushion(wide * 0.72, tall, 0.06, crown=0.02, corner=0.09).turned(90.0, "x").turned(-10.0, "x")
    seam = piping(wide * 0.72, tall, 0.06, corner=0.09, radius=0.004).turned(90.0, "x").turned(-10.0, "x")
    top.add("cloth", back.moved(0, deep / 2 - 0.06, seat + 0.08 + tall / 2))
    top.add("piping", seam.moved(0, deep / 2 - 0.06, seat + 0.08 + tall / 2))
    top.add(
        "frame",
        tube(
            [
                [0, 0.02, seat - 0.09],
                [0, deep / 2 - 0.02, seat - 0.08],
                [0, deep / 2, seat + 0.1],
                [0, deep / 2 + 0.01, seat + 0.2],
            ],
            0.014,
        ),
    )
    for side in (-1.0, 1.0):
        x = side * wide * 0.44
        arm = [
            [side * wide * 0.30, 0.0, seat - 0.08],
            [x, 0.0, seat - 0.06],
            [x, 0.02, seat + 0.17],
            [x, 0.10, seat + 0.19],
        ]
        top.add("frame", tube(arm, 0.010))
        top.add("@black", box(0.05, 0.26, 0.028, 0.012, 3).moved(x, 0.02, seat + 0.18))
    made.take(top, turn=turn)
    return made


def stool(size: Size, style: Style, random: Random) -> Prop:
    """A bar stool: a trumpet foot, a foot ring, a round cushion with a piped rim."""
    del style, random
    wide, _, high = size
    made = Prop()
    radius = wide * 0.46
    foot = [
        (0.0, 0.0),
        (radius, 0.0),
        (radius, 0.008),
        (radius * 0.8, 0.018),
        (0.05, 0.05),
        (0.024, 0.11),
        (0.024, high - 0.10),
        (0.07, high - 0.085),
        (0.0, high - 0.08),
    ]
    made.add("frame", lathe(rounded(foot, 0.012), 48))
    angle = np.linspace(0, 2 * math.pi, 36, endpoint=False)
    ring = np.stack([0.15 * np.cos(angle), 0.15 * np.sin(angle), np.full(36, 0.28)], axis=-1)
    made.add("frame", tube(ring, 0.009, closed=True, segments=10))
    made.add("frame", *(tube([[0.02, 0, 0.28], [0.148, 0, 0.28]], 0.007).turned(120.0 * i) for i in range(3)))
    rim = wide * 0.44
    pad = [
        (0.0, 0.0),
        (rim, 0.0),
        (rim + 0.008, 0.045),
        (rim, 0.085),
        (rim * 0.9, 0.102),
        (rim * 0.5, 0.115),
        (0.0, 0.118),
    ]
    made.add("seat", lathe(rounded(pad, 0.02), 48).moved(z=high - 0.10))
    for height in (high - 0.098, high - 0.02):
        circle = np.stack([(rim + 0.002) * np.cos(angle), (rim + 0.002) * np.sin(angle), np.full(36, height)], axis=-1)
        made.add("piping", tube(circle, 0.005, closed=True))
    return made


def bench(size: Size, style: Style, random: Random) -> Prop:
    """A bench: a long cushion on a frame with four legs."""
    del style, random
    wide, deep, high = size
    made = Prop()
    made.add("seat", cushion(wide, deep, 0.09, crown=0.018, corner=0.03).moved(z=high - 0.09))
    made.add("frame", box(wide - 0.02, deep - 0.02, 0.03, 0.004).moved(z=high - 0.122))
    for x in (-wide / 2 + 0.06, wide / 2 - 0.06):
        for y in (-deep / 2 + 0.05, deep / 2 - 0.05):
            made.add("frame", box(0.035, 0.035, high - 0.12, 0.004).moved(x, y))
    return made


def ottoman(size: Size, style: Style, random: Random) -> Prop:
    """A footstool: one stuffed cushion on a plinth."""
    del style
    wide, deep, high = size
    made = Prop()
    made.add("legs", box(wide - 0.10, deep - 0.10, 0.08, 0.004))
    made.add(
        "cloth",
        cushion(
            wide - 0.01, deep - 0.01, high - 0.12, crown=0.035, corner=0.05, sit=float(random.uniform(0, 0.01))
        ).moved(z=0.08),
    )
    made.add("piping", piping(wide - 0.01, deep - 0.01, high - 0.12, corner=0.05).moved(z=0.08))
    return made


def banquette(size: Size, style: Style, random: Random) -> Prop:
    """A built-in bench with an upright back in channels."""
    del style, random
    wide, deep, high = size
    made = Prop()
    seat = 0.46
    made.add("base", box(wide, deep - 0.07, seat - 0.11, 0.004).moved(0, 0.035, 0))
    made.add("cloth", cushion(wide - 0.005, deep - 0.10, 0.11, crown=0.025, corner=0.03).moved(0, -0.05, seat - 0.11))
    made.add("piping", piping(wide - 0.005, deep - 0.10, 0.11, corner=0.03).moved(0, -0.05, seat - 0.11))
    made.add("cloth", channels(wide, high - seat, 0.10).moved(0, deep / 2 - 0.02, seat - 0.01))
    made.add("base", box(wide, 0.03, high, 0.004).moved(0, deep / 2 - 0.015, 0))
    return made


def channels(wide: float, high: float, thick: float, each: float = 0.13) -> Mesh:
    """Return upright channels of upholstery that look at -y, rounded over at the top."""
    count = max(2, round(wide / each))
    u = np.linspace(0.0, 1.0, count * 12 + 1)
    bend = np.concatenate([np.zeros(8), np.linspace(0.0, math.pi / 2, 8)[1:]])
    up = np.concatenate([np.linspace(0.0, high - thick, 8), high - thick + thick * np.sin(bend[8:])])
    swell = thick * (0.62 + 0.38 * np.abs(np.sin(math.pi * u * count)) ** 0.6)
    out = swell[None, :] * np.maximum(np.cos(bend), 0.02)[:, None]
    places = np.stack(
        [np.broadcast_to((u - 0.5) * wide, out.shape), -out, np.broadcast_to(up[:, None], out.shape)], axis=-1
    )
    return sheet(places).flipped()
