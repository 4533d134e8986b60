"""The step ``room`` of a clip: one room, grown and dressed, as a stage that another engine plays on."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from rushes.brief import brief_from_text
from rushes.brief.room import Room as AskedRoom
from rushes.engines.furnished import Furnished, Glow, Item, write_furnished
from rushes.engines.setdesign.asked import Asked, asked_of
from rushes.engines.setdesign.grammar.grow import grow
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.model.wall import Wall
from rushes.engines.setdesign.scene.assembled import assembled
from rushes.engines.setdesign.scene.piece import Light, Piece, SetScene
from rushes.engines.setdesign.scene.usd_facts import LIGHT_SCALE, energy, facts
from rushes.errors import BadInputError

if TYPE_CHECKING:
    from rushes.plan import StepContext

TRIES: Final = 6
"""Seeds that a room is tried to grow with, when its first places leave no way through."""

SHELL: Final = ("shell", "ceiling", "structure", "trim", "opening")


def stage(ctx: StepContext) -> None:
    """Write ``room.npz`` and ``room.json``: a room turned so that it is open to the camera, which is at -y.

    Params: ``style``, ``words``, ``width_m``, ``depth_m``, ``height_m``, ``time``, ``seed``.

    Raises:
        BadInputError: What is asked for can't be built.
    """
    asked = _asked(ctx.params)
    room = _grown(asked, int(ctx.params["seed"]))
    write_furnished(ctx.out, furnished(room, asked.told))
    ctx.report(1, 1)


def furnished(room: Room, told: tuple[str, ...] = ()) -> Furnished:
    """Return a room as a stage: its wild wall out, and turned to where that was."""
    scene = assembled(room)
    wild = next((wall for wall in room.walls if wall.wild), room.walls[0])
    turn = -90.0 - math.degrees(math.atan2(-wild.inward[1], -wild.inward[0]))
    corners = np.array(room.outline) @ _rotation(turn).T
    low, high = corners.min(axis=0), corners.max(axis=0)
    middle = (low + high) / 2

    def moved(place: tuple[float, float, float]) -> tuple[float, float, float]:
        x, y = np.array(place[:2]) @ _rotation(turn).T - middle
        return float(x), float(y), float(place[2])

    def turned(way: tuple[float, float, float]) -> tuple[float, float, float]:
        x, y = np.array(way[:2]) @ _rotation(turn).T
        return float(x), float(y), float(way[2])

    items = tuple(
        replace(item, at=moved(item.at), yaw_deg=item.yaw_deg + turn) for item in _items(_standing(scene, wild.name))
    )
    glows = tuple(
        Glow(moved(light.at), energy(light), light.colour, _across(light), _toward(light, turned), light.item)
        for light in scene.lights
        if light.kind != "sun"
    )
    walls = tuple(
        _box(wall, room.ceiling.height, moved) for wall in room.walls if wall is not wild and _is_square(wall)
    )
    wide, deep = (float(part) for part in high - low)
    return Furnished(room.title, (wide, deep, room.ceiling.height), items, glows, walls, (*told, *room.told))


def _asked(params: Mapping[str, Any]) -> Asked:
    """Return the room that a place asks for: in words, and in metres.

    Raises:
        BadInputError: A word or a number can't be had of this style.
    """
    room = AskedRoom(style=params["style"])
    if params["words"]:
        said = brief_from_text(str(params["words"]), "000_0000", Fraction(24), kind="set").room
        room = said.model_copy(update={"style": params["style"]})
    sizes = {name: params[name] for name in ("width_m", "depth_m", "height_m") if params[name] is not None}
    asked = asked_of(room.model_copy(update=sizes))
    try:
        return asked_of(room.model_copy(update={**sizes, "time": params["time"]}))
    except BadInputError:
        return asked


def _grown(asked: Asked, seed: int) -> Room:
    for attempt in range(TRIES):
        try:
            return grow(asked.style, asked.held, seed + attempt)
        except BadInputError:
            if attempt == TRIES - 1:
                raise
    raise AssertionError  # the last attempt returned or raised


def _standing(scene: SetScene, wild: str) -> SetScene:
    """Return a scene without a wall, what goes with it, and what stood on that."""
    gone = [piece for piece in scene.pieces if piece.wall == wild]
    feet = [(piece.at, piece.mesh.turned(piece.yaw_deg).bounds()) for piece in gone if facts(piece)["role"] == "item"]

    def stood(piece: Piece) -> bool:
        is_item = facts(piece).get("mount") == "top"
        return is_item and any(
            low[0] <= piece.at[0] - at[0] <= high[0] and low[1] <= piece.at[1] - at[1] <= high[1]
            for at, (low, high) in feet
        )

    return replace(scene, pieces=tuple(piece for piece in scene.pieces if piece.wall != wild and not stood(piece)))


def _items(scene: SetScene) -> Iterator[Item]:
    """Give the room's parts and things, each with its pieces about one origin."""
    groups: dict[str, list[Piece]] = {}
    for piece in scene.pieces:
        groups.setdefault(piece.group, []).append(piece)
    for group, pieces in groups.items():
        said = facts(pieces[0])
        is_item = said.get("role") == "item"
        parts = []
        for piece in pieces:
            look = scene.surfaces[piece.surface]
            mesh = piece.mesh if is_item else piece.mesh.turned(piece.yaw_deg).moved(*piece.at)
            parts.append((mesh, replace(look, glow=look.glow * LIGHT_SCALE)))
        name = "".join(letter if letter.isalnum() and letter.isascii() else "_" for letter in group)
        if is_item:
            yield Item(name, said["kind"], said["mount"], pieces[0].at, pieces[0].yaw_deg, tuple(parts))
        else:
            yield Item(name, "", "", (0.0, 0.0, 0.0), 0.0, tuple(parts))


def _across(light: Light) -> float:
    return float(math.sqrt(light.size[0] * light.size[1])) if light.kind == "panel" else 2 * float(light.size[0])


def _toward(light: Light, turned: Any) -> tuple[float, float, float] | None:  # noqa: ANN401 - a function of places
    return None if light.kind == "ball" else turned(light.toward)


def _is_square(wall: Wall) -> bool:
    """Return whether a wall runs along the room's sides; a box round any other would stand in the room."""
    return min(abs(wall.along[0]), abs(wall.along[1])) < 0.02


def _box(wall: Wall, high: float, moved: Any) -> tuple[tuple[float, float, float], tuple[float, float, float]]:  # noqa: ANN401
    back = (-wall.inward[0] * wall.thickness, -wall.inward[1] * wall.thickness)
    ends = [wall.start, wall.end]
    places = np.array([moved((x + dx, y + dy, 0.0)) for x, y in ends for dx, dy in ((0.0, 0.0), back)])
    low, top = places.min(axis=0), places.max(axis=0)
    return (float(low[0]), float(low[1]), 0.0), (float(top[0]), float(top[1]), high)


def _rotation(degrees: float) -> np.ndarray[Any, np.dtype[np.float64]]:
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return np.array([[c, -s], [s, c]])
