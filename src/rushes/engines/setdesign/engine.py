"""How a brief of kind ``set`` becomes steps."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from importlib import metadata
from pathlib import Path
from typing import Any, Final

from rushes.brief import Brief
from rushes.brief.explore import Explore
from rushes.brief.finish import Finish
from rushes.canonical import sha256_of_file
from rushes.engines.lookdev.finishing import STEP as FINISH
from rushes.engines.lookdev.finishing import TRAINED, finish_steps, finishes
from rushes.engines.lookdev.references import palette_files, reference_files, rights_of
from rushes.engines.review_clip import CLIP_FILES
from rushes.engines.setdesign.asked import Asked, asked_of
from rushes.engines.setdesign.comp_step import quality_of
from rushes.errors import BadInputError
from rushes.plan import Engine, InputFile, Publish, Step
from rushes.show import FrameRange

VERSION: Final = "1"
HOLD_S: Final = 2
"""How long each picture stands in the review clip [s]."""

PRICES: Final = "prices.yaml"
"""A show's own prices, in its folder."""

EXPLORED: Final = "elements/room/explored.json"

_ENTRY: Final = "rushes.engines.setdesign"


@dataclass(frozen=True, slots=True)
class Planned:
    """What the steps share."""

    brief: Brief
    asked: Asked
    frames: FrameRange
    rate: Fraction
    show: str
    version: str

    @property
    def common(self) -> dict[str, Any]:
        """What every step over the pictures is given."""
        return {
            "frames": [self.frames.first, self.frames.last],
            "rate": f"{self.rate.numerator}/{self.rate.denominator}",
            "options": self.brief.options,
        }


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: A measure is out of the style's range, or a parameter is not the style's.
    """
    shared = Planned(brief, asked_of(brief.room), FrameRange.of_length(brief.frames), rate, show, version)
    papers = () if brief.options > 1 else (_papers(shared),)
    return (_room(shared), _scene(shared), *papers, _comp(shared), *_finish(shared), _clip(shared), _board(shared))


def _tools(*names: str) -> Mapping[str, str]:
    return {name: metadata.version(name) for name in names}


def _room(shared: Planned) -> Step:
    room = shared.brief.room
    return Step(
        name="room",
        entry=f"{_ENTRY}.room_step:room",
        version=3,
        params={
            "style": shared.asked.style,
            "held": dict(shared.asked.held),
            "told": list(shared.asked.told),
            "title": room.title,
            "seed": shared.brief.seed,
            "options": shared.brief.options,
            "views": len(shared.frames) if shared.brief.options == 1 else 1,
            "wish": shared.brief.explore.wish,
        },
        files=(*_explored(shared.brief), *palette_files(shared.brief)),
        publishes=(
            Publish("room.*.json", "element", "elements/room/{show}_{shot}_room_{version}.{frame}.json"),
            Publish("explored.json", "element", EXPLORED),
        ),
        work=shared.brief.options,
        work_unit="room",
        tools=_tools("numpy"),
    )


def _explored(brief: Brief) -> tuple[InputFile, ...]:
    """Return what an earlier version explored, where this one goes on from it.

    Raises:
        BadInputError: That version explored nothing, or isn't there.
    """
    of, path = brief.explore.of, brief.explore.file
    if not of:
        return ()
    if path is None or not path.is_file():
        raise BadInputError(
            f"Shot {brief.shot} has no version {of} with options. Make some first, for example with options: 6, or name the version that has them."
        )
    return (InputFile("explored", path, sha256_of_file(path)),)


def _completed(brief: Brief, show: Path, shot: Path) -> Brief:
    """Return a brief with the files of the show that it stands on: what an earlier version explored, and the show's prices."""
    changed: dict[str, Any] = {}
    if brief.explore.of:
        changed["explore"] = brief.explore.model_copy(update={"file": shot / brief.explore.of / EXPLORED})
    if (show / PRICES).is_file():
        changed["costs"] = brief.costs.model_copy(update={"file": show / PRICES})
    return brief.model_copy(update=changed) if changed else brief


