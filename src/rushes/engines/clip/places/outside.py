"""Places under the sky."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from rushes.brief.scene import Matter, Thing, ThingKind
from rushes.engines.clip.model import Model, Part, model
from rushes.engines.clip.staged import Lamp, Setting
from rushes.engines.clip.substance import stock
from rushes.engines.clip.things.buildings import cuboid, ridge
from rushes.engines.clip.things.catalogue import grown
from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.solids import box, sheet
from rushes.engines.dressing.surface import Surface

FAR_M = 900.0
"""How far the ground goes [m]: to the horizon, as a lens sees it."""

LAMP_M, LAMP_POWER, LAMP_COLOUR = 5.2, 130.0, (1.0, 0.70, 0.40)
"""Of a street lamp: its height [m], its light on the scale of the scene, and its colour: sodium's, a little whiter."""

FRONTS = ("#b7a58c", "#8d5a48", "#c9bda6", "#7f6f62", "#a98f78", "#6c4a3c", "#d0c3ae", "#94876f")
"""Colours of houses, the ordinary ones of towns in Europe."""


def street(width: float | None, depth: float | None, seed: int, *, wet: bool, snow: bool, lit: bool) -> Setting:
    """A street from left to right: carriageway, kerbs, pavements, a row of houses behind and to the sides."""
    half, road = (width or 90.0) / 2, min(depth or 18.0, 40.0) / 2
    carriage = road * 0.62
    scenery = {"ground": _ground("asphalt", wet=wet, snow=snow)}
    for name, y in (("far", 1), ("near", -1)):
        pavement = box(2 * half, road - carriage, 0.14, 0.02).moved(0.0, y * (road + carriage) / 2)
        scenery[f"pavement_{name}"] = _one(pavement, _wet("kerb", wet=wet, snow=snow))
    lines = [cuboid(3.0, 0.14, 0.006).moved(float(x), 0.0) for x in np.arange(-half + 3, half - 1, 6.0)]
    scenery["markings"] = Model(tuple(Part(line, stock("paint_white")) for line in lines), "stone")
    scenery |= _row(half, road + 6.0, 0.0, seed, lit=lit)
    scenery |= {
        f"near_{name}": one.turned(180) for name, one in _row(half, road + 14.0, 0.5, seed + 1, lit=lit).items()
    }
    along = [(float(x), road - 1.0, 0.14) for x in np.arange(-half + 8, half - 4, 16.0)]
    for number, place in enumerate(along):
        scenery[f"lamp_{number}"] = grown(Thing("street_lamp", height_m=LAMP_M), seed, number).moved(*place)
    solids = [
        ((-half, carriage, -1.0), (half, road + 6.0, 0.14)),
        ((-half, -road - 14.0, -1.0), (half, -carriage, 0.14)),
    ]
    solids += [((-half, road + 6.0, 0.0), (half, road + 18.0, 14.0))]
    return Setting(
        "street",
        scenery,
        tuple(solids),
        (half * 0.7, carriage),
        azimuth_deg=26.0,
        reach=road + 9.0,
        front=road + 6.0,
        lamps=_lanterns(along, lit=lit),
    )


def square(width: float | None, depth: float | None, seed: int, *, wet: bool, snow: bool, lit: bool) -> Setting:
    """A paved square with houses on three sides and trees along two."""
    half, deep = (width or 46.0) / 2, (depth or 46.0) / 2
    scenery = {"ground": _ground("kerb", wet=wet, snow=snow)}
    scenery |= _row(half + 8, deep, 0.0, seed, lit=lit)
    for hand, turn in (("left", 90.0), ("right", -90.0)):
        row = _row(deep + 4, half, 0.3, seed + int(turn % 360), lit=lit)
        scenery |= {f"{hand}_{name}": one.turned(turn) for name, one in row.items()}
    seams = [cuboid(2 * half, 0.05, 0.004).moved(0.0, float(y)) for y in np.arange(-deep, deep, 3.0)]
    seams += [cuboid(0.05, 2 * deep, 0.004).moved(float(x)) for x in np.arange(-half, half, 3.0)]
    scenery["joints"] = Model(tuple(Part(seam, Surface("plaster", (0.09, 0.088, 0.082))) for seam in seams), "stone")
    places = [(x, deep - 4.0) for x in np.linspace(-half + 5, half - 5, 5)]
    for number, (x, y) in enumerate(places):
        scenery[f"tree_{number}"] = grown(Thing("tree", height_m=7.0), seed, number).moved(float(x), y)
    corners = [(x, y, 0.0) for y in (deep - 9, -2.0) for x in (-half + 7, half - 7)]
    for number, place in enumerate(corners):
        scenery[f"lamp_{number}"] = grown(Thing("street_lamp", height_m=LAMP_M), seed, number).moved(*place)
    solids = (((-half - 20, deep, 0.0), (half + 20, deep + 12, 14.0)), ((-half - 12, -deep, 0.0), (-half, deep, 14.0)), ((half, -deep, 0.0), (half + 12, deep, 14.0)))  # fmt: skip
    return Setting(
        "square",
        scenery,
        solids,
        (half * 0.6, deep * 0.6),
        azimuth_deg=16.0,
        reach=deep + 6.0,
        front=deep,
        lamps=_lanterns(corners, lit=lit),
    )


