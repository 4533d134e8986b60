"""A furnished room as plain files: what one engine builds and another stages in. Neither knows the other; both know this.

``room.npz`` holds the meshes, ``room.json`` everything else. Metres, z up; people come from -y, where the room is open.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np

from rushes.engines.dressing.mesh import Mesh
from rushes.engines.dressing.surface import Surface
from rushes.errors import StepFailedError
from rushes.studio import write_atomically
from rushes.untrusted import parsed

Place = tuple[float, float, float]

SCHEMA: Final = "rushes/furnished/1"


@dataclass(frozen=True, eq=False)
class Item:
    """A thing in the room, or a part of the room itself.

    Attributes:
        name: Unique in the room.
        kind: Of the dressing library; empty of walls, floor and ceiling.
        mount: ``floor``, ``rug``, ``top``, ``wall`` or ``ceiling``; empty of the room itself.
        at: Where its origin stands [m].
        yaw_deg: Its turn about the vertical.
        parts: Its meshes about its own origin, with their looks.
    """

    name: str
    kind: str
    mount: str
    at: Place
    yaw_deg: float
    parts: tuple[tuple[Mesh, Surface], ...]


@dataclass(frozen=True)
class Glow:
    """A lamp, or a window's sky.

    Attributes:
        at: Its middle [m].
        power: Radiant flux on the scale of the room's surfaces [W].
        colour: Linear Rec.709.
        size: Across [m].
        toward: The direction that it shines in; None all round.
        item: The thing that it is in; empty where it is built in.
    """

    at: Place
    power: float
    colour: Place
    size: float
    toward: Place | None
    item: str


@dataclass(frozen=True, eq=False)
class Furnished:
    """A room.

    Attributes:
        title: What it is, in words.
        size: Its floor's width and depth, and its height [m].
        items: The room itself and all that stands, lies or hangs in it.
        glows: Its lamps and windows.
        walls: Boxes that stop what moves: lowest and highest corner [m].
        told: What was asked and is not as asked, in sentences.
    """

    title: str
    size: Place
    items: tuple[Item, ...]
    glows: tuple[Glow, ...]
    walls: tuple[tuple[Place, Place], ...]
    told: tuple[str, ...] = ()


def write_furnished(folder: Path, room: Furnished) -> None:
    """Write ``room.npz`` and ``room.json`` into a folder."""
    arrays: dict[str, Any] = {}
    items = []
    for number, item in enumerate(room.items):
        looks = []
        for place, (mesh, look) in enumerate(item.parts):
            key = f"{number}_{place}"
            arrays |= {
                f"{key}_points": mesh.points.astype(np.float32),
                f"{key}_counts": mesh.counts.astype(np.int32),
                f"{key}_corners": mesh.corners.astype(np.int32),
                f"{key}_st": mesh.st.astype(np.float32),
            }
            looks.append(look.to_json())
        items.append({"name": item.name, "kind": item.kind, "mount": item.mount, "at": item.at, "yaw_deg": item.yaw_deg, "looks": looks})  # fmt: skip
    part = folder / "room.npz.part"
    with part.open("wb") as stream:
        np.savez(stream, **arrays)
    part.replace(folder / "room.npz")
    record = {
        "schema": SCHEMA,
        "title": room.title,
        "size": room.size,
        "items": items,
        "glows": [vars(glow) for glow in room.glows],
        "walls": room.walls,
        "told": room.told,
    }
    write_atomically(folder / "room.json", json.dumps(record, indent=1))


def read_furnished(folder: Path) -> Furnished:
    """Read a room that ``write_furnished`` wrote.

    Raises:
        StepFailedError: It can't be read.
    """
    try:
        record = parsed((folder / "room.json").read_text(encoding="utf-8"))
        with np.load(folder / "room.npz") as arrays:
            items = tuple(_item(number, row, arrays) for number, row in enumerate(record["items"]))
        return Furnished(
            record["title"],
            tuple(record["size"]),
            items,
            tuple(_glow(row) for row in record["glows"]),
            tuple((tuple(low), tuple(high)) for low, high in record["walls"]),
            tuple(record["told"]),
        )
    except (OSError, KeyError, ValueError) as error:
        raise StepFailedError(
            f"{folder} holds no room that can be read ({error}). Delete it and make the take again."
        ) from error


def _item(number: int, row: Mapping[str, Any], arrays: Mapping[str, Any]) -> Item:
    parts = []
    for place, look in enumerate(row["looks"]):
        key = f"{number}_{place}"
        mesh = Mesh(
            arrays[f"{key}_points"].astype(float),
            arrays[f"{key}_counts"].astype(np.int64),
            arrays[f"{key}_corners"].astype(np.int64),
            arrays[f"{key}_st"].astype(float),
        )
        whole = {**look, "colour": tuple(look["colour"]), "glow_colour": tuple(look["glow_colour"])}
        parts.append((mesh, Surface(**whole)))
    return Item(row["name"], row["kind"], row["mount"], tuple(row["at"]), row["yaw_deg"], tuple(parts))


def _glow(row: Mapping[str, Any]) -> Glow:
    toward = row["toward"]
    return Glow(
        tuple(row["at"]), row["power"], tuple(row["colour"]), row["size"], None if toward is None else tuple(toward), row["item"]
    )  # fmt: skip
