"""How a brief of kind ``wardrobe`` becomes steps."""

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
from rushes.engines.lookdev.prices import prices
from rushes.engines.lookdev.references import palette_files, reference_files, rights_of
from rushes.engines.review_clip import CLIP_FILES
from rushes.engines.wardrobe.asked import TODAY, Asked, asked_of
from rushes.engines.wardrobe.board_step import side_words
from rushes.engines.wardrobe.clothes import clothing
from rushes.engines.wardrobe.drape_step import AT_ONCE
from rushes.engines.wardrobe.look import drafted
from rushes.engines.wardrobe.options import FORMS
from rushes.engines.wardrobe.picture.pictures import quality_of
from rushes.engines.wardrobe.putting_on import check_putting_on
from rushes.engines.wardrobe.space import look_of, usual_values
from rushes.errors import BadInputError
from rushes.plan import Engine, InputFile, Publish, Step
from rushes.show import FrameRange

VERSION: Final = "1"
HOLD_S: Final = 2
"""How long each picture stands in the review clip [s]."""

EXPLORED: Final = "elements/looks/explored.json"
PRICES: Final = "prices.yaml"
"""A show's own prices, in its folder."""

_ENTRY: Final = "rushes.engines.wardrobe"


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

    @property
    def title(self) -> str:
        """What the look is called: the outfit that was asked for, or what is seen most of it, and its time."""
        named = [one.value for one in self.brief.understood if one.field == "wardrobe"]
        first = self.asked.wearers[0]
        seen = [piece.garment for piece in reversed(first.pieces) if clothing(piece.garment).part in {"main", "second"}]
        worn = named[:1] or [one.replace("_", " ") for one in (seen or [piece.garment for piece in first.pieces])[:2]]
        what = " and ".join([*worn, *(one.name for one in self.asked.wearers[1:])])
        return what[:1].upper() + what[1:] + ("" if first.period == TODAY else f", {first.period}")


def steps(brief: Brief, rate: Fraction, show: str, version: str) -> tuple[Step, ...]:
    """Resolve a brief into steps.

    Raises:
        BadInputError: A body is impossible, a garment can't be drafted or put on, a colour or fabric isn't known, or a price is none.
    """
    asked = asked_of(brief.body, brief.wardrobe)
    for one in look_of(asked, usual_values(asked)).dressed:
        for piece in one.pieces:
            check_putting_on(drafted(piece, one), piece, one.measures)
    prices(own=brief.costs.file, given=brief.costs.prices, currency=brief.costs.currency)
    shared = Planned(brief, asked, FrameRange.of_length(brief.frames), rate, show, version)
    papers = () if brief.options > 1 else (_papers(shared),)
    return (
        _body(shared),
        _pattern(shared),
        *papers,
        _drape(shared),
        _scene(shared),
        _comp(shared),
        *finish_steps(brief, shared.common, "comp"),
        _clip(shared),
        _board(shared),
    )


def _tools(*names: str) -> Mapping[str, str]:
    return {name: metadata.version(name) for name in names}


def _body(shared: Planned) -> Step:
    return Step(
        name="body",
        entry=f"{_ENTRY}.body_step:body",
        version=1,
        params={
            "wearers": [
                {"name": one.name, "sex": one.sex, "age": one.age, "measures": one.measures.to_json()}
                for one in shared.asked.wearers
            ]
        },
        publishes=(Publish("person.*.json", "element", "elements/body/{show}_{shot}_{file}"),),
        work=len(shared.asked.wearers),
        work_unit="person",
        tools=_tools("numpy", "scipy", "numba"),
    )


