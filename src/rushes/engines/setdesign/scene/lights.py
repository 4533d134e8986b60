"""Light with a motive: practicals by their lumens, the day by the openings that it comes through."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from rushes.engines.dressing.mesh import Floats
from rushes.engines.setdesign.model.light import Practical
from rushes.engines.setdesign.model.polygon import area
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.scene.colour_temperature import balance_of, lamp_colour
from rushes.engines.setdesign.scene.piece import Light, Place

SUN_LX = 1800.0
"""The sun on a stage, for a strength of 1: about four stops over what lamps give, where noon would be ten."""

SKY_CD = 260.0
"""Radiance of the sky through an opening on a stage, for a strength of 1 [cd/m2]."""

LAMP_BOOST = 2.5
"""Practicals are fitted with stronger bulbs for the camera than rooms are lived in with."""

SKY_K = 7000.0
STRIP_WIDE_M = 0.03
SPOT_DEG = 50.0


def lights(room: Room) -> Iterator[Light]:
    """Give a room's lights."""
    for practical in room.practicals:
        if practical.on:
            yield replace(_lamp(practical, balance_of(room.daylight)), item=practical.item)
    yield from daylight(room)


def _lamp(lamp: Practical, balance: float) -> Light:
    colour = lamp_colour(lamp.kelvin, balance)
    name = f"Lamp_{lamp.name}"
    turn = math.radians(lamp.yaw_deg)
    across = (math.cos(turn), math.sin(turn), 0.0)
    if lamp.kind in {"fire", "candle"}:  # a flame is as strong as it is
        radius = 0.012 if lamp.kind == "candle" else 0.16
        return Light(name, "ball", lamp.at, lamp.lumens, colour, (radius, radius))
    if lamp.kind in {"tube", "strip"}:
        return Light(
            name, "panel", lamp.at, lamp.lumens * LAMP_BOOST, colour, (max(lamp.size, 0.1), STRIP_WIDE_M), across=across
        )
    if lamp.kind == "screen":
        front = (math.sin(turn), -math.cos(turn), 0.0)
        return Light(
            name,
            "panel",
            lamp.at,
            lamp.lumens * LAMP_BOOST,
            colour,
            (max(lamp.size, 0.1), max(lamp.size * 0.6, 0.1)),
            front,
            across,
        )
    if lamp.kind == "spot":
        return Light(name, "spot", lamp.at, lamp.lumens * LAMP_BOOST, colour, (0.04, 0.04), angle_deg=SPOT_DEG)
    radius = max(lamp.size / 2, 0.02)
    return Light(name, "ball", lamp.at, lamp.lumens * LAMP_BOOST, colour, (radius, radius))


def toward_ground(azimuth_deg: float, elevation_deg: float) -> Place:
    """Return the direction in which the sun shines, in plan: an azimuth of 0 stands over +Y, clockwise."""
    turn, rise = math.radians(azimuth_deg), math.radians(elevation_deg)
    return (-math.sin(turn) * math.cos(rise), -math.cos(turn) * math.cos(rise), -math.sin(rise))


def daylight(room: Room) -> Iterator[Light]:
    """Give the sun, and a panel of sky at every opening that sees the sky."""
    day = room.daylight
    if day.motive == "none" or max(day.sun, day.sky) <= 0:
        return
    if day.sun > 0 and day.elevation_deg > 0:
        toward = toward_ground(day.azimuth_deg, day.elevation_deg)
        sun = lamp_colour(day.kelvin, balance_of(day))
        yield Light("Sun", "sun", (0.0, 0.0, 20.0), SUN_LX * day.sun, sun, toward=toward, angle_deg=0.53)
    sky = lamp_colour(SKY_K, balance_of(day))
    for wall in room.walls:
        inward = (wall.inward[0], wall.inward[1], 0.0)
        for opening in room.on(wall.name):
            if (
                opening.kind not in {"window", "slit"}
                or opening.beyond in {"dark", "corridor", "room"}
                or wall.partition
            ):
                continue
            x, y = wall.at(opening.at, -wall.thickness - 0.02)
            share = 0.45 if opening.kind == "window" and opening.beyond == "street" else 1.0
            flux = SKY_CD * day.sky * share * math.pi * opening.width * opening.height
            across = (wall.along[0], wall.along[1], 0.0)
            yield Light(
                f"Sky_{opening.name}",
                "panel",
                (x, y, opening.sill + opening.height / 2),
                flux,
                sky,
                (opening.width, opening.height),
                inward,
                across,
            )
    for piece in room.ceiling.pieces:
        if piece.kind == "skylight":
            turn = math.radians(piece.yaw_deg)
            at = (piece.at[0], piece.at[1], room.ceiling.height + room.ceiling.thickness + 0.02)
            flux = SKY_CD * day.sky * math.pi * area(piece.ring())
            yield Light(
                f"Sky_{piece.name}",
                "panel",
                at,
                flux,
                sky,
                piece.size[:2],
                across=(math.cos(turn), math.sin(turn), 0.0),
            )


def radiance_of(lumens: float, area_m2: float) -> float:
    """Return the radiance of a matt surface that gives so much light over its area [cd/m2]."""
    return lumens / (math.pi * max(area_m2, 1e-6))


def frame_of(light: Light) -> Floats:
    """Return a panel's or spot's axes as columns: across, up, and against its light (it shines along -z), shape [3, 3]."""
    back = -np.asarray(light.toward, float)
    back /= np.linalg.norm(back)
    across = np.asarray(light.across, float)
    across = across - back * (across @ back)
    if np.linalg.norm(across) < 1e-6:
        across = np.cross([0.0, 0.0, 1.0] if abs(back[2]) < 0.9 else [1.0, 0.0, 0.0], back)
    across /= np.linalg.norm(across)
    return np.stack([across, np.cross(back, across), back], axis=1)