def _scene(shared: Planned) -> Step:
    several = (Publish("set.*.usdc", "scene", "scene/{show}_{shot}_{version}.{frame}.usdc"),)
    alone = (
        Publish("set.usdc", "scene", "scene/{show}_{shot}_{version}.usdc"),
        Publish("textures/*.png", "scene", "scene/textures/{file}"),
    )
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=3,
        params={"options": shared.brief.options, "quality": shared.brief.quality},
        needs=("room",),
        publishes=several if shared.brief.options > 1 else alone,
        work=shared.brief.options,
        work_unit="option" if shared.brief.options > 1 else f"{shared.brief.quality} set",
        tools=_tools("usd-core", "numpy", "bpy"),
    )


def _papers(shared: Planned) -> Step:
    own = shared.brief.costs.file
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
        files=() if own is None else (InputFile("prices", own, sha256_of_file(own)),),
        publishes=(
            Publish("drawings.pdf", "papers", "papers/{show}_{shot}_drawings_{version}.pdf"),
            Publish("*.dxf", "papers", "papers/{show}_{shot}_{name}_{version}.dxf"),
            Publish("*.svg", "papers", "papers/{show}_{shot}_{name}_{version}.svg"),
            Publish("*.csv", "papers", "papers/{show}_{shot}_{name}_{version}.csv"),
        ),
        work_unit="set",
        tools=_tools("ezdxf", "typst"),
    )


def _comp(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=3,
        params={
            **shared.common,
            "quality": shared.brief.quality,
            "darkness": shared.brief.room.darkness,
            "seed": shared.brief.seed,
        },
        needs=("room", "scene"),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=quality.width * quality.height * quality.samples * len(shared.frames) / 1e6,
        work_unit="megasample",
        frames=len(shared.frames),
        tools=_tools("bpy", "usd-core"),
    )


def _finish(shared: Planned) -> tuple[Step, ...]:
    return finish_steps(shared.brief, shared.common, "comp")


def _clip(shared: Planned) -> Step:
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=2,
        params={
            **shared.common,
            "show": shared.show,
            "shot": shared.brief.shot,
            "version": shared.version,
            "quality": shared.brief.quality,
            "engine": f"setdesign {VERSION}",
            "seed": shared.brief.seed,
            "handles": 0,
            "hold": round(HOLD_S * shared.rate),
            "labels": _labels(shared),
        },
        needs=("comp",),
        publishes=CLIP_FILES,
        deterministic=False,
        work=len(shared.frames),
        work_unit="picture",
        frames=len(shared.frames),
        tools=_tools("av", "opencolorio", "pillow"),
    )


def _board(shared: Planned) -> Step:
    brief = shared.brief
    told = {
        name: [{"field": one.field, "value": one.value, "words": one.words} for one in getattr(brief, name)]
        for name in ("understood", "assumed")
    }
    return Step(
        name="board",
        entry=f"{_ENTRY}.board_step:board",
        version=4,
        params={
            **shared.common,
            "show": shared.show,
            "shot": brief.shot,
            "version": shared.version,
            "engine": f"setdesign {VERSION}",
            "seed": brief.seed,
            "words": brief.text,
            **told,
            "not_understood": list(brief.not_understood),
            "rights": rights_of(brief),
        },
        needs=("room", "comp", *(() if brief.options > 1 else ("papers",)), *((FINISH,) if finishes(brief) else ())),
        files=reference_files(brief),
        publishes=(
            Publish("board.pdf", "board", "review/{show}_{shot}_board_{version}.pdf"),
            Publish("board.html", "board", "review/{show}_{shot}_board_{version}.html"),
        ),
        work_unit="board",
        tools=_tools("typst", "pillow"),
    )


def _labels(shared: Planned) -> list[str]:
    several = "further option" if shared.brief.explore.wish else "option"
    word = several if shared.brief.options > 1 else "set-up"
    return [f"{word} {number}" for number in range(1, len(shared.frames) + 1)]


def _source_type(brief: Brief) -> str:
    if finishes(brief):
        return TRAINED
    return "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def _sample(brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: the same set, in draft quality, of so many set-ups."""
    return brief.model_copy(
        update={
            "frames": min(frames, 3),
            "options": 1,
            "quality": "draft",
            "seed": 1,
            "explore": Explore(),
            "finish": Finish(),
        }
    )


ENGINE = Engine(
    name="setdesign",
    kind="set",
    version=VERSION,
    steps=steps,
    digital_source_type=_source_type,
    completed=_completed,
    sample=_sample,
    handles=False,
)
