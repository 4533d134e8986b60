"""The step ``board``: the look on one sheet to pin up, and the working sheets behind it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from rushes.engines.lookdev.board import MOST_OPTIONS, Board, Drawing, Material, OptionCard, Provenance, Reading, Shown
from rushes.engines.lookdev.board_page import write_board_page
from rushes.engines.lookdev.board_pdf import write_board_pdf
from rushes.engines.lookdev.colour import Colour
from rushes.engines.lookdev.finished import finish_notes, finished_pictures
from rushes.engines.lookdev.option import Exploration
from rushes.engines.lookdev.palette import palette_of_files
from rushes.engines.lookdev.references import references_of
from rushes.engines.setdesign.model.room import Room
from rushes.engines.setdesign.papers.plan import plan
from rushes.engines.setdesign.papers.schedule import finish_areas
from rushes.engines.setdesign.papers.svg import drawing_svg
from rushes.engines.setdesign.room_step import FIRST, load_room
from rushes.plan import StepContext
from rushes.show import FrameRange
from rushes.studio import write_atomically

CLOTHS: Final = frozenset({"velvet", "cloth", "leather", "vinyl", "carpet"})
MATERIALS: Final = 8
OPTION_MATERIALS: Final = 6
SMALL_SCALE: Final = 100
"""Plans of options are drawn at 1 to this, so that their lines are thick enough where they are shown smaller."""

USES: Final = 3
"""Places that are named for a finish; the schedule has them all."""

FURNITURE_M2: Final = 2.0
"""What a thing's finish counts for beside those of floors and walls, when the board's swatches are chosen [m²]."""


def board(ctx: StepContext) -> None:
    """Write ``board.pdf`` and ``board.html``.

    Params: ``frames``, ``options``, ``show``, ``shot``, ``version``, ``engine``, ``seed``, ``words``, ``understood``, ``assumed``, ``not_understood``, ``rights``. Needs
    ``room``, ``comp``, and ``papers`` where one design is made in full. Files: references.

    Raises:
        BadInputError: A picture or a reference can't be read.
    """
    params = ctx.params
    frames = list(FrameRange(*params["frames"]))
    pictures = [ctx.inputs["comp"] / f"comp.{frame:04d}.exr" for frame in frames]
    room = load_room(ctx.inputs["room"])
    several = int(params["options"]) > 1
    made = Board(
        kind="Set",
        title=room.title,
        provenance=_provenance(params),
        words=str(params["words"]),
        hero=Shown(pictures[0], "makeable", _caption(room)),
        finished=finished_pictures(ctx),
        options=_options(ctx.inputs["room"], frames, pictures, ctx.out) if several else _views(room, pictures),
        palette=palette_of_files(pictures[:1] if not several else pictures, seed=int(params["seed"])),
        materials=() if several else _materials(room),
        drawings=()
        if several
        else (Drawing(ctx.inputs["papers"] / "plan.svg", "Floor plan", "to scale in the drawings"),),
        notes=(*_notes(room), *finish_notes(ctx)),
        understood=_readings(params["understood"]),
        assumed=_readings(params["assumed"]),
        not_understood=tuple(params["not_understood"]),
        strip="Options" if several else "Set-ups",
        references=references_of(ctx),
    )
    write_board_pdf(made, ctx.out / "board.pdf")
    write_board_page(made, ctx.out / "board.html")
    ctx.report(1, 1)


def _readings(rows: Sequence[Mapping[str, str]]) -> tuple[Reading, ...]:
    """Return what was read of the room itself, its fields in plain words; how the take was asked for stands in the take."""
    return tuple(
        Reading(field.removesuffix("_m").replace("_", " "), row["value"], row["words"])
        for row in rows
        if row["value"] and (field := row["field"].removeprefix("room.")) != row["field"]
    )


def _provenance(params: Mapping[str, Any]) -> Provenance:
    show, shot, version, engine = (str(params[name]) for name in ("show", "shot", "version", "engine"))
    return Provenance(show, shot, version, engine, int(params["seed"]))


def _caption(room: Room) -> str:
    xs, ys = zip(*room.outline, strict=True)
    size = f"{max(xs) - min(xs):.1f} x {max(ys) - min(ys):.1f} m"
    return f"{room.setups[0].title}, {room.setups[0].lens_mm:g} mm; {size}, {room.area:.0f} m²"


def _views(room: Room, pictures: list[Path]) -> tuple[OptionCard, ...]:
    """Return the other set-ups."""
    return tuple(
        OptionCard(number, Shown(picture, "makeable"), f"{setup.title}, {setup.lens_mm:g} mm")
        for number, (setup, picture) in enumerate(zip(room.setups, pictures, strict=False), start=1)
        if number > 1
    )


def _options(rooms: Path, frames: list[int], pictures: list[Path], folder: Path) -> tuple[OptionCard, ...]:
    """Return a card for each option: what sets it apart from the first, its plan and what it is of."""
    first = load_room(rooms, FIRST)
    record = json.loads((rooms / "explored.json").read_text(encoding="utf-8"))
    words = {option.number: option.words for option in Exploration.from_json(record).options if option.parents}
    cards = []
    for number, frame, picture in zip(record["shown"], frames, pictures, strict=True):
        room = load_room(rooms, frame)
        said = _apart(room, first, same=frame == FIRST)
        drawn = folder / f"option.{frame:04d}.svg"
        write_atomically(drawn, small_plan(room))
        cards.append(
            OptionCard(
                number,
                Shown(picture, "makeable"),
                said,
                words.get(number, ""),
                is_hero=frame == FIRST,
                plan=drawn,
                materials=_materials(room, {str(value) for value in room.params.values()})[:OPTION_MATERIALS],
            )
        )
    return tuple(cards[:MOST_OPTIONS])


def small_plan(room: Room) -> str:
    """Draw a plan to be read small: walls, openings, furniture, and where its picture is taken from; nothing written in it but that."""
    seen = replace(room, setups=tuple(replace(one, crew=()) for one in room.setups[:1]))
    return drawing_svg(plan(seen, numbers=False, dimensions=False), SMALL_SCALE)


def _apart(room: Room, first: Room, *, same: bool) -> str:
    said = [
        f"{name.replace('_', ' ')} {value:.3g}" if isinstance(value, float) else str(value).replace("_", " ")
        for name, value in room.params.items()
        if same or first.params.get(name) != value
    ]
    return ", ".join(said[:4])


def _materials(room: Room, chosen: AbstractSet[str] = frozenset()) -> tuple[Material, ...]:
    """Return the finishes that make the room: those that were chosen, then the largest; surfaces by their area, what furniture is of by its count."""
    weight: dict[str, float] = {}
    use: dict[str, list[str]] = {}
    areas = finish_areas(room)
    for name, places in areas.items():
        weight[name], use[name] = sum(places.values()), list(places)
    for item in room.items:
        for finish in dict.fromkeys(item.materials.values()):
            weight[finish] = weight.get(finish, 0.0) + FURNITURE_M2
            use.setdefault(finish, []).append(item.title)
    ordered = sorted(weight, key=lambda name: (name not in chosen, -weight[name], name))[:MATERIALS]
    return tuple(
        Material(
            room.finish(name).trade,
            ", ".join(list(dict.fromkeys(use[name]))[:USES]),
            f"{sum(areas[name].values()):.1f} m²" if name in areas else "",
            Colour(room.finish(name).colour),
            is_cloth=room.finish(name).family in CLOTHS,
        )
        for name in ordered
    )


def _notes(room: Room) -> tuple[str, ...]:
    wild = [wall.name for wall in room.walls if wall.wild]
    said = [f"Wild walls: {', '.join(wild)}."] if wild else []
    return (*said, *room.told)