def desert(width: float | None, depth: float | None, seed: int, *, wet: bool, snow: bool, lit: bool) -> Setting:
    """Sand, dunes behind, rocks here and there."""
    del width, depth, lit
    chance = np.random.default_rng(seed)
    scenery = {"ground": _rolling("sand", chance, wet=wet, snow=snow)}
    for number, (away, high) in enumerate(((70.0, 9.0), (150.0, 20.0), (320.0, 46.0))):
        dune = ridge(900.0, 60.0 + away * 0.3, high, chance).moved(float(chance.uniform(-40, 40)), away)
        scenery[f"dune_{number}"] = _one(dune, _wet("sand", wet=False, snow=snow))
    for number in range(9):
        size = float(chance.uniform(0.3, 1.5))
        x, y = float(chance.uniform(-30, 30)), float(chance.uniform(9, 45))
        rock = grown(Thing("rock", width_m=size * 1.3, length_m=size, height_m=size * 0.7), seed, number)
        scenery[f"rock_{number}"] = rock.moved(x, y, -0.15 * size)
    return Setting("desert", scenery, (), (12.0, 12.0), azimuth_deg=12.0)


def coast(width: float | None, depth: float | None, seed: int, *, wet: bool, snow: bool, lit: bool) -> Setting:
    """A beach that runs into the sea behind, a headland, rocks in the surf."""
    del width, depth, lit
    chance = np.random.default_rng(seed)
    x, y = np.meshgrid(
        np.linspace(-FAR_M / 2, FAR_M / 2, 60), np.concatenate([np.linspace(-120, 8, 20), np.linspace(12, 40, 12)])
    )
    z = -0.10 * np.clip(y - 8, 0, None) ** 1.1 * 0.5
    scenery = {
        "ground": _one(sheet(np.stack([x, y, z], axis=-1)).flipped(), _wet("sand", wet=wet, snow=snow)),
        "sea": _one(_waves(chance), stock("sea")),
        "foam": _one(_foam(chance), stock("snow")),
    }
    head = ridge(220.0, 60.0, 26.0, chance).moved(-190.0, 190.0)
    scenery["headland"] = _one(head, Surface("concrete_smooth", (0.10, 0.11, 0.06), 0.5))
    for number in range(8):
        size = float(chance.uniform(0.6, 2.4))
        rock = grown(Thing("rock", width_m=size * 1.4, length_m=size, height_m=size * 0.8), seed, number)
        scenery[f"rock_{number}"] = rock.moved(
            float(chance.uniform(-26, 26)), float(chance.uniform(13, 22)), -0.5 - 0.1 * size
        )
    return Setting("coast", scenery, (), (12.0, 6.0), azimuth_deg=10.0)


def rooftop(width: float | None, depth: float | None, seed: int, *, wet: bool, snow: bool, lit: bool) -> Setting:
    """A flat roof with a parapet, a stairhead and plant; a town's roofs behind."""
    half, deep = (width or 22.0) / 2, (depth or 18.0) / 2
    chance = np.random.default_rng(seed)
    drop = 30.0
    roof = box(2 * half, 2 * deep, 0.6, 0.02).moved(z=-0.6)
    scenery = {"ground": _one(roof, _wet("kerb", wet=wet, snow=snow))}
    scenery["below"] = _ground("asphalt", wet=wet, snow=snow).moved(z=-drop)
    coping = Surface("concrete_smooth", (0.30, 0.28, 0.25), 0.3)
    for name, x, y, w, d in (
        ("left", -half, 0, 0.3, 2 * deep),
        ("right", half, 0, 0.3, 2 * deep),
        ("back", 0, deep, 2 * half, 0.3),
    ):
        scenery[f"parapet_{name}"] = _one(box(w, d, 1.0, 0.02).moved(x, y), coping)
    scenery["stairhead"] = _one(
        box(3.0, 2.6, 2.6, 0.03).moved(-half + 3.2, deep - 2.4), Surface("brick", (0.30, 0.10, 0.06))
    )
    scenery["door"] = _one(
        box(0.95, 0.06, 2.05, 0.01).moved(-half + 3.2, deep - 3.72), Surface("painted", (0.06, 0.10, 0.09))
    )
    for number in range(2):
        x = half - 2.2 - number * 2.4
        scenery[f"plant_{number}"] = _one(box(1.6, 1.3, 1.2, 0.04).moved(x, deep - 1.8), stock("steel"))
    for number in range(46):
        angle, away = float(chance.uniform(-1.35, 1.35)), float(chance.uniform(34, 240))
        wide, tall = float(chance.uniform(9, 22)), float(chance.uniform(12, 30 + away * 0.16))
        colour = FRONTS[int(chance.integers(0, len(FRONTS)))]
        kind: ThingKind = "tower" if tall > 34 else "building"
        block = grown(Thing(kind, colour=colour, width_m=wide, length_m=wide, height_m=tall), seed, number, lit=lit)
        scenery[f"town_{number}"] = block.moved(away * np.sin(angle), away * np.cos(angle), -drop)
    solids = (((-half - 0.15, -deep, 0.0), (-half + 0.15, deep, 1.0)), ((half - 0.15, -deep, 0.0), (half + 0.15, deep, 1.0)), ((-half, deep - 0.15, 0.0), (half, deep + 0.15, 1.0)))  # fmt: skip
    return Setting("rooftop", scenery, solids, (half * 0.6, deep * 0.5), azimuth_deg=14.0, reach=deep)


