"""Furniture and dressing: what stands, lies or hangs in a room, and where."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from rushes.engines.setdesign.model.polygon import Point, placed, rectangle

Value = float | str | bool
Mount = Literal["floor", "rug", "top", "wall", "ceiling"]


class Kind(NamedTuple):
    """What is known of a kind of thing.

    Attributes:
        title: In plain words.
        size: Usual width, depth, height [m].
        mount: `floor`, `rug` (flat on the floor, others stand on it), `top` (on other furniture), `wall` or `ceiling`.
        front: Floor to be kept free before it [m], so that it can be used.
        slots: Its materials by name of the part; dressing asks for these.
    """

    title: str
    size: tuple[float, float, float]
    mount: Mount
    front: float
    slots: tuple[str, ...]


KINDS: dict[str, Kind] = {
    "sofa": Kind("sofa", (2.1, 0.95, 0.78), "floor", 0.4, ("cloth", "legs")),
    "lounge_chair": Kind("lounge chair", (0.82, 0.85, 0.76), "floor", 0.4, ("cloth", "legs")),
    "wing_chair": Kind("wing chair", (0.78, 0.82, 1.1), "floor", 0.4, ("cloth", "legs")),
    "dining_chair": Kind("chair", (0.46, 0.52, 0.86), "floor", 0.0, ("seat", "frame")),
    "office_chair": Kind("office chair", (0.62, 0.62, 0.92), "floor", 0.0, ("cloth", "frame")),
    "stool": Kind("bar stool", (0.4, 0.4, 0.76), "floor", 0.0, ("seat", "frame")),
    "bench": Kind("bench", (1.5, 0.45, 0.45), "floor", 0.4, ("seat", "frame")),
    "banquette": Kind("banquette", (1.3, 0.62, 1.05), "floor", 0.0, ("cloth", "base")),
    "ottoman": Kind("ottoman", (0.6, 0.6, 0.4), "floor", 0.0, ("cloth", "legs")),
    "coffee_table": Kind("low table", (1.2, 0.7, 0.38), "floor", 0.0, ("top", "legs")),
    "side_table": Kind("side table", (0.5, 0.5, 0.55), "floor", 0.0, ("top", "legs")),
    "centre_table": Kind("centre table", (1.1, 1.1, 0.76), "floor", 0.6, ("top", "legs")),
    "dining_table": Kind("table", (1.6, 0.9, 0.75), "floor", 0.0, ("top", "legs")),
    "desk": Kind("desk", (1.6, 0.8, 0.74), "floor", 0.0, ("top", "frame")),
    "reception_desk": Kind("reception desk", (3.0, 0.9, 1.12), "floor", 0.8, ("front", "top")),
    "bar": Kind("bar", (3.0, 0.65, 1.1), "floor", 0.5, ("front", "top", "rail")),
    "back_bar": Kind("back bar", (3.0, 0.4, 2.2), "floor", 0.8, ("carcass", "shelf", "mirror")),
    "counter": Kind("counter", (3.6, 0.7, 0.95), "floor", 0.5, ("front", "top", "rail")),
    "bookcase": Kind("bookcase", (1.2, 0.35, 2.1), "floor", 0.6, ("carcass",)),
    "sideboard": Kind("sideboard", (1.8, 0.45, 0.75), "floor", 0.6, ("carcass", "legs")),
    "cabinet": Kind("cabinet", (1.0, 0.45, 1.8), "floor", 0.6, ("carcass",)),
    "filing_cabinet": Kind("filing cabinet", (0.47, 0.62, 1.32), "floor", 0.6, ("carcass",)),
    "locker": Kind("locker", (0.9, 0.5, 1.8), "floor", 0.6, ("carcass",)),
    "wardrobe": Kind("wardrobe", (1.2, 0.6, 2.0), "floor", 0.6, ("carcass",)),
    "piano": Kind("upright piano", (1.48, 0.6, 1.25), "floor", 0.8, ("carcass",)),
    "fireplace": Kind("fireplace", (1.5, 0.35, 1.2), "floor", 0.9, ("surround", "hearth", "grate")),
    "radiator": Kind("radiator", (1.0, 0.12, 0.65), "floor", 0.1, ("body",)),
    "console": Kind("control console", (2.4, 0.9, 1.05), "floor", 0.0, ("body", "top", "panel")),
    "rack": Kind("equipment rack", (0.6, 0.8, 2.0), "floor", 0.8, ("body", "panel")),
    "bed": Kind("hospital bed", (1.0, 2.1, 0.9), "floor", 0.0, ("frame", "cloth")),
    "bedside": Kind("bedside locker", (0.45, 0.45, 0.85), "floor", 0.4, ("carcass",)),
    "trolley": Kind("trolley", (0.75, 0.5, 0.95), "floor", 0.0, ("body",)),
    "screen_stand": Kind("folding screen", (1.8, 0.4, 1.7), "floor", 0.0, ("cloth", "frame")),
    "partition_screen": Kind("desk screen", (1.6, 0.06, 1.4), "floor", 0.0, ("cloth", "frame")),
    "floor_lamp": Kind("floor lamp", (0.42, 0.42, 1.6), "floor", 0.0, ("stem", "shade")),
    "plant": Kind("plant", (0.6, 0.6, 1.4), "floor", 0.0, ("pot", "leaf")),
    "column_plinth": Kind("plinth", (0.4, 0.4, 1.1), "floor", 0.0, ("body",)),
    "sculpture": Kind("sculpture", (0.5, 0.5, 1.7), "floor", 0.4, ("body",)),
    "throne": Kind("throne", (0.9, 0.9, 1.9), "floor", 0.8, ("cloth", "frame")),
    "jukebox": Kind("jukebox", (0.85, 0.65, 1.5), "floor", 0.8, ("body", "panel")),
    "bollard": Kind("bollard", (0.2, 0.2, 1.0), "floor", 0.0, ("body",)),
    "street_lamp": Kind("street lamp", (0.35, 0.35, 4.2), "floor", 0.0, ("stem", "shade")),
    "bin": Kind("bin", (0.4, 0.4, 0.8), "floor", 0.0, ("body",)),
    "bed_double": Kind("double bed", (1.6, 2.1, 0.6), "floor", 0.0, ("frame", "cloth")),
    "kitchen_run": Kind("kitchen run", (3.0, 0.62, 0.92), "floor", 0.9, ("front", "top")),
    "rug": Kind("rug", (3.0, 2.0, 0.015), "rug", 0.0, ("cloth",)),
    "table_lamp": Kind("table lamp", (0.32, 0.32, 0.55), "top", 0.0, ("stem", "shade")),
    "telephone": Kind("rotary telephone", (0.2, 0.22, 0.13), "top", 0.0, ("body",)),
    "bottles": Kind("bottles and glasses", (0.6, 0.2, 0.32), "top", 0.0, ("glass",)),
    "books": Kind("books", (0.3, 0.22, 0.18), "top", 0.0, ("cover",)),
    "ashtray": Kind("ashtray", (0.2, 0.2, 0.06), "top", 0.0, ("body",)),
    "vase": Kind("vase", (0.22, 0.22, 0.34), "top", 0.0, ("body",)),
    "clock": Kind("mantel clock", (0.3, 0.15, 0.35), "top", 0.0, ("body",)),
    "typewriter": Kind("typewriter", (0.36, 0.34, 0.16), "top", 0.0, ("body",)),
    "papers": Kind("papers and trays", (0.34, 0.26, 0.12), "top", 0.0, ("paper",)),
    "screen": Kind("monitor", (0.5, 0.42, 0.42), "top", 0.0, ("body", "glass")),
    "condiments": Kind("condiments", (0.2, 0.12, 0.2), "top", 0.0, ("glass",)),
    "art_frame": Kind("framed picture", (0.9, 0.05, 1.2), "wall", 0.0, ("frame", "picture")),
    "mirror": Kind("mirror", (1.2, 0.05, 1.4), "wall", 0.0, ("frame", "glass")),
    "wall_lamp": Kind("wall lamp", (0.22, 0.2, 0.4), "wall", 0.0, ("stem", "shade")),
    "wall_clock": Kind("wall clock", (0.35, 0.06, 0.35), "wall", 0.0, ("body",)),
    "wall_screen": Kind("wall screen", (2.4, 0.1, 1.35), "wall", 0.0, ("body", "glass")),
    "shelf": Kind("wall shelf", (1.2, 0.25, 0.04), "wall", 0.0, ("board",)),
    "sign": Kind("sign", (1.2, 0.08, 0.4), "wall", 0.0, ("body", "letters")),
    "pinboard": Kind("pinboard", (1.5, 0.04, 1.0), "wall", 0.0, ("frame", "cloth")),
    "curtain": Kind("pair of curtains", (1.6, 0.16, 2.4), "wall", 0.0, ("cloth", "rail")),
    "relief": Kind("wall relief", (2.4, 0.12, 1.8), "wall", 0.0, ("body",)),
    "bedhead": Kind("bedhead trunking", (1.8, 0.12, 0.3), "wall", 0.0, ("body",)),
    "awning": Kind("awning", (3.0, 1.1, 0.6), "wall", 0.0, ("cloth", "frame")),
    "cable": Kind("cable run", (2.0, 0.08, 0.08), "wall", 0.0, ("body",)),
    "pendant": Kind("pendant lamp", (0.5, 0.5, 0.5), "ceiling", 0.0, ("stem", "shade")),
    "chandelier": Kind("chandelier", (1.1, 1.1, 1.2), "ceiling", 0.0, ("stem", "shade")),
    "fluorescent": Kind("fluorescent fitting", (1.2, 0.3, 0.1), "ceiling", 0.0, ("body", "glass")),
    "curtain_track": Kind("curtain track", (2.4, 2.2, 1.9), "ceiling", 0.0, ("cloth", "rail")),
}
"""Every kind that a room may hold. A kind in no such row is refused: nobody could build or draw it."""


@dataclass(frozen=True)
class Item:
    """One thing, placed.

    Attributes:
        name: Number in the furniture list: `F01` ...
        kind: A row of `KINDS`.
        at: Middle of its footprint [m], and the height of its lower side over the floor.
        yaw_deg: Counter-clockwise from above; at 0 its front faces -Y.
        size: Width (across its front), depth, height [m].
        group: What it belongs to: `seating`, `bar`, `desk 3` ...
        materials: Finish by slot; slots as the kind's row names them.
        style: What dressing needs to know more: number of seats, buttons, legs.
    """

    name: str
    kind: str
    at: tuple[float, float, float]
    yaw_deg: float
    size: tuple[float, float, float]
    group: str = ""
    materials: dict[str, str] = field(default_factory=dict)
    style: dict[str, Value] = field(default_factory=dict)

    @property
    def mount(self) -> Mount:
        """How it is held."""
        return KINDS[self.kind].mount

    @property
    def title(self) -> str:
        """Its kind in plain words."""
        return KINDS[self.kind].title

    @property
    def top(self) -> float:
        """Height of its upper side over the floor [m]."""
        return self.at[2] + self.size[2]

    def ring(self, grow: float = 0.0) -> tuple[Point, ...]:
        """Footprint, counter-clockwise, larger on every side by `grow` [m]."""
        x, y = self.size[0] / 2 + grow, self.size[1] / 2 + grow
        return placed(rectangle(-x, -y, x, y), self.at[:2], self.yaw_deg)

    def reach(self) -> tuple[Point, ...]:
        """Floor before it that has to stay free so that it can be used; its own footprint when none has to."""
        x, y = self.size[0] / 2, self.size[1] / 2
        front = KINDS[self.kind].front
        return placed(rectangle(-x, -y - front, x, y), self.at[:2], self.yaw_deg)
