"""How a brief of kind ``set`` becomes steps."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

from rushes.brief import Brief
from rushes.engines.lookdev import planned
from rushes.engines.lookdev.finishing import finish_steps
from rushes.engines.lookdev.planned import SAMPLED, completed, explored_files, price_files, source_type, tools
from rushes.engines.lookdev.references import palette_files
from rushes.engines.lookdev.ways import WAYS
from rushes.engines.setdesign.answers import EXPLORED, answers
from rushes.engines.setdesign.asked import Asked, asked_of
from rushes.engines.setdesign.comp_step import quality_of
from rushes.plan import Engine, Publish, Step
from rushes.show import FrameRange

VERSION: Final = "1"

_ENTRY: Final = "rushes.engines.setdesign"


@dataclass(frozen=True, slots=True)
class Planned(planned.Planned):
    """What the steps share.

    Attributes:
        asked: The room, as its style has it.
    """

    asked: Asked


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: A measure is out of the style's range, or a parameter is not the style's.
    """
    frames = FrameRange.of_length(brief.frames)
    shared = Planned(brief, frames, rate, show, version, f"setdesign {VERSION}", asked_of(brief.room))
    papers = () if brief.options > 1 else (_papers(shared),)
    return (
        _room(shared),
        _scene(shared),
        *papers,
        _comp(shared),
        *finish_steps(brief, shared.common, "comp"),
        shared.clip([f"set-up {number}" for number in range(1, len(frames) + 1)], "room"),
        shared.board(f"{_ENTRY}.board_step:board", ("room", "comp"), 6),
    )


def _room(shared: Planned) -> Step:
    room = shared.brief.room
    return Step(
        name="room",
        entry=f"{_ENTRY}.room_step:room",
        version=7,
        params={
            "style": shared.asked.style,
            "held": dict(shared.asked.held),
            "told": list(shared.asked.told),
            "among": {name: list(values) for name, values in shared.asked.among.items()},
            "title": room.title,
            "seed": shared.brief.seed,
            "options": shared.brief.options,
            "views": len(shared.frames) if shared.brief.options == 1 else 1,
            "wish": shared.brief.explore.wish,
            "darkness": room.darkness,
        },
        files=(*explored_files(shared.brief), *palette_files(shared.brief)),
        publishes=(
            Publish("room.*.json", "element", "elements/room/{show}_{shot}_room_{version}.{frame}.json"),
            Publish("explored.json", "element", EXPLORED),
        ),
        work=shared.brief.options,
        work_unit="room",
        tools=tools("numpy"),
    )


def _completed(brief: Brief, show: Path, shot: Path) -> Brief:
    """Return a brief with the files of the show that it stands on."""
    return completed(brief, show, shot / brief.explore.of / EXPLORED)


def _scene(shared: Planned) -> Step:
    several = (Publish("set.*.usdc", "scene", "scene/{show}_{shot}_{version}.{frame}.usdc"),)
    alone = (
        Publish("set.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
        Publish("textures/*.png", "scene", "scene/textures/{file}"),
    )
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=6,
        params={"options": shared.brief.options, "quality": shared.brief.quality},
        needs=("room",),
        publishes=several if shared.brief.options > 1 else alone,
        work=shared.brief.options,
        work_unit="option" if shared.brief.options > 1 else f"{shared.brief.quality} set",
        tools=tools("usd-core", "numpy", "bpy"),
    )


def _papers(shared: Planned) -> Step:
    return Step(
        name="papers",
        entry=f"{_ENTRY}.papers_step:papers",
        version=3,
        params={
            "show": shared.show,
            "version": shared.version,
            "currency": shared.brief.costs.currency,
            "prices": dict(shared.brief.costs.prices),
        },
        needs=("room",),
        files=price_files(shared.brief),
        publishes=(
            Publish("drawings.pdf", "papers", "papers/{show}_{shot}_drawings_{version}.pdf"),
            Publish("*.dxf", "papers", "papers/{show}_{shot}_{name}_{version}.dxf"),
            Publish("*.svg", "papers", "papers/{show}_{shot}_{name}_{version}.svg"),
            Publish("*.csv", "papers", "papers/{show}_{shot}_{name}_{version}.csv"),
        ),
        work_unit="set",
        tools=tools("ezdxf", "typst"),
    )


def _comp(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=5,
        params={
            **shared.common,
            "quality": shared.brief.quality,
            "seed": shared.brief.seed,
        },
        needs=("room", "scene"),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=quality.width * quality.height * quality.samples * len(shared.frames) / 1e6,
        work_unit="megasample",
        frames=len(shared.frames),
        tools=tools("bpy", "usd-core"),
    )


def _sample(brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: the same set, in draft quality, of so many set-ups."""
    return brief.model_copy(update={**SAMPLED, "frames": min(frames, 3)})


ENGINE = Engine(
    name="setdesign",
    kind="set",
    version=VERSION,
    steps=steps,
    digital_source_type=source_type,
    completed=_completed,
    sample=_sample,
    answers=answers,
    handles=False,
    ways=WAYS,
)
