"""The street front: shops below, windows above, a pavement before them, and the set ends where the lens does.

Rules: the front is parted into plots; each plot has a shop of its own (door, window, fascia, awning or none) and windows above in its own
rhythm; the pavement is a step up from the road; lamps and bollards stand at the kerb.
"""

from __future__ import annotations

import numpy as np

from rushes.engines.setdesign.grammar import shared
from rushes.engines.setdesign.grammar.draft import Draft, Place
from rushes.engines.setdesign.grammar.group import Lamp
from rushes.engines.setdesign.grammar.groups import single
from rushes.engines.setdesign.grammar.parameter import Choice, Parameter, Params, Style, count, number, word
from rushes.engines.setdesign.grammar.shell import plain
from rushes.engines.setdesign.model.ceiling import Ceiling
from rushes.engines.setdesign.model.level import Level
from rushes.engines.setdesign.model.polygon import rectangle
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.structure import Column, Structure
from rushes.engines.setdesign.model.wall import Trim

PARAMETERS = (
    shared.width(12.0, 30.0, 20.0),
    shared.depth(6.0, 12.0, 8.0),
    shared.height(6.5, 12.0, 9.0),
    Parameter("plots", 2.0, 6.0, 4.0, "no.", "houses beside each other"),
    Parameter("pavement", 1.8, 3.5, 2.4, "m", "depth of the pavement"),
    Parameter("floors", 1.0, 3.0, 2.0, "no.", "floors above the shops, as many as the height takes"),
    Parameter("awnings", 0.0, 1.0, 0.5, "", "share of shops with an awning"),
    Choice("front", ("brick_red", "stucco", "limestone"), "brick_red", "the front above the shops"),
    Choice("head", ("segmental", "flat", "round"), "segmental", "window heads"),
    shared.wood("oak"),
    shared.metal("black_metal"),
    shared.time("dusk"),
    shared.haze(0.1),
    shared.wear(0.3),
)

KERB_M = 0.12
SHOP_M = 3.6
"""Height of a shop with its fascia."""


def grow(params: Params, seed: int) -> Room:
    """Grow a street front."""
    rng = np.random.default_rng([seed, 70])
    wide, deep, walk = number(params, "width"), number(params, "depth"), number(params, "pavement")
    draft = Draft(
        plain(wide, deep), number(params, "height"), 0.35, number(params, "wear"), "masonry", word(params, "front")
    )
    front = draft.facing("south").name
    for wall in draft.walls:
        if wall.name != front:
            draft.change_wall(wall.name, height=0.0)
    draft.levels.append(
        Level("pavement", rectangle(-wide / 2, deep / 2 - walk, wide / 2, deep / 2), KERB_M, "paving", "limestone")
    )
    draft.trims += [
        Trim("band", KERB_M, 0.4, 0.04, "limestone", (front,)),
        Trim("cornice", draft.height - 0.55, 0.45, 0.35, "limestone", (front,)),
        Trim("band", SHOP_M, 0.15, 0.08, "limestone", (front,)),
    ]
    _plots(draft, params, front, rng)
    _kerb(draft, params)
    return draft.room(
        title="Street front",
        style="street",
        seed=seed,
        params=params,
        ceiling=Ceiling(draft.height, "open", thickness=0.0, finish="plaster_white"),
        structure=Structure("open", 0.0),
        daylight=shared.daylight(params, "windows", towards=shared.azimuth_of((0.0, 1.0)) + 180.0, sky=1.0),
        floor="asphalt",
        more_finishes=("clear_glass",),
        exterior=True,
    )


def _plots(draft: Draft, params: Params, front: str, rng: np.random.Generator) -> None:
    wide, number_of = number(params, "width"), count(params, "plots")
    shares = rng.uniform(0.8, 1.25, number_of)
    shares = shares / shares.sum()
    _piers(draft, front, shares.tolist())
    at = 0.0
    floors = min(count(params, "floors"), max(1, int((draft.height - SHOP_M - 0.7) / 2.2)))
    storey = (draft.height - SHOP_M - 0.7) / floors
    for k in range(number_of):
        long = float(shares[k]) * wide
        _shop(draft, params, front, at, long, rng, k)
        columns = max(1, round(long / 1.9))
        for floor in range(floors):
            for n in range(columns):
                along = at + long * (n + 0.5) / columns
                tall = min(1.8 - 0.2 * floor, storey - 0.9)
                draft.opening(
                    "window",
                    front,
                    along,
                    min(1.05, long / columns - 0.4),
                    tall,
                    sill=round(SHOP_M + 0.55 + storey * floor, 3),
                    head=word(params, "head"),
                    glazing="clear",
                    bars=(2, 2),
                    beyond="room",
                    finish="paint_white",
                    style={"kind": "sash", "sill_stone": True},
                )
        at += long