def _lanterns(places: Sequence[tuple[float, float, float]], *, lit: bool) -> tuple[Lamp, ...]:
    """Return the light of street lamps that stand at some places, where it is dark enough for them to burn."""
    return tuple(Lamp((x, y, z + LAMP_M * 0.94), LAMP_POWER, LAMP_COLOUR, 0.3) for x, y, z in places) if lit else ()


def _row(half: float, away: float, phase: float, seed: int, *, lit: bool) -> dict[str, Model]:
    """Return a row of houses wall to wall along x, their fronts at ``away`` [m]."""
    chance = np.random.default_rng(seed)
    made: dict[str, Model] = {}
    x, number = -half - phase * 6.0, 0
    while x < half:
        wide, high = float(chance.uniform(9, 15)), float(chance.choice([9.6, 12.8, 12.8, 16.0]))
        colour = FRONTS[int(chance.integers(0, len(FRONTS)))]
        matter: Matter = "brick" if chance.random() < 0.45 else "plaster"
        one = Thing("building", colour=colour, material=matter, width_m=wide, length_m=10.0, height_m=high)
        made[f"house_{number}"] = grown(one, seed, number, lit=lit).moved(x + wide / 2, away + 5.2)
        x, number = x + wide + 0.02, number + 1
    return made


def _ground(look: str, *, wet: bool, snow: bool) -> Model:
    far = FAR_M / 2
    x, y = np.meshgrid(np.linspace(-far, far, 9), np.linspace(-far, far, 9))
    return _one(sheet(np.stack([x, y, np.zeros_like(x)], axis=-1)).flipped(), _wet(look, wet=wet, snow=snow))


def _rolling(look: str, chance: np.random.Generator, *, wet: bool, snow: bool) -> Model:
    """Return ground with ripples that are flat in the middle, where things stand."""
    far = FAR_M / 2
    steps = np.concatenate([-np.geomspace(far, 1.0, 60), np.geomspace(1.0, far, 60)])
    x, y = np.meshgrid(steps, steps)
    away = np.hypot(x, y)
    swell = np.sin(x * 0.11 + chance.uniform(0, 6)) * np.sin(y * 0.09 + chance.uniform(0, 6))
    z = np.clip((away - 12.0) / 40.0, 0, 1) * (0.5 + swell) * 1.2 - 0.6 * np.clip((away - 12.0) / 40.0, 0, 1)
    return _one(sheet(np.stack([x, y, z], axis=-1)).flipped(), _wet(look, wet=wet, snow=snow))


def _waves(chance: np.random.Generator) -> Mesh:
    x, y = np.meshgrid(np.linspace(-160, 160, 220), np.geomspace(10, FAR_M, 120))
    z = np.zeros_like(x)
    for _ in range(7):
        angle, length = chance.uniform(-0.5, 0.5), chance.uniform(1.6, 9.0)
        k = 2 * np.pi / length
        z += 0.012 * length * np.sin(k * (x * np.sin(angle) + y * np.cos(angle)) + chance.uniform(0, 6))
    fade = np.clip(60.0 / y, 0.0, 1.0)
    wide = np.where(y > 100, x * (y / 100), x)
    return sheet(np.stack([wide, y, z * fade - 0.42], axis=-1)).flipped()


def _foam(chance: np.random.Generator) -> Mesh:
    x = np.linspace(-120, 120, 240)
    edge = 12.0 + 0.6 * np.sin(x * 0.3 + chance.uniform(0, 6)) + 0.35 * np.sin(x * 0.93)
    rows = [np.stack([x, edge + away, np.full_like(x, -0.16 - 0.05 * away)], axis=1) for away in (0.0, 0.25, 0.6)]
    return sheet(np.stack(rows)).flipped()


def _one(mesh: Mesh, look: Surface) -> Model:
    return model([(mesh, look)], "stone", filled=1.0)


def _wet(look: str, *, wet: bool, snow: bool) -> Surface:
    """Return a ground's look: dark and shining in rain, white in snow."""
    plain = stock("snow" if snow else look)
    if not wet:
        return plain
    red, green, blue = plain.colour
    return Surface("painted", (red * 0.45, green * 0.45, blue * 0.47), 0.35)