def _pattern(shared: Planned) -> Step:
    return Step(
        name="pattern",
        entry=f"{_ENTRY}.pattern_step:pattern",
        version=3,
        params={
            "asked": shared.asked.to_json(),
            "seed": shared.brief.seed,
            "options": shared.brief.options,
            "wish": shared.brief.explore.wish,
        },
        files=(*_explored(shared.brief), *palette_files(shared.brief)),
        publishes=(
            Publish("look.*.json", "element", "elements/looks/{show}_{shot}_look_{version}.{frame}.json"),
            Publish("explored.json", "element", EXPLORED),
        ),
        work=shared.brief.options,
        work_unit="look",
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
        path = shot / brief.explore.of / EXPLORED
        changed["explore"] = brief.explore.model_copy(update={"file": path})
    if (show / PRICES).is_file():
        changed["costs"] = brief.costs.model_copy(update={"file": show / PRICES})
    return brief.model_copy(update=changed)


def _papers(shared: Planned) -> Step:
    costs = shared.brief.costs
    return Step(
        name="papers",
        entry=f"{_ENTRY}.papers_step:papers",
        version=1,
        params={
            "title": f"{shared.show} {shared.brief.shot} {shared.version}",
            "currency": costs.currency,
            "prices": dict(costs.prices),
        },
        needs=("pattern",),
        files=() if costs.file is None else (InputFile("prices", costs.file, sha256_of_file(costs.file)),),
        publishes=tuple(
            Publish(f"*.{kind}", "papers", f"papers/{{show}}_{{shot}}_{{name}}_{{version}}.{kind}")
            for kind in ("pdf", "dxf", "svg", "txt", "json", "csv")
        ),
        work=len(_pieces(shared)),
        work_unit="garment",
        tools=_tools("ezdxf", "scipy"),
    )


def _pieces(shared: Planned) -> list[str]:
    return [piece.key for one in shared.asked.wearers for piece in one.pieces]


def _drape(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="drape",
        entry=f"{_ENTRY}.drape_step:drape",
        version=5,
        params={"options": shared.brief.options, "edge_m": quality.edge_m},
        needs=("body", "pattern"),
        publishes=(Publish("gate.*.json", "element", "elements/drape/{show}_{shot}_gate_{version}.{frame}.json"),),
        work=len(_pieces(shared)) * _rounds(shared) / (1000 * quality.edge_m) ** 2,
        work_unit="garment by triangle",
        tools=_tools("numpy", "numba", "scipy"),
    )


def _rounds(shared: Planned) -> int:
    """Return how often as many outfits are draped as are draped at once."""
    return -(-min(shared.brief.options, FORMS) // AT_ONCE)


def _scene(shared: Planned) -> Step:
    return Step(
        name="scene",
        entry=f"{_ENTRY}.scene_step:scene",
        version=2,
        params={"options": shared.brief.options, "quality": shared.brief.quality, "title": shared.title},
        needs=("body", "pattern", "drape"),
        publishes=(Publish("outfit.*.usdc", "scene", "scene/{show}_{shot}_{version}.{frame}.usdc"),),
        work=shared.brief.options,
        work_unit="outfit",
        tools=_tools("usd-core", "numpy"),
    )


def _comp(shared: Planned) -> Step:
    quality = quality_of(shared.brief.quality, shared.brief.options)
    return Step(
        name="comp",
        entry=f"{_ENTRY}.comp_step:comp",
        version=3,
        params={**shared.common, "quality": shared.brief.quality, "seed": shared.brief.seed, "title": shared.title},
        needs=("body", "pattern", "drape", "scene"),
        publishes=(Publish("comp.*.exr", "comp", "exr/{show}_{shot}_comp_{version}.{frame}.exr"),),
        work=quality.width * quality.height * quality.samples * len(shared.frames) / 1e6,
        work_unit="megasample",
        frames=len(shared.frames),
        tools=_tools("bpy", "usd-core"),
    )


def _clip(shared: Planned) -> Step:
    return Step(
        name="clip",
        entry="rushes.engines.review_clip:clip",
        version=1,
        params={
            **shared.common,
            "show": shared.show,
            "shot": shared.brief.shot,
            "version": shared.version,
            "quality": shared.brief.quality,
            "engine": f"wardrobe {VERSION}",
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


def _labels(shared: Planned) -> list[str]:
    """Return what each picture is: an option, or a side of the one that is made in full."""
    count = len(shared.frames)
    if shared.brief.options > 1:
        word = "further option" if shared.brief.explore.wish else "option"
        return [f"{word} {number}" for number in range(1, count + 1)]
    return ["hero", *(side_words(360 * number / (count - 1)) for number in range(count - 1))]


def _board(shared: Planned) -> Step:
    brief = shared.brief
    told = {
        name: [{"field": one.field, "value": one.value, "words": one.words} for one in getattr(brief, name)]
        for name in ("understood", "assumed")
    }
    return Step(
        name="board",
        entry=f"{_ENTRY}.board_step:board",
        version=3,
        params={
            **shared.common,
            "title": shared.title,
            "show": shared.show,
            "shot": brief.shot,
            "version": shared.version,
            "engine": f"wardrobe {VERSION}",
            "seed": brief.seed,
            "words": brief.text,
            **told,
            "not_understood": list(brief.not_understood),
            "rights": rights_of(brief),
        },
        needs=(
            "body",
            "pattern",
            "drape",
            "comp",
            *(() if brief.options > 1 else ("papers",)),
            *((FINISH,) if finishes(brief) else ()),
        ),
        files=reference_files(brief),
        publishes=(
            Publish("board.pdf", "board", "review/{show}_{shot}_board_{version}.pdf"),
            Publish("board.html", "board", "review/{show}_{shot}_board_{version}.html"),
        ),
        work_unit="board",
        tools=_tools("typst", "pillow"),
    )


def _source_type(brief: Brief) -> str:
    if finishes(brief):
        return TRAINED
    return "http://cv.iptc.org/newscodes/digitalsourcetype/algorithmicMedia"


def _sample(brief: Brief, frames: int) -> Brief:
    """Return the brief of the small job that a new machine is measured with: the outermost garment, in draft quality, of so many pictures."""
    clothes = brief.wardrobe.model_copy(update={"pieces": brief.wardrobe.pieces[-1:], "others": ()})
    count = min(frames, 3)
    return brief.model_copy(
        update={
            "frames": count,
            "options": 1,
            "quality": "draft",
            "seed": 1,
            "explore": Explore(),
            "finish": Finish(),
            "wardrobe": clothes.model_copy(update={"turn": count - 1}),
        }
    )


ENGINE = Engine(
    name="wardrobe",
    kind="wardrobe",
    version=VERSION,
    steps=steps,
    digital_source_type=_source_type,
    completed=_completed,
    sample=_sample,
    handles=False,
)