def _piers(draft: Draft, front: str, shares: list[float]) -> None:
    """Part the shops by piers of stone that carry the floors above."""
    wall, at = draft.wall(front), 0.0
    for k, share in enumerate([0.0, *shares]):
        at += share * wall.length
        place = wall.at(min(max(at, 0.1), wall.length - 0.1), 0.09)
        draft.columns.append(
            Column(
                f"K{k + 1}",
                (round(place[0], 3), round(place[1], 3)),
                "square",
                (0.2 if k in {0, len(shares)} else 0.32, 0.18),
                SHOP_M,
                0.0,
                "limestone",
                0.45,
                0.3,
            )
        )


TRADES = (
    "bakery",
    "books",
    "ironmonger",
    "tailor",
    "florist",
    "chemist",
    "cafe",
    "tobacco",
    "hats",
    "radio",
    "fish",
    "laundry",
)
"""What is written over shops: their trade, and nobody's name."""


def _shop(draft: Draft, params: Params, front: str, at: float, long: float, rng: np.random.Generator, k: int) -> None:
    """Cut a shop: door at one side, window beside it, a fascia over both."""
    finish = ("paint_teal", "paint_black", "paint_red", "walnut", "paint_mustard", word(params, "wood"))[
        int(rng.integers(6))
    ]
    draft.used.add(finish)
    left = bool(rng.integers(2))
    door_at = at + (0.85 if left else long - 0.85)
    draft.opening(
        "door",
        front,
        door_at,
        0.95,
        2.2,
        sill=KERB_M,
        leaves=1,
        swing="out" if rng.random() < 0.2 else "none",
        hinge="left" if left else "right",
        beyond="room",
        finish=finish,
        glazing="clear",
        style={"glazed": True, "panels": 0},
    )
    span = long - 0.5 - 1.35 - 0.35
    if span > 0.8:
        window_at = at + (1.65 + span / 2 if left else 0.3 + span / 2)
        draft.opening(
            "window",
            front,
            window_at,
            span,
            2.05,
            sill=0.65,
            glazing="clear",
            bars=(max(1, round(span / 1.2)), 1),
            beyond="room",
            finish=finish,
            style={"shop": True},
        )
    draft.hang(
        "sign",
        front,
        at + long / 2,
        2.85,
        size=(round(long - 0.8, 2), 0.1, 0.5),
        materials={"body": finish, "letters": "gilt"},
        style={"text": TRADES[(5 * k + round(10 * draft.height)) % len(TRADES)], "plot": k + 1},
    )
    if rng.random() < number(params, "awnings"):
        draft.hang(
            "awning",
            front,
            at + long / 2,
            2.4,
            size=(round(long - 0.8, 2), 1.0, 0.42),
            materials={"cloth": "canvas_striped", "frame": word(params, "metal")},
        )


def _kerb(draft: Draft, params: Params) -> None:
    wide, deep, walk = number(params, "width"), number(params, "depth"), number(params, "pavement")
    edge = deep / 2 - walk
    metal = word(params, "metal")
    lamp = single(
        "street_lamp",
        {"stem": "cast_iron", "shade": "opal_glass"},
        name="lamps",
        back=False,
        lamp=Lamp("bulb", 3.9, 2200.0, 2500.0, 0.25),
    )
    number_of = max(1, round(wide / 9))
    for k in range(number_of):
        x = round(-wide / 2 + wide * (k + 0.5) / number_of, 2)
        draft.settle(lamp, [Place((x + d, round(edge + 0.55, 3)), 0.0, abs(d)) for d in (0.0, 0.6, -0.6)])
    bollard = single("bollard", {"body": "cast_iron"}, name="bollards", back=False)
    for k in range(int(wide / 2.5)):
        draft.settle(bollard, [Place((round(-wide / 2 + 1.2 + 2.5 * k, 2), round(edge + 0.4, 3)), 0.0, 0.0)])
    bench = single("bench", {"seat": word(params, "wood"), "frame": "cast_iron"}, name="bench", margin=0.1)
    draft.settle(
        bench, [Place((round(wide * 0.18 + d, 2), round(edge + 0.9, 3)), 180.0, abs(d)) for d in (0.0, 0.7, -0.7, 1.4)]
    )
    bin_ = single("bin", {"body": metal}, name="bin", back=False)
    draft.settle(
        bin_, [Place((round(-wide * 0.3 + d, 2), round(edge + 0.7, 3)), 0.0, abs(d)) for d in (0.0, 0.6, -0.6)]
    )


STYLE = Style("street", "Street front", PARAMETERS, grow)
